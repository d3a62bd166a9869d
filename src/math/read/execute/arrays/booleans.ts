/** Arrays of truth values: what is true or false in each place, which chooses as an index where numbers would count places. */
import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply } from '../values/arithmetic.ts'
import { isCondition, isTerm, type ListValue, type Value } from '../values/value.ts'

const ZERO = numberTerm(0)

/** An array of ones and zeros as an array of truth values. */
export const asTruths = (array: Term, range?: Range): Term => (isCondition(array) ? array : applyTerm('ne', [array, ZERO], range))

/** The numbers that an array of truth values is made of. */
export function numbersOfTruths(truths: Term): Term {
  const [array, zero] = isApply(truths, 'ne') ? truths.args : []
  return array !== undefined && zero?.kind === 'number' && zero.value.isZero ? array : applyTerm('where', [truths, numberTerm(1), ZERO], truths.range)
}

/** The array that a list of truth values, or of such lists, is; undefined for other lists. */
export function truthsOf(items: readonly Value[], parts: readonly Term[], range?: Range): Term | undefined {
  const isTruth = (item: Value, k: number): boolean =>
    (item.kind === 'boolean' && item.of === undefined) || (item.kind !== 'boolean' && isArrayOfTruths(parts[k] as Term))
  if (items.length === 0 || !items.every(isTruth)) return undefined
  const numbers = parts.map((part) => (isArrayOfTruths(part) ? numbersOfTruths(part) : part))
  return asTruths(applyTerm('array', numbers, range), range)
}

/** What a list of truth values chooses as an index; undefined for other lists. */
export function listedTruths({ items }: ListValue): Term | undefined {
  const numbers = items.value.map((each) => numberTerm(each.kind === 'boolean' && each.value ? 1 : 0))
  return items.value.every(({ kind }) => kind === 'boolean') ? truthsOf(items.value, numbers) : undefined
}

const isArrayOfTruths = (term: Term): boolean => {
  const [array] = isApply(term, 'ne') ? term.args : []
  return array !== undefined && isApply(array, 'array') && numbersOfTruths(term) === array
}

/** Where an array of truth values is false: of what is made as an array said by its numbers, of other conditions by a negation. */
export function notTruths(truths: Term, range: Range): Term {
  const array = numbersOfTruths(truths)
  const isMade = isApply(truths, 'ne') && truths.args[0] === array && array.kind === 'apply' && !isElementwise(array.op)
  return isMade ? { ...truths, op: 'eq', range } : applyTerm('not', [truths], range)
}

/** What leaves the components of an array as they are: of truth values it makes truth values. */
const MOVES = new Set(['triu', 'tril', 'transpose', 'reshape', 'index', 'flip', 'roll', 'diag', 'put', 'broadcast_to', 'squeeze', 'expand_dims'])

/** A condition, or what only moves the components of one, as a condition; undefined for numbers. */
export function truthsIn(value: Value): Term | undefined {
  if (!isTerm(value)) return undefined
  if (isCondition(value)) return value
  const [array] = value.kind === 'apply' && MOVES.has(value.op) ? value.args : []
  const truths = array === undefined ? undefined : truthsIn(array)
  return truths && asTruths({ ...(value as ApplyTerm), args: [numbersOfTruths(truths), ...(value as ApplyTerm).args.slice(1)] }, value.range)
}

/** Whether a value names the type of truth values: bool, np.bool_, torch.bool, "bool". */
export const isTruthType = (value: Value | undefined): boolean =>
  (value?.kind === 'reference' && /(?:^|\.)bool_?$/.test(value.path)) || (value?.kind === 'string' && /^(?:bool|\?)$/.test(value.value))
