"""Steps of torch.optim in float64, and factors of its schedules: writes optimizers-reference.json."""
import json
import pathlib

import torch
from torch import optim
from torch.optim import lr_scheduler

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(5)
start = torch.randn(4, generator=generator).float().double()
gradients = torch.randn(8, 4, generator=generator).float().double()


def run(make, clip=None):
    w = start.clone().requires_grad_()
    optimizer = make([w])
    path = []
    for gradient in gradients:
        w.grad = gradient.clone()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([w], clip)
        optimizer.step()
        path.append(w.detach().tolist())
    return path


cases = [
    ("sgd", dict(rate=0.1, momentum=0), lambda p: optim.SGD(p, lr=0.1), None),
    ("sgd", dict(rate=0.1, momentum=0.9), lambda p: optim.SGD(p, lr=0.1, momentum=0.9), None),
    ("sgd", dict(rate=0.1, momentum=0.9, nesterov=True, decay=0.05), lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05), None),
    ("sgd", dict(rate=0.1, momentum=0.9, decay=0.05), lambda p: optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05), 1.0),
    ("adam", dict(rate=0.05), lambda p: optim.Adam(p, lr=0.05), None),
    ("adam", dict(rate=0.05, epsilon=0.1), lambda p: optim.Adam(p, lr=0.05, eps=0.1), None),
    ("adam", dict(rate=0.05, decay=0.1), lambda p: optim.Adam(p, lr=0.05, weight_decay=0.1), None),
    ("adamw", dict(rate=0.05, decay=0.2), lambda p: optim.AdamW(p, lr=0.05, weight_decay=0.2), None),
    ("adamw", dict(rate=0.05, decay=0.2, beta1=0.8, beta2=0.95), lambda p: optim.AdamW(p, lr=0.05, weight_decay=0.2, betas=(0.8, 0.95)), 0.5),
    ("adamw", dict(rate=0.05, decay=0.2, epsilon=0.1), lambda p: optim.AdamW(p, lr=0.05, weight_decay=0.2, eps=0.1), None),
    ("rmsprop", dict(rate=0.01), lambda p: optim.RMSprop(p, lr=0.01), None),
    ("rmsprop", dict(rate=0.01, smoothing=0.9, momentum=0.5, decay=0.1), lambda p: optim.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.5, weight_decay=0.1), None),
]
optimizers = [dict(name=n, options=o, clip=clip, path=run(make, clip)) for n, o, make, clip in cases]


def factors(make, steps):
    w = torch.zeros(1, requires_grad=True)
    optimizer = optim.SGD([w], lr=1.0)
    schedule = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def warm(optimizer, steps, rest):
    rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / steps, total_iters=steps - 1)
    return lr_scheduler.SequentialLR(optimizer, [rise, rest(optimizer)], milestones=[steps])


# 6 epochs of 5 steps each; cosine per step.
schedules = [
    dict(name="cosine", options={}, factors=factors(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=30), 30)),
    dict(name="cosine", options={"min": 0.1}, factors=factors(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=30, eta_min=0.1), 30)),
    dict(name="one-cycle", options={}, factors=factors(lambda o: lr_scheduler.OneCycleLR(o, max_lr=1.0, total_steps=30, cycle_momentum=False), 29)),
    dict(name="one-cycle", options={"rise": 0.5, "start": 10, "end": 100}, factors=factors(lambda o: lr_scheduler.OneCycleLR(o, max_lr=1.0, total_steps=30, pct_start=0.5, div_factor=10, final_div_factor=100, cycle_momentum=False), 29)),
    dict(name="warm-up", options={"epochs": 2, "then": {"name": "cosine", "options": {"min": 0}}}, factors=factors(lambda o: warm(o, 10, lambda p: lr_scheduler.CosineAnnealingLR(p, T_max=20)), 30)),
    dict(name="multistep", options={"at": [2, 4], "factor": 0.2}, factors=factors(lambda o: lr_scheduler.MultiStepLR(o, milestones=[10, 20], gamma=0.2), 30)),
]
path = pathlib.Path(__file__).with_name("optimizers-reference.json")
path.write_text(json.dumps(dict(start=start.tolist(), gradients=gradients.tolist(), optimizers=optimizers, schedules=schedules)) + "\n")
