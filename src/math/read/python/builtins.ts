/** Python's own functions, as far as they are more than a row of the table. */
import type { Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import { operationNamed, operationSpelled } from '../../ops/table.ts'
import { conditionTerm } from '../execute/arrays/comparisons.ts'
import { countOfChosen } from '../execute/arrays/counted.ts'
import { distinct } from '../execute/arrays/distinct.ts'
import { keptBy, keptOf } from '../execute/arrays/kept.ts'
import { NO_NUMBER } from '../execute/arrays/noNumber.ts'
import { pairsTogether } from '../execute/arrays/pairwise.ts'
import { forEach, reduceSequence, sizeOf, symbolicElement, together } from '../execute/arrays/sequences.ts'
import { callSpecial } from '../execute/arrays/specials.ts'
import { placeAmong } from '../execute/arrays/weights.ts'
import { applyRow, extremeOfSelection, sumOfSelection } from '../execute/calls/apply.ts'
import { negative, numberOf, sum } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { detachArgument } from '../execute/values/detach.ts'
import { findMember } from '../execute/values/members.ts'
import { textOf } from '../execute/values/texts.ts'
import { type Arguments, copied, isCondition, isTerm, listOf, NONE, truth, type Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'
import { rankAsked } from './arrays/methods.ts'
import { sorted } from './arrays/ordered.ts'
import { dictionary } from './dictionaries.ts'
import { DETACH } from './gradientsOff.ts'
import { iterate, next } from './iterators.ts'

type Native = (context: Context, args: Arguments, range: Range) => Value

/** str(x) */
const written: Native = (_context, { positional: [value, ...more] }) => (value === undefined ? text() : textOf(more.length > 0 ? NONE : value))
const text = (value = ''): Value => ({ kind: 'string', value })
const first = ({ positional }: Arguments, range: Range): Value => positional[0] ?? refuse('an argument is missing', range)

const zip: Native = (context, args, range) => {
  if (args.positional.length === 0) return listOf([])
  const lists = args.positional.map((value, k) => context.elements(value, args.ranges[k] ?? range))
  const known = lists.filter((list) => list !== undefined)
  if (known.length === 0) return pairsTogether(context, args.positional, range) ?? together(context, args.positional, range)
  const length = Math.min(...known.map((list) => list.length))
  return listOf(
    Array.from({ length }, (_, k) =>
      listOf(
        lists.map((list, j) => list?.[k] ?? context.index(args.positional[j] as Value, [numberTerm(k)], range)),
        'tuple',
      ),
    ),
  )
}

const enumerate: Native = (context, args, range) => {
  const value = first(args, range)
  const start = args.positional[1] ?? args.named.get('start') ?? numberTerm(0)
  const elements = context.elements(value, range)
  const from = isTerm(start) ? (numberOf(start, context.facts.numbers)?.asInteger ?? 0) : 0
  if (elements !== undefined) return listOf(elements.map((element, k) => listOf([numberTerm(k + from), element], 'tuple')))
  const row = symbolicElement(context, value, 'i', range)
  const index = placeAmong(row, range)
  return { ...row, element: listOf([from === 0 || !isTerm(index) ? index : sum(index, numberTerm(from), range, true), row.element], 'tuple') }
}

/** max and min of several values, of a list, or of an array; with a default or key they are not read. */
const extremum =
  (row: 'maximum' | 'minimum', reduce: 'amax' | 'amin', binder: 'max' | 'min'): Native =>
  (context, args, range) => {
    if (args.named.has('key')) return refuse('the largest by a key is not read', range)
    const value = first(args, range)
    const several = args.positional.length > 1 ? args.positional : value.kind === 'list' ? value.items.value : undefined
    if (several !== undefined) {
      const none = binder === 'max' ? applyTerm('neg', [applyTerm('inf', [])]) : applyTerm('inf', [])
      const terms = several.map((each) =>
        each.kind === 'guarded' ? applyTerm('where', [each.condition, each.value, none], range) : context.toTerm(each, range),
      )
      return terms.length === 1 ? (terms[0] as Term) : applyTerm(row, terms, range)
    }
    if (value.kind === 'sequence' && value.condition === undefined) return reduceSequence(context, binder, value, range)
    const array = context.toTerm(value, range)
    return extremeOfSelection(context, reduce, array, range) ?? applyTerm(reduce, [array], range)
  }

const total: Native = (context, args, range) => {
  const value = first(args, range)
  const start = args.positional[1] ?? args.named.get('start')
  const before = start === undefined ? undefined : context.toTerm(start, range)
  let result: Term
  if (value.kind === 'sequence') result = reduceSequence(context, 'sum', value, range)
  else {
    const isExplicit = isTerm(value) && context.dialect.explicit?.isOne(value) === true
    const elements = value.kind === 'list' || value.kind === 'range' || isExplicit ? context.elements(value, range) : undefined
    if (elements !== undefined) return addUp(context, before, elements, range)
    const array = context.toTerm(value, range)
    result = sumOfSelection(context, array, range) ?? applyTerm('sum', [array], range, { axis: 0 })
  }
  return before === undefined || (before.kind === 'number' && before.value.isZero) ? result : applyTerm('add', [before, result], range)
}

function addUp(context: Context, before: Term | undefined, elements: readonly Value[], range: Range): Term {
  let number = before?.kind === 'number' ? before.value : Exact.integer(0)
  const terms: Term[] = before === undefined || before.kind === 'number' ? [] : [before]
  for (const element of elements) {
    const term =
      element.kind === 'guarded' ? applyTerm('where', [element.condition, element.value, numberTerm(0)], range) : context.toTerm(element, range)
    if (term.kind === 'number') number = number.add(term.value)
    else terms.push(term)
  }
  if (!number.isZero || terms.length === 0) terms.push(numberTerm(number, range))
  return terms.length === 1 ? (terms[0] as Term) : applyTerm('add', terms, range)
}

const range: Native = (context, args, place) => {
  const bounds = args.positional.map((value) => context.toTerm(value, place))
  const [a, b, c] = bounds
  if (a === undefined) return refuse('range() needs an end', place)
  return b === undefined
    ? { kind: 'range', start: numberTerm(0), stop: a, step: numberTerm(1) }
    : { kind: 'range', start: a, stop: b, step: c ?? numberTerm(1) }
}

const mapped: Native = (context, args, range) => {
  const [f, ...values] = args.positional
  if (f === undefined || values.length === 0) return refuse('map() needs a function and something to go through', range)
  const inputs = values.length === 1 ? (values[0] as Value) : zip(context, { ...args, positional: values }, range)
  const call = (element: Value): Value => {
    const positional = values.length === 1 ? [element] : (context.elements(element, range) ?? [element])
    return context.call(f, { positional, named: new Map(), ranges: [], range }, range)
  }
  const elements = context.elements(inputs, range)
  if (elements !== undefined) return listOf(elements.map(call))
  const row = symbolicElement(context, inputs, 'i', range)
  return { ...row, element: forEach(context, row.index, () => call(row.element), range) }
}

const filtered: Native = (context, args, range) => {
  const [f, values] = args.positional
  const elements = values === undefined ? undefined : context.elements(values, range)
  if (f === undefined || values === undefined) return refuse('what is filtered is missing', range)
  const keeps = (element: Value): Value =>
    f.kind === 'none' ? element : context.call(f, { positional: [element], named: new Map(), ranges: [], range }, range)
  return elements === undefined ? keptBy(context, values, keeps, range) : keptOf(context, values, elements, keeps, range)
}

const gathered =
  (form: 'list' | 'tuple' | 'set'): Native =>
  (context, args, range) => {
    const [value] = args.positional
    if (value === undefined) return listOf([], form)
    if (form === 'set') {
      const different = distinct(context, value, range)
      return different.kind === 'list' ? { ...different, form } : different
    }
    const elements = context.elements(value, range)
    return elements === undefined ? copied(value) : listOf(elements, form)
  }

const truncated: Native = (context, args, range) => {
  const [value] = args.positional
  if (value === undefined) return numberTerm(0)
  const term = context.toTerm(value, range)
  const known = numberOf(applyTerm('trunc', [term], range), context.facts.numbers)
  if (known !== undefined) {
    context.facts.assume(term, range)
    return numberTerm(known, range)
  }
  if (isCondition(value) || (term.kind === 'apply' && term.op === 'size')) return term
  const row = operationSpelled('numpy', 'trunc')
  return row === undefined ? refuse('cutting off decimals has no derivative', range) : applyTerm(row.name, [term], range)
}

/** all and any of conditions. */
const quantified =
  (op: 'and' | 'or'): Native =>
  (context, args, range) => {
    const elements = context.elements(first(args, range), range) ?? refuse('how many conditions there are is not known', range)
    const open: Term[] = []
    for (const element of elements) {
      const known = context.decide(element, range)
      if (known === (op === 'or')) return truth(known)
      if (known === undefined) open.push(conditionTerm(context, element, range))
    }
    return open.length === 0 ? truth(op === 'and') : open.length === 1 ? (open[0] as Term) : applyTerm(op, open, range)
  }

const isinstance: Native = (_context, args) => {
  const [value, type] = args.positional
  const types = type?.kind === 'list' ? type.items.value : type === undefined ? [] : [type]
  return truth(
    types.some((each) => {
      if (each.kind === 'class')
        return value?.kind === 'instance' && (value.class === each || findMember(value.class, each.definition.name) !== undefined)
      const path = each.kind === 'reference' ? each.path : ''
      if (/ndarray$|Tensor$|Array$/.test(path)) return value !== undefined && isTerm(value) && value.kind !== 'number'
      if (/\.(int|float|complex|Number|Real)$/.test(path)) return value !== undefined && isTerm(value) && value.kind === 'number'
      if (/\.(list|tuple|set)$/.test(path)) return value?.kind === 'list' && path.endsWith(value.form)
      if (path.endsWith('.str')) return value?.kind === 'string'
      return path.endsWith('.dict') && value?.kind === 'dictionary'
    }),
  )
}

const length: Native = (context, args, range) => {
  const value = first(args, range)
  const special = callSpecial(context, value, 'len', [], range)
  if (special !== undefined) return special
  if (value.kind === 'dictionary') return numberTerm(value.entries.value.size)
  if (value.kind === 'string') return numberTerm(value.value.length)
  const isExplicit = isTerm(value) && context.dialect.explicit?.isOne(value) === true
  const elements = value.kind === 'list' || value.kind === 'range' || isExplicit ? context.elements(value, range) : undefined
  if (elements !== undefined) return numberTerm(elements.length, range)
  if (value.kind === 'sequence' && value.over !== undefined && value.condition === undefined && value.flat !== true)
    return sizeOf(context, value.over, 0, range)
  const chosen = countOfChosen(context, value, range)
  if (chosen !== undefined) return chosen
  if (value.kind === 'shape') return rankAsked(context, value.of, range, 2)
  return sizeOf(context, context.toTerm(value, range), 0, range)
}

const reversed: Native = (context, args, range) => {
  const value = first(args, range)
  const elements = context.elements(value, range)
  if (elements !== undefined) return listOf([...elements].reverse())
  return context.index(value, [{ kind: 'slice', step: numberTerm(-1) }], range)
}

const asNumber: Native = (context, args, range) => {
  const value = args.positional[0] ?? numberTerm(0, range)
  if (value.kind === 'string') {
    if (/^\s*[+-]?nan\s*$/i.test(value.value)) return NO_NUMBER
    if (/^\s*[+-]?inf(inity)?\s*$/i.test(value.value)) {
      const infinite = applyTerm('inf', [], range)
      return value.value.includes('-') ? negative(infinite, range) : infinite
    }
    const exact = Exact.parse(value.value)
    return exact === undefined ? refuse(`"${value.value}" is no number`, range) : numberTerm(exact, range)
  }
  return context.toTerm(value, range)
}

const divided: Native = (context, args, range) => {
  const [a, b] = args.positional.map((value) => context.toTerm(value, range))
  const [quotient, remainder] = [operationNamed('floordiv'), operationSpelled('numpy', 'mod')]
  if (a === undefined || b === undefined || quotient === undefined || remainder === undefined) return refuse('divmod() is not read', range)
  return listOf([applyTerm(quotient.name, [a, b], range), applyTerm(remainder.name, [a, b], range)], 'tuple')
}

const rounded: Native = (context, args, range) => {
  const row = operationSpelled('python', 'round', 1) ?? operationSpelled('numpy', 'round', 1)
  if (row === undefined || args.positional.length > 1) return refuse('rounding has no derivative', range)
  return applyRow(context, row, args, 'round', range)
}

const passed: Native = () => NONE

export const BUILTINS: ReadonlyMap<string, Native> = new Map<string, Native>([
  [DETACH, detachArgument],
  ['zip', zip],
  ['enumerate', enumerate],
  ['max', extremum('maximum', 'amax', 'max')],
  ['min', extremum('minimum', 'amin', 'min')],
  ['sum', total],
  ['range', range],
  ['map', mapped],
  ['filter', filtered],
  ['list', gathered('list')],
  ['tuple', gathered('tuple')],
  ['set', gathered('set')],
  ['int', truncated],
  ['float', asNumber],
  [
    'bool',
    (context, args, place) => {
      const known = context.decide(first(args, place), place)
      return known === undefined ? conditionTerm(context, first(args, place), place) : truth(known)
    },
  ],
  [
    'abs',
    (context, args, place) =>
      callSpecial(context, first(args, place), 'abs', [], place) ?? applyTerm('abs', [context.toTerm(first(args, place), place)], place),
  ],
  ['all', quantified('and')],
  ['any', quantified('or')],
  ['isinstance', isinstance],
  ['len', length],
  ['reversed', reversed],
  ['sorted', (context, args, place) => sorted(context, args, place, 'sorted')],
  ['divmod', divided],
  ['round', rounded],
  ['iter', iterate],
  ['next', next],
  ['dict', (context, args, place) => dictionary(context, args, place, 'dict')],
  ['str', written],
  ['repr', written],
  ['format', written],
  [
    'type',
    (_context, args, place) => {
      const value = first(args, place)
      return value.kind === 'instance' ? value.class : NONE
    },
  ],
  ['callable', (_context, args) => truth(['function', 'reference', 'class', 'method'].includes(args.positional[0]?.kind ?? ''))],
  ['hasattr', () => truth(true)],
  [
    'getattr',
    (context, args, place) => {
      const [object, name] = args.positional
      return object === undefined || name?.kind !== 'string'
        ? refuse('which attribute is meant is not known', place)
        : context.member(object, name.value, place)
    },
  ],
  // The function a layer without effect applies; no name can be spelled so.
  ['identity ', (_context, args, place) => first(args, place)],
  ['print', passed],
  ['display', passed],
  ['setattr', passed],
])

/** Names of Python that are no functions of the table. */
export const BUILTIN_NAMES = new Set([
  ...BUILTINS.keys(),
  'pow',
  'open',
  'input',
  'object',
  'property',
  'staticmethod',
  'classmethod',
  'id',
  'hash',
  'vars',
  'globals',
  'locals',
  'next',
  'slice',
  'ord',
  'chr',
  'bin',
  'hex',
  'exec',
  'eval',
  'super',
])
