/** Values written by components, and names used by their components: Jacobians as tables, products with them, data of other lengths. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import {
  type Analysis,
  analyze,
  gradientCode,
  jacobianMatrix,
  jacobianVectorProduct,
  type OverComponents,
  overComponents,
  type Value,
  vectorJacobianProduct,
} from '../../src/math/index.ts'

function analyzed(text: string, language: 'python' | 'javascript' | 'plain' = 'python'): Analysis {
  const analysis = analyze({ language, text })
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  return analysis
}

function near(found: Value | undefined, wanted: Value): void {
  const [a, b] = [[found].flat(9) as number[], [wanted].flat(9) as number[]]
  assert.equal(a.length, b.length)
  for (const [k, x] of a.entries()) assert.ok(Math.abs(x - (b[k] as number)) <= 1e-12 * (1 + Math.abs(x)), `${a} is not ${b}`)
}

const polar = 'import numpy as np\ndef polar(v):\n    return np.array([v[0]*np.cos(v[1]), v[0]*np.sin(v[1]), v[0]**2])'
const [r, t] = [1.3, 0.4]
const jacobian = [
  [Math.cos(t), -r * Math.sin(t)],
  [Math.sin(t), r * Math.cos(t)],
  [2 * r, 0],
]

test('the Jacobian, its products with a cotangent and with a tangent', () => {
  const [by] = analyzed(polar).derivatives
  assert.ok(by !== undefined)
  near(by.evaluate({ v: [r, t] }), jacobian)
  const G = [0.5, -2, 3]
  const pulled = vectorJacobianProduct(by)
  near(
    pulled.evaluate({ v: [r, t], G }),
    [0, 1].map((j) => G.reduce((sum, g, i) => sum + g * (jacobian[i]?.[j] as number), 0)),
  )
  assert.ok(!/place|δ/.test(pulled.text), pulled.text)
  const dv = [0.7, -0.2]
  const pushed = jacobianVectorProduct(by)
  near(
    pushed.evaluate({ v: [r, t], dv }),
    jacobian.map(([a, b]) => (a as number) * 0.7 + (b as number) * -0.2),
  )
  assert.ok(!/place|δ/.test(pushed.text), pushed.text)
})

test('of a sum, what is no component stays whole in the products too', () => {
  const [by] = analyzed('import numpy as np\ndef f(x, A):\n    """x: (2,), A: (2, 2)"""\n    return A @ x + np.array([0, -np.sin(x[0])])').derivatives
  assert.ok(by !== undefined)
  const at = {
    x: [0.4, -1],
    A: [
      [1, 2],
      [3, 4],
    ],
  }
  const J = [
    [1, 2],
    [3 - Math.cos(0.4), 4],
  ]
  near(by.evaluate(at), J)
  const [pulled, pushed] = [vectorJacobianProduct(by), jacobianVectorProduct(by)]
  assert.equal(pulled.text, 'Aᵀ G + [−G[1] cos(x[0]), 0]')
  near(pulled.evaluate({ ...at, G: [5, 7] }), [5 * 1 + 7 * (3 - Math.cos(0.4)), 5 * 2 + 7 * 4])
  assert.equal(pushed.text, '[0, −dx[0] cos(x[0])] + A dx')
  near(pushed.evaluate({ ...at, dx: [5, 7] }), [5 + 14, 5 * (3 - Math.cos(0.4)) + 28])
})

test('a longer vector has zeros beyond the components that are used', () => {
  const analysis = analyzed(polar)
  assert.deepEqual(analysis.variables[0]?.shape, [2])
  assert.ok(analysis.notes.some(({ message }) => message === 'v of length 2, as far as its components are used'))
  near(analysis.value.evaluate({ v: [r, t, 9] }), [r * Math.cos(t), r * Math.sin(t), r * r])
  near(
    analysis.derivatives[0]?.evaluate({ v: [r, t, 9] }),
    jacobian.map((row) => [...row, 0]),
  )
})

test('a length that the text states stays as it is, and so does one that others share', () => {
  const shape = (text: string) => analyzed(text).variables[0]?.shape
  assert.deepEqual(shape('def f(x):\n    """x: (n,)"""\n    return x[0]*x[1]'), ['n'])
  assert.deepEqual(shape('import numpy as np\ndef f(x):\n    return x[0]*x[1] + np.sum(x)'), ['n'])
  assert.deepEqual(shape('def f(x):\n    return x[0]*x[1]/len(x)'), ['n'])
  assert.deepEqual(shape('def f(x):\n    return x[0]**2'), ['n'])
  assert.deepEqual(shape('def f(x):\n    return x[0]*x[-1]'), ['n'])
  assert.equal(analyzed('def f(x):\n    """x: (3,)"""\n    return x[0]*x[-1]').derivatives[0]?.text, '[x[2], 0, x[0]]')
})

test('by several scalars: a column for each, in one matrix', () => {
  const analysis = analyzed('import numpy as np\ndef polar(r, t):\n    return np.array([r*np.cos(t), r*np.sin(t), r**2])')
  const matrix = jacobianMatrix(analysis)
  assert.equal(matrix?.text, '[[cos(t), −r sin(t)], [sin(t), r cos(t)], [2r, 0]]')
  near(matrix?.evaluate({ r, t }), jacobian)
  assert.equal(jacobianMatrix(analyzed('x^2 + y', 'plain')), undefined)
  assert.equal(jacobianMatrix(analyzed(polar)), undefined)
})

test('matrices and products of components are worked out, and what has no components is left whole', () => {
  const turned = analyzed('import numpy as np\ndef f(t, p):\n    R = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])\n    return R @ p')
  near(turned.derivatives[0]?.evaluate({ t, p: [2, 5] }), [-2 * Math.sin(t) - 5 * Math.cos(t), 2 * Math.cos(t) - 5 * Math.sin(t)])
  const distance = analyzed('import numpy as np\ndef f(x, y):\n    return np.linalg.norm(np.array([x - 1, y - 2]))')
  assert.equal(distance.derivatives[0]?.text, '(x − 1)/√((x − 1)² + (y − 2)²)')
  const mixed = analyzed('import numpy as np\ndef f(x):\n    return np.array([x @ x, np.sum(x)])')
  assert.equal(mixed.derivatives[0]?.text, '[2x, 1]')
  near(mixed.derivatives[0]?.evaluate({ x: [1, 2, 3] }), [
    [2, 4, 6],
    [1, 1, 1],
  ])
})

test('the code in JavaScript and C is a table, and runs', () => {
  const analysis = analyzed('const f = (v) => [v[0]*Math.cos(v[1]), v[0]*Math.sin(v[1]), v[0]**2]', 'javascript')
  const code = analysis.derivatives[0]?.code('javascript', { name: 'J' }) ?? ''
  near(runInNewContext(`${code}\nJ([${r}, ${t}])`), jacobian)
  const both = gradientCode(analysis, 'javascript', { name: 'both' })
  assert.ok(!both.includes('Array.from'), both)
  assert.match(analysis.derivatives[0]?.code('c', { name: 'J' }) ?? '', /out\[1\]\[1\] = v\[0\] \* t0;/)
})

test('a function of two components is one of two scalars', () => {
  const analysis = analyzed('def f(x, a):\n    return (a - x[0])**2 + 100*(x[1] - x[0]**2)**2')
  const over = overComponents(analysis)
  assert.deepEqual(
    over?.variables.map(({ name }) => name),
    ['x_1', 'x_2', 'a'],
  )
  const { value, slopes } = over as OverComponents
  assert.deepEqual(
    [value.evaluate({ x_1: 2, x_2: 3, a: 1 }), ...slopes.map(({ wrt, formula }) => [wrt, formula.evaluate({ x_1: 2, x_2: 3, a: 1 })])],
    [101, ['x_1', 802], ['x_2', -200], ['a', -2]],
  )
  const whole = analyzed('import numpy as np\ndef f(x):\n    return x[0]*x[1] + np.sum(x)')
  assert.equal(overComponents(whole), undefined)
  const vector = analyzed(polar)
  assert.equal(overComponents(vector), undefined)
})

test('the steps go component by component', () => {
  const steps = analyzed('def f(x):\n    return x[0]**2*x[1]').derivatives[0]?.steps
  assert.equal(steps?.rule, 'components')
  assert.deepEqual(
    steps?.steps.map(({ after }) => after),
    ['2x_{1}x_{2}', 'x_{1}^{2}'],
  )
})

test('components of the identity are numbers', () => {
  const text =
    '$K = \\begin{pmatrix} 0 & -k_3 & k_2 \\\\ k_3 & 0 & -k_1 \\\\ -k_2 & k_1 & 0 \\end{pmatrix}$ and $R = I + \\theta K$ with $k, p \\in \\mathbb{R}^3$, $q = R p$'
  const analysis = analyze({ language: 'latex', text }, { wrt: 'p' })
  assert.ok(analysis.ok, text)
  assert.equal(analysis.derivatives[0]?.text, '[[1, −θ k[2], θ k[1]], [θ k[2], 1, −θ k[0]], [−θ k[1], θ k[0], 1]]')
})

test('parts of a gradient that lie one behind the other are one vector', () => {
  const texts: [string, string][] = [
    ['theta, X, y):\n    z = X @ theta[:-1] + theta[-1]\n    return np.sum((z - y)**2)', '[2Xᵀ u; 2(Σ_i u_i)] where u = X θ[:-1] + θ[-1] − y'],
    [
      'theta, X, y):\n    z = X @ theta[1:] + theta[0]\n    return np.sum((z - y)**2) + 0.1 * np.sum(theta[1:]**2)',
      '[2(Σ_i u_i); 0.2θ[1:] + 2Xᵀ u] where u = X θ[1:] + θ[0] − y',
    ],
    ['p, x):\n    """p: (2,)"""\n    return np.sum(p[0] * np.exp(-p[1] * x))', '[Σ_i E_i, −p[0] xᵀ E] where E = exp(−p[1] x)'],
    // What is left out stays among zeros.
    ['p, x):\n    return p[0] * np.sum(x) + p[-1]', 'e_n + (Σ_i x_i) e_1'],
  ]
  for (const [text, wanted] of texts) assert.equal(analyzed(`import numpy as np\ndef f(${text}`).derivatives[0]?.text, wanted)
})

test('deviations from a mean sum to zero, however the mean is written', () => {
  const python = (body: string): string | undefined => analyzed(`import numpy as np\ndef f(x):\n    return ${body}`).derivatives[0]?.text
  assert.equal(python('np.sum((x - x.mean())**2) / (len(x) - 1)'), '2(x − mean(x))/(n − 1)')
  assert.equal(python('np.sum((x - np.sum(x) / len(x))**2)'), '2(x − (Σ_i x_i)/n)')
  const variance = analyze({ language: 'latex', text: '$V = \\sum_{i=1}^n (x_i - \\bar{x})^2$, $\\bar{x} = \\frac1n \\sum_{i=1}^n x_i$' })
  assert.ok(variance.ok)
  assert.equal(variance.derivatives[0]?.text, '2(x − (Σ_i x_i)/n)')
})
