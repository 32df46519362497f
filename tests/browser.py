"""A real Chromium over Django's test client: pages, style and scripts come from here, inside the test's transaction.

Nothing listens on a port and nothing is committed: each request of the browser is answered by the client, so a test can
arrange with factories as any other.
"""

import contextvars
import mimetypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.floor import floored

HOST = "https://localhost"  # a secure origin, as in production
DESK, PHONE = (1440, 900), (390, 844)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PASSED_ON = (
    "accept-language",
    "content-type",
    "hx-request",
    "hx-target",
    "hx-current-url",
    "x-csrftoken",
    "accept",
    "referer",
)


def executable() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def chromium() -> Iterator:
    """One Chromium for a whole run; skips where there is none."""
    if not executable():
        pytest.skip("no Chromium found: set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


class Answers:
    """Answers what the browser asks, by the client of one person; keeps what the page complained about."""

    def __init__(self, client: Client, floor: bool = False):
        self.client = client
        client.raise_request_exception = False  # a broken page is answered, and complains in the console
        self.floor = floor
        self.complaints: list[str] = []
        self.context = contextvars.copy_context()  # of the test: Playwright calls back in another, without its database

    def answer(self, route) -> None:
        request = route.request
        address = urlsplit(request.url)
        if not request.url.startswith(HOST):
            self.complaints.append(f"asked {request.url}")
            route.abort()
        elif address.path.startswith("/static/"):
            route.fulfill(**static_file(address.path.removeprefix("/static/"), self.floor))
        else:
            route.fulfill(**self.context.copy().run(self.page, request, f"{address.path}?{address.query}"))

    def page(self, request, address: str) -> dict:
        given = request.all_headers()
        headers = {name: given[name] for name in PASSED_ON if name in given and name != "content-type"}
        body = request.post_data_buffer or b""
        kind = given.get("content-type", "application/octet-stream")
        answer = self.client.generic(request.method, address, body, kind, secure=True, headers=headers)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return {"status": answer.status_code, "headers": dict(answer.headers), "body": content}


def static_file(name: str, floor: bool) -> dict:
    path = finders.find(name)
    if path is None:
        return {"status": 404}
    body = Path(path).read_bytes()
    if floor and name.endswith(".css"):
        body = floored(body.decode()).encode()
    return {"status": 200, "body": body, "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream"}


class Tabs:
    """Opens pages as somebody sees them."""

    def __init__(self, browser):
        self.browser = browser
        self.contexts: list = []
        self.answers: list[Answers] = []

    def open(
        self, client: Client, address: str, size=DESK, *, theme="light", letters="standard", script=True, floor=False
    ):
        """The page at `address`, loaded and still. `floor` takes from style sheets what Chromium 86 does not know."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        client.cookies.load({"theme": theme, "size": letters})
        answers = Answers(client, floor)
        self.answers.append(answers)
        page = context.new_page()
        page.route("**/*", answers.answer)
        page.on("console", lambda said: answers.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: answers.complaints.append(str(error)))
        page.goto(HOST + address)
        return page

    @property
    def complaints(self) -> list[str]:
        """What pages wrote to the console as errors, refused policies among them."""
        return [text for answers in self.answers for text in answers.complaints]

    def close(self) -> None:
        for context in self.contexts:
            context.close()
