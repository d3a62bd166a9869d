"""Writes names.json: the public names of the Python libraries whose functions the table spells. Run with: python3 names.py > names.json"""
import builtins, cmath, json, math
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

# From the reference pages of the libraries that are not installed where this runs: docs.jax.dev (jax.nn, 0.4 to 0.7) and
# docs.pytorch.org (torch.special, torch.nn.functional, 2.0 to 2.8; silu, mish, hardsigmoid and huber_loss came after 1.6).
JAX_NN = '''relu relu6 sigmoid softplus sparse_plus sparse_sigmoid soft_sign silu swish log_sigmoid leaky_relu hard_sigmoid hard_silu
hard_swish hard_tanh tanh elu celu selu gelu glu squareplus mish identity softmax log_softmax logsumexp standardize one_hot'''.split()
TORCH_SPECIAL = '''airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 digamma entr erf erfc erfcx erfinv exp2 expit expm1 gammainc gammaincc
gammaln i0 i0e i1 i1e log1p log_ndtr log_softmax logit logsumexp modified_bessel_i0 modified_bessel_i1 modified_bessel_k0
modified_bessel_k1 multigammaln ndtr ndtri polygamma psi round scaled_modified_bessel_k0 scaled_modified_bessel_k1 sinc softmax
spherical_bessel_j0 xlog1py xlogy zeta'''.split()
TORCH_FUNCTIONAL = '''threshold relu hardtanh hardswish relu6 elu selu celu leaky_relu prelu rrelu glu gelu logsigmoid hardshrink tanhshrink
softsign softplus softmin softmax softshrink gumbel_softmax log_softmax tanh sigmoid silu mish hardsigmoid normalize linear bilinear
cosine_similarity binary_cross_entropy binary_cross_entropy_with_logits poisson_nll_loss cross_entropy kl_div l1_loss mse_loss nll_loss
smooth_l1_loss soft_margin_loss huber_loss triplet_margin_loss'''.split()

names = {
    'python': sorted(set(public(math)) | set(public(cmath)) | {n for n in public(builtins) if n[0].islower()}),
    'numpy': sorted(set(public(np)) | set(public(np.emath, 'emath.')) | set(public(np.linalg, 'linalg.')) | set(public(np.ndarray)) | set(NUMPY2)),
    'linalg': sorted(public(np.linalg)),
    'scipy': sorted(set(OLD_SCIPY) | set(public(scipy)) | set(public(scipy.constants, 'constants.')) | set(public(scipy.special, 'special.')) | {'stats.norm.' + n for n in public(scipy.stats.norm)} | {'linalg.' + n for n in public(__import__('scipy.linalg').linalg)}),
    'sympy': sorted(public(sympy)),
    'jax nn.': sorted('nn.' + n for n in JAX_NN),
    'torch special.': sorted('special.' + n for n in TORCH_SPECIAL),
    'torch nn.functional.': sorted('nn.functional.' + n for n in TORCH_FUNCTIONAL),
    'versions': {'numpy': np.__version__, 'scipy': scipy.__version__, 'sympy': sympy.__version__},
}
print(json.dumps(names, separators=(',', ':')))
