/** Sums of weighted exponentials far out, where all terms underflow: their logarithms and the derivatives of these keep their digits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Analysis, analyze, type Language, type Value } from '../../src/math/index.ts'

const AT = { x: [100, 0.5, -60], w: [0.3, 0.7], m: [0.2, 1.5] }
/* Σ ln Σ w e^(-(x - m)²) by mpmath with 60 digits. */
const VALUE = -13328.482333077533
const SLOPES: Readonly<Record<string, readonly number[]>> = {
  x: [-197, 0.659256957014524, 120.4],
  w: [5.0522346704942, 2.120470855502486],
  m: [-120.09059775931104, 196.0313408022965],
}

const TEXTS: readonly (readonly [Language, string])[] = [
  ['latex', String.raw`\sum_{n=1}^N \log \sum_{k=1}^K w_k \exp(-(x_n - m_k)^2)`],
  ['latex', String.raw`\sum_{n=1}^N \log \sum_{k=1}^K \exp(-(x_n - m_k)^2) w_k`],
  [
    'python',
    'import numpy as np\ndef f(x, w, m):\n    """x: (n,), w: (k,), m: (k,)"""\n    return np.sum(np.log(np.sum(w * np.exp(-(x[:, None] - m)**2), axis=1)))',
  ],
  ['python', 'import numpy as np\ndef f(x, w, m):\n    """x: (n,), w: (k,), m: (k,)"""\n    return np.log(w @ np.exp(-(x - m[:, None])**2)).sum()'],
  ['python', 'import numpy as np\ndef f(x, w, m):\n    """x: (n,), w: (k,), m: (k,)"""\n    return np.log(np.exp(-(x[:, None] - m)**2) @ w).sum()'],
]

function analysed(language: Language, text: string): Analysis {
  const analysis = analyze({ language, text }, { wrt: ['x', 'w', 'm'] })
  if (!analysis.ok) assert.fail(analysis.message)
  return analysis
}

function assertNear(found: Value | undefined, wanted: readonly number[], what: string): void {
  const own = [found].flat() as number[]
  assert.equal(own.length, wanted.length, what)
  for (const [k, each] of own.entries())
    assert.ok(Math.abs(each - (wanted[k] as number)) < 1e-12 * Math.abs(wanted[k] as number), `${what}: ${own} is not ${wanted}`)
}

for (const [language, text] of TEXTS)
  test(`${language}: ${text.split('\n').at(-1)}`, () => {
    const { value, derivatives } = analysed(language, text)
    assertNear(value.evaluate(AT), [VALUE], 'value')
    for (const derivative of derivatives) {
      assertNear(derivative.evaluate(AT), SLOPES[derivative.wrt] as readonly number[], derivative.wrt)
      assert.match(derivative.code('numpy'), /np\.max\(/)
    }
  })

test('what is no quotient of two such sums is left as it is', () => {
  // 1/Σ w e^A grows as the terms shrink: nothing cancels.
  const analysis = analyze({
    language: 'python',
    text: 'import numpy as np\ndef f(w, a):\n    """w: (n,), a: (n,)"""\n    return 1 / (w @ np.exp(a))',
  })
  assert.ok(analysis.ok)
  const [byW] = analysis.derivatives
  assertNear(byW?.evaluate({ w: [0.5, 2], a: [0, 1] }), [-1 / (0.5 + 2 * Math.E) ** 2, -Math.E / (0.5 + 2 * Math.E) ** 2], 'by w')
  assert.notEqual(byW?.verified.method, 'none')
})

test('normal densities, also where their widths divide them', () => {
  const text = String.raw`\log p(x) = \log \sum_{k=1}^K \pi_k \mathcal{N}(x \mid \mu_k, \sigma_k^2)`
  const analysis = analyze({ language: 'latex', text }, { wrt: 'x' })
  assert.ok(analysis.ok)
  const at = { x: 80, pi: [0.3, 0.7], mu: [0.2, 1.5], sigma: [0.5, 1.2] }
  // By mpmath with 40 digits; the wider component is all that counts there: -(80 - 1.5)/1.2².
  assertNear(analysis.value.evaluate(at), [-2141.128073922826], 'value')
  assertNear(analysis.derivatives[0]?.evaluate(at), [-78.5 / 1.44], 'by x')
})
