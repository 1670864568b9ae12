"""Both trainings at once, each in a process of its own, which has one thread for its products."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from optim_viz.datasets import Digits
from optim_viz.export.protocol import Progress, silent
from optim_viz.network import train
from optim_viz.optimizers import Optimizer
from optim_viz.training_files import Pair, Trained

THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""What the libraries behind NumPy read when they are loaded, and only then."""


class WorkerError(RuntimeError):
    """A training that came to no end; the message says whose and why."""


def train_both(
    digits: Digits,
    optimizers: Mapping[str, Optimizer],
    *,
    epochs: int = 10,
    batch: int | None = 32,
    seed: int = 0,
    progress: Progress = silent,
) -> Pair:
    """Train ``a`` and ``b`` from the same initial weights on the same batches.

    Settings are those of :func:`optim_viz.network.train`; ``progress`` is told the mean of both shares.  Raises
    :class:`WorkerError` when a worker ends too soon.  Whatever happens, no worker stays behind.
    """
    settings = {"epochs": epochs, "batch": batch, "seed": seed}
    with ExitStack() as stack:
        workers = {slot: stack.enter_context(_worker()) for slot in optimizers}
        for slot, (process, connection) in workers.items():
            with _told(slot, process):
                connection.send((digits, optimizers[slot], settings))
        done = _listen(workers, progress)
    return Pair(digits, done["a"], done["b"])


def _listen(workers: Mapping[str, tuple[BaseProcess, Connection]], progress: Progress) -> dict[str, Trained]:
    """What the workers come to."""
    slots = {connection: slot for slot, (_, connection) in workers.items()}
    shares = dict.fromkeys(workers, 0.0)
    done: dict[str, Trained] = {}
    while len(done) < len(workers):
        for connection in wait([connection for connection, slot in slots.items() if slot not in done]):
            assert isinstance(connection, Connection)
            slot = slots[connection]
            with _told(slot, workers[slot][0]):
                said = connection.recv()
            if isinstance(said, Exception):
                raise WorkerError(f"The training of contender {slot} failed: {said!r}.") from said
            if isinstance(said, Trained):
                done[slot] = said
            else:
                shares[slot] = said
            progress(sum(shares.values()) / len(shares))
    return done


@contextmanager
def _told(slot: str, process: BaseProcess) -> Iterator[None]:
    """A connection that breaks says that the worker has ended."""
    try:
        yield
    except (EOFError, OSError) as error:
        process.join(1)
        code = process.exitcode
        how = f"by signal {-code}" if code is not None and code < 0 else f"with status {code}"
        raise WorkerError(
            f"The process that trained contender {slot} was ended {how} before it was done; where memory ran "
            "out, free some; then start again."
        ) from error


@contextmanager
def _worker() -> Iterator[tuple[BaseProcess, Connection]]:
    """A process that waits for its task; afterwards it is gone."""
    # Begun anew: a copy of this process would have NumPy loaded already, with as many threads as cores.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True)
    try:
        with _beginning():
            process.start()
        theirs.close()
        yield process, ours
    finally:
        ours.close()
        if process.pid is not None:
            process.terminate()
            process.join()


@contextmanager
def _beginning() -> Iterator[None]:
    """What is begun now has one thread, and leaves Ctrl-C to the command, which ends it."""
    before = {name: os.environ.get(name) for name in THREADS}
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        signal.signal(signal.SIGINT, usual)


def work(connection: Connection) -> None:
    """Do one task in a worker, and say how much is done, then all that came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whoever asked may be gone by now.
    with suppress(EOFError, OSError):
        digits, optimizer, settings = connection.recv()
        try:
            connection.send(_trained(digits, optimizer, settings, connection))
        except (MemoryError, ValueError) as error:
            connection.send(error)


def _trained(
    digits: Digits, optimizer: Optimizer, settings: Mapping[str, Any], connection: Connection
) -> Trained:
    ends: list[float] = []
    for training in train(digits, optimizer, **settings):
        if len(training.test_loss) > len(ends):
            ends.append(time.perf_counter())
        connection.send(training.share)
    seconds = (end - begin for begin, end in pairwise(ends))
    return Trained(training, tuple(seconds))
