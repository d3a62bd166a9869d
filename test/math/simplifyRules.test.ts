/** Each rule of rewriting: wherever its left side has a value, the right side has the same. Sampled, the edges included. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluateAccurately } from '../../src/math/evaluate/accurate.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { number, symbol } from '../../src/math/expr.ts'
import { stableFunctionRules, stableProductRules, stableSumRules } from '../../src/math/simplify/compute/stableRules.ts'
import type { Rule } from '../../src/math/simplify/rules/match.ts'
import { functionRules, productRules, sumRules, wholeProductRules, wholeSumRules } from '../../src/math/simplify/rules/rules.ts'

const SAMPLES = [-20, -3, -1, -0.75, -1e-3, 0, 1e-3, 0.5, 1, 1.25, 2.5, 20]
const [x, y, z] = [symbol('x'), symbol('y'), symbol('z')]

const sets: Record<string, readonly Rule[]> = {
  functions: functionRules,
  sums: sumRules,
  products: productRules,
  'whole sums': wholeSumRules,
  'whole products': wholeProductRules,
  'stable functions': stableFunctionRules,
  'stable sums': stableSumRules,
  'stable products': stableProductRules,
}

for (const [title, rules] of Object.entries(sets)) {
  for (const rule of rules) {
    test(`${title}: ${rule.name}`, () => {
      const [left, right] = [rule.left(x, y, z), rule.right(x, y, z)]
      let compared = 0
      for (const a of SAMPLES) {
        for (const b of [-1.5, 0, 2]) {
          if (rule.condition !== undefined && !rule.condition(number(a), number(b), number(1))) continue
          const at = { x: a, y: b, z: 1 }
          // To as many digits as it takes: what cancels on the left is no fault of the right.
          const before = evaluateAccurately(left, at) as number
          if (!Number.isFinite(before)) continue
          const after = evaluate(right, at) as number
          compared++
          // Terms of the left side cancel far out and near zero: that is what some rules are for.
          const size = left.args.reduce((most, arg) => Math.max(most, Math.abs(evaluate(arg, at) as number)), Math.abs(before))
          assert.ok(Math.abs(after - before) <= 1e-9 * Math.max(1, size), `${before} became ${after} at x = ${a}, y = ${b}`)
        }
      }
      assert.ok(compared > 0, 'no sample lies in the domain')
    })
  }
}
