/** What a dictionary finds an entry by. */
import { Exact } from '../../../exact.ts'
import { numberTerm } from '../../term.ts'
import { type DictionaryValue, tupleOf, type Value } from './value.ts'

export function dictionaryKey(key: Value): string | undefined {
  if (key.kind === 'string') return key.open === true ? undefined : `s${key.value}`
  if (key.kind === 'number') return `n${key.value.toFractionString()}`
  if (key.kind !== 'list') return key.kind === 'boolean' ? `n${key.value ? 1 : 0}` : undefined
  const parts = key.items.value.map(dictionaryKey)
  return parts.includes(undefined) ? undefined : `t${JSON.stringify(parts)}`
}

/** The key of d[a], and of d[a, b], which has both as one. */
export const keyIn = (items: readonly Value[]): string | undefined => dictionaryKey(items.length === 1 ? (items[0] as Value) : tupleOf(items))

/** The value that such a key is made of. */
function valueOfKey(key: string): Value {
  const written = key.slice(1)
  if (key.startsWith('t')) return tupleOf((JSON.parse(written) as string[]).map(valueOfKey))
  if (key.startsWith('s')) return { kind: 'string', value: written }
  const [top = '0', bottom = '1'] = written.split('/')
  const [size, parts] = [top.replace('-', ''), bottom].map(Exact.parse)
  const number = parts === undefined ? undefined : size?.divide(parts)
  return numberTerm(number === undefined ? Number(written) : top.startsWith('-') ? number.negate() : number)
}

/** What a dictionary has entries for, in their order. */
export const keysOf = ({ entries }: DictionaryValue): readonly Value[] => [...entries.value.keys()].map(valueOfKey)
