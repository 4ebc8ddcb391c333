"""TLS from outside: the SDK by https and wss, the certificate renewed under its requests."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from databases import Database
from servers import Server, bare_environment, free_port, start_server

SUBJECT = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]


def make_certificate(folder: Path) -> None:
    """server.pem, which signs itself, and server.key."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "server.key.new"]
    subprocess.run(["openssl", "req", "-x509", "-days", "2", *SUBJECT, *key, "-out", "server.pem.new"], cwd=folder, check=True,
                   capture_output=True)
    for name in ("server.key", "server.pem"):
        (folder / f"{name}.new").rename(folder / name)


def wait_until_it_answers(server: Server, url: str, **how) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert server.process.poll() is None, server.last_words()
        try:
            if httpx.get(f"{url}/health", **how).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(server.last_words())


@pytest.fixture
def served(tmp_path: Path):
    """A server with a certificate of its own; its URL; the file that clients believe."""
    make_certificate(tmp_path)
    port = free_port()
    files = {"PRAETOR_TLS_CERT_FILE": str(tmp_path / "server.pem"), "PRAETOR_TLS_KEY_FILE": str(tmp_path / "server.key")}
    server = start_server("praetor", Database("sqlite", str(tmp_path / "praetor.db")), tmp_path / "home", port, **files)
    believed = tmp_path / "believed.pem"
    believed.write_bytes((tmp_path / "server.pem").read_bytes())
    url = f"https://127.0.0.1:{port}/api"
    try:
        wait_until_it_answers(server, url, verify=str(believed))
        yield server, url, believed
    finally:
        server.end()


def test_the_sdk_runs_a_flow_and_hears_an_event_by_tls(served, tmp_path: Path) -> None:
    _, url, believed = served
    environment = bare_environment() | {"PREFECT_HOME": str(tmp_path / "client"), "PREFECT_API_URL": url,
                                        "PREFECT_API_SSL_CERT_FILE": str(believed)}
    told = subprocess.run([sys.executable, Path(__file__).parent / "tls_flow.py"], env=environment, capture_output=True,
                          text=True, timeout=300)
    assert told.stdout.endswith("all by https\n"), told.stdout + told.stderr


def test_a_client_that_does_not_know_the_authority_is_not_talked_into_it(served) -> None:
    _, url, _ = served
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{url}/health")
    refused = httpx.get(url.replace("https", "http") + "/health")
    assert (refused.status_code, "https://" in refused.text) == (400, True)


def test_certificates_are_renewed_while_clients_ask(served, tmp_path: Path) -> None:
    server, url, _ = served
    stops, lost, answered = threading.Event(), [], []

    def ask() -> None:
        while not stops.is_set():
            try:
                with httpx.Client(verify=False) as client:
                    answered.extend(client.get(f"{url}/health").json() for _ in range(5))
            except httpx.HTTPError as error:
                lost.append(repr(error))

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    for _ in range(10):
        make_certificate(tmp_path)
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
    stops.set()
    for client in clients:
        client.join()
    assert not lost
    assert len(answered) > 20 and all(answered)
    wait_until_it_answers(server, url, verify=str(tmp_path / "server.pem"))
