"""The settings of a release of Prefect, as its own models describe them."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from servers import bare_environment

SCHEMA = "import json; from prefect.settings import Settings; print(json.dumps(Settings.model_json_schema()))"
RULES = ["type", "format", "enum", "anyOf", "items", "additionalProperties", "default", "minimum", "maximum", "exclusiveMinimum",
         "exclusiveMaximum"]  # fmt: skip


def read_settings(python: str | Path) -> dict[str, dict]:
    """By the name of the variable: older names, type, default and limits."""
    said = subprocess.run([python, "-c", SCHEMA], env=bare_environment(), capture_output=True, text=True, check=True)
    schema = json.loads(said.stdout)
    return dict(sorted(_described(schema, schema["$defs"])))


def _described(model: dict, definitions: dict) -> Iterator[tuple[str, dict]]:
    for described in model["properties"].values():
        inner = definitions.get(described.get("$ref", "").rsplit("/", 1)[-1], {})
        if "properties" in inner:
            yield from _described(inner, definitions)
        elif names := described.get("supported_environment_variables"):
            rules = {rule: described[rule] for rule in RULES if rule in described}
            yield names[0], {"older names": names[1:]} | rules
