/** The textbook forms: the cases of test/cases/simplify.txt, and no shown form longer than SymPy's (test/cases/simplify-lengths.txt). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { differentiate, print, read, simplify } from '../../src/math/index.ts'

const linesOf = (name: string): string[] =>
  readFileSync(new URL(`../../../test/cases/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

for (const line of linesOf('simplify.txt')) {
  const [input, expected] = line.split(' ==> ') as [string, string]
  const [, variable, formula] = /^d\/d(\w+) (.*)$/.exec(input) ?? [undefined, undefined, input]
  test(input, () => {
    const expr = read(formula as string, 'plain')
    assert.equal(print(simplify(variable === undefined ? expr : differentiate(expr, variable)), 'text'), expected)
  })
}

/** Longer than SymPy's form, and why. */
const longer = new Map([
  ['1/(exp(h/(k*x))-1)', 'SymPy turns it into a hyperbolic sine, which is not in the terms of the input'],
  ['1/(1+exp(-(w*x+b))) by w', 'SymPy turns the sigmoid and its complement into a hyperbolic cosine'],
  ['(exp(x)-exp(-x))/2', 'SymPy turns the exponentials into a hyperbolic cosine'],
  ['besselj(1, x)', "SymPy's form divides by x, and has no value at 0"],
])

test('no derivative is shown longer than SymPy prints it', (context) => {
  const failures: string[] = []
  for (const line of linesOf('simplify-lengths.txt')) {
    const [formula, length, by = 'x'] = line.split(' ; ') as [string, string, string?]
    let expr = read(formula, 'plain')
    for (const name of by.split(' ')) expr = simplify(differentiate(expr, name))
    // Characters, names of functions in SymPy's spelling.
    const shown = print(expr, 'text').replaceAll('arc', 'a')
    const what = by === 'x' ? formula : `${formula} by ${by}`
    if ([...shown].length > Number(length)) failures.push(what)
    else if (longer.has(what)) context.diagnostic(`${what} is no longer than SymPy's now`)
  }
  assert.deepEqual(failures, [...longer.keys()])
})
