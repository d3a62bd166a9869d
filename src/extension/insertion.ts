/** Where in a text results are put in below what they come from, and how they stand there. */
import type { Language, Range } from '../math/api.ts'
import { type Block, enclosingBlock, indentOf, isCrowded } from './block.ts'

export interface Insertion {
  readonly offset: number
  readonly text: string
}

/** Formulas in a text, not lines of code. */
export const isProse = (language: Language): boolean => language === 'latex' || language === 'markdown'

/**
 * Code on the lines below an expression, indented as it is; formulas in LaTeX and Markdown as displays after the one they come from.
 * `below`: the statement, or the member of a class, that code is to stand below; else that is found by the lines.
 */
export function insertionBelow(text: string, language: Language, range: Range, results: readonly string[], below?: Range): Insertion {
  const lines = text.split('\n')
  const { end, indent } = isProse(language) ? { end: lineAt(text, endOfDisplay(text, range.end)), indent: '' } : blockAt(text, range, below)
  const all = results.map((result) => (isProse(language) ? display(result, language) : result.trimEnd())).join('\n\n')
  const own = below && !isProse(language) ? closedBehind(text, below) : undefined
  if (own !== undefined) return { offset: own, text: `\n\n${indented(all, indent)}\n${indent}` }
  const isLast = end === lines.length - 1
  const isFollowed = !isProse(language) && isCrowded(lines, end)
  const offset = lines.slice(0, end + 1).join('\n').length
  return { offset: text[offset - 1] === '\r' ? offset - 1 : offset, text: `\n\n${indented(all, indent)}${isLast || isFollowed ? '\n' : ''}` }
}

/** The function or statement that a range is in. */
export function blockAt(text: string, range: Range, below?: Range): Block {
  const lines = text.split('\n')
  if (below !== undefined) {
    const start = lineAt(text, below.start)
    return { start, end: lineAt(text, endOf(text, below)), indent: indentOf(lines[start]) }
  }
  const block = enclosingBlock(lines, lineAt(text, range.start))
  // A function may be written without indenting what is in it; its range goes on to the next line that is not empty.
  return { ...block, end: Math.max(block.end, lineAt(text, endOf(text, range))) }
}

export const indented = (text: string, indent: string): string => text.replace(/^(?=.)/gm, indent)

/** A statement of Python ends behind its last line. */
const endOf = (text: string, { start, end }: Range): number => start + text.slice(start, end).trimEnd().length

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1

/** Where a statement ends, if a bracket around it is closed on the same line: class A { f(x) { return x * x } }. */
function closedBehind(text: string, below: Range): number | undefined {
  const end = endOf(text, below)
  const [rest = ''] = text.slice(end).split('\n', 1)
  let depth = 0
  for (const character of rest.replace(/\/\/.*|#.*/, '')) {
    if ('([{'.includes(character)) depth++
    if (')]}'.includes(character) && --depth < 0) return end + (/^\s*;/.exec(rest)?.[0].length ?? 0)
  }
  return undefined
}

const display = (latex: string, language: Language) => (language === 'markdown' ? `$$${latex}$$` : `\\[\n  ${latex}\n\\]`)

/** Where the formula's own delimiters end: nothing may be put between them. */
function endOfDisplay(text: string, offset: number): number {
  const closing = /\\end\{[^}]*\}|\\\]|\\\)|\$\$?/.exec(text.slice(offset, offset + 2000))
  return closing ? offset + closing.index + closing[0].length : offset
}
