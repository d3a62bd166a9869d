/** What stands in a list of a text, between commas, and what a dictionary is written to hold. */
import type { Range } from '../api.ts'

/** Something in a list: its name, '' for an expression, and where it stands. */
export interface Listed {
  readonly name: string
  readonly range: Range
}

const [OPENING, CLOSING] = ['([{', ')]}']
const STRING = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y
const COMMENT = /(?:#|\/\/)[^\n]*/y

/** How long what begins at a place is that is no code: a string, or in brackets a comment. */
function hiddenAt(text: string, at: number, isEnclosed: boolean): number {
  // x' is transposed, and a // b divided.
  const before = text.slice(0, at).trimEnd().at(-1) ?? ''
  const pattern = /["']/.test(text[at] as string) ? STRING : COMMENT
  if (pattern === STRING ? /[\w)\]}'"]/.test(text[at - 1] ?? '') : !isEnclosed || (text[at] === '/' && !/[,([{]/.test(before))) return 0
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

/** Where a list ends, and what stands in it; it goes on to the bracket that closes it, or, where none is open, to the end of the statement. */
export function listAt(text: string, start: number, isEnclosed: boolean): { readonly items: readonly Range[]; readonly end: number } {
  const items: Range[] = []
  let depth = 0
  let from = start
  let at = start
  const add = (end: number): void => {
    const [before = ''] = /^(?:\s|(?:#|\/\/)[^\n]*(?=\n))*/.exec(text.slice(from, end)) ?? []
    const place = from + before.length
    items.push({ start: place, end: place + text.slice(place, end).trim().length })
  }
  for (; at < text.length; at++) {
    const c = text[at] as string
    const hidden = hiddenAt(text, at, isEnclosed)
    if (hidden > 0) at += hidden - 1
    else if (OPENING.includes(c)) depth++
    else if (CLOSING.includes(c) && --depth < 0) break
    else if (depth === 0 && !isEnclosed && /[\n;#%]/.test(c)) break
    else if (depth === 0 && c === ',') {
      add(at)
      from = at + 1
    }
  }
  add(at)
  return { items, end: at }
}

/** The entry of a dictionary: "dw": ..., dw: ..., dw=..., or dw alone. */
function entryAt(text: string, { start, end }: Range): Listed | undefined {
  const written = text.slice(start, end)
  const [head = '', quoted, name = quoted] = /^(?:["'](\w+)["']|(\w+))\s*(?::|=>|=)\s*(?!=)/.exec(written) ?? []
  if (name !== undefined) return { name, range: { start: start + head.length, end } }
  return /^\w+$/.test(written) ? { name: written, range: { start, end } } : undefined
}

/**
 * What a function gives a dictionary to hold that it returns, `item` being what stands for that there: its name, or the dictionary itself.
 * Undefined where it is none, or something in it has no name.
 */
export function entriesOf(text: string, definition: Range, item: Range): Listed[] | undefined {
  // { cost, grads: { dw, db } }
  const what = entryAt(text, item)?.range ?? item
  const written = text.slice(what.start, what.end)
  const opened = /^(?:\{|(?:dict|Dict)\()/.exec(written)
  if (opened !== null) return literalAt(text, what.start + opened[0].length)
  if (!/^\w+$/.test(written)) return undefined
  const body = text.slice(definition.start, definition.end)
  const [begun] = [
    ...body.matchAll(new RegExp(`(?<![.\\w])${written}\\s*(?::[^=\\n]*)?=\\s*(?:\\{|(?:dict|Dict)(?:\\{[^}]*\\})?\\()`, 'g')),
  ].reverse()
  const first = begun === undefined ? [] : literalAt(text, definition.start + begun.index + begun[0].length)
  if (first === undefined) return undefined
  const found = new Map(first.map((entry) => [entry.name, entry]))
  for (const set of body.matchAll(new RegExp(`(?<![.\\w])${written}(?:\\[["'](\\w+)["']\\]|\\.(\\w+))\\s*=(?!=)\\s*`, 'g'))) {
    if (begun !== undefined && set.index < begun.index) continue
    const start = definition.start + set.index + set[0].length
    const { end } = listAt(text, start, false)
    const name = (set[1] ?? set[2]) as string
    found.set(name, { name, range: { start, end: start + text.slice(start, end).trimEnd().length } })
  }
  return found.size === 0 ? undefined : [...found.values()]
}

/** The entries between brackets of which the first one is open. */
function literalAt(text: string, start: number): Listed[] | undefined {
  const items = listAt(text, start, true).items.filter((item) => item.end > item.start)
  const entries = items.map((item) => entryAt(text, item))
  return entries.every((entry) => entry !== undefined) ? entries : undefined
}
