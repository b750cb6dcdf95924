"""SGD steps (rate 0.1) of the groupwise learning rules by PyTorch in float64: writes steps-reference.json.

Network: [4, 4, 1] -> conv 2, batch norm, relu | conv 4, relu, max-pool | flatten, dense 4, relu | classifier dense 3.
Every rule is written out from its definition: which losses, through which heads, and for which weights each is
differentiated (inputs of a group are detached). Images are [n, h, w, c], kernels as Infoplane stores them.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(11)
n, classes, rate = 8, 3, 0.1


def normal(*shape):
    """Numbers that float32 holds exactly, in few digits."""
    return torch.round(torch.randn(*shape, generator=generator) * 256).double() / 256


x, second = normal(n, 4, 4, 1), normal(n, 4, 4, 1)
y = torch.tensor([0, 1, 2, 0, 2, 1, 1, 0])

start = {}


def dense(name, inputs, outputs):
    start[f"{name}.dense/kernel"] = torch.round(normal(inputs, outputs) / math.sqrt(inputs) * 256) / 256
    start[f"{name}.dense/bias"] = normal(outputs) / 8


def conv(name, inputs, outputs):
    start[f"{name}.conv/kernel"] = torch.round(normal(3, 3, inputs, outputs) / math.sqrt(9 * inputs) * 256) / 256
    start[f"{name}.conv/bias"] = normal(outputs) / 8


def batchnorm(name, channels):
    start[f"{name}.batchnorm/gamma"] = 1 + normal(channels) / 8
    start[f"{name}.batchnorm/beta"] = normal(channels) / 8
    start[f"{name}.batchnorm/mean"] = normal(channels) / 8
    start[f"{name}.batchnorm/variance"] = 1 + normal(channels).abs() / 8


def decoder(name, channels):
    conv(f"{name}/1", channels, 2)
    batchnorm(f"{name}/2", 2)
    conv(f"{name}/4", 2, 1)


conv("block1/0", 1, 2)
batchnorm("block1/1", 2)
conv("block2/0", 2, 4)
dense("block3/1", 16, 4)
dense("classifier/0", 4, classes)
local = {  # Heads of the rules, by rule, as their names may mean different layers.
    "linear": lambda: (dense("head:block1/1", 32, classes), dense("head:block2/1", 16, classes), dense("head:block3/0", 4, classes)),
    "projection": lambda: (dense("head:block1/1", 32, 3), dense("head:block2/1", 16, 3), dense("head:block3/0", 4, 3)),
    "second": lambda: (conv("head2:block1/0", 2, 2), conv("head2:block2/0", 4, 4), dense("head2:block3/0", 4, 4)),
    "decoder": lambda: (decoder("head2:block1", 2), decoder("head2:block2", 4)),
}


class Weights(dict):
    """Weights by name. `state` collects new running statistics."""

    def __init__(self, values):
        super().__init__({k: v.clone().requires_grad_() for k, v in values.items()})

    def dense(self, name, h):
        return h.flatten(1) @ self[f"{name}.dense/kernel"] + self[f"{name}.dense/bias"]

    def conv(self, name, h):
        kernel = self[f"{name}.conv/kernel"].permute(3, 2, 0, 1).contiguous()
        return F.conv2d(h.permute(0, 3, 1, 2).contiguous(), kernel, self[f"{name}.conv/bias"], padding=1).permute(0, 2, 3, 1)

    def batchnorm(self, name, h, training=True):
        gamma, beta, mean, variance = (self[f"{name}.batchnorm/{k}"] for k in ("gamma", "beta", "mean", "variance"))
        image = h.permute(0, 3, 1, 2)
        with torch.no_grad():
            running = [mean.detach().clone(), variance.detach().clone()]
        out = F.batch_norm(image, *running, gamma, beta, training=training, momentum=0.1, eps=1e-5)
        if training:
            with torch.no_grad():
                mean.copy_(running[0])
                variance.copy_(running[1])
        return out.permute(0, 2, 3, 1)

    def block(self, number, h, training=True):
        if number == 1:
            return F.relu(self.batchnorm("block1/1", self.conv("block1/0", h), training))
        if number == 2:
            return F.max_pool2d(F.relu(self.conv("block2/0", h)).permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
        return F.relu(self.dense("block3/1", h))

    def head(self, number, h):
        return self.dense(f"head:block{number}/{0 if number == 3 else 1}", h)

    def features(self, number, h):
        name = f"head2:block{number}/0"
        return self.dense(name, h) if number == 3 else self.conv(name, h)

    def decode(self, number, h):
        name = f"head2:block{number}"
        image = F.interpolate(h.permute(0, 3, 1, 2), (4, 4), mode="bilinear", align_corners=True).permute(0, 2, 3, 1)
        return self.conv(f"{name}/4", F.relu(self.batchnorm(f"{name}/2", self.conv(f"{name}/1", image))))

    def classify(self, h):
        return self.dense("classifier/0", h)

    def update(self, loss, *prefixes):
        """Plain gradient descent on the weights of these modules alone."""
        trained = [v for k, v in self.items() if k.startswith(tuple(f"{p}/" for p in prefixes)) and not k.endswith(("mean", "variance"))]
        for value, grad in zip(trained, torch.autograd.grad(loss, trained)):
            value.data -= rate * grad


def cross_entropy(scores, labels=y):
    return F.cross_entropy(scores, labels)


def cosines(z):
    if z.ndim == 4 and z.shape[-1] > 3:
        z = z.flatten(1, 2).std(1)
    z = z.flatten(1)
    z = z - z.mean(1, keepdim=True)
    z = z / (1e-8 + z.norm(dim=1, keepdim=True))
    return z @ z.T


def similarity(z):
    return F.mse_loss(cosines(z), cosines(F.one_hot(y, classes).double()))


def contrastive(z, labels, temperature=0.1, base=0.07):
    z = F.normalize(z.flatten(1))
    total = 0
    for i in range(len(z)):
        others = [a for a in range(len(z)) if a != i]
        positives = [p for p in others if labels[p] == labels[i]]
        denominator = torch.logsumexp(torch.stack([z[i] @ z[a] / temperature for a in others]), 0)
        total = total + sum(z[i] @ z[p] / temperature - denominator for p in positives) / len(positives)
    return -(temperature / base) * total / len(z)


def nhsic(a, b, sigma=5.0, eps=0.01):
    def resolvent(z):
        z = z.flatten(1)
        m = z.shape[0]
        h = torch.eye(m) - torch.ones(m, m) / m
        k = h @ torch.exp(-((z[:, None] - z[None]) ** 2).sum(-1) / (2 * sigma**2 * z.shape[1])) @ h
        return k @ torch.linalg.inv(k + eps * m * torch.eye(m))

    return torch.trace(resolvent(a) @ resolvent(b))


rules = []


def rule(heads):
    """Runs a rule on fresh weights, the heads' among them, and notes losses and the weights that changed."""

    def run(steps):
        kept = dict(start)
        for kind in heads:
            local[kind]()
        values = dict(start)
        for added in set(start) - set(kept):
            del start[added]
        w = Weights(values)
        losses = steps(w)
        changed = {k: v.flatten().tolist() for k, v in w.items() if not torch.equal(v, values[k])}
        given = {k: v.flatten().tolist() for k, v in values.items() if k not in kept}
        rules.append(dict(rule=steps.__name__.replace("_", "-"), losses=losses, heads=given, changed=changed))

    return run


@rule([])
def e2e(w):
    h = x
    for number in (1, 2, 3):
        h = w.block(number, h)
    loss = cross_entropy(w.classify(h))
    w.update(loss, "block1", "block2", "block3", "classifier")
    return [[loss.item()]]


def side_by_side(w, losses_of, classifier_attached):
    h, losses = x, []
    for number in (1, 2, 3):
        z = w.block(number, h)
        if number == 3 and classifier_attached:
            loss, names = cross_entropy(w.classify(z)), ["block3", "classifier"]
        else:
            loss, names = losses_of(number, z, h), [f"block{number}", f"head:block{number}", f"head2:block{number}"]
        losses.append(loss.item())
        w.update(loss, *names)
        h = z.detach()
    if not classifier_attached:
        loss = cross_entropy(w.classify(h))
        losses.append(loss.item())
        w.update(loss, "classifier")
    return [losses]


@rule(["linear"])
def per_layer(w):
    return side_by_side(w, lambda number, z, _: cross_entropy(w.head(number, z)), True)


@rule(["linear"])
def per_layer_detached(w):
    return side_by_side(w, lambda number, z, _: cross_entropy(w.head(number, z)), False)


@rule(["linear"])
def per_block(w):
    z = w.block(1, x)
    first = cross_entropy(w.head(1, z))
    w.update(first, "block1", "head:block1")
    second_loss = cross_entropy(w.classify(w.block(3, w.block(2, z.detach()))))
    w.update(second_loss, "block2", "block3", "classifier")
    return [[first.item(), second_loss.item()]]


@rule(["linear"])
def deep_supervision(w):
    a = w.block(1, x)
    b = w.block(2, a)
    losses = [cross_entropy(w.head(1, a)), cross_entropy(w.head(2, b)), cross_entropy(w.classify(w.block(3, b)))]
    w.update(sum(losses), "block1", "block2", "block3", "head:block1", "head:block2", "classifier")
    return [[loss.item() for loss in losses]]


@rule(["linear"])
def frozen_random(w):
    h, losses = x, []
    for number in (1, 2, 3):
        h = w.block(number, h, training=False).detach()
        loss = cross_entropy(w.classify(h) if number == 3 else w.head(number, h))
        losses.append(loss.item())
        w.update(loss, "classifier" if number == 3 else f"head:block{number}")
    return [losses]


@rule(["linear", "second"])
def predsim(w):
    # Nøkland & Eidnes 2019: (1 - beta) prediction + beta similarity, here with beta 0.9.
    return side_by_side(
        w, lambda number, z, _: 0.1 * cross_entropy(w.head(number, z)) + 0.9 * similarity(w.features(number, z)), False
    )


@rule(["linear", "decoder"])
def info_pro(w):
    # Weights linear in the block: label 0.5 to 1, reconstruction 1 to 0.25.
    weights = {1: (0.5, 1), 2: (1, 0.25)}

    def loss(number, z, _):
        label, reconstruct = weights[number]
        return label * cross_entropy(w.head(number, z)) + reconstruct * F.mse_loss(w.decode(number, z), x)

    return side_by_side(w, loss, True)


@rule(["projection"])
def supervised_contrastive(w):
    h, labels, losses = torch.cat([x, second]), torch.cat([y, y]), []
    for number in (1, 2, 3):
        z = w.block(number, h)
        loss = contrastive(w.head(number, z), labels)
        losses.append(loss.item())
        w.update(loss, f"block{number}", f"head:block{number}")
        h = z.detach()
    loss = cross_entropy(w.classify(h), labels)
    w.update(loss, "classifier")
    return [losses + [loss.item()]]


def regularised(w, of):
    h, losses = x, []
    for number in (1, 2, 3):
        z = w.block(number, h)
        scores = w.classify(z) if number == 3 else w.head(number, z)
        loss = cross_entropy(scores) - 0.1 * nhsic(z, x if of == "global" else h)
        losses.append(loss.item())
        w.update(loss, f"block{number}", *(["classifier"] if number == 3 else [f"head:block{number}"]))
        h = z.detach()
    return [losses]


@rule(["linear"])
def nhsic_global(w):
    return regularised(w, "global")


@rule(["linear"])
def nhsic_local(w):
    return regularised(w, "local")


@rule(["linear"])
def sequential(w):
    # A step each; finished blocks run in evaluation mode on the running statistics that their own step left.
    steps = []
    for number in (1, 2, 3):
        h = x
        for finished in range(1, number):
            h = w.block(finished, h, training=False).detach()
        z = w.block(number, h)
        loss = cross_entropy(w.classify(z) if number == 3 else w.head(number, z))
        w.update(loss, f"block{number}", "classifier" if number == 3 else f"head:block{number}")
        steps.append([loss.item()])
    return steps


def short(value):
    if isinstance(value, float):
        return round(value, 7)
    if isinstance(value, dict):
        return {k: short(v) for k, v in value.items()}
    return [short(v) for v in value] if isinstance(value, list) else value


reference = {
    "rate": rate,
    "views": [x.flatten().tolist(), second.flatten().tolist()],
    "y": y.tolist(),
    "start": {k: v.flatten().tolist() for k, v in start.items()},
    "rules": rules,
}
pathlib.Path(__file__).with_name("steps-reference.json").write_text(json.dumps(short(reference)) + "\n")
