/**
 * One hundred formulas of physics (S.-M. Udrescu and M. Tegmark, "AI Feynman", 2020), read as they are written: value, all first and
 * all second partial derivatives against mpmath, both as differentiated and as simplified.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gradient } from '../../src/math/differentiate/index.ts'
import { evaluateAll } from '../../src/math/evaluate/value.ts'
import { read, simplify } from '../../src/math/index.ts'
import { goldenLines, relativeError } from './golden.ts'

const numbers = (text: string | undefined): number[] => (text ?? '').split(';').map(Number)

/** Second partials near zero are differences of larger terms: they are compared on the scale of the formula's other ones. */
const TOLERANCE = 1e-11

for (const [name, formula, variables, point, value, first, second] of goldenLines('feynman.tsv')) {
  const names = (variables as string).split(';')
  const at = Object.fromEntries(numbers(point).map((x, k) => [names[k] as string, x]))
  test(`${name} at ${point}`, () => {
    const expr = read(formula as string, 'plain')
    const firsts = gradient(expr, names)
    const check = (own: number, exact: number, scale: number, what: string): void => {
      const error = Math.min(relativeError(own, exact), scale > 0 ? Math.abs(own - exact) / scale : Number.POSITIVE_INFINITY)
      assert.ok(error <= TOLERANCE, `${what} of ${formula}: ${own}, exactly ${exact}`)
    }
    const [own, ...ownFirsts] = evaluateAll([expr, ...firsts], at) as number[]
    check(own as number, Number(value), 0, 'the value')
    const exactFirsts = numbers(first)
    exactFirsts.forEach((exact, i) => {
      check(ownFirsts[i] as number, exact, Math.abs((own as number) / (at[names[i] as string] as number)), `∂/∂${names[i]}`)
    })
    const simplified = firsts.map(simplify)
    ;(evaluateAll(simplified, at) as number[]).forEach((simple, i) => {
      check(simple, exactFirsts[i] as number, Math.abs((own as number) / (at[names[i] as string] as number)), `simplified ∂/∂${names[i]}`)
    })
    const seconds = simplified.flatMap((derivative, i) => gradient(derivative, names.slice(i)))
    const ownSeconds = evaluateAll(seconds, at) as number[]
    const exactSeconds = numbers(second)
    let k = 0
    for (let i = 0; i < names.length; i++) {
      for (let j = i; j < names.length; j++, k++) {
        const scale = Math.abs((own as number) / ((at[names[i] as string] as number) * (at[names[j] as string] as number)))
        check(ownSeconds[k] as number, exactSeconds[k] as number, scale, `∂²/∂${names[i]}∂${names[j]}`)
      }
    }
  })
}
