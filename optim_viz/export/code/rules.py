"""The update rules written out in arrays, for scripts in whatever has no optimizer of the kind."""

from __future__ import annotations

from textwrap import indent

from optim_viz.choice import Choice

UPDATES: dict[str, tuple[str, str]] = {
    "gd": ("", "w = w - alpha * g"),
    "momentum": ("u = {np}.zeros_like(w)", "u = beta * u + g\nw = w - alpha * u"),
    "nesterov": ("u = {np}.zeros_like(w)", "u = beta * u + g\nw = w - alpha * (g + beta * u)"),
    "adagrad": ("v = {np}.zeros_like(w)", "v = v + g * g\nw = w - alpha * g / ({np}.sqrt(v) + epsilon)"),
    "rmsprop": (
        "v = {np}.zeros_like(w)",
        "v = rho * v + (1 - rho) * (g * g)\nw = w - alpha * g / ({np}.sqrt(v) + epsilon)",
    ),
    "adam": (
        "m = {np}.zeros_like(w)\nv = {np}.zeros_like(w)",
        "m = beta1 * m + (1 - beta1) * g\n"
        "v = beta2 * v + (1 - beta2) * (g * g)\n"
        "m_hat = m / (1 - {np}.power(beta1, t))\n"
        "v_hat = v / (1 - {np}.power(beta2, t))\n"
        "w = w - alpha * m_hat / ({np}.sqrt(v_hat) + epsilon)",
    ),
    "adam with Keras's epsilon": (
        "m = {np}.zeros_like(w)\nv = {np}.zeros_like(w)",
        "m = beta1 * m + (1 - beta1) * g\n"
        "v = beta2 * v + (1 - beta2) * (g * g)\n"
        "m_hat = m / (1 - {np}.power(beta1, t))\n"
        "v_hat = v / (1 - {np}.power(beta2, t))\n"
        "epsilon_t = epsilon / {np}.sqrt(1 - {np}.power(beta2, t))\n"
        "w = w - alpha * m_hat / ({np}.sqrt(v_hat) + epsilon_t)",
    ),
    "adam without bias correction": (
        "m = {np}.zeros_like(w)\nv = {np}.zeros_like(w)",
        "m = beta1 * m + (1 - beta1) * g\n"
        "v = beta2 * v + (1 - beta2) * (g * g)\n"
        "w = w - alpha * m / ({np}.sqrt(v) + epsilon)",
    ),
}
"""The update rules in arrays, by key: what is remembered before the first step, and a step."""


def update(choice: Choice, array_module: str, gradient: str, start: str, steps: int) -> str:
    """The update rule of a choice written out, in the arrays of ``array_module``."""
    before, step = rule(choice)
    lines = [
        assigned(choice),
        f"w = {start}",
        before,
        loop(steps, f"g = {gradient}\n{step}"),
    ]
    return "\n".join(filter(None, lines)).replace("{np}", array_module)


def rule(choice: Choice) -> tuple[str, str]:
    """Of the update rules, that of a choice."""
    numbers = dict(choice.numbers)
    if not numbers.get("bias_correction", True):
        return UPDATES["adam without bias correction"]
    return UPDATES["adam with Keras's epsilon" if numbers.get("epsilon_hat") else choice.key]


def assigned(choice: Choice) -> str:
    """The line that gives the rule's numbers their names."""
    names = [name for name, value in choice.numbers if not isinstance(value, bool)]
    return f"{', '.join(names)} = {', '.join(repr(choice[name]) for name in names)}"


def loop(steps: int, body: str) -> str:
    """``body`` for t = 1 ... steps."""
    return f"for t in range(1, {steps + 1}):\n{indent(body, '    ')}"
