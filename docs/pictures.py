"""The pictures of the workbench in these pages, taken anew: ``python -m docs.pictures``.

The demo project is unpacked into a temporary folder and served; each mode is photographed in light and dark.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.project.project import open_project
from secondmig.project.start import unpack_demo
from secondmig.project.suggesting import Suggesting

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE: Final = Path(__file__).parent / "pictures"
WIDTH: Final = 1200
HEIGHT: Final = 760
CHROMIUM: Final = os.environ.get("SECONDMIG_CHROMIUM") or shutil.which("chromium")
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


def _code(page: "Page") -> None:
    for key in ("j", "j", "j", "s", "c"):
        page.keyboard.press(key)
    page.keyboard.type("hous")


def _compare(page: "Page") -> None:
    page.wait_for_selector("#compare .walk")
    for _ in range(3):
        page.keyboard.press("]")


def _nothing(_page: "Page") -> None:
    """The page as it opens."""


PICTURES: Final[dict[str, tuple[str, Callable[["Page"], None]]]] = {
    "first": ("/", _nothing),
    "read": ("/d/US01?mode=read#t9", _nothing),
    "code": ("/d/US01#t12", _code),
    "review": ("/d/US01?mode=review#t12", _nothing),
    "compare": ("/d/JP02?mode=compare#t12", _compare),
    "codebook": ("/codebook", _nothing),
    "segments": ("/segments?code=OS-RAC-DISC", _nothing),
    "search": ("/search?text=factory", _nothing),
    "grid": ("/grid", _nothing),
}


@contextmanager
def _served() -> Iterator[str]:
    """The address of the demo, served for this."""
    from tests.web.workshop import Server

    with tempfile.TemporaryDirectory() as folder:
        root = unpack_demo(Path(folder) / "demo")
        with open_project(root) as project:
            project.build()
            project.code_suggest(Suggesting())
        with Server(root, coder="ana") as server:
            yield server.address


def main() -> None:
    """Take every picture."""
    from playwright.sync_api import sync_playwright

    HERE.mkdir(exist_ok=True)
    wanted = sys.argv[1:] or list(PICTURES)
    with _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce", locale="en-GB"
        )
        page = context.new_page()
        page.goto(address)
        base = address.partition("/?")[0]
        for name in wanted:
            place, prepare = PICTURES[name]
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.goto(base + place)
                page.wait_for_selector("body[data-ready]")
                prepare(page)
                page.wait_for_timeout(900)
                page.screenshot(path=HERE / f"{name}-{scheme}.jpg", type="jpeg", quality=62)
        browser.close()


if __name__ == "__main__":
    main()
