/** Letters of Unicode's block of mathematical alphabets, as they come out of PDFs: 𝐱 is \mathbf{x} in formulas, x in plain text. */
import { Pieces, PlacedDocument } from './placed.ts'
import type { Document } from './term.ts'

/** U+1D400 to U+1D7FF: Unicode 15.0, Mathematical Alphanumeric Symbols. */
const LETTERS = /[\u{1D400}-\u{1D7FF}]/gu
/** Bold and bold italic, Latin, Greek and without serifs. */
const BOLD =
  /[\u{1D400}-\u{1D433}\u{1D468}-\u{1D49B}\u{1D5D4}-\u{1D607}\u{1D63C}-\u{1D66F}\u{1D6A8}-\u{1D6E1}\u{1D71C}-\u{1D755}\u{1D756}-\u{1D7C9}]/u
const SCRIPT = /[\u{1D49C}-\u{1D503}]/u

/** Opens a text with such letters as the one with the letters they are. */
export function withMathLetters(text: string, inTex: boolean, open: (text: string) => Document): Document {
  if (!text.includes('\ud835')) return open(text)
  const pieces = new Pieces()
  let at = 0
  for (const { 0: letter, index } of text.matchAll(LETTERS)) {
    pieces.add(text.slice(at, index), at, index)
    at = index + letter.length
    const plain = letter.normalize('NFKC')
    const font = BOLD.test(letter) ? 'mathbf' : SCRIPT.test(letter) ? 'mathcal' : undefined
    pieces.add(inTex && font !== undefined && /^\p{L}$/u.test(plain) ? `\\${font}{${plain}}` : plain, index, at)
  }
  pieces.add(text.slice(at), at, text.length)
  return new PlacedDocument(pieces, open(pieces.text))
}
