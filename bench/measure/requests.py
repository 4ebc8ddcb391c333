"""One request after another on one connection, and how long each took."""
import http.client
import json
import time
from collections.abc import Callable

WARM_UP = 20  # requests
LONGEST = 60_000  # milliseconds, for all requests of a kind


class Client:
    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def ask(self, verb: str, path: str, body=None) -> bytes:
        text = None if body is None else json.dumps(body)
        self.connection.request(verb, "/api" + path, text, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        given = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{verb} {path}: {answer.status} {given[:300].decode()}")
        return given


def p95_of(values: list[float]) -> float:
    """The 95th percentile; there is at least one value."""
    return sorted(values)[int(len(values) * 0.95)]


def durations(ask: Callable[[int], object], requests: int) -> dict:
    """Of `requests` calls ask(n), in milliseconds; of fewer where they take longer than a minute."""
    took = []
    for n in range(WARM_UP + requests):
        start = time.perf_counter()
        ask(n)
        took.append(1000 * (time.perf_counter() - start))
        if n >= WARM_UP and sum(took) > LONGEST:
            break
    took = sorted(took[WARM_UP:])
    return {"p50": took[len(took) // 2], "p95": p95_of(took), "worst": took[-1], "requests": len(took)}
