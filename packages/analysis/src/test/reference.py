"""Numbers of scipy that the tests compare with: python reference.py > reference.json"""

import json

import numpy as np
from scipy import stats
from scipy.special import gamma

rng = np.random.default_rng(7)


def sign_flip(d):
    """Through scipy's own permutation test of one paired sample."""
    result = stats.permutation_test(
        (d,), np.sum, permutation_type="samples", alternative="greater", n_resamples=np.inf, vectorized=False
    )
    return float(result.pvalue)


def hedges(d):
    m = len(d) - 1
    j = gamma(m / 2) / (np.sqrt(m / 2) * gamma((m - 1) / 2))
    return float(j * np.mean(d) / np.std(d, ddof=1))


def holm(ps):
    """By its definition: the hypothesis of rank r is rejected at a iff every earlier one passes a / (m - rank)."""
    order = np.argsort(ps)
    m = len(ps)
    return [float(min(1, max((m - r) * ps[order[r]] for r in range(list(order).index(i) + 1)))) for i in range(m)]


def motion(layers, epochs):
    """Role differentiation through numpy's own trapezoid, layer by layer from the mean of all: the mean over pairs of
    |g - G|² is 2 / (L - 1) times the sum over layers of the squared distance from the common motion."""
    t = np.sort(rng.choice(np.arange(1, 40), epochs, replace=False))
    paths = np.round(np.cumsum(rng.normal(size=(layers, epochs, 2)), 1), 3)
    over = lambda values: np.trapezoid(values, t, axis=-1) / (t[-1] - t[0])
    own = paths - paths.mean(0)
    own = own - over(own.transpose(0, 2, 1))[:, None, :]
    rd = np.sqrt(2 / (layers - 1) * over((own**2).sum((0, 2))))
    series, end = paths[0, :, 0], int(t[-1])
    late = series[t >= end / 2]
    return {
        "epochs": t.tolist(), "paths": paths.tolist(), "roleDifferentiation": float(rd),
        "slope": float(np.polyfit(t, series, 1)[0]),
        "lateSlope": float(np.polyfit(t[t >= end / 2], late, 1)[0]) if len(late) > 1 else None,
        "lateMinusPeak": float(np.mean(late) - series.max()),
    }


samples = [np.round(rng.normal(0.3, 1, n), 3) for n in (3, 4, 5, 6, 6, 7)]
long = np.round(rng.normal(0.2, 1, 25), 3)
ps = np.round(rng.uniform(0, 0.2, 9), 4)
motions = [motion(*size) for size in [(2, 2), (3, 5), (8, 12), (5, 4), (2, 9), (12, 20)]]
print(
    json.dumps(
        {
            "samples": [
                {"d": d.tolist(), "signFlip": sign_flip(d), "hedges": hedges(d)} for d in samples
            ],
            "long": {
                "d": long.tolist(),
                "signFlip": float(
                    stats.permutation_test(
                        (long,), np.sum, permutation_type="samples", alternative="greater",
                        n_resamples=200_000, vectorized=True, rng=np.random.default_rng(2),
                    ).pvalue
                ),
                "t": float(stats.ttest_1samp(long, 0, alternative="greater").pvalue),
            },
            "ps": ps.tolist(),
            "holm": holm(ps),
            "bh": stats.false_discovery_control(ps, method="bh").tolist(),
            "motions": motions,
            "normal": [[x, float(stats.norm.cdf(x))] for x in (-6, -3.2, -1, 0, 0.5, 1.96, 4)],
        },
        indent=1,
    )
)
