"""A praetor under attack: a process on a SQLite file of its own, what it takes of memory, and how long it is silent."""

import multiprocessing
import os
import pathlib
import resource
import signal
import socket
import ssl
import subprocess
import time
from types import TracebackType

ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Praetor:
    """Starts at once; `address_space` in bytes is all the memory it may ask the system for."""

    def __init__(self, program: str, folder: pathlib.Path, settings: dict[str, str] | None = None,
                 address_space: int = 0) -> None:
        self.port = free_port()
        self._tls: ssl.SSLContext | None = None
        if "PRAETOR_TLS_CERT_FILE" in (settings or {}):
            self._tls = ssl._create_unverified_context()
        self.log = folder / "praetor.log"
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "PREFECT_HOME": str(folder),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder}/prefect.db",
            "PREFECT_SERVER_API_PORT": str(self.port),
            **(settings or {}),
        }

        def limit() -> None:
            if address_space > 0:
                resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))

        with self.log.open("ab") as log:
            self._process = subprocess.Popen([os.path.abspath(program), "server", "start"], env=environment, cwd=folder, stderr=log,
                                             stdout=log, preexec_fn=limit)  # fmt: skip

    def __enter__(self) -> "Praetor":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> int:
        """As an operator does; a server that does not hear it within 30 s is killed. The exit status."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return -signal.SIGKILL

    def ended(self, within: float = 0) -> int | None:
        try:
            return self._process.wait(within) if within > 0 else self._process.poll()
        except subprocess.TimeoutExpired:
            return None

    def connect(self, timeout: float = 10) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def speak(self, timeout: float = 10) -> socket.socket:
        """A connection on which requests can be sent: in TLS where the server speaks it."""
        made = self.connect(timeout)
        return self._tls.wrap_socket(made) if self._tls else made

    def health(self, timeout: float) -> float | None:
        """How many seconds /health takes on a new connection; None where nothing right comes in time."""
        began = time.monotonic()
        try:
            with self.speak(timeout) as client:
                client.sendall(b"GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                answer = b""
                while not answer.endswith(b"true"):
                    client.settimeout(max(0.01, began + timeout - time.monotonic()))
                    piece = client.recv(4096)
                    if not piece:
                        return None
                    answer += piece
        except OSError:
            return None
        return time.monotonic() - began

    def wait_until_it_answers(self, within: float = 60) -> bool:
        end = time.monotonic() + within
        while time.monotonic() < end and self.ended() is None:
            if self.health(2) is not None:
                return True
            time.sleep(0.05)
        return False

    def _status(self, name: str) -> int:
        for line in pathlib.Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) // 1024
        return 0

    def resident(self) -> int:
        """Megabytes now."""
        try:
            return self._status("VmRSS")
        except OSError:  # it ended
            return 0


class Watch:
    """Looks at a praetor again and again while it lives: its memory, and how long it lets /health wait.

    In a process of its own: in a thread it would wait for those of the attackers, for Python runs one at a time.
    """

    def __init__(self, of: Praetor) -> None:
        self._of = of
        forks = multiprocessing.get_context("fork")
        self._stops = forks.Event()
        self._seen, self._tells = forks.Pipe(duplex=False)
        self._process = forks.Process(target=self._run, daemon=True)
        self.most_resident = 0
        self.waits: list[float] = []  # seconds
        self.longest_silence = 0.0

    def __enter__(self) -> "Watch":
        self._process.start()
        self._tells.close()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stops.set()
        self.most_resident, self.waits, self.longest_silence = self._seen.recv()
        self._process.join()

    def _run(self) -> None:
        answered = time.monotonic()
        while not self._stops.is_set():
            self.most_resident = max(self.most_resident, self._of.resident())
            took = self._of.health(15)
            if took is not None:
                self.waits.append(took)
                answered = time.monotonic()
                self.longest_silence = max(self.longest_silence, took)
            else:
                self.longest_silence = max(self.longest_silence, time.monotonic() - answered)
            self._stops.wait(0.02)
        self._tells.send((self.most_resident, self.waits, self.longest_silence))

    def percentile(self, share: float) -> float:
        ordered = sorted(self.waits) or [0.0]
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
