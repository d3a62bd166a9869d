/** Which parameters are numbers beside vectors of data: told by names, by comments, and by the form of a curve. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { analyze } from '../../src/math/index.ts'

const CASES: readonly (readonly [language: string, text: string, vectors: string, numbers: string])[] = [
  [
    'julia',
    `model(t, A, λ, f, φ) = A * exp(-λ * t) * cos(2π * f * t + φ)
chi2(A, λ, f, φ, t, y, err) = sum(abs2, (y .- model.(t, A, λ, f, φ)) ./ err)`,
    't y err',
    'A lambda f phi',
  ],
  [
    'julia',
    `curve(τ, β0, β1, λ) = β0 + β1 * (1 - exp(-λ*τ)) / (λ*τ)
loss(β0, β1, λ, τ, y) = sum((curve.(τ, β0, β1, λ) .- y).^2)`,
    'tau y',
    'beta0 beta1 lambda',
  ],
  [
    'matlab',
    `function u = step(T, r, q)
% T: vector of temperatures, r = a*dt/dx^2
u = T;
u(2:end-1) = T(2:end-1) + r*(T(3:end) - 2*T(2:end-1) + T(1:end-2)) + q;
end`,
    'T',
    'r q',
  ],
  [
    'plain',
    `# time, status: events, x: covariate (all of the same length)
nll <- function(time, status, x, beta0, beta1, log_shape) {
  z <- (time / exp(beta0 + beta1 * x))^exp(log_shape)
  -sum(status * (log_shape - log(time)) - z)
}`,
    'time status x',
    'beta0 beta1 log_shape',
  ],
  [
    'plain',
    `ll4 <- function(dose, resp, bottom, top, ec50, hill, log_sd) {
  mu <- bottom + (top - bottom) / (1 + (dose / ec50)^(-hill))
  sum(-log_sd - (resp - mu)^2 / (2 * exp(log_sd)^2))
}`,
    'dose resp',
    'bottom top ec50 hill log_sd',
  ],
  [
    'plain',
    `# beta: coefficients (length p), X: n x p design matrix, y: counts, exposure: positive
ll <- function(beta, X, y, exposure) {
  eta <- as.vector(X %*% beta) + log(exposure)
  sum(y * eta - exp(eta))
}`,
    'beta y exposure',
    '',
  ],
  [
    'python',
    'def f(data, mu, log_s):\n    """data: (N,), the other two: (K,)"""\n    return ((data[:, None] - mu) * log_s).sum()',
    'data mu log_s',
    '',
  ],
]

describe('numbers beside data', () => {
  for (const [language, text, vectors, numbers] of CASES)
    it(text.split('\n').find((line) => !/^[#%"]/.test(line)) as string, () => {
      const found = analyze({ language, text } as Parameters<typeof analyze>[0])
      assert.ok(found.ok)
      const ofRank = (rank: number): string =>
        found.variables
          .filter(({ shape }) => shape.length === rank)
          .map(({ name }) => name)
          .sort()
          .join(' ')
      assert.equal(ofRank(1), vectors.split(' ').sort().join(' '))
      assert.equal(ofRank(0), numbers.split(' ').sort().join(' '))
    })
})
