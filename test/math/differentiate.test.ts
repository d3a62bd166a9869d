/** Differentiation over the shared graph: values against central differences, cost against the bounds of reverse mode. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differentiate, evaluate, gradient, measure, read, simplify } from '../../src/math/index.ts'

/** Operations of f and its gradient together, over those of f. */
function costRatio(text: string, names: string[]): number {
  const value = read(text, 'plain')
  return measure([value, ...gradient(value, names)]).operations / measure([value]).operations
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, k) => `x${k}`)

test('a product of 1,000 factors and its gradient cost at most 3 times the product', () => {
  const names = numbered(1000)
  assert.ok(costRatio(names.join('*'), names) <= 3)
})

test("Rosenbrock's function of 1,000 variables and its gradient cost at most twice the function", () => {
  const names = numbered(1000)
  const terms = names.slice(1).map((next, k) => `100*(${next}-x${k}^2)^2+(1-x${k})^2`)
  assert.ok(costRatio(terms.join('+'), names) <= 2)
})

test('a network of 10,000 weights, each a name of its own, and its gradient cost at most twice the network', () => {
  const weights: string[] = []
  const weight = (name: string): string => {
    weights.push(name)
    return name
  }
  const unit = (k: number): string =>
    `${weight(`v${k}`)}*tanh(${weight(`c${k}`)}+${numbered(98)
      .map((x, i) => `${weight(`w${k}_${i}`)}*${x}`)
      .join('+')})`
  const text = numbered(100)
    .map((_, k) => unit(k))
    .join('+')
  assert.equal(weights.length, 10_000)
  assert.ok(costRatio(text, weights) <= 2)
})

test("the Chebyshev polynomial of degree 1,000 by its recurrence: T'(1) = n², at most 7/3 of the cost", () => {
  const lines = ['T0 = 1', 'T1 = x', ...Array.from({ length: 999 }, (_, k) => `T${k + 2} = 2*x*T${k + 1} - T${k}`), 'T1000']
  const value = read(lines.join('\n'), 'plain')
  const derivative = differentiate(value, 'x')
  assert.equal(evaluate(derivative, { x: 1 }), 1e6)
  assert.ok(measure([value, derivative]).operations / measure([value]).operations <= 7 / 3)
})

for (const count of [1000, 2000, 4000]) {
  test(`a chain of ${count} sines and cosines: right, and linear in the graph`, () => {
    let text = 'x'
    let value = 0.3
    let slope = 1
    for (let k = 0; k < count; k++) {
      text = `${k % 2 === 0 ? 'cos' : 'sin'}(${text})`
      slope *= k % 2 === 0 ? -Math.sin(value) : Math.cos(value)
      value = k % 2 === 0 ? Math.cos(value) : Math.sin(value)
    }
    const expr = read(text, 'plain')
    const derivative = simplify(differentiate(expr, 'x'))
    const found = evaluate(derivative, { x: 0.3 }) as number
    assert.ok(Math.abs(found - slope) <= 1e-12 * Math.abs(slope) + Number.MIN_VALUE)
    assert.ok(measure([expr, derivative]).operations <= 3 * count + 3)
  })
}

test('derivatives through sums over an index, products and integrals with variable bounds', () => {
  for (const [text, exact] of [
    ['sum(x^i, i, 0, 3)', (x: number) => 1 + 2 * x + 3 * x ** 2],
    ['sum(sin(i*x), i, 1, 5)', (x: number) => [1, 2, 3, 4, 5].reduce((sum, i) => sum + i * Math.cos(i * x), 0)],
  ] as const) {
    const derivative = differentiate(read(text, 'plain'), 'x')
    for (const x of [0.3, 1.7]) assert.ok(Math.abs((evaluate(derivative, { x }) as number) - exact(x)) < 1e-12, text)
  }
})

test('a symbol that does not occur has the derivative zero, of the right shape', () => {
  assert.equal(evaluate(differentiate(read('sin(y)', 'plain'), 'x'), { y: 1 }), 0)
})

test('the derivative of a Jacobian has the axes of the value first', () => {
  const hessian = differentiate(differentiate(read("x'*A*x", 'plain'), 'x'), 'x')
  const at = {
    x: [1, 2],
    A: [
      [1, 2],
      [3, 4],
    ],
  }
  assert.deepEqual(evaluate(hessian, at), [
    [2, 5],
    [5, 8],
  ])
})

test('a tie of several is split evenly, also where one of them stands there more than once', () => {
  const at = { x: 1, y: 1, z: 1 }
  assert.equal(evaluate(differentiate(read('max(x, y, z)', 'plain'), 'x'), at), 1 / 3)
  assert.equal(evaluate(differentiate(read('min(x, x, x)', 'plain'), 'x'), at), 1)
  assert.equal(evaluate(differentiate(read('max(x, y)', 'plain'), 'y'), at), 1 / 2)
})
