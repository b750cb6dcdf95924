"""Makes npy-reference.json: arrays of each type and order as NumPy saves them, and their values in C order.

    python npy-reference.py > npy-reference.json
"""
import base64, io, json
import numpy as np

rng = np.random.default_rng(0)
values = rng.normal(0, 100, (3, 2, 4))
cases = []
for dtype in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "|b1", "|u1", "|i1", "<u2", ">u2", "<i2", "<u4", "<i4", ">i4", "<u8", ">u8", "<i8", ">i8"):
    for order in ("C", "F"):
        x = (np.abs(values) if dtype[1] == "u" else values).astype(dtype)
        if dtype[1] == "b":
            x = values > 0
        x = np.asfortranarray(x) if order == "F" else x
        buffer = io.BytesIO()
        np.save(buffer, x)
        shown = x.reshape(-1).astype("f8").tolist()
        cases.append({"name": f"{dtype} {order}", "dtype": x.dtype.name, "content": base64.b64encode(buffer.getvalue()).decode(), "shape": list(x.shape), "values": shown})
print(json.dumps(cases, separators=(",", ":")))
