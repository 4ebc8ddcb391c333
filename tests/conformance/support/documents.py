"""What one OpenAPI document says otherwise than another, as lines of text.

Requests must be described alike. A reply may promise more than the reference's: members always there, null never; it
may not promise less, unless it is compared exactly. Titles, descriptions and examples are words, not rules: they are not
looked at.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

METHODS = ["get", "post", "put", "patch", "delete"]
RULES = ["type", "format", "enum", "const", "pattern", "default", "minimum", "maximum", "exclusiveMinimum",
         "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems"]  # fmt: skip
NULL = {"type": "null"}


class Comparison:
    def __init__(self, ours: Schema, theirs: Schema, name: str = "praetor", exactly: bool = False) -> None:
        """`name` is whose document `ours` is; `exactly`: replies are held against each other as requests are."""
        self.ours = ours
        self.theirs = theirs
        self.own = f"{name}'s own"
        self.exactly = exactly
        self.found: list[str] = []
        self._compared: set[tuple[str, str, str]] = set()

    def run(self) -> list[str]:
        for path in self.theirs["paths"].keys() - self.ours["paths"].keys():
            self.found.append(f"{path} is not served")
        for path, operations in self.ours["paths"].items():
            if path not in self.theirs["paths"]:
                self.found.append(f"{path} is {self.own}")
                continue
            for method in METHODS:
                mine, other = operations.get(method), self.theirs["paths"][path].get(method)
                if mine and other:
                    self.compare_operations(f"{method.upper()} {path}", mine, other)
                elif mine or other:
                    whose = self.own if mine else "not served"
                    self.found.append(f"{method.upper()} {path} is {whose}")
        return sorted(self.found)

    def compare_operations(self, where: str, mine: Schema, other: Schema) -> None:
        for name in ["operationId", "tags"]:
            self.same(f"{where} {name}", mine.get(name), other.get(name))
        ours, theirs = ({(p["in"], p["name"]): p for p in o.get("parameters", [])} for o in (mine, other))
        self.same(f"{where} parameters", list(ours), list(theirs))
        for key in ours.keys() & theirs.keys():
            self.same(f"{where} {key[1]} required", ours[key]["required"], theirs[key]["required"])
            self.compare(f"{where} {key[1]}", ours[key]["schema"], theirs[key]["schema"], "request")
        bodies = [operation.get("requestBody", {}) for operation in (mine, other)]
        self.same(f"{where} body required", *(body.get("required", False) for body in bodies))
        self.compare(f"{where} body", *(_schema_of(body) for body in bodies), "request")
        for status in sorted(mine["responses"].keys() | other["responses"].keys()):
            replies = mine["responses"].get(status), other["responses"].get(status)
            if not replies[0]:
                self.found.append(f"{where} {status} is not documented")
            elif not replies[1]:
                self.found.append(f"{where} {status} is {self.own}")
            else:
                self.same(f"{where} {status} content", *(list(reply.get("content", {})) for reply in replies))
                self.compare(f"{where} {status}", *(_schema_of(reply) for reply in replies), "reply")

    def compare(self, where: str, mine: Schema, other: Schema, way: str) -> None:
        mine, other = _flat(mine), _flat(other)
        if "$ref" in mine and "$ref" in other:
            names = [schema["$ref"].rsplit("/", 1)[-1] for schema in (mine, other)]
            self.same(f"{where} component", *names)
            self.compare_rules(where, mine, other, way)
            if (way, *names) not in self._compared:
                self._compared.add((way, *names))
                self.compare(f"{way} {names[1]}", self.component(self.ours, names[0]),
                             self.component(self.theirs, names[1]), way)  # fmt: skip
            return
        if "$ref" in mine or "$ref" in other:
            self.found.append(f"{where}: {_short(mine)} instead of {_short(other)}")
            return
        if way == "reply" and NULL not in _alternatives(mine) and not self.exactly:
            other = _without_null(other)
        if "anyOf" in mine or "anyOf" in other:
            self.compare_alternatives(where, mine, other, way)
            return
        self.compare_rules(where, mine, other, way)
        self.compare_objects(where, mine, other, way)
        for part in ["items", "additionalProperties"]:
            ours, theirs = mine.get(part), other.get(part)
            if isinstance(ours, dict) and isinstance(theirs, dict):
                self.compare(f"{where}[]", ours, theirs, way)
            else:
                self.same(f"{where} {part}", ours, theirs)

    def compare_alternatives(self, where: str, mine: Schema, other: Schema, way: str) -> None:
        ours, theirs = _alternatives(mine), _alternatives(other)
        self.same(f"{where} may be null", NULL in ours, NULL in theirs)
        ours, theirs = ([one for one in all if one != NULL] for all in (ours, theirs))
        self.same(f"{where} alternatives", len(ours), len(theirs))
        for one, another in zip(ours, theirs):
            self.compare(where, one, another, way)
        self.compare_rules(where, {} if "anyOf" not in mine else mine, {} if "anyOf" not in other else other, way)

    def compare_rules(self, where: str, mine: Schema, other: Schema, way: str) -> None:
        for rule in RULES:
            ours, theirs = mine.get(rule), other.get(rule)
            if rule == "default" and way == "reply" and not self.exactly:
                continue
            if rule == "enum" and ours and theirs:
                ours, theirs = sorted(ours), sorted(theirs)
            self.same(f"{where} {rule}", ours, theirs)

    def compare_objects(self, where: str, mine: Schema, other: Schema, way: str) -> None:
        ours, theirs = mine.get("properties", {}), other.get("properties", {})
        for name in sorted(ours.keys() ^ theirs.keys()):
            self.found.append(f"{where}.{name} is {self.own if name in ours else 'not described'}")
        required, must = set(mine.get("required", [])), set(other.get("required", []))
        missing = must - required if way == "reply" and not self.exactly else must ^ required
        for name in sorted(missing & ours.keys() & theirs.keys()):
            self.same(f"{where}.{name} required", name in required, name in must)
        for name in sorted(ours.keys() & theirs.keys()):
            self.compare(f"{where}.{name}", ours[name], theirs[name], way)

    def same(self, where: str, mine: Any, other: Any) -> None:
        if mine != other:
            self.found.append(f"{where}: {_short(mine)} instead of {_short(other)}")

    @staticmethod
    def component(document: Schema, name: str) -> Schema:
        return document["components"]["schemas"][name]


def _schema_of(holder: Schema) -> Schema:
    for content in holder.get("content", {}).values():
        return content.get("schema", {})
    return {}


def _alternatives(schema: Schema) -> list[Schema]:
    return schema.get("anyOf", [schema])


def _flat(schema: Schema) -> Schema:
    """An anyOf of one, and {"anyOf": […]} inside another, are what they hold."""
    if "anyOf" not in schema:
        return schema
    flat = list(_flattened(schema))
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return flat[0] | rest if len(flat) == 1 else rest | {"anyOf": flat}


def _flattened(schema: Schema) -> Iterator[Schema]:
    for one in schema["anyOf"]:
        if "anyOf" in one:
            yield from _flattened(one)
        else:
            yield one


def _without_null(schema: Schema) -> Schema:
    return _flat({"anyOf": [one for one in _alternatives(schema) if one != NULL]}) if "anyOf" in schema else schema


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 160 else text[:160] + "…"
