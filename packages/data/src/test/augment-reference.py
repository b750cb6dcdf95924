"""Writes augment-reference.json: bilinear windows by PyTorch, hue and luma by colorsys, on small images (float64)."""

import colorsys
import json
import pathlib

import torch
from torch.nn import functional as F

torch.manual_seed(0)
height, width = 6, 8
image = torch.randint(0, 256, (height, width, 3)).double()
windows = []
for top, left, rows, columns in [(0, 0, 6, 8), (1, 2, 3, 5), (5, 7, 1, 1), (0, 3, 6, 2)]:
    part = image[top : top + rows, left : left + columns].permute(2, 0, 1)[None]
    scaled = F.interpolate(part, size=(height, width), mode="bilinear", align_corners=False)[0].permute(1, 2, 0)
    window = {"top": top, "left": left, "height": rows, "width": columns}
    windows.append({"window": window, "scaled": [round(v, 6) for v in scaled.flatten().tolist()]})
hues = []
for turn in [-0.5, -0.1, 0.0, 0.07, 0.33, 0.5]:
    turned = []
    for pixel in (image.reshape(-1, 3) / 255).tolist():
        h, s, v = colorsys.rgb_to_hsv(*pixel)
        turned += [round(255 * c, 6) for c in colorsys.hsv_to_rgb((h + turn) % 1.0, s, v)]
    hues.append({"turn": turn, "turned": turned})
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"shape": [height, width, 3], "image": [int(v) for v in image.flatten().tolist()], "windows": windows, "hues": hues}) + "\n")
