"""What the HTML file says in words, as HTML: its title, settings, sentences and tables."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from optim_viz.contender import contenders
from optim_viz.experiment import REGISTRIES, Experiment
from optim_viz.narration import sentences
from optim_viz.parameters import Parameter, parameters_of
from optim_viz.presets import PRESETS
from optim_viz.race import Race
from optim_viz.tables import Row, measure_rows, theory_rows
from optim_viz.wording import indexed

KEYS = "Space plays and pauses, ← and → step, ten steps with shift, Home and End go to the ends."


def deck(experiment: Experiment) -> dict[str, Any]:
    """The numbers of cost and contenders as texts, where the page has its controls."""
    return {part: _part(experiment, part) for part in REGISTRIES}


def _part(experiment: Experiment, part: str) -> dict[str, Any]:
    choice = getattr(experiment, part)
    numbers = [
        [known.symbol, known.label, Parameter.format(choice[name])] for name, known in choice.parameters.items()
    ]
    return {"name": choice.kind.name, "numbers": numbers}


def title(race: Race) -> str:
    """Who races on what, each with its first number, as plain text.

    >>> from optim_viz import perform
    >>> title(perform(Experiment()))
    'Gradient descent (α = 0.099) and Adam (α = 0.099), κ = 20'
    """
    first = {part: _part(race.experiment, part)["numbers"][0] for part in REGISTRIES}
    a, b = (
        f"{run.optimizer.name} ({first[slot][0]} = {first[slot][2]})"
        for slot, run in (("a", race.a), ("b", race.b))
    )
    return f"{a} and {b}, {first['f'][0]} = {first['f'][2]}"


def about(experiment: Experiment) -> str:
    """What to look at, where the experiment is a situation of the lecture; else nothing."""
    here = next((preset for preset in PRESETS if preset.experiment == experiment), None)
    return f'<p class="about">{escape(here.text)}</p>' if here else ""


def below(race: Race) -> str:
    """What stands below the pictures."""
    names = _names(race)
    said = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences(race))
    return "\n".join(
        [
            f"<section><h2>What is happening</h2><ul>{said}</ul></section>",
            _table("Theory beside measurement", names, theory_rows(race)),
            _table("What was measured", names, measure_rows(race)),
            _settings(race),
        ]
    )


def _table(heading: str, names: tuple[str, str], rows: Iterable[Row]) -> str:
    a, b = map(escape, names)
    body = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th><td>{escape(row.a)}</td><td>{escape(row.b)}</td></tr>'
        for row in rows
    )
    head = (
        f'<thead><tr><th></th><th class="a" scope="col">{a}</th><th class="b" scope="col">{b}</th></tr></thead>'
    )
    return f"<section><h2>{heading}</h2><table>{head}<tbody>{body}</tbody></table></section>"


def _settings(race: Race) -> str:
    """What has no place above: start, steps, the link, the final points (read back, the same float64)."""
    experiment = race.experiment
    facts = [("start", _point(experiment.start))]
    facts += [
        (known.label, Parameter.format(experiment[name])) for name, known in parameters_of(Experiment).items()
    ]
    rows = [f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in facts]
    for slot, run, name in zip("ab", (race.a, race.b), _names(race), strict=True):
        last = int(run.last)
        after = "" if last == run.steps else " (its last finite numbers)"
        text = f'<span class="point">{_point(run.x[last].tolist())}</span>{after}'
        rows.append(f'<dt class="{slot}">{escape(name)} at step {last}</dt><dd>{text}</dd>')
    rows.append(f"<dt>link</dt><dd><code>?{escape(experiment.link())}</code></dd>")
    rows.append(f"<dt>keys</dt><dd>{KEYS}</dd>")
    return f'<section class="settings"><h2>Settings</h2><dl>{"".join(rows)}</dl></section>'


def _names(race: Race) -> tuple[str, str]:
    """What tells the contenders apart, also where both are of one kind."""
    a, b = contenders(race)
    return a.title, b.title


def _point(w: Iterable[float]) -> str:
    return ", ".join(f"{indexed('w', j)} = {Parameter.format(x)}" for j, x in enumerate(w))
