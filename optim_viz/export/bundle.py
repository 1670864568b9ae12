"""ES modules -> one script: a page without a server cannot import its neighbours, so they move into it."""

from __future__ import annotations

import re
from importlib.resources.abc import Traversable

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.-]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|class|function)\*? (\w+))", re.MULTILINE)
UNREAD = re.compile(r"^(?:[ \t]*//.*\n|[ \t]+|\n)", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle(folder: Traversable, entry: str) -> str:
    """The module ``entry`` of a folder and all that it imports, as the text of one inline module.

    Each module becomes a block ``{ ... }``, so that names stay apart, in an order in which everything is there
    before it is asked for.  What only a reader needs goes: indentation, empty lines, lines of comment.

    Raises
    ------
    ValueError
        For modules that import each other in a circle; for an ``import`` or ``export`` that is not of the forms
        ``import { a, b as c } from "./x.js";`` and ``export const|class|function name``; for a text that goes
        on in the next line, whose indentation would be lost; for a text that would end the script element.

    Examples
    --------
    >>> from importlib.resources import files
    >>> text = bundle(files("optim_viz") / "ui" / "player" / "assets", "numbers.js")
    >>> text.splitlines()[-2:]
    ['modules["numbers.js"] = { show, fate, subscript };', '}']
    """
    blocks: dict[str, str] = {}

    def add(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"Modules import each other in a circle: {' -> '.join((*path, name))}.")
        if name in blocks:
            return
        text = folder.joinpath(name).read_text(encoding="utf-8")
        for needed in IMPORT.finditer(text):
            add(needed[2], (*path, name))
        blocks[name] = _block(name, text)

    add(entry, ())
    script = "\n".join(["const modules = {};", *blocks.values()])
    if found := re.search(r"</script|<!--", script, re.IGNORECASE):
        raise ValueError(f"`{found[0]}` in a script would end or hide it: write it in two parts.")
    return script


def _block(name: str, text: str) -> str:
    exported = ", ".join(found[1] for found in EXPORT.finditer(text))
    body = EXPORT.sub("", IMPORT.sub(_taken, text))
    if odd := LEFT_OVER.search(body):
        raise ValueError(f"`{odd[0]}` of `{name}` is not a form that can be put into one script.")
    if open_text := next((line for line in body.splitlines() if line.count("`") % 2), None):
        raise ValueError(f"A text of `{name}` goes on in the next line: {open_text.strip()}")
    body = UNREAD.sub("", body)
    return f'{{ // {name}\n{body.rstrip()}\nmodules["{name}"] = {{ {exported} }};\n}}'


def _taken(found: re.Match[str]) -> str:
    return f'const {{{found[1].replace(" as ", ": ")}}} = modules["{found[2]}"];'
