"""Both dashboards of the installed package, as the reference serves them."""

import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import prefect
import pytest

from databases import Database
from servers import KINDS, Server

PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NAVIGATION = {"Accept": "*/*", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
SCRIPT = {"Accept": "*/*", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
FOLDERS = {"": "ui", "/v2": "ui-v2"}


@pytest.fixture
def both(start: Callable[..., Server], files: dict[str, Database], tmp_path: Path) -> Callable[..., list[Server]]:
    """both(**settings): the reference and praetor with dashboards, each on a SQLite file of its own."""

    def start_both(**settings: str) -> list[Server]:
        return [
            start(kind, files[kind], PREFECT_UI_ENABLED="true",
                  PRAETOR_PREFECT_PACKAGE=sys.prefix, PREFECT_UI_API_URL="http://there/api",
                  PREFECT_UI_STATIC_DIRECTORY=str(tmp_path / f"{kind}-files"), **settings)
            for kind in KINDS
        ]  # fmt: skip

    return start_both


def seen(answer: httpx.Response) -> tuple[int, str, str, str]:
    """What a browser can tell apart."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    to = httpx.URL(answer.headers.get("location", "")).raw_path.decode()
    return answer.status_code, kind, to, hashlib.sha256(answer.content).hexdigest()


def ask_both(servers: list[Server], method: str, path: str, headers: dict[str, str]) -> tuple[int, str, str, str]:
    answers = [seen(httpx.request(method, f"http://127.0.0.1:{one.port}{path}", headers=headers)) for one in servers]
    assert answers[1] == answers[0], (method, path, headers)
    return answers[0]


@pytest.mark.parametrize("settings", [{}, {"PREFECT_UI_SERVE_BASE": "/some/base"}, {"PREFECT_SERVER_UI_V2_ENABLED": "false"},
                                      {"PREFECT_SERVER_API_AUTH_STRING": "me:secret"}])  # fmt: skip
def test_a_browser_gets_what_it_gets_from_the_reference(both: Callable[..., list[Server]], settings: dict[str, str]) -> None:
    servers = both(**settings)
    base = settings.get("PREFECT_UI_SERVE_BASE", "")
    for path in ("", "/", "/?a=b", "/v2", "/v2/", "/v2/?a=b", "/index.html", "/v2/index.html", "/runs", "/v2/runs/flow-run/1",
                 "/none.js", "/v2/assets/none.js", "/ui-settings", "/v2/ui-settings", "/completed.svg", "/v2/completed.svg",
                 "/v2x", "/assets", "/v2/assets"):  # fmt: skip
        for at in {base + path, path} - {""}:
            for headers in (PAGE, NAVIGATION, SCRIPT):
                ask_both(servers, "GET", at, headers)
    for path in (base + "/", base + "/v2/", base + "/runs"):
        for cookie in ("prefect_ui_version=v1", "a=b; prefect_ui_version=v2", "prefect_ui_version=v3"):
            ask_both(servers, "GET", path, PAGE | {"Cookie": cookie})
        ask_both(servers, "HEAD", path, PAGE)


def test_each_file_is_that_of_the_package_with_its_base(both: Callable[..., list[Server]]) -> None:
    servers = both(PREFECT_UI_SERVE_BASE="/some/base")
    for url, folder in FOLDERS.items():
        source = Path(prefect.__file__).parent / "server" / folder
        for file in source.rglob("*"):
            if file.is_file():
                path = f"/some/base{url}/{file.relative_to(source).as_posix()}"
                assert ask_both(servers, "GET", path, SCRIPT)[0] == 200, path


def test_what_names_are_hashed_for_is_kept_by_browsers(both: Callable[..., list[Server]]) -> None:
    praetor = both()[1]
    page = httpx.get(f"http://127.0.0.1:{praetor.port}/v2/", headers=PAGE)
    assert page.headers["cache-control"] == "no-cache"
    script = re.search(r'src="(/v2/assets/[^"]+\.js)"', page.text)
    assert script is not None
    kept = httpx.get(f"http://127.0.0.1:{praetor.port}{script[1]}", headers=SCRIPT)
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["content-encoding"] == "gzip"
    again = {"If-None-Match": kept.headers["etag"], "Accept-Encoding": "gzip"}
    assert httpx.get(f"http://127.0.0.1:{praetor.port}{script[1]}", headers=again).status_code == 304
