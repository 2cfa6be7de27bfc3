"""How fast the page of the workbench answers a key, against a bare write into the same page.

An interview of 60,000 characters with 1,500 codings in 60 codes, and one three times as long with three times
as many (a three-hour interview). Times are the browser's own, from the key's event to the first task after
the frame that shows its effect. The bare write is the least that any page could do for the same stretch:
three nodes into the same turn, by a key too. Both are pressed in turn, so that whatever else this computer
does meets both alike.

Targets: page under 250 kB; key to paint at most 2 bare writes (median), and for the long interview at most
1.5 times what it is for the short one.

    python benchmarks/workbench.py [KEYS]
"""

import gzip
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interview import CHARACTERS, CODINGS, make_interview
from serve_coding import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KEYS = 60
LOADS = 5
LONG = 3
PAGE = 250_000  # bytes
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# Runs before the page's own scripts: when the first coded text is on the screen, when each key is answered.
WATCH = """
globalThis.took = { coded: null, keys: [] };
new MutationObserver((changes, watcher) => {
  if (!document.querySelector('.coded')) return;
  watcher.disconnect();
  requestAnimationFrame(() => setTimeout(() => { took.coded = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
addEventListener('keydown', (event) => {
  if (event.key !== 'q' && event.key !== 'F9') return;
  const take = () => took.keys.push([event.key, performance.now() - event.timeStamp]);
  requestAnimationFrame(() => setTimeout(take));
}, true);
addEventListener('keydown', (event) => {
  if (event.key !== 'F9') return;
  const range = getSelection().getRangeAt(0);
  const words = range.startContainer.parentElement.closest('.words');
  const before = document.createRange();
  before.setStart(words, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const [head, said, all] = [before.toString(), range.toString(), words.textContent];
  const span = document.createElement('span');
  span.textContent = said;
  span.className = 'coded';
  words.replaceChildren(head, span, all.slice(head.length + said.length));
  getSelection().selectAllChildren(span);
});
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found for one interview; times in milliseconds.

    Attributes:
        size: bytes of the page.
        zipped: the same, compressed.
        first: first text on the screen, median.
        coded: first coded text on the screen, median.
        keys: from the key to the screen, sorted.
        bare: the same for the bare write.
    """

    size: int
    zipped: int
    first: float
    coded: float
    keys: list[float]
    bare: list[float]


def measured(browser: "Browser", folder: Path, *, times: int, keys: int) -> Measured:
    """Measure an interview that is ``times`` as long."""
    document = make_interview(folder, characters=CHARACTERS * times, number=CODINGS * times)
    server = Server(folder)
    try:
        _, page, _ = server.call("GET", f"/d/{document}")
        name, _, value = server.cookie.partition("=")
        url = f"http://127.0.0.1:{server.port}"
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.add_cookies([{"name": name, "value": value, "url": url}])
        context.add_init_script(WATCH)
        window = context.new_page()
        loads = [_loaded(window, f"{url}/d/{document}") for _ in range(LOADS)]
        took = _pressed(window, keys)
        context.close()
    finally:
        server.stop()
    first, coded = (statistics.median(each) for each in zip(*loads, strict=True))
    own, bare = (sorted(time for key, time in took if key == name) for name in ("q", "F9"))
    return Measured(len(page), len(gzip.compress(page)), first, coded, own, bare)


def _loaded(window: "Page", address: str) -> tuple[float, float]:
    window.goto(address)
    window.wait_for_selector("body[data-ready]")
    window.wait_for_timeout(500)
    first = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    return tuple(window.evaluate(f"[{first}, took.coded]"))


def _pressed(window: "Page", keys: int) -> list[tuple[str, float]]:
    """Code one word after another with a key, each after a bare write at the same word."""
    window.keyboard.press("c")
    window.keyboard.press("Enter")
    window.keyboard.press("Control+z")
    for _ in range(5):
        window.keyboard.press("j")
    for number in range(keys):
        window.keyboard.press("ArrowRight")
        for key in ("F9", "q") if number % 2 else ("q", "F9"):
            window.wait_for_timeout(30)
            window.keyboard.press(key)
    window.wait_for_timeout(500)
    return [(key, time) for key, time in window.evaluate("took.keys")]


def at(times: list[float], share: float) -> float:
    """The time that a share of all do not exceed."""
    return times[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    keys = int(sys.argv[1]) if len(sys.argv) > 1 else KEYS
    if CHROMIUM is None:
        print("no Chromium here: apt-get install chromium")
        return
    found = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for times in (1, LONG):
            found[times] = measured(browser, Path(name) / f"study{times}", times=times, keys=keys)
        browser.close()
    for times, each in found.items():
        print(f"{CHARACTERS * times:,} characters, {CODINGS * times:,} codings, {len(each.keys)} keys")
        target = f"   target {PAGE:,}" if times == 1 else ""
        print(f"  page, bytes               {each.size:>10,}{target}")
        print(f"  page, compressed          {each.zipped:>10,}")
        print(f"  first text, ms            {each.first:10.0f}")
        print(f"  first coded text, ms      {each.coded:10.0f}")
        for share in (0.5, 0.95):
            own, bare = at(each.keys, share), at(each.bare, share)
            beside = f"bare {bare:6.1f}   ratio {own / bare:5.2f}"
            print(f"  key to paint, p{share * 100:.0f}, ms     {own:10.1f}   {beside}")
    short, long = found[1], found[LONG]
    for share in (0.5, 0.95):
        ratio = at(long.keys, share) / at(short.keys, share)
        print(f"long against short, p{share * 100:.0f}   {ratio:10.2f}   target 1.5")
    print(f"long against short, first coded {long.coded / short.coded:6.2f}")


if __name__ == "__main__":
    main()
