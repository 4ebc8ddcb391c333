"""What a release says of itself: by its server, on a database of its own, and by the files that it brings along."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from databases import create_database
from servers import Server, start_server
from test_blocks import BARE, comparable, everything

BLOCKS_OF_INTEGRATIONS = "server/collection_blocks_data.json"
METADATA_OF_WORKERS = "server/api/collections_data/views/aggregate-worker-metadata.json"


@contextmanager
def server_of(python: Path, folder: Path) -> Iterator[Server]:
    database = create_database("sqlite", folder)
    server = start_server("reference", database, folder / "server", python=python, **BARE)
    try:
        yield server.wait_until_healthy()
    finally:
        server.end()


def openapi_of(server: Server) -> dict:
    return httpx.get(server.api.removesuffix("/api") + "/openapi.json", timeout=240).raise_for_status().json()


def system_blocks_of(server: Server) -> dict[str, object]:
    """The types and schemas of blocks that every server has from its first start."""
    with server.client() as client:
        client.post("/block_types/install_system_block_types").raise_for_status()
        served = everything(client)
    return comparable({name: served[name] for name in ("types", "schemas", "capabilities")})


def file_of(python: Path, name: str) -> dict[str, object]:
    """A JSON document that the package has beside its code."""
    (package,) = python.parents[1].glob("lib/python*/site-packages/prefect")
    return json.loads((package / name).read_text())
