"""Finds the Chromium that the browser tests drive; run as a script, it installs one where there is none.

Looked for in this order: the file named by the environment variable CHROMIUM, a Chromium or Chrome on the
PATH, the one Playwright has downloaded.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_browser() -> Path | None:
    """Return the browser's executable, or None where there is none.

    Raises
    ------
    FileNotFoundError
        If CHROMIUM names a file that does not exist.
    """
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).is_file():
            raise FileNotFoundError(
                f"CHROMIUM={named} is not a file; unset it, or name a Chromium's executable."
            )
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _of_playwright()


def _of_playwright() -> Path | None:
    # Asked in a process of its own: Playwright's event loop would be in the way of the tests' own.
    program = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    path = Path(answer.stdout.strip())
    return path if path.is_file() else None


def install_browser() -> None:
    """Install a Chromium: Playwright's own, or Debian's where that cannot be downloaded and we may."""
    print("No Chromium found for the browser tests: installing one.", flush=True)
    playwright = [sys.executable, "-m", "playwright"]
    if subprocess.run([*playwright, "install", "chromium"], check=False).returncode == 0:
        if _may_use_apt():
            subprocess.run([*playwright, "install-deps", "chromium"], check=False)
    elif _may_use_apt():
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)


def _may_use_apt() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def main() -> None:
    """Make sure that there is a browser; exit with a sentence where there can be none."""
    try:
        if not find_browser():
            install_browser()
        found = find_browser()
    except FileNotFoundError as error:
        sys.exit(str(error))
    if not found:
        sys.exit(
            "The browser tests need a Chromium and none could be installed. Install Chromium or Chrome with "
            "your system's package manager, or name its executable in the environment variable CHROMIUM. "
            "`make check` runs everything else."
        )


if __name__ == "__main__":
    main()
