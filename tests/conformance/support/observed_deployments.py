"""What the API says of the deployments of a scenario, and of the pool that has its name."""

import httpx

from normalised import Normaliser
from observed import events, in_order, observe, read_all

POLLED = {"last_polled"}


def observe_deployments(client: httpx.Client, scenario: str, home: str) -> dict[str, object]:
    """Beside what their runs left behind."""
    normalise = Normaliser(home)
    name = scenario.rsplit(":", 1)[1]
    deployments = read_all(client, "/deployments/filter", deployments={"tags": {"all_": [f"scenario:{scenario}"]}})
    pools = read_all(client, "/work_pools/filter", work_pools={"name": {"any_": [name]}})
    queues = [queue for pool in pools for queue in read_all(client, f"/work_pools/{pool['name']}/queues/filter")]
    workers = [worker for pool in pools for worker in read_all(client, f"/work_pools/{pool['name']}/workers/filter")]
    resources = {f"prefect.{kind}.{one['id']}" for kind, all in
                 (("deployment", deployments), ("work-pool", pools), ("work-queue", queues)) for one in all}
    found = [event for event in events(client, resources) if event["resource"]["prefect.resource.id"] in resources]
    return observe(client, scenario, home) | {
        "deployments": in_order(normalise(_without_polls(one)) for one in deployments),
        "pools": normalise(pools),
        "queues": in_order(normalise(_without_polls(one)) for one in queues),
        "workers": in_order(normalise(one) for one in workers),
        "events of deployments and pools": in_order(normalise(event) for event in found),
    }


def _without_polls(one: dict) -> dict:
    """When somebody asked last is told or not, as the server found time to write it down."""
    return {key: value for key, value in one.items() if key not in POLLED}
