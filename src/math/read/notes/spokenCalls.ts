/** Plain text whose words make a letter a function: "σ(Wx + b) where σ is the ReLU" is relu(Wx + b). */
import { Pieces, PlacedDocument } from '../placed.ts'
import { SaidFunctions } from '../saidFunctions.ts'
import type { Document } from '../term.ts'

const SAID = new SaidFunctions(String.raw`(?<![\p{L}\d])([\p{L}])(?:\s*\([·.\p{L}]?\))?`, { markedOff: false })

/** Opens a text with words for functions in the place of the letters that are called so. */
export function withSpokenCalls(text: string, open: (text: string) => Document): Document {
  const words = new Map<string, string>()
  const edits: { readonly start: number; readonly end: number; readonly word: string }[] = []
  for (const { letter, word, words: whole, index } of SAID.in(text)) {
    if (new RegExp(String.raw`(?<![\p{L}\d])${letter}\(\s*\p{L}\s*\)\s*:?=`, 'u').test(text)) continue
    words.set(letter, word)
    // "φ = tanh" is no formula once that is put in.
    if (!whole.includes('=')) continue
    const [before] = /(?:,?\s*\b(?:where|with|and|for)|,)?\s*$/.exec(text.slice(0, index)) as RegExpExecArray
    const length = before.length + whole.length
    edits.push({ start: index - before.length, end: index + whole.length, word: ' '.repeat(length) })
  }
  if (words.size === 0) return open(text)
  for (const { 0: letter, index } of text.matchAll(/(?<![\p{L}\d_])\p{L}(?=\([^·.)])/gu)) {
    const word = words.get(letter)
    if (word !== undefined) edits.push({ start: index, end: index + letter.length, word })
  }
  const pieces = new Pieces()
  let at = 0
  for (const { start, end, word } of edits.sort((a, b) => a.start - b.start)) {
    if (start < at) continue
    pieces.add(text.slice(at, start), at, start)
    pieces.add(word, start, end)
    at = end
  }
  pieces.add(text.slice(at), at, text.length)
  return new PlacedDocument(pieces, open(pieces.text))
}
