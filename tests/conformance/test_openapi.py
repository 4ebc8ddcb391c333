"""praetor's OpenAPI document says what the reference's own says, but for what openapi_differences.txt lists."""

from fnmatch import fnmatchcase
from pathlib import Path

import httpx
import pytest

from documents import Comparison
from servers import Server

LISTED = Path(__file__).with_name("openapi_differences.txt")


@pytest.fixture(scope="module")
def both(all_servers: dict[tuple[str, str], Server]) -> dict[str, Server]:
    return {kind: server for (kind, dialect), server in all_servers.items() if dialect == "sqlite"}


def test_differences_from_the_reference_are_the_listed_ones(both: dict[str, Server]) -> None:
    documents = {kind: _document(server) for kind, server in both.items()}
    found = Comparison(documents["praetor"], documents["reference"]).run()
    listed = [line for line in LISTED.read_text().splitlines() if line and not line.startswith("#")]
    unknown = [line for line in found if not any(fnmatchcase(line, pattern) for pattern in listed)]
    stale = [pattern for pattern in listed if not any(fnmatchcase(line, pattern) for line in found)]
    assert not unknown, "not listed:\n" + "\n".join(unknown)
    assert not stale, "listed, but there is no such difference:\n" + "\n".join(stale)


def test_documents_are_served_where_the_reference_serves_them(both: dict[str, Server]) -> None:
    for path in ["/openapi.json", "/docs", "/redoc", "/api/openapi.json", "/api/docs", "/api/redoc"]:
        replies = {kind: httpx.get(_root(server) + path, timeout=240) for kind, server in both.items()}
        assert replies["praetor"].status_code == replies["reference"].status_code == 200, path
        kinds = {kind: reply.headers["content-type"] for kind, reply in replies.items()}
        assert kinds["praetor"] == kinds["reference"], path


def test_the_page_needs_no_other_host(both: dict[str, Server]) -> None:
    page = httpx.get(_root(both["praetor"]) + "/docs").text
    assert "http://" not in page and "https://" not in page


def _document(server: Server) -> dict:
    reply = httpx.get(_root(server) + "/openapi.json", timeout=240)
    reply.raise_for_status()
    return reply.json()


def _root(server: Server) -> str:
    return server.api.removesuffix("/api")
