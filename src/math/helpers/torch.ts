/** What is defined beside PyTorch code: the gamma function, of which the library has the logarithm only, and derivatives of matrix exponentials. */
import type { Helpers } from './helpers.ts'
import { exponentialDerivative, matrixEquations } from './python.ts'

const gammaFunction = `def gamma_function(x):
    # The sign of Gamma(x) left of zero alternates from one whole number to the next.
    sign = torch.where(x > 0, 1.0, 1.0 - 2.0 * torch.remainder(torch.floor(x), 2.0))
    return sign * torch.exp(torch.lgamma(x))
`

const matrixRoot = `def matrix_root(a):
    # the principal square root, by the iteration of Denman and Beavers
    root, other = a, torch.eye(len(a), dtype=a.dtype)
    for _ in range(60):
        root, other = (root + torch.linalg.inv(other)) / 2, (other + torch.linalg.inv(root)) / 2
    return root
`

export const torchHelpers: Helpers = {
  rows: { gamma: 'gamma_function' },
  code: {
    gamma_function: gammaFunction,
    expm_derivative: exponentialDerivative('torch', 'torch.linalg.matrix_exp', 'cat', 'dim'),
    ...matrixEquations('torch'),
    matrix_root: matrixRoot,
  },
}
