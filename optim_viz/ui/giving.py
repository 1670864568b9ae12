"""A panel in which a visitor gives files of their own, and has them used at the press of a button.

A browser says that a file was chosen before all of it is here. Who presses the button in between is not told to
press again: the press waits for the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from optim_viz.ui.blocks import plain


class NothingGiven(ValueError):
    """There is nothing to use yet; the message says what could be given."""


@dataclass(frozen=True)
class Giving:
    """One such panel: ``name`` is its key, and tells it from others; ``label`` is on the button that opens it.

    ``take`` reads what was given and uses it; it raises a ``ValueError`` whose message is told in the panel.
    """

    name: str
    label: str
    button: str
    take: Callable[[], None]

    def box(self) -> Any:
        """The panel; what is in it belongs there only while its ``open`` is true."""
        return st.popover(self.label, key=self.name, on_change=self._forget)

    def press(self) -> None:
        """The button that has it used."""
        st.button(self.button, type="primary", on_click=self._use)

    def refuse(self, sentence: str) -> None:
        """Remember what is wrong with what was given."""
        st.session_state[self._refused] = sentence

    def tell(self) -> None:
        """What is wrong with what was given last, where something is."""
        if self._refused in st.session_state:
            st.error(plain(st.session_state[self._refused]))

    def changed(self) -> None:
        """Something else is given: what was wrong before no longer matters, and a press that waits is heard."""
        waiting = self._pressed in st.session_state
        self._forget()
        if waiting:
            self._use()

    def _use(self) -> None:
        self._forget()
        try:
            self.take()
        except NothingGiven as error:
            self.refuse(f"{error} What is still on its way is used as soon as it is here.")
            st.session_state[self._pressed] = True
        except ValueError as error:
            self.refuse(str(error))
        else:
            st.session_state[self.name] = False

    def _forget(self) -> None:
        """Begin anew."""
        for key in (self._refused, self._pressed):
            st.session_state.pop(key, None)

    @property
    def _refused(self) -> str:
        return f"{self.name} refused"

    @property
    def _pressed(self) -> str:
        return f"{self.name} pressed"
