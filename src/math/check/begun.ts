/** What is said of an intermediate value of a backward pass with which the fault begins, and what should stand there. */
import type { Range } from '../api.ts'
import { type Expr, substitute } from '../expr.ts'
import { mul } from '../ops/arithmetic.ts'
import { printText } from '../print/text/text.ts'
import { measure } from '../simplify/measure.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import type { Before } from './blame.ts'
import { compare, type Known } from './compare.ts'
import { type Fix, fixesAt, keptBy } from './fix.ts'
import type { Intermediate } from './intermediate.ts'
import { saidNames } from './pair.ts'
import { counterexampleOf, pointOf, ratioSaid, theirNames } from './point.ts'
import { quietly, type Sides } from './sides.ts'
import { wrongBranch } from './spot.ts'
import type { Subject } from './subject.ts'

/** Operations beyond which what should stand there is not told in words. */
const SHOWN = 14

export function begunWith(found: Intermediate, subject: Subject, sides: Sides, known: Known): Before {
  const { name, of, exact, yours, witness, unit } = found
  const branch = wrongBranch({ part: yours, exact: simplify(exact.whole) }, known)
  const isBranch = branch.part !== yours && inside(branch.part.body.range, found.range)
  const range = isBranch ? (branch.part.body.range as Range) : found.range
  const back = theirNames(sides)
  const first = subject.derivative.arrays === 'columns' ? 1 : 0
  const value = saidNames(subject.pair).of
  const { times, from } = unit
  const derivative = `${times === undefined ? '' : `${printText(times)} times `}the derivative of ${value} by ${of}`
  const claim =
    of === undefined
      ? `${name} of ${saidNames(subject.pair).name} is wrong`
      : from === undefined
        ? `${name} is not ${derivative}`
        : `${name} does not follow from ${from.join(' and ')}`
  const message = `${claim}: ${pointOf(witness, subject.value, back, first)}${saidOf(found, known, back)}`
  const right = isBranch ? exact.named(branch.exact) : exact.local
  const place = { range: found.isWhole ? range : undefined, right, whole: true, called: keptBy(subject), labels: yours.labels() }
  const [fix] = fixesAt(subject, [...yours.symbols, ...exact.symbols], back, place)
  return { check: { message, range, counterexample: counterexampleOf(witness, back) }, fix: fix && ({ ...fix, said: '', message } satisfies Fix) }
}

const inside = (range: Range | undefined, { start, end }: Range): boolean => range !== undefined && range.start >= start && range.end <= end

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
