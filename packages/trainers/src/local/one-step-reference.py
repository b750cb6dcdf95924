"""One SGD step (rate 0.1) of each learning rule by PyTorch in float64: writes one-step-reference.json.

Network: [4, 4, 1] -> flatten, dense 5, relu | dense 4, relu | classifier dense 3. Gradients come from autograd, with
detached inputs between blocks; kernels are [in, out], as Infoplane stores them.
"""
import json
import math
import pathlib

import torch
from torch.nn.functional import cross_entropy, layer_norm, one_hot, softplus

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(7)
n, classes, rate = 6, 3, 0.1
sizes = [16, 5, 4, classes]


def normal(*shape):
    return torch.randn(*shape, generator=generator).float().double()


x, y = normal(n, 16), torch.tensor([0, 1, 2, 0, 2, 1])
start = {}
for layer, (a, b) in enumerate(zip(sizes, sizes[1:])):
    name = "classifier" if layer == 2 else f"block{layer + 1}"
    start[name] = [(normal(a, b) / math.sqrt(a)), normal(b) * 0.1]
signal = normal(classes, 5)
feedback = [normal(classes, 5), normal(classes, 4)]
wrong = torch.tensor([2, 0, 1, 1, 0, 2])


def fresh():
    return {k: [w.clone().requires_grad_() for w in v] for k, v in start.items()}


def block(w, h):
    return torch.relu(h @ w[0] + w[1])


def update(w, loss):
    """Plain gradient descent on these weights alone."""
    grads = torch.autograd.grad(loss, w)
    with torch.no_grad():
        for value, grad in zip(w, grads):
            value -= rate * grad


def train_classifier(w, h):
    loss = cross_entropy(h @ w["classifier"][0] + w["classifier"][1], y)
    value = loss.item()
    update(w["classifier"], loss)
    return value


def resolvent(z, sigma=5.0, eps=1e-5):
    m = z.shape[0]
    h = torch.eye(m) - torch.ones(m, m) / m
    k = h @ torch.exp(-((z[:, None] - z[None]) ** 2).sum(-1) / (2 * sigma**2 * z.shape[1])) @ h
    return k @ torch.linalg.inv(k + eps * m * torch.eye(m))


def hsic_bottleneck(beta=0.01):
    w, losses, h = fresh(), [], x
    rx, ry = resolvent(x), resolvent(one_hot(y, classes).double())
    for name in ("block1", "block2"):
        z = block(w[name], h)
        loss = torch.trace(resolvent(z) @ rx) - beta * torch.trace(resolvent(z) @ ry)
        losses.append(loss.item())
        update(w[name], loss)
        h = z.detach()
    losses.append(train_classifier(w, h))
    return w, losses, {}


def forward_forward(goodness="mean", normalise="rms", label="top-left", threshold=2.0):
    """Hinton 2022. Also the scores after the step: of every label, goodness added over the blocks."""
    w, losses = fresh(), []
    averages = torch.stack([x[y == c].mean(0) for c in range(classes)])

    def embed(labels):
        if label == "average-subtraction":
            return x - averages[labels]
        out = x.clone()
        out[:, :classes] = one_hot(labels, classes).double() * x.max()
        return out

    def answer(name, h):
        size = h.norm(dim=1, keepdim=True)
        h = h / ((size / math.sqrt(h.shape[1]) if normalise == "rms" else size) + 1e-4)
        z = block(w[name], h)
        return z, (z**2).mean(1) if goodness == "mean" else (z**2).sum(1)

    h = torch.cat([embed(y), embed(wrong)])
    for name in ("block1", "block2"):
        z, g = answer(name, h)
        loss = torch.cat([softplus(threshold - g[:n]), softplus(g[n:] - threshold)]).mean()
        losses.append(loss.item())
        update(w[name], loss)
        h = z.detach()
    scores = []
    for c in range(classes):
        z, first = answer("block1", embed(torch.full((n,), c)))
        scores.append((first + answer("block2", z)[1]).tolist())
    return w, losses, {}, torch.tensor(scores).T.tolist()


def signal_propagation(hard, k=2):
    w, losses = fresh(), []
    projection = signal.clone().requires_grad_()
    h, s = x, one_hot(y, classes).double()
    for name in ("block1", "block2"):
        f = block(w[name], h)
        first = name == "block1"
        g = torch.relu(layer_norm(s @ projection, (5,))) if first else block(w[name], s)
        target = s @ s.T / math.sqrt(s.shape[1])
        if hard:
            # Stable: the earlier ones among equals.
            order = torch.sort(target, dim=1, descending=True, stable=True).indices[:, :k]
            target = torch.zeros(n, n).scatter_(1, order, 1.0)
        else:
            target = target.softmax(1)
        loss = -(target * (f @ g.T / math.sqrt(g.shape[1])).log_softmax(1)).sum(1).mean()
        losses.append(loss.item())
        update(w[name] + ([projection] if first else []), loss)
        h, s = f.detach(), g.detach()
    losses.append(train_classifier(w, h))
    return w, losses, {"signal": projection}


def direct_feedback_alignment():
    w, hs = fresh(), [x]
    for name in ("block1", "block2"):
        hs.append(block(w[name], hs[-1].detach()))
    scores = (hs[-1].detach() @ w["classifier"][0] + w["classifier"][1]).detach()
    error = (scores.softmax(1) - one_hot(y, classes)) / n
    for index, name in enumerate(("block1", "block2")):
        # Infoplane scales its normal numbers by 1 / sqrt(size of the output).
        delta = error @ feedback[index] / math.sqrt(feedback[index].shape[1])
        update(w[name], (hs[index + 1] * delta).sum())
    return w, [train_classifier(w, hs[-1].detach())], {}


def plain(tensors):
    return {k: [v.tolist() for v in (vs if isinstance(vs, list) else [vs])] for k, vs in tensors.items()}


rules = {
    "hsic-bottleneck": hsic_bottleneck(),
    "forward-forward": forward_forward(),
    "forward-forward sum": forward_forward("sum", "length", threshold=1.0),
    "forward-forward average": forward_forward(label="average-subtraction"),
    "signal-propagation hard": signal_propagation(True),
    "signal-propagation soft": signal_propagation(False),
    "direct-feedback-alignment": direct_feedback_alignment(),
}
reference = {
    "rate": rate,
    "x": x.tolist(),
    "y": y.tolist(),
    "wrong": wrong.tolist(),
    "feedback": [b.tolist() for b in feedback],
    "start": plain(start | {"signal": signal}),
    "rules": [
        dict(rule=k, losses=losses, weights=plain(w | more)) | (dict(scores=scores[0]) if scores else {})
        for k, (w, losses, more, *scores) in rules.items()
    ],
}
pathlib.Path(__file__).with_name("one-step-reference.json").write_text(json.dumps(reference) + "\n")
