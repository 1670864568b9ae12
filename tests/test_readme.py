"""The README's promises."""

import re

from tests.running import ROOT


def test_examples_run():
    """The Python examples of the README run from top to bottom, as they stand there."""
    blocks = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)
