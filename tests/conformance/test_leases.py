"""A killed server leaks no slot, and the next one doubles none."""

import time
from collections.abc import Callable

from databases import execute
from servers import start_again

LIMITS = "/v2/concurrency_limits"
SOON = {"PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "1"}


def test_leases_outlive_a_killed_server(database, start) -> None:
    server = start("praetor", database, **SOON)
    with server.client() as http:
        http.post(f"{LIMITS}/", json={"name": "x", "limit": 10}).raise_for_status()
        kept, lost = (
            http.post(f"{LIMITS}/increment-with-lease", json={"names": ["x"], "slots": slots}).json()["lease_id"]
            for slots in (2, 3)
        )
    server.kill()
    execute(database, f"UPDATE praetor_concurrency_lease SET expires = '2020-01-01 00:00:00.000000' WHERE id = '{lost}'")
    again = start_again(server)
    try:
        with again.wait_until_healthy().client() as http:
            _wait_until(lambda: http.get(f"{LIMITS}/x").json()["active_slots"] == 2)
            assert http.post(f"{LIMITS}/leases/{lost}/renew", json={}).status_code == 410
            assert http.post(f"{LIMITS}/leases/{kept}/renew", json={}).status_code == 204
            for _ in range(2):
                assert http.post(f"{LIMITS}/decrement-with-lease", json={"lease_id": kept}).status_code == 204
            assert http.get(f"{LIMITS}/x").json()["active_slots"] == 0
    finally:
        again.end()


def _wait_until(reached: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)
