/** Equations between a function and what it is to be, F(x) = c: of a function that another formula defines they are no definitions. */

import { accents, boldFonts, wordFonts } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import type { Head } from './heads.ts'

/** A definition: of what, and which of its statement's parts is the left side. */
interface Sides {
  readonly head: Head
  readonly statement: { readonly parts: readonly (readonly Token[])[] }
  readonly part: number
}

/** F(x) = c, s(\delta, \sigma) = \bar S: what a function of these is, where that is a number or one name alone, and none of its parameters. */
export function isLevel({ head: { parameters = [] }, statement: { parts }, part }: Sides): boolean {
  const [right, more] = parts.slice(part + 1)
  if (parameters.length === 0 || right === undefined || more !== undefined) return false
  const [only, mark, ...label] = right.filter(({ text }) => !/^[{}]$/.test(text) && !boldFonts.has(text) && !accents.has(text))
  // S_0, s^{\mathrm{obs}}, q^*
  const isWord = label[0] !== undefined && (label[0].kind === 'words' || wordFonts.has(label[0].text) || STARS.has(label[0].text))
  const isAlone = mark === undefined || (mark.text === '_' && (isWord || label.length === 1)) || (mark.text === '^' && isWord)
  if (only === undefined || !isAlone || label.some(({ text }) => /^[-+_^(=]$/.test(text))) return false
  return only.kind === 'number' || (/^(?:[a-zA-Z]|\\[a-zA-Z]+)$/.test(only.text) && !parameters.includes(only.text.replace('\\', '')))
}

const STARS: ReadonlySet<string> = new Set(['*', '\\ast', '\\star', '\\circ'])

/**
 * Takes such equations out of the definitions by name, where others say what the function is, or what it is for each index,
 * s_j(\delta, \sigma) = ... `several`: the names that have more than one definition.
 */
export function withoutLevels<T extends Sides>(index: Map<string, T[]>, several: ReadonlySet<string>): void {
  const families = new Set<string>()
  for (const [name, all] of index) {
    const [, base] = /^(\w+)_[a-z]{1,2}$/.exec(name) ?? []
    if (base !== undefined && index.has(base) && all.some(({ head }) => head.parameters !== undefined)) families.add(base)
  }
  for (const name of new Set([...several, ...families])) {
    const all = index.get(name)
    const kept = all?.filter((defined) => !isLevel(defined))
    if (all === undefined || kept === undefined || kept.length === all.length) continue
    if (kept.some(({ head }) => head.parameters !== undefined)) index.set(name, kept)
    else if (families.has(name)) index.delete(name)
  }
}
