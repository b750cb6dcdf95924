"""
One training step of the same networks in PyTorch: prints a line of JSON a network, which says so if PyTorch can't compile.
Usage: step.py network steps warm-up nchw|channels_last|compile fp32|bf16
"""
import json
import resource
import statistics
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F


def vgg11():
    layers, channels = [], 3
    for step in [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]:
        if step == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, step, 3, padding=1), nn.BatchNorm2d(step), nn.ReLU()]
            channels = step
    dense = [nn.Flatten(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)]
    return nn.Sequential(*layers, *dense)


class Basic(nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inner, outer, 3, stride, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU(),
            nn.Conv2d(outer, outer, 3, 1, 1, bias=False), nn.BatchNorm2d(outer))
        self.shortcut = nn.Identity() if stride == 1 and inner == outer else nn.Sequential(
            nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def resnet18():
    blocks, inner = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()], 64
    for outer, stride in [(64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)]:
        blocks.append(Basic(inner, outer, stride))
        inner = outer
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def mlp():
    layers, width = [nn.Flatten()], 784
    for _ in range(3):
        layers += [nn.Linear(width, 1024), nn.ReLU()]
        width = 1024
    return nn.Sequential(*layers, nn.Linear(width, 10))


class Encoder(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.before, self.after, self.heads = nn.LayerNorm(width), nn.LayerNorm(width), heads
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.dense = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        n, tokens, width = x.shape
        rows = self.before(x)
        parts = (f(rows).view(n, tokens, self.heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        mixed = F.scaled_dot_product_attention(*parts)
        x = x + self.output(mixed.transpose(1, 2).reshape(n, tokens, width))
        return x + self.dense(self.after(x))


class Vit(nn.Module):
    def __init__(self, depth=6, width=192, heads=3, patch=4):
        super().__init__()
        self.embed = nn.Conv2d(3, width, patch, patch)
        self.position = nn.Parameter(torch.randn((32 // patch) ** 2, width) * 0.02)
        self.encoder = nn.Sequential(*(Encoder(width, heads) for _ in range(depth)))
        self.classifier = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 10))

    def forward(self, x):
        tokens = self.embed(x).flatten(2).transpose(1, 2) + self.position
        return self.classifier[1](self.classifier[0](self.encoder(tokens)).mean(1))


name, steps, warm_up, form, precision = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
torch.manual_seed(1)
model = {"vgg11": vgg11, "resnet18": resnet18, "lenet5": lenet5, "mlp": mlp, "vit": Vit}[name]()
shape = (128, 1, 28, 28) if name in ("lenet5", "mlp") else (128, 3, 32, 32)
x, y = torch.randn(shape), torch.randint(0, 10, (128,))
if form == "channels_last":
    model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(model.parameters(), 5e-4)


def step():
    with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
        loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    loss.item()


if form == "compile":
    try:
        model = torch.compile(model)
        step()
    except Exception as error:  # of many kinds: no compiler, a version of Python that it doesn't support
        print(json.dumps({"median": None, "min": None, "max": None, "absent": f"can't compile: {type(error).__name__}"}))
        sys.exit()

times = []
for _ in range(warm_up + steps):
    begun = time.perf_counter()
    step()
    times.append((time.perf_counter() - begun) * 1000)
times = sorted(times[warm_up:])
resident = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
print(json.dumps({"network": name, "form": form, "precision": precision, "median": statistics.median(times),
                  "min": times[0], "max": times[-1], "torch": torch.__version__, "threads": torch.get_num_threads(),
                  "also": {"resident MB": resident}}))
