"""praetor server start --workers: several processes on one port, watched and replaced by the one that started them."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from servers import Server, bare_environment
from steady_clients import SteadyClients, wait_until

pytestmark = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)


def _state_of(process: int) -> tuple[str, int]:
    """Its state and its parent, as proc(5) has them; nothing of one that is gone."""
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[:2]
        return state, int(parent)
    except (FileNotFoundError, ProcessLookupError):
        return "", 0


def _workers_of(server: Server) -> list[int]:
    """In the order of their start."""
    numbers = sorted(int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit())
    found = {one: _state_of(one) for one in numbers}
    return [one for one, (state, parent) in found.items() if parent == server.process.pid and state != "Z"]


def _is_there(process: int) -> bool:
    return _state_of(process)[0] not in ("", "Z")


def _workers_in_metrics(server: Server) -> set[str]:
    text = httpx.get(f"{server.api}/metrics").text
    assert text.count("# TYPE praetor_database_connections gauge") == 1
    return set(re.findall(r'^praetor_database_connections_size\{worker="(\d+)"\} ', text, re.MULTILINE))


def _serves_with(server: Server, count: int) -> bool:
    return _workers_in_metrics(server) == {str(number + 1) for number in range(count)}


def _connections_of_workers(server: Server) -> dict[int, int]:
    """How many connections of the port each worker has, as Linux tells it (proc(5), /proc/net/tcp)."""
    established = "01"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {row[9] for row in rows if int(row[1].split(":")[1], 16) == server.port and row[3] == established}
    opened = {one: [os.readlink(file) for file in Path(f"/proc/{one}/fd").iterdir()] for one in _workers_of(server)}
    return {one: sum(name[len("socket:[") : -1] in inodes for name in names) for one, names in opened.items()}


@pytest.fixture
def served(database, start) -> Server:
    server = start("praetor", database, workers=3, PREFECT_SERVER_METRICS_ENABLED="true")
    wait_until(lambda: _serves_with(server, 3), "three workers do not come")
    return server


def _read_flows(client: httpx.Client, _: str) -> httpx.Response:
    return client.post("/flows/filter", json={"limit": 1})


def test_one_process_answers_for_all_of_them(served: Server) -> None:
    alone = 5  # connections that stay
    served_by = httpx.get(f"{served.api}/health/database").json()
    assert served_by["status"] == "healthy"
    assert served_by["pool"]["size"] == 3 * alone


def test_connections_go_to_the_worker_that_has_the_fewest(served: Server) -> None:
    clients = [httpx.Client(base_url=served.api) for _ in range(30)]
    try:
        for one in clients:
            assert one.get("/health").json() is True
        counts = _connections_of_workers(served)
        assert all(counts.values()), counts
        assert max(counts.values()) - min(counts.values()) <= 4, counts
    finally:
        for one in clients:
            one.close()


def test_a_worker_that_is_killed_is_replaced_and_nobody_who_comes_is_refused(served: Server) -> None:
    first = _workers_of(served)
    assert len(first) == 3
    for killed in first[:2]:
        os.kill(killed, signal.SIGKILL)
        with httpx.Client(base_url=served.api) as client:
            assert client.get("/health").json() is True
    wait_until(lambda: len(_workers_of(served)) == 3 and not set(first[:2]) & set(_workers_of(served)), "they are not replaced")
    wait_until(lambda: _serves_with(served, 3), "those in their place do not serve")
    assert first[2] in _workers_of(served)


def test_a_new_set_of_workers_takes_over_while_clients_ask_and_none_of_them_notices(served: Server) -> None:
    clients = SteadyClients(served.api, _read_flows, 8)
    for _ in range(3):
        before = set(_workers_of(served))
        served.process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(_workers_of(served)) == 3 and not before & set(_workers_of(served)), "the set is not replaced")
    clients.stop()
    assert clients.failures == []
    assert len(clients.answered) > 100


def test_all_workers_end_in_order_with_the_server(served: Server) -> None:
    workers = _workers_of(served)
    assert served.terminate() == 0
    assert not [one for one in workers if _is_there(one)]


def test_no_worker_outlives_a_server_that_is_killed(served: Server) -> None:
    workers = _workers_of(served)
    served.kill()
    wait_until(lambda: not [one for one in workers if _is_there(one)], "workers stay")


def test_a_stopped_worker_is_taken_for_one_that_stands_still_by_nobody_who_asks_another(served: Server) -> None:
    stopped = _workers_of(served)[0]
    os.kill(stopped, signal.SIGSTOP)
    try:
        answers = 0
        for _ in range(6):  # those that the stopped one has accepted wait
            try:
                answers += httpx.get(f"{served.api}/health", timeout=2).status_code == 200
            except httpx.TimeoutException:
                pass
        assert answers > 0
    finally:
        os.kill(stopped, signal.SIGCONT)


def test_a_server_whose_first_worker_can_not_start_ends_and_says_why(dialect, tmp_path: Path) -> None:
    environment = bare_environment() | {
        "HOME": str(tmp_path),
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql+asyncpg://nobody:secret@127.0.0.1:1/none",
        "PRAETOR_DATABASE_WAIT_SECONDS": "0",
    }
    words = [os.environ["PRAETOR_PROGRAM"], "server", "start", "--port", "0", "--workers", "2"]
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert "127.0.0.1:1" in ended.stderr and "secret" not in ended.stderr


def test_more_than_one_worker_is_refused_on_sqlite(dialect, tmp_path: Path) -> None:
    environment = bare_environment() | {"HOME": str(tmp_path), "PREFECT_HOME": str(tmp_path)}
    for count, says in (("2", "not supported with SQLite"), ("0", "--workers: 0 must be >= 1")):
        words = [os.environ["PRAETOR_PROGRAM"], "server", "start", "--port", "0", "--workers", count]
        ended = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
        assert ended.returncode == 2
        assert says in ended.stderr
    assert not (tmp_path / "prefect.db").exists()


def test_services_run_alone_beside_a_server_without_them(database, start, tmp_path: Path) -> None:
    server = start("praetor", database, PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED="false")
    with server.client() as client:
        flow = client.post("/flows/", json={"name": "scheduled"}).json()["id"]
        schedule = {"active": True, "schedule": {"interval": 3600}}
        made = client.post("/deployments/", json={"name": "hourly", "flow_id": flow, "schedules": [schedule]})
        assert made.status_code == 201
        time.sleep(1)
        assert client.post("/flow_runs/count", json={}).json() == 0
        environment = bare_environment() | {
            "HOME": str(tmp_path),
            "PREFECT_HOME": str(tmp_path),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.connection_url,
        }
        services = subprocess.Popen([os.environ["PRAETOR_PROGRAM"], "services", "start"], env=environment, stderr=subprocess.PIPE)
        try:
            wait_until(lambda: client.post("/flow_runs/count", json={}).json() > 0, "nothing is scheduled")
        finally:
            services.terminate()
            _, said = services.communicate(timeout=60)
        assert services.returncode == 0
        assert b"praetor runs background services" in said
