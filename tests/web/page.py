"""The workbench in a browser: windows that are let in, and a study whose words are hard to count."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from secondmig.project.project import open_project
from tests.web.workshop import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

FAMILY: Final = "👩‍👩‍👧‍👦"
TURNS: Final = 400
SETTINGS: Final[dict[str, Any]] = {
    "viewport": {"width": 1280, "height": 900},
    "locale": "en-GB",
    "timezone_id": "UTC",
    "color_scheme": "light",
    "reduced_motion": "reduce",
}
_PIECES: Final = (
    "After that I felt the ceiling.",
    "Nobody said it; it was just there.",
    "日系人だから日本人と同じにはならない。",
    "給料は𠮷野家より𩸽の方が高い。",
    f"We are {FAMILY} of four 🇧🇷🇯🇵.",
    "cafe\u0301 and n\u0303andu\u0301, Vie\u0323\u0302t Nam",
    "قال لي: لا مكان لك هنا.",
    "ค่าจ้างน้อยมาก",
    "col1\tcol2\tcol3",
    "<b>bold</b> & <i>not</i> &amp; 1 < 2",
    "zero\u200bwidth and\u00a0hard blanks",
    "¿Y aquí? Aquí hay más puertas…",
)
_BOOK: Final = """codebook:
  id: nasty
  version: 1.0.0
  title: Nasty
facets:
  extra:
    about_country:
      type: iso3166-1-alpha3
      extra: [ORIGIN, NEXT, ELSEWHERE, NONE]
      required: true
    valence:
      type: ordinal
      values:
        -1: negative
        0: neutral
        1: positive
codes:
  - {id: W, label: Work, codable: false}
  - id: W-CEIL
    parent: W
    label: Ceiling
    definition: Says that one cannot rise.
    include: being passed over
    exclude: pay alone
    example: "I felt the ceiling."
  - {id: W-PAY, parent: W, label: Pay, definition: Speaks of wages.}
  - {id: W-TIME, parent: W, label: Overtime, definition: Speaks of hours.}
  - {id: F, label: Family, codable: false}
  - {id: F-KIN, parent: F, label: Kinship, definition: Speaks of relatives.}
  - {id: F-SCHOOL, parent: F, label: School of the children, definition: Speaks of school.}
"""
_TOML: Final = """title = "Nasty words"
coder = "ana"

[corpus]
files = ["corpus/*.txt"]

[codebooks]
files = ["codebooks/*.yaml"]
"""
_HEAD: Final = """---
id: {name}
fictional: true
title: "{title}"
interview_country: JPN
interview_date: 2025-03
language: {language}
consent: T3
---
"""
_ENGLISH: Final = """\
#1 [00:00:04] INT: How did it begin?
#2 [00:00:12] ROSA: With my uncle. He had gone before us. In the factory there was one door for people like\
 me.
#3 [00:00:20] INT: And then?
#4 [00:00:24] ROSA: Then I left. I could not rise there, so I went on to another country.
#5 [00:00:30] ROSA: That is all.
"""
_SPANISH: Final = """#1 INT: ¿Cómo empezó?
#2 LUZ: Con mi tío. Él se había ido antes. ¿Y qué? Había una sola puerta.
#3 INT: ¿Y después?
#4 LUZ: Me fui.
"""
_JAPANESE: Final = """#1 INT: 日本に来たのはいつですか。
#2 KEN: 二十歳のときです。日系人だから日本人と同じにはならない。給料は安かった。
%en: When I was twenty. I am Nikkei, so I do not become like the Japanese. The pay was low.
#3 INT: それから。
#4 KEN: 𠮷田さんの工場をやめて、アメリカに行きました。
"""


def nasty_study(folder: Path) -> Path:
    """Build a project whose transcripts hold what offsets stumble over; N1 has 400 turns."""
    for name in ("corpus", "codebooks"):
        (folder / name).mkdir(parents=True)
    files = {
        "secondmig.toml": _TOML,
        "codebooks/nasty.yaml": _BOOK,
        "corpus/N1.txt": _HEAD.format(name="N1", title="Nasty", language="en") + _nasty_turns(),
        "corpus/E1.txt": _HEAD.format(name="E1", title="Rosa", language="en") + _ENGLISH,
        "corpus/S1.txt": _HEAD.format(name="S1", title="Luz", language="es") + _SPANISH,
        "corpus/J1.txt": _HEAD.format(name="J1", title="健", language="ja") + _JAPANESE,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    with open_project(folder) as project:
        project.build()
    return folder


def _nasty_turns() -> str:
    chance = random.Random(20261122)
    lines = []
    for number in range(1, TURNS + 1):
        pieces = chance.choices(_PIECES, k=150 if number == 7 else chance.randint(1, 5))
        speaker = "INT" if number % 2 else "P07"
        lines.append(f"#{number} {speaker}: {' '.join(pieces)}")
        if number % 17 == 0:
            lines.append("%en: a translation that stands between the turns")
    return "\n".join(lines) + "\n"


def cookie_of(server: Server) -> str:
    """The cookie of who is let in; the token is good once."""
    return server.cookie or server.enter()


@contextmanager
def context_of(browser: "Browser", server: Server, **settings: object) -> "Iterator[BrowserContext]":
    """A browser that is let in, with settings of its own."""
    name, _, value = cookie_of(server).partition("=")
    context = browser.new_context(**{**SETTINGS, **settings})
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    yield context
    context.close()


@contextmanager
def gated(context: "BrowserContext", server: Server, *, refusals: bool = False) -> "Iterator[Page]":
    """A window of it. A request to elsewhere or an error in it fails the test.

    Args:
        context: the browser.
        server: the only one that may be asked.
        refusals: the server may be away or refuse, which browsers report as an error.
    """
    window = context.new_page()
    foreign: list[str] = []
    errors: list[str] = []

    def gate(route: "Route") -> None:
        if route.request.url.startswith((server.url, "data:", "blob:")):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    def heard(text: str) -> None:
        if not (refusals and text.startswith("Failed to load resource")):
            errors.append(text)

    window.route("**/*", gate)
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda said: heard(said.text) if said.type == "error" else None)
    yield window
    assert not foreign, foreign
    assert not errors, errors


@contextmanager
def window_of(
    browser: "Browser", server: Server, *, refusals: bool = False, **settings: object
) -> "Iterator[Page]":
    """A browser with one window."""
    with (
        context_of(browser, server, **settings) as context,
        gated(context, server, refusals=refusals) as window,
    ):
        yield window


def cleared(server: Server, coder: str = "ana") -> None:
    """Take every coding back that a test has made."""
    cookie_of(server)
    for document in ("E1", "S1", "J1", "N1"):
        _, island = server.call("GET", f"/api/d/{document}")
        codings = island["codings"]
        for row in codings["rows"]:
            if codings["coders"][row[4]] == coder:
                body = {"act": str(uuid4()), "seen": row[6]}
                status, _ = server.call("DELETE", f"/api/codings/{row[0]}", body)
                assert status == 200


def coded_elsewhere(server: Server, document: str, code: str, place: tuple[int, int, str]) -> str:
    """Code a stretch as another window of the same coder does, and give the coding's id."""
    start, end, quote = place
    _, island = server.call("GET", f"/api/d/{document}")
    version = island["document"]["version"]
    body = {"act": str(uuid4()), "document": document, "version": version, "start": start, "end": end}
    status, told = server.call("POST", "/api/codings", {**body, "quote": quote, "code": code, "facets": {}})
    assert status == 201, told
    return str(told["coding"]["id"])


def stretch(page: "Page", words: str) -> tuple[int, int, str]:
    """Where words stand first in the transcript, and how they stand there."""
    start, end, _ = module(page, "find.js", "it.findAll(arg)[0]", words)
    quote = module(page, "text.js", "it.quoteOf(...arg)", [start, end])
    return int(start), int(end), str(quote)


def code_words(page: "Page", code: str, words: str) -> None:
    """Code words as the page's own scripts do, with no change of the selection."""
    start, end, quote = stretch(page, words)
    module(page, "coding.js", "it.code(...arg)", [{"start": start, "end": end, "quote": quote}, code])


def open_text(page: "Page", server: Server, document: str, *, at: str = "") -> "Page":
    """Open a transcript and wait until it can be worked at."""
    page.goto(f"{server.url}/d/{document}{at}")
    page.wait_for_selector("body[data-ready]")
    return page


def module(page: "Page", name: str, body: str, argument: object = None) -> Any:  # noqa: ANN401 - as JSON
    """What an expression over a script of the page gives; ``it`` is the script, ``arg`` the argument."""
    place = f"document.querySelector('script[src]').src.replace(/[^/]+$/, '{name}')"
    script = f"async (arg) => {{ const it = await import({place}); return ({body}); }}"
    return page.evaluate(script, argument)


def selection(page: "Page") -> dict[str, Any] | None:
    """What the page holds as selected."""
    found: dict[str, Any] | None = module(page, "selection.js", "it.selected()")
    return found


def select(page: "Page", start: int, end: int) -> None:
    """Select a stretch as the page's own scripts do."""
    module(page, "selection.js", "it.select(...arg)", [start, end])


def shown(page: "Page") -> list[tuple[str, int, int]]:
    """The codings that the page holds: code, start, end."""
    found = module(
        page, "state.js", "[...it.state.codings.values()].map((row) => [row.code, row.start, row.end])"
    )
    return sorted((code, start, end) for code, start, end in found)


def saved(page: "Page") -> None:
    """Wait until every act is answered."""
    until(page, lambda: module(page, "outbox.js", "it.standing().unsaved") == 0)


def press(page: "Page", keys: str) -> None:
    """Press keys one after another, as ``j j Shift+ArrowRight``."""
    for key in keys.split():
        page.keyboard.press(key)


def until(page: "Page", holds: Callable[[], bool], *, seconds: float = 8.0) -> None:
    """Wait until something holds; the page's own rules forbid what ``wait_for_function`` does."""
    for _ in range(int(seconds * 20)):
        if holds():
            return
        page.wait_for_timeout(50)
    assert holds()


def focus(page: "Page") -> str:
    """Where the focus is: "body" where it got lost."""
    found: str = page.evaluate(
        "(() => { const it = document.activeElement; return it.closest('.turn') ? 'turn '"
        " + it.closest('.turn').dataset.i : it.id || it.tagName.toLowerCase(); })()"
    )
    return found
