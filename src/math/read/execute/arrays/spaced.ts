/** Points at equal distances between two values: linspace(a, b, 5), a:h:b with h = (b - a)/4. */
import type { Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { applyTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import { isApply, numberOf, sameTerm } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import type { Value } from '../values/value.ts'
import { operate } from './operators.ts'

/** Points are written out up to this many. */
const MOST = 1000

/** start, start + (stop - start)/parts, ...: so many points. */
function spacedPoints(context: Context, start: Term, stop: Term, parts: number, count: number, range: Range): Term {
  const fromZero = start.kind === 'number' && start.value.isZero
  const whole = fromZero ? stop : operate(context, '-', stop, start, range)
  const at = (k: number): Term => {
    const share = operate(context, '/', numberTerm(k), numberTerm(parts), range)
    const part = operate(context, '*', whole, share, range)
    return context.toTerm(fromZero ? part : operate(context, '+', start, part, range), range)
  }
  return applyTerm(
    'array',
    Array.from({ length: count }, (_, k) => (k === 0 ? start : k === parts ? stop : at(k))),
    range,
  )
}

/** Points inside of a function, which is called with numbers; as data of a file, as for a plot, a grid stands for one of its points. */
export const gridOf = (context: Context, points: Term | undefined, range: Range): Value =>
  points !== undefined && context.frames.length > 0
    ? points
    : {
        kind: 'opaque',
        error: new ReadError('a grid of points is no formula', range, 'select the formula that is computed on it'),
        ...(points !== undefined && { points }),
      }

/** Both ends and what is between them, where their number is known. `open` leaves out the last one. */
export function pointsBetween(context: Context, start: Term, stop: Term, number: Term, range: Range, open = false): Term | undefined {
  const count = numberOf(number, context.facts.numbers)?.asInteger
  if (count === undefined || count < 2 || count > MOST) return undefined
  // How many points there are is told where a default says it.
  context.facts.assumeRounds(number, range)
  return spacedPoints(context, start, stop, open ? count : count - 1, count, range)
}

/** The points of start:step:stop, where the step is a known part of the whole, (stop - start)/n. */
export function pointsBySteps(context: Context, start: Term, step: Term, stop: Term, range: Range): Term | undefined {
  if (!isApply(step, 'div') && !isApply(step, 'quotient')) return undefined
  const [whole, parts] = step.args as [Term, Term]
  const count = numberOf(parts, context.facts.numbers)?.asInteger
  if (count === undefined || count < 1 || count >= MOST || !sameTerm(whole, context.toTerm(operate(context, '-', stop, start, range), range)))
    return undefined
  context.facts.assumeRounds(parts, range)
  return spacedPoints(context, start, stop, count, count + 1, range)
}

/** start + k step: a number where both are written as such. */
export function pointAfter(context: Context, start: Term, step: Term, k: number, range: Range): Term {
  if (start.kind === 'number' && step.kind === 'number') return numberTerm(start.value.add(step.value.multiply(Exact.integer(k))), range)
  return context.toTerm(operate(context, '+', start, operate(context, '*', numberTerm(k), step, range), range), range)
}
