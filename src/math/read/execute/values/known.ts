/** The numbers that terms are known to be where the text asks for numbers: exponents, comparisons, places, rounds. */
import type { Exact } from '../../../exact.ts'
import { numberTerm, type Term } from '../../term.ts'
import { numberOf, termsIn } from './arithmetic.ts'
import type { Context } from './context.ts'

/** A name that stands for an integer of the file is that integer where it is an exponent. */
export function integerOf({ facts }: Context, term: Term): Term {
  if (term.kind === 'name' && facts.parameters.has(term.name)) return term
  const value = numberOf(term, facts.numbers)
  return value?.isInteger === true && !value.decimal ? numberTerm(value, term.range) : term
}

/** The number that a term is which is made of numbers and constants of functions alone. */
export function constantOf({ facts }: Context, term: Term): Exact | undefined {
  if (term.kind === 'number') return term.value
  const { constants, numbers } = facts
  const isConstant = constants.size > 0 && [...termsIn(term)].every((part) => part.kind !== 'name' || constants.has(part.name))
  return isConstant ? numberOf(term, numbers.withDecimals) : undefined
}

/**
 * How numbers compare, and what is made of numbers and constants of functions; of parameters of the file only integers do, which say how
 * things are built.
 */
export function settledOrder(context: Context, left: Term, right: Term): number | undefined {
  const { numbers } = context.facts
  return numbers.using(() => {
    const [x, y] = [left, right].map((term) => {
      const value = numberOf(term, numbers)
      return value !== undefined && (term.kind === 'number' || !value.decimal) ? value : constantOf(context, term)
    })
    return x === undefined || y === undefined ? undefined : x.compare(y)
  })
}

/** Both sides as numbers, where they are constants of functions: what is made of these in whole numbers is one, as a count is. */
export function bothConstants(context: Context, left: Term, right: Term): readonly [Term, Term] | undefined {
  if (left.kind === 'number' && right.kind === 'number') return undefined
  return context.facts.numbers.using(() => {
    const [a, b] = [constantOf(context, left), constantOf(context, right)]
    return a === undefined || b === undefined ? undefined : [numberTerm(a, left.range), numberTerm(b, right.range)]
  })
}

/** Whether a comparison holds of two numbers; undefined for other terms. */
export function holdsOfNumbers(op: string, a: Term, b: Term): boolean | undefined {
  if (a.kind !== 'number' || b.kind !== 'number') return undefined
  switch (op) {
    case 'eq':
      return a.value.equals(b.value)
    case 'ne':
      return !a.value.equals(b.value)
    case 'lt':
      return a.value.compare(b.value) < 0
    case 'le':
      return a.value.compare(b.value) <= 0
    case 'gt':
      return a.value.compare(b.value) > 0
    case 'ge':
      return a.value.compare(b.value) >= 0
    default:
      return undefined
  }
}
