"""Reference numbers of the measures that need no kernel, in float64 NumPy, by other routes than the package's own.

python reference-measures.py > reference-measures.json
"""

import json
import numpy as np

rng = np.random.default_rng(20261123)


def ridge_predictions(x, y, unseen, ridge):
    """Ridge as least squares on the data with extra rows, solved by SVD."""
    mx, my = x.mean(0), y.mean(0)
    a, b = x - mx, y - my
    c = ridge * (a**2).sum() / min(a.shape)
    rows = np.vstack([a, np.sqrt(c) * np.eye(a.shape[1])])
    weights, *_ = np.linalg.lstsq(rows, np.vstack([b, np.zeros((a.shape[1], b.shape[1]))]), rcond=None)
    return (unseen - mx) @ weights + my


def neighbours(x, labels, unseen, k):
    found = []
    for row in unseen:
        nearest = np.argsort(((x - row) ** 2).sum(1), kind="stable")[:k]
        votes = np.bincount(labels[nearest])
        found.append(int(next(labels[i] for i in nearest if votes[labels[i]] == votes.max())))
    return found


def spectrum(x):
    s = np.linalg.svd(x - x.mean(0), compute_uv=False)
    s = s[s > 1e-9 * s.max()]
    p = s / s.sum()
    cov = np.cov(x, rowvar=False).reshape(x.shape[1], x.shape[1])
    return float(np.exp(-(p * np.log(p)).sum())), float(np.trace(cov) ** 2 / np.trace(cov @ cov))


def separation(x, labels):
    mean = x.mean(0)
    within = between = 0.0
    for c in np.unique(labels):
        part = x[labels == c]
        between += len(part) * ((part.mean(0) - mean) ** 2).sum()
        within += ((part - part.mean(0)) ** 2).sum()
    return float(between / (between + within)), float(between / within)


cases = []
for n, t, d, q, classes, ridge, k in [
    (12, 5, 3, 2, 2, 0.01, 3), (9, 6, 14, 3, 3, 0.5, 1), (20, 8, 20, 4, 4, 1.0, 5),
    (15, 4, 2, 1, 3, 0.1, 4), (10, 7, 30, 6, 2, 0.001, 2), (24, 9, 7, 5, 5, 3.0, 7),
]:
    labels = np.arange(n) % classes
    centres = rng.normal(size=(classes, d)) * 1.2
    x = np.round(centres[labels] + rng.normal(size=(n, d)) + 2.0, 4)
    unseen = np.round(centres[np.arange(t) % classes] + rng.normal(size=(t, d)) + 2.0, 4)
    y = np.round(x @ rng.normal(size=(d, q)) + 0.3 * rng.normal(size=(n, q)), 4)
    rank, participation = spectrum(x)
    share, ratio = separation(x, labels)
    shares = [separation(x, rng.permutation(labels))[0] for _ in range(20000)]
    cases.append({
        "x": x.tolist(), "labels": labels.tolist(), "unseen": unseen.tolist(), "y": y.tolist(),
        "ridge": ridge, "neighbours": k, "classes": classes,
        "predictions": ridge_predictions(x, y, unseen, ridge).tolist(),
        "classified": neighbours(x, labels, unseen, k),
        "entropy_rank": rank, "participation_ratio": participation,
        "separation": share, "separation_ratio": ratio,
        "separation_null_mean": float(np.mean(shares)), "separation_null_std": float(np.std(shares)),
    })

# A generator of its own: the cases above stay as they are.
rng = np.random.default_rng(20261127)
networks = []
for n, classes, width in [(5, 2, 3), (8, 3, 1), (13, 4, 20), (9, 10, 7), (20, 5, 50), (16, 3, 11)]:
    logits = np.round(rng.normal(size=(n, classes)) * 4, 3)
    labels = rng.integers(0, classes, n)
    losses = [-np.log(np.exp(row[label]) / np.exp(row).sum()) for row, label in zip(logits, labels)]
    local, whole = np.round(rng.normal(size=(2, width)), 3)
    weights = [np.round(rng.normal(size=size), 3) for size in (width, 2 * width)]
    flat = np.concatenate(weights)
    networks.append({
        "logits": logits.tolist(), "labels": labels.tolist(), "local": local.tolist(), "end_to_end": whole.tolist(),
        "weights": [w.tolist() for w in weights],
        "accuracy": float((np.argsort(logits, 1)[:, -1] == labels).mean()), "loss": float(np.mean(losses)),
        "agreement": float(np.dot(local / np.linalg.norm(local), whole / np.linalg.norm(whole))),
        "gradient_norm": float(np.linalg.norm(local)), "end_to_end_norm": float(np.linalg.norm(whole)),
        "weight_norm": float(np.linalg.norm(flat)), "weight_rms": float(np.std(np.concatenate([flat, -flat]))),
    })
print(json.dumps({
    "about": "float64 NumPy, reference-measures.py; the null of the separation from 20,000 shuffles",
    "cases": cases, "networks": networks,
}))
