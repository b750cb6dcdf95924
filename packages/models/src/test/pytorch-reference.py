"""Writes pytorch-reference.json: layers on given weights (float64) and parameter counts, by PyTorch.

Layouts are those of Infoplane: images are [n, h, w, c], dense kernels [in, out], convolution kernels [k, k, in, out].
Each case has the output y and the gradients of sum(y * (sin(1.7 i) + 0.3)), i counting y's values.
"""

import json
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(0)


def draw(*shape, scale=1.0):
    return (scale * torch.randn(*shape)).float().double().requires_grad_()


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


cases = []


def case(name, block_input, layers, weights, function, batch=2):
    x = draw(batch, *block_input)
    y = function(x, weights)
    factors = torch.tensor([math.sin(1.7 * i) + 0.3 for i in range(y.numel())], dtype=torch.float64).reshape(y.shape)
    (y * factors).sum().backward()
    cases.append(
        {
            "name": name,
            "input": list(block_input),
            "layers": layers,
            "x": numbers(x),
            "y": numbers(y),
            "dx": numbers(x.grad),
            "weights": [
                {"name": key, "shape": list(w.shape), "value": numbers(w), "gradient": numbers(w.grad)}
                for key, w in weights.items()
            ],
        }
    )


def images(function):
    """A function on [n, c, h, w] as one on [n, h, w, c]."""
    return lambda x, *rest: function(x.permute(0, 3, 1, 2), *rest).permute(0, 2, 3, 1)


case(
    "layernorm of tokens",
    (5, 6),
    [{"layer": "layernorm"}],
    {"0.layernorm/gamma": draw(6), "0.layernorm/beta": draw(6)},
    lambda x, w: F.layer_norm(x, (6,), *w.values(), eps=1e-5),
)
case(
    "groupnorm",
    (4, 3, 6),
    [{"layer": "groupnorm", "options": {"groups": 2}}],
    {"0.groupnorm/gamma": draw(6), "0.groupnorm/beta": draw(6)},
    images(lambda x, w: F.group_norm(x, 2, *w.values(), eps=1e-5)),
)
case(
    "instancenorm",
    (4, 3, 2),
    [{"layer": "instancenorm", "options": {"affine": True}}],
    {"0.instancenorm/gamma": draw(2), "0.instancenorm/beta": draw(2)},
    images(lambda x, w: F.instance_norm(x, weight=w["0.instancenorm/gamma"], bias=w["0.instancenorm/beta"], eps=1e-5)),
)
case(
    "instancenorm without affine", (4, 3, 2), [{"layer": "instancenorm"}], {}, images(lambda x, _: F.instance_norm(x))
)
case("gelu", (7,), [{"layer": "gelu"}], {}, lambda x, _: F.gelu(x))
case("leaky-relu", (7,), [{"layer": "leaky-relu", "options": {"slope": 0.2}}], {}, lambda x, _: F.leaky_relu(x, 0.2))


def attention(prefix, width, heads):
    weights = {}
    for part in ["query", "key", "value", "output"]:
        weights[f"{prefix}/{part}-kernel"] = draw(width, width, scale=0.5)
        weights[f"{prefix}/{part}-bias"] = draw(width, scale=0.5)

    def function(x, w):
        kernels = [w[f"{prefix}/{part}-kernel"].T for part in ["query", "key", "value"]]
        biases = [w[f"{prefix}/{part}-bias"] for part in ["query", "key", "value"]]
        y, _ = F.multi_head_attention_forward(
            *[x.transpose(0, 1)] * 3,
            embed_dim_to_check=width,
            num_heads=heads,
            in_proj_weight=torch.cat(kernels),
            in_proj_bias=torch.cat(biases),
            bias_k=None,
            bias_v=None,
            add_zero_attn=False,
            dropout_p=0.0,
            out_proj_weight=w[f"{prefix}/output-kernel"].T,
            out_proj_bias=w[f"{prefix}/output-bias"],
            need_weights=False,
        )
        return y.transpose(0, 1)

    return weights, function


weights, function = attention("0.attention", 6, 2)
case("attention", (5, 6), [{"layer": "attention", "options": {"heads": 2}}], weights, function)


def embed(x, w):
    kernel = w["0.patch-embed/kernel"].permute(3, 2, 0, 1)
    tokens = F.conv2d(x.permute(0, 3, 1, 2), kernel, w["0.patch-embed/bias"], stride=2).flatten(2).transpose(1, 2)
    first = w["1.class-token/token"].expand(x.shape[0], -1, -1)
    return torch.cat([first, tokens], 1) + w["2.position-embed/position"]


case(
    "patch-embed, class-token, position-embed",
    (4, 6, 3),
    [{"layer": "patch-embed", "options": {"width": 5, "patch": 2}}, {"layer": "class-token"}, {"layer": "position-embed"}],
    {
        "0.patch-embed/kernel": draw(2, 2, 3, 5),
        "0.patch-embed/bias": draw(5),
        "1.class-token/token": draw(1, 1, 5),
        "2.position-embed/position": draw(7, 5),
    },
    embed,
)

inner, function = attention("0.residual/body/1.attention", 6, 3)
encoder = {
    "0.residual/body/0.layernorm/gamma": draw(6),
    "0.residual/body/0.layernorm/beta": draw(6),
    **inner,
    "1.residual/body/0.layernorm/gamma": draw(6),
    "1.residual/body/0.layernorm/beta": draw(6),
    "1.residual/body/1.dense/kernel": draw(6, 12, scale=0.5),
    "1.residual/body/1.dense/bias": draw(12),
    "1.residual/body/3.dense/kernel": draw(12, 6, scale=0.5),
    "1.residual/body/3.dense/bias": draw(6),
}


def encode(x, w):
    norm = lambda t, place: F.layer_norm(
        t, (6,), w[f"{place}/0.layernorm/gamma"], w[f"{place}/0.layernorm/beta"], eps=1e-5
    )
    dense = lambda t, place: t @ w[f"{place}/kernel"] + w[f"{place}/bias"]
    x = x + function(norm(x, "0.residual/body"), w)
    hidden = F.gelu(dense(norm(x, "1.residual/body"), "1.residual/body/1.dense"))
    return x + dense(hidden, "1.residual/body/3.dense")


case(
    "an encoder block of vit",
    (5, 6),
    {"architecture": "vit", "options": {"depth": 1, "width": 6, "heads": 3, "hidden": 2}, "block": 1},
    encoder,
    encode,
)


def conv(channels, filters, kernel=3, stride=1, bias=False):
    return nn.Conv2d(channels, filters, kernel, stride, kernel // 2, bias=bias)


def resnet(depths, expansion):
    total = nn.ModuleList([conv(3, 64), nn.BatchNorm2d(64)])
    channels = 64
    for stage, depth in enumerate(depths):
        planes = 64 * 2**stage
        for index in range(depth):
            stride = 2 if stage > 0 and index == 0 else 1
            if expansion == 1:
                total += [conv(channels, planes), nn.BatchNorm2d(planes), conv(planes, planes), nn.BatchNorm2d(planes)]
            else:
                total += [conv(channels, planes, 1), nn.BatchNorm2d(planes), conv(planes, planes), nn.BatchNorm2d(planes)]
                total += [conv(planes, 4 * planes, 1), nn.BatchNorm2d(4 * planes)]
            if channels != planes * expansion or stride != 1:
                total += [conv(channels, planes * expansion, 1), nn.BatchNorm2d(planes * expansion)]
            channels = planes * expansion
    return nn.ModuleList([total, nn.Linear(channels, 10)])


def vgg(filters, pools, dense, norm):
    total = nn.ModuleList()
    channels = 3
    for count in filters:
        total += [conv(channels, count, bias=True), nn.BatchNorm2d(count)]
        channels = count
    features = channels * (32 // 2**pools) ** 2
    for units in dense:
        total += [nn.Linear(features, units)] + ([nn.BatchNorm1d(units)] if norm else [])
        features = units
    return nn.ModuleList([total, nn.Linear(features, 10)])


def vit(depth, width, heads, patch, size, classes, token):
    layer = nn.TransformerEncoderLayer(width, heads, 4 * width, activation="gelu", norm_first=True)
    extra = nn.ParameterList([nn.Parameter(torch.zeros((size // patch) ** 2 + token, width))])
    if token:
        extra.append(nn.Parameter(torch.zeros(width)))
    ends = [nn.Conv2d(3, width, patch, patch), nn.LayerNorm(width), nn.Linear(width, classes), extra]
    return nn.ModuleList([*ends, *[layer if index == 0 else type(layer)(width, heads, 4 * width) for index in range(depth)]])


networks = {
    "resnet18": lambda: resnet([2, 2, 2, 2], 1),
    "resnet34": lambda: resnet([3, 4, 6, 3], 1),
    "resnet50": lambda: resnet([3, 4, 6, 3], 4),
    "resnet101": lambda: resnet([3, 4, 23, 3], 4),
    "resnet152": lambda: resnet([3, 8, 36, 3], 4),
    "vgg6b": lambda: vgg([128, 256, 512, 512], 4, [1024], True),
    "vgg8b": lambda: vgg([128, 256, 256, 512, 512, 512], 4, [1024], True),
    "vgg11b": lambda: vgg([128, 128, 128, 256, 256, 512, 512, 512, 512], 4, [1024], True),
    "vgg11": lambda: vgg([64, 128, 256, 256, 512, 512, 512, 512], 5, [512, 512], False),
    "vgg13": lambda: vgg([64] * 2 + [128] * 2 + [256] * 2 + [512] * 4, 5, [512, 512], False),
    "vgg16": lambda: vgg([64] * 2 + [128] * 2 + [256] * 3 + [512] * 6, 5, [512, 512], False),
    "vit": lambda: vit(6, 192, 3, 4, 32, 10, 0),
}
parameters = {name: sum(p.numel() for p in build().parameters()) for name, build in networks.items()}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"torch": torch.__version__, "parameters": parameters, "cases": cases}) + "\n")
print(parameters)
