"""Reference numbers of measures on offsets, scales and shapes at the edge of float32, in float64 NumPy by other routes than
the package's own: distances from differences of rows, R by a solver, ranks by singular values. The data are made here and
in extremes.ts by the same integers, then rounded to float32, and everything is computed from the rounded values.

python reference-extremes.py > reference-extremes.json
"""

import json
import math

import numpy as np

M, D, CLASSES = 40, 5, 4
OFFSETS = [0, 1e2, 1e4, 1e6, 1e8]
SCALES = [1e-30, 1e-20, 1e-6, 1, 3e2, 1e6, 1e18, 1e30]
KINDS = ["normal", "dead", "one constant", "duplicated", "clustered"]
H = np.eye(M) - 1 / M


def numbers(seed):
    """Nearly normal numbers from a linear congruential generator, each a multiple of 7 / 2^18."""
    state = seed
    while True:
        total = 0
        for _ in range(4):
            state = (1664525 * state + 1013904223) % 2**32
            total += state >> 16
        yield (total / 65536 - 2) * 1.75


def table(rows, columns, seed):
    draw = numbers(seed)
    return np.array([[next(draw) for _ in range(columns)] for _ in range(rows)])


X = table(M, D, 1).astype(np.float32).astype(np.float64)
Y = np.eye(CLASSES)[np.arange(M) % CLASSES]


def rows_of(kind, offset, scale):
    base = 0.5 * X + table(M, D, 2)
    if kind == "dead":
        base = np.zeros((M, D))
    if kind == "one constant":
        base[:, 0] = 1e6
    if kind == "duplicated":
        base[M // 2 :] = base[: M // 2]
    if kind == "clustered":
        base = base + 300 * table(CLASSES, D, 3)[np.arange(M) % CLASSES]
    return (scale * (offset + base)).astype(np.float32).astype(np.float64)


def is_constant(a):
    return (a.max(0) - a.min(0)) <= 2.0**-22 * np.abs(a).max(0)


def standardised(a):
    constant = is_constant(a)
    centred = a - a.mean(0)
    spread = np.where(constant, 1, np.sqrt((centred**2).mean(0)))
    return np.where(constant, 0, centred / spread)


def squares(a):
    return ((a[:, None, :] - a[None, :, :]) ** 2).sum(2)


def median(a):
    return np.sqrt(np.median(squares(a)[np.triu_indices(M, 1)]))


def fixed(sigma):
    return lambda a: sigma * math.sqrt(D)


def gaussian(width):
    return lambda a: np.expm1(-squares(a) / (2 * width(a) ** 2))


def linear(a):
    centred = a - a.mean(0)
    return centred @ centred.T


def smoother(k, eps=1e-5):
    b = H @ k @ H
    return np.linalg.solve(b + eps * M * np.eye(M), b)


def u_centred(k):
    k = k - np.diag(np.diag(k))
    sums, total = k.sum(0), k.sum()
    u = k - sums[:, None] / (M - 2) - sums[None, :] / (M - 2) + total / ((M - 1) * (M - 2))
    return u - np.diag(np.diag(u))


def nhsic(width):
    def of(a, b):
        r, s = smoother(gaussian(width)(a)), smoother(gaussian(width)(b))
        value = (r * s.T).sum()
        null = np.trace(r) * np.trace(s) / (M - 1)
        most = math.sqrt((r * r.T).sum()) * math.sqrt((s * s.T).sum())
        return [value, (value - null) / (most - null) if most - null > 1e-6 * most else None]

    return of


def hsic(kernel):
    return lambda a, b: [((H @ kernel(a) @ H) * kernel(b)).sum() / (M - 1) ** 2]


def cka(kernel, centre=lambda k: H @ k @ H):
    def of(a, b):
        k, l = centre(kernel(a)), centre(kernel(b))
        k, l = k / np.abs(k).max(), l / np.abs(l).max()
        return [(k * l).sum() / (np.linalg.norm(k) * np.linalg.norm(l))]

    return of


def separation(z):
    centred = z - z.mean(0)
    centred = centred / np.abs(centred).max()
    means = np.array([centred[np.arange(M) % CLASSES == k].mean(0) for k in range(CLASSES)])
    return [(means[np.arange(M) % CLASSES] ** 2).sum() / (centred**2).sum()]


def singular(z):
    centred = z - z.mean(0)
    values = np.linalg.svd(centred / np.abs(centred).max(), compute_uv=False)
    return values[values > 1e-9 * values[0]]


def entropy(z):
    p = singular(z) / singular(z).sum()
    return [math.exp(-(p * np.log(p)).sum())]


def participation(z):
    v = singular(z) ** 2
    return [v.sum() ** 2 / (v**2).sum()]


PAIRS = {
    "nhsic": nhsic(fixed(5)),
    "nhsic median": nhsic(median),
    "hsic": hsic(gaussian(median)),
    "hsic fixed": hsic(gaussian(fixed(1))),
    "hsic linear": hsic(linear),
    "cka": cka(linear),
    "cka debiased": cka(linear, u_centred),
    "cka gaussian": cka(gaussian(median)),
}
ALONE = {"class-separation": separation, "entropy rank": entropy, "participation": participation}
# 0 is a value for these.
ZERO = {"nhsic", "nhsic median", "hsic", "hsic fixed", "hsic linear"}


def expected(kind, offset, scale):
    z = rows_of(kind, offset, scale)
    constant = bool(is_constant(z).all())
    found = {}
    for name, of in PAIRS.items():
        found[name] = ([0] if name in ZERO else [None]) if constant else of(X, z)
    for name in ["nhsic", "cka"]:
        found[name + " standardised"] = (
            ([0] if name in ZERO else [None]) if constant else PAIRS[name](standardised(X), standardised(z))
        )
    for name, of in ALONE.items():
        found[name] = [None] if constant else of(z)
    return {"kind": kind, "offset": offset, "scale": scale, "constant": constant, "found": found}


def plain(value):
    return None if value is None else float(f"{value:.12g}")


cases = [expected(kind, offset, scale) for kind in KINDS for offset in OFFSETS for scale in SCALES]
for case in cases:
    case["found"] = {name: [plain(value) for value in values] for name, values in case["found"].items()}
print(json.dumps({"cases": cases}))
