"""Coroutines as flow and tasks, some at once."""

import asyncio

from prefect import flow, task


@task
async def wait_a_little(number: int) -> int:
    await asyncio.sleep(0.01)
    return number


@flow(name="async flow")
async def async_flow() -> int:
    first = await wait_a_little(1)
    others = await asyncio.gather(*(wait_a_little(n) for n in range(5)))
    submitted = wait_a_little.submit(10)
    return first + sum(others) + submitted.result()


def run() -> object:
    return asyncio.run(async_flow())
