/** Values of formulas hold to the last digits wherever they are doubles: near removable singularities, far out, where terms cancel. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { analyze, evaluate, read } from '../../src/math/index.ts'

/** Relative error allowed: some units in the last place. */
const TOLERANCE = 2 ** -47

const cases = readFileSync(new URL('../../../test/cases/evaluate.txt', import.meta.url), 'utf8').split('\n')
const byFormula = new Map<string, string[]>()
for (const line of cases) {
  if (line === '' || line.startsWith('#')) continue
  const [formula, order, x, expected] = line.split(' ; ') as [string, string, string, string]
  const key = `${formula} ; ${order}`
  byFormula.set(key, [...(byFormula.get(key) ?? []), `${x} ; ${expected}`])
}

for (const [key, points] of byFormula) {
  const [text, order] = key.split(' ; ') as [string, string]
  test(`${'d/dx '.repeat(Number(order))}${text}`, () => {
    const analysis = analyze({ language: 'plain', text }, { wrt: 'x', order: Math.max(1, Number(order)) })
    assert.ok(analysis.ok)
    const formula = order === '0' ? analysis.value : analysis.derivatives[0]
    for (const point of points) {
      const [x, exact] = point.split(' ; ').map(Number) as [number, number]
      const value = formula?.evaluate({ x }) as number
      assert.ok(Math.abs(value - exact) <= TOLERANCE * Math.abs(exact), `at ${x}: ${value}, exactly ${exact}`)
    }
  })
}

test('what has no value keeps what doubles make of it', () => {
  assert.equal(evaluate(read('1/x', 'plain'), { x: 0 }), Number.POSITIVE_INFINITY)
  assert.ok(Number.isNaN(evaluate(read('log(x)', 'plain'), { x: -1 })))
  assert.equal(evaluate(read('exp(x)', 'plain'), { x: 1000 }), Number.POSITIVE_INFINITY)
  assert.equal(evaluate(read('x - x*cos(0)', 'plain'), { x: 3 }), 0)
})
