/**
 * Reading LaTeX against values computed elsewhere: formulas that SymPy printed, at points where Python evaluated the originals,
 * and the cases of the readers, evaluated by NumPy.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Language, Value } from '../../../src/math/api.ts'
import { evaluate } from '../../../src/math/index.ts'
import { elaborate } from '../../../src/math/read/elaborate.ts'
import { openLatex } from '../../../src/math/read/latex/latex.ts'
import { open } from '../../../src/math/read/open.ts'
import { readMarked } from './latexCases.ts'
import { difference } from './truth.ts'

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

for (const line of readFileSync('test/cases/latex-values.txt', 'utf8').split('\n')) {
  const [language, marked, at, value] = line.split(' @@ ')
  if (line.startsWith('#') || marked === undefined || at === undefined || value === undefined) continue
  test(`${marked.slice(0, 80)} has the value NumPy gives it`, () => {
    const { text, target } = readMarked(marked)
    const found = evaluate(elaborate(open(text, language as Language).read(target)).expr, JSON.parse(at) as Record<string, Value>)
    // Derivatives are differences there.
    assert.ok(
      difference(found, JSON.parse(value) as Value) <= (/\\partial|\\nabla|\\frac\{d|'|\\pdv|\\dv|\\int/.test(text) ? 1e-6 : 1e-9),
      `${JSON.stringify(found)}, not ${value}`,
    )
  })
}
