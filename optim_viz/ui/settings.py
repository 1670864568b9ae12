"""The app's Streamlit settings: one list, the same however and wherever the app is started."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit import config

SETTINGS_FILE = Path(__file__).parent / ".streamlit" / "config.toml"

# Sections of which the app owns every option: a theme from elsewhere would mix with ours and could
# leave light text on a light page.
OWNED_SECTIONS = ("theme.", "client.", "runner.")


def settings() -> dict[str, Any]:
    """Read the settings of the app as ``{"section.option": value}``.

    Examples
    --------
    >>> settings()["runner.postScriptGC"]
    False
    """
    return dict(_flatten(tomllib.loads(SETTINGS_FILE.read_text(encoding="utf-8"))))


def apply() -> None:
    """Give Streamlit the settings of the app; call it before the server's routes are built.

    Options of the sections the app owns that it does not set go back to Streamlit's defaults. Options of
    the server that the app does not set (address, base path, certificates) stay as they are.
    """
    ours = settings()
    for key, option in config.get_config_options().items():
        if key in ours:
            config.set_option(key, ours[key])
        elif key.startswith(OWNED_SECTIONS):
            config.set_option(key, option.default_val)


def ignore_config_files() -> None:
    """Make Streamlit read no configuration file of the user or of the working directory.

    Streamlit has no switch for this, and a file written for another app can stop it from starting.
    """
    config.get_config_files = lambda file_name: []


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
