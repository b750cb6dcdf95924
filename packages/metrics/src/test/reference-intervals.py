"""Jackknife intervals of corrected values, by brute force: every sample left out, all matrices made again.

python reference-intervals.py > reference-intervals.json
"""

import json
import numpy as np

rng = np.random.default_rng(20261130)
m = 16
x = rng.normal(size=(m, 3)).round(3)
labels = np.arange(m) % 3
z = (x @ rng.normal(size=(3, 5)) + 0.5 * rng.normal(size=(m, 5)) + labels[:, None]).round(3)
y = np.eye(3)[labels]


def nhsic_side(rows, sigma, eps, c):
    n, d = rows.shape
    k = np.exp(-((rows[:, None] - rows[None]) ** 2).sum(2) / (2 * sigma**2 * d))
    h = np.eye(n) - 1 / n
    k = h @ k @ h
    return k @ np.linalg.inv(k + c * np.eye(n))


def corrected(parts):
    value = sum((a * b).sum() for a, b in parts)
    mean = sum(np.trace(a) * np.trace(b) / (len(a) - 1) for a, b in parts)
    most = np.sqrt(sum((a * a).sum() for a, _ in parts) * sum((b * b).sum() for _, b in parts))
    return (value - mean) / (most - mean)


def nhsic(a, b, keep, sigma=5, eps=1e-5):
    # The penalty stays that of all samples.
    return corrected([tuple(nhsic_side(rows[keep], sigma, eps, eps * m) for rows in (a, b))])


def double(rows):
    h = np.eye(len(rows)) - 1 / len(rows)
    return h @ rows @ rows.T @ h


def u_centred(rows):
    k = rows @ rows.T
    np.fill_diagonal(k, 0)
    n = len(k)
    s = k.sum(1)
    out = k - s[:, None] / (n - 2) - s[None] / (n - 2) + s.sum() / ((n - 1) * (n - 2))
    np.fill_diagonal(out, 0)
    return out


def cka(a, b, keep, side):
    return corrected([(side(a[keep]), side(b[keep]))])


def minibatch(a, b, keep):
    """The two batches that batchesOf(16, 8) deals out."""
    first = {0, 3, 4, 6, 9, 11, 13, 15}
    parts = [[i for i in keep if (i in first) == is_first] for is_first in (True, False)]
    return corrected([(u_centred(a[part]), u_centred(b[part])) for part in parts])


def separation(a, keep):
    rows, own = a[keep], labels[keep]
    total = ((rows - rows.mean(0)) ** 2).sum()
    classes = np.unique(own)
    between = sum((own == c).sum() * ((rows[own == c].mean(0) - rows.mean(0)) ** 2).sum() for c in classes)
    chance = (len(classes) - 1) / (len(rows) - 1)
    return (between / total - chance) / (1 - chance)


def interval(of):
    keep = np.arange(m)
    left = np.array([of(np.delete(keep, i)) for i in keep])
    half = 1.959964 * np.sqrt((m - 1) / m * ((left - left.mean()) ** 2).sum())
    value = of(keep)
    return {"corrected": value, "low": value - half, "high": min(1, value + half)}


print(
    json.dumps(
        {
            "x": x.tolist(),
            "y": y.tolist(),
            "z": z.tolist(),
            "nhsic(X, Z)": interval(lambda keep: nhsic(x, z, keep)),
            "nhsic(Y, Z)": interval(lambda keep: nhsic(y, z, keep)),
            "nhsic(X, Z), eps 1e-2": interval(lambda keep: nhsic(x, z, keep, eps=1e-2)),
            "nhsic(X, Z), sigma 1": interval(lambda keep: nhsic(x, z, keep, sigma=1)),
            "cka(X, Z)": interval(lambda keep: cka(x, z, keep, double)),
            "cka(X, Z), debiased": interval(lambda keep: cka(x, z, keep, u_centred)),
            "cka(X, Z), minibatch of 8": interval(lambda keep: minibatch(x, z, keep)),
            "class-separation": interval(lambda keep: separation(z, keep)),
        },
        indent=1,
    )
)
