/** What is said of an intermediate value of a backward pass with which the fault begins, and what should stand there. */
import { type Expr, substitute } from '../expr.ts'
import { mul } from '../ops/arithmetic.ts'
import { printText } from '../print/text/text.ts'
import { measure } from '../simplify/measure.ts'
import { notation } from '../simplify/tensors/notation.ts'
import type { Before } from './blame.ts'
import { compare, type Known } from './compare.ts'
import { type Fix, fixAt } from './fix.ts'
import type { Intermediate } from './intermediate.ts'
import { saidNames } from './pair.ts'
import { counterexampleOf, pointOf, ratioSaid, theirNames } from './point.ts'
import { quietly, type Sides } from './sides.ts'
import type { Subject } from './subject.ts'

/** Operations beyond which what should stand there is not told in words. */
const SHOWN = 14

export function begunWith(found: Intermediate, subject: Subject, sides: Sides, known: Known): Before {
  const { name, of, range, exact, yours, witness, unit } = found
  const back = theirNames(sides)
  const first = subject.derivative.arrays === 'columns' ? 1 : 0
  const value = saidNames(subject.pair).of
  const { times, from } = unit
  const derivative = `${times === undefined ? '' : `${printText(times)} times `}the derivative of ${value} by ${of}`
  const claim = from === undefined ? `${name} is not ${derivative}` : `${name} does not follow from ${from.join(' and ')}`
  const message = `${claim}: ${pointOf(witness, subject.value, back, first)}${saidOf(found, known, back)}`
  const place = { range: found.isWhole ? range : undefined, right: exact.local, whole: true, called: keptBy(subject) }
  const fix = fixAt(subject, [...yours.symbols, ...exact.symbols], back, place)
  return { check: { message, range, counterexample: counterexampleOf(witness, back) }, fix: fix && ({ ...fix, said: '', message } satisfies Fix) }
}

/** What the function keeps in its object, as it is called there: self.z. */
function keptBy({ source: { text }, pair: { value } }: Subject): ReadonlyMap<string, string> {
  const kept = text.slice(value.range.start, value.range.end).matchAll(/(?<![\w.])((?:self|this)\.(\w+))\s*=(?!=)/g)
  return new Map([...kept].map(([, place = '', name = '']) => [name, place]))
}

/** The factor that is missing, or what it should be. */
function saidOf({ exact, yours, witness }: Intermediate, known: Known, back: ReadonlyMap<Expr, Expr>): string {
  const told = (node: Expr): string => printText(notation(substitute(node, back)))
  const factors = exact.local.op === mul.op ? exact.local.args : []
  for (const [k, factor] of factors.entries()) {
    const rest = quietly(() => exact.meant(mul(...factors.filter((_, other) => other !== k))))
    if (rest !== undefined && compare(yours.expr, rest, known, true).relation === 'equal') return `; the factor ${told(factor)} is missing`
  }
  const ratio = ratioSaid(witness)
  if (ratio !== '' || measure([notation(exact.local)]).operations > SHOWN) return ratio
  return `; it should be ${told(exact.local)}`
}
