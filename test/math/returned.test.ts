/** Functions that return several values: a value with its gradient is analysed as the value, and only values alike are one array. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Analysis, type AnalyzeOptions, analyze, type Language } from '../../src/math/index.ts'

function analysed(language: Language, text: string, options: AnalyzeOptions = {}): Analysis {
  const analysis = analyze({ language, text }, options)
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  return analysis
}

const shapesOf = ({ variables }: Analysis): Record<string, string> =>
  Object.fromEntries(variables.map(({ name, shape }) => [name, shape.join(' x ')]))

const said = ({ notes }: Analysis): string => notes.map(({ message }) => message).join('\n')

const logistic = (end: string): string => `import numpy as np
def cost(w, X, y):
    h = 1 / (1 + np.exp(-(X @ w)))
    J = -np.mean(y * np.log(h) + (1 - y) * np.log(1 - h))
    grad = X.T @ (h - y) / len(y)
${end}
`

/** A value with its derivative, by language and what is returned of it. */
const withGradient: [Language, string, string][] = [
  ['python', logistic('    return J, grad'), 'grad'],
  ['python', logistic('    dw = grad\n    return J, dw'), 'dw'],
  ['python', logistic('    return (J, grad)'), 'grad'],
  ['python', logistic('    return [J, grad]'), 'grad'],
  ['python', logistic('    H = X.T @ np.diag(h * (1 - h)) @ X\n    return J, grad, H'), 'grad'],
  ['python', logistic('    return {"J": J, "grad": grad}'), 'grad'],
  ['python', logistic('    result = J, grad\n    return result'), 'grad'],
  ['python', logistic('    grads = {"dw": grad}\n    return grads, J'), 'dw'],
  ['python', logistic('    return J, {"dw": grad}'), 'dw'],
  [
    'julia',
    `function cost(w, X, y)
    h = 1 ./ (1 .+ exp.(-(X * w)))
    J = -sum(y .* log.(h) .+ (1 .- y) .* log.(1 .- h)) / length(y)
    grad = X' * (h - y) / length(y)
    return J, grad
end
`,
    'grad',
  ],
  [
    'matlab',
    `function [J, grad] = cost(w, X, y)
  h = 1 ./ (1 + exp(-X*w));
  J = -mean(y .* log(h) + (1 - y) .* log(1 - h));
  grad = X' * (h - y) / length(y);
end
`,
    'grad',
  ],
]

for (const [k, [language, text, name]] of withGradient.entries())
  test(`a loss beside its gradient is the loss alone: ${language} ${k}`, () => {
    const analysis = analysed(language, text, { of: 'cost', wrt: ['w'] })
    assert.deepEqual(analysis.value.shape, [])
    assert.deepEqual(shapesOf(analysis), { w: 'n', X: 'm x n', y: 'm' })
    assert.match(said(analysis), new RegExp(`${name} is compared with its derivative`))
    // By NumPy, of complex steps.
    const at = {
      w: [0.3, -0.2],
      X: [
        [1, 2],
        [0.5, -1],
        [2, 0.3],
      ],
      y: [1, 0, 1],
    }
    assert.ok(Math.abs((analysis.value.evaluate(at) as number) - 0.6956471839210806) < 1e-14)
    const gradient = analysis.derivatives[0]?.evaluate(at) as number[]
    for (const [i, wanted] of [-0.32268185418269046, -0.5823440761847933].entries()) assert.ok(Math.abs((gradient[i] as number) - wanted) < 1e-14)
  })

const least = (end: string): string => `import numpy as np
def f(w, X):
    a = X @ w
    s = np.sum(a**2)
${end}
`

test('values of unlike shapes are no array: the first is meant, and the others are named', () => {
  const analysis = analysed('python', least('    return s, a'), { of: 'f' })
  assert.deepEqual(analysis.value.shape, [])
  assert.deepEqual(shapesOf(analysis), { w: 'n', X: 'm x n' })
  assert.match(said(analysis), /the first of the values that are returned.*\ba\b/)
  // Broadcasting would make X a vector.
  const loss = analysed('python', logistic('    return J, h'), { of: 'cost' })
  assert.deepEqual(shapesOf(loss), { w: 'n', X: 'm x n', y: 'm' })
  const second = analysed('python', least('    return s, a'), { of: 'a' })
  assert.deepEqual(second.value.shape, ['m'])
})

test('what is returned without names is told by the name of the function', () => {
  const text = 'import numpy as np\ndef value_and_grad(w, X, y):\n    r = X @ w - y\n    return 0.5 * r @ r, X.T @ r\n'
  const analysis = analysed('python', text)
  assert.deepEqual(analysis.value.shape, [])
  assert.match(said(analysis), /alone: what is returned with it is compared with its derivative/)
})

test('the cursor on one of the returned values picks it', () => {
  const text = logistic('    return J, grad')
  const at = text.lastIndexOf('grad') + 2
  const analysis = analyze({ language: 'python', text, selection: { start: at, end: at } })
  assert.ok(analysis.ok)
  assert.deepEqual(analysis.value.shape, ['n'])
})

test('f beside g is a value with its gradient where g is that, and else two components', () => {
  const kepler = (derivative: string, parameters = 'E, e, M'): string => `import numpy as np
def kepler(${parameters}):
    f = (E - e*np.sin(E) - M)**2
    g = ${derivative}
    return f, g
`
  const right = '2*(E - e*np.sin(E) - M)*(1 - e*np.cos(E))'
  const wrong = '2*(E - e*np.sin(E) - M)*(1 + e*np.cos(E))'
  for (const text of [kepler(right), kepler(wrong, 'E, e=0.1, M=0.5')]) {
    const analysis = analysed('python', text, { of: 'kepler', wrt: 'E' })
    assert.deepEqual(analysis.value.shape, [])
    // By NumPy.
    const exact = analysis.derivatives[0]?.evaluate({ E: 1.2, e: 0.1, M: 0.5 }) as number
    assert.ok(Math.abs(exact - 1.1696167289853319) < 1e-14)
  }
  const system = 'def rhs(x, y, a, b):\n    f = a * x - b * x * y\n    g = b * x * y - y\n    return f, g\n'
  assert.deepEqual(analysed('python', system).value.shape, [2])
  assert.deepEqual(analysed('javascript', 'function fg(x, y) {\n  const f = x * y\n  const g = [y, x]\n  return [f, g]\n}').value.shape, [])
})

test('the derivative beside the value of a function of JavaScript is no component', () => {
  for (const gradient of ['2 * (x - 1)', '[2 * (x - 1)]']) {
    const analysis = analysed('javascript', `function cost(x) {\n  const loss = (x - 1) ** 2\n  const grad = ${gradient}\n  return { loss, grad }\n}`)
    assert.deepEqual(analysis.value.shape, [])
    assert.equal(analysis.derivatives[0]?.text, '2x − 2')
  }
})

test('components and several gradients stay together', () => {
  assert.deepEqual(
    analysed('python', 'def lorenz(x, y, z):\n    dx = 10*(y - x)\n    dy = x*(28 - z) - y\n    dz = x*y - 3*z\n    return dx, dy, dz').value.shape,
    [3],
  )
  assert.deepEqual(analysed('python', 'def grad(x, y):\n    grad_x = 2*x*y\n    grad_y = x**2\n    return grad_x, grad_y').value.shape, [2])
  assert.deepEqual(analysed('python', 'def f(x, y):\n    return x*y, x + y').value.shape, [2])
  assert.deepEqual(analysed('javascript', 'const f = (x, y) => ({ u: x * y, v: x + y })').value.shape, [2])
})
