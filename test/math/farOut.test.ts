/** What is computed and printed as code keeps its digits far out, in doubles alone. Expected values from mpmath. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { ExprFormula } from '../../src/math/formula.ts'
import { analyze } from '../../src/math/index.ts'

const TOLERANCE = 1e-12

const cases = readFileSync(new URL('../../../test/cases/far-out.txt', import.meta.url), 'utf8')
for (const line of cases.split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [formula, order, x, expected] = line.split(' ; ') as [string, string, string, string]
  test(`far out: ${'d/dx '.repeat(Number(order))}${formula} at ${x}`, () => {
    const analysis = analyze({ language: 'plain', text: formula })
    assert.ok(analysis.ok)
    const formulaAt = order === '0' ? analysis.value : analysis.derivatives[0]
    assert.ok(formulaAt instanceof ExprFormula)
    const value = evaluate(formulaAt.computed, { x: Number(x) }) as number
    const exact = Number(expected)
    assert.ok(Math.abs(value - exact) <= TOLERANCE * Math.abs(exact), `${value}, exactly ${exact}`)
  })
}

test('the gamma function of what no double holds is not asked for all of its digits', () => {
  const analysis = analyze({ language: 'plain', text: 'gamma(exp(x))' })
  assert.ok(analysis.ok)
  assert.equal(analysis.value.evaluate({ x: 1e6 }), Number.POSITIVE_INFINITY)
})
