"""Blocks of the real SDK: saved on one server, loaded from the other, and answered alike by both."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet

from block_requests import REQUESTS
from databases import create_database, drop_database
from differences import assert_same
from normalised import TIME, UUID
from servers import KINDS, Server, bare_environment

SCRIPT = Path(__file__).with_name("support") / "blocks_of_a_team.py"
BARE = {"PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false"}
"""Of the types of integrations only the reference knows."""


def run_sdk(server: Server, home: Path, what: str) -> dict:
    environment = bare_environment() | {"PREFECT_API_URL": server.api, "PREFECT_HOME": str(home)}
    ended = subprocess.run([sys.executable, SCRIPT, what], env=environment, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def everything(client: httpx.Client) -> dict:
    """All that is served of blocks: by name, with the checksums and secrets, without ids and times."""

    def post(path: str, **body) -> list:
        return client.post(path, json={"limit": 200} | body).raise_for_status().json()

    schemas = post("/block_schemas/filter")
    documents = post("/block_documents/filter", sort="BLOCK_TYPE_AND_NAME_ASC")
    return {
        "types": post("/block_types/filter"),
        "schemas": {f"{one['block_type']['slug']} {one['checksum']}": one for one in schemas},
        "documents": documents,
        "secrets": post("/block_documents/filter", include_secrets=True),
        "anonymous": sorted(one["block_type_name"] for one in post("/block_documents/filter", **ANONYMOUS)),
        "one by one": [client.get(f"/block_documents/{one['id']}").json() for one in documents],
        "capabilities": sorted(client.get("/block_capabilities/").json()),
    }


ANONYMOUS = {"block_documents": {"is_anonymous": {"eq_": True}}}


def comparable(value: object, key: str = "") -> object:
    if isinstance(value, dict):
        return {name: comparable(held, name) for name, held in value.items()}
    if isinstance(value, list):
        items = [comparable(one) for one in value]
        return sorted(items, key=repr) if key in {"capabilities", "required"} else items
    return TIME.sub("<time>", UUID.sub("<id>", value)) if isinstance(value, str) else value


def test_the_sdk_saves_the_same_blocks_on_both(twin_databases, start, tmp_path: Path) -> None:
    found = {}
    for kind, database in twin_databases.items():
        server = start(kind, database, **BARE)
        run_sdk(server, tmp_path / kind, "save")
        loaded = run_sdk(server, tmp_path / kind, "load")
        with server.client() as client:
            found[kind] = comparable({"loaded": loaded} | everything(client))
    assert len(found["reference"]["documents"]) >= 8
    assert_same(found["reference"], found["praetor"])


@pytest.mark.parametrize(("writer", "has_key"), zip(KINDS, [True, False], strict=True), ids=["settings", "database"])
def test_one_server_decrypts_what_the_other_encrypted(writer: str, has_key: bool, database, start, tmp_path) -> None:
    (reader,) = set(KINDS) - {writer}
    settings = BARE | ({"PREFECT_SERVER_ENCRYPTION_KEY": Fernet.generate_key().decode()} if has_key else {})
    first = start(writer, database, **settings)
    run_sdk(first, tmp_path / "writer", "save")
    expected = run_sdk(first, tmp_path / "writer", "load")
    with first.client() as client:
        answers = everything(client)
    first.terminate()
    second = start(reader, database, **settings)
    assert run_sdk(second, tmp_path / "reader", "load") == expected
    with second.client() as client:
        assert_same(answers, everything(client))


def test_system_types_are_those_of_the_reference(twin_databases, start) -> None:
    found = {}
    for kind, database in twin_databases.items():
        server = start(kind, database, **BARE)
        with server.client() as client:
            client.post("/block_types/install_system_block_types").raise_for_status()
            found[kind] = comparable(everything(client))
    assert_same(found["reference"], found["praetor"])


@pytest.fixture
def twin_databases(dialect: str, tmp_path: Path):
    made = {kind: create_database(dialect, tmp_path) for kind in KINDS}
    yield made
    for one in made.values():
        drop_database(one)


def test_requests_right_and_wrong_are_answered_alike(twin_databases, start) -> None:
    found = {kind: answers_of(start(kind, database, **BARE)) for kind, database in twin_databases.items()}
    assert_same(found["reference"], found["praetor"])


def answers_of(server: Server) -> dict[str, object]:
    ids: dict[str, str] = {}
    said: dict[str, object] = {}
    with server.client() as client:
        for number, (name, method, path, body) in enumerate(REQUESTS):
            answer = client.request(method, with_ids(path, ids), json=with_ids(body, ids))
            shown = answer.json() if answer.content else None
            if name:
                ids[name] = shown["id"]
            said[f"{number} {method} {path} {json.dumps(body)[:80]}"] = [answer.status_code, comparable(shown, "capabilities" if "capabilities" in path else "")]
    return said


def with_ids(value, ids: dict[str, str]):
    text = json.dumps(value)
    for name, id in ids.items():
        text = text.replace("{" + name + "}", id)
    return json.loads(text)
