/** Loops of many rounds: what each round uses several times is read, differentiated and printed once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze, type CodeLanguage, type Language } from '../../src/math/index.ts'

const NEWTON = 'E - (E - e*sin(E) - m)/(1 - e*cos(E))'
const numpy = NEWTON.replaceAll(/sin|cos/g, 'np.$&')
const javascript = NEWTON.replaceAll(/sin|cos/g, 'Math.$&')

/** Texts with so many rounds. */
const TEXTS: Readonly<Record<string, (rounds: number) => readonly [Language, string]>> = {
  'a function of each element': (rounds) => [
    'julia',
    `function g(m, e)\n  E = m\n  for _ in 1:${rounds}\n    E = ${NEWTON}\n  end\n  E\nend\nf(x, e) = sum(g.(x, e))`,
  ],
  'branches of each element': (rounds) => [
    'julia',
    `function g(m, e)\n  E = m\n  for _ in 1:${rounds}\n    E = E > 0.5 ? E - e*E*E/(1 + E*E) : E + m/(E*E + 1)\n  end\n  E\nend\nf(x, e) = sum(g.(x, e))`,
  ],
  'elements that are mapped': (rounds) => [
    'javascript',
    `const f = (x, e) => x.map((m) => { let E = m; for (let k = 0; k < ${rounds}; k++) E = ${javascript}; return E })`,
  ],
  'a sum over elements': (rounds) => [
    'python',
    `def f(x, e):\n    s = 0\n    for i in range(len(x)):\n        m = x[i]\n        E = m\n        for _ in range(${rounds}):\n            E = ${numpy}\n        s += E\n    return s`,
  ],
  'an array that is filled': (rounds) => [
    'python',
    `def f(x, e):\n    y = np.zeros_like(x)\n    for i in range(len(x)):\n        m = x[i]\n        E = m\n        for _ in range(${rounds}):\n            E = ${numpy} if E > 0.5 else E + m/(E*E + 1)\n        y[i] = E\n    return y`,
  ],
  'a sum over pairs': (rounds) => [
    'python',
    `def f(x, e):\n    s = 0\n    for i in range(len(x)):\n        for j in range(i + 1, len(x)):\n            m = x[i] - x[j]\n            E = m\n            for _ in range(${rounds}):\n                E = ${numpy}\n            s += 1/E\n    return s`,
  ],
  'slices that are written': (rounds) => [
    'python',
    `def f(x, e):\n    y = x.copy()\n    for _ in range(${rounds}):\n        y[1:] = y[1:] - e*(y[1:]**3 - y[:-1])/(1 + y[1:]**2)\n    return y`,
  ],
  'steps down a gradient': (rounds) => [
    'python',
    `import numpy as np\ndef f(X, e):\n    w = np.zeros(3)\n    for _ in range(${rounds}):\n        r = X @ w - e\n        w -= 0.1 * X.T @ r\n    return w`,
  ],
  scalars: (rounds) => ['matlab', `E = m;\nfor k = 1:${rounds}\n  E = ${NEWTON};\nend\ny = E;`],
}
const LANGUAGES: readonly CodeLanguage[] = ['numpy', 'javascript', 'c', 'julia', 'torch', 'latex', 'text', 'sympy']

/** How much is shown and printed of a text. */
function lengthsOf([language, text]: readonly [Language, string]): Readonly<Record<string, number>> {
  const analysis = analyze({ language, text }, { wrt: 'e' })
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  const [derivative] = analysis.derivatives
  assert.ok(derivative !== undefined)
  assert.notEqual(derivative.verified.method, 'none')
  return {
    value: analysis.value.text.length,
    shown: derivative.text.length,
    typeset: derivative.latex.length,
    ...Object.fromEntries(LANGUAGES.map((each) => [each, derivative.code(each).length])),
  }
}

for (const [name, make] of Object.entries(TEXTS))
  test(`${name}: twice the rounds are about twice as long`, () => {
    const [few, many] = [lengthsOf(make(5)), lengthsOf(make(10))]
    for (const [what, length] of Object.entries(many)) assert.ok(length < 6 * (few[what] as number), `${what}: ${few[what]} and ${length} characters`)
  })

test('steps over arrays: sums go on from those of the round before', () => {
  const sizesOf = (rounds: number): readonly number[] => {
    const [language, text] = (TEXTS['steps down a gradient'] as (typeof TEXTS)[string])(rounds)
    const analysis = analyze({ language, text })
    assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
    return [analysis.value, ...analysis.derivatives].map(({ operations }) => operations)
  }
  const [few, many] = [sizesOf(40), sizesOf(80)]
  many.forEach((count, k) => {
    assert.ok(count < 2.5 * (few[k] as number), `${few[k]} and ${count} operations`)
  })
})

/** Texts whose rounds are chaos, or have no value, where all numbers are about one. */
const CONTRACTING: Readonly<Record<string, string>> = {
  'a recurrent network over a hundred steps': [
    'def f(W, U, h, xs):',
    '    for t in range(100):',
    '        h = np.tanh(W @ h + U @ xs[t])',
    '    return np.sum(h)',
  ].join('\n'),
  'descent with momentum': [
    'def f(w, X, y, lr):',
    '    v = np.zeros_like(w)',
    '    for _ in range(100):',
    '        v = 0.9*v - lr*X.T @ (1/(1 + np.exp(-X @ w)) - y)',
    '        w = w + v',
    '    return np.sum((X @ w - y)**2)',
  ].join('\n'),
  'a Kalman filter': [
    'def f(A, H, Q, R, x, P, zs):',
    '    ll = 0.0',
    '    for t in range(20):',
    '        x = A @ x',
    '        P = A @ P @ A.T + Q',
    '        S = H @ P @ H.T + R',
    '        K = P @ H.T @ np.linalg.inv(S)',
    '        e = zs[t] - H @ x',
    '        x = x + K @ e',
    '        P = P - K @ H @ P',
    '        ll += e @ np.linalg.solve(S, e) + np.log(np.linalg.det(S))',
    '    return ll',
  ].join('\n'),
}

for (const [name, text] of Object.entries(CONTRACTING))
  test(`${name} is proven where it settles`, () => {
    const analysis = analyze({ language: 'python', text: `import numpy as np\n${text}` })
    assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
    for (const { wrt, verified } of analysis.derivatives) assert.notEqual(verified.method, 'none', `by ${wrt}`)
  })

test('derivatives by several names that are huge together are those by each alone', () => {
  const text = `function attackRate(beta, sigma, gamma, e0) {
  const f = ([s, e, i, r]) => [-beta * s * i, beta * s * i - sigma * e, sigma * e - gamma * i, gamma * i]
  const axpy = (x, k, h) => x.map((xi, j) => xi + h * k[j])
  const dt = 0.5
  let x = [1 - e0, e0, 0, 0]
  for (let n = 0; n < 60; n++) {
    const k1 = f(x), k2 = f(axpy(x, k1, dt / 2)), k3 = f(axpy(x, k2, dt / 2)), k4 = f(axpy(x, k3, dt))
    x = x.map((xi, j) => xi + (dt / 6) * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]))
  }
  return 1 - x[0]
}`
  const answer = analyze({ language: 'javascript', text })
  assert.ok(answer.ok)
  // By complex steps of 1e-30 in Python.
  const exact: Record<string, number> = { beta: 0.48777744406349594, sigma: 0.47881257633741753, gamma: -1.1067005198873672, e0: 4.32477868083154 }
  const at = { beta: 0.9, sigma: 0.3, gamma: 0.25, e0: 0.01 }
  assert.deepEqual(
    answer.derivatives.map(({ wrt }) => wrt),
    Object.keys(exact),
  )
  for (const derivative of answer.derivatives) {
    const own = derivative.evaluate(at) as number
    assert.ok(Math.abs(own / (exact[derivative.wrt] as number) - 1) < 1e-12, `${derivative.wrt}: ${own}`)
    const alone = analyze({ language: 'javascript', text }, { wrt: derivative.wrt })
    assert.ok(alone.ok && alone.derivatives[0] !== undefined)
    assert.ok(derivative.operations <= 1.02 * alone.derivatives[0].operations, `${derivative.operations} of ${alone.derivatives[0].operations}`)
  }
})
