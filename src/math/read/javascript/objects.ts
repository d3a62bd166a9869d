/** Objects, Maps and Sets of JavaScript. */
import type { Range } from '../../api.ts'
import { distinct } from '../execute/arrays/distinct.ts'
import { entriesOf } from '../execute/loops/comprehension.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { dictionaryKey } from '../execute/values/keys.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, type DictionaryValue, isTerm, listOf, NONE, truth, type Value } from '../execute/values/value.ts'
import { numberTerm } from '../term.ts'
import { lengthOf } from './arrays.ts'

const dictionaryOf = (entries: ReadonlyMap<string, Value>): DictionaryValue => ({ kind: 'dictionary', entries: new Cell(entries) })

/** Keys and values of an object, indices and elements of an array. */
function pairsOf(context: Context, value: Value | undefined, range: Range): (readonly [Value, Value])[] {
  if (value?.kind === 'dictionary') {
    const values = [...value.entries.value.values()]
    return (context.elements(value, range) ?? []).map((key, k) => [key, values[k] as Value])
  }
  const elements = value === undefined ? undefined : context.elements(value, range)
  return (elements ?? refuse('the entries of this object are not known', range)).map((element, k) => [numberTerm(k), element])
}

/** Functions of Object, and the constructors of Map and Set; undefined for others. */
export function callObject(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  const [value] = args.positional
  switch (path) {
    case 'Object.freeze':
    case 'Object.seal':
    case 'structuredClone':
      return value ?? NONE
    case 'Object.keys':
      // for (const i in x): the places of an array whose length is not known.
      if (value !== undefined && (isTerm(value) || value.kind === 'sequence') && context.elements(value, range) === undefined)
        return { kind: 'range', start: numberTerm(0), stop: context.toTerm(lengthOf(context, value, range), range), step: numberTerm(1) }
      return listOf(pairsOf(context, value, range).map(([key]) => key))
    case 'Object.values':
      return listOf(pairsOf(context, value, range).map(([, entry]) => entry))
    case 'Object.entries':
      return listOf(pairsOf(context, value, range).map((pair) => listOf(pair)))
    case 'Object.assign':
      return dictionaryOf(new Map(args.positional.flatMap((each) => (each.kind === 'dictionary' ? [...each.entries.value] : []))))
    case 'Object.fromEntries':
    case 'Map':
    case 'WeakMap':
      return dictionaryOf(
        value === undefined || value.kind === 'none'
          ? new Map()
          : entriesOf(context.elements(value, range) ?? refuse('the entries are not known', range), range),
      )
    case 'Set':
      return value === undefined ? listOf([]) : distinct(context, value, range, false)
  }
  return undefined
}

/** Methods of Maps and objects. */
export const ENTRY_METHODS: ReadonlySet<string> = new Set(['get', 'set', 'has', 'hasOwnProperty', 'toString', 'entries', 'keys', 'values', 'forEach'])

export function callEntries(context: Context, object: DictionaryValue, name: string, args: Arguments, range: Range): Value | undefined {
  const [key, value] = args.positional
  const found = key === undefined ? undefined : dictionaryKey(key)
  switch (name) {
    case 'get':
      return (found === undefined ? undefined : object.entries.value.get(found)) ?? NONE
    case 'has':
    case 'hasOwnProperty':
      return truth(found !== undefined && object.entries.value.has(found))
    case 'set':
      if (found === undefined || value === undefined) return refuse('this key is not known', range)
      context.store.set(object.entries, new Map(object.entries.value).set(found, value))
      return object
    case 'keys':
    case 'values':
      return callObject(context, `Object.${name}`, { ...args, positional: [object] }, range)
    case 'entries':
      return callObject(context, 'Object.entries', { ...args, positional: [object] }, range)
    case 'forEach':
      for (const [entry, of] of pairsOf(context, object, range))
        context.call(key ?? NONE, { positional: [of, entry, object], named: new Map(), ranges: [], range }, range)
      return NONE
  }
  return undefined
}
