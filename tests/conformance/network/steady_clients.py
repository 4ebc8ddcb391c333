"""Clients that ask without a pause while something is done to the servers."""

import threading
import time
from collections.abc import Callable

import httpx

PATIENCE = 60
"""Seconds."""


def wait_until(what: Callable[[], bool], why: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, why
        time.sleep(0.05)


class SteadyClients:
    """Each on a connection that is kept, asks one time after the other, and never a second time for the same; until they are
    stopped. `ask(client, name)` sends a request; the name is of that one alone."""

    def __init__(self, api: str, ask: Callable[[httpx.Client, str], httpx.Response], count: int) -> None:
        self.answered: list[str] = []
        """The names of those that were answered as they should."""
        self.failures: list[str] = []
        self._api, self._ask, self._stopping = api, ask, threading.Event()
        self._threads = [threading.Thread(target=self._run, args=[number]) for number in range(count)]
        for one in self._threads:
            one.start()

    def _run(self, number: int) -> None:
        asked = 0
        with httpx.Client(base_url=self._api, timeout=30) as client:
            while not self._stopping.is_set():
                name = f"client-{number}-{asked}"
                asked += 1
                try:
                    answer = self._ask(client, name)
                except httpx.TransportError as failed:
                    self.failures.append(repr(failed))
                    continue
                if answer.is_success:
                    self.answered.append(name)
                else:
                    self.failures.append(f"{answer.status_code} {answer.text}")

    def stop(self) -> None:
        self._stopping.set()
        for one in self._threads:
            one.join()
