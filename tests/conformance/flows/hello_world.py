"""A flow and a task that print."""

from prefect import flow, get_run_logger, task


@task
def greet(name: str) -> str:
    print(f"Hello, {name}!")
    return name


@flow(name="hello world", log_prints=True, description="Says hello", version="1")
def hello_world(name: str = "world", times: int = 2) -> list[str]:
    get_run_logger().warning("about to greet %s", name)
    return [greet(name) for _ in range(times)]


def run() -> object:
    return hello_world(times=3)
