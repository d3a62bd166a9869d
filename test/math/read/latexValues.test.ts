/** Reading LaTeX against values computed elsewhere: formulas that SymPy printed, at points where Python evaluated the originals. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { evaluate } from '../../../src/math/index.ts'
import { elaborate } from '../../../src/math/read/elaborate.ts'
import { openLatex } from '../../../src/math/read/latex/latex.ts'

const lines = readFileSync(new URL('../../../../test/cases/latex-feynman.txt', import.meta.url), 'utf8').split('\n')

for (const line of lines) {
  const [formula, point, value] = line.split(' ; ')
  if (line.startsWith('#') || formula === undefined || point === undefined || value === undefined) continue
  test(`${formula.slice(0, 80)} has the value Python gives the formula it was printed from`, () => {
    const at = Object.fromEntries(point.split(' ').map((pair) => [pair.split('=')[0] as string, Number(pair.split('=')[1])]))
    const found = evaluate(elaborate(openLatex(formula).read({})).expr, at)
    assert.ok(typeof found === 'number' && Math.abs(found - Number(value)) <= 1e-9 * Math.abs(Number(value)), `${found}, not ${value}`)
  })
}
