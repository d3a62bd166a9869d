/** What a formula loses is measured: against the digits of mpmath, and over the table of stable forms. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileFunction } from 'node:vm'
import { toDouble } from '../../src/math/evaluate/precise/number.ts'
import { preciseValue } from '../../src/math/evaluate/precise/value.ts'
import { analyze, differentiate, read, type Stability, stability } from '../../src/math/index.ts'

const golden = readFileSync(new URL('../../../test/cases/simplify-stable.txt', import.meta.url), 'utf8')

test('values of higher precision are those of mpmath', () => {
  let compared = 0
  for (const line of golden.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [formula, order, x, expected] = line.split(' ; ') as [string, string, string, string]
    let expr = read(formula, 'plain')
    for (let k = 0; k < Number(order); k++) expr = differentiate(expr, 'x')
    const at = preciseValue(expr)
    if (at === undefined) continue
    let value: number
    try {
      value = toDouble(at(new Map([['x', Number(x)]])))
    } catch (error) {
      assert.ok(error instanceof RangeError)
      continue
    }
    const exact = Number(expected)
    assert.ok(exact === 0 ? Math.abs(value) < 1e-300 : Math.abs(value - exact) <= 2e-16 * Math.abs(exact), `${line}: ${value}`)
    compared++
  }
  assert.ok(compared > 400, `${compared} compared`)
})

/** Of the value, or of its derivative by x. */
function measured(text: string, of: 'value' | 'derivative'): Stability {
  const analysis = analyze({ language: 'plain', text }, { wrt: 'x' })
  assert.ok(analysis.ok)
  const formula = of === 'value' ? analysis.value : analysis.derivatives[0]
  assert.ok(formula !== undefined)
  const result = stability(formula)
  assert.ok(result !== undefined)
  return result
}

for (const [text, of] of [
  ['1/(1+exp(-x))', 'derivative'],
  ['exp(x)/(1+exp(x))', 'value'],
  ['exp(x)/(1+exp(x))', 'derivative'],
  ['tanh(x)', 'derivative'],
  ['log(1+exp(x))', 'value'],
  ['log(exp(x)+exp(y))', 'value'],
  ['log(exp(x)+exp(y))', 'derivative'],
  ['log(1+x)', 'value'],
  ['exp(x)-1', 'value'],
  ['1-cos(x)', 'value'],
  ['sqrt(1+x)-1', 'value'],
  ['log(cosh(x))', 'value'],
] as const) {
  test(`${of} of ${text}: the naive form loses digits, the stable one does not`, () => {
    const { naive, stable, points } = measured(text, of)
    assert.ok(points >= 12)
    assert.ok(naive.error > 1e-9, `naive ${naive.error}`)
    assert.ok(stable.error < 1e-14, `stable ${stable.error} at ${JSON.stringify(stable.at)}`)
  })
}

for (const text of [
  'sqrt(x^2+1)-x',
  'x-sqrt(x^2-1)',
  'exp(x)/(exp(x)+exp(2*x)+1)',
  'exp(2*x)/(1+exp(x)+exp(y))',
  '(1+x/sqrt(1+x^2))/2',
  'log(x+1)-log(x)',
  'log1p(exp(x))',
  'sqrt(1+exp(x))',
  '1+erf(x)',
  'cosh(x)/(1+cosh(x))',
  'log(1+exp(x)+exp(2*x))',
]) {
  test(`the first derivative of ${text} keeps its digits in code, as does the value`, () => {
    const analysis = analyze({ language: 'plain', text }, { wrt: 'x' })
    assert.ok(analysis.ok)
    for (const formula of [analysis.value, ...analysis.derivatives]) {
      const { stable } = stability(formula) as Stability
      assert.ok(stable.error < 2e-15, `${stable.error} at ${JSON.stringify(stable.at)}`)
    }
  })
}

for (const text of [
  'silu(x)',
  'atan(exp(x))',
  'log(tanh(x))',
  'exp(x)/(exp(x)+exp(y))',
  '(1-cos(x))/x^2',
  'x/(exp(x)-1)',
  'exp(x/2)/(1+exp(x))',
  'exp(x/3)/(1+exp(x))',
  '2^x/(1+2^x)',
  '(1/2)^x/(1+(1/2)^x)',
  'x^2*exp(x)/(exp(x)-1)^2',
  'x^100/(1+x^100)',
]) {
  test(`the second derivative of ${text} keeps its digits in code`, () => {
    const analysis = analyze({ language: 'plain', text }, { wrt: 'x', order: 2 })
    assert.ok(analysis.ok)
    const { stable } = stability(analysis.derivatives[0] as (typeof analysis.derivatives)[0]) as Stability
    assert.ok(stable.error < 5e-14, `${stable.error} at ${JSON.stringify(stable.at)}`)
  })
}

for (const text of ['sin(k*x)/x', '(exp(a*x)-1)/x', '(1-cos(k*x))/x', 'x/(exp(h*x/T)-1)', 'tanh(k*x)/x', '(a*x+b)/(c*x+d)', 'log(1+a*x)/x']) {
  test(`the derivative of ${text}, which has more symbols than one, keeps its digits in code`, () => {
    const { stable } = measured(text, 'derivative')
    assert.ok(stable.error < 5e-14, `${stable.error} at ${JSON.stringify(stable.at)}`)
  })
}

test('a product that goes to zero has a value of the derivative there', () => {
  const analysis = analyze({ language: 'plain', text: 'sin(k*x)/x' }, { wrt: 'x', order: 2 })
  assert.ok(analysis.ok)
  const code = analysis.derivatives[0]?.code('javascript', { name: 'f' }) ?? ''
  const f = compileFunction(`${code}\nreturn f`)() as (k: number, x: number) => number
  // sin(kx)/x = k - k³x²/6 + ...
  assert.ok(Math.abs(f(2, 0) + 8 / 3) < 1e-15 && Math.abs(f(-3, 1e-9) - 9) < 1e-14)
})

test('the worst point is told', () => {
  assert.deepEqual(measured('log(1+exp(x))', 'value').naive, { error: Number.POSITIVE_INFINITY, at: { x: 800 } })
})

test('what has no value of higher precision is not measured', () => {
  for (const text of ['zeta(x)', 'norm2(v)', 'besselk(2, x)^2']) {
    const analysis = analyze({ language: 'plain', text })
    assert.ok(analysis.ok)
    assert.equal(stability(analysis.value), undefined)
  }
})
