"""Attacks a praetor: attack.py PROGRAM SECONDS [--junit FILE] [--seed N] [KIND …].

Each kind gets a server of its own and its share of the time. Whatever is sent, the server lives, is silent for no longer
than seconds, takes no more than 400 MB, answers as before afterwards, and stops when it is told to.
"""

import argparse
import contextlib
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from xml.sax.saxutils import quoteattr

from kinds import KINDS, LARGEST, post, receive
from praetor_process import Praetor, Watch

MOST_RESIDENT = 400  # megabytes
RECOVERY = 30.0  # seconds
LONGEST_SILENCE = 10.0  # seconds; generous, for attackers and server share the machine


def certificate_in(folder: pathlib.Path) -> dict[str, str]:
    """The settings for one that costs as much as a usual one."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-keyout", "server.pem", "-out", "certificate.pem"], cwd=folder, check=True, capture_output=True)  # fmt: skip
    with (folder / "server.pem").open("a") as both:
        both.write((folder / "certificate.pem").read_text())
    return {"PRAETOR_TLS_CERT_FILE": str(folder / "server.pem")}


def under(kind: str, program: str, seconds: float, seed: int, settings: dict[str, str]) -> tuple[list[str], str]:
    """What was found, and what was seen."""
    with contextlib.ExitStack() as running:
        folder = pathlib.Path(running.enter_context(tempfile.TemporaryDirectory(prefix="praetor-attack-")))
        tls = certificate_in(folder) if kind == "handshakes" else {}
        server = running.enter_context(Praetor(program, folder, settings | tls))
        if not server.wait_until_it_answers():
            return ["it does not start: " + server.log.read_text()[-500:]], ""
        with Watch(server) as watch:
            found = KINDS[kind](server, random.Random(seed), time.monotonic() + seconds)
        if (status := server.ended()) is not None:
            return [*found, f"it ended with {status}: " + server.log.read_text()[-500:]], ""
        if watch.most_resident > MOST_RESIDENT:
            found.append(f"{watch.most_resident} MB resident")
        if watch.longest_silence > LONGEST_SILENCE:
            found.append(f"silent for {watch.longest_silence:.1f} s")
        if not _recovers(server):
            found.append("it does not recover")
        if (status := server.stop()) != 0:
            found.append(f"stopped with {status}")
        log = server.log.read_bytes()
        if any(byte < 0x20 and byte != 0x0A for byte in log) or b"\n\x1b" in log:
            found.append("the log has characters that a terminal obeys")
    seen = (f"{watch.most_resident} MB at most, /health p50 {1e3 * watch.percentile(0.5):.1f} ms, p99 "
            f"{1e3 * watch.percentile(0.99):.1f} ms, longest {1e3 * watch.longest_silence:.0f} ms")  # fmt: skip
    return found, seen


def _recovers(server: Praetor) -> bool:
    end = time.monotonic() + RECOVERY
    while time.monotonic() < end:
        took = server.health(2)
        if took is not None and took < 0.5:
            return True
        time.sleep(0.1)
    return False


def without_memory(program: str, seconds: float, seed: int) -> tuple[list[str], str]:
    """A system that gives no more memory: connections end, the server does not."""
    chance = random.Random(seed)
    address_space = 3 << 29  # code, stacks and arenas are most of it
    with tempfile.TemporaryDirectory(prefix="praetor-attack-") as folder, \
            Praetor(program, pathlib.Path(folder), address_space=address_space) as server:  # fmt: skip
        if not server.wait_until_it_answers():
            return ["it does not start: " + server.log.read_text()[-500:]], ""
        found: list[str] = []
        end = time.monotonic() + seconds
        asked = 0
        while time.monotonic() < end and server.ended() is None:
            clients = []
            for _ in range(8):
                sent = b"[" + chance.choice((b"0,", b"{},", b'"",', b"[],")) * (LARGEST // 4 - 1) + b"0]"
                try:
                    client = server.connect()
                    clients.append(client)
                    client.sendall(post("/api/logs/", len(sent)) + sent)
                except OSError:
                    pass
                asked += 1
            for client in clients:
                receive(client, 5)
                client.close()
        if (status := server.ended()) is not None:
            found.append(f"it ended with {status}: " + server.log.read_text()[-500:])
        elif not _recovers(server):
            found.append("it does not recover")
        elif (status := server.stop()) != 0:
            found.append(f"stopped with {status}")
    return found, f"{asked} long bodies"


NUMBERS = ("-1", "0", "1", "0.5", "1e17", "nan", "inf", "99999999999999999999", "", "x", "\x1b[2J")
SETTINGS = {
    "PREFECT_SERVER_API_HOST": ("", "::1", "localhost", "0.0.0.0", "no.such.host.invalid", "127.0.0.1"),
    "PREFECT_SERVER_API_KEEPALIVE_TIMEOUT": NUMBERS,
    "PREFECT_SERVER_API_WEBSOCKET_PING_INTERVAL": NUMBERS,
    "PREFECT_SERVER_API_WEBSOCKET_PING_TIMEOUT": NUMBERS,
    "PREFECT_SERVER_API_DEFAULT_LIMIT": NUMBERS,
    "PREFECT_SERVER_EVENTS_WEBSOCKET_BACKFILL_PAGE_SIZE": NUMBERS,
    "PREFECT_SERVER_EVENTS_MAXIMUM_WEBSOCKET_BACKFILL": (*NUMBERS, "PT15M"),
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_QUEUE_MAX_SIZE": NUMBERS,
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": NUMBERS,
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": NUMBERS,
    "PREFECT_SERVER_LOGGING_LEVEL": ("DEBUG", "", "loud"),
    "PREFECT_SERVER_ENCRYPTION_KEY": ("short", ""),
    "FORWARDED_ALLOW_IPS": ("*", "", "10.0.0.0/99", "x,,y"),
    "PREFECT_SERVER_DATABASE_TIMEOUT": NUMBERS,
    "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE": NUMBERS,
}


def with_settings(program: str, seconds: float, seed: int) -> tuple[list[str], str]:
    """Settings made at random: a server that serves and stops, or one clear line and status 1 or 2."""
    chance = random.Random(seed)
    found: list[str] = []
    served = refused = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        chosen = {name: chance.choice(SETTINGS[name]) for name in chance.sample(sorted(SETTINGS), chance.randrange(1, 3))}
        with tempfile.TemporaryDirectory(prefix="praetor-attack-") as folder, Praetor(program, pathlib.Path(folder), chosen) as server:
            started = time.monotonic()
            while (status := server.ended(0.05)) is None and time.monotonic() < started + 30:
                if b"serves the Prefect API" in server.log.read_bytes():
                    break
            said = server.log.read_text(errors="replace")
            if status is None:
                served += 1
                if (status := server.stop()) != 0:
                    found.append(f"{chosen}: stopped with {status}: {said[-300:]}")
            elif status not in (1, 2) or not said.splitlines()[-1].startswith("praetor: "):
                found.append(f"{chosen}: {status}: {said[-300:]}")
            else:
                refused += 1
    return found, f"{served} served, {refused} refused"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("seconds", type=float)
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--junit")
    parser.add_argument("--database", help="the URL of a PostgreSQL database, instead of a SQLite file for each kind")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    asked = parser.parse_intermixed_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    others = {"no_memory": without_memory, "settings": with_settings}
    names = asked.kinds or [*KINDS, *others]
    share = asked.seconds / len(names)
    database = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": asked.database} if asked.database else {}
    cases: list[str] = []
    bad = 0
    print(f"attack: seed {asked.seed}, {share:.1f} s each", flush=True)
    for name in names:
        found, seen = others[name](asked.program, share, asked.seed) if name in others else under(name, asked.program, share, asked.seed, database)
        bad += bool(found)
        print(f"{name}: {seen}" + "".join(f"\n    {one}" for one in found), flush=True)
        failure = f"<failure message={quoteattr(ascii('; '.join(found)))}/>" if found else ""
        cases.append(f'<testcase classname="attack" name="{name}">{failure}</testcase>')
    if asked.junit:
        pathlib.Path(asked.junit).write_text(f"<testsuite>{''.join(cases)}</testsuite>\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
