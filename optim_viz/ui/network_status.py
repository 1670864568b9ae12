"""How a training stands, in a line: which epoch, how long it will take, what it took, why it ended."""

from __future__ import annotations

from collections.abc import Iterator

from optim_viz.contender import IN_A_SENTENCE, tails
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.pool import Course, Job
from optim_viz.wording import count, joined, number

TELLS = 0.02
"""From this share on, the time that is left is told: before, the start of the workers counts too much."""


def status(job: Job | None, trained: NetworkExperiment | None, shown: NetworkExperiment) -> str:
    """A training in a line; ``trained`` is what it was begun with, ``shown`` what the deck shows."""
    return " ".join(_said(job, trained, shown))


def share_of(job: Job | None) -> float:
    """How much of a training is done, 0 to 1: the mean of both."""
    shares: list[float] = [known.share for known in job.known.values() if known] if job else []
    return sum(shares) / 2


def _said(job: Job | None, trained: NetworkExperiment | None, shown: NetworkExperiment) -> Iterator[str]:
    if job is None or trained is None:
        yield "Not trained yet."
    else:
        yield from _stands(job, trained)
        if shown != trained:
            yield "The deck shows other settings than it was begun with."
    size, examples = shown.network.size, len(shown.network.digits.y)
    if size is not None and size > examples:
        yield f"Batches of {size:,} are all {examples:,} digits."


def _stands(job: Job, experiment: NetworkExperiment) -> Iterator[str]:
    share, place = share_of(job), job.place
    if place is not None:
        ahead = f"{count(place - 1, 'training')} before it" if place > 1 else "it is the next"
        yield f"Waits for a free place, {place} in the queue: {ahead}."
    elif job.state == "running":
        left = f", {_left(job.seconds * (1 - share) / share)} left" if share > TELLS else ""
        yield f"E{_epoch(job, experiment)[1:]}{left}."
    elif job.state == "paused":
        yield f"Paused in {_epoch(job, experiment)}."
    elif job.state == "stopped":
        begun = any(job.known.values())
        yield f"Stopped in {_epoch(job, experiment)}." if begun else "Stopped before it began."
    elif job.state == "done":
        names = _names(experiment, within=False)
        took = [f"{names[slot]} {_took(known.spent)}" for slot, known in job.known.items() if known]
        yield f"Done: {count(experiment.epochs, 'epoch')}, {', '.join(took)} of work."
    if job.message:
        yield job.message


def _epoch(job: Job, experiment: NetworkExperiment) -> str:
    """``epoch 3 of 10``; of each, where they are in different ones, or where one has not begun."""
    courses: dict[str, Course | None] = job.known
    known = {slot: _present(course) for slot, course in courses.items() if course}
    if len(set(known.values())) <= 1 and len(known) in (0, len(courses)):
        return f"epoch {next(iter(known.values()), 1)} of {experiment.epochs}"
    names = _names(experiment, within=True)
    first, *rest = known
    told = [f"{known[first]} of {experiment.epochs} with {names[first]}"]
    told += [f"{known[slot]} with {names[slot]}" for slot in rest]
    waiting = "".join(f"; {names[slot]} has not begun" for slot in courses if slot not in known)
    return f"epoch {joined(told)}{waiting}"


def _present(course: Course) -> int:
    """The epoch that it is in, from 1; the last one, where it is done."""
    return min(course.epochs, int(course.step[-1]) // course.per_epoch + 1)


def _names(experiment: NetworkExperiment, *, within: bool) -> dict[str, str]:
    """What tells the contenders apart, at the beginning of a sentence or ``within`` one."""
    kinds = {slot: str(experiment.choice(slot).kind.name) for slot in "ab"}
    if within:
        kinds = {slot: IN_A_SENTENCE.get(kind, kind) for slot, kind in kinds.items()}
    ends = zip("ab", tails(experiment.a, experiment.b), strict=True)
    return {slot: kinds[slot] + end for slot, end in ends}


def _took(seconds: float) -> str:
    """What was measured, to two digits."""
    return f"{number(seconds, 2)} s" if seconds < 100 else count(round(seconds / 60), "minute")


def _left(seconds: float) -> str:
    """What is only guessed, in whole seconds.

    >>> _left(0.066), _left(3.4), _left(170.0)
    ('less than a second', 'about 3 seconds', 'about 3 minutes')
    """
    if seconds < 1:
        return "less than a second"
    thing, parts = ("second", seconds) if seconds < 100 else ("minute", seconds / 60)
    return f"about {count(round(parts), thing)}"
