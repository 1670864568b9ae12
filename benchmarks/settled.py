"""When a page is settled: the new figure is painted, and nothing around it changes any more."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

QUIET = 400  # ms without any change: longer than the app's own pauses
SETTLED = """([kind, quiet]) => {
  const since = bench.done[kind];
  const after = bench.marks.filter(m => m.t > since && m.name !== 'data-shown');
  const state = document.querySelector('[data-test-script-state]')?.dataset.testScriptState;
  return since && after.some(m => m.name === 'data-revision') && after.every(m => m.painted)
    && state === 'notRunning' && performance.now() - after.at(-1).painted > quiet;
}"""


def wait_until_settled(page: Page, kind: str) -> None:
    """Wait until the last event of a kind (``pointerup``, ``change``, ``click``) changes nothing any more."""
    page.wait_for_function(SETTLED, arg=[kind, QUIET])


def settled_after(taken: dict[str, Any], kind: str) -> dict[str, float]:
    """Ms from the event to the painted figure, to the painted words, and to both."""
    since = taken["done"][kind]
    after = [m for m in taken["marks"] if m["t"] > since and "painted" in m]

    def last(name: str) -> float:
        return max((float(m["painted"]) - since for m in after if m["name"] == name), default=0.0)

    figure, words = last("data-revision"), last("words")
    return {"figure": figure, "words": words, "page": max(figure, words)}
