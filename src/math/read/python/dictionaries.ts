/** Python's dictionaries: how they are made of pairs and of others, and their methods. */
import type { Range } from '../../api.ts'
import { entriesOf } from '../execute/loops/comprehension.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { dictionaryKey, keysOf } from '../execute/values/keys.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, type DictionaryValue, isTerm, listOf, NONE, tupleOf, type Value } from '../execute/values/value.ts'
import type { Native } from './arguments.ts'

type Entries = ReadonlyMap<string, Value>

const dictionaryOf = (entries: Entries, more: Partial<DictionaryValue> = {}): DictionaryValue => ({
  ...more,
  kind: 'dictionary',
  entries: new Cell(entries),
})

/** What dict(source, key=value) and update(source, key=value) take: another dictionary, or pairs of key and value. */
function given(context: Context, source: Value | undefined, named: Entries, range: Range): Entries {
  const own = [...named].map(([key, value]) => [`s${key}`, value] as const)
  if (source === undefined) return new Map(own)
  if (source.kind === 'dictionary') return new Map([...source.entries.value, ...own])
  const pairs = context.elements(source, range) ?? refuse('which entries this dictionary has is not known', range)
  return new Map([
    ...entriesOf(
      pairs.map((pair) => unpacked(context, pair, range)),
      range,
    ),
    ...own,
  ])
}

/** A pair of key and value, whatever holds them. */
const unpacked = (context: Context, pair: Value, range: Range): Value => (pair.kind === 'list' ? pair : tupleOf(context.elements(pair, range) ?? []))

/** dict(a=1), dict(pairs), dict(other, a=1) */
export const dictionary: Native = (context, { positional: [source], named }, range) => {
  // Of a bundle that is a parameter it is not known what else it holds.
  if (source !== undefined && isTerm(source) && source.kind === 'name') return dictionaryOf(given(context, undefined, named, range), { rest: source })
  const rest = source?.kind === 'dictionary' ? source.rest : undefined
  return dictionaryOf(given(context, source, named, range), rest === undefined ? {} : { rest })
}

/** defaultdict(float, ...): what is not there yet is made by a function. */
export const dictionaryThatFills: Native = (context, { positional: [missing, source], named }, range) =>
  dictionaryOf(given(context, source, named, range), missing === undefined || missing.kind === 'none' ? {} : { missing })

/** dict.fromkeys(keys, value) */
export const dictionaryOfKeys: Native = (context, { positional: [keys, value = NONE] }, range) => {
  const all = (keys && context.elements(keys, range)) ?? refuse('which entries this dictionary has is not known', range)
  return dictionaryOf(
    entriesOf(
      all.map((key) => tupleOf([key, value])),
      range,
    ),
  )
}

/** The parts of a bundle beside their keys, in the order in which the text first names them. */
export const pairsOf = (object: DictionaryValue): readonly (readonly [key: Value, value: Value])[] => {
  const values = [...object.entries.value.values()]
  return keysOf(object).map((key, k) => [key, values[k] as Value])
}

/** object.name(...); undefined for what no dictionary has. */
export function callDictionaryMethod(context: Context, object: DictionaryValue, name: string, args: Arguments, range: Range): Value | undefined {
  const entries = object.entries.value
  const [first, second] = args.positional
  const keyOf = (): string => (first && dictionaryKey(first)) ?? refuse('which entry this is is not known', range)
  switch (name) {
    case 'values':
      return listOf([...entries.values()])
    case 'keys':
      return listOf(keysOf(object))
    case 'items':
      return listOf(pairsOf(object).map(tupleOf))
    case 'get': {
      const key = first && dictionaryKey(first)
      return (key === undefined ? undefined : entries.get(key)) ?? second ?? args.named.get('default') ?? NONE
    }
    case 'copy':
      return { ...object, entries: new Cell(entries) }
    case 'update':
      context.store.set(object.entries, new Map([...entries, ...given(context, first, args.named, range)]))
      return NONE
    case 'setdefault': {
      const key = keyOf()
      const value = entries.get(key) ?? second ?? NONE
      context.store.set(object.entries, new Map(entries).set(key, value))
      return value
    }
    case 'pop': {
      const key = keyOf()
      const value = entries.get(key) ?? second ?? refuse('the dictionary has no such entry', range)
      context.store.set(object.entries, new Map([...entries].filter(([other]) => other !== key)))
      return value
    }
  }
  return undefined
}
