"""praetor knows every setting of the reference's server: by its name, by its older names, with its default."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from command import run_praetor
from databases import Database
from follow.settings import read_settings
from pydantic import TypeAdapter

OTHER_DEFAULTS = {
    "PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED", "PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE", "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE", "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL",
    "PREFECT_SERVER_TASKS_SCHEDULING_MAX_SCHEDULED_QUEUE_SIZE",
}  # fmt: skip
"""docs/settings.md says why."""


@pytest.fixture(scope="module")
def settings() -> dict[str, dict]:
    """Those of the reference's server."""
    return {name: one for name, one in read_settings(sys.executable).items() if name.startswith("PREFECT_SERVER_")}


def view(folder: Path, **variables: str) -> dict[str, dict]:
    """What `praetor config view` says with these variables."""
    said = run_praetor(Database("sqlite", str(folder / "none.db")), folder, "config", "view", "--json", **variables)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def test_every_setting_is_known(settings: dict[str, dict], tmp_path: Path) -> None:
    known = {name for name in view(tmp_path) if name.startswith("PREFECT_SERVER_")} - {"PREFECT_SERVER_ENCRYPTION_KEY"}
    assert [sorted(settings.keys() - known), sorted(known - settings.keys())] == [[], []]


def test_defaults_are_the_references(settings: dict[str, dict], tmp_path: Path) -> None:
    shown = view(tmp_path)
    others = {name for name, one in settings.items() if (found := shown.get(name)) and found["source"] == "default"
              and not is_default(one, found["value"])}
    assert others == OTHER_DEFAULTS


def test_older_names_are_understood(settings: dict[str, dict], tmp_path: Path) -> None:
    names = {older: (name, as_text(one["default"])) for name, one in settings.items() if one.get("default") is not None
             for older in one["older names"]}
    shown = view(tmp_path, **{older: text for older, (_, text) in names.items()})
    assert len(names) > 60
    assert not [older for older, (name, _) in names.items() if shown[name]["source"] != "env"]


def as_text(default: object) -> str:
    return default if isinstance(default, str) else json.dumps(default)


def is_default(one: dict, shown: str) -> bool:
    default = one.get("default")
    if default is None:
        return shown == "" or one.get("format") == "path"  # those that follow PREFECT_HOME
    if one.get("format") == "duration":
        return timedelta(seconds=float(shown)) == TypeAdapter(timedelta).validate_python(default)
    if isinstance(default, (list, dict)):
        # Praetor shows a list as it is written into a variable: words parted by commas, or JSON.
        return plain(json.loads(shown) if shown.startswith(("[", "{")) else shown.split(",")) == plain(default)
    return shown == default if isinstance(default, str) else json.loads(shown) == default


def plain(value: object) -> object:
    """Spans of time as seconds."""
    if isinstance(value, dict):
        return {key: TypeAdapter(timedelta).validate_python(one) for key, one in value.items()}
    return value
