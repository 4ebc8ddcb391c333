"""A short run of `./dev schemathesis` on each dialect, on a server of its own."""

from collections.abc import Callable

from databases import Database
from schemathesis_run import run
from servers import Server


def test_no_request_that_fits_or_breaks_the_document_surprises_it(
    database: Database, start: Callable[..., Server]
) -> None:
    server = start("praetor", database)
    outcome = run(server, "fuzzing", examples=15, seed=1)
    assert server.process.poll() is None
    assert outcome.passed, outcome.words
    assert outcome.requests > 500
