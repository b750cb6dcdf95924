"""Reference numbers of nHSIC, HSIC and CKA on random samples, in float64 NumPy and SciPy, by other routes than the
package's own: eigenvectors for inverses, feature space or Song's sums for traces, re-pairings one by one for the null.

python reference-kernel-measures.py > reference-kernel-measures.json
"""

import itertools
import json

import numpy as np
from scipy.spatial.distance import cdist, pdist

rng = np.random.default_rng(20261127)


def standardised(a):
    return (a - a.mean(0)) / a.std(0)


def gaussian(a, width):
    return np.exp(-cdist(a, a, "sqeuclidean") / (2 * width**2))


def fixed(a, sigma):
    return sigma * np.sqrt(a.shape[1])


def median(a):
    return np.median(pdist(a))


def smoother(k, eps=1e-5):
    """K (K + eps m I)^-1 of the centred kernel, through its eigenvectors."""
    m = len(k)
    h = np.eye(m) - 1 / m
    values, vectors = np.linalg.eigh(h @ k @ h)
    values = np.clip(values, 0, None)
    return vectors @ np.diag(values / (values + eps * m)) @ vectors.T


def song(k, l):
    """Unbiased HSIC by the three sums of Song et al. (2012), equation 5."""
    m = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    three = (k * l).sum() + k.sum() * l.sum() / ((m - 1) * (m - 2)) - 2 / (m - 2) * (k.sum(0) @ l.sum(0))
    return three / (m * (m - 3))


def biased(k, l):
    """The V-statistic from means of rows, columns and all."""
    m = len(k)
    return ((k * l).mean() + k.mean() * l.mean() - 2 * (k.mean(0) * l.mean(0)).mean()) * m**2 / (m - 1) ** 2


def ratio(of):
    return lambda k, l: of(k, l) / np.sqrt(of(k, k) * of(l, l))


def in_batches(size):
    def of(k, l):
        assert round(len(k) / size) == 1  # so few samples are one batch
        parts = [np.arange(len(k))]
        total = lambda a, b: sum(song(a[np.ix_(p, p)], b[np.ix_(p, p)]) for p in parts)
        return total(k, l) / np.sqrt(total(k, k) * total(l, l))

    return of


def calibrated(of, k, l):
    """The value beside those of all re-pairings; p is the share of them that give as much."""
    value = of(k, l)
    null = np.array([of(k, l[np.ix_(order, order)]) for order in map(list, itertools.permutations(range(len(k))))])
    z = (value - null.mean()) / null.std()
    p = (null >= value - 1e-6 * null.std()).mean()
    return {"value": value, "null_mean": null.mean(), "null_std": null.std(), "z": z, "p": p}



def forms(a, b, batch):
    """Every form of the measures between two variables, by name: (function of two matrices, kernel matrices)."""
    trace = lambda r, s: np.trace(r @ s)
    wide = [gaussian(v, fixed(v, 5)) for v in (a, b)]
    near = [gaussian(v, median(v)) for v in (a, b)]
    plain = [v @ v.T for v in (a, b)]
    return {
        "nhsic": (trace, [smoother(k) for k in wide]),
        "nhsic median": (trace, [smoother(k) for k in near]),
        "hsic": (biased, near),
        "hsic unbiased": (song, near),
        "hsic linear": (biased, plain),
        "cka": (ratio(biased), plain),
        "cka gaussian": (ratio(biased), near),
        "cka debiased": (ratio(song), plain),
        "cka minibatch": (in_batches(batch), plain),
    }


cases = []
for m, dx, dz, classes in [(6, 3, 2, 2), (7, 10, 4, 3), (6, 2, 9, 3), (7, 5, 1, 2), (6, 12, 30, 2), (7, 4, 6, 4)]:
    labels = np.arange(m) % classes
    x = np.round(rng.normal(size=(m, dx)) + 0.8 * labels[:, None], 3)
    z1 = np.round(np.tanh(x @ rng.normal(size=(dx, dz))) + 0.3 * rng.normal(size=(m, dz)), 3)
    z2 = np.round(3 * z1 @ rng.normal(size=(dz, 3)) + rng.normal(size=(m, 3)), 3)
    y = np.eye(classes)[labels]
    found = {}
    for scale in ("raw", "standardised"):
        of = standardised if scale == "standardised" else lambda v: v
        pairs = {"X Z": (of(x), of(z1)), "Y Z": (y, of(z1)), "Z Z": (of(z1), of(z2))}
        for pair, (a, b) in pairs.items():
            for form, (value, (k, l)) in forms(a, b, 5).items():
                if pair == "Z Z" and form.startswith("hsic"):
                    continue  # no matrix of blocks takes it
                one = {"value": float(value(k, l))} if form == "cka minibatch" else calibrated(value, k, l)
                found[f"{form} | {pair} | {scale}"] = {name: float(number) for name, number in one.items()}
    cases.append({"x": x.tolist(), "y": y.tolist(), "z": [z1.tolist(), z2.tolist()], "found": found})
print(json.dumps({"about": "float64 NumPy and SciPy, reference-kernel-measures.py; nulls over all re-pairings", "cases": cases}))
