"""Two servers on one PostgreSQL behind HAProxy, by the configuration that is given away (packages/haproxy)."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from servers import Server, bare_environment, free_port, start_again
from steady_clients import SteadyClients, wait_until

pytestmark = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)

CONFIGURATION = Path(__file__).parents[3] / "packages/haproxy/haproxy.cfg"

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
        wait_until(self._is_healthy, f"HAProxy does not come: {self.log}")

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def _is_healthy(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health").status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
def balanced(request: pytest.FixtureRequest, database, start, tmp_path: Path) -> Iterator[Balanced]:
    workers = getattr(request, "param", None)
    made = Balanced([start("praetor", database, workers=workers) for _ in range(2)], tmp_path)
    yield made
    made.process.kill()
    made.process.wait()
    for one in made.servers:  # those that a test started again
        one.end()


def write_flow(client: httpx.Client, name: str) -> httpx.Response:
    return client.post("/flows/", json={"name": name})


def stored_flows(api: str) -> set[str]:
    names: set[str] = set()
    while page := httpx.post(f"{api}/flows/filter", json={"limit": 200, "offset": len(names), "sort": "NAME_ASC"}).json():
        names |= {one["name"] for one in page}
    return names


@pytest.mark.parametrize("balanced", [1, 2], indirect=True, ids=["alone", "workers"])
def test_servers_are_restarted_one_after_the_other_and_no_client_notices(balanced: Balanced) -> None:
    writers = SteadyClients(balanced.api, write_flow, 6)
    for number in range(2):
        time.sleep(1)
        assert balanced.servers[number].terminate() == 0
        balanced.servers[number] = start_again(balanced.servers[number]).wait_until_healthy()
        time.sleep(2)  # until HAProxy has found it
    writers.stop()
    assert writers.failures == []
    assert len(writers.answered) > 100


def test_what_was_acknowledged_is_there_after_a_server_was_killed(balanced: Balanced) -> None:
    writers = SteadyClients(balanced.api, write_flow, 6)
    time.sleep(1)
    balanced.servers[0].kill()
    time.sleep(3)
    late = len(writers.failures)
    time.sleep(1)
    writers.stop()
    assert len(writers.failures) == late, "requests fail though the other server is there"
    assert late <= 2 * 6, writers.failures
    assert set(writers.answered) <= stored_flows(balanced.api)


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
