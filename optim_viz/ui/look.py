"""The page's own style: little room at the top, the contenders' colours as CSS variables.

No selector may hang on ``[class]`` or ``:has()``: the browser would work out the style of the whole page
anew whenever Streamlit marks something as changing, which takes a tenth of a second where pictures are drawn.
"""

from __future__ import annotations

import streamlit as st

from optim_viz.figures.theme import THEMES, Mode

STYLE = """
<style>
:root {{ --ov-a: {a}; --ov-b: {b}; }}
[data-testid="stHeader"] {{ background: {page}; height: 2.5rem; min-height: 0; }}
[data-testid="stHeader"], [data-testid="stHeader"][data-testid] * {{ pointer-events: none; }}
[data-testid="stHeader"][data-testid] :is(button, button *, a, a *) {{ pointer-events: auto; }}
[data-testid="stMainBlockContainer"] {{ padding: 2.5rem 2rem 2rem; max-width: 1900px; }}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {{ gap: 0.55rem; }}
.st-key-preset {{ max-width: 100%; }}
[data-testid="stButtonGroup"] [role="radiogroup"] {{ flex-wrap: wrap; }}
[data-testid="stBaseButton-primary"] {{ color: {ground}; }}
.st-key-revive {{ display: none; }}
.ov-title {{ display: flex; flex-wrap: nowrap; white-space: nowrap; align-items: baseline; gap: 0 14px; }}
.ov-title h1 {{ font-size: 1.6rem; padding: 0; margin: 0; }}
.ov-title p {{ margin: 0; opacity: 0.8; }}
/* Where the situations stand beside it, its line has room only on a wide screen. */
@media (max-width: 1750px) {{ [data-testid="stHorizontalBlock"] .ov-title p {{ display: none; }} }}
.ov-look {{ font-size: 1.12rem; line-height: 1.4; min-height: calc(1.4em * var(--ov-lines)); margin: 0; }}
@media (max-width: 1340px) {{ .ov-look {{ min-height: 2.8em; }} }}
@media (max-width: 640px) {{ .ov-look {{ min-height: 7em; font-size: 1rem; }} }}
.st-key-data-row {{ row-gap: 0.4rem; }}
.ov-about {{ font-size: 0.81rem; line-height: 1.4; opacity: 0.8; margin: 0; overflow-wrap: anywhere; }}
/* Why a file is refused: Streamlit says it in a tooltip only. */
.st-key-own-file [data-testid="stFileChip"] {{ width: auto; height: auto; }}
.st-key-own-file [data-testid="stFileChip"] [role="alert"] {{
  position: static;
  width: auto;
  height: auto;
  margin: 0 0.5rem;
  font-size: 0.85rem;
  white-space: normal;
  clip-path: none;
  clip: auto;
}}
.ov-words {{ display: grid; grid-template-columns: 9fr 11fr 11fr; gap: 1rem 2rem; align-content: start; }}
.ov-words {{ min-height: 29rem; }}
.ov-lead {{ grid-column: 1 / -1; font-size: 1.12rem; line-height: 1.4; min-height: 2.8em; margin: 0; }}
.ov-said {{ font-size: 1.12rem; line-height: 1.45; margin: 0; padding-left: 1.2em; min-height: 11.6em; }}
.ov-said li {{ margin: 0 0 0.35em; }}
.ov-words section:nth-of-type(n + 4) {{ grid-column: 1 / -1; }}
.ov-words section:nth-of-type(n + 4) .ov-said {{ min-height: 5.8em; }}
.ov-table {{ width: 100%; font-size: 0.95rem; border-collapse: collapse; font-variant-numeric: tabular-nums; }}
.ov-table :is(th, td) {{
  padding: 3px 10px 3px 0;
  text-align: left;
  vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, currentColor 16%, transparent);
}}
.ov-table td {{ min-width: 6.4em; }}
.ov-table thead th {{ font-weight: 600; white-space: nowrap; }}
.ov-table small {{ display: block; font-weight: 400; white-space: normal; }}
.ov-table tbody th {{ font-weight: 400; white-space: nowrap; }}
.ov-table .a {{ color: var(--ov-a); }}
.ov-table .b {{ color: var(--ov-b); }}
@media (max-width: 1150px) {{
  .ov-words {{ grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }}
  .ov-table tbody th {{ white-space: normal; }}
}}
@media (max-width: 640px) {{
  [data-testid="stHeader"] {{ height: 2.7rem; }}
  .ov-title p {{ display: none; }}
  [data-testid="stMainBlockContainer"] {{ padding: 2.7rem 0.75rem 2rem; }}
  .ov-said {{ min-height: 0; }}
  .ov-lead {{ font-size: 1rem; min-height: 0; }}
}}
.ov-address code {{ overflow-wrap: anywhere; user-select: all; }}
.ov-block {{ font-size: 1.12rem; font-weight: 600; margin: 0 0 4px; }}
</style>
"""


def mode() -> Mode:
    """The visitor's look: light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def apply() -> None:
    """Put the style on the page."""
    theme = THEMES[mode()]
    st.html(STYLE.format(a=theme.a, b=theme.b, ground=theme.panel, page=theme.page))
