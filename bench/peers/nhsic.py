"""nHSIC of one layer's output with a prepared probe set, in PyTorch. Usage: nhsic.py samples features cholesky|broadcast"""
import json
import sys
import time

import torch

m, d, form = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
torch.manual_seed(1)
sigma, eps = 5.0, 1e-5


def distances(x):
    if form == "broadcast":  # an [m, m, d] array, as the published code has it
        return ((x.unsqueeze(1) - x.unsqueeze(0)) ** 2).sum(-1)
    square = (x * x).sum(1)
    return (square[:, None] + square[None, :] - 2 * x @ x.T).clamp_min(0)


def side(x):
    kernel = torch.exp(-distances(x) / (2 * sigma**2 * x.shape[1]))
    centred = (kernel - kernel.mean(0) - kernel.mean(1, keepdim=True) + kernel.mean()).double()
    regular = centred + eps * m * torch.eye(m, dtype=torch.double)
    if form == "broadcast":
        return centred @ torch.inverse(regular)
    return torch.cholesky_solve(centred, torch.linalg.cholesky(regular))


x, z = side(torch.randn(m, 3072)) if form == "cholesky" else side(torch.randn(m, 64)), torch.randn(m, d)
if m >= 4096:
    warm_up, repetitions = 1, 1
elif form == "broadcast":
    warm_up, repetitions = 1, 3
else:
    warm_up, repetitions = (5, 10) if m >= 512 else (100, 100)
times = []
for _ in range(warm_up + repetitions):
    begun = time.perf_counter()
    (x * side(z).T).sum().item()
    times.append((time.perf_counter() - begun) * 1000)
times = sorted(times[warm_up:])
print(json.dumps({"median": times[len(times) // 2], "min": times[0], "max": times[-1]}))
