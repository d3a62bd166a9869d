/** What a dictionary finds an entry by. */
import type { Value } from './value.ts'

export function dictionaryKey(key: Value): string | undefined {
  if (key.kind === 'string') return key.open === true ? undefined : `s${key.value}`
  if (key.kind === 'number') return `n${key.value.toFractionString()}`
  if (key.kind !== 'list') return key.kind === 'boolean' ? `n${key.value ? 1 : 0}` : undefined
  const parts = key.items.value.map(dictionaryKey)
  return parts.includes(undefined) ? undefined : `t${parts.join()}`
}
