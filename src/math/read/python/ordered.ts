/** Values in order: sort, median, quantile. Of up to three they are least and greatest ones; the order of more depends on the values. */
import type { Range } from '../../api.ts'
import { type Context, refuse } from '../execute/context.ts'
import { shapeOfTerm } from '../execute/shapes.ts'
import { type Arguments, isTerm, listOf, type Value } from '../execute/value.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'
import { type Native, need } from './arguments.ts'

/** So many values have an order that is written by least and greatest ones. */
const MOST = 3

/** The single numbers that a value holds, where they are few enough to be put in order. */
function fewNumbers(context: Context, value: Value, range: Range): readonly Term[] | undefined {
  const elements = context.elements(value, range)
  if (elements === undefined || elements.length === 0 || elements.length > MOST || !elements.every(isTerm)) return undefined
  if (elements.some((each) => (shapeOfTerm(context, each)?.length ?? 0) > 0)) return undefined
  for (const each of elements) context.facts.takeAsNumber(each)
  return elements
}

/** These numbers from the least to the greatest. */
export function inOrder(context: Context, value: Value, range: Range): readonly Term[] | undefined {
  const numbers = fewNumbers(context, value, range)
  if (numbers === undefined || numbers.length < 2) return numbers
  const least = (a: Term, b: Term): Term => applyTerm('minimum', [a, b], range)
  const greatest = (a: Term, b: Term): Term => applyTerm('maximum', [a, b], range)
  const [a, b, c] = numbers as [Term, Term, Term | undefined]
  const [low, high] = [least(a, b), greatest(a, b)]
  return c === undefined ? [low, high] : [least(low, c), greatest(low, least(high, c)), greatest(high, c)]
}

/** What cannot be put in order is refused by its name. */
export const unordered = (name: string, range: Range): never =>
  refuse(
    `"${name}" puts values in an order that depends on them`,
    range,
    `it is read of up to ${MOST} values in a list, or select what follows and give the ordered values a name`,
  )

const isPlain = ({ positional, named }: Arguments): boolean => positional.length === 1 && named.size === 0
const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

const sort: Native = (context, args, range, path) => {
  const given = need(args, 0, range, 'a', 'input')
  // PyTorch gives the positions as well.
  const numbers = isPlain(args) && !path.startsWith('torch.') ? inOrder(context, given, range) : undefined
  return numbers === undefined ? unordered(nameOf(path), range) : listOf(numbers)
}

/** The number in the middle, of two their mean; of two PyTorch takes the lower one. */
export const median: Native = (context, args, range, path) => {
  const numbers = isPlain(args) ? inOrder(context, need(args, 0, range, 'a', 'input'), range) : undefined
  if (numbers === undefined) return unordered(nameOf(path), range)
  const [a, b, c] = numbers as [Term, Term | undefined, Term | undefined]
  if (b === undefined) return a
  if (c !== undefined) return b
  return path.startsWith('torch.') ? a : applyTerm('div', [applyTerm('add', [a, b], range), numberTerm(2)], range)
}

export const ORDERED: readonly (readonly [string, Native])[] = [
  ['sort', sort],
  ['median', median],
  ...['argsort', 'lexsort', 'partition', 'argpartition', 'quantile', 'percentile', 'nanquantile', 'nanpercentile', 'nanmedian', 'unique', 'topk']
    .concat('kthvalue', 'searchsorted', 'digitize', 'mode')
    .map((name) => [name, (_context: Context, _args: Arguments, range: Range): Value => unordered(name, range)] as const),
]
