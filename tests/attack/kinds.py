"""The attacks: each goes on until a time, from a few threads, and says what was not answered as it must be."""

import base64
import contextlib
import random
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable

from documents import PATHS, body
from praetor_process import Praetor

Attack = Callable[[Praetor, random.Random, float], list[str]]
LARGEST = 16 * 1024 * 1024 - 1


def post(path: str, size: int, more: str = "") -> bytes:
    return (f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{more}Content-Length: {size}\r\n"
            "Connection: close\r\n\r\n").encode()  # fmt: skip


def receive(client: socket.socket, timeout: float) -> bytes:
    """What comes to the end of the connection, or in that time; of long answers only the beginning is kept."""
    kept = b""
    end = time.monotonic() + timeout
    with contextlib.suppress(OSError):
        while (left := end - time.monotonic()) > 0:
            client.settimeout(left)
            piece = client.recv(1 << 16)
            if not piece:
                break
            if len(kept) < 1 << 16:
                kept += piece
    return kept


def is_fault(answer: bytes) -> bool:
    """A 5xx other than 503, which says that there is too much to do, and 501, of transfer codings."""
    return answer.startswith(b"HTTP/1.1 5") and answer[9:12] not in (b"501", b"503")


def _in_threads(count: int, work: Callable[[random.Random], str | None], chance: random.Random, until: float) -> list[str]:
    found: list[str] = []

    def run(mine: random.Random) -> None:
        while time.monotonic() < until and not found:
            with contextlib.suppress(OSError):
                if said := work(mine):
                    found.append(said)

    threads = [threading.Thread(target=run, args=(random.Random(chance.random()),)) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def bodies(server: Praetor, chance: random.Random, until: float) -> list[str]:
    """Bodies of every size, well sent."""

    def one(mine: random.Random) -> str | None:
        path = mine.choice(PATHS)
        sent = body(mine, mine.choice((1 << 12, 1 << 17, 1 << 20, LARGEST)))
        with server.connect() as client:
            client.settimeout(60)
            version = "X-PREFECT-API-VERSION: 1\r\n" if mine.random() < 0.1 else ""
            client.sendall(post(path, len(sent), version))
            with contextlib.suppress(OSError):  # it may be refused before it is sent
                client.sendall(sent)
            answer = receive(client, 60)
        if is_fault(answer):
            return f"{path} {sent[:80]!r} of {len(sent)} bytes: {answer[:200]!r}"
        return None

    return _in_threads(4, one, chance, until)


def slow_bodies(server: Praetor, chance: random.Random, until: float) -> list[str]:
    """Many long bodies at once, each sent a little at a time and never to its end."""
    open_ones: list[socket.socket] = []
    piece = b"[" + b"0," * 50_000
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            while len(open_ones) < 200:
                client = server.connect()
                client.setblocking(False)
                client.send(post(chance.choice(PATHS), LARGEST))
                open_ones.append(client)
        _, writable, _ = select.select([], open_ones, [], 0.1)
        for client in writable:
            try:
                client.send(piece[: chance.randrange(1, len(piece))])
            except BlockingIOError:
                pass
            except OSError:
                open_ones.remove(client)
                client.close()
        time.sleep(0.05)
    for client in open_ones:
        client.close()
    return []


def chunks(server: Praetor, chance: random.Random, until: float) -> list[str]:
    """Extensions without an end, wrong sizes, thousands of small chunks."""

    def one(mine: random.Random) -> str | None:
        with server.connect() as client:
            client.sendall(b"POST /api/flows/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            kind = mine.randrange(5)
            end = min(until, time.monotonic() + 3)
            with contextlib.suppress(OSError):
                client.settimeout(2)
                if kind == 0:
                    client.sendall(b"2;")
                while time.monotonic() < end:
                    client.sendall(
                        (b"a" * 4096, b"1;x\r\n{\r\n" * 400, b"1;" + b"y" * 3000 + b"\r\n \r\n", b"fffffffffffffffff\r\n",
                         mine.randbytes(64))[kind])  # fmt: skip
            answer = receive(client, 1)
        return f"chunks of kind {kind}: {answer[:200]!r}" if is_fault(answer) else None

    return _in_threads(24, one, chance, until)


def heads(server: Praetor, chance: random.Random, until: float) -> list[str]:
    """Thousands of connections that say half a head, and heads of all kinds."""
    silent: list[socket.socket] = []
    most = min(4_000, _files() - 200)
    while time.monotonic() < until:
        for _ in range(100):
            try:
                client = socket.create_connection(("127.0.0.1", server.port), 1)
                client.setblocking(False)
                client.send(_head(chance)[: chance.randrange(1, 70_000)])
                silent.append(client)
            except OSError:
                time.sleep(0.01)
        time.sleep(0.05)
        while len(silent) > most:
            silent.pop(chance.randrange(len(silent))).close()
    for client in silent:
        client.close()
    return []


def _files() -> int:
    import resource

    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def _head(chance: random.Random) -> bytes:
    kind = chance.randrange(6)
    start = b"GET /api/%s HTTP/1.1\r\nHost: x\r\n" % chance.choice((b"health", b"%0a%1b[2J", b"..", b"x" * 60_000))
    return start + (b"a:b\r\n" * 12_000, b"X-Long: " + b"y" * 70_000, b"Cookie: a\r\n" * 50, b"\r\n", chance.randbytes(200),
                    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")[kind]  # fmt: skip


def framing(server: Praetor, chance: random.Random, until: float) -> list[str]:
    """A second request within the body of the first: where the first is refused nobody answers the second."""
    codings = ("identity", "xchunked", "chunked, identity", "gzip, chunked", "chunked, chunked", "chunked;a", "\tchunked\t,x", "")

    def one(mine: random.Random) -> str | None:
        lines = [f"Transfer-Encoding: {mine.choice(codings)}" for _ in range(mine.randrange(1, 3))]
        lines += [f"Host: {name}" for name in mine.choice(((), ("x",), ("x", "y")))]
        mine.shuffle(lines)
        with server.connect() as client:
            client.sendall(("POST /api/flows/filter HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
                            "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n0\r\n\r\n").encode())  # fmt: skip
            answer = receive(client, 5)
        if answer[9:12] not in (b"400", b"501") or answer.count(b"HTTP/1.1 ") != 1:
            return f"{lines}: {answer[:300]!r}"
        return None

    return _in_threads(8, one, chance, until)


def websockets(server: Praetor, chance: random.Random, until: float) -> list[str]:
    """Handshakes without an end, first messages of all sizes, frames made at random."""
    paths = ("/api/events/in", "/api/events/out", "/api/logs/out", "/api/task_runs/subscriptions/scheduled")
    idle: list[socket.socket] = []

    def one(mine: random.Random) -> str | None:
        client = server.connect()
        key = base64.b64encode(mine.randbytes(16)).decode()
        offer = "Sec-WebSocket-Protocol: prefect\r\n" if mine.random() < 0.8 else ""
        client.sendall((f"GET {mine.choice(paths)} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{offer}\r\n").encode())  # fmt: skip
        with contextlib.suppress(OSError):
            client.settimeout(2)
            client.recv(4096)
            kind = mine.randrange(4)
            if kind == 0:  # silence
                idle.append(client)
                if len(idle) > 500:
                    idle.pop(0).close()
                return None
            if kind == 1:  # an endless message
                client.sendall(frame(b'{"type":"auth","token":"'))
                for _ in range(200):
                    client.sendall(b"\0\x80" + (200).to_bytes(1, "big") if mine.random() < 0.01 else frame(mine.randbytes(60_000), 0))
            elif kind == 2:
                client.sendall(frame(b'{"type":"auth"}', 0x81))
                client.sendall(frame(body(mine, 1 << 21), 0x81))
                receive(client, 0.2)
            else:
                client.sendall(mine.randbytes(mine.randrange(1, 5_000)))
                receive(client, 0.2)
        client.close()
        return None

    found = _in_threads(6, one, chance, until)
    for client in idle:
        client.close()
    return found


def frame(payload: bytes, first: int = 1) -> bytes:
    """Masked with zeros, as a client may."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big") if size < 1 << 16 else b"\xff" + size.to_bytes(8, "big")
    return bytes([first]) + length + b"\0\0\0\0" + payload


def readers(server: Praetor, chance: random.Random, until: float) -> list[str]:
    """Long answers that are read slowly or not at all."""
    long_text = "x" * 400_000
    with contextlib.suppress(OSError):
        for i in range(40):
            sent = f'{{"key":"k{i}","type":"markdown","data":"{long_text}"}}'.encode()
            with server.connect() as client:
                client.sendall(post("/api/artifacts/", len(sent)) + sent)
                receive(client, 10)

    def one(mine: random.Random) -> str | None:
        with server.connect() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
            client.sendall(post("/api/artifacts/filter", 13) + b'{"limit":100}')
            end = min(until, time.monotonic() + mine.uniform(0, 15))
            answer = b""
            client.settimeout(1)
            while time.monotonic() < end:
                with contextlib.suppress(TimeoutError):
                    piece = client.recv(mine.choice((1, 1_000, 100_000)))
                    if not piece:
                        break
                    answer = (answer + piece)[:1_000]
                time.sleep(0.05)
        return f"a long answer: {answer[:200]!r}" if is_fault(answer) else None

    return _in_threads(20, one, chance, until)


def _client_hello(chance: random.Random) -> bytes:
    """What begins a handshake: it has the server sign."""
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl._create_unverified_context()
    if chance.random() < 0.5:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(into, out).do_handshake()
    return out.read()


def handshakes(server: Praetor, chance: random.Random, until: float) -> list[str]:
    """Handshakes that are begun and not ended, cut off or broken, and connections that say nothing."""
    silent: list[socket.socket] = []

    def work(mine: random.Random) -> str | None:
        hello = _client_hello(mine)
        begun = []
        for _ in range(50):
            sent = hello
            if (fate := mine.random()) < 0.1:
                sent = hello[: mine.randrange(len(hello))]
            elif fate < 0.2:
                sent = hello[:5] + mine.randbytes(len(hello) - 5)
            elif fate < 0.25:
                sent = b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
            client = server.connect()
            begun.append(client)
            client.sendall(sent)
        if len(silent) < 2_000:
            silent.append(server.connect())
        for client in begun:
            if is_fault(receive(client, 0.01)):
                return "an answer is a fault"
            client.close()
        return None

    found = _in_threads(3, work, chance, until)
    for client in silent:
        client.close()
    return found


KINDS: dict[str, Attack] = {
    "bodies": bodies,
    "slow_bodies": slow_bodies,
    "chunks": chunks,
    "heads": heads,
    "framing": framing,
    "websockets": websockets,
    "readers": readers,
    "handshakes": handshakes,
}
