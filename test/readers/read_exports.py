"""Reads what Infoplane exports with the programs it is meant for, and compares.

Not part of `npm test` (which reads the same files with other JavaScript libraries): needs Python with
    pip install pandas pyarrow tensorboard safetensors torch keras
and a run whose experiment says `report html, vega-lite, table, records, tensorboard`:
    npx tsx run export runs/quick
    npx tsx test/readers/write-logits.ts runs/quick
    python test/readers/read_exports.py runs/quick [records] [pytorch] [keras]
"""

import json
import math
import sys
from pathlib import Path

run = Path(sys.argv[1])
report = run / "report"


def records():
    import pandas as pd

    lines = [json.loads(line) for line in (report / "data/records.jsonl").read_text().splitlines()]
    parquet = pd.read_parquet(report / "data/records.parquet")
    table = pd.read_csv(report / "data/records.csv", float_precision="round_trip", low_memory=False)
    assert len(lines) == len(parquet) == len(table), "rows differ"
    for i, line in enumerate(lines):
        for key, value in line.items():
            if value is None:
                assert pd.isna(parquet.at[i, key])
            elif isinstance(value, float):
                assert parquet.at[i, key] == value and math.isclose(table.at[i, key], value, rel_tol=1e-15), (i, key)
            else:
                assert parquet.at[i, key] == value, (i, key)
    print(f"records: {len(lines)} rows agree in CSV, Parquet and JSONL")
    return lines


def tensorboard(lines):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    seen = 0
    for folder in sorted((report / "tensorboard").iterdir()):
        events = EventAccumulator(str(folder), size_guidance={"scalars": 0})
        events.Reload()
        arm, seed = folder.name.rsplit("-seed", 1)
        own = [l for l in lines if l["arm"] == arm and l["seed"] == int(seed)]
        for line in own:
            of = "/".join(str(line[k]) for k in ("split", "block") if line.get(k) is not None)
            tag = line["quantity"] + (f"/{of}" if of else "")
            if line["value"] is None:
                continue
            values = [e.value for e in events.Scalars(tag) if e.step == line["epoch"]]
            assert any(math.isclose(v, line["value"], rel_tol=1e-6, abs_tol=1e-30) for v in values), (tag, line["epoch"])
            seen += 1
    print(f"tensorboard: {seen} scalars agree")


def torch_layer(spec, padding):
    from torch import nn

    o, (name, source, target) = spec["options"], (spec["layer"], spec["input"], spec["output"])
    if name == "conv":
        alike = o["kernel"] // 2 if o["padding"] == "same" and padding is None else 0
        layer = nn.Conv2d(source[2], target[2], o["kernel"], o["stride"], alike, bias=o["bias"])
        return nn.Sequential(nn.ZeroPad2d(padding), layer) if padding else layer
    if name == "batchnorm":
        kind = nn.BatchNorm2d if len(source) == 3 else nn.BatchNorm1d
        return kind(source[-1], eps=o["epsilon"], momentum=o["momentum"])
    if name == "dense":
        return nn.Linear(source[0], target[0], bias=o["bias"])
    if name == "maxpool":
        return nn.MaxPool2d(o["size"], o.get("stride") or o["size"])
    if name == "avgpool":
        return nn.AvgPool2d(o["size"], o.get("stride") or o["size"])
    if name == "global-avgpool":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return {"relu": nn.ReLU, "flatten": nn.Flatten, "dropout": nn.Identity}[name]()


def pytorch():
    """Builds each network in PyTorch and gives it the exported weights: names and shapes must fit, logits must be finite
    and, where the export holds them (`*.logits.json`: inputs in NHWC order and logits), equal."""
    import torch
    from safetensors import safe_open
    from safetensors.torch import load_file
    from torch import nn

    for file in sorted((run / "export").glob("*.safetensors")):
        architecture = json.loads(file.with_suffix("").with_suffix(".architecture.json").read_text())
        weights = load_file(file)
        with safe_open(file, "pt") as opened:
            padding = json.loads(opened.metadata().get("padding", "{}"))
        blocks = {
            b["name"]: [torch_layer(l, padding.get(f"{b['name']}.{i}")) for i, l in enumerate(b["layers"])]
            for b in [*architecture["blocks"], architecture["classifier"]]
        }
        plain = {}  # the padding before a convolution is no layer of the export
        for key, value in weights.items():
            block, index, rest = key.split(".", 2)
            inner = "1." if isinstance(blocks[block][int(index)], nn.Sequential) and rest in ("weight", "bias") else ""
            plain[f"{block}.{index}.{inner}{rest}"] = value
        model = nn.Sequential()
        for name, layers in blocks.items():
            model.add_module(name, nn.Sequential(*layers))
        missing, unexpected = model.load_state_dict(plain, strict=False)
        assert not unexpected and all("num_batches" in m for m in missing), (missing, unexpected)
        model.eval()
        given = file.with_suffix("").with_suffix(".logits.json")
        if not given.exists():
            print(f"{file.name}: {len(weights)} arrays fit")
            continue
        sample = json.loads(given.read_text())
        x = torch.tensor(sample["x"]).reshape(-1, *architecture["input"]).permute(0, 3, 1, 2)
        with torch.no_grad():
            ours = model(x)
        theirs = torch.tensor(sample["logits"]).reshape(ours.shape)
        worst = (ours - theirs).abs().max().item()
        assert worst < 1e-3, worst
        print(f"{file.name}: {len(weights)} arrays fit, logits differ by {worst:.1e} at most")


def keras_models():
    """Builds each network in Keras from its `model.json`, gives it the weights beside it, and compares the logits."""
    import os

    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    import numpy as np

    for file in sorted((run / "export").glob("*.model.json")):
        written = json.loads(file.read_text())
        model = keras.models.model_from_json(json.dumps(written["modelTopology"]["model_config"]))
        (group,) = written["weightsManifest"]
        data, at, held = np.fromfile(file.parent / group["paths"][0], "<f4"), 0, {}
        for weight in group["weights"]:
            size = math.prod(weight["shape"])
            held.setdefault(weight["name"].rsplit("/", 1)[0], []).append(data[at : at + size].reshape(weight["shape"]))
            at += size
        assert at == len(data) == model.count_params(), (at, len(data), model.count_params())
        for name, arrays in held.items():
            model.get_layer(name).set_weights(arrays)
        name = file.name.removesuffix(".model.json")
        architecture = json.loads(file.with_name(f"{name}.architecture.json").read_text())
        parameters = sum(b["cost"]["parameters"] for b in [*architecture["blocks"], architecture["classifier"]])
        trained = sum(math.prod(w.shape) for w in model.trainable_weights)
        assert trained == parameters, (trained, parameters)
        given = file.with_name(f"{name}.logits.json")
        if not given.exists():
            print(f"{file.name}: {parameters} parameters fit")
            continue
        sample = json.loads(given.read_text())
        ours = keras.ops.convert_to_numpy(model(np.array(sample["x"], "f4").reshape(-1, *architecture["input"])))
        worst = np.abs(ours - np.array(sample["logits"]).reshape(ours.shape)).max()
        assert worst < 1e-4, worst
        print(f"{file.name}: {parameters} parameters fit, logits differ by {worst:.1e} at most")


parts = sys.argv[2:] or ["records", "pytorch", "keras"]
if "records" in parts:
    tensorboard(records())
if "pytorch" in parts and (run / "export").exists():
    pytorch()
if "keras" in parts and (run / "export").exists():
    keras_models()
