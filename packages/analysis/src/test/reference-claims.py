"""Joint tests of claims by plain enumeration, for the tests beside: python reference-claims.py > reference-claims.json

Written from the definitions, not from the TypeScript: adjusted p by closed testing over all sets of claims (for which the
step-down method is a short cut), ends of intervals by bisection on the test itself. scipy's permutation test gives p of
one claim alone."""

import itertools
import json

import numpy as np
from scipy import stats

rng = np.random.default_rng(23)
LEVEL = 0.05


def signs(n):
    return np.array(list(itertools.product((1, -1), repeat=n)))


def statistic(d):
    """Mean over root mean square for every choice of signs, the data as they are first."""
    scale = np.sqrt(np.mean(d**2))
    return signs(len(d)) @ d / len(d) / scale if scale > 0 else np.zeros(2 ** len(d))


def closed(distances):
    """Adjusted p of each row: the largest p of any set of rows that it belongs to."""
    T = np.array([statistic(d) for d in distances])
    rows = range(len(T))
    worst = np.zeros(len(T))
    for size in range(1, len(T) + 1):
        for chosen in itertools.combinations(rows, size):
            chosen = list(chosen)
            most = T[chosen].max(0)
            p = np.mean(most >= T[chosen, 0].max() - 1e-12)
            worst[chosen] = np.maximum(worst[chosen], p)
    return worst


def low_end(d, level, others, sign=1):
    """The largest m of which "the mean is above m" is not passed any more, by bisection on the test."""
    d = sign * d
    allowed = np.floor(level * 2 ** len(d))

    def passes(m):
        T = statistic(d - m)
        return np.sum(np.maximum(T, others) >= T[0] - 1e-12) <= allowed

    low, high = d.mean() - 1000 * np.ptp(d), d.mean() + np.ptp(d)
    if not passes(low):
        return None
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if passes(middle) else (low, middle)
    return float(sign * low)


def family(relations, margins, D, untested=0):
    """Claims of order alone."""
    share = len(D) / (len(D) + untested)
    turn = np.array([1 if r == ">" else -1 for r in relations])
    distances = turn[:, None] * D - np.array(margins)[:, None]
    result = []
    sides = []
    for side in (distances, -distances):
        adjusted = np.minimum(1, closed(side) / share)
        T = np.array([statistic(d) for d in side])
        open_ = [i for i in range(len(D)) if adjusted[i] > LEVEL]
        beside = [
            np.max([T[k] for k in open_ if k != i], axis=0, initial=-np.inf)
            if any(k != i for k in open_)
            else np.full(2 ** D.shape[1], -np.inf)
            for i in range(len(D))
        ]
        sides.append((adjusted, beside))
    for i, d in enumerate(D):
        near = low_end(turn[i] * d, LEVEL * share, sides[0][1][i])
        far = low_end(-turn[i] * d, LEVEL * share, sides[1][1][i])
        far = None if far is None else -far
        ends = [near, far] if turn[i] == 1 else [None if far is None else -far, None if near is None else -near]
        result.append(
            {
                "relation": relations[i],
                "margin": margins[i],
                "d": d.tolist(),
                "p": float(np.mean(statistic(distances[i]) >= statistic(distances[i])[0] - 1e-12)),
                "scipy": float(
                    stats.permutation_test(
                        (distances[i],), np.mean, permutation_type="samples", alternative="greater",
                        n_resamples=np.inf, vectorized=False,
                    ).pvalue
                ),
                "adjusted": float(sides[0][0][i]),
                "adjustedAgainst": float(sides[1][0][i]),
                "ends": ends,
            }
        )
    return {"untested": untested, "claims": result}


def made(n, m, effect, correlation, shape):
    draw = {
        "normal": lambda size: rng.normal(size=size),
        "left": lambda size: 1 - rng.exponential(size=size),
        "heavy": lambda size: rng.standard_t(2.5, size=size),
    }[shape]
    common = draw((1, n))
    D = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * draw((m, n)) + effect
    relations = [(">", "<")[k % 3 == 2] for k in range(m)]
    D[[r == "<" for r in relations]] *= -1
    margins = [round(float(x), 1) for x in rng.choice([0, 0, 0.2], m)]
    return relations, margins, np.round(D, 3)


families = [
    family(*made(n, m, effect, correlation, shape), untested)
    for n, m, effect, correlation, shape, untested in [
        (5, 1, 1.5, 0, "normal", 0),
        (5, 3, 2, 0.8, "normal", 0),
        (6, 1, 0.3, 0, "left", 0),
        (6, 4, 1.6, 0, "normal", 0),
        (7, 5, 1.2, 0.8, "heavy", 0),
        (7, 3, 2, 0.5, "normal", 1),
        (8, 5, 1, 0.3, "normal", 0),
        (8, 2, -1.2, 0, "left", 2),
        (9, 4, 0.8, 0.8, "normal", 0),
        (10, 2, 0.7, 0, "heavy", 0),
    ]
]


def equivalence(n, spread, centre, margin):
    """One claim of closeness: two one-sided tests; the contrary: the larger of both statistics against the larger of both."""
    d = np.round(rng.normal(centre, spread, n), 3)
    above, below = statistic(d + margin), statistic(margin - d)
    out = np.maximum(statistic(d - margin), statistic(-d - margin))
    none = np.full(2**n, -np.inf)
    high = low_end(-d, LEVEL, none)
    return {
        "d": d.tolist(), "margin": margin,
        "p": float(max(np.mean(above >= above[0] - 1e-12), np.mean(below >= below[0] - 1e-12))),
        "pAgainst": float(np.mean(out >= out[0] - 1e-12)),
        "inner": [low_end(d, LEVEL, none), None if high is None else -high],
    }


def skewness(d):
    return float(stats.skew(d, bias=False))


print(
    json.dumps(
        {
            "families": families,
            "equivalences": [
                equivalence(6, 0.2, 0.1, 0.5), equivalence(7, 0.3, -0.2, 0.4), equivalence(8, 0.2, 1, 0.4),
                equivalence(6, 0.2, -1, 0.3), equivalence(5, 0.1, 0, 0.3),
            ],
            "skewness": [[c["d"], skewness(c["d"])] for f in families[:6] for c in f["claims"][:1]],
        },
        indent=1,
    )
)
