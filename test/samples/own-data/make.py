"""Writes patterns.npz and patterns/: four kinds of small pattern under noise, as arrays and as image files."""

import pathlib
import struct
import zlib

import numpy as np

here = pathlib.Path(__file__).parent
random = np.random.default_rng(0)
kinds = ["checks", "columns", "ramp", "rows"]


def pattern(kind):
    y, x = np.mgrid[0:8, 0:8]
    shift = random.integers(2)
    plain = {
        "checks": (x // 2 + y // 2 + shift) % 2,
        "columns": (x // 2 + shift) % 2,
        "ramp": (x + y) / 14 if shift else 1 - (x + y) / 14,
        "rows": (y // 2 + shift) % 2,
    }[kind]
    return (40 + 160 * plain + random.integers(0, 40, (8, 8))).astype(np.uint8)


def part(count):
    labels = np.arange(count) % 4
    return np.stack([pattern(kinds[label]) for label in labels]), labels.astype(np.int64)


def png(image):
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + row.tobytes() for row in image)
    header = struct.pack(">IIBBBBB", image.shape[1], image.shape[0], 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


(x_train, y_train), (x_test, y_test) = part(96), part(48)
np.savez_compressed(here / "patterns.npz", x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
for index in range(40):
    folder = here / "patterns" / kinds[y_train[index]]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{index:02}.png").write_bytes(png(x_train[index]))
