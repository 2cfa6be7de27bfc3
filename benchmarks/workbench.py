"""How fast the page of the workbench answers a key, against a bare write into the same page.

An interview of 60,000 characters with 1,500 codings in 60 codes, and one three times as long with three times
as many (a three-hour interview). Times are the browser's own, from the key's event to the first task after
the frame that shows its effect. The bare write is the least that any page could do for the same stretch:
three nodes into the same turn, by a key too. Both are pressed in turn, so that whatever else this computer
does meets both alike. Both interviews are opened in turn too, the first time with an empty cache, from the
list of transcripts: a browser that is driven draws the page it leaves once more, which nobody waits for at a
screen, and which would be counted with the next page.

Targets: page under 250 kB; key to paint at most 2 bare writes (median); for the long interview key to paint
and the first coded text at most 1.5 times what they are for the short one.

    python benchmarks/workbench.py [KEYS]
"""

import gzip
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from interview import CHARACTERS, CODINGS, make_interview
from serve_coding import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KEYS = 60
ROUNDS = 3
LOADS = 6
PATIENCE = 20  # seconds
SETTLED = 300  # milliseconds
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
        cold: the same the first time, when the scripts were fetched too.
        keys: from the key to the screen, sorted.
        bare: the same for the bare write.
    """

    size: int
    zipped: int
    first: float
    coded: float
    cold: float
    keys: list[float]
    bare: list[float]


@dataclass(slots=True)
class _Bench:
    """One interview with its server and a window.

    Attributes:
        server: of the interview.
        address: of its page.
        window: that has it open.
        page: its HTML.
        loads: milliseconds to the first text and the first coded text, one for each time it was opened.
        took: keys and the milliseconds each took.
    """

    server: Server
    address: str
    window: "Page"
    page: bytes
    loads: list[tuple[float, float]] = field(default_factory=list)
    took: list[tuple[str, float]] = field(default_factory=list)

    def measured(self) -> Measured:
        """What all of it says."""
        first, coded = (statistics.median(each) for each in zip(*self.loads[1:], strict=True))
        own, bare = (sorted(time for key, time in self.took if key == name) for name in ("q", "F9"))
        size, zipped = len(self.page), len(gzip.compress(self.page))
        return Measured(size, zipped, first, coded, self.loads[0][1], own, bare)


def measured(browser: "Browser", folder: Path, *, lengths: tuple[int, ...], keys: int) -> list[Measured]:
    """Measure interviews that are so many times as long, in turn."""
    benches = [_opened(browser, folder / f"study{times}", times) for times in lengths]
    try:
        for _ in range(LOADS):
            for each in benches:
                each.loads.append(_loaded(each.window, each.address))
        for number in range(ROUNDS):
            for each in benches:
                each.window.bring_to_front()
                each.took += _pressed(each.window, keys // ROUNDS, first=number == 0)
    finally:
        for each in benches:
            each.server.stop()
    return [each.measured() for each in benches]


def _opened(browser: "Browser", folder: Path, times: int) -> _Bench:
    document = make_interview(folder, characters=CHARACTERS * times, number=CODINGS * times)
    server = Server(folder)
    _, page, _ = server.call("GET", f"/d/{document}")
    name, _, value = server.cookie.partition("=")
    url = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    context.add_init_script(WATCH)
    return _Bench(server, f"{url}/d/{document}", context.new_page(), page)


def _loaded(window: "Page", address: str) -> tuple[float, float]:
    """Open a page from the list; nothing is asked of it meanwhile, as that would be in its way."""
    window.bring_to_front()
    window.goto(address.partition("/d/")[0], wait_until="load")
    window.wait_for_timeout(SETTLED)
    window.goto(address, wait_until="load")
    coded = None
    for _ in range(PATIENCE):
        window.wait_for_timeout(1_000)
        coded = window.evaluate("took.coded")
        if coded is not None:
            break
    assert coded is not None, "no coded text after all this time"
    first = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    return window.evaluate(first), coded


def _pressed(window: "Page", keys: int, *, first: bool) -> list[tuple[str, float]]:
    """Code one word after another with a key, each beside a bare write at the same word."""
    if first:
        for key in ("c", "Enter", "Control+z", *"jjjjj"):
            window.keyboard.press(key)
    window.evaluate("took.keys.length = 0")
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
    lengths = (1, LONG)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        found = dict(zip(lengths, measured(browser, Path(name), lengths=lengths, keys=keys), strict=True))
        browser.close()
    for times, each in found.items():
        print(f"{CHARACTERS * times:,} characters, {CODINGS * times:,} codings, {len(each.keys)} keys")
        target = f"   target {PAGE:,}" if times == 1 else ""
        print(f"  page, bytes               {each.size:>10,}{target}")
        print(f"  page, compressed          {each.zipped:>10,}")
        print(f"  first text, ms            {each.first:10.0f}")
        print(f"  first coded text, ms      {each.coded:10.0f}   with an empty cache {each.cold:.0f}")
        for share in (0.5, 0.95):
            own, bare = at(each.keys, share), at(each.bare, share)
            target = "   target 2" if share == 0.5 else ""
            beside = f"bare {bare:6.1f}   ratio {own / bare:5.2f}{target}"
            print(f"  key to paint, p{share * 100:.0f}, ms     {own:10.1f}   {beside}")
    short, long = found[1], found[LONG]
    for share in (0.5, 0.95):
        ratio = at(long.keys, share) / at(short.keys, share)
        print(f"long against short, p{share * 100:.0f}           {ratio:6.2f}   target 1.5")
    print(f"long against short, first coded {long.coded / short.coded:6.2f}   target 1.5")


if __name__ == "__main__":
    main()
