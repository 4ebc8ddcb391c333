"""A global limit and a limit by tag, held one at a time."""

from prefect import flow, get_client, task
from prefect.concurrency.sync import concurrency, rate_limit


@task(tags=["conformance-limited"])
def limited(number: int) -> int:
    with concurrency("conformance-limit", occupy=1):
        rate_limit("conformance-rate")
        return number


@flow(name="limited flow")
def limited_flow() -> int:
    return sum(limited(n) for n in range(3))


def run() -> object:
    with get_client(sync_client=True) as client:
        for name, decay in (("conformance-limit", 0.0), ("conformance-rate", 10.0)):
            client._client.post(
                "/v2/concurrency_limits/", json={"name": name, "limit": 1, "slot_decay_per_second": decay}
            ).raise_for_status()
    return limited_flow()
