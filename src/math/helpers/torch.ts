/** What is defined beside PyTorch code: the gamma function, of which the library has the logarithm only, and derivatives of matrix exponentials. */
import type { Helpers } from './helpers.ts'
import { exponentialDerivative } from './python.ts'

const gammaFunction = `def gamma_function(x):
    # The sign of Gamma(x) left of zero alternates from one whole number to the next.
    sign = torch.where(x > 0, 1.0, 1.0 - 2.0 * torch.remainder(torch.floor(x), 2.0))
    return sign * torch.exp(torch.lgamma(x))
`

export const torchHelpers: Helpers = {
  rows: { gamma: 'gamma_function' },
  code: { gamma_function: gammaFunction, expm_derivative: exponentialDerivative('torch', 'torch.linalg.matrix_exp', 'cat', 'dim') },
}
