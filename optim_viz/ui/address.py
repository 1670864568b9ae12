"""Where on the server the app's own routes are: below ``server.baseUrlPath``, if there is one."""

from streamlit import config


def at(name: str) -> str:
    """The path of a route; it starts with a slash: resolve it against the page's origin.

    In the browser that is ``new URL(path, document.baseURI)``.
    """
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/{name}" if base else f"/{name}"
