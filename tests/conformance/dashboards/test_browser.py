"""A person's first hour with both dashboards, in a real browser: what they click is done, and what happens is seen at once."""

import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from databases import Database, create_database, drop_database
from servers import Server, bare_environment, start_server
from tokens import bearer, give_token, wait_until_closed

PATIENCE = 120_000
"""Milliseconds that a page may take, on a machine that compiles meanwhile."""

CHROMIUM = next(filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "google-chrome"])), None)
GREET = Path(__file__).with_name("greet.py")

expect.set_options(timeout=PATIENCE)


class Served(NamedTuple):
    server: Server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @staticmethod
    def wait_for(there: Callable[[], object]) -> None:
        deadline = time.monotonic() + 2 * PATIENCE / 1000
        while not there():
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def read(self, path: str, **body: object) -> list[dict]:
        with self.server.client() as client:
            return client.post(path, json=body).raise_for_status().json()


@pytest.fixture(scope="module")
def served(dialect: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """praetor with both dashboards, and a process of the SDK that serves a deployment."""
    folder = tmp_path_factory.mktemp("browser")
    database = create_database(dialect, folder)
    server = start_server("praetor", database, folder / "praetor", PREFECT_UI_ENABLED="true", PRAETOR_PREFECT_PACKAGE=sys.prefix)
    server.wait_until_healthy()
    environment = bare_environment() | {"PREFECT_API_URL": server.api, "PREFECT_HOME": str(folder / "client")}
    environment["PREFECT_RUNNER_POLL_FREQUENCY"] = "1"
    with (folder / "served.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, GREET, "by-hand"], env=environment, stdout=log, stderr=log)
    made = Served(server)
    try:
        made.wait_for(lambda: made.read("/deployments/filter"))
        yield made
    finally:
        process.terminate()
        process.wait(60)
        server.end()
        drop_database(database)


@pytest.fixture
def page() -> Iterator[Page]:
    """A new person's, in a browser that ends with the test: its loop is in the way of other tests' own. It reaches nothing but
    this machine, and no script fails."""
    assert CHROMIUM, "no Chromium is installed"
    failures: list[str] = []
    with sync_playwright() as playwright:
        without = ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=without)
        made = browser.new_page(viewport={"width": 1400, "height": 1000})
        made.set_default_timeout(PATIENCE)
        made.route(lambda url: not url.startswith("http://127.0.0.1:"), lambda route: route.abort())
        made.on("pageerror", lambda error: failures.append(str(error)))
        yield made
        browser.close()
    assert failures == []


def open_deployment(page: Page, at: Served) -> None:
    page.goto(f"{at.url}/v2/deployments")
    page.get_by_role("link", name="by-hand").click()
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()


def test_a_run_of_a_form_is_watched_while_it_runs_and_deleted(page: Page, served: Served, tmp_path: Path) -> None:
    name, gate = f"watched-{uuid.uuid4().hex[:8]}", tmp_path / "gate"  # which the run waits for, and then for its end
    open_deployment(page, served)
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Custom run").click()
    page.get_by_role("textbox", name="Run Name").fill(name)
    page.get_by_role("textbox", name="name (Optional)").fill("Ada")
    page.get_by_role("textbox", name="gate (Optional)").fill(str(gate))
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/deployments/deployment/*")
    run = served.read("/flow_runs/filter", flow_runs={"name": {"any_": [name]}})[0]
    assert run["parameters"]["name"] == "Ada"

    with page.expect_response(re.compile(r"/graph-v2")) as graph:
        page.goto(f"{served.url}/v2/runs/flow-run/{run['id']}?tab=Logs")
    assert graph.value.status == 200
    expect(page.locator("canvas").first).to_be_visible()
    expect(page.get_by_text("Hello Ada, the first line").first).to_be_visible()
    expect(page.get_by_text("Good bye Ada, the last line")).to_have_count(0)
    expect(page.get_by_text("Running").first).to_be_visible()
    gate.touch()
    expect(page.get_by_text("Good bye Ada, the last line").first).to_be_visible()
    gate.unlink()
    expect(page.get_by_text("Completed").first).to_be_visible()
    logs = [log["message"] for log in served.read("/logs/filter", logs={"flow_run_id": {"any_": [run["id"]]}})]
    assert [logs.count("Hello Ada, the first line"), logs.count("Good bye Ada, the last line")] == [1, 1]

    page.get_by_role("tab", name="Task Runs").click()
    expect(page.get_by_text("3 Task runs")).to_be_visible()
    page.get_by_role("button", name="Open menu").first.click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    page.wait_for_url(lambda url: run["id"] not in url)
    with served.server.client() as client:
        assert client.get(f"/flow_runs/{run['id']}").status_code == 404


def test_a_schedule_is_paused_by_its_switch(page: Page, served: Served) -> None:
    open_deployment(page, served)
    switch = page.get_by_role("switch", name="toggle Every 1 hour")
    expect(switch).to_be_checked()
    with page.expect_response(re.compile(r"/deployments/[^/]+/schedules/")) as changed:
        switch.click()
    assert changed.value.status == 204
    expect(switch).not_to_be_checked()
    deployment = served.read("/deployments/filter", deployments={"name": {"any_": ["by-hand"]}})[0]
    assert [schedule["active"] for schedule in deployment["schedules"]] == [False]
    assert served.read("/flow_runs/filter", flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}}) == []


def test_a_block_a_variable_and_an_automation_are_made_in_forms(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/v2/blocks/catalog/secret/create")
    page.get_by_label("Name").fill("key-of-the-shed")
    page.get_by_role("tabpanel", name="password").get_by_role("textbox").fill("hidden")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/blocks/block/*")
    expect(page.get_by_text("key-of-the-shed").first).to_be_visible()
    assert [one["name"] for one in served.read("/block_documents/filter")] == ["key-of-the-shed"]

    page.goto(f"{served.url}/v2/variables")
    page.get_by_role("button", name="Add Variable").first.click()
    page.get_by_role("textbox", name="Name").fill("greeting")
    page.get_by_role("dialog").locator(".cm-content").fill('"hello"')
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("table").get_by_text("greeting")).to_be_visible()
    assert [(one["name"], one["value"]) for one in served.read("/variables/filter")] == [("greeting", "hello")]

    page.goto(f"{served.url}/v2/automations/create")
    page.get_by_label("Trigger Template").click()
    page.get_by_role("option", name="Flow run state").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Select action").click()
    page.get_by_role("option", name="Cancel a flow run").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Automation Name").fill("cancel-what-hangs")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("cancel-what-hangs").first).to_be_visible()
    made = served.read("/automations/filter")
    assert [(one["name"], one["actions"][0]["type"]) for one in made] == [("cancel-what-hangs", "cancel-flow-run")]
    with served.server.client() as client:  # it would cancel every run that is made from now on
        client.delete(f"/automations/{made[0]['id']}").raise_for_status()


def test_the_first_dashboard_shows_what_there_is(page: Page, served: Served) -> None:
    page.context.add_cookies([{"name": "prefect_ui_version", "value": "v1", "url": served.url}])
    page.goto(f"{served.url}/deployments")
    page.get_by_role("link", name="by-hand").click()
    expect(page.get_by_text("greet").first).to_be_visible()
    with served.server.client() as client:
        deployment = served.read("/deployments/filter")[0]["id"]
        run = client.post(f"/deployments/{deployment}/create_flow_run", json={"name": "seen-by-both"}).raise_for_status().json()
    of_run = {"flow_run_id": {"any_": [run["id"]]}}
    served.wait_for(lambda: any("the last line" in one["message"] for one in served.read("/logs/filter", logs=of_run)))
    page.goto(f"{served.url}/runs")
    page.get_by_role("link", name="seen-by-both").click()
    expect(page.get_by_text("Good bye world, the last line")).to_be_visible()


@pytest.mark.parametrize("base", ["/v2", ""])
def test_a_person_logs_in_before_anything_is_shown(
    page: Page, start: Callable[..., Server], tmp_path: Path, base: str
) -> None:
    server = start("praetor", Database("sqlite", str(tmp_path / "own.db")), PREFECT_UI_ENABLED="true",
                   PRAETOR_PREFECT_PACKAGE=sys.prefix, PREFECT_SERVER_API_AUTH_STRING="ada:countess")  # fmt: skip
    url = f"http://127.0.0.1:{server.port}"
    page.context.add_cookies([{"name": "prefect_ui_version", "value": "v2" if base else "v1", "url": url}])
    page.goto(f"{url}{base}/dashboard")
    page.wait_for_url(re.compile(r"/login\?"))
    secret, log_in = page.get_by_role("textbox", name="admin:pass"), page.get_by_role("button", name="Login")
    secret.fill("ada:wrong")
    with page.expect_response(lambda answer: answer.status == 401):
        log_in.click()
    expect(secret).to_be_visible()
    secret.fill("ada:countess")
    log_in.click()
    page.wait_for_url(re.compile(r"/dashboard(\?|$)"))
    expect(page.get_by_text("Run a task or flow to get started").or_(page.get_by_role("link", name="Deployments")).first).to_be_visible()
    assert httpx.get(f"{server.api}/admin/version").status_code == 401


@pytest.mark.parametrize("base", ["/v2", ""])
def test_a_viewers_token_logs_in_sees_runs_and_deletes_none(
    page: Page, start: Callable[..., Server], tmp_path: Path, base: str
) -> None:
    database = Database("sqlite", str(tmp_path / "own.db"))
    server = start("praetor", database, PREFECT_UI_ENABLED="true", PRAETOR_PREFECT_PACKAGE=sys.prefix)
    with server.client() as client:
        flow = client.post("/flows/", json={"name": "kept"}).raise_for_status().json()
        run = {"name": "run-to-keep", "flow_id": flow["id"], "state": {"type": "COMPLETED"}}
        kept = client.post("/flow_runs/", json=run).raise_for_status().json()
    token = give_token(database, "onlooker", "viewer")
    wait_until_closed(server)

    url = f"http://127.0.0.1:{server.port}"
    page.context.add_cookies([{"name": "prefect_ui_version", "value": "v2" if base else "v1", "url": url}])
    page.goto(f"{url}{base}/dashboard")
    page.wait_for_url(re.compile(r"/login\?"))
    page.get_by_role("textbox", name="admin:pass").fill(f"onlooker:{token}")
    page.get_by_role("button", name="Login").click()
    page.wait_for_url(re.compile(r"/dashboard(\?|$)"))

    page.goto(f"{url}{base}/runs/flow-run/{kept['id']}")
    expect(page.get_by_text("run-to-keep").first).to_be_visible()
    if base:
        page.get_by_role("button", name="Open menu").first.click()
        page.get_by_role("menuitem", name="Delete").click()
        asked, told = page.get_by_role("alertdialog"), page.locator("[data-sonner-toast][data-type=error]")
    else:
        page.locator(".flow-run-menu button").click()
        page.locator(".p-overflow-menu").get_by_role("button", name="Delete").click()
        asked, told = page.get_by_role("dialog"), page.locator(".p-toast__message")
    expect(told).to_have_count(0)  # nothing that a page asks for by itself is refused
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as refused:
        asked.get_by_role("button", name="Delete", exact=True).click()
    assert refused.value.status == 403
    expect(told.filter(has_text="this needs the role operator").first if not base else told.first).to_be_visible()
    still_there = httpx.get(f"{server.api}/flow_runs/{kept['id']}", headers=bearer(token)).raise_for_status().json()
    assert still_there["name"] == "run-to-keep"
