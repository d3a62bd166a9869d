/** Notation that says one thing on a page: which e is meant, what a letter stands for, what a function is applied to, which terms are vectors. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import katex from 'katex'
import { type Analysis, analyze, type Language, vectorJacobianProduct } from '../../src/math/index.ts'

function analyzed(language: Language, text: string): Analysis {
  const result = analyze({ language, text })
  assert.ok(result.ok, result.ok ? '' : `${text}: ${result.message}`)
  for (const { latex } of [result.value, ...result.derivatives]) katex.renderToString(latex, { strict: 'error', throwOnError: true })
  return result
}
const backward = (language: Language, text: string): string => {
  const [derivative] = analyzed(language, text).derivatives
  return derivative === undefined ? '' : vectorJacobianProduct(derivative).latex
}

test("Euler's number is upright in all formulas beside a symbol that is called e", () => {
  const { value, derivatives } = analyzed('python', 'import numpy as np\ndef f(x, e, a):\n    return a * np.exp(-2*x) + e*x')
  assert.equal(value.latex, 'a\\mathrm{e}^{-2x} + ex')
  assert.equal(value.text, 'a exp(−2x) + e x')
  assert.deepEqual(
    derivatives.map(({ latex }) => latex),
    ['e - 2a\\mathrm{e}^{-2x}', 'x', '\\mathrm{e}^{-2x}'],
  )
  assert.equal(analyzed('python', 'import numpy as np\ndef f(x, e):\n    return np.expm1(x) * e').value.latex, '(\\mathrm{e}^{x} - 1)e')
  assert.equal(analyzed('latex', 'f(x) = e^{-2x}').value.latex, 'e^{-2x}')
})

test('a letter of a formula stands for the same in its derivative', () => {
  const text = 'def newton(x):\n    for i in range(5):\n        x = x - (x**2 - 2) / (2 * x)\n    return x'
  const { value, derivatives } = analyzed('python', text)
  const definitions = (shown = ''): Map<string, string> =>
    new Map((shown.split(' where ')[1] ?? '').split(', ').map((one) => one.split(' = ') as [string, string]))
  const own = definitions(value.text)
  const theirs = definitions(derivatives[0]?.text)
  const shared = [...own.keys()].filter((name) => theirs.has(name))
  assert.ok(own.size > 0 && theirs.size > shared.length)
  const others = [...theirs].filter(([name]) => !own.has(name))
  const inOwnTerms = (text = ''): string => others.reduce((told, [name, meaning]) => told.replaceAll(name, meaning), text)
  for (const name of shared) assert.equal(inOwnTerms(theirs.get(name)), own.get(name), name)
})

test('what a formula gives a letter to has that letter in its derivative', () => {
  const text = 'def norm(x, g, b):\n    mu = x.mean()\n    return g * (x - mu) / np.sqrt(((x - mu)**2).mean() + 1) + b'
  const { value, derivatives } = analyzed('python', `import numpy as np\n${text}`)
  assert.match(value.text, / where u = x − mean\(x\)$/)
  assert.match(derivatives[0]?.text ?? '', / where u = x − mean\(x\), v = /)
})

test('a formula for one component names the whole', () => {
  const softmax = analyzed('latex', 's_i(z) = \\frac{e^{z_i}}{\\sum_j e^{z_j}}')
  assert.equal(softmax.name, 's')
  assert.equal(softmax.derivatives[0]?.text, 'diag(s) − s sᵀ where s = softmax(z)')
  assert.equal(analyzed('latex', 'y_i(x) = \\sum_j W_{ij} x_j').name, 'y')
  assert.equal(analyzed('latex', 'x_t = A x_{t-1}').name, 'x_t')
})

test('a function beside further factors says what it is applied to', () => {
  assert.match(backward('python', 'import numpy as np\ndef f(x, U):\n    return np.cos(U).T @ x'), /^\\cos\(U\) G$/)
  assert.match(backward('python', 'import numpy as np\ndef f(x, U):\n    return x @ np.cos(U)'), /^\\cos\(U\) G$/)
})

test('an inner product among vectors stands behind a vector of ones', () => {
  assert.equal(
    backward('latex', 's(z) = \\operatorname{softmax}(z)'),
    's \\odot (G - \\mathbf{1}(G^{\\top} s)), \\quad s = \\operatorname{softmax}(z)',
  )
  const { value } = analyzed('python', 'def f(x):\n    return -2 * (x @ x) + 3 * x')
  assert.equal(value.text, '−1 (2 xᵀ x) + 3x')
  assert.equal(value.latex, '-\\mathbf{1}(2x^{\\top} x) + 3x')
})
