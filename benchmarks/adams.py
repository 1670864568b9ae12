"""Adam on many runs, each with its own learning rate, in several frameworks: what `updates` times.

``python -m benchmarks.adams NAME RUNS STEPS TIMES`` prints as JSON the seconds of each time, without the
first one, which compiles, and then the peak memory of the process in MB.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

START, CURVATURES = (-4.0, 3.0), (1.0, 20.0)
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
TOGETHER = 10
"""Steps that torch.compile sees together."""

Job = Callable[[], Any]


def ours(switch: str) -> Callable[[int, int], Job]:
    """A sweep, which keeps of each run when it arrived, whether it stayed, and how it ended."""

    def job(runs: int, steps: int) -> Job:
        from optim_viz.experiment import Experiment
        from optim_viz.sweep import sweep

        os.environ["OPTIM_VIZ_FAST"] = switch
        experiment, axes = Experiment(steps=steps), {"b.alpha": np.geomspace(1e-4, 10, runs)}
        return lambda: sweep(experiment, "b", axes)

    return job


def torch(way: str) -> Callable[[int, int], Job]:
    """The update as one writes it in torch (eager, compile), or as torch.optim does it (in place)."""

    def job(runs: int, steps: int) -> Job:
        import torch

        torch.set_default_dtype(torch.float64)
        alpha = torch.from_numpy(np.geomspace(1e-4, 10, runs))[:, None]
        curvatures = torch.tensor(CURVATURES)

        def step(w: Any, m: Any, v: Any, t: Any) -> Any:
            g = curvatures * w
            m = BETA1 * m + (1 - BETA1) * g
            v = BETA2 * v + (1 - BETA2) * g * g
            m_hat, v_hat = m / (1 - BETA1**t), v / (1 - BETA2**t)
            return w - alpha * m_hat / (v_hat.sqrt() + EPSILON), m, v

        def in_place(w: Any, m: Any, v: Any, t: Any) -> Any:
            g = curvatures * w
            m.lerp_(g, 1 - BETA1)
            v.mul_(BETA2).addcmul_(g, g, value=1 - BETA2)
            denominator = (v.sqrt() / (1 - BETA2**t) ** 0.5).add_(EPSILON)
            return w.sub_((m * (alpha / (1 - BETA1**t))).div_(denominator)), m, v

        def several(w: Any, m: Any, v: Any, t: Any) -> Any:
            for k in range(TOGETHER):
                w, m, v = step(w, m, v, t + k)
            return w, m, v

        each = TOGETHER if way == "compile" else 1
        walk = {"eager": step, "in place": in_place}.get(way) or torch.compile(several)

        def act() -> Any:
            w = torch.tensor(START).repeat(runs, 1)
            m, v = torch.zeros_like(w), torch.zeros_like(w)
            with torch.no_grad():
                for t in range(1, steps + 1, each):
                    # A number that changes would be compiled anew; one in a tensor is not.
                    w, m, v = walk(w, m, v, torch.tensor(float(t)) if way == "compile" else t)
            return w

        return act

    return job


def jax(outcomes: bool) -> Callable[[int, int], Job]:
    """optax.adam under vmap and scan; with ``outcomes``, each run also keeps what ours keep."""

    def job(runs: int, steps: int) -> Job:
        import jax
        import jax.numpy as jnp
        import optax

        jax.config.update("jax_enable_x64", True)
        curvatures, start = jnp.array(CURVATURES), jnp.array(START)

        def cost(w: Any) -> Any:
            return 0.5 * jnp.sum(curvatures * w * w)

        bar = 1e-3 * cost(start)

        def seen(kept: Any, w: Any, k: Any) -> Any:
            arrived, outside, early, late = kept
            value = cost(w)
            return (
                jnp.where((value <= bar) & jnp.isnan(arrived), k, arrived),
                jnp.where(value <= bar, outside, k),
                jnp.where(k <= steps // 2, jnp.maximum(early, value), early),
                jnp.where(k <= steps // 2, late, jnp.maximum(late, value)),
            )

        def walked(alpha: Any) -> Any:
            optimizer = optax.adam(alpha, BETA1, BETA2, EPSILON)

            def step(carried: Any, k: Any) -> Any:
                w, state, kept = carried
                updates, state = optimizer.update(curvatures * w, state)
                w = optax.apply_updates(w, updates)
                return (w, state, seen(kept, w, k) if outcomes else kept), None

            kept = (jnp.nan, 0.0, cost(start), -jnp.inf) if outcomes else ()
            (w, _, kept), _ = jax.lax.scan(
                step, (start, optimizer.init(start), kept), jnp.arange(1.0, steps + 1)
            )
            return w, kept

        walk, alphas = jax.jit(jax.vmap(walked)), jnp.geomspace(1e-4, 10, runs)
        return lambda: jax.block_until_ready(walk(alphas))

    return job


JOBS: dict[str, Callable[[int, int], Job]] = {
    "optim-viz, compiled": ours("on"),
    "optim-viz, NumPy": ours("off"),
    "torch, eager": torch("eager"),
    "torch, eager, in place": torch("in place"),
    "torch.compile": torch("compile"),
    "JAX, vmap + scan, optax": jax(outcomes=False),
    "JAX, vmap + scan, optax, with outcomes": jax(outcomes=True),
}


def main(name: str, runs: int, steps: int, times: int) -> None:
    """Do one job, print how long each time took, and the peak memory of the process in MB."""
    job = JOBS[name](runs, steps)
    took = []
    for _ in range(times + 1):
        began = time.perf_counter()
        job()
        took.append(time.perf_counter() - began)
    print(json.dumps([*took[1:], peak_memory()]))


def peak_memory() -> float:
    """The most memory that this process has held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
