"""Writes exponential.json: exponentials of matrices and their derivatives along matrices, by mpmath with 60 digits.

Run with: python3 exponential.py > exponential.json
"""
import json
import random

from mpmath import expm, matrix, mp, mpf

mp.dps = 60
random.seed(3)


def draw(n, scale):
    return matrix([[mpf(random.uniform(-1, 1) * scale) for _ in range(n)] for _ in range(n)])


def listed(a):
    return [[float(x) for x in row] for row in a.tolist()]


def of(a):
    return expm(a, method='taylor')


points = []
for n, scale in ((1, 1), (2, 1e-6), (2, 1), (3, 0.1), (3, 2), (4, 8)):
    a, e, g = draw(n, scale), draw(n, 1), draw(n, 1)
    h = mpf(10) ** -15
    along = (of(a + h * e) - of(a - h * e)) / (2 * h)
    second = (of(a + h * e + h * g) - of(a + h * e - h * g) - of(a - h * e + h * g) + of(a - h * e - h * g)) / (4 * h * h)
    points.append({'A': listed(a), 'E': listed(e), 'G': listed(g), 'exponential': listed(of(a)), 'along': listed(along), 'second': listed(second)})
print(json.dumps(points))
