/** Types of numbers where they are values, which say nothing about them, and arrays made of such: zeros(eltype(x), n), T(2). */
import type { Range } from '../../api.ts'
import { asTruths } from '../execute/arrays/booleans.ts'
import { shapeOfTerm } from '../execute/arrays/shapes.ts'
import type { Context } from '../execute/values/context.ts'
import { joinedText } from '../execute/values/texts.ts'
import { type Arguments, copied, NONE, type ReferenceValue, reference, type Value } from '../execute/values/value.ts'
import { argument, filled, lengthsOf, type Native, names, termAt, uniform } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** Any type of numbers. */
const NUMBER: ReferenceValue = reference('Number')
/** What stands for the values of an array that are not made yet. */
const UNDEF = 'undef'

const without = (args: Arguments, keep: (value: Value, k: number) => boolean): Arguments => ({
  ...args,
  positional: args.positional.filter(keep),
  ranges: args.ranges.filter((_, k) => keep(args.positional[k] as Value, k)),
})
const isType = (value: Value): boolean => value.kind === 'reference'

/** The last argument: what is converted, to a type before it. */
export const lastAgain: Native = (context, args, range) => {
  const value = args.positional[args.positional.length - 1]
  if (value?.kind !== 'range' && value?.kind !== 'sequence') return copied(value ?? NONE)
  return context.elements(value, range) === undefined ? value : context.toTerm(value, range)
}

/** zeros(T, m, n): the type says nothing. */
const typed =
  (native: Native): Native =>
  (context, args, range, name) =>
    native(
      context,
      without(args, (value) => !isType(value)),
      range,
      name,
    )

/** Vector{T}(undef, n) has values that are written later; Vector(x) is x. */
const made: Native = (context, args, range, name) => {
  const [first] = args.positional
  const open = first?.kind === 'reference' && first.path === UNDEF
  return (open ? typed(uniform(0, false)) : lastAgain)(context, args, range, name)
}

/** similar(x), similar(x, T), similar(x, T, m, n) */
const alike: Native = (context, args, range, name) => {
  const lengths = without(args, (value, k) => k > 0 && !isType(value))
  if (lengths.positional.length > 0) return uniform(0, false)(context, lengths, range, name)
  return zerosFor(context, termAt(context, args, 0, range), range)
}

/** Zeros in the place of an array, written out where its shape is known, so that single ones can be replaced. */
const zerosFor = (context: Context, of: Term, range: Range): Value =>
  uniform(0, false)(context, { positional: [{ kind: 'shape', of }], named: new Map(), ranges: [range], range }, range, 'zeros')

/** fill(x, m, n) */
const filling: Native = (context, args, range, name) => {
  const value = termAt(context, args, 0, range)
  const lengths = without(args, (_, k) => k > 0)
  const isTruth = args.positional[0]?.kind === 'boolean'
  if (value.kind === 'number' && value.value.isZero) {
    const zeros = uniform(0, false)(context, lengths, range, name)
    return isTruth ? asTruths(context.toTerm(zeros, range), range) : zeros
  }
  const terms: Term[] = []
  const whole = filled(lengthsOf(context, lengths.positional, range, terms), value, range, terms)
  return isTruth ? asTruths(whole, range) : whole
}

/** trues(m, n), falses(m, n) */
const truths =
  (value: 0 | 1): Native =>
  (context, args, range, name) =>
    asTruths(context.toTerm(uniform(value, false)(context, args, range, name), range), range)

/** zero(T) and zero(x) of a number are 0, of an array zeros in its place. */
const zero: Native = (context, args, range) => {
  const value = argument(args, 0, range)
  if (isType(value)) return numberTerm(0, range)
  const term = context.toTerm(value, range)
  const rank = shapeOfTerm(context, term)?.length
  const said = term.kind === 'name' && (term.hint?.rank ?? 0) > 0
  const isArray = rank === undefined ? said || (term.kind === 'name' && term.hint === undefined) : rank > 0
  if (!isArray) return numberTerm(0, range)
  return rank === undefined && !said ? applyTerm('mul', [numberTerm(0), term], range) : zerosFor(context, term, range)
}

/** By name. */
export const JULIA_TYPES: readonly (readonly [string, Native])[] = [
  ['zeros', typed(uniform(0, false))],
  ['ones', typed(uniform(1, false))],
  ['similar', alike],
  ['fill', filling],
  ['trues', truths(1)],
  ['falses', truths(0)],
  ['zero', zero],
  ...names('one oneunit', () => numberTerm(1)),
  ...names('Vector Array Matrix', made),
  ...names('Float64 Float32 Float16 BigFloat AbstractFloat Int Int64 Int32 Number Real float convert', lastAgain),
  ...names('eltype typeof promote_type promote_eltype', () => NUMBER),
  // string("W", l), Symbol("W", l)
  ...names('string Symbol', (_context, args) => joinedText(args.positional)),
  [UNDEF, () => NONE],
]
