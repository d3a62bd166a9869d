/** Simplification keeps the value everywhere in the domain, shortens, and settles at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { differentiate } from '../../src/math/differentiate/index.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { Exact } from '../../src/math/exact.ts'
import { type Expr, number, type Row, symbol, topological } from '../../src/math/expr.ts'
import { relu, sigmoid, softplus } from '../../src/math/ops/activation.ts'
import { add, cbrt, div, exp, ln, mul, neg, pow, sqrt, sub } from '../../src/math/ops/arithmetic.ts'
import { abs, gt, maximum, sign, where } from '../../src/math/ops/condition.ts'
import { atanh, cosh, sinh, tanh } from '../../src/math/ops/hyperbolic.ts'
import { asin, atan, cos, sin, tan } from '../../src/math/ops/trigonometric.ts'
import { print } from '../../src/math/print/code/code.ts'
import { simplify } from '../../src/math/simplify/simplify.ts'

const unary: readonly Row[] = [neg, sqrt, exp, ln, sin, cos, tan, abs, sign, sigmoid, softplus, relu, tanh, sinh, cosh, atan, asin, atanh, cbrt]

const { expression } = fc.letrec<{ expression: Expr; leaf: Expr }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom('x', 'y').map((name) => symbol(name)),
    fc.constantFrom('x', 'y').map((name) => symbol(name)),
    fc.integer({ min: -3, max: 4 }).map((n) => number(n)),
    fc.constantFrom(Exact.ratio(1, 2), Exact.ratio(-2, 3), Exact.parse('0.25') as Exact).map((q) => number(q)),
  ),
  expression: fc.oneof(
    { maxDepth: 6, depthSize: 'small' },
    tie('leaf'),
    fc.tuple(fc.constantFrom(...unary), tie('expression')).map(([op, x]) => op(x)),
    fc.tuple(fc.constantFrom(add, mul, sub, div, pow), tie('expression'), tie('expression')).map(([op, a, b]) => op(a, b)),
    fc.tuple(fc.constantFrom(add, mul), tie('expression'), tie('expression'), tie('expression')).map(([op, a, b, c]) => op(a, b, c)),
    fc.tuple(tie('expression'), fc.constantFrom(2, 3, -1, -2, 0.5)).map(([x, n]) => (n === 0.5 ? pow(x, div(1, 2)) : pow(x, n))),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => where(gt(a, b), a, b)),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => maximum(a, b)),
  ),
}))

const POINTS = [
  { x: 0.731, y: 1.377 },
  { x: -0.619, y: 0.883 },
  { x: 1.913, y: -0.447 },
  { x: -1.271, y: -1.559 },
  { x: 0.117, y: 2.741 },
]

/** The value, and how far rounding moves it; NaN where any part of the expression has no value or is out of reach. */
function valueAt(expr: Expr, at: { x: number; y: number }): { value: number; noise: number } {
  for (const node of topological([expr])) {
    const part = evaluate(node, at) as number
    if (!Number.isFinite(part) || Math.abs(part) > 1e12 || (part !== 0 && Math.abs(part) < 1e-12)) return { value: Number.NaN, noise: 0 }
  }
  const value = evaluate(expr, at) as number
  const moved = [1 + 3e-15, 1 - 5e-15].map((by) => Math.abs((evaluate(expr, { x: at.x * by, y: at.y * by }) as number) - value))
  return { value, noise: Math.max(...moved) }
}

function assertSame(original: Expr, simplified: Expr): void {
  for (const at of POINTS) {
    const { value, noise } = valueAt(original, at)
    if (Number.isNaN(value) || Number.isNaN(noise) || noise > 1e-9 * Math.max(1, Math.abs(value))) continue
    const found = evaluate(simplified, at) as number
    const tolerance = 1e-7 * Math.max(1e-3, Math.abs(value)) + 1e5 * noise
    assert.ok(
      Math.abs(found - value) <= tolerance,
      `${print(original, 'text')} is ${value}, ${print(simplified, 'text')} is ${found} at ${JSON.stringify(at)}`,
    )
  }
}

const RUNS = Number(process.env['NABLA_RUNS'] ?? 400)
const SEED = Number(process.env['NABLA_SEED'] ?? 1)

/** Holds for random expressions; a failure tells only what the property itself says. */
function holdsForAll(property: (expr: Expr) => void): void {
  const { failed, errorInstance } = fc.check(fc.property(expression, property), { numRuns: RUNS, seed: SEED })
  if (failed) throw errorInstance
}

test('a simplified expression has the value of the original', () => {
  holdsForAll((expr) => assertSame(expr, simplify(expr)))
})

test('a simplified derivative has the value of the derivative', () => {
  holdsForAll((expr) => {
    const derivative = differentiate(expr, 'x')
    assertSame(derivative, simplify(derivative))
  })
})

test('simplifying again never lengthens', () => {
  holdsForAll((expr) => {
    const once = simplify(expr)
    for (const node of topological([once])) node.memo = undefined
    const twice = simplify(once)
    assert.ok(print(twice, 'text').length <= print(once, 'text').length, `${print(once, 'text')} became ${print(twice, 'text')}`)
  })
})

test('the sign of a sum comes out of odd functions, but for differences, which stay as they are written', () => {
  const [a, b] = [symbol('a'), symbol('b')]
  assert.equal(print(simplify(tanh(neg(add(a, b)))), 'text'), '−tanh(a + b)')
  assert.equal(print(simplify(tanh(sub(b, a))), 'text'), 'tanh(b − a)')
})
