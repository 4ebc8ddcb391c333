"""Where praetor listens, from outside: Unix sockets, and what systemd hands over and is told."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from servers import bare_environment


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen]]:
    """serve(*words, fd_3=None, **variables): praetor on a SQLite file of its own; what is left of it is killed in the end."""
    started: list[subprocess.Popen] = []

    def start(*words: str, fd_3: int | None = None, **variables: str) -> subprocess.Popen:
        def hand_over() -> None:
            if fd_3 is not None:
                os.dup2(fd_3, 3, inheritable=True)

        environment = bare_environment() | {
            "HOME": str(tmp_path),
            "PREFECT_HOME": str(tmp_path),
            "PREFECT_UI_ENABLED": "false",
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{tmp_path}/praetor.db",
        }
        program = [os.environ["PRAETOR_PROGRAM"], "server", "start", *words]
        command = ["sh", "-c", 'LISTEN_PID=$$; export LISTEN_PID; exec "$@"', "sh", *program]
        with (tmp_path / "praetor.log").open("ab") as log:
            started.append(subprocess.Popen(command, env=environment | variables, close_fds=False, preexec_fn=hand_over,
                                            stdout=log, stderr=log, stdin=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(path: Path) -> None:
    deadline = time.monotonic() + 120
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} does not come"
        time.sleep(0.05)


def test_a_unix_socket_is_served_replaced_after_a_kill_and_gone_after_a_stop(serve, tmp_path: Path) -> None:
    path = tmp_path / "praetor.sock"
    for ending in (signal.SIGKILL, signal.SIGTERM):
        before = path.stat().st_ino if path.exists() else None
        process = serve("--uds", str(path))
        wait_until(path)
        deadline = time.monotonic() + 120
        while path.stat().st_ino == before:
            assert time.monotonic() < deadline, "the stale socket is not replaced"
            time.sleep(0.05)
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://praetor/api") as client:
            assert client.get("/health").json() is True
        assert serve("--uds", str(path)).wait(60) == 1
        process.send_signal(ending)
        process.wait(60)
        assert path.exists() == (ending == signal.SIGKILL)


def test_sockets_of_systemd_are_served_and_it_hears_of_start_life_and_stop(serve, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified, socket.socket() as listening:
        notified.bind(str(tmp_path / "notify"))
        notified.settimeout(120)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        process = serve(fd_3=listening.fileno(), LISTEN_FDS="1", NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="400000")
        said = notified.recv(100)
        while said.startswith(b"EXTEND_TIMEOUT_USEC="):
            said = notified.recv(100)
        assert said == b"READY=1"
        port = listening.getsockname()[1]
        assert httpx.get(f"http://127.0.0.1:{port}/api/health").json() is True
        assert notified.recv(100) == b"WATCHDOG=1"
        process.send_signal(signal.SIGTERM)
        while (said := notified.recv(100)) == b"WATCHDOG=1":
            pass
        assert said == b"STOPPING=1"
        assert process.wait(60) == 0
