"""Values and gradients of the losses by PyTorch's own differentiation in float64: writes losses-reference.json."""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)


def single(*shape):
    """Numbers that float32 holds exactly."""
    return torch.randn(*shape).float().double()


def supervised_contrastive(z, y, temperature=0.1, base=0.07):
    z = F.normalize(z.flatten(1))
    logits = z @ z.T / temperature
    others = ~torch.eye(len(z), dtype=torch.bool)
    rows = []
    for i in range(len(z)):
        log_all = torch.logsumexp(logits[i][others[i]], 0)
        positive = others[i] & (y == y[i])
        rows.append((logits[i][positive] - log_all).mean() if positive.any() else torch.zeros(()))
    return -(temperature / base) * torch.stack(rows).mean()


def cosines(x, spatial):
    if spatial:  # x: [n, h, w, c]
        x = x.flatten(1, 2).std(1)
    x = x.flatten(1)
    x = x - x.mean(1, keepdim=True)
    x = x / (1e-8 + x.pow(2).sum(1).sqrt())[:, None]
    return (x @ x.T).clamp(-1, 1)


def similarity(z, y, classes, spatial):
    return F.mse_loss(cosines(z, spatial), cosines(F.one_hot(y, classes).double(), False))


cases = []


def case(loss, options, shape, y, value, **more):
    z = single(*shape).requires_grad_()
    found = value(z)
    (gradient,) = torch.autograd.grad(found, z)
    cases.append(
        dict(loss=loss, options=options, shape=shape, z=z.flatten().tolist(), y=y.tolist(), **more)
        | dict(value=found.item(), gradient=gradient.flatten().tolist())
    )


y = torch.tensor([0, 2, 1, 1, 0, 2])
twice = torch.cat([y[:4], y[:4]])
case("cross-entropy", {}, [6, 3], y, lambda z: F.cross_entropy(z, y))
case("cross-entropy", {"smoothing": 0.1}, [6, 3], y, lambda z: F.cross_entropy(z, y, label_smoothing=0.1))
case("supervised-contrastive", {}, [8, 5], twice, lambda z: supervised_contrastive(z, twice))
lonely = torch.tensor([0, 1, 1, 2])
case("supervised-contrastive", {"temperature": 0.5, "base": 1}, [4, 2, 2, 3], lonely, lambda z: supervised_contrastive(z, lonely, 0.5, 1))
case("similarity", {}, [6, 5], y, lambda z: similarity(z, y, 3, False))
case("similarity", {}, [6, 3, 2, 5], y, lambda z: similarity(z, y, 3, True))
case("similarity", {}, [6, 3, 2, 3], y, lambda z: similarity(z, y, 3, False))
target = single(6, 2, 2, 3)
case("reconstruction", {"of": "input"}, [6, 12], y, lambda z: F.mse_loss(z, target.flatten(1)), input=target.flatten().tolist(), inputShape=[6, 2, 2, 3])
path = pathlib.Path(__file__).with_name("losses-reference.json")
path.write_text(json.dumps(cases) + "\n")
