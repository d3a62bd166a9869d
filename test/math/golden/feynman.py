"""Writes feynman.tsv from FeynmanEquations.csv (S.-M. Udrescu and M. Tegmark, "AI Feynman", Science Advances 6, 2020; the public
data set): each formula with its variables, and at two points in the ranges given there its value, first and second
partial derivatives by mpmath with 60 digits. Run with: python3 feynman.py PATH_TO_CSV > feynman.tsv

Fields: name, formula, variables, point, value, first partials, second partials (upper triangle, row by row).
"""
import csv, random, sys
import mpmath
from mpmath import mpf, mp

mp.dps = 120
random.seed(3)
scope = {n: getattr(mpmath, n) for n in ('exp', 'sqrt', 'sin', 'cos', 'tanh', 'pi', 'log')}
scope.update(ln=mpmath.log, arcsin=mpmath.asin, arccos=mpmath.acos)
H = mpf(10) ** -25


def directional(f, at, steps):
    """Central difference along unit steps in some arguments, one nested in the other, extrapolated once."""
    if not steps:
        return f(at)
    k, rest = steps[0], steps[1:]

    def d(h):
        up, down = list(at), list(at)
        up[k] += h
        down[k] -= h
        return (directional(f, up, rest) - directional(f, down, rest)) / (2 * h)

    return (4 * d(H / 2) - d(H)) / 3


print('# FeynmanEquations.csv of "AI Feynman" (Udrescu and Tegmark 2020); derivatives by feynman.py')
for row in csv.DictReader(open(sys.argv[1], encoding='utf-8-sig')):
    if not row['Filename']:
        continue
    # The column "# variables" is short by one in places; the names themselves are all there.
    columns = [k for k in range(1, 11) if row[f'v{k}_name']]
    names = [row[f'v{k}_name'] for k in columns]
    ranges = [(float(row[f'v{k}_low']), float(row[f'v{k}_high'])) for k in columns]
    code = compile(row['Formula'], row['Filename'], 'eval')
    f = lambda at: eval(code, {**scope, **dict(zip(names, at))})
    done = 0
    while done < 2:
        at = [mpf(random.uniform(*r)) for r in ranges]
        value = f(at)
        if not isinstance(value, mpf):
            continue
        n = range(len(names))
        first = [directional(f, at, [i]) for i in n]
        second = [directional(f, at, [i, j]) for i in n for j in n if i <= j]
        show = lambda xs: ';'.join(repr(float(x)) for x in xs)
        print(row['Filename'], row['Formula'], ';'.join(names), show(at), repr(float(value)), show(first), show(second), sep='\t')
        done += 1
