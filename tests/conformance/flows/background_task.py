"""A task handed to the server with delay(): it stays scheduled, and its parameters are kept."""

from prefect import task


@task(name="background task")
def background(number: int) -> int:
    return number


def run() -> object:
    return type(background.delay(3)).__name__
