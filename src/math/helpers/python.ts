/** What is defined beside code of Python's math module, whose functions raise an error where their values are too large for a float. */
import type { Helpers } from './helpers.ts'

const orInfinite = `def or_infinite(f, x):
    # math.exp, math.expm1, math.sinh and math.cosh, infinite where they overflow
    try:
        return f(x)
    except OverflowError:
        return float('inf') if x > 0 else -float('inf')
`

export const pythonHelpers: Helpers = { rows: {}, code: { or_infinite: orInfinite } }

/** By a block of the exponential of a larger matrix (Higham, "Functions of Matrices", 2008, theorem 3.6), with the functions of a library. */
export const exponentialDerivative = (
  library: string,
  exponential: string,
  join = 'concatenate',
  axis = 'axis',
): string => `def expm_derivative(a, e):
    # how the exponential of the matrix a moves along each matrix of the last two axes of e
    n = a.shape[-1]
    a = ${library}.broadcast_to(a, e.shape)
    upper = ${library}.${join}([a, e], ${axis}=-1)
    lower = ${library}.${join}([${library}.zeros_like(a), a], ${axis}=-1)
    return ${exponential}(${library}.${join}([upper, lower], ${axis}=-2))[..., :n, n:]
`

export const numpyHelpers: Helpers = { rows: {}, code: { expm_derivative: exponentialDerivative('np', 'scipy.linalg.expm') } }
export const jaxHelpers: Helpers = { rows: {}, code: { expm_derivative: exponentialDerivative('jnp', 'jax.scipy.linalg.expm') } }
