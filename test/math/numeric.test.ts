/** Integrals, sums over an index, enclosures and dual numbers, against known values. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dualPlan, evaluateDual } from '../../src/math/evaluate/dual.ts'
import { enclose } from '../../src/math/evaluate/interval.ts'
import { integrate } from '../../src/math/evaluate/quadrature.ts'
import { sampleFunctions } from '../../src/math/evaluate/sample.ts'
import { bindings, evaluate, surroundingsOf } from '../../src/math/evaluate/value.ts'
import { type Expr, number, symbol } from '../../src/math/expr.ts'
import { add, div, exp, infinity, mul, neg, pow, sqrt, sub } from '../../src/math/ops/arithmetic.ts'
import { callFunction, integral, productSeries, series } from '../../src/math/ops/binder.ts'
import { einsum } from '../../src/math/ops/einsum.ts'
import { sin } from '../../src/math/ops/trigonometric.ts'
import { shapeOf } from '../../src/math/shape.ts'
import { relativeError } from './golden.ts'

const x = (): Expr => symbol('x')
const i = (): Expr => symbol('i')
const { POSITIVE_INFINITY: INF, NEGATIVE_INFINITY: MINUS_INF } = Number

test('integrals with closed forms', () => {
  const cases: [string, (t: number) => number, number, number, number][] = [
    ['polynomial', (t) => t * t, 0, 3, 9],
    ['backwards', (t) => t * t, 3, 0, -9],
    ['a singular end', (t) => 1 / Math.sqrt(t), 0, 1, 2],
    ['a logarithm', (t) => Math.log(t), 0, 1, -1],
    ['half a bell', (t) => Math.exp(-t * t), 0, INF, Math.sqrt(Math.PI) / 2],
    ['the bell', (t) => Math.exp(-t * t), MINUS_INF, INF, Math.sqrt(Math.PI)],
    ['a heavy tail', (t) => 1 / (1 + t * t), MINUS_INF, 1, (3 * Math.PI) / 4],
    ['waves', (t) => Math.cos(20 * t), 0, 1, Math.sin(20) / 20],
    ['a kink', (t) => Math.abs(t - 0.3), 0, 1, 0.29],
    ['a jump', (t) => Math.sign(t - 0.3), 0, 1, 0.4],
    ['steps', (t) => Math.floor(t), 0, 10, 45],
    ['two kinks', (t) => Math.max(0, t * t - 1), -3, 3, 40 / 3],
    ['kinks of waves', (t) => Math.abs(Math.sin(20 * t)), 0, 1, 0.62959589690933],
    ['a kink of a tail', (t) => Math.exp(-Math.abs(t - 1)), 0, INF, 2 - Math.exp(-1)],
    ['a narrow bell', (t) => Math.exp(-1e5 * (t - 0.37) ** 2), 0, 1, Math.sqrt(Math.PI / 1e5)],
  ]
  for (const [name, f, low, high, exact] of cases) {
    const [own] = integrate((t) => [f(t)], low, high) as [number]
    assert.ok(relativeError(own, exact) < 1e-11, `${name}: ${own}, exactly ${exact}`)
  }
  assert.deepEqual(
    integrate((t) => [t, 1], 2, 2),
    [0, 0],
  )
})

test('an integral that does not exist is no number', () => {
  assert.ok(Number.isNaN((integrate((t) => [1 / t], 0, 1) as [number])[0]))
  assert.ok(Number.isNaN((integrate((t) => [1 / t], -1, 1) as [number])[0]))
  let looks = 0
  const counted = (t: number): readonly number[] => {
    looks++
    return [t ** -1.5 * (1 - t) ** -0.5]
  }
  assert.ok(Number.isNaN((integrate(counted, 0, 1) as [number])[0]))
  assert.ok(looks < 1000, `${looks} looks`)
})

test('sums and products over an index, nested and endless', () => {
  assert.equal(evaluate(series('i', i(), number(1), number(100)), {}), 5050)
  assert.equal(evaluate(productSeries('i', i(), number(1), symbol('n')), { n: 5 }), 120)
  assert.equal(evaluate(series('i', mul(i(), x()), number(1), number(0)), { x: 2 }), 0)
  const nested = series('i', series('j', mul(i(), symbol('j')), number(1), i()), number(1), number(3))
  assert.equal(evaluate(nested, {}), 1 + 2 * 3 + 3 * 6)
  assert.ok(relativeError(evaluate(series('i', pow(div(1, 2), i()), number(0), infinity), {}) as number, 2) < 1e-15)
  assert.ok(
    relativeError(evaluate(integral('t', sin(mul(symbol('t'), x())), number(0), number(2)), { x: 3 }) as number, (1 - Math.cos(6)) / 3) < 1e-12,
  )
})

test('an index is no free symbol, and does not leak', () => {
  assert.throws(() => evaluate(add(series('i', i(), number(1), number(3)), i()), {}), /no value for i/)
})

const tangent = (expr: Expr, at: Record<string, number | number[]>, direction: Record<string, number | number[]>): unknown => {
  const order = dualPlan([expr])
  const moves = new Map([...bindings(direction)].map(([name, value]) => [name, value.shape.length === 0 ? (value.data[0] as number) : value]))
  const { tangents } = evaluateDual(order, surroundingsOf(order, bindings(at), [], sampleFunctions), moves)
  return tangents[order.roots[0] as number]
}

test('dual numbers of sums, products, quotients, powers', () => {
  // d/dx x³ e^{2x} = (3x² + 2x³) e^{2x}
  assert.ok(
    relativeError(tangent(mul(pow(x(), 3), exp(mul(2, x()))), { x: 0.7 }, { x: 1 }) as number, (3 * 0.49 + 2 * 0.343) * Math.exp(1.4)) < 1e-14,
  )
  assert.equal(tangent(div(x(), symbol('a')), { x: 3, a: 2 }, { a: 1 }), -0.75)
  assert.equal(tangent(mul(x(), x(), x(), x()), { x: 2 }, { x: 1 }), 32)
  assert.equal(tangent(symbol('a'), { a: 2, x: 1 }, { x: 1 }), undefined)
})

test('dual numbers of products of vectors', () => {
  const v = symbol('v', shapeOf(['n']))
  const w = symbol('w', shapeOf(['n']))
  assert.equal(tangent(einsum('i,i->', v, w), { v: [1, 2], w: [3, 4] }, { v: [10, 1] }), 34)
})

test('functions that nobody defined have derivatives that fit them', () => {
  const g = (at: number): number => sampleFunctions('g', [0], [at])
  const slope = tangent(callFunction('g', [pow(x(), 2)]), { x: 1.3 }, { x: 1 }) as number
  const h = 1e-5
  assert.ok(relativeError(slope, (g((1.3 + h) ** 2) - g((1.3 - h) ** 2)) / (2 * h)) < 1e-8)
})

test('enclosures hold every value, and are tight where it matters', () => {
  const holds: [Expr, number, number][] = [
    [add(pow(x(), 2), 1), 1, INF],
    [mul(x(), x()), 0, INF],
    [sqrt(add(pow(x(), 2), 4)), 2, INF],
    [sub(2, sin(x())), 1, 3],
    [exp(neg(pow(x(), 2))), 0, 1],
    [div(1, add(1, exp(x()))), 0, 1],
  ]
  for (const [expr, low, high] of holds) assert.deepEqual(enclose([expr]).get(expr), [low, high])
  for (const expr of [div(1, x()), sub(x(), 1), pow(x(), 3)]) assert.deepEqual(enclose([expr]).get(expr), [MINUS_INF, INF])
})
