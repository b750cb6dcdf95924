"""Values and gradients of nHSIC where float32 products lose them, in float64 NumPy: distances from differences of rows, R by
a solver, gradients by complex steps, which subtract nothing. Everything from values rounded to float32.

python nhsic-extremes-reference.py > nhsic-extremes-reference.json
"""

import json

import numpy as np

M, D = 24, 3
EPS, SIGMA = 1e-5, 5
rng = np.random.default_rng(20261130)


def regularised(z):
    squares = ((z[:, None, :] - z[None, :, :]) ** 2).sum(2)
    k = np.expm1(-squares / (2 * SIGMA**2 * D))
    h = np.eye(M) - 1 / M
    b = h @ k @ h
    return np.linalg.solve(b + EPS * M * np.eye(M), b)


X = rng.normal(size=(M, D)).astype(np.float32)
CENTRES = rng.normal(size=(4, D))[np.arange(M) % 4]


def case(name, z):
    z = np.asarray(z).astype(np.float32).astype(np.float64)
    other = regularised(X.astype(np.float64)).T
    step = 1e-20 * np.abs(z).max()
    gradient = np.zeros((M, D))
    for i in range(M):
        for k in range(D):
            moved = z.astype(complex)
            moved[i, k] += 1j * step
            gradient[i, k] = (regularised(moved) * other).sum().imag / step
    return {
        "name": name,
        "z": z.tolist(),
        "value": (regularised(z) * other).sum(),
        "gradient": gradient.tolist(),
    }


noise = rng.normal(size=(M, D))
cases = [case(f"clusters of scale {scale:g}", scale * CENTRES + noise) for scale in [300, 1e3, 1e4, 1e5]]
cases += [case(f"scale {scale:g}", scale * noise) for scale in [1e-20, 1e-6, 1e-3, 1e3, 1e20]]
cases += [case(f"offset {offset:g}", offset + noise) for offset in [1e2, 1e4, 1e6]]
cases += [case("one constant feature", np.column_stack([np.full(M, 1e6), noise[:, :2] / 10]))]
cases += [case("duplicated", 1e4 * noise[np.arange(M) % 6])]
print(json.dumps({"x": X.astype(float).tolist(), "cases": cases}))
