"""Writes scalar.tsv: values and partial derivatives of every scalar row of the table, by mpmath with 50 digits.

One line a point: row, arguments, value, partial derivatives ("-" where there is none to compare), all as doubles that
read back exactly. Run with: python3 scalar.py > scalar.tsv
"""
import random
from mpmath import *

mp.dps = 50
random.seed(20)
SELU_SCALE, SELU_ALPHA = mpf('1.0507009873554805'), mpf('1.6732632423543772')
sig = lambda x: 1 / (1 + exp(-x))
cut = lambda x, a, b: min(max(x, a), b)
half_even = lambda x: floor(x) if x - floor(x) < 0.5 or (x - floor(x) == 0.5 and int(floor(x)) % 2 == 0) else floor(x) + 1
half_away = lambda x: sign(x) * floor(abs(x) + 0.5)
truncate = lambda x: sign(x) * floor(abs(x))
WIDE, UNIT, POS = (-5, 5), (-0.999, 0.999), (0.05, 6)

# row: (function, ranges of the arguments, further points)
ROWS = {
    'add': (lambda a, b, c: a + b + c, [WIDE] * 3, []),
    'mul': (lambda a, b, c: a * b * c, [WIDE] * 3, []),
    'neg': (lambda x: -x, [WIDE], []),
    'div': (lambda a, b: a / b, [WIDE, POS], []),
    'pow': (lambda x, p: x ** p, [POS, (-3, 3)], [(1e-8, 3), (700, 2.5)]),
    'sqrt': (sqrt, [POS], [(1e-300,), (1e300,)]),
    'cbrt': (lambda x: sign(x) * cbrt(abs(x)), [WIDE], [(1e-300,), (-8,)]),
    'exp': (exp, [WIDE], [(700,), (-700,), (1e-8,)]),
    'ln': (log, [POS], [(1e-300,), (1e300,), (1 + 1e-8,)]),
    'log2': (lambda x: log(x) / log(2), [POS], [(1024,)]),
    'log10': (lambda x: log(x) / log(10), [POS], [(1e5,)]),
    'log1p': (log1p, [(-0.9, 5)], [(1e-8,), (-1e-8,), (1e300,)]),
    'expm1': (expm1, [WIDE], [(1e-8,), (-1e-8,), (-40,), (700,)]),
    'exp2': (lambda x: mpf(2) ** x, [WIDE], [(1000,)]),
    'exp10': (lambda x: mpf(10) ** x, [WIDE], [(300,)]),
    'square': (lambda x: x * x, [WIDE], []),
    'reciprocal': (lambda x: 1 / x, [POS], [(-3,)]),
    'rsqrt': (lambda x: 1 / sqrt(x), [POS], []),
    'nthroot': (lambda x, n: root(x, n) if isint(n) else x ** (1 / n), [POS, (1, 5)], []),
    'hypot': (lambda *x: sqrt(sum(a * a for a in x)), [WIDE] * 3, [(1e200, 1e200, 1e180)]),
    'log_base': (lambda x, b: log(x) / log(b), [POS, (1.5, 9)], []),
    'logaddexp': (lambda a, b: log(exp(a) + exp(b)), [WIDE] * 2, [(800, 799), (-800, -801), (3, -60)]),
    'logaddexp2': (lambda a, b: log(mpf(2) ** a + mpf(2) ** b) / log(2), [WIDE] * 2, [(1100, 1099), (3, -60), (-99, 1)]),
    'xlogy': (lambda x, y: x * log(y), [WIDE, POS], []),
    'xlog1py': (lambda x, y: x * log1p(y), [WIDE, (-0.9, 5)], [(2, 1e-8)]),
    'exprel': (lambda x: expm1(x) / x, [POS], [(1e-8,)]),
    'sin': (sin, [WIDE], [(1e5,), (1e22,), (1e-8,)]),
    'cos': (cos, [WIDE], [(1e5,), (1e22,)]),
    'tan': (tan, [(-1.5, 1.5)], [(1e-8,), (4,)]),
    'sec': (sec, [(-1.5, 1.5)], [(4,)]),
    'csc': (csc, [(0.1, 3)], [(1e-8,), (-2,)]),
    'cot': (cot, [(0.1, 3)], [(1e-8,), (-2,)]),
    'asin': (asin, [UNIT], [(1e-8,)]),
    'acos': (acos, [UNIT], []),
    'atan': (atan, [WIDE], [(1e8,), (-1e8,), (1e-8,)]),
    'asec': (asec, [(1.01, 6)], [(-1.5,), (1e6,)]),
    'acsc': (acsc, [(1.01, 6)], [(-1.5,), (1e6,)]),
    'acot': (lambda x: atan(1 / x), [POS], [(-0.5,), (-3,)]),
    'atan2': (atan2, [WIDE] * 2, [(1, -2), (-1, -2), (-1, 2)]),
    'radians': (radians, [(-360, 360)], []),
    'degrees': (degrees, [WIDE], []),
    'sind': (lambda x: sin(radians(x)), [(-85, 85)], [(1e6 + 0.5,), (-1e10,), (765,)]),
    'cosd': (lambda x: cos(radians(x)), [(-85, 85)], [(1e6 + 0.5,), (-1e10,), (765,)]),
    'tand': (lambda x: tan(radians(x)), [(-80, 80)], [(1e6 + 0.5,), (-1e10,)]),
    'sinh': (sinh, [WIDE], [(700,), (1e-8,)]),
    'cosh': (cosh, [WIDE], [(700,)]),
    'tanh': (tanh, [WIDE], [(1e-8,)]),
    'sech': (sech, [WIDE], [(30,)]),
    'csch': (csch, [POS], [(-2,), (1e-8,)]),
    'coth': (coth, [(0.1, 3)], [(-2,)]),
    'asinh': (asinh, [WIDE], [(1e8,), (-1e8,), (1e-8,)]),
    'acosh': (acosh, [(1.05, 9)], [(1e8,)]),
    'atanh': (atanh, [UNIT], [(1e-8,)]),
    'asech': (asech, [(0.05, 0.98)], []),
    'acsch': (acsch, [POS], [(-2,), (-0.3,)]),
    'acoth': (acoth, [(1.05, 9)], [(-1.5,), (-4,)]),
    'abs': (abs, [WIDE], []),
    'sign': (sign, [WIDE], []),
    'maximum': (max, [WIDE] * 2, []),
    'minimum': (min, [WIDE] * 2, []),
    'split': (lambda a, b, x, y: x if a > b else (x + y) / 2 if a == b else y, [WIDE] * 4, [(1, 1, 2, 5)]),
    'floor': (floor, [WIDE], [(-0.5,), (3,)]),
    'ceil': (ceil, [WIDE], [(-0.5,), (3,)]),
    'trunc': (truncate, [WIDE], []),
    'round': (half_even, [WIDE], [(0.5,), (1.5,), (2.5,), (-0.5,), (-1.5,), (0.49999999999999994,)]),
    'round_half_up': (lambda x: floor(x + mpf(1) / 2), [WIDE], [(0.5,), (-0.5,), (2.5,)]),
    'round_half_away': (half_away, [WIDE], [(0.5,), (-0.5,), (2.5,), (0.49999999999999994,)]),
    'fract': (lambda x: x - floor(x), [WIDE], []),
    'mod': (lambda a, b: a - b * floor(a / b), [WIDE, POS], [(-7, 3), (7, -3), (-7, -3)]),
    'rem': (lambda a, b: a - b * truncate(a / b), [WIDE, POS], [(-7, 3), (7, -3), (-7, -3)]),
    'ieee_remainder': (lambda a, b: a - b * half_even(a / b), [WIDE, POS], []),
    'floordiv': (lambda a, b: floor(a / b), [WIDE, POS], [(-7, 3)]),
    'heaviside': (lambda x, h: 0 if x < 0 else 1 if x > 0 else h, [WIDE, (0, 1)], [(0, 0.5)]),
    'threshold': (lambda x, t, v: x if x > t else v, [WIDE] * 3, []),
    'clip': (cut, [WIDE, (-3, -1), (1, 3)], []),
    'copysign': (lambda x, y: abs(x) if y > 0 else -abs(x), [WIDE] * 2, []),
    'erf': (erf, [WIDE], [(1e-8,)]),
    'erfc': (erfc, [WIDE], [(10,), (26,), (-4,)]),
    'erfcx': (lambda x: exp(x * x) * erfc(x), [(-3, 8)], [(100,)]),
    'erfinv': (erfinv, [UNIT], [(1e-8,), (1 - 1e-10,)]),
    'erfcinv': (lambda q: findroot(lambda x: log(erfc(x)) - log(q), sqrt(-log(q)) if q < 1e-8 else erfinv(1 - q)), [(0.05, 1.95)], [(1e-10,), (1e-100,)]),
    'norm_pdf': (npdf, [WIDE], [(20,)]),
    'norm_cdf': (ncdf, [WIDE], [(-20,), (-35,)]),
    'log_norm_cdf': (lambda x: log(ncdf(x)), [WIDE], [(-50,), (8,)]),
    'log_norm_pdf': (lambda x: log(npdf(x)), [WIDE], [(50,)]),
    'norm_ppf': (lambda p: -sqrt(2) * findroot(lambda x: log(erfc(x)) - log(2 * p), erfinv(1 - 2 * p) if p > 1e-8 else sqrt(-log(p))), [(0.01, 0.99)], [(1e-12,)]),
    'lambertw': (lambda x: lambertw(x).real, [(-0.36, 9)], [(1e8,), (1e-8,), (-0.367,), (-0.35,), (-0.3,)]),
    'sinc': (lambda x: sinpi(x) / (pi * x), [POS], [(-2.3,)]),
    'sinc_plain': (sinc, [POS], [(-2.3,)]),
    'gamma': (gamma, [(0.1, 9)], [(-2.5,), (-0.3,), (150.5,), (1e-8,)]),
    'lgamma': (lambda x: log(abs(gamma(x))), [(0.1, 20)], [(1e6,), (1 + 1e-8,), (2 - 1e-8,), (-2.5,)]),
    'digamma': (digamma, [(0.1, 20)], [(1.4616,), (1e6,), (-2.3,)]),
    'trigamma': (lambda x: psi(1, x), [(0.1, 20)], [(-2.3,), (1e6,), (-100.5,), (-100000.3,)]),
    'polygamma': (lambda n, x: psi(int(n), x), [[2, 3, 5], (0.1, 20)], [(2, -2.3), (2, -100.5), (2, -1000.5), (4, -12.5), (5, -70.5), (1, -20000.3), (3, -1e-5), (12, -3.999)]),
    'beta': (beta, [(0.1, 9)] * 2, [(50, 60.5), (1e6, -0.001)]),
    'lbeta': (lambda a, b: log(beta(a, b)), [(0.1, 20)] * 2, []),
    'factorial': (factorial, [(0.1, 9)], [(170,), (20,), (5,)]),
    'binomial': (binomial, [(4, 12), (0.1, 3.9)], [(10, 3), (50, 25), (1, 3), (1e-8, 2)]),
    'gammainc': (lambda a, x: gammainc(a, 0, x, regularized=True), [(0.3, 8), (0.05, 12)], [(1e4 + 0.5, 1e4 + 0.5), (150.5, 1), (1e6, 1.001e6), (99, 0.1)]),
    'gammaincc': (lambda a, x: gammainc(a, x, inf, regularized=True), [(0.3, 8), (0.05, 30)], [(0.001, 1), (0.001, 0.3), (1e4 + 0.5, 1e4 + 0.5), (150.5, 600), (1e6, 0.999e6)]),
    'zeta': (zeta, [(1.05, 9)], [(0.5,), (-0.5,), (-3,), (70,)]),
    'zeta_derivative': (lambda s: zeta(s, 1, 1), [(1.05, 9)], [(0.5,)]),
    'hurwitz_zeta': (zeta, [(1.1, 6), (0.2, 12)], [(30, 10), (60, 10)]),
    'besselj': (besselj, [[2, 3, 7], (0.1, 40)], [(0, 3), (2.5, 3), (-3, 2), (2, -3), (0, 1000.5), (0.5, 1000)]),
    'bessely': (bessely, [[2, 3, 7], (0.1, 40)], [(0, 3), (2.5, 3), (-3, 2), (0, 1000.5), (2.5, 1000), (1, 1e-100)]),
    'besseli': (besseli, [[2, 3, 7], (0.1, 40)], [(0, 3), (2.5, 3), (-3, 2), (2, -3)]),
    'besselk': (besselk, [[2, 3, 7], (0.1, 40)], [(0, 3), (2.5, 3), (-3, 2), (0, 500), (-1.5, 2), (0, 1e-300)]),
    **{f'{f}{n}': ((lambda g, n: lambda x: g(n, x))(g, n), [(0.1, 40)], []) for f, g in (('j', besselj), ('y', bessely), ('i', besseli), ('k', besselk)) for n in (0, 1)},
    'sigmoid': (sig, [WIDE], [(40,), (-40,), (-700,)]),
    'softplus': (lambda x: log1p(exp(x)), [WIDE], [(40,), (-40,), (-700,), (800,)]),
    'relu': (lambda x: max(x, 0), [WIDE], []),
    'leaky_relu': (lambda x, a: x if x > 0 else a * x, [WIDE, (0.01, 0.5)], []),
    'elu': (lambda x, a: x if x > 0 else a * expm1(x), [WIDE, (0.5, 2)], []),
    'celu': (lambda x, a: x if x > 0 else a * expm1(x / a), [WIDE, (0.5, 2)], []),
    'selu': (lambda x: SELU_SCALE * (x if x > 0 else SELU_ALPHA * expm1(x)), [WIDE], []),
    'silu': (lambda x: x * sig(x), [WIDE], [(40,), (-40,)]),
    'gelu': (lambda x: x * ncdf(x), [WIDE], [(-20,)]),
    'gelu_tanh': (lambda x: x / 2 * (1 + tanh(sqrt(2 / pi) * (x + mpf('0.044715') * x ** 3))), [(-3, 5)], []),
    'mish': (lambda x: x * tanh(log1p(exp(x))), [WIDE], []),
    'softsign': (lambda x: x / (1 + abs(x)), [WIDE], [(1e9,)]),
    'relu6': (lambda x: cut(x, 0, 6), [(-4, 10)], []),
    'hardtanh': (cut, [WIDE, (-3, -1), (1, 3)], []),
    'hardsigmoid': (lambda x: cut(x + 3, 0, 6) / 6, [(-6, 6)], []),
    'hardswish': (lambda x: x * cut(x + 3, 0, 6) / 6, [(-6, 6)], []),
    'tanhshrink': (lambda x: x - tanh(x), [(0.5, 5)], []),
    'softshrink': (lambda x, l: sign(x) * max(abs(x) - l, 0), [WIDE, (0.2, 1.5)], []),
    'hardshrink': (lambda x, l: x if abs(x) > l else 0, [WIDE, (0.2, 1.5)], []),
    'squareplus': (lambda x, b: (x + sqrt(x * x + b)) / 2, [WIDE, (0.5, 5)], []),
    'logit': (lambda p: log(p / (1 - p)), [(0.02, 0.98)], [(1e-10,), (0.5 + 1e-9,)]),
    'entr': (lambda p: -p * log(p), [(0.02, 2)], []),
    'rel_entr': (lambda p, q: p * log(p / q), [(0.05, 3)] * 2, []),
    'kl_div': (lambda p, q: p * log(p / q) - p + q, [(0.05, 1), (1.5, 3)], [(0.25, 0.249997), (0.25, 0.2503)]),
    'huber': (lambda d, r: r * r / 2 if abs(r) <= d else d * (abs(r) - d / 2), [(0.2, 1.5), WIDE], []),
    'pseudo_huber': (lambda d, r: d * d * (sqrt(1 + (r / d) ** 2) - 1), [(0.2, 1.5), WIDE], [(1, 1e-6)]),
    'log_sigmoid': (lambda x: -log1p(exp(-x)), [WIDE], [(40,), (-800,)]),
    'hurwitz_zeta_derivative': (lambda n, s, a: zeta(s, a, int(n)), [[1, 2, 3], (1.1, 6), (0.2, 12)], [(2, 0.5, 1), (1, -0.5, 2)]),
    'power_term': (lambda c, x, e: c * x ** e, [WIDE, POS, (-3, 3)], []),
    'detached': (lambda x: x, [WIDE], [(0,), (-1e300,)]),
}
# Arguments by which there is no derivative to compare: orders, and logical ones.
FIXED = {'polygamma': {0}, 'besselj': {0}, 'bessely': {0}, 'besseli': {0}, 'besselk': {0}, 'gammainc': {0}, 'gammaincc': {0}, 'hurwitz_zeta_derivative': {0}}
# Points at which the textbook's derivative cancels: its stable form is tested with the stable forms.
VALUE_ONLY = {('sigmoid', 40), ('sigmoid', -700), ('sigmoid', -40), ('exprel', 1e-8), ('pseudo_huber', 1), ('erfcx', 100), ('kl_div', 0.25), ('sin', 1e22), ('cos', 1e22), ('beta', 1e6), ('binomial', 1), ('binomial', 1e-8), ('gammainc', 1e4 + 0.5), ('gammainc', 1e6), ('gammaincc', 1e4 + 0.5), ('gammaincc', 1e6), ('gammaincc', 150.5)}
# Derivatives that are what they are by definition.
DEFINED = {'detached': 0.0}
SMOOTHLESS = {'round': 0.5, 'round_half_up': 0.5, 'round_half_away': 0.5}


def double(x):
    return mpf(float(x))


def points(ranges, more):
    for k in range(6):
        yield tuple(mpf(random.choice(r)) if isinstance(r, list) else double(random.uniform(*r)) for r in ranges)
    for p in more:
        yield tuple(mpf(x) for x in p)


def partial(f, args, k):
    g = lambda t: f(*args[:k], t, *args[k + 1:])
    h = mpf(10) ** -18 * max(1, abs(args[k])) if abs(args[k]) > 1e-6 else mpf(10) ** -15 * abs(args[k])
    # Three-point differences extrapolated once: error h^4, far below a double.
    d = lambda h: (g(args[k] + h) - g(args[k] - h)) / (2 * h)
    return (4 * d(h / 2) - d(h)) / 3


for name, (f, ranges, more) in ROWS.items():
    for args in points(ranges, more):
        value = f(*args)
        value = value.real if isinstance(value, mpc) else value
        at_jump = name in SMOOTHLESS and (args[0] + 0.5) % 1 == 0 or name in ('floor', 'ceil', 'trunc', 'heaviside', 'sign') and args[0] == int(args[0])
        partials = []
        for k in range(len(args)):
            if k in FIXED.get(name, ()) or at_jump or any((name, float(a)) in VALUE_ONLY for a in args):
                partials.append('-')
                continue
            if name in DEFINED:
                partials.append(repr(DEFINED[name]))
                continue
            mp.dps = 90
            d = partial(f, args, k)
            mp.dps = 50
            partials.append(repr(float(d.real if isinstance(d, mpc) else d)))
        print(name, ';'.join(repr(float(a)) for a in args), repr(float(value)), ';'.join(partials), sep='\t')
