/**
 * Five hundred random expressions over the table, up to eight levels deep: first and second derivative, as differentiated and
 * as simplified, are proven by dual numbers. None may be wrong.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { reverse } from '../../src/math/differentiate/reverse.ts'
import { type Expr, number, type Row, symbol } from '../../src/math/expr.ts'
import { gelu, logaddexp, relu, sigmoid, silu, softplus } from '../../src/math/ops/activation.ts'
import { add, cbrt, div, exp, ln, log1p, mul, neg, pow, sqrt, sub } from '../../src/math/ops/arithmetic.ts'
import { abs, gt, maximum, minimum, where } from '../../src/math/ops/condition.ts'
import { lgamma } from '../../src/math/ops/gamma.ts'
import { asinh, cosh, sinh, tanh } from '../../src/math/ops/hyperbolic.ts'
import { erf } from '../../src/math/ops/special.ts'
import { asin, atan, cos, sin, tan } from '../../src/math/ops/trigonometric.ts'
import { simplify } from '../../src/math/simplify/simplify.ts'
import { verifyDerivative } from '../../src/math/verify.ts'

const UNARY: readonly Row[] = [
  neg,
  exp,
  ln,
  sqrt,
  cbrt,
  log1p,
  sin,
  cos,
  tan,
  atan,
  asin,
  sinh,
  cosh,
  tanh,
  asinh,
  sigmoid,
  softplus,
  relu,
  silu,
  gelu,
  abs,
  erf,
  lgamma,
]

/** Expressions as data, so that nodes are built anew for each run. */
type Recipe =
  | { kind: 'leaf'; at: number }
  | { kind: 'unary'; row: number; inner: Recipe }
  | { kind: 'binary'; op: number; left: Recipe; right: Recipe }
  | { kind: 'power'; base: Recipe; exponent: number }

const recipes = fc.letrec<{ any: Recipe }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 8, depthSize: 'medium', withCrossShrink: true },
    fc.record({ kind: fc.constant('leaf' as const), at: fc.nat(5) }),
    fc.record({ kind: fc.constant('unary' as const), row: fc.nat(UNARY.length - 1), inner: tie('any') }),
    fc.record({ kind: fc.constant('binary' as const), op: fc.nat(7), left: tie('any'), right: tie('any') }),
    fc.record({ kind: fc.constant('binary' as const), op: fc.nat(2), left: tie('any'), right: tie('any') }),
    fc.record({ kind: fc.constant('power' as const), base: tie('any'), exponent: fc.constantFrom(2, 3, -1, -2, 0.5, 1.5) }),
  ),
})).any

const leaves = (): Expr[] => [symbol('x'), symbol('x'), symbol('y'), number(2), div(1, 3), number(0.7)]

function build(recipe: Recipe): Expr {
  switch (recipe.kind) {
    case 'leaf':
      return leaves()[recipe.at] as Expr
    case 'unary':
      return (UNARY[recipe.row] as Row)(build(recipe.inner))
    case 'power':
      return pow(build(recipe.base), recipe.exponent)
    default: {
      const [a, b] = [build(recipe.left), build(recipe.right)]
      return [add(a, b), mul(a, b), sub(a, b), div(a, b), maximum(a, b), minimum(a, b), logaddexp(a, b), where(gt(a, b), a, mul(2, b))][
        recipe.op
      ] as Expr
    }
  }
}

test('first and second derivatives of random expressions', () => {
  let proven = 0
  fc.assert(
    fc.property(recipes, (recipe) => {
      const x = symbol('x')
      let value: Expr
      try {
        value = build(recipe)
      } catch (error) {
        // Numbers that fold to a division by zero are no expression.
        if (error instanceof RangeError) return
        throw error
      }
      for (let order = 1; order <= 2; order++) {
        const raw = reverse(value, [x])[0] as Expr
        const simplified = simplify(raw)
        for (const [what, derivative] of [
          ['differentiated', raw],
          ['simplified', simplified],
        ] as const) {
          const proof = verifyDerivative(value, x, derivative)
          if (!('worst' in proof)) continue
          assert.ok(proof.worst < 1e-9, `order ${order}, ${what}: ${JSON.stringify(proof)}`)
          proven++
        }
        value = simplified
      }
    }),
    { numRuns: 500, seed: 42 },
  )
  assert.ok(proven > 1000, `only ${proven} proven`)
})
