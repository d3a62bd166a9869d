"""Writes matrixFunctions.json: square roots and logarithms of matrices, their derivatives along matrices, and solutions of Sylvester's and Stein's
equations, by mpmath with 60 digits.

Run with: python3 matrixFunctions.py > matrixFunctions.json
"""
import json
import random

from mpmath import eye, logm, lu_solve, matrix, mp, mpf, sqrtm

mp.dps = 60
random.seed(5)


def draw(n, m, scale=1):
    return matrix([[mpf(random.uniform(-1, 1) * scale) for _ in range(m)] for _ in range(n)])


def listed(a):
    return [[float(mp.re(x)) for x in row] for row in a.tolist()]


def linear(n, m, c, apply):
    """The X with apply(X) = C, column by column of the system."""
    system = matrix(n * m, n * m)
    for k in range(n * m):
        unit = matrix(n, m)
        unit[k // m, k % m] = 1
        image = apply(unit)
        for i in range(n * m):
            system[i, k] = image[i // m, i % m]
    x = lu_solve(system, matrix([c[i // m, i % m] for i in range(n * m)]))
    return matrix([[x[i * m + j] for j in range(m)] for i in range(n)])


def positive(n):
    a = draw(n, n)
    return a * a.T + eye(n) / 4


points = []
for a in (
    matrix([[mpf(2.25)]]),
    positive(2),
    positive(4),
    positive(3) * mpf(2) ** 20,
    2 * eye(3) + draw(3, 3, 0.8),
    # Of one eigenvector alone.
    matrix([[1, 2, -1], [0, 1, 3], [0, 0, 1]]),
    positive(3) * positive(3),
):
    a = matrix([[mpf(float(x)) for x in row] for row in a.tolist()])
    if a[0, a.cols - 1] != 0 and abs(a[0, a.cols - 1] - a[a.cols - 1, 0]) < 1e-12 * abs(a[0, 0]):
        a = matrix([[a[min(i, j), max(i, j)] for j in range(a.cols)] for i in range(a.rows)])
    n = a.rows
    e, b, c = draw(n, n), eye(2) + draw(2, 2, 0.3), draw(n, 2)
    h = mpf(10) ** -15
    points.append({
        'A': listed(a), 'B': listed(b), 'C': listed(c), 'E': listed(e),
        'root': listed(sqrtm(a)), 'rootAlong': listed((sqrtm(a + h * e) - sqrtm(a - h * e)) / (2 * h)),
        'logarithm': listed(logm(a)), 'logarithmAlong': listed((logm(a + h * e) - logm(a - h * e)) / (2 * h)),
        'sylvester': listed(linear(n, 2, c, lambda x: a * x + x * b)),
        'stein': listed(linear(n, 2, c, lambda x: x - a * x * b)),
    })
print(json.dumps(points))
