/** repmat of MATLAB and repeat of Julia: an array copied below and beside itself. */
import type { Range } from '../../api.ts'
import { rowLiteral, sizeOf, withRank } from '../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../execute/arrays/shapes.ts'
import { isApply, numberOf } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { isTerm, type Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'
import { argument, type Native, termAt } from './library.ts'

const ONE = numberTerm(1)

/** How often, from one or several values: 2, 3 or [2, 3] or size(x). */
function countsOf(context: Context, values: readonly Value[], range: Range): readonly Term[] {
  return values.flatMap((value): readonly Term[] => {
    if (value.kind === 'shape') return [0, 1].map((axis) => sizeOf(context, value.of, axis, range))
    // [1, n]
    if (isTerm(value)) return isApply(value, 'blocks') ? value.args : (rowLiteral(value)?.args ?? [value])
    return (context.elements(value, range) ?? [value]).map((part) => context.toTerm(part, range))
  })
}

/** What is copied only downwards, of which nothing else is said, is a row: repmat(mu, n, 1). */
function asCopied(context: Context, x: Term, down: Term, across: Term): Term {
  const isOne = (term: Term): boolean => numberOf(term, context.facts.numbers)?.isOne === true
  const open = x.kind === 'name' && x.hint === undefined && shapeOfTerm(context, x) === undefined
  return open && isOne(across) && !isOne(down) ? applyTerm('transpose', [x], x.range) : x
}

/** repmat(x, m, n), repmat(x, [m n]); repmat(x, n) is n × n of it. */
export const tiles: Native = (context, args, range) => {
  const counts = countsOf(context, args.positional.slice(1), range)
  const [down, across = down] = counts
  if (down === undefined || across === undefined || counts.length > 2) return refuse('copies are read below and beside each other', range)
  const x = termAt(context, args, 0, range)
  // As many copies as another array has components are those of a number.
  const copied = args.positional[1]?.kind === 'shape' ? withRank(context, x, 0) : asCopied(context, x, down, across)
  return applyTerm('copies', [copied, down, across], range)
}

/** repeat(x, m, n), repeat(x, n), repeat(x; inner = 2, outer = 3). */
export const repeats: Native = (context, args, range) => {
  const [inner, outer] = [args.named.get('inner'), args.named.get('outer')]
  const x = termAt(context, args, 0, range)
  const each = inner === undefined ? x : eachRepeated(context, x, inner, range)
  const counts = countsOf(context, outer === undefined ? args.positional.slice(1) : [outer], range)
  if (counts.length === 0) return inner === undefined ? argument(args, 1, range) : each
  const [down, across = ONE] = counts
  return counts.length > 2 ? refuse('copies are read below and beside each other', range) : applyTerm('copies', [each, down as Term, across], range)
}

/** Each component so often, along one axis after the other. */
function eachRepeated(context: Context, x: Term, inner: Value, range: Range): Term {
  const counts = countsOf(context, [inner], range)
  return counts.reduce((whole, count, axis) => {
    if (numberOf(count, context.facts.numbers)?.isOne === true) return whole
    const lengths: Term[] = []
    const repeats = context.attribute(count, range, lengths)
    return applyTerm('repeat', [whole, ...lengths], range, { repeats, axis })
  }, x)
}
