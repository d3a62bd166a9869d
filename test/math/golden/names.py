"""Writes names.json: the public names of the Python libraries whose functions the table spells. Run with: python3 names.py > names.json"""
import builtins, json, math
import numpy as np
import scipy, scipy.constants, scipy.special, scipy.stats
import sympy


def public(module, prefix=''):
    return [prefix + name for name in dir(module) if not name.startswith('_')]


# The array API's names, which NumPy has since 2.0 (release notes of 16 June 2024).
NUMPY2 = '''acos acosh asin asinh atan atan2 atanh bitwise_count concat isdtype matrix_transpose permute_dims pow unique_all vecdot
linalg.cross linalg.diagonal linalg.matmul linalg.matrix_norm linalg.matrix_transpose linalg.outer linalg.svdvals linalg.tensordot linalg.trace
linalg.vecdot linalg.vector_norm astype unstack cumulative_sum cumulative_prod'''.split()
# Names that older code has and newer SciPy has dropped.
OLD_SCIPY = ['misc.logsumexp']

names = {
    'python': sorted(set(public(math)) | {n for n in public(builtins) if n[0].islower()}),
    'numpy': sorted(set(public(np)) | set(public(np.emath, 'emath.')) | set(public(np.linalg, 'linalg.')) | set(public(np.ndarray)) | set(NUMPY2)),
    'linalg': sorted(public(np.linalg)),
    'scipy': sorted(set(OLD_SCIPY) | set(public(scipy)) | set(public(scipy.constants, 'constants.')) | set(public(scipy.special, 'special.')) | {'stats.norm.' + n for n in public(scipy.stats.norm)} | {'linalg.' + n for n in public(__import__('scipy.linalg').linalg)}),
    'sympy': sorted(public(sympy)),
    'versions': {'numpy': np.__version__, 'scipy': scipy.__version__, 'sympy': sympy.__version__},
}
print(json.dumps(names, separators=(',', ':')))
