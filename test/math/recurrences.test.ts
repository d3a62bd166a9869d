/** Recurrences along inputs of unknown length: shown for a length that is told, and evaluated for that of the data. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze, type Language, type Step } from '../../src/math/index.ts'

/** s = a tanh(s) + v over all v of y, in every language whose statements are executed. */
const texts: readonly [Language, string][] = [
  ['python', 'import numpy as np\ndef f(y, a):\n    s = 0\n    for v in y:\n        s = a*np.tanh(s) + v\n    return s'],
  [
    'python',
    'import numpy as np\ndef f(y, a):\n    h = np.zeros(len(y) + 1)\n    for t in range(len(y)):\n        h[t + 1] = a*np.tanh(h[t]) + y[t]\n    return h[-1]',
  ],
  ['python', 'import math\ndef f(y, a):\n    h = [0]\n    for v in y:\n        h.append(a*math.tanh(h[-1]) + v)\n    return h[-1]'],
  ['python', 'from functools import reduce\nimport math\ndef f(y, a):\n    return reduce(lambda s, v: a*math.tanh(s) + v, y, 0)'],
  [
    'python',
    'import jax.numpy as jnp\nfrom jax import lax\ndef f(y, a):\n    def step(s, v):\n        s = a*jnp.tanh(s) + v\n        return s, s\n    _, all = lax.scan(step, 0.0, y)\n    return all[-1]',
  ],
  ['python', 'import jax\nimport jax.numpy as jnp\ndef f(y, a):\n    return jax.lax.fori_loop(0, len(y), lambda i, s: a*jnp.tanh(s) + y[i], 0.0)'],
  ['javascript', 'function f(y, a) { let s = 0; for (let i = 0; i < y.length; i++) s = a*Math.tanh(s) + y[i]; return s }'],
  ['javascript', 'const f = (y, a) => y.reduce((s, v) => a*Math.tanh(s) + v, 0)'],
  ['typescript', 'class F { run(y: number[], a: number) { let s = 0; y.forEach((v) => { s = a*Math.tanh(s) + v }); return s } }'],
  ['julia', 'function f(y, a)\n    s = 0.0\n    for v in y\n        s = a*tanh(s) + v\n    end\n    return s\nend'],
  ['matlab', 'function s = f(y, a)\ns = 0;\nfor t = 1:length(y)\n  s = a*tanh(s) + y(t);\nend\nend'],
  ['plain', 'f <- function(y, a) {\n  s <- 0\n  for (v in y) s <- a*tanh(s) + v\n  s\n}'],
  ['plain', 'double f(const std::vector<double>& y, double a) {\n  double s = 0;\n  for (double v : y) s = a * std::tanh(s) + v;\n  return s;\n}'],
  ['plain', 'fn f(y: &[f64], a: f64) -> f64 {\n  let mut s = 0.0;\n  for v in y.iter() { s = a * s.tanh() + v; }\n  s\n}'],
  ['plain', 'func f(y []float64, a float64) float64 {\n\ts := 0.0\n\tfor _, v := range y {\n\t\ts = a*math.Tanh(s) + v\n\t}\n\treturn s\n}'],
  ['plain', 'static double F(double[] y, double a) { double s = 0; foreach (var v in y) { s = a*Math.Tanh(s) + v; } return s; }'],
]

const truth = (y: readonly number[], a: number): number => y.reduce((s, v) => a * Math.tanh(s) + v, 0)
const points = [
  { y: [0.3, -0.7, 0.45], a: 0.8 },
  { y: [0.3, -0.7, 0.45, 0.2, -1.1, 0.6], a: -0.4 },
  { y: [0.5], a: 1.2 },
]
/** dv/dy: what each of them is multiplied with on its way. */
const slope = (y: readonly number[], a: number): number[] =>
  y.map((_, k) => y.slice(k + 1).reduce((by, __, j) => (by * a) / Math.cosh(truth(y.slice(0, k + j + 1), a)) ** 2, 1))

for (const [language, text] of texts)
  test(`${language}: ${text.replaceAll('\n', ' ').slice(0, 90)}`, () => {
    const answer = analyze({ language, text })
    assert.ok(answer.ok, answer.ok ? '' : answer.message)
    assert.deepEqual(answer.variables[0]?.shape, [3])
    assert.match(answer.notes[0]?.message ?? '', /^shown for y of length 3: the text does not say how long it is$/)
    const [by] = answer.derivatives
    assert.ok(by?.wrt === 'y')
    for (const { y, a } of points) {
      assert.ok(Math.abs((answer.value.evaluate({ y, a }) as number) - truth(y, a)) < 1e-12)
      const found = by.evaluate({ y, a }) as number[]
      assert.equal(found.length, y.length)
      for (const [k, d] of found.entries()) assert.ok(Math.abs(d - (slope(y, a)[k] as number)) < 1e-12)
    }
  })

test('as few inputs as do, of as many axes as it takes, long enough for two rounds', () => {
  const shapes = (text: string) => {
    const answer = analyze({ language: 'python', text })
    return answer.ok ? Object.fromEntries(answer.variables.flatMap(({ name, shape }) => (shape.length > 0 ? [[name, shape]] : []))) : undefined
  }
  const rows = 'def f(X, w):\n    s = 0\n    for x in X:\n        s = np.tanh(s + w @ x)\n    return s'
  assert.deepEqual(shapes(`import numpy as np\n${rows}`), { X: [3, 'd'], w: ['d'] })
  const sums = 'def f(x, y):\n    e = 0\n    for v in x:\n        e += v**2\n    s = 0\n    for v in y:\n        s = s**2 + v\n    return e + s'
  assert.deepEqual(shapes(sums), { x: ['n'], y: [3] })
  assert.deepEqual(shapes('def f(y):\n    s = 1\n    for t in range(3, len(y)):\n        s = s**2 + y[t]*y[t-3]\n    return s'), { y: [5] })
  assert.deepEqual(shapes('def f(y, n):\n    s = 1\n    for t in range(n):\n        s = s**2 + y\n    return s'), {})
  assert.deepEqual(shapes('def f(y):\n    for v in y:\n        s = v**2\n    return unknown.thing(s)'), undefined)
})

test('data of another shape than the one inferred', () => {
  const answer = analyze({ language: 'python', text: 'import numpy as np\ndef f(x, a):\n    return np.exp(-a*x)' })
  assert.ok(answer.ok)
  assert.deepEqual(answer.value.evaluate({ x: 2, a: 1 }), Math.exp(-2))
  assert.deepEqual(answer.value.evaluate({ x: [1, 2], a: 1 }), [Math.exp(-1), Math.exp(-2)])
  assert.deepEqual(answer.derivatives[1]?.evaluate({ x: [1, 2], a: 1 }), [-Math.exp(-1), -2 * Math.exp(-2)])
  const stated = analyze({ language: 'python', text: 'def f(x):\n    """x: (3,)"""\n    return x**2' })
  assert.ok(stated.ok)
  assert.throws(() => stated.value.evaluate({ x: 2 }), /x is a vector/)
})

test('an endless loop around one that writes ends as one that takes too much', () => {
  const loop = 'for (let k = 0; k < 1; ) for (let j = 0; j < x.length; j++) y[0] += A[0][j] * x[j]'
  const text = `function f(A, x) { const y = [0]; ${loop}; return y }`
  const refused = analyze({ language: 'javascript', text })
  assert.ok(!refused.ok && /too much|how often|loop/.test(refused.message), refused.ok ? 'read' : refused.message)
  const array = analyze({ language: 'javascript', text: text.replace('const y = [0]', 'const y = new Array(A.length).fill(0)') })
  assert.ok(!array.ok && /too much|how often|loop/.test(array.message), array.ok ? 'read' : array.message)
})

/** n steps of Euler's method for y' = -k y up to T. */
const rounds: readonly [Language, string][] = [
  ['python', 'def f(y, k, T, n):\n    h = T / n\n    for _ in range(n):\n        y = y - h*k*y\n    return y'],
  [
    'python',
    'import numpy as np\ndef f(y, k, T, n=4):\n    h = T / n\n    u = np.zeros(n + 1)\n    u[0] = y\n    for i in range(1, n + 1):\n        u[i] = u[i-1] - h*k*u[i-1]\n    return u[-1]',
  ],
  [
    'python',
    'class Euler:\n    def __init__(self, k, T, n):\n        self.k, self.T, self.n = k, T, n\n    def f(self, y):\n        h = self.T / self.n\n        for _ in range(self.n):\n            y -= h*self.k*y\n        return y',
  ],
  ['javascript', 'function f(y, k, T, n) { const h = T / n; for (let i = 0; i < n; i++) y -= h*k*y; return y }'],
  ['matlab', 'function y = f(y, k, T, n)\nh = T / n;\nfor i = 1:n\n  y = y - h*k*y;\nend\nend'],
  ['julia', 'function f(y, k, T, n = 5)\n    h = T / n\n    for _ in 1:n\n        y -= h*k*y\n    end\n    return y\nend'],
  ['python', 'def f(y, k, T, n):\n    h, i = T / n, 0\n    while i < n:\n        y -= h*k*y\n        i += 1\n    return y'],
  ['javascript', 'function f(y, k, T, n) { const h = T / n; let i = n; while (i > 0) { y -= h*k*y; i--; } return y }'],
  ['matlab', 'function y = f(y, k, T, n)\nh = T / n;\ni = 1;\nwhile i <= n\n  y = y - h*k*y;\n  i = i + 1;\nend\nend'],
  ['plain', 'double f(double y, double k, double T, int n) {\n  double h = T / n;\n  for (int i = 0; i < n; i++) y -= h*k*y;\n  return y;\n}'],
]

for (const [language, text] of rounds)
  test(`rounds, ${language}: ${text.replaceAll('\n', ' ').slice(0, 90)}`, () => {
    const answer = analyze({ language, text }, { wrt: 'y' })
    assert.ok(answer.ok, answer.ok ? '' : answer.message)
    assert.match(answer.notes[0]?.message ?? '', /^shown for n = 3: the text does not say how many rounds there are$|^read with n = [45]$/)
    const variable = answer.variables.find(({ name }) => name === 'n')
    assert.ok(variable?.role === 'parameter' && variable.decides === true && [3, 4, 5].includes(variable.value as number))
    for (const n of [1, 3, 7]) {
      const at = { y: 1.3, k: 0.7, T: 0.9, n }
      const slope = (1 - (at.k * at.T) / n) ** n
      assert.ok(Math.abs((answer.value.evaluate(at) as number) - at.y * slope) < 1e-14)
      assert.ok(Math.abs((answer.derivatives[0]?.evaluate(at) as number) - slope) < 1e-14)
    }
    const by = analyze({ language, text }, { wrt: 'n' })
    assert.match(by.ok ? '' : by.message, /^n says how often something is done: there is no derivative by it/)
    const other = analyze({ language, text }, { wrt: 'y', numbers: { n: 2 } })
    assert.ok(other.ok && Math.abs((other.derivatives[0]?.evaluate({ y: 1, k: 0.7, T: 0.9 }) as number) - 0.685 ** 2) < 1e-14)
  })

test('which branch is taken is asked again for other numbers', () => {
  const answer = analyze({
    language: 'python',
    text: 'def f(x, order=2):\n    if order == 1:\n        return x\n    if order == 2:\n        return x**2\n    return x**3',
  })
  assert.ok(answer.ok)
  for (const [order, value] of [
    [undefined, 4],
    [1, 2],
    [2, 4],
    [5, 8],
  ])
    assert.equal(answer.value.evaluate(order === undefined ? { x: 2 } : { x: 2, order }), value)
})

test('what long recurrences come to is written in the size of its graph', () => {
  const text =
    'function infected(beta, gamma, i0) { let s = 1 - i0, i = i0; for (let k = 0; k < 20; k++) { const n = beta*s*i/2; const r = gamma*i/2; s -= n; i += n - r } return i }'
  const answer = analyze({ language: 'javascript', text })
  assert.ok(answer.ok)
  const told = (step: Step): number => step.steps.reduce((size, each) => size + told(each), step.before.length + step.after.length)
  for (const { latex, steps, code } of answer.derivatives.map((each) => ({
    latex: each.latex,
    steps: told(each.steps),
    code: each.code('javascript', { name: 'f' }),
  }))) {
    assert.ok(latex.length < 40_000, `${latex.length} characters`)
    assert.ok(code.length < 40_000, `${code.length} characters of code`)
    assert.ok(steps < 1_000_000, `${steps} characters of steps`)
  }
})

test('sums that have no derivative for an unknown number of terms have one for a known number', () => {
  const answer = analyze({
    language: 'matlab',
    text: 'function V = f(x, N)\n% x : n-by-1 points\nV = 0;\nfor k = 1:N\n  V = V + sum(x.^k) / k;\nend\nend',
  })
  assert.ok(answer.ok, answer.ok ? '' : answer.message)
  assert.equal(answer.value.evaluate({ x: [1, 2], N: 2 }), 5.5)
  assert.deepEqual(answer.derivatives[0]?.evaluate({ x: [1, 2], N: 4 }), [4, 15])
})

test('how long a search goes on is not guessed', () => {
  const answer = analyze({
    language: 'python',
    text: 'def f(x, tol):\n    a, b = 0.0, 1.0\n    while b - a > tol:\n        b = (a + b)/2\n    return x*b',
  })
  assert.equal(answer.ok, false)
})
