"""Requests about blocks, right and wrong, one after another: each as (method, path, body). {name} stands for the id that
the reply to the request of this name had."""

T = "/block_types/"
S = "/block_schemas/"
D = "/block_documents/"
UNKNOWN = "5c1bd8b0-3a53-4d27-8d1b-7f1a3f2d9a10"
INNER = {"title": "Inner", "type": "object", "block_type_slug": "inner", "properties": {"m": {"$ref": "#/definitions/M"}}}
OUTER = {
    "title": "Outer",
    "properties": {"b": {"$ref": "#/definitions/Inner"}, "e": {"anyOf": [{"$ref": "#/definitions/Inner"}]}},
    "secret_fields": ["key", "all.*", "deep.er", "*"],
    "definitions": {"Inner": INNER, "M": {"enum": ["x", 1, 1.0, 1e16, None]}},
    "block_schema_references": {
        "b": {"block_type_slug": "inner", "block_schema_checksum": "sha256:none"},
        "e": [{"block_type_slug": "inner", "block_schema_checksum": "sha256:none"}],
    },
}


def document(name: str | None, data: object, schema: str = "{schema}", type_: str = "{type}", **more) -> dict:
    return {"name": name, "data": data, "block_schema_id": schema, "block_type_id": type_} | more


def ref(name: str) -> dict:
    return {"$ref": {"block_document_id": name}}


REQUESTS: list[tuple[str, str, str, object]] = [
    ("type", "POST", T, {"name": "Outer", "slug": "outer", "description": "<b> & 'c'", "logo_url": " http://x "}),
    ("inner type", "POST", T, {"name": "Inner", "slug": "inner", "code_example": "a > b"}),
    ("", "POST", T, {"name": "Other", "slug": "outer"}),
    ("", "POST", T, {"name": "prefect thing", "slug": "p"}),
    ("", "POST", T, {"name": "", "slug": ""}),
    ("", "POST", T, {"name": "a%", "slug": "A"}),
    ("", "POST", T, {"slug": 5, "extra": 1, "description": []}),
    ("", "POST", T, []),
    ("", "PATCH", T + "{type}", {"description": "new & <b>"}),
    ("", "PATCH", T + "{type}", {"name": "no"}),
    ("", "PATCH", T + UNKNOWN, {}),
    ("", "GET", T + "slug/outer", None),
    ("", "GET", T + "slug/none", None),
    ("", "GET", T + "{type}", None),
    ("", "GET", T + "nonsense", None),
    ("", "POST", T + "filter", {"block_types": {"name": {"like_": "UTE"}}}),
    ("", "POST", T + "filter", {"block_types": {"slug": {"any_": []}}}),
    ("", "POST", T + "filter", {"block_types": {"operator": "or_"}, "offset": -1, "limit": "x"}),
    ("", "POST", T + "filter", {"limit": 201}),
    ("schema", "POST", S, {"block_type_id": "{type}", "fields": OUTER, "capabilities": ["b", "a"]}),
    ("", "POST", S, {"block_type_id": "{type}", "fields": OUTER}),
    ("newer", "POST", S, {"block_type_id": "{type}", "fields": OUTER, "version": "2"}),
    ("inner schema", "POST", S, {"block_type_id": "{inner type}", "fields": {"title": "I", "secret_fields": ["s"]}}),
    ("", "POST", S, {"block_type_id": UNKNOWN}),
    ("", "POST", S, {"block_type_id": "x", "fields": [], "capabilities": "a", "version": 1, "more": 1}),
    ("", "POST", S, {"block_type_id": "{type}", "fields": {
        "block_schema_references": {"x": {"block_type_slug": "none", "block_schema_checksum": "c"}}}}),
    ("", "GET", S + "{schema}", None),
    ("", "GET", S + UNKNOWN, None),
    ("", "GET", S + "checksum/sha256:none", None),
    ("", "POST", S + "filter", {}),
    ("", "POST", S + "filter", {"block_schemas": {"block_capabilities": {"all_": ["a"]}}}),
    ("", "POST", S + "filter", {"block_schemas": {"operator": "or_", "version": {"any_": ["2"]}, "id": {"any_": []}}}),
    ("", "POST", S + "filter", {"block_schemas": {"checksum": {"any_": []}}}),
    ("low", "POST", D, document("low", {"s": "x", "n": None, "o": {}}, "{inner schema}", "{inner type}")),
    ("middle", "POST", D, document("middle", {"key": 5, "all": {"a": {"b": [1]}}, "deep": {"er": "x"}, "b": ref("{low}")})),
    ("top", "POST", D, document("top", {"b": ref("{middle}"), "e": ref("{low}"), "t": "told"})),
    ("", "POST", D, document("top", {})),
    ("anonymous", "POST", D, document(None, {}, is_anonymous=True)),
    ("", "POST", D, document(None, {})),
    ("", "POST", D, document("", {}, is_anonymous=False)),
    ("", "POST", D, document("Not good", {})),
    ("", "POST", D, document("a/b", [], "x", 5, is_anonymous="maybe", more=1)),
    ("", "POST", D, document("missing", {}, schema=UNKNOWN)),
    ("", "POST", D, document("missing", {"b": {"$ref": {}}})),
    ("", "POST", D, document("missing", {"b": ref(UNKNOWN)})),
    ("", "GET", D + "{top}", None),
    ("", "GET", D + "{top}?include_secrets=true", None),
    ("", "GET", D + "{top}?include_secrets=perhaps", None),
    ("", "GET", D + UNKNOWN, None),
    ("", "POST", D + "filter", {}),
    ("", "POST", D + "filter", {"sort": "NAME_DESC", "limit": 2, "offset": 1}),
    ("", "POST", D + "filter", {"sort": "BLOCK_TYPE_AND_NAME_ASC", "include_secrets": True}),
    ("", "POST", D + "filter", {"sort": "WRONG", "include_secrets": "x", "block_documents": {"name": 5}}),
    ("", "POST", D + "filter", {"block_documents": {"name": {"like_": "O%"}, "is_anonymous": None}}),
    ("", "POST", D + "filter", {"block_documents": {"operator": "or_", "name": {"any_": ["low"]}}}),
    ("", "POST", D + "filter", {"block_types": {"slug": {"any_": ["inner"]}}, "block_schemas": {}}),
    ("", "POST", D + "count", {"block_schemas": {"block_capabilities": {"all_": ["a", "b"]}}}),
    ("", "POST", D + "count", {"block_documents": {"is_anonymous": {"eq_": True}}}),
    ("", "GET", T + "slug/outer/block_documents", None),
    ("", "GET", T + "slug/outer/block_documents?include_secrets=true", None),
    ("", "GET", T + "slug/none/block_documents", None),
    ("", "GET", T + "slug/outer/block_documents/name/top", None),
    ("", "GET", T + "slug/inner/block_documents/name/top", None),
    ("", "PATCH", D + "{middle}", {"data": {"key": "********", "all": {"a": {"b": "********"}, "new": 1}}}),
    ("", "GET", D + "{middle}?include_secrets=true", None),
    ("", "PATCH", D + "{middle}", {"data": {"b": ref("{low}"), "x": 1}, "merge_existing_data": False}),
    ("", "GET", D + "{top}?include_secrets=true", None),
    ("", "PATCH", D + "{low}", {"data": {"x": ref("{top}")}}),
    ("", "PATCH", D + "{low}", {"data": {"x": ref("{low}")}}),
    ("", "PATCH", D + "{low}", {"data": {"x": ref(UNKNOWN)}}),
    ("", "PATCH", D + "{low}", {"block_schema_id": "{schema}", "data": {}}),
    ("", "PATCH", D + "{top}", {"block_schema_id": "{newer}", "data": {}}),
    ("", "PATCH", D + "{top}", {"block_schema_id": "{schema}"}),
    ("", "PATCH", D + "{top}", {"data": 5, "merge_existing_data": None, "name": "x"}),
    ("", "PATCH", D + UNKNOWN, {"data": {}}),
    ("", "GET", D + "{top}?include_secrets=true", None),
    ("", "GET", "/block_capabilities/", None),
    ("", "PUT", "/admin/storage", {"default_result_storage_block_id": "{top}"}),
    ("", "PUT", "/admin/storage", {"default_result_storage_block_id": UNKNOWN}),
    ("", "PUT", "/admin/storage", {"default_result_storage_block_id": None}),
    ("", "DELETE", "/admin/storage", None),
    ("", "GET", "/collections/views/unknown", None),
    ("", "DELETE", D + "{low}", None),
    ("", "DELETE", D + "{low}", None),
    ("", "GET", D + "{top}", None),
    ("", "DELETE", S + "{schema}", None),
    ("", "DELETE", S + "{schema}", None),
    ("", "DELETE", T + "{type}", None),
    ("", "DELETE", T + "{type}", None),
    ("", "POST", D + "filter", {"block_documents": {"is_anonymous": None}}),
]  # fmt: skip
