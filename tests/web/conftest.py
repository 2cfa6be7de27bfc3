"""Fixtures of the workbench: a small study, a client that is let in, a live server, a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from tests.project.correcting import built, copied
from tests.web.page import nasty_study
from tests.web.workshop import Server, entered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

CHROMIUM = (
    os.environ.get("SECONDMIG_CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def _study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("web") / "study")


@pytest.fixture
def study(_study: Path, tmp_path: Path) -> Path:
    """The folder of a small project that the test may change."""
    return copied(_study, tmp_path / "study")


@pytest.fixture
def client(study: Path) -> Iterator[TestClient]:
    """Ana at the workbench of the study, let in."""
    with entered(study) as client:
        yield client


@pytest.fixture
def live(study: Path) -> Iterator[Server]:
    """A server of the study; it ends with the test."""
    with Server(study) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium; skipped where there is none, but not in CI."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: apt-get install chromium")
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser: "Browser", live: Server) -> "Iterator[Page]":
    """A browser window that is let in; a request to elsewhere or an error in it fails the test."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
        timezone_id="UTC",
        color_scheme="light",
        reduced_motion="reduce",
    )
    window = context.new_page()
    foreign: list[str] = []
    errors: list[str] = []

    def gate(route: "Route") -> None:
        if route.request.url.startswith((live.url, "data:", "blob:")):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    window.route("**/*", gate)
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    window.goto(live.address)
    live.cookie = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies())
    yield window
    context.close()
    assert foreign == []
    assert errors == []


@pytest.fixture(scope="session")
def _nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nasty_study(tmp_path_factory.mktemp("web") / "nasty")


@pytest.fixture(scope="module")
def nasty(_nasty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a study whose words are hard to count; the tests of a module share it."""
    with Server(copied(_nasty, tmp_path_factory.mktemp("web") / "study")) as server:
        yield server


@pytest.fixture
def fresh(_nasty: Path, tmp_path: Path) -> Iterator[Server]:
    """The same for one test alone."""
    with Server(copied(_nasty, tmp_path / "study")) as server:
        yield server
