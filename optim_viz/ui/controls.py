"""Parameter -> widget: numbers without a live slider, as fields that take what is typed or say why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from optim_viz.export.protocol import Format
from optim_viz.parameters import Number, Parameter, ParameterError, parameters_of
from optim_viz.query import parse_start
from optim_viz.ui.blocks import plain
from optim_viz.ui.desk import Desk, owner_of
from optim_viz.ui.state import State


def field(state: Desk[Any], path: str) -> None:
    """One number of the experiment: a switch for true or false, else a text field."""
    declared = state.experiment.parameter(path)
    owner = owner_of(state.experiment, path)
    key = f"field {path} {owner}"
    value = state.experiment[path]
    if isinstance(value, bool):
        st.session_state[key] = value
        st.toggle(
            declared.label,
            key=key,
            help=declared.help,
            on_change=lambda: state.set(path, st.session_state[key]),
        )
        return

    def take(text: str) -> None:
        state.set(path, declared.parse(text, owner))

    label = declared.label if declared.symbol == declared.label else f"{declared.label} {declared.symbol}"
    _text(state, key, Parameter.format(value), label, f"{declared.help} {declared.range}.", take)


def start(state: State) -> None:
    """The start point, both coordinates in one field."""
    key = "field start"
    coordinates = state.experiment.start
    text = ", ".join(Parameter.format(w) for w in coordinates)

    def take(text: str) -> None:
        state.show(state.experiment.with_start(parse_start(text, len(coordinates))))

    _text(
        state,
        key,
        text,
        "start w₁, w₂",
        "Where both begin; on Compare, the ring on either contour can be dragged as well.",
        take,
    )


def options(state: State, of: Format) -> dict[str, Number]:
    """What can be chosen of a file: a switch or a text field for each option of its format."""
    return {name: _option(state, of, declared) for name, declared in parameters_of(of.options).items()}


def _option(state: State, of: Format, declared: Parameter) -> Number:
    key = f"option {of.key} {declared.name}"
    if isinstance(declared.default, bool):
        return st.toggle(declared.label, declared.default, key=key, help=declared.help)

    def take(text: str) -> None:
        state.chosen[key] = declared.parse(text, of.title)

    text = Parameter.format(state.chosen.get(key, declared.default))
    help = f"{declared.help} {declared.range}.".strip()
    _text(state, key, text, f"{declared.label} ({declared.symbol})", help, take)
    return state.chosen.get(key, declared.default)


def _text(state: Desk[Any], key: str, text: str, label: str, help: str, take: Callable[[str], None]) -> None:
    """A field that shows ``text``; it is written only when that changes, never over what is being typed."""
    shown = f"{key} shown"
    if key not in st.session_state or st.session_state.get(shown) != text:
        st.session_state[key] = st.session_state[shown] = text

    def changed() -> None:
        state.refused.pop(key, None)
        try:
            take(st.session_state[key])
        except ParameterError as error:
            state.refused[key] = f"{error} The old value stays."
        st.session_state.pop(shown)

    st.text_input(label, key=key, help=help, on_change=changed)
    if key in state.refused:
        st.error(plain(state.refused.pop(key)))
