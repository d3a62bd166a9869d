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

const HYPERBOLIC = 'SymPy turns the exponentials or sigmoids into a hyperbolic function of half the exponent, which is not in the terms of the input'
const AT_ZERO = "SymPy's form divides by x, and has no value at 0"
const CLEARED = 'SymPy multiplies the numerator and the denominator by what the text divides by'

/** Longer than SymPy's form, and why. */
const longer = new Map([
  ['1/(exp(h/(k*x))-1)', HYPERBOLIC],
  ['1/(1+exp(-(w*x+b))) by w', HYPERBOLIC],
  ['besselj(1, x)', AT_ZERO],
  ['(sqrt(x)+1/sqrt(x))^2', 'one fraction, which is no longer as it is typeset'],
  ['10^(-x)', 'the power stays above the bar, where the text has it'],
  ['8*pi*h*f^3/(c^3*(exp(h*f/(k*T))-1)) by T', HYPERBOLIC],
  ['h*f/(exp(h*f/(k*T))-1) by T', HYPERBOLIC],
  ['1/(exp((x-m)/T)+1)', HYPERBOLIC],
  ['1/(exp((x-m)/T)-1)', HYPERBOLIC],
  ['sqrt(g*tanh(k*h)/k) by k', 'SymPy has the hyperbolic sine of the double below the bar'],
  ['sqrt(g*k*tanh(k*h)) by k', 'SymPy has the hyperbolic sine of the double below the bar'],
  ['K/(1+(K/P-1)*exp(-r*t)) by t', CLEARED],
  ['1/(1+(x/k)^n)', AT_ZERO],
  ['A*K^a*L^(1-a) by L', 'the power stays above the bar, where the text has it'],
  ['1-exp(-(x/l)^k)', AT_ZERO],
  ['-p*log(p)-(1-p)*log(1-p) by p p', 'the difference stays as the text has it'],
  ['sigmoid(2*x)', HYPERBOLIC],
  ['2*sigmoid(2*x)-1', HYPERBOLIC],
  ['1/(sin(x)+cos(x)) by x x', 'SymPy turns the sum into a sine that is moved by a quarter of pi'],
  ['(exp(2*x)-1)/(exp(2*x)+1)', HYPERBOLIC],
])

test('no derivative is shown longer than SymPy prints it', (context) => {
  const failures: string[] = []
  for (const line of linesOf('simplify-lengths.txt')) {
    const [formula, length, by = 'x'] = line.split(' ; ') as [string, string, string?]
    let expr = read(formula, 'plain')
    for (const name of by.split(' ')) expr = simplify(differentiate(expr, name))
    // Characters, names of functions in SymPy's spelling.
    const shown = print(expr, 'text').replaceAll(/\bar(c|(?=[sct](?:inh|osh|anh)))/g, 'a')
    const what = by === 'x' ? formula : `${formula} by ${by}`
    if ([...shown].length > Number(length)) failures.push(what)
    else if (longer.has(what)) context.diagnostic(`${what} is no longer than SymPy's now`)
  }
  assert.deepEqual(failures, [...longer.keys()])
})
