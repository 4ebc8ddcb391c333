"""A flow that waits until another client resumes it, and one that nobody resumes in time."""

import os
import threading
import time

import httpx
from prefect import flow, pause_flow_run, task
from prefect.runtime import flow_run


@task
def after() -> str:
    return "resumed"


def resume_when_paused(run_id: str) -> None:
    with httpx.Client(base_url=os.environ["PREFECT_API_URL"]) as client:
        for _ in range(600):
            state = client.get(f"/flow_runs/{run_id}").json()["state"]
            if state["type"] == "PAUSED":
                client.post(f"/flow_runs/{run_id}/resume").raise_for_status()
                return
            time.sleep(0.05)


@flow(name="paused flow")
def paused_flow() -> str:
    other = threading.Thread(target=resume_when_paused, args=[flow_run.id])
    other.start()
    pause_flow_run(timeout=60, poll_interval=1)
    other.join()
    return after()


@flow(name="paused flow that nobody resumes")
def forgotten_flow() -> None:
    pause_flow_run(timeout=2, poll_interval=1)


def run() -> object:
    return [paused_flow(), forgotten_flow(return_state=True).name]
