"""Modules in one script; that the script runs is shown in tests/browser/test_html_export.py."""

from pathlib import Path

import pytest

from optim_viz.export.bundle import bundle


def folder(path: Path, **modules: str) -> Path:
    """Write modules, ``name="text"`` becoming ``name.js``."""
    for name, text in modules.items():
        (path / f"{name}.js").write_text(text, encoding="utf-8")
    return path


def test_each_module_stands_once_behind_what_it_needs(tmp_path):
    """Two modules that need a third get the same one, and it is there before them."""
    script = bundle(
        folder(
            tmp_path,
            main='import { l } from "./left.js";\nimport { r } from "./right.js";\nl(r);',
            left='import { one } from "./low.js";\nexport const l = one;',
            right='import { one as uno } from "./low.js";\nexport function r() { return uno; }',
            low="export const one = 1;\nexport class Two {}",
            unused="export const no = 1;",
        ),
        "main.js",
    )
    places = [script.index(f"{{ // {name}.js") for name in ("low", "left", "right", "main")]
    assert places == sorted(places)
    assert script.count("// low.js") == 1
    assert 'const { one: uno } = modules["low.js"];' in script
    assert 'modules["low.js"] = { one, Two };' in script
    assert "unused" not in script
    assert "import " not in script
    assert "export " not in script


def test_a_circle_is_named(tmp_path):
    """Modules that import each other cannot stand one behind the other; the message says which."""
    folder(tmp_path, a='import { b } from "./b.js";', b='import { a } from "./a.js";')
    with pytest.raises(ValueError, match=r"circle: a\.js -> b\.js -> a\.js"):
        bundle(tmp_path, "a.js")


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "./b.js";',
        'import b from "./b.js";',
        'import "./b.js";',
        "export default 1;",
        "export let changing = 1;",
        "export { a };",
    ],
)
def test_other_forms_are_refused(tmp_path, line):
    """A form that would come out wrong is refused with its line and its file."""
    folder(tmp_path, odd=line)
    with pytest.raises(ValueError, match=r"odd\.js") as refused:
        bundle(tmp_path, "odd.js")
    assert line in str(refused.value)


@pytest.mark.parametrize("text", ["</script", "</SCRIPT>", "<!--"])
def test_no_text_ends_the_script(tmp_path, text):
    """A string that HTML would read as the script's end is refused."""
    folder(tmp_path, a=f'export const a = "{text}";')
    with pytest.raises(ValueError, match="two parts"):
        bundle(tmp_path, "a.js")


def test_what_only_a_reader_needs_goes(tmp_path):
    """Indentation, empty lines and lines of comment; a comment's mark within a line is none."""
    folder(tmp_path, a='// On a.\n\nexport function a() {\n  // Why.\n  return "http://x";\n}')
    script = bundle(tmp_path, "a.js")
    assert script.splitlines()[1:-2] == ["{ // a.js", "function a() {", 'return "http://x";', "}"]


def test_a_text_of_several_lines_is_refused(tmp_path):
    """Its indentation would be lost."""
    folder(tmp_path, a="export const a = `one\n  two`;")
    with pytest.raises(ValueError, match=r"`a\.js` goes on in the next line: const a = `one"):
        bundle(tmp_path, "a.js")
