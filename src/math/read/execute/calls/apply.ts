/** Calls of library functions: arguments and keywords in the order of the table's row. */
import type { Range } from '../../../api.ts'
import type { Attribute, Operation } from '../../../expr.ts'
import { operationNamed } from '../../../ops/table.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { countOfElements } from '../arrays/counted.ts'
import { withLeftLength } from '../arrays/leftLength.ts'
import { overPairs } from '../arrays/pairwise.ts'
import { productOfSelections, unmask } from '../arrays/selected.ts'
import { countWhere } from '../arrays/selections.ts'
import { reduceSequence } from '../arrays/sequences.ts'
import { difference, isApply, numberOf } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { integerOf } from '../values/known.ts'
import { type Arguments, isTerm, type Value } from '../values/value.ts'

/** Keywords of one meaning. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['dim', 'axis'],
  ['keepdim', 'keepdims'],
  ['keep_dims', 'keepdims'],
  ['p', 'ord'],
  ['newshape', 'shape'],
  ['a_min', 'min'],
  ['a_max', 'max'],
  ['clip_value_min', 'min'],
  ['clip_value_max', 'max'],
  ['correction', 'ddof'],
  ['perm', 'axes'],
  ['dims', 'axes'],
  ['diagonal', 'k'],
])
/** Names that libraries give the first argument. */
const FIRST = new Set(['x', 'a', 'A', 'input', 'array', 'arr', 'z', 'features', 'logits', 'tensor', 'x1', 'object', 'm'])
const SECOND = new Set(['y', 'b', 'B', 'other', 'x2', 'exponent'])
/** Keywords that change how something is computed, not what. */
const IGNORED = new Set([
  'dtype',
  'out',
  'order',
  'copy',
  'device',
  'requires_grad',
  'casting',
  'subok',
  'inplace',
  'name',
  'optimize',
  'hermitian',
  'check_finite',
  'overwrite_a',
  'precision',
  'layout',
  'like',
  'stacklevel',
  'preferred_element_type',
  'sparse',
])

/** A row of the table over evaluated arguments. Throws ReadError. */
export function applyRow(context: Context, row: Operation, given: Arguments, called: string, range: Range): Term {
  const args = row.name === 'reshape' ? withLeftLength(context, given) : given
  const { positional, named } = args
  for (const key of Object.keys(row.variants ?? {})) {
    const value = named.get(key)
    if (value === undefined) continue
    const chosen = operationNamed(row.variants?.[key]?.[variantOf(value)] ?? '')
    if (chosen === undefined) return refuse(`"${called}" does not know this "${key}"`, range)
    return applyRow(context, chosen, { ...args, named: new Map([...named].filter(([other]) => other !== key)) }, called, range)
  }
  // divide(a, b, out=zeros, where=b > 0): elsewhere stands what was there.
  const [condition, otherwise] = [named.get('where'), named.get('out')]
  if (condition !== undefined && otherwise !== undefined && isTerm(condition) && row.elementwise) {
    const others = new Map([...named].filter(([key]) => key !== 'where' && key !== 'out'))
    const value = applyRow(context, row, { ...args, named: others }, called, range)
    return applyTerm('where', [condition, value, context.toTerm(otherwise, range)], range)
  }
  const variadic = row.args.at(-1)?.startsWith('...') === true
  const special = row.name === 'stack_along' ? stackedSequence(context, args, range) : reduction(context, row, args, range)
  if (special !== undefined) return special
  const terms: (Term | undefined)[] = []
  const attributes: { [name: string]: Attribute } = {}
  const lengths: Term[] = []
  const place = (k: number): Range => args.ranges[k] ?? range
  const list = variadic && positional[0]?.kind === 'list' ? context.elements(positional[0], range) : undefined
  if (list !== undefined) {
    for (const item of list) terms.push(context.toTerm(item, place(0)))
    positional.slice(1).forEach((value, k) => {
      const name = row.attributes?.[k]
      if (name !== undefined) attributes[name] = context.attribute(value, place(k + 1), lengths)
    })
  } else {
    const listed = row.attributes?.[0]
    const spread = positional.length > row.args.length + 1 && (listed === 'shape' || listed === 'axes')
    positional.forEach((value, k) => {
      if (variadic || k < row.args.length) terms.push(argument(context, row, value, k, place(k)))
      else if (spread) {
        if (k === row.args.length) attributes[listed as string] = positional.slice(k).map((each, j) => context.attribute(each, place(k + j), lengths))
      } else {
        const name = row.attributes?.[k - row.args.length]
        if (name === undefined)
          refuse(`"${called}" takes ${row.args.length} argument${row.args.length === 1 ? '' : 's'}, not ${positional.length}`, place(k))
        else attributes[name] = context.attribute(value, place(k), lengths)
      }
    })
  }
  for (const [key, value] of named) {
    const name = SYNONYMS.get(key) ?? key
    const at = row.args.indexOf(key) >= 0 ? row.args.indexOf(key) : row.args.indexOf(name)
    if (IGNORED.has(key) || (value.kind === 'none' && at < 0)) continue
    if (at >= 0 && !variadic) terms[at] = argument(context, row, value, at, range)
    else if (row.attributes?.includes(name) === true) attributes[name] = context.attribute(value, range, lengths)
    else if (FIRST.has(key) && terms[0] === undefined) terms[0] = context.toTerm(value, range)
    else if (SECOND.has(key) && row.args.length > 1 && terms[1] === undefined) terms[1] = context.toTerm(value, range)
    else if (row.args.length > 1 && row.attributes === undefined && row.args.length === named.size + positional.length)
      terms[positional.length] = context.toTerm(value, range)
    else if (['axis', 'keepdims', 'unbiased', 'k', 'offset'].includes(name)) attributes[name] = context.attribute(value, range)
    else return refuse(`what "${key}" does in "${called}" is not known here`, range)
  }
  const [left, right] = row.name === 'matmul' ? terms : []
  const selected = left && right && productOfSelections(context, left, right, range)
  return selected ?? complete(row, terms, attributes, lengths, called, range)
}

const variantOf = (value: Value): string => (value.kind === 'boolean' || value.kind === 'string' ? String(value.value) : value.kind)

function complete(
  row: Operation,
  terms: readonly (Term | undefined)[],
  attributes: { [name: string]: Attribute },
  lengths: readonly Term[],
  called: string,
  range: Range,
): Term {
  const given = Object.keys(attributes).length > 0 ? attributes : undefined
  // np.clip(x, 0, None) is bounded on one side only.
  if (row.name === 'clip' && terms[0] !== undefined && (terms[1] === undefined || terms[2] === undefined)) {
    const [x, low, high] = terms
    if (low !== undefined) return applyTerm('maximum', [x, low], range)
    if (high !== undefined) return applyTerm('minimum', [x, high], range)
  }
  const known = terms.filter((term) => term !== undefined)
  const least = row.args.at(-1)?.startsWith('...') === true ? row.args.length - 1 : row.args.length - (row.defaults?.length ?? 0)
  if (known.length < least || known.length < terms.length) {
    const missing = row.args.find((_, k) => terms[k] === undefined) ?? 'an argument'
    return refuse(`"${called}" is called without "${missing}"`, range)
  }
  // The larger of one is that one.
  if (known.length === 1 && (row.name === 'maximum' || row.name === 'minimum')) return known[0] as Term
  return applyTerm(row.name, [...known, ...lengths], range, given)
}

function argument(context: Context, row: Operation, value: Value, at: number, range: Range): Term | undefined {
  if (value.kind === 'none' && row.name === 'clip' && at > 0) return undefined
  const term = context.toTerm(value, range)
  return row.name === 'pow' && at === 1 && term.kind === 'name' ? integerOf(context, term) : term
}

/** np.stack([row(k) for k in range(n)], axis=1) of a length that is not known, or of an array: the rows are one already, along its first axis. */
function stackedSequence(context: Context, { positional, named }: Arguments, range: Range): Term | undefined {
  const [rows] = positional
  if (rows === undefined || !(rows.kind === 'sequence' || isTerm(rows))) return undefined
  const given = named.get('axis') ?? named.get('dim') ?? positional[1]
  const axis = given === undefined ? 0 : isTerm(given) ? numberOf(given)?.asInteger : undefined
  if (axis === undefined) return refuse('along which axis these are stacked is not known', range)
  const whole = context.toTerm(rows, range)
  return axis === 0 ? whole : applyTerm('moveaxis', [whole], range, { source: 0, destination: axis })
}

/** Sums over what is no array: rows of symbolic length, and selections by a condition. */
function reduction(context: Context, row: Operation, args: Arguments, range: Range): Term | undefined {
  const [given] = args.positional
  const value = given?.kind === 'sequence' && (row.name === 'norm' || row.name === 'logsumexp') ? context.toTerm(given, range) : given
  if ((row.name === 'var' || row.name === 'std') && value !== undefined && isTerm(value))
    return spreadOfSelection(context, row.name, value, args, range)
  if (value === undefined || !(row.name === 'sum' || row.name === 'mean' || NEUTRAL.has(row.name))) return undefined
  if (value.kind === 'sequence') {
    const op = row.name === 'mean' ? 'sum' : row.name === 'amax' ? 'max' : row.name === 'amin' ? 'min' : (row.name as 'sum' | 'prod')
    const total = reduceSequence(context, op, value, range)
    if (row.name !== 'mean') return total
    const isPlain = value.over !== undefined && value.condition === undefined && value.flat !== true && value.element.kind !== 'sequence'
    const count = isPlain ? applyTerm('size', [value.over as Term], range, { axis: 0 }) : countOfElements(context, value, range, true)
    return applyTerm('div', [total, count], range)
  }
  if (!isTerm(value)) return undefined
  if (row.name !== 'sum' && row.name !== 'mean')
    return args.positional.length + args.named.size > 1 ? undefined : extremeOfSelection(context, row.name, value, range)
  if (args.positional.length + args.named.size > 1) return alongSelection(context, row.name, value, args, range)
  const paired = overPairs(context, row.name, value, range)
  if (paired !== undefined) return paired
  return overSelection(context, row.name, value, range)
}

/** The sum or mean over x[x > 0] and what is made of it; undefined where nothing is selected. */
export function overSelection(context: Context, name: 'sum' | 'mean', value: Term, range: Range): Term | undefined {
  const selected = unmask(context, value)
  if (selected === undefined) return undefined
  const { mask, whole } = selected
  const total = applyTerm('sum', [applyTerm('where', [mask, whole, numberTerm(0)], range)], range)
  // Of rows and columns all components count.
  const one = isApply(mask, 'index') || selected.axis !== undefined ? applyTerm('ones_like', [whole], range) : numberTerm(1)
  return name === 'sum' ? total : applyTerm('div', [total, applyTerm('sum', [applyTerm('where', [mask, one, numberTerm(0)], range)], range)], range)
}

/** The variance or standard deviation of x[x > 0]; undefined where nothing is selected, or along axes. */
function spreadOfSelection(context: Context, name: 'var' | 'std', value: Term, { positional, named }: Arguments, range: Range): Term | undefined {
  if (positional.length > 1 || [...named.keys()].some((key) => key !== 'ddof')) return undefined
  const selected = unmask(context, value)
  const mean = selected?.axis === undefined ? overSelection(context, 'mean', value, range) : undefined
  if (selected === undefined || mean === undefined) return undefined
  const away = applyTerm('pow', [difference(selected.whole, mean, range), numberTerm(2)], range)
  const total = applyTerm('sum', [applyTerm('where', [selected.mask, away, numberTerm(0)], range)], range)
  const given = named.get('ddof')
  const less = given === undefined ? numberTerm(0) : context.toTerm(given, range)
  const variance = applyTerm('div', [total, difference(countWhere(selected.mask, range), less, range)], range)
  return name === 'std' ? applyTerm('sqrt', [variance], range) : variance
}

/** What elements that are not picked are to an operation over all: none of them counts. */
const NEUTRAL: ReadonlyMap<string, () => Term> = new Map<string, () => Term>([
  ['prod', () => numberTerm(1)],
  ['amin', () => applyTerm('inf', [])],
  ['amax', () => applyTerm('neg', [applyTerm('inf', [])])],
  ['logsumexp', () => applyTerm('neg', [applyTerm('inf', [])])],
  ['norm', () => numberTerm(0)],
])

/** max(x[x < 1]), logsumexp(eta[time >= t]); undefined where nothing is selected. */
export function extremeOfSelection(context: Context, name: string, value: Term, range: Range): Term | undefined {
  const neutral = NEUTRAL.get(name)
  const selected = neutral && unmask(context, value)
  return selected && applyTerm(name, [applyTerm('where', [selected.mask, selected.whole, neutral()], range)], range)
}

/** sum(X[m]) along the first axis, which is the only one of x[x > 0]; undefined where nothing is selected. */
export function sumOfSelection(context: Context, value: Term, range: Range): Term | undefined {
  const selected = unmask(context, value)
  if (selected === undefined) return undefined
  return isApply(selected.mask, 'index') || selected.axis !== undefined
    ? alongSelection(context, 'sum', value, { positional: [value, numberTerm(0)], named: new Map(), ranges: [], range }, range)
    : overSelection(context, 'sum', value, range)
}

/** The sum or mean along the axis of which a condition picks some, s[:, group == 1].sum(axis=1); undefined where nothing is selected. */
function alongSelection(context: Context, name: 'sum' | 'mean', value: Term, { positional, named }: Arguments, range: Range): Term | undefined {
  const given = named.get('axis') ?? named.get('dim') ?? positional[1]
  const axis = given !== undefined && isTerm(given) ? numberOf(given)?.asInteger : undefined
  const selected = axis === undefined || positional.length + named.size > 2 ? undefined : unmask(context, value)
  const along = selected?.axis ?? 0
  if (selected === undefined || (axis !== along && !(axis === -1 && selected.last === true))) return undefined
  const added = (of: Term, all = false): Term =>
    applyTerm('sum', [applyTerm('where', [selected.mask, of, numberTerm(0)], range)], range, all ? {} : { axis: along })
  const total = added(selected.whole)
  return name === 'sum' ? total : applyTerm('div', [total, added(numberTerm(1), true)], range)
}
