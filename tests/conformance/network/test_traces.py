"""OpenTelemetry from outside: a flow of the SDK in a client's trace, and what is sent read by the standard's own classes."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from collector import Collector, collector
from databases import Database
from servers import Server, bare_environment

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
HEADERS = {"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": "team=data"}
FLOW = """
from prefect import flow, task

@task
def double(number):
    return 2 * number

@flow
def doubling():
    return double(21)

assert doubling() == 42
"""


@pytest.fixture
def run_in_trace(database: Database, start: Callable[..., Server], tmp_path: Path) -> Callable[..., Collector]:
    """Runs a flow whose requests are of one trace, ends the server, and gives the collector."""

    def run(protocol: str) -> Collector:
        with collector() as told:
            asked = {"OTEL_EXPORTER_OTLP_ENDPOINT": told.url, "OTEL_EXPORTER_OTLP_PROTOCOL": protocol}
            server = start("praetor", database, **asked, OTEL_RESOURCE_ATTRIBUTES="team=data%2Cplatform")
            environment = bare_environment() | {
                "PREFECT_HOME": str(tmp_path / "client"),
                "PREFECT_API_URL": server.api,
                "PREFECT_CLIENT_CUSTOM_HEADERS": json.dumps(HEADERS),
            }
            ran = subprocess.run([sys.executable, "-c", FLOW], env=environment, capture_output=True, text=True, timeout=300)
            assert ran.returncode == 0, ran.stdout + ran.stderr
            server.terminate()
            return told

    return run


def attributes(span: dict) -> dict[str, str]:
    return {one["key"]: next(iter(one["value"].values())) for one in span["attributes"]}


def test_requests_of_a_flow_are_children_of_its_clients_span(run_in_trace) -> None:
    told = run_in_trace("http/json")
    assert {path for path, _, _ in told.told} == {"/v1/traces"}
    of_flow = [span for span in told.spans() if span["traceId"] == TRACE]
    requests = {span["spanId"]: span for span in of_flow if span["kind"] == 2}
    assert {"POST /api/flows/", "POST /api/flow_runs/", "POST /api/flow_runs/{id}/set_state"} <= {
        span["name"] for span in requests.values()
    }
    for span in requests.values():
        assert (span["parentSpanId"], span["traceState"]) == (SPAN, "team=data"), span
        seen = attributes(span)
        assert span["name"] == f"{seen['http.request.method']} {seen['http.route']}"
        assert seen["user_agent.original"]
        assert int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"])
    parts = [span for span in of_flow if span["kind"] == 3]
    assert parts and {span["parentSpanId"] for span in parts} <= requests.keys()
    assert any(span["name"] == "scheduler" and "parentSpanId" not in span for span in told.spans())


@pytest.mark.parametrize("protocol", ["http/json", "http/protobuf"])
def test_what_is_sent_is_read_by_the_classes_of_the_standard(run_in_trace, protocol: str) -> None:
    messages = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
    from google.protobuf import json_format

    told = run_in_trace(protocol)
    assert told.told
    names = set()
    for _, kind, body in told.told:
        request = messages.ExportTraceServiceRequest()
        if protocol == "http/json":
            assert kind == "application/json"
            json_format.Parse(json.dumps(_with_base64(json.loads(body))), request)  # refuses what it does not know
        else:
            assert kind == "application/x-protobuf"
            request.ParseFromString(body)
            assert request.SerializeToString() == body
        (of_resource,) = request.resource_spans
        resource = {one.key: one.value.string_value for one in of_resource.resource.attributes}
        assert (resource["service.name"], resource["team"]) == ("praetor", "data,platform")
        for span in of_resource.scope_spans[0].spans:
            assert (len(span.trace_id), len(span.span_id), len(span.parent_span_id) in (0, 8)) == (16, 8, True)
            assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano
            if span.trace_id.hex() == TRACE and span.kind == span.SPAN_KIND_SERVER:
                assert (span.parent_span_id.hex(), span.trace_state, span.flags & 0x300) == (SPAN, "team=data", 0x300)
                names.add(span.name)
    assert "POST /api/flow_runs/{id}/set_state" in names


def _with_base64(value: object) -> object:
    """OTLP writes numbers of traces in hexadecimal, where Protocol Buffers would have base64."""
    if isinstance(value, list):
        return [_with_base64(one) for one in value]
    if not isinstance(value, dict):
        return value
    identifiers = ("traceId", "spanId", "parentSpanId")
    return {
        name: base64.b64encode(bytes.fromhex(one)).decode() if name in identifiers else _with_base64(one)
        for name, one in value.items()
    }
