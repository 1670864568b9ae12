"""When a page is settled: the figure of the new experiment is painted, and so is everything the server said."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

SETTLED = """kind => {
  const since = bench.done[kind];
  const after = bench.marks.filter(m => m.t > since);
  const at = (name, value) => after.findLast(m => m.name === name && (!value || m.value === value));
  const last = after.findLast(m => m.name === 'data-test-script-state');
  const figure = at('data-revision');
  return since && figure?.painted && last?.value === 'notRunning' && last.painted;
}"""


def wait_until_settled(page: Page, kind: str) -> None:
    """Wait until what the last event of a kind (``pointerup``, ``change``, ``click``) has asked for is done."""
    page.wait_for_function(SETTLED, arg=kind)


def settled_after(taken: dict[str, Any], kind: str) -> dict[str, float]:
    """Ms from the event to the painted figure, to the painted words, and to both."""
    since = taken["done"][kind]
    after = [m for m in taken["marks"] if m["t"] > since and "painted" in m]

    def last(name: str) -> float:
        return float(max(m["painted"] for m in after if m["name"] == name)) - since

    figure, words = last("data-revision"), last("data-test-script-state")
    return {"figure": figure, "words": words, "page": max(figure, words)}
