"""Trainings -> buttons: scripts in other frameworks, what was measured, and the command that repeats it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from optim_viz.datasets import keras_file
from optim_viz.datasets.digit_shelf import SHIPPED, WHOLE
from optim_viz.export.network import SCRIPTS
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.parameters import Parameter
from optim_viz.pool import Job
from optim_viz.training_files import FORMATS, Pair, Trained
from optim_viz.ui import blocks, runs
from optim_viz.ui.network_desk import NetworkDesk

LINK = "link"

ABOUT = {
    "json": "Everything that was kept of both trainings: losses, accuracies, the spread of the learning rates.",
    "csv": "A line for each measurement: contender, step, epoch, losses and accuracies.",
    "svg": "The curves of loss and test accuracy as a drawing.",
}
MIME = {"csv": "text/csv", "json": "application/json", "svg": "image/svg+xml"}


def take_home(desk: NetworkDesk) -> bool:
    """A fold-out with scripts of the present settings and files of the present training; whether it is open."""
    box = st.expander("Take it home", key="take network home", on_change="rerun")
    if not box.open:
        return False
    scripts = {script.key: script for script in SCRIPTS}
    formats = {known.key: known for known in FORMATS}
    titles = {key: script.title for key, script in scripts.items()}
    titles |= {key: known.title for key, known in formats.items()} | {LINK: "Link"}
    with box:
        key = st.pills(
            "What to take home",
            list(titles),
            default="keras",
            required=True,
            format_func=titles.__getitem__,
            key="take network home format",
            label_visibility="collapsed",
        )
        experiment = desk.experiment
        if key == LINK:
            _link(experiment)
        elif key in scripts:
            script = scripts[str(key)]
            st.caption(script.about)
            text = script.render(experiment)
            _button(script.title, lambda: text, f"{file_name(experiment)}{script.ending}", "text/x-python")
            st.code(text.decode(), language="python", height=520)
        else:
            _file(desk, str(key))
    return True


def file_name(experiment: NetworkExperiment) -> str:
    """What files of an experiment are called, without their endings.

    >>> file_name(NetworkExperiment())
    'network_gd-vs-adam_epochs-10'
    """
    return f"network_{experiment.a.key}-vs-{experiment.b.key}_epochs-{experiment.epochs}"


def command(experiment: NetworkExperiment) -> str:
    """The command that trains the same.

    >>> command(NetworkExperiment())[:59]
    'optim-viz train --a gd --a.alpha 0.01 --b adam --b.alpha 0.'
    """
    words = ["optim-viz train"]
    for slot in "ab":
        choice = experiment.choice(slot)
        words.append(f"--{slot} {choice.key}")
        words += [
            f"--{slot}.{name} {Parameter.format(value)}"
            for name, value in choice.numbers
            if name == "alpha" or value != choice.parameters[name].default
        ]
    words.append(f"--batch {experiment.network.batch} --epochs {experiment.epochs} --seed {experiment.seed}")
    whole = " --mnist mnist.npz" if keras_file() is None else " --mnist keras"
    return " ".join(words) + {SHIPPED: "", WHOLE: whole}.get(experiment.network.data, " --mnist FILE")


def _file(desk: NetworkDesk, key: str) -> None:
    """A file of the present training, as soon as there is one."""
    known = next(each for each in FORMATS if each.key == key)
    st.caption(ABOUT[key])
    pair = _pair(runs.of(desk.owner), desk.trained)
    if pair is None or desk.trained is None:
        st.info("There is nothing to take yet: train first, and wait until it is done.")
    else:
        name = f"{file_name(desk.trained)}{_stopped(pair)}{known.ending}"
        _button(known.title, lambda: known.render(pair), name, MIME[key])
    whole = pair is None or pair.is_whole
    st.markdown(f"The same settings from the command line{'' if whole else ', where nobody stops it'}:")
    shown = desk.trained if pair and desk.trained else desk.experiment
    out = f"{file_name(shown)}{known.ending}"
    st.code(f"{command(shown)} --out {out}", language="bash", wrap_lines=True)


def _pair(job: Job | None, experiment: NetworkExperiment | None) -> Pair | None:
    """Both trainings, once they are over."""
    if job is None or experiment is None or not job.over:
        return None
    sides = {}
    for slot, course in job.known.items():
        if course is None or course.training is None:
            return None
        sides[slot] = Trained(course.training, course.seconds)
    return Pair(experiment.network.digits, **sides)


def _stopped(pair: Pair) -> str:
    """What the name of a file says of trainings that were stopped."""
    done = "-and-".join(str(number) for number in dict.fromkeys(pair.done.values()))
    return "" if pair.is_whole else f"_stopped-after-{done}"


def _link(experiment: NetworkExperiment) -> None:
    st.caption("Opens this page with the same settings. It trains nothing by itself.")
    address = (st.context.url or "").partition("?")[0]
    blocks.address(f"{address}?{experiment.link()}")


def _button(title: str, make: Callable[[], bytes], name: str, mime: str) -> None:
    st.download_button(f"Download {title}", make, name, mime, type="primary", on_click="ignore")
    st.markdown(f"`{name}`")
