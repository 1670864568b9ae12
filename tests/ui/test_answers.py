"""Routes without a session: what is no longer waited for is not computed."""

import json

import pytest

from optim_viz.ui.answers import answering
from tests.ui.reading import reply


def test_a_question_is_answered():
    """The answer to a query, as JSON."""
    answered = reply(answering("/ask", lambda query: {"asked": query}), "a=1&b=2")
    assert json.loads(answered.body) == {"asked": "a=1&b=2"}
    assert answered.headers["cache-control"] == "no-store"


def test_a_refusal_is_told():
    """What the answer raises as ``ValueError`` comes as a sentence."""

    def refuse(query):
        raise ValueError(f"`x` must be 1; got {query!r}.")

    answered = reply(answering("/ask", refuse), "2")
    assert (answered.status_code, answered.body.decode()) == (400, "`x` must be 1; got '2'.")


def test_nobody_waits_for_it():
    """A question whose asker has gone on is dropped before anything is computed."""
    answered = reply(answering("/ask", lambda query: pytest.fail("computed")), "", gone=True)
    assert (answered.status_code, answered.body) == (499, b"")
