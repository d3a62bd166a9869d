/** Logarithms of weighted sums of exponentials: logsumexp(a, b=w). */
import type { Operation } from '../../../expr.ts'
import { applyRow } from '../../execute/calls/apply.ts'
import { numberOf, termsIn } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { NONE } from '../../execute/values/value.ts'
import { applyTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { rowOf } from '../modules.ts'

/** Whether the text says numbers for the weights of which some are zero or negative. */
function someNotPositive(context: Context, weights: Term): boolean {
  const value = weights.kind === 'name' ? context.facts.declarations.get(weights.name)?.value : undefined
  const told = value === undefined ? [] : [value].flat(4)
  if (told.some((each) => typeof each === 'number' && each <= 0)) return true
  if (weights.kind !== 'number' && !(weights.kind === 'apply' && weights.op === 'array')) return false
  return [...termsIn(weights)].some((part) => {
    const known = part.kind === 'apply' && part.op === 'array' ? undefined : numberOf(part, context.facts.numbers)
    return known !== undefined && known.value <= 0
  })
}

/** ln Σ w e^a: weights are positive, and then it is that of a + ln w, which does not overflow. */
const weighted: Native = (context, args, range, path) => {
  const row = rowOf(path) ?? refuse(`"${path}" is not known here`, range)
  const b = argument(args, 2, 'b') ?? NONE
  const named = new Map([...args.named].filter(([key]) => key !== 'b'))
  const kept = args.positional[3]
  if (kept !== undefined) named.set('keepdims', kept)
  const own = { ...args, named, positional: args.positional.slice(0, 2) }
  if (b.kind === 'none') return applyRow(context, row, own, 'logsumexp', range)
  const [a, weights] = [context.toTerm(need(args, 0, range, 'a'), range), context.toTerm(b, range)]
  named.delete('a')
  const over = (reducer: Operation, term: Term): Term =>
    applyRow(context, reducer, { ...own, positional: [term, ...own.positional.slice(1)] }, 'logsumexp', range)
  const sum = rowOf('numpy.sum')
  return sum !== undefined && someNotPositive(context, weights)
    ? applyTerm('ln', [over(sum, applyTerm('mul', [weights, applyTerm('exp', [a], range)], range))], range)
    : over(row, applyTerm('add', [a, applyTerm('ln', [weights], range)], range))
}

/** By the dotted path. */
export const WEIGHTED_SUMS: readonly (readonly [string, Native])[] = [
  'scipy.special.logsumexp',
  'scipy.misc.logsumexp',
  'jax.nn.logsumexp',
  'jax.scipy.special.logsumexp',
].map((path) => [path, weighted] as const)
