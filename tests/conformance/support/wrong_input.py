"""Requests that do not fit, made from an OpenAPI document: every value at one member of each shape, a few at all others.

Values that do fit are among them on purpose: what is taken, and as what, must be alike too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Schema = dict[str, Any]

ID = "5c1bd8b0-3a53-4d27-8d1b-7f1a3f2d9a10"

NUMBERS = ["0", "1", "-1", "5", "5.0", "5.5", "-0.0", "1e2", "1e20", "2147483648", "9223372036854775807",
           "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1000000000000000000000000000000",
           "0.1", "60", "86400.5", "NaN", "Infinity", "-Infinity", "1e999"]  # fmt: skip
DATES = [
    "2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00", "2024-01-02t03:04:05z", "2024-01-02 03:04:05",
    "2024-01-02_03:04:05", "2024-01-02T03:04", "2024-01-02T03:04Z", "2024-01-02T03:04:05.1Z",
    "2024-01-02T03:04:05.123456Z", "2024-01-02T03:04:05.1234567Z", "2024-01-02T03:04:05,5Z",
    "2024-01-02T03:04:05+0530", "2024-01-02T03:04:05+05:30", "2024-01-02T03:04:05-05", "2024-01-02T03:04:05 +05:30",
    "2024-01-02T03:04:05+24:00", "2024-01-02T03:04:05-23:59", "2024-01-02", "2024-02-29", "2023-02-29", "2024-13-01",
    "2024-00-01", "2024-01-00", "2024-01-32", "2024-1-2", "20240102", "20240102T030405Z", "2024-W01-2", "2024-002",
    "0000-01-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "10000-01-01", "2024-01-02T24:00:00Z",
    "2024-01-02T23:60:00Z", "2024-01-02T23:59:60Z", "2024-01-02T", "2024-01-02T03", "2024-01-02T03:", "2024-01-02T03:04:",
    "2024-01-02T03:04:05.", "2024-01-02T03:04:05Zx", "2024-01-02T03:04:05+", "2024/01/02", "1704164645",
    "1704164645.5", "1704164645000", "-1704164645", "1e3", "now", "2024-01-02T03:04:05.123456789123Z",
    " 2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z ", "２024-01-02",
]  # fmt: skip
MOMENTS = ["0", "1", "-1", "1704164645", "1704164645.5", "1704164645.1234567", "1704164645000", "20000000000",
           "20000000001", "-20000000001", "253402300799", "253402300800", "253402300799999", "253402300800000",
           "-62135596800", "-62135596801", "-62135596800000", "1e11", "1e300"]  # fmt: skip
UUIDS = [ID, ID.upper(), ID.replace("-", ""), "{" + ID + "}", "urn:uuid:" + ID, "URN:UUID:" + ID, "(" + ID + ")",
         ID[:-1], ID + "0", ID.replace("5c", "zz"), ID.replace("-", "_"), "é" + ID[1:], ID.replace("-", "", 1),
         "5c1bd8b03-a53-4d27-8d1b-7f1a3f2d9a10", "{" + ID, "5", "", "-" * 36, "{" + ID.replace("-", "") + "}",
         " " + ID, "00000000-0000-0000-0000-000000000000", "\U0001f600"]  # fmt: skip
TEXTS = ["", " ", "5", " 5 ", "5.0", "5.", ".5", "5.5", "1_000", "1__0", "_1", "1e3", "+5", "-5", "--5", "0x10", "٥", "005",
         "-0", "9223372036854775808", "1" * 5000, "inf", "-Infinity", "nan", "true", "TRUE", "False", "yes", "on", "t",
         "2", "null", "None", "a/b", "a%b", "a&b", "a>b", "a<b", "ab\n", "Name With Blank", "ÄÖ", "x" * 256, "x" * 5001,
         "PT5S", "P1D", "1 day, 0:00:05", "12:30", "-PT1H", "1:2:3.5", "P1W", "PT", "P", "1d"]  # fmt: skip
OTHERS = ["null", "true", "false", "[]", "{}", "[1]", '["a"]', "[null]", "[[]]", '{"a":1}', '{"a":null}',
          '"\\ud800"', '"\\udc00x"', '"\\u0000"', '"\\ud83d\\ude00"']  # fmt: skip
NOTHING = ["0", "false", "[]", "{}", '""']  # what Python takes for false: validators may ask `value or …`
SHORT = ["null", "5.5", '"\\u2026"', "[5]", '{"no":1}', "true"]


@dataclass
class Case:
    """One request. `json` is text, since not all of it can be made by a JSON library."""

    method: str
    path: str
    json: str | None = None
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        text = f"{self.method.upper()} {self.path}{'?' + self.query if self.query else ''} {self.json or ''}"
        return text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)"


@dataclass
class Spot:
    """A place in a body: the text around a value."""

    before: str
    after: str

    def put(self, value: str) -> str:
        return self.before + value + self.after


class WrongInput:
    def __init__(self, document: Schema, paths: set[str]) -> None:
        self.components = document["components"]["schemas"]
        self.operations = [
            (path, method, operation)
            for path, operations in sorted(document["paths"].items())
            for method, operation in operations.items()
            if path in paths
        ]
        self._shapes: set[str] = set()
        self._turn = 0
        self._models: set[tuple[str, str]] = set()

    def cases(self) -> Iterator[Case]:
        for path, method, operation in self.operations:
            filled = _filled(path)
            yield from self._path_cases(path, method, operation)
            yield from self._query_cases(filled, method, operation)
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                for body in self._bodies(content["schema"]):
                    yield Case(method, filled, body)

    def _path_cases(self, path: str, method: str, operation: Schema) -> Iterator[Case]:
        schemas = {p["name"]: p["schema"] for p in operation.get("parameters", []) if p["in"] == "path"}
        for name, schema in schemas.items():
            if schema.get("format") == "uuid" and method == "get":
                for value in UUIDS:
                    if value and "/" not in value:
                        yield Case(method, _filled(path.replace("{" + name + "}", quote(value, safe=""))))

    def _query_cases(self, path: str, method: str, operation: Schema) -> Iterator[Case]:
        for parameter in operation.get("parameters", []):
            if parameter["in"] != "query":
                continue
            yield Case(method, path)
            for value in ["", *UUIDS, "a", "a&" + parameter["name"] + "=b"]:
                yield Case(method, path, query=f"{parameter['name']}={quote(value, safe='&=')}")

    def _bodies(self, schema: Schema) -> Iterator[str]:
        yield from ["", " ", "null", "5", '"text"', "[]", "[{}]", "{", "{]", '{"a" 1}', "{'a': 1}", '{"a":1,}', "nul"]
        yield "[" * 300 + "]" * 300
        whole = self._example(schema)
        yield whole
        if isinstance(value := json.loads(whole), dict):
            yield json.dumps(value | {"no such member": {"deep": [1]}})
            for name in value:
                yield json.dumps({key: kept for key, kept in value.items() if key != name})
        yield from (body for body in self._spots(schema, Spot("", ""), 0))

    def _spots(self, schema: Schema, spot: Spot, depth: int) -> Iterator[str]:
        """Bodies with other values at `spot`, where `schema` stands, and below it."""
        name, schema = self._resolved(schema)
        for one in schema.get("anyOf", [schema]):
            inner_name, inner = self._resolved(one)
            if inner.get("properties") and depth < 6:
                yield from self._member_spots(inner_name or name, inner, spot, depth)
            elif inner.get("items") and depth < 6:
                yield from self._spots(inner["items"], Spot(spot.before + "[", "]" + spot.after), depth + 1)
            elif isinstance(inner.get("additionalProperties"), dict) and depth < 6:
                below = Spot(spot.before + '{"key":', "}" + spot.after)
                yield from self._spots(inner["additionalProperties"], below, depth + 1)
        yield from (spot.put(value) for value in self._values(schema))

    def _member_spots(self, model: str, schema: Schema, spot: Spot, depth: int) -> Iterator[str]:
        for member, inner in schema["properties"].items():
            if (model, member) in self._models:
                continue
            self._models.add((model, member))
            others = [
                f"{json.dumps(name)}:{self._example(schema['properties'][name])}"
                for name in schema.get("required", [])
                if name != member
            ]
            below = Spot(f"{spot.before}{{{','.join([*others, json.dumps(member) + ':'])}", "}" + spot.after)
            yield from self._spots(inner, below, depth + 1)

    def _values(self, schema: Schema) -> Iterator[str]:
        shape = json.dumps(self._shape(schema), sort_keys=True)
        if shape in self._shapes:  # two values in turn, and those that a validator of this member alone may take
            yield from NOTHING
            for _ in range(2):
                self._turn = (self._turn + 1) % len(SHORT)
                yield SHORT[self._turn]
            return
        self._shapes.add(shape)
        yield from OTHERS
        if shape.startswith(('"model"', '{"items"', '{"additionalProperties"', '{"maxItems"')):
            yield from ["5", "NaN", '"text"']
            return
        yield from NUMBERS
        strings = TEXTS
        if "date-time" in shape:
            strings = [*DATES, "", " ", "5", "true"]
            yield from MOMENTS
        elif '"uuid"' in shape:
            strings = UUIDS
        for text in strings:
            yield json.dumps(text)

    def _shape(self, schema: Any) -> Any:
        """What the values of a schema look like; one model or enumeration is as good as another."""
        if isinstance(schema, list):
            return [self._shape(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        _, schema = self._resolved(schema)
        rest = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
        if len(rest) == 1:  # what may be null besides is no shape of its own
            return self._shape(rest[0])
        if "properties" in schema or "enum" in schema:
            return "model" if "properties" in schema else "enum"
        words = ("title", "description", "examples", "default", "deprecated")
        return {key: self._shape(value) for key, value in schema.items() if key not in words}

    def _resolved(self, schema: Schema) -> tuple[str, Schema]:
        if "$ref" not in schema:
            return "", schema
        name = schema["$ref"].rsplit("/", 1)[-1]
        return name, self.components[name]

    def _example(self, schema: Schema) -> str:
        """The least JSON that fits."""
        _, schema = self._resolved(schema)
        if "anyOf" in schema:
            return self._example(schema["anyOf"][0])
        if "enum" in schema:
            return json.dumps(schema["enum"][0])
        if schema.get("type") == "object":
            members = (f"{json.dumps(n)}:{self._example(schema['properties'][n])}" for n in schema.get("required", []))
            return "{" + ",".join(members) + "}"
        if schema.get("type") == "array":
            return "[]"
        if schema.get("type") in ("integer", "number"):
            return str(int(schema.get("minimum", 1)))
        if schema.get("type") == "boolean":
            return "true"
        return json.dumps({"uuid": ID, "date-time": "2024-01-02T03:04:05Z"}.get(schema.get("format", ""), "a-name"))


def _filled(path: str) -> str:
    """The path of something that is not there."""
    for name in ["id", "lease_id"]:
        path = path.replace("{" + name + "}", ID)
    return path.replace("{countable}", "day").replace("{", "no-").replace("}", "")

