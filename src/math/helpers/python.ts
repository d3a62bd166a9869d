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

/** The equations as linear systems for the components, with the functions of a library (Higham, "Functions of Matrices", 2008, B.14). */
export const matrixEquations = (library: string): Helpers['code'] => ({
  sylvester_solution: `def sylvester_solution(a, b, c):
    # the x with a x + x b = c, for each matrix along the last two axes of c
    n, m = len(a), len(b)
    system = ${library}.kron(a, ${library}.eye(m)) + ${library}.kron(${library}.eye(n), b.T)
    return ${library}.linalg.solve(system, c.reshape(-1, n * m).T).T.reshape(c.shape)
`,
  stein_solution: `def stein_solution(a, b, c):
    # the x with x - a x b = c, for each matrix along the last two axes of c
    n, m = len(a), len(b)
    system = ${library}.eye(n * m) - ${library}.kron(a, b.T)
    return ${library}.linalg.solve(system, c.reshape(-1, n * m).T).T.reshape(c.shape)
`,
})

/** By a block of the logarithm of a larger matrix (Higham, "Functions of Matrices", 2008, theorem 3.6). */
const logarithmDerivative = `def logm_derivative(a, e):
    # how the logarithm of the matrix a moves along each matrix of the last two axes of e
    n = len(a)
    each = [scipy.linalg.logm(np.block([[a, x], [np.zeros_like(a), a]]))[:n, n:] for x in e.reshape(-1, n, n)]
    return np.array(each).reshape(e.shape)
`

export const numpyHelpers: Helpers = {
  rows: {},
  code: { expm_derivative: exponentialDerivative('np', 'scipy.linalg.expm'), ...matrixEquations('np'), logm_derivative: logarithmDerivative },
}
export const jaxHelpers: Helpers = {
  rows: {},
  code: { expm_derivative: exponentialDerivative('jnp', 'jax.scipy.linalg.expm'), ...matrixEquations('jnp') },
}
