/** Methods of JavaScript's arrays: element by element where they can be counted, else one element for all. */
import type { Range } from '../../api.ts'
import { compare } from '../execute/arrays/comparisons.ts'
import { countOfChosen } from '../execute/arrays/counted.ts'
import { placeOfExtreme } from '../execute/arrays/extremePlace.ts'
import { keptBy, keptOf } from '../execute/arrays/kept.ts'
import { forEach, sizeOf, symbolicElement, withRank } from '../execute/arrays/sequences.ts'
import { isArray, rankSaid } from '../execute/arrays/shapes.ts'
import { placeAmong } from '../execute/arrays/weights.ts'
import { sharedSlice } from '../execute/arrays/writing.ts'
import { foldCalls, gather } from '../execute/loops/folding.ts'
import { isApply, numberOf, sameTerm } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, isTerm, listOf, NONE, truth, type Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { sorted } from './sorting.ts'

/** Names of methods of arrays and numbers. */
export const METHODS: ReadonlySet<string> = new Set(
  (
    'with map flatMap forEach reduce reduceRight filter every some concat reverse toReversed at flat entries keys values join toString slice subarray push unshift pop ' +
    'shift fill sort toSorted splice indexOf includes findIndex find toFixed valueOf call bind apply'
  ).split(' '),
)

const call = (context: Context, f: Value, values: readonly Value[], range: Range): Value =>
  context.call(f, { positional: values, named: new Map(), ranges: [], range }, range)

/** The length of an array. */
export function lengthOf(context: Context, value: Value, range: Range): Value {
  if (value.kind === 'list') return numberTerm(value.items.value.length, range)
  if (value.kind === 'string') return numberTerm(value.value.length)
  // Of those that a filter leaves each counts.
  const chosen = countOfChosen(context, value, range)
  if (chosen !== undefined) return chosen
  if (value.kind === 'sequence' && value.over !== undefined) return sizeOf(context, value.over, 0, range)
  return sizeOf(context, context.toTerm(value, range), 0, range)
}

/** object.name(...) for an array; undefined where there is no such method. */
export function callArrayMethod(context: Context, object: Value, name: string, args: Arguments, range: Range): Value | undefined {
  const elements = context.elements(object, range)
  context.spend(range, (elements?.length ?? 0) >> 4)
  const [f, second] = args.positional
  if (elements === undefined) return callOnRow(context, object, name, f, second, range)
  switch (name) {
    case 'map':
      return f === undefined ? undefined : listOf(elements.map((element, k) => call(context, f, [element, numberTerm(k), object], range)))
    case 'flatMap':
      return f === undefined
        ? undefined
        : joined(
            context,
            elements.map((element, k) => call(context, f, [element, numberTerm(k), object], range)),
            1,
            range,
          )
    case 'forEach':
      if (f !== undefined) for (const [k, element] of elements.entries()) call(context, f, [element, numberTerm(k), object], range)
      return NONE
    case 'reduce':
    case 'reduceRight': {
      const ordered = name === 'reduce' ? elements : [...elements].reverse()
      const all = args.positional.length > 1 && second !== undefined ? [second, ...ordered] : ordered
      const from = all.length - ordered.length
      if (f === undefined || all.length === 0) return refuse('there is nothing to reduce', range)
      return all
        .slice(1)
        .reduce((value, element, k) => call(context, f, [value, element, numberTerm(from === 1 ? k : k + 1), object], range), all[0] as Value)
    }
    case 'filter':
      return f === undefined ? undefined : keptOf(context, object, elements, (element, place) => call(context, f, [element, place], range), range)
    case 'every':
    case 'some': {
      const tests = elements.map((element, k) => (f === undefined ? truth(true) : call(context, f, [element, numberTerm(k)], range)))
      const known = tests.map((test) => context.decide(test, range))
      if (known.includes(name === 'some')) return truth(name === 'some')
      const open = tests.filter((_, k) => known[k] === undefined)
      return open.length === 0
        ? truth(name === 'every')
        : applyTerm(
            name === 'some' ? 'or' : 'and',
            open.map((test) => context.toTerm(test, range)),
            range,
          )
    }
    case 'concat':
      context.spend(range, elements.length)
      return added(context, elements, args.positional, range)
    case 'reverse':
    case 'toReversed':
      return listOf([...elements].reverse())
    case 'at':
      return f === undefined ? undefined : (elements.at(Number(context.attribute(f, range))) ?? NONE)
    case 'flat':
      return flattened(context, elements, f, range)
    case 'with': {
      const at = f !== undefined && isTerm(f) ? numberOf(f, context.facts.numbers)?.asInteger : undefined
      if (at === undefined || second === undefined) return refuse('where this is written depends on symbols', range)
      return listOf(elements.map((element, k) => (k === (at < 0 ? at + elements.length : at) ? second : element)))
    }
    case 'entries':
      return listOf(elements.map((element, k) => listOf([numberTerm(k), element])))
    case 'keys':
      return listOf(elements.map((_, k) => numberTerm(k)))
    case 'values':
      return listOf(elements)
    case 'includes':
      return compare(context, 'in', f ?? NONE, object, range)
    case 'indexOf': {
      const tests = elements.map((element) => compare(context, '==', element, f ?? NONE, range))
      if (!tests.every((test) => test.kind === 'boolean')) return refuse('where this stands depends on symbols', range)
      return numberTerm(tests.findIndex((test) => test.kind === 'boolean' && test.value))
    }
    case 'find':
    case 'findIndex': {
      const at = elements.findIndex(
        (element, k) =>
          context.decide(call(context, f ?? NONE, [element, numberTerm(k), object], range), range) ??
          refuse('which element this is depends on symbols', range),
      )
      return name === 'findIndex' ? numberTerm(at) : (elements[at] ?? NONE)
    }
    case 'sort':
    case 'toSorted': {
      if (!elements.every((element) => element.kind === 'number')) return sorted(context, object, name, f, range)
      const order = [...elements].sort((a, b) => {
        const by = f === undefined ? undefined : call(context, f, [a, b], range)
        return by === undefined
          ? String(numberOf(a as Term)?.value).localeCompare(String(numberOf(b as Term)?.value))
          : by.kind === 'number'
            ? by.value.value
            : 0
      })
      if (name === 'sort' && object.kind === 'list') context.store.set(object.items, order)
      return name === 'sort' ? object : listOf(order)
    }
    case 'join':
    case 'toString':
      return { kind: 'string', value: '' }
    case 'slice':
    case 'subarray':
      return partBetween(context, object, name, f, second, range)
  }
  return object.kind === 'list' ? changeList(context, object, name, args, elements, range) : undefined
}

/** The elements and what is added to them: numbers, and those of arrays. */
function added(context: Context, elements: readonly Value[], values: readonly Value[], range: Range): Value {
  const parts = values.map((value) => context.elements(value, range) ?? [value])
  const isLong = ([part]: readonly Value[], k: number): boolean =>
    part === values[k] && (part?.kind === 'sequence' || (part !== undefined && isTerm(part) && isArray(context, part)))
  return parts.some(isLong) ? joined(context, [listOf(elements), ...values], 0, range) : listOf([...elements, ...parts.flat()])
}

/** Arrays one after the other, and numbers between them; `usual` is the number of axes of what says none. */
function joined(context: Context, parts: readonly Value[], usual: 0 | 1, range: Range): Value {
  const listed = parts.map((part) => {
    const isNumber = isTerm(part) && (part.kind === 'number' || (!isArray(context, part) && (rankSaid(context, part) ?? usual) === 0))
    return isNumber ? [part] : context.elements(part, range)
  })
  if (listed.every((part) => part !== undefined)) return listOf(listed.flat())
  const arrays = parts.map((part, k) => context.toTerm(isTerm(part) && listed[k] !== undefined ? listOf(listed[k]) : part, range))
  return applyTerm('concatenate', arrays, range, { axis: 0 })
}

/** x.flat(depth), of one level of nesting unless told otherwise. */
function flattened(context: Context, elements: readonly Value[], depth: Value | undefined, range: Range): Value {
  const given = depth === undefined ? 1 : context.attribute(depth, range)
  const levels = typeof given === 'number' ? Math.min(given, MOST_NESTED) : refuse('how deep this is flattened is not known', range)
  let value: Value = listOf(elements)
  for (let level = 0; level < levels && value.kind === 'list'; level++) {
    const parts: readonly Value[] = value.items.value
    if (!parts.some((part) => part.kind === 'list' || (isTerm(part) && isArray(context, part)))) break
    value = joined(context, parts, 0, range)
  }
  return value
}
/** Arrays within arrays are nested no deeper than this. */
const MOST_NESTED = 8

/** x.slice(a, b), which is a copy, and x.subarray(a, b) of typed arrays, which shares its elements with the array. */
function partBetween(context: Context, object: Value, name: string, start: Value | undefined, stop: Value | undefined, range: Range): Value {
  const items: readonly Value[] = [{ kind: 'slice', start, stop }]
  const part = context.index(object, items, range)
  return name === 'subarray' ? sharedSlice(context, part, object, items, range) : part
}

function changeList(
  context: Context,
  list: Extract<Value, { kind: 'list' }>,
  name: string,
  args: Arguments,
  elements: readonly Value[],
  range: Range,
): Value | undefined {
  const [value] = args.positional
  switch (name) {
    case 'push':
      context.store.set(list.items, [...elements, ...args.positional])
      return numberTerm(elements.length + args.positional.length)
    case 'unshift':
      context.store.set(list.items, [...args.positional, ...elements])
      return numberTerm(elements.length + args.positional.length)
    case 'pop':
    case 'shift':
      context.store.set(list.items, name === 'pop' ? elements.slice(0, -1) : elements.slice(1))
      return (name === 'pop' ? elements.at(-1) : elements[0]) ?? NONE
    case 'fill': {
      if (value === undefined) return list
      context.store.set(
        list.items,
        elements.map(() => value),
      )
      return list
    }
    case 'splice':
      return refuse(`"${name}" of an array is not read`, range)
  }
  return undefined
}

/** Methods of an array of unknown length. */
function callOnRow(context: Context, object: Value, name: string, f: Value | undefined, start: Value | undefined, range: Range): Value | undefined {
  switch (name) {
    case 'map': {
      if (f === undefined) return undefined
      const row = symbolicElement(context, object, 'i', range)
      const index = placeAmong(row, range)
      return {
        ...row,
        element: forEach(context, row.index, () => call(context, f, [row.element, index, object], range), range),
      }
    }
    case 'filter': {
      if (f === undefined) return undefined
      return keptBy(context, object, (element, row) => call(context, f, [element, placeAmong(row, range)], range), range)
    }
    case 'reduce': {
      if (f === undefined) return undefined
      if (start === undefined) {
        // The first element is the start, and the others follow.
        const array = context.toTerm(object, range)
        const others = context.index(array, [{ kind: 'slice', start: numberTerm(1) }], range)
        return callOnRow(context, others, name, f, context.index(array, [numberTerm(0)], range), range)
      }
      const row = symbolicElement(context, object, 'i', range)
      return gather(context, row, start, (total) => call(context, f, [total, row.element, placeAmong(row, range), object], range), range)
    }
    case 'slice':
    case 'subarray':
      return partBetween(context, context.toTerm(object, range), name, f, start, range)
    case 'forEach': {
      if (f?.kind !== 'function') return refuse('what is called here is not known', range)
      const row = symbolicElement(context, object, 'i', range)
      foldCalls(context, row, f, [row.element, placeAmong(row, range), object], range)
      return NONE
    }
    case 'entries':
    case 'keys':
    case 'values': {
      const row = symbolicElement(context, object, 'i', range)
      const index = placeAmong(row, range)
      return { ...row, element: name === 'values' ? row.element : name === 'keys' ? index : listOf([index, row.element]) }
    }
    case 'flat': {
      return applyTerm('reshape', [withRank(context, context.toTerm(object, range), 2)], range, { shape: [-1] })
    }
    case 'fill':
      // new Array(n) holds nothing before, and is taken for zeros.
      if (isTerm(object) && isApply(object, 'zeros') && f !== undefined && isTerm(f) && f.kind === 'number' && f.value.isZero) return object
      return f === undefined ? undefined : { ...symbolicElement(context, object, 'i', range), element: f }
    case 'flatMap':
    case 'reduceRight':
    case 'every':
    case 'some':
    case 'with':
      // What is gone along is remembered: with a known length it can be read.
      symbolicElement(context, object, 'i', range)
      return refuse(`"${name}" of an array of unknown length is not read`, range)
    case 'indexOf':
      return f === undefined ? undefined : placeOfOwn(context, context.toTerm(object, range), f, range)
    case 'sort':
    case 'toSorted':
      return sorted(context, object, name, f, range)
    case 'reverse':
    case 'toReversed':
      return context.index(context.toTerm(object, range), [{ kind: 'slice', step: numberTerm(-1) }], range)
    case 'at': {
      return f === undefined ? undefined : context.index(context.toTerm(object, range), [f], range)
    }
  }
  return undefined
}

/** x.indexOf(Math.max(...x)): where the largest component stands. */
function placeOfOwn(context: Context, array: Term, value: Value, range: Range): Term {
  const [of] = isTerm(value) && (isApply(value, 'amax') || isApply(value, 'amin')) ? value.args : []
  if (of === undefined || !sameTerm(of, array)) return refuse('where this stands depends on symbols', range)
  return placeOfExtreme(context, array, isApply(value as Term, 'amax'), undefined, 'indexOf', range)
}

/** What cannot be read is said when it is needed: of random weights the number is known. */
function unlessUnknown(make: () => Value): Value {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ReadError) || error.open !== undefined) throw error
    return { kind: 'opaque', error }
  }
}

/** Array.from({ length: n }, (_, k) => ...), Array.from(items, f). */
export function arrayFrom(context: Context, args: Arguments, range: Range): Value {
  const [source, f] = args.positional
  if (source === undefined) return refuse('an argument is missing', range)
  const each = (values: readonly Value[]): Value => (f === undefined ? (values[0] as Value) : call(context, f, values, range))
  if (source.kind === 'dictionary') {
    const length = source.entries.value.get('slength')
    if (length === undefined || !isTerm(length)) return refuse('the length of this array is not known', range)
    const count = numberOf(length, context.facts.numbers)?.asInteger
    if (count !== undefined) {
      if (count > 10_000) return refuse('this array is too long to be written out', range)
      return listOf(Array.from({ length: Math.max(0, count) }, (_, k) => (f === undefined ? NONE : each([NONE, numberTerm(k)]))))
    }
    const row = symbolicElement(context, { kind: 'range', start: numberTerm(0), stop: length, step: numberTerm(1) }, 'i', range)
    return { ...row, element: forEach(context, row.index, () => unlessUnknown(() => each([NONE, row.element])), range) }
  }
  const elements = context.elements(source, range)
  if (elements !== undefined) return listOf(elements.map((element, k) => each([element, numberTerm(k)])))
  const row = symbolicElement(context, source, 'i', range)
  return { ...row, element: forEach(context, row.index, () => each([row.element, placeAmong(row, range)]), range) }
}
