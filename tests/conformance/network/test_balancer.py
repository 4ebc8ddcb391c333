"""Two servers on one PostgreSQL behind HAProxy, by the configuration that is given away (packages/haproxy)."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from servers import Server, bare_environment, free_port, start_again

pytestmark = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)

CONFIGURATION = Path(__file__).parents[3] / "packages/haproxy/haproxy.cfg"
PATIENCE = 60
"""Seconds."""


class Balanced:
    """Servers, and the address that stands for both."""

    def __init__(self, servers: list[Server], folder: Path) -> None:
        self.servers = servers
        self.port = free_port()
        self.log = folder / "haproxy.log"
        addresses = {f"SERVER_{name}": f"127.0.0.1:{one.port}" for name, one in zip(("ONE", "TWO"), servers)}
        environment = bare_environment() | addresses | {"BIND": f"127.0.0.1:{self.port}"}
        with self.log.open("ab") as out:
            words = [shutil.which("haproxy") or "/usr/sbin/haproxy", "-db", "-f", str(CONFIGURATION)]
            self.process = subprocess.Popen(words, env=environment, stdout=out, stderr=out)
        self.wait_until_healthy()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def wait_until_healthy(self) -> None:
        wait_until(self._is_healthy, self.log.read_text)

    def _is_healthy(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health").status_code == 200
        except httpx.TransportError:
            return False


def wait_until(what: Callable[[], bool], why: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, why()
        time.sleep(0.1)


@pytest.fixture
def balanced(request: pytest.FixtureRequest, database, start, tmp_path: Path) -> Iterator[Balanced]:
    workers = getattr(request, "param", None)
    made = Balanced([start("praetor", database, workers=workers) for _ in range(2)], tmp_path)
    yield made
    made.process.kill()
    made.process.wait()
    for one in made.servers:  # those that a test started again
        one.end()


class Writers:
    """Write flows, each once and without a second try, until they are stopped."""

    def __init__(self, api: str, count: int = 6) -> None:
        self.written: list[str] = []
        self.failures: list[str] = []
        self._api, self._stopping = api, threading.Event()
        self._threads = [threading.Thread(target=self._write, args=[number]) for number in range(count)]
        for one in self._threads:
            one.start()

    def _write(self, writer: int) -> None:
        number = 0
        with httpx.Client(base_url=self._api, timeout=30) as client:
            while not self._stopping.is_set():
                name = f"flow-{writer}-{number}"
                number += 1
                try:
                    answer = client.post("/flows/", json={"name": name})
                    if answer.status_code == 201:
                        self.written.append(name)
                    else:
                        self.failures.append(f"{answer.status_code} {answer.text}")
                except httpx.TransportError as failed:
                    self.failures.append(repr(failed))

    def stop(self) -> None:
        self._stopping.set()
        for one in self._threads:
            one.join()


def stored_flows(api: str) -> set[str]:
    names: set[str] = set()
    while page := httpx.post(f"{api}/flows/filter", json={"limit": 200, "offset": len(names), "sort": "NAME_ASC"}).json():
        names |= {one["name"] for one in page}
    return names


@pytest.mark.parametrize("balanced", [1, 2], indirect=True, ids=["alone", "workers"])
def test_servers_are_restarted_one_after_the_other_and_no_client_notices(balanced: Balanced) -> None:
    writers = Writers(balanced.api)
    for number in range(2):
        time.sleep(1)
        assert balanced.servers[number].terminate() == 0
        balanced.servers[number] = start_again(balanced.servers[number]).wait_until_healthy()
        time.sleep(2)  # until HAProxy has found it
    writers.stop()
    assert writers.failures == []
    assert len(writers.written) > 100


def test_what_was_acknowledged_is_there_after_a_server_was_killed(balanced: Balanced) -> None:
    writers = Writers(balanced.api)
    time.sleep(1)
    balanced.servers[0].kill()
    time.sleep(3)
    late = len(writers.failures)
    time.sleep(1)
    writers.stop()
    assert len(writers.failures) == late, "requests fail though the other server is there"
    assert late <= 2 * 6, writers.failures
    assert set(writers.written) <= stored_flows(balanced.api)


def test_a_flow_runs_by_the_address_of_both(balanced: Balanced, tmp_path: Path) -> None:
    environment = bare_environment() | {"PREFECT_API_URL": balanced.api, "PREFECT_HOME": str(tmp_path / "home")}
    flow = tmp_path / "balanced_flow.py"
    flow.write_text(
        "from prefect import flow, task\n\n\n@task\ndef double(number):\n    return 2 * number\n\n\n@flow(log_prints=True)\n"
        "def balanced():\n    print('hello')\n    return sum(double.map(range(5)).result())\n\n\nassert balanced() == 20\n"
    )
    done = subprocess.run([sys.executable, str(flow)], env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    runs = httpx.post(f"{balanced.api}/flow_runs/filter", json={}).json()
    assert [one["state_type"] for one in runs] == ["COMPLETED"]
    assert httpx.post(f"{balanced.api}/task_runs/count", json={}).json() == 5
