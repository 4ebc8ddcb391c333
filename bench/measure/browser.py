"""Pages of the dashboard in a real browser: when the first paint is there, when a page is complete, how long its requests took.

The browser is told by its own protocol (https://chromedevtools.github.io/devtools-protocol/) and counts by itself: a library that
follows each request, as Playwright does, takes more processor time than the server.
"""
import base64
import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator

from websockets.sync.client import ClientConnection, connect

QUIET = 1000  # milliseconds without a new question, after which a page is complete: its scripts pause as long between two
MAX_WAIT = 90  # seconds for a page
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
# Some pages ask again each second, as their "last seven days" move on: a question counts once, whatever times it names.
COUNT = """
performance.setResourceTimingBufferSize(10000);
window.questions = new Map();
const ask = window.fetch;
window.fetch = async (...asked) => {
  const request = new Request(...asked);
  const words = request.method + request.url + (request.body ? await request.clone().text() : "");
  const key = words.replace(/\\d{4}-\\d\\d-\\d\\dT[\\d:.]+/g, "");
  const question = window.questions.get(key) ?? {asked: performance.now()};
  window.questions.set(key, question);
  try {
    const answer = await ask(request);
    if (!question.answered) await answer.clone().arrayBuffer();
    return answer;
  } finally { question.answered ??= performance.now(); }
};
"""
LOOK = """(since => {
  const asked = [...window.questions.values()].filter(one => one.asked >= since);
  const ended = performance.getEntriesByType('resource').filter(one => one.responseEnd >= since && one.name.includes('/api/'));
  return {now: performance.now(), asked: asked.length, pending: asked.some(one => !one.answered),
    last: Math.max(since, ...asked.map(one => one.answered ?? 0)),
    requests: ended.map(one => [one.name, one.responseEnd - one.requestStart, one.responseStatus])};
})(%s)"""


@dataclasses.dataclass
class Visit:
    """Times in milliseconds. None: not within MAX_WAIT."""
    complete: float | None = None  # from the address, or the click, to the last answer of what the page asks at once
    first_paint: float | None = None
    requests: dict[str, list[float]] = dataclasses.field(default_factory=dict)  # by path: from the question to the last byte
    failed: list[str] = dataclasses.field(default_factory=list)  # status and path


class Session:
    """Commands to the browser, or to one of its pages."""

    def __init__(self, socket: ClientConnection, name: str | None = None):
        self.socket, self.name, self.number = socket, name, 0

    def send(self, method: str, **parameters: object) -> int:
        self.number += 1
        words = {"id": self.number, "method": method, "params": parameters}
        self.socket.send(json.dumps(words | ({"sessionId": self.name} if self.name else {})))
        return self.number

    def ask(self, method: str, **parameters: object) -> dict:
        number = self.send(method, **parameters)
        while True:
            told = json.loads(self.socket.recv(timeout=MAX_WAIT))
            if told.get("sessionId") != self.name:
                continue
            if told.get("method") == "Fetch.requestPaused":
                self.answer_analytics(told["params"]["requestId"])
            if told.get("id") == number:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']['message']}")
                return told["result"]

    def answer_analytics(self, request: str):
        """The dashboard waits for the settings of its analytics: as a network does that answers at once."""
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
        self.send("Fetch.fulfillRequest", requestId=request, responseCode=200, body=base64.b64encode(b"{}").decode(),
                  responseHeaders=[{"name": name, "value": value} for name, value in headers.items()])

    def evaluate(self, expression: str) -> object:
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")


class BrowserContext:
    """A person's browser: with a cache and storage of its own, both empty at first."""

    def __init__(self, browser: Session):
        self.browser = browser
        self.name = browser.ask("Target.createBrowserContext")["browserContextId"]

    def close(self):
        self.browser.ask("Target.disposeBrowserContext", browserContextId=self.name)

    @contextlib.contextmanager
    def tab(self) -> Iterator["Tab"]:
        made = self.browser.ask("Target.createTarget", url="about:blank", browserContextId=self.name, width=1400, height=1000)
        session = self.browser.ask("Target.attachToTarget", targetId=made["targetId"], flatten=True)["sessionId"]
        yield Tab(Session(self.browser.socket, session))
        self.browser.ask("Target.closeTarget", targetId=made["targetId"])

    def open_address(self, url: str) -> Visit:
        """As who types an address: the dashboard's scripts are run anew."""
        with self.tab() as tab:
            return tab.open(url)

    def follow_link(self, at: str, path: str) -> Visit:
        """As who clicks on a link of the page `at`: in a new tab, so that nothing of what it shows has been asked before."""
        with self.tab() as tab:
            tab.open(at)
            return tab.follow(path)


class Tab:
    def __init__(self, page: Session):
        self.page = page
        page.ask("Page.enable")
        page.ask("Page.addScriptToEvaluateOnNewDocument", source=COUNT)
        page.ask("Fetch.enable", patterns=[{"urlPattern": "*amplitude.com/*"}])

    def open(self, url: str) -> Visit:
        self.page.ask("Page.navigate", url=url)
        return self.wait(0)

    def follow(self, path: str) -> Visit:
        since = self.page.evaluate(f"(() => {{ const now = performance.now(); window.history.pushState({{}}, '', '{path}'); return now }})()")
        return self.wait(since)

    def wait(self, since: float) -> Visit:
        """Until the page is complete; `since` by its own clock."""
        seen, began = Visit(), time.monotonic()
        while True:
            time.sleep(0.1)
            look = self.page.evaluate(LOOK % since)
            if look and look["asked"] and not look["pending"] and look["now"] - look["last"] > QUIET:
                break
            if time.monotonic() - began > MAX_WAIT:
                seen.failed.append("it was not complete in time")
                return seen
        seen.complete = look["last"] - since
        seen.first_paint = self.page.evaluate(FIRST_PAINT)
        for url, took, status in look["requests"]:
            name = "/" + url.split("?")[0].split("/api/", 1)[1]
            seen.requests.setdefault(name, []).append(took)
            if status >= 400:
                seen.failed.append(f"{status} {name}")
        return seen


@contextlib.contextmanager
def chromium() -> Iterator[Session]:
    program = next(filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "google-chrome"])), None)
    if not program:
        raise SystemExit("bench: no Chromium is installed (Debian: chromium-headless-shell)")
    with tempfile.TemporaryDirectory(prefix="praetor-bench-browser-", ignore_cleanup_errors=True) as folder:
        # It reaches nothing but this machine.
        arguments = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={folder}", "--disable-dev-shm-usage", "--no-first-run",
                     "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
        running = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port = pathlib.Path(folder) / "DevToolsActivePort"
            deadline = time.monotonic() + MAX_WAIT
            while not port.exists() or len(port.read_text().splitlines()) < 2:
                if running.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("Chromium does not start")
                time.sleep(0.05)
            number, path = port.read_text().splitlines()
            with connect(f"ws://127.0.0.1:{number}{path}", max_size=None, compression=None) as socket:
                yield Session(socket)
        finally:
            running.terminate()
            running.wait()
