"""p values of adversarial samples: shares of all re-pairings up to 8 samples, of 100,000 drawn ones beyond, by NumPy.
The statistic is summed anew for each re-pairing from matrices without their mean and diagonal's part.

python reference-null-tails.py > reference-null-tails.json
"""

import itertools
import json
import sys

import numpy as np
from scipy.spatial.distance import cdist, pdist

rng = np.random.default_rng(20261130)


def centred(k):
    return k - k.mean(0) - k.mean(1)[:, None] + k.mean()


def linear(a):
    a = a - a.mean(0)
    return a @ a.T


def gaussian(a):
    return centred(np.exp(-cdist(a, a, "sqeuclidean") / (2 * np.median(pdist(a, "sqeuclidean")))))


def smoother(a):
    m = len(a)
    values, vectors = np.linalg.eigh(centred(np.exp(-cdist(a, a, "sqeuclidean") / (50 * a.shape[1]))))
    values = np.clip(values, 0, None)
    return vectors @ np.diag(values / (values + 1e-5 * m)) @ vectors.T


def samples(m):
    normal = lambda d: rng.normal(size=(m, d))
    longest = lambda by, count=1: np.vstack([normal(4)[:count] * by, normal(4)[count:]])
    hot = lambda labels: np.eye(labels.max() + 1)[labels]
    half = np.arange(m) % 2
    found = {
        "normal": normal(5),
        "one long": longest(1e4),
        "two long": longest(1e4, 2),
        "one of 10": longest(10),
        "heavy": rng.standard_cauchy(size=(m, 3)),
        "log-normal": np.exp(2 * normal(4)),
        "duplicates": np.repeat(normal(3), 4, 0)[:m],
        "two clusters": 10.0 * half[:, None] + 0.01 * normal(2),
        "rare class": hot((np.arange(m) == 0) * 1),
        "rare of four": hot(np.where(np.arange(m) == 0, 3, np.arange(m) % 3)),
        "two classes": hot(half),
        "related": normal(2) + half[:, None] * 2,
    }
    return {name: np.array([[float(f"{v:.7g}") for v in row] for row in values]) for name, values in found.items()}


def parts(a):
    """Diagonal without its mean, and what lies off it without rows' and columns' means."""
    m = len(a)
    d = np.diag(a) - np.trace(a) / m
    u = a - np.diag(np.diag(a))
    s = u.sum(0)
    u = u - (s[:, None] + s[None, :]) / (m - 2) + s.sum() / ((m - 1) * (m - 2))
    np.fill_diagonal(u, 0)
    return d, u


def tail(a, b, orders):
    (d, u), (e, v) = parts(a), parts(b)
    m = len(d)
    share = m / (m - 2)
    here = share * d @ e + (u * v).sum()
    all_of = np.empty(len(orders))
    for start in range(0, len(orders), 2000):
        o = orders[start : start + 2000]
        all_of[start : start + 2000] = share * e[o] @ d + np.einsum("ij,nij->n", u, v[o[:, :, None], o[:, None, :]])
    std = all_of.std()
    noise = 1e-13 * (np.abs(d).max() * np.abs(np.diag(b)).max() + np.abs(e).max() * np.abs(np.diag(a)).max())
    noise += 1e-13 * (np.linalg.norm(u) * np.abs(b).max() + np.linalg.norm(v) * np.abs(a - np.diag(np.diag(a))).max())
    if std <= 1e3 * noise:
        return None
    return float((all_of >= here - 1e-5 * std).mean())


pairs = [
    ("normal", "one long"), ("one long", "two classes"), ("two long", "one long"), ("two long", "two long"),
    ("one of 10", "normal"), ("heavy", "log-normal"), ("log-normal", "two classes"), ("duplicates", "two classes"),
    ("two clusters", "two classes"), ("two clusters", "duplicates"), ("rare class", "normal"), ("rare class", "one long"),
    ("rare of four", "related"), ("rare of four", "two classes"), ("related", "two classes"), ("heavy", "rare of four"),
]  # fmt: skip
forms = {"cka": linear, "cka-gaussian": gaussian, "nhsic": smoother, "cka-debiased": linear}
cases = []
for m in (4, 5, 6, 7, 8, 12, 40):
    if m <= 8:
        orders = np.array(list(itertools.permutations(range(m))))
    else:
        orders = np.array([np.arange(m)] + [rng.permutation(m) for _ in range(100_000)])
    sets = samples(m)
    found = []
    for a, b in pairs:
        p = {}
        for form, make in forms.items():
            if form == "cka-gaussian" and (np.median(pdist(sets[a])) == 0 or np.median(pdist(sets[b])) == 0):
                continue
            left, right = make(sets[a]), make(sets[b])
            if form == "cka-debiased":
                left, right = parts(left)[1], parts(right)[1]
                if min(np.abs(x).max() for x in (left, right)) < 1e-12:
                    continue
            p[form] = tail(left, right, orders)
        found.append({"a": a, "b": b, "p": p})
    cases.append({"m": m, "sets": {name: values.tolist() for name, values in sets.items()}, "pairs": found})
    print(m, file=sys.stderr)
print(json.dumps({"about": "shares of re-pairings, reference-null-tails.py", "cases": cases}))
