/** Printed functions whose formula is that for some lengths alone raise where they are given others; what they print is read as it was. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Analysis, analyze, type CodeLanguage, type Language } from '../../src/math/index.ts'

const read = (language: Language, text: string): Analysis => {
  const analysis = analyze({ language, text })
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  return analysis
}

const RECURRENCE = 'def last(x, a):\n    s = 0\n    for each in x:\n        s = s**2 + a * each\n    return s\n'
const GATES = 'def gates(xs, W, V):\n    h = V[0]\n    for x in xs:\n        h = W @ x + V @ h\n    return h\n'

const CHECKS: readonly (readonly [CodeLanguage, Language, string])[] = [
  ['numpy', 'python', 'assert len(x) == 3'],
  ['torch', 'python', 'assert len(x) == 3'],
  ['javascript', 'javascript', "if (x.length !== 3) throw new RangeError('x.length must be 3');"],
  ['typescript', 'typescript', "if (x.length !== 3) throw new RangeError('x.length must be 3');"],
  ['julia', 'julia', '@assert length(x) == 3'],
  ['matlab', 'matlab', 'assert(numel(x) == 3);'],
]

for (const [code, language, check] of CHECKS) {
  test(`${code}: a recurrence along an input checks how long that is, and is read again`, () => {
    const { value, derivatives } = read('python', RECURRENCE)
    for (const formula of [value, ...derivatives]) assert.ok(formula.code(code, { name: 'g' }).split('\n')[1]?.trim() === check)
    const again = read(language, value.code(code, { name: 'g' }))
    assert.equal(again.value.evaluate({ x: [0.5, -1.2, 0.8], a: 0.7 }), value.evaluate({ x: [0.5, -1.2, 0.8], a: 0.7 }))
  })
}

test('of arrays the axis that is gone along is checked', () => {
  const { value } = read('python', GATES)
  assert.ok(value.code('numpy', { name: 'g' }).includes('    assert len(xs) == 3\n'))
  assert.ok(value.code('julia', { name: 'g' }).includes('    @assert size(xs, 1) == 3\n'))
})

test('a number of rounds, and a length, that a parameter has by default is checked where it is used otherwise too', () => {
  const rounds = 'def steps(y, k, n=4):\n    for _ in range(n):\n        y = y - k * y / n\n    return y\n'
  assert.ok(read('python', rounds).value.code('numpy', { name: 'g' }).includes('    assert n == 4\n'))
  const window = "import numpy as np\ndef smooth(x, k=3):\n    return np.convolve(x, np.ones(k) / k, mode='valid')\n"
  const { value, derivatives } = read('python', window)
  assert.ok(value.code('numpy', { name: 'g' }).includes('    assert k == 3\n'))
  assert.deepEqual(
    derivatives.map(({ wrt }) => wrt),
    ['x'],
  )
})

test('what holds for all lengths, or for all that are long enough, checks nothing', () => {
  for (const text of ['def f(x):\n    return sum(x)**2\n', 'def f(x):\n    return (1 - x[0])**2 + 100 * (x[1] - x[0]**2)**2\n'])
    assert.doesNotMatch(read('python', text).value.code('numpy', { name: 'g' }), /assert/)
})

test('a number of rounds that a sum goes to is a parameter like others, whatever number it has by default', () => {
  const { value } = read(
    'python',
    'def annuity(y, n=10):\n    price = 0\n    for t in range(1, n + 1):\n        price += 1 / (1 + y)**t\n    return price\n',
  )
  assert.equal(value.code('numpy', { name: 'g' }), 'def g(y, n=10):\n    return sum(1 / (1 + y)**t for t in range(1, n + 1))\n')
})

test('what is averaged over all components is divided by how many there are, but by the length where the text asks for that', () => {
  const mean = read('python', 'import numpy as np\ndef mse(a, b):\n    return np.mean((a - b)**2)\n')
  assert.ok(mean.derivatives[0]?.code('numpy').endsWith('/ a.size'))
  assert.ok(mean.derivatives[0]?.code('torch').endsWith('/ a.numel()'))
  const first = read('python', 'import numpy as np\ndef mse(a, b):\n    return np.sum((a - b)**2) / len(a)\n')
  assert.ok(first.derivatives[0]?.code('numpy').endsWith('/ a.shape[0]'))
})

const DEFAULTS: readonly (readonly [CodeLanguage, Language, string, string])[] = [
  ['numpy', 'python', 'def f(x, a=2.0, eps=1e-5):\n    return a * x + eps\n', 'def g(x, a=2, eps=1e-5):\n'],
  ['numpy', 'python', 'a = 2.0\ndef f(x):\n    return a * x\n', 'def g(x, a=2):\n'],
  ['numpy', 'python', 'def f(x, a=2.0, *, b):\n    return a * x + b\n', 'def g(x, a, b):\n'],
  ['javascript', 'javascript', 'function f(x, a = 2) { return a * x; }', 'function g(x, a = 2) {\n'],
  ['typescript', 'typescript', 'function f(x: number, a = 2): number { return a * x; }', 'function g(x: number, a = 2): number {\n'],
  ['julia', 'julia', 'f(x, a=0.5) = a * x', 'g(x, a=0.5) = '],
  ['matlab', 'python', 'def f(x, a=2.0):\n    return a * x\n', 'function y = g(x, a)\n'],
]

for (const [code, language, text, head] of DEFAULTS)
  test(`${code}: parameters have the numbers of the text by default: ${head.trim()}`, () => {
    assert.ok(read(language, text).value.code(code, { name: 'g' }).startsWith(head), read(language, text).value.code(code, { name: 'g' }))
  })

test('zeros that a recurrence begins with, and the infinite borders of a table, leave nothing', () => {
  const state = read(
    'python',
    'import numpy as np\ndef f(xs, W, V):\n    h = np.zeros(V.shape[0])\n    for x in xs:\n        h = np.tanh(W @ x + V @ h)\n    return np.sum(h)\n',
  )
  assert.doesNotMatch(state.value.code('numpy', { name: 'g' }), /zeros/)
  const table =
    'import numpy as np\ndef f(x):\n    D = np.full(3, np.inf)\n    D[0] = x\n    for i in range(1, 3):\n        D[i] = min(D[i], D[i - 1] + x)\n    return D[2]\n'
  assert.equal(read('python', table).value.text, 'x + x + x')
})
