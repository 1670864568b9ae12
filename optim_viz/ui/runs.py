"""The pool behind the page of the network: one for the whole server, and what belongs to whom in it."""

from __future__ import annotations

from functools import cache
from weakref import WeakKeyDictionary, WeakValueDictionary

from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from optim_viz.alpha_sweep import Search
from optim_viz.datasets import Digits, find_digits, load_digits
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.pool import Job, Pool, PoolExecutor, Shared, TrainingTask
from optim_viz.ui.network_desk import DESKS, NetworkDesk

TRAINING, SWEEP = "training", "sweep"

SNAPSHOTS = 60
"""Weights that are kept of each training, for its path on the landscape: 5 MB."""

_shared: WeakValueDictionary[Digits, Shared] = WeakValueDictionary()
# Whoever works with them holds them: jobs in their tasks, sweeps in their calls.

_executors: WeakKeyDictionary[Search, PoolExecutor] = WeakKeyDictionary()
"""By their sweeps: another one in its place would end what a sweep that is stopping waits for."""


@cache
def pool() -> Pool:
    """The server's workers; none is begun before there is something to do.

    What has come of a training stays as long as the desk of its page: whoever was away finds it again.
    """
    return Pool(alive=is_here, known=lambda owner: owner in DESKS)


def here(desk: NetworkDesk) -> None:
    """Say whose page it is that is shown, so that the pool knows when it has gone."""
    DESKS[desk.owner] = desk
    if context := get_script_run_ctx():
        desk.context = context.session_id


def is_here(owner: str) -> bool:
    """Whether the app is still open, on whatever page, for whom something is done."""
    desk = DESKS.get(owner)
    if desk is None:
        return False
    return not Runtime.exists() or Runtime.instance().is_active_session(desk.context)


def find_again(desk: NetworkDesk, owner: str) -> None:
    """Give a page that was loaded anew what it had before, unless that is open elsewhere.

    ``owner`` is what the page was before; nothing where nobody knows it any more, or something was begun since.
    """
    before = DESKS.get(owner)
    if before is None or before is desk or of(desk.owner) or is_here(owner):
        return
    desk.take_over(before)
    DESKS[owner] = desk


def begin(owner: str, experiment: NetworkExperiment) -> Job:
    """Train both contenders of an experiment, in place of what the owner had begun before.

    Raises :class:`optim_viz.pool.QueueFullError` when too many wait.
    """
    recipe = experiment.network
    digits = shared(recipe.digits)
    tasks = {
        slot: TrainingTask(
            experiment.choice(slot).build(),
            digits,
            epochs=experiment.epochs,
            batch=recipe.size,
            seed=experiment.seed,
            snapshots=SNAPSHOTS,
        )
        for slot in "ab"
    }
    return pool().submit(owner, TRAINING, tasks)


def of(owner: str) -> Job | None:
    """The training that an owner has begun last."""
    return pool().job(owner, TRAINING)


def search(owner: str, sweep: Search) -> None:
    """Begin a sweep of alpha, or go on with it, in workers that no training needs.

    Raises ``ValueError`` when its digits are not here any more.
    """
    if sweep.status.state in ("running", "done"):
        return
    digits = shared(find_digits(sweep.settings.data))
    executor = _executors.get(sweep)
    if executor is None or executor.taken:
        executor = _executors[sweep] = pool().executor(owner, SWEEP)
    sweep.start(executor, digits)


def shared(digits: Digits) -> Shared | None:
    """The digits where workers find them; None for those that they have themselves."""
    if digits is load_digits():
        return None
    found = _shared.get(digits)
    if found is None:
        found = _shared[digits] = Shared(digits)
    return found


def limits() -> str:
    """What the pool allows, in words."""
    return pool().limits.sentence(pool().workers)
