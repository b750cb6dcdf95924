"""300 steps of torch.optim's algorithms in float64 NumPy, held against PyTorch's own first steps in
optimizers-reference.json: writes optimizers-long.json."""
import json
import pathlib

import numpy as np

here = pathlib.Path(__file__)
torch = json.loads(here.with_name("optimizers-reference.json").read_text())


def clipped(g, largest):
    return g if largest is None else g * min(1, largest / (np.linalg.norm(g) + 1e-6))


def sgd(rate, momentum=0.9, nesterov=False, decay=0):
    state = {}

    def step(w, g):
        g = g + decay * w
        if momentum:
            state["b"] = momentum * state["b"] + g if "b" in state else g
            g = g + momentum * state["b"] if nesterov else state["b"]
        return w - rate * g

    return step


def adam(rate, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0, apart=False):
    state = dict(t=0, m=0, v=0)

    def step(w, g):
        w = w * (1 - rate * decay) if apart else w
        g = g if apart else g + decay * w
        state["t"] += 1
        state["m"] = beta1 * state["m"] + (1 - beta1) * g
        state["v"] = beta2 * state["v"] + (1 - beta2) * g * g
        m = state["m"] / (1 - beta1 ** state["t"])
        return w - rate * m / (np.sqrt(state["v"] / (1 - beta2 ** state["t"])) + epsilon)

    return step


def rmsprop(rate, smoothing=0.99, momentum=0, epsilon=1e-8, decay=0):
    state = dict(v=0, b=0)

    def step(w, g):
        g = g + decay * w
        state["v"] = smoothing * state["v"] + (1 - smoothing) * g * g
        state["b"] = momentum * state["b"] + g / (np.sqrt(state["v"]) + epsilon)
        return w - rate * state["b"]

    return step


rules = dict(sgd=sgd, adam=adam, adamw=lambda **o: adam(**o, apart=True), rmsprop=rmsprop)


def path(case, gradients):
    step, w, found = rules[case["name"]](**case["options"]), np.array(torch["start"]), []
    for g in gradients:
        w = step(w, clipped(np.array(g), case["clip"]))
        found.append(w.tolist())
    return found


for case in torch["optimizers"]:
    off = np.abs(np.array(path(case, torch["gradients"])) - np.array(case["path"])).max()
    assert off < 1e-12, (case["name"], case["options"], off)

rng = np.random.default_rng(7)
gradients = rng.normal(size=(300, 4)).astype("f4").astype(float).round(4)
kept = [*range(10), *range(19, 300, 20)]
cases = []
for case in torch["optimizers"]:
    whole = path(case, gradients)
    cases.append({"name": case["name"], "options": case["options"], "clip": case["clip"], "path": [[step, *whole[step]] for step in kept]})
here.with_name("optimizers-long.json").write_text(json.dumps(dict(gradients=gradients.tolist(), optimizers=cases)) + "\n")
