"""Saves blocks with the real SDK, or loads them again and says what they hold: blocks_of_a_team.py save|load."""

import json
import sys
from typing import Optional, Union

from prefect.blocks.core import Block
from prefect.blocks.system import Secret
from prefect.filesystems import LocalFileSystem
from prefect.types import SecretDict
from pydantic import BaseModel, SecretStr


class Options(BaseModel):
    """No block: its definition stays in the schema of the block that has it."""

    retries: int = 3
    token: Optional[SecretStr] = None


class Account(Block):
    """An account of "R&D" <internal>."""

    user: str
    password: SecretStr
    headers: SecretDict
    options: Options = Options()


class Replica(Block):
    host: str


class Warehouse(Block):
    _block_schema_capabilities = ["read", "write"]
    account: Account
    either: Union[Account, Replica]
    rows: int = 10
    size: float = 0.1


class Report(Block):
    source: Warehouse
    title: str = "Größe 😀"


def save() -> dict:
    account = Account(
        user="ada", password="pässword", headers={"x-key": "k", "nested": {"a": 1}}, options={"token": "inner"}
    )
    account.save("ada")
    replica = Replica(host="localhost")
    replica.save("replica")
    warehouse = Warehouse(account=account, either=replica, size=1e16)
    warehouse.save("warehouse")
    Report(source=warehouse).save("report")
    Report(source=Warehouse(account=account, either=account)).save("hard-coded")
    Secret(value="sk-1").save("plain")
    Secret(value={"password": "s3cr3t"}).save("json")
    LocalFileSystem(basepath="/tmp/results").save("results")
    account.user = "grace"
    account.save("ada", overwrite=True)
    return {}


def load() -> dict:
    report = Report.load("report")
    hard_coded = Report.load("hard-coded")
    return {
        "report": shown(report),
        "account": shown(report.source.account),
        "password": report.source.account.password.get_secret_value(),
        "headers": report.source.account.headers.get_secret_value(),
        "token": report.source.account.options.token.get_secret_value(),
        "either": type(report.source.either).__name__,
        "hard-coded": [hard_coded.source.either.user, hard_coded.source.account.password.get_secret_value()],
        "plain": Secret.load("plain").get(),
        "json": Secret.load("json").get(),
        "results": LocalFileSystem.load("results").basepath,
    }


def shown(block: Block) -> dict:
    return json.loads(block.model_dump_json())


if __name__ == "__main__":
    print(json.dumps({"save": save, "load": load}[sys.argv[1]]()))
