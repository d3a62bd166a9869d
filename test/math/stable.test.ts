/** The stable forms: neither overflow nor cancellation where the exact value is a double. Expected values from mpmath. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { differentiate, read, simplify } from '../../src/math/index.ts'
import { stabilize } from '../../src/math/simplify/compute/stable.ts'

/** Relative error allowed: the argument of an exponential of size 800 is itself rounded. */
const TOLERANCE = 2e-14

const cases = readFileSync(new URL('../../../test/cases/simplify-stable.txt', import.meta.url), 'utf8')
for (const line of cases.split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [formula, order, x, expected] = line.split(' ; ') as [string, string, string, string]
  test(`${'d/dx '.repeat(Number(order))}${formula} at ${x}`, () => {
    let expr = read(formula, 'plain')
    for (let k = 0; k < Number(order); k++) expr = simplify(differentiate(expr, 'x'))
    const value = evaluate(stabilize(expr), { x: Number(x) }) as number
    const exact = Number(expected)
    assert.ok(exact === 0 ? Math.abs(value) < 1e-290 : Math.abs(value - exact) <= TOLERANCE * Math.abs(exact), `${value}, exactly ${exact}`)
  })
}
