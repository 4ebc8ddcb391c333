"""Who may ask: basic auth, CSRF tokens, cross-origin requests and another base path, answered as the reference does."""

import base64
import time
from collections.abc import Callable

import httpx
import pytest
import websockets.exceptions
import websockets.sync.client

from databases import Database
from servers import KINDS, Server

SECRET = "admin:p:ss"
ORIGIN = {"Origin": "http://dashboard.example"}
ACCESS_HEADERS = ("access-control-", "www-authenticate", "allow")


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def seen(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """What a client can tell apart; bodies of success are compared elsewhere."""
    headers = {name: value for name, value in answer.headers.items() if name.startswith(ACCESS_HEADERS)}
    headers["vary on origin"] = str("origin" in answer.headers.get("vary", "").lower())
    return answer.status_code, answer.text if answer.status_code >= 400 else "", headers


def ask_both(servers: list[Server], method: str, path: str, **how) -> tuple[int, str, dict[str, str]]:
    answers = [seen(httpx.request(method, f"http://127.0.0.1:{one.port}{path}", **how)) for one in servers]
    assert answers[1] == answers[0], (method, path, how)
    return answers[0]


@pytest.fixture
def both(start: Callable[..., Server], files: dict[str, Database]) -> Callable[..., list[Server]]:
    """both(**settings): the reference and praetor, each on a SQLite file of its own."""

    def start_both(**settings: str) -> list[Server]:
        return [start(kind, files[kind], **settings) for kind in KINDS]

    return start_both


def test_basic_auth_lets_in_whom_the_reference_lets_in(both: Callable[..., list[Server]]) -> None:
    servers = both(PREFECT_SERVER_API_AUTH_STRING=SECRET, PRAETOR_LOGIN_FAILURES="0")
    credentials = {
        "none": None,
        "right": basic(SECRET),
        "wrong": basic("admin:nothing"),
        "the beginning": basic(SECRET[:-1]),
        "empty": "Basic",
        "no scheme": base64.b64encode(SECRET.encode()).decode(),
        "another scheme": basic(SECRET).replace("Basic", "Bearer"),
        "a scheme in small letters": basic(SECRET).replace("Basic", "basic"),
        "two blanks": basic(SECRET).replace(" ", "  "),
        "three words": basic(SECRET) + " x",
        "no base64": "Basic ????",
        "padding left off": basic(SECRET + "=").rstrip("="),
    }
    allowed = set()
    for name, value in credentials.items():
        headers = {"Authorization": value} if value is not None else {}
        for method, path in [
            ("GET", "/api/health"),
            ("GET", "/api/ready"),
            ("GET", "/api/hello"),
            ("HEAD", "/api/health"),
            ("POST", "/api/flows/filter"),
            ("GET", "/api/variables/name/health"),
            ("GET", "/api/nothing/health"),
            ("PUT", "/api/flows/filter"),
            ("GET", "/api/admin/version"),
        ]:
            status, _, _ = ask_both(servers, method, path, headers=headers | ORIGIN)
            if path == "/api/flows/filter" and status == 200:
                allowed.add(name)
    assert allowed == {"right", "two blanks"}


def _conversation(server: Server, path: str, subprotocols: list[str] | None, messages: list[str]) -> list[object]:
    """What a websocket hears for what it says: the answers, and how it ended."""
    heard: list[object] = []
    try:
        with websockets.sync.client.connect(
            f"ws://127.0.0.1:{server.port}{path}", subprotocols=subprotocols, close_timeout=60
        ) as socket:
            heard.append(socket.subprotocol)
            for message in messages:
                socket.send(message)
                heard.append(socket.recv(timeout=60))
    except websockets.exceptions.InvalidStatus as refused:
        heard.append(refused.response.status_code)
    except websockets.exceptions.ConnectionClosed as closed:
        heard.append((closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else "gone")
    return heard


def test_websockets_ask_for_the_same_proof(both: Callable[..., list[Server]]) -> None:
    servers = both(PREFECT_SERVER_API_AUTH_STRING=SECRET)
    for path in ["/api/events/in", "/api/events/out", "/api/logs/out", "/api/task_runs/subscriptions/scheduled"]:
        for offered in [None, ["prefect"], ["other"]]:
            for message in [
                '{"type": "auth", "token": "%s"}' % SECRET,
                '{"type": "auth", "token": "wrong"}',
                '{"type": "auth", "token": null}',
                '{"type": "auth"}',
                '{"type": "filter"}',
            ]:
                reference, praetor = (_conversation(one, path, offered, [message]) for one in servers)
                assert praetor == reference, (path, offered, message)


def test_websockets_of_old_clients_are_refused_as_their_requests_are(both: Callable[..., list[Server]]) -> None:
    servers = both()
    for path in ["/api/events/in", "/api/events/out", "/api/logs/out", "/api/task_runs/subscriptions/scheduled", "/api/no"]:
        for version in ["0.1.0", "0.8", "0.8.4", "new"]:
            seen_by_both = []
            for one in servers:
                try:
                    with websockets.sync.client.connect(
                        f"ws://127.0.0.1:{one.port}{path}", additional_headers={"X-PREFECT-API-VERSION": version}
                    ):
                        seen_by_both.append("open")
                except websockets.exceptions.InvalidStatus as refused:
                    seen_by_both.append((refused.response.status_code, refused.response.body))
                except websockets.exceptions.InvalidMessage:
                    seen_by_both.append("dropped")  # uvicorn, where a middleware answers a handshake
            reference, praetor = seen_by_both
            if reference == "dropped":
                asked = httpx.post(f"{servers[0].api}/flows/filter", json={}, headers={"X-PREFECT-API-VERSION": version})
                reference = (asked.status_code, asked.content)
                assert reference[0] == 400, (path, version)
            assert praetor == reference, (path, version)


def test_redirects_have_the_scheme_by_which_the_client_came(both: Callable[..., list[Server]]) -> None:
    servers = both()
    for said in [None, "https", "http", "HTTPS", "https, http", "javascript"]:
        headers = {"X-Forwarded-Proto": said} if said else {}
        moved = [httpx.post(f"{one.api}/flows?a=b%20c", headers={"Host": "h.example:77"} | headers) for one in servers]
        assert [one.headers["location"] for one in moved] == [moved[0].headers["location"]] * 2, said


def test_csrf_protection_refuses_what_the_reference_refuses(both: Callable[..., list[Server]]) -> None:
    servers = both(PREFECT_SERVER_CSRF_PROTECTION_ENABLED="true", PREFECT_SERVER_API_AUTH_STRING="a:b")
    auth = {"Authorization": basic("a:b")}
    ask_both(servers, "GET", "/api/csrf-token", headers=auth)
    ask_both(servers, "GET", "/api/csrf-token?client=", headers=auth)
    tokens = [
        httpx.get(f"{one.api}/csrf-token?client=me", headers=auth | ORIGIN).raise_for_status().json()["token"]
        for one in servers
    ]
    for given in [
        {},
        {"Prefect-Csrf-Client": "me"},
        {"Prefect-Csrf-Token": "x"},
        {"Prefect-Csrf-Token": "x", "Prefect-Csrf-Client": "me"},
        {"Prefect-Csrf-Token": "x", "Prefect-Csrf-Client": "nobody"},
    ]:
        for known in [{}, auth]:
            for method, path in [
                ("POST", "/api/flows/filter"),
                ("POST", "/api/nothing"),
                ("DELETE", "/api/flows/filter"),
                ("PUT", "/api/flows/filter"),
                ("PATCH", "/api/flows/x"),
                ("GET", "/api/hello"),
            ]:
                for origin in [{}, ORIGIN]:
                    ask_both(servers, method, path, headers=given | known | origin)
    right = [
        seen(
            httpx.post(
                f"{one.api}/flows/filter",
                headers={"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "me"} | auth | ORIGIN,
            )
        )
        for one, token in zip(servers, tokens)
    ]
    assert right[0] == right[1]
    assert right[0][0] == 200


def test_a_csrf_token_that_has_expired_is_refused(both: Callable[..., list[Server]]) -> None:
    servers = both(PREFECT_SERVER_CSRF_PROTECTION_ENABLED="true", PREFECT_SERVER_CSRF_TOKEN_EXPIRATION="PT1S")
    answers = []
    for one in servers:
        token = httpx.get(f"{one.api}/csrf-token?client=me").raise_for_status().json()["token"]
        headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "me"}
        time.sleep(1.1)
        answers.append(seen(httpx.post(f"{one.api}/flows/filter", headers=headers)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "http://dashboard.example,http://other.example"},
        {"PREFECT_SERVER_CORS_ALLOWED_METHODS": "GET,POST"},
        {"PREFECT_SERVER_CORS_ALLOWED_HEADERS": "X-One,Authorization"},
    ],
    ids=["anyone", "some origins", "some methods", "some headers"],
)
def test_browsers_of_other_origins_hear_what_they_hear_from_the_reference(
    both: Callable[..., list[Server]], settings: dict[str, str]
) -> None:
    servers = both(**settings)
    for origin in ["http://dashboard.example", "http://stranger.example", "null"]:
        ask_both(servers, "POST", "/api/flows/filter", headers={"Origin": origin})
        ask_both(servers, "POST", "/api/flows/filter", headers={"Origin": origin, "Cookie": "a=b"})
        ask_both(servers, "GET", "/api/nothing", headers={"Origin": origin})
        for method in ["POST", "DELETE", "BREW"]:
            for wanted in [None, "X-One", "content-type, authorization", "X-Two, X-One"]:
                asked = {"Origin": origin, "Access-Control-Request-Method": method}
                ask_both(
                    servers,
                    "OPTIONS",
                    "/api/flows/filter",
                    headers=asked | ({"Access-Control-Request-Headers": wanted} if wanted else {}),
                )


def test_the_api_can_live_under_another_path(both: Callable[..., list[Server]]) -> None:
    servers = both(PREFECT_SERVER_API_BASE_PATH="/behind/a/proxy", PREFECT_SERVER_UI_ENABLED="false")
    for method, path in [
        ("GET", "/behind/a/proxy/hello"),
        ("POST", "/behind/a/proxy/flows/filter"),
        ("POST", "/behind/a/proxy/flows"),
        ("GET", "/behind/a/proxyhello"),
        ("POST", "/api/flows/filter"),
    ]:
        ask_both(servers, method, path)
    moved = [httpx.URL(httpx.post(f"{one.api}/flows").headers["location"]).path for one in servers]
    assert moved == ["/behind/a/proxy/flows/"] * 2
