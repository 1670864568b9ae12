"""PyTorch: a plain loop over the batches of optim-viz."""

from __future__ import annotations

from optim_viz.choice import Choice
from optim_viz.export.code import DIALECTS
from optim_viz.export.network.script import DRAWN, SAME, Made, NetworkScript

BODY = f'''{DRAWN}
X, Y, X_test, Y_test = map(torch.from_numpy, (X, Y.astype("int64"), X_test, Y_test.astype("int64")))
cost = torch.nn.CrossEntropyLoss()  # from logits


def network():
    """784-25-15-10, weights by Glorot's uniform distribution, biases 0."""
    model = torch.nn.Sequential(
        torch.nn.Linear(784, 25),
        torch.nn.Sigmoid(),
        torch.nn.Linear(25, 15),
        torch.nn.Sigmoid(),
        torch.nn.Linear(15, 10),
    )
    draw = np.random.default_rng(OF_WEIGHTS)
    with torch.no_grad():
        for layer in model[::2]:
            limit = np.sqrt(6 / (layer.in_features + layer.out_features))
            weights = draw.uniform(-limit, limit, (layer.in_features, layer.out_features))
            layer.weight.copy_(torch.from_numpy(weights.T))
            layer.bias.zero_()
    return model


@torch.no_grad()
def measure(model, X, Y):
    """Loss, and the share of digits that are read right."""
    logits = model(X)
    return cost(logits, Y).item(), (logits.argmax(dim=1) == Y).double().mean().item()


def train(name, optimizer_of):
    """Train from the same weights on the same batches, and print how each epoch ends."""
    model, order = network(), np.random.default_rng(OF_ORDER)
    optimizer = optimizer_of(model.parameters())
    for epoch in range(1, EPOCHS + 1):
        for rows in torch.from_numpy(order.permutation(len(X))).split(BATCH):
            optimizer.zero_grad()
            cost(model(X[rows]), Y[rows]).backward()
            optimizer.step()
        loss, _ = measure(model, X[:1000], Y[:1000])
        test_loss, accuracy = measure(model, X_test, Y_test)
        told = f"loss {{loss:.6g}}, test loss {{test_loss:.6g}}, test accuracy {{accuracy:.4f}}"
        print(f"{{name}}, epoch {{epoch}}: {{told}}")


'''

UNCORRECTED = '''\
def uncorrected(optimizer):
    """Adam without bias correction, which PyTorch's always makes: it is undone before each step."""
    group, steps = optimizer.param_groups[0], itertools.count(1)
    alpha, (beta1, beta2), epsilon = group["lr"], group["betas"], group["eps"]

    def undo(optimizer, arguments, named):
        t = next(steps)
        root = math.sqrt(1 - beta2**t)
        group.update(lr=alpha * (1 - beta1**t) / root, eps=epsilon / root)

    optimizer.register_step_pre_hook(undo)
    return optimizer


'''

HATTED = '''\
def hatted(optimizer):
    """Adam with Keras's epsilon, which stands before the correction: PyTorch's is set anew before each step."""
    group, steps = optimizer.param_groups[0], itertools.count(1)
    (_, beta2), epsilon = group["betas"], group["eps"]

    def set_anew(optimizer, arguments, named):
        group.update(eps=epsilon / math.sqrt(1 - beta2 ** next(steps)))

    optimizer.register_step_pre_hook(set_anew)
    return optimizer


'''


def _make(slot: str, choice: Choice) -> Made:
    line = DIALECTS["torch"].line(choice)
    if not line.differs:
        return Made(f"lambda params: {line.code}")
    # PyTorch differs in two ways of Adam only.
    name, before = ("hatted", HATTED) if choice["bias_correction"] else ("uncorrected", UNCORRECTED)
    return Made(f"lambda params: {name}({line.code})", before, f"PyTorch {line.differs}; {line.so}.")


SCRIPT = NetworkScript(
    key="torch",
    needs="torch (2.x) and numpy",
    promise=SAME,
    imports="""\
import numpy as np
import torch

torch.set_num_threads(1)  # products as small as these gain nothing from several""",
    body=BODY,
    make=_make,
)
