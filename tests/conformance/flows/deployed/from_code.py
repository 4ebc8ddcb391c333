"""Deployments made by code, one by one and together, and `run_deployment` in a flow, whose run is a subflow."""

from datetime import timedelta

from flows.deployed.tools import PATIENCE, api, code, deploy, pool, tag, worker
from prefect import flow
from prefect import deploy as deploy_all
from prefect.deployments import run_deployment
from prefect.schedules import Cron, Interval, RRule


@flow(name="runs a deployment")
def runs_a_deployment() -> str:
    ended = run_deployment("yard tasks/from_code", parameters={"number": 5}, timeout=PATIENCE, poll_interval=1, tags=["asked"])
    return ended.state.name


def run() -> object:
    pool("from_code")
    deploy("from_code", "tasks", "from_code", description="by code", version="1.0", parameters={"number": 2},
           job_variables={"env": {"YARD": "1"}}, concurrency_limit=3, work_queue_name="code")
    deploy("from_code", "tasks", "from_code", version="1.1", work_queue_name="code",
           schedules=[Cron("5 4 1 1 *", timezone="Europe/Berlin", slug="yearly"), Interval(timedelta(days=400), active=False),
                      RRule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", slug="leap", parameters={"number": 29})])
    made = deploy_all(
        code("short").to_deployment("from_code", tags=[tag("from_code")], cron="0 0 1 1 *"),
        code("failing_at_first").to_deployment("from_code", tags=[tag("from_code")], paused=True, interval=3600),
        work_pool_name="from_code", print_next_steps_message=False)
    from flows.deployed.yard import short
    by_module = short.to_deployment("from_code by path", tags=[tag("from_code")])
    by_module.apply()
    with worker("coder", "from_code"):
        said = runs_a_deployment()
    return [len(made), said, sorted(one["name"] for one in api("POST", "/deployments/filter", {
        "deployments": {"tags": {"all_": [tag("from_code")]}}, "sort": "NAME_ASC"}))]
