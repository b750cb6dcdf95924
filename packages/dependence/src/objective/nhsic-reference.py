"""Values and gradients of nHSIC by PyTorch's own differentiation in float64: writes nhsic-reference.json."""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)


def kernel(z, sigma):
    squared = ((z[:, None] - z[None]) ** 2).sum(-1)
    return torch.exp(-squared / (2 * sigma**2 * z.shape[1]))


def resolvent(z, sigma, eps):
    m = z.shape[0]
    h = torch.eye(m) - torch.ones(m, m) / m
    k = h @ kernel(z, sigma) @ h
    return k @ torch.linalg.inv(k + eps * m * torch.eye(m))


cases = []
for seed, (m, d, sigma, eps) in enumerate([(6, 3, 5.0, 1e-5), (10, 4, 1.0, 1e-3), (12, 2, 5.0, 1e-5)]):
    generator = torch.Generator().manual_seed(seed)
    z = torch.randn(m, d, generator=generator).float().double().requires_grad_()
    x = torch.randn(m, 5, generator=generator).float().double()
    y = torch.nn.functional.one_hot(torch.arange(m) % 3, 3).double()
    rz, rx, ry = (resolvent(v, sigma, eps) for v in (z, x, y))
    with_x, with_y = torch.trace(rz @ rx), torch.trace(rz @ ry)
    (gradient,) = torch.autograd.grad(with_x - 5 * with_y, z)
    cases.append(
        dict(sigma=sigma, eps=eps, z=z.tolist(), x=x.tolist(), y=y.tolist())
        | dict(withX=with_x.item(), withY=with_y.item(), weight=5, gradient=gradient.tolist())
    )
path = pathlib.Path(__file__).with_name("nhsic-reference.json")
path.write_text(json.dumps(cases) + "\n")
