/** Tables of a text, cell by cell: those between bars in Markdown, and those of tabular environments. */
import type { Range, Value } from '../../../api.ts'
import { UNIT } from '../../unitNames.ts'

/** Rows of cells, each where it stands. */
export type Table = readonly (readonly Range[])[]

const PIPED = /(?:^[ \t]*\|?[^\n|]*\|[^\n]*(?:\n|$))+/gm
const RULE = /^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/
const TABULAR = /\\begin\{(tabular[xy*]?|longtable|tblr|tabu)\}([\s\S]*?)\\end\{\1\}/g
/** What sets lines and distances and is no part of a cell. */
const LINES = /\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|c(?:mid)?rule|cline)\b(?:\([^()]*\))?(?:\[[^\]]*\])?(?:\{[\d-]+\})?/g

/** The tables of a text, in order. */
export function tablesIn(text: string): readonly Table[] {
  const tables: Table[] = []
  if (text.includes('|'))
    for (const { 0: piece, index } of text.matchAll(PIPED)) {
      const lines = rangesBetween(text, { start: index, end: index + piece.length }, /\n/g)
      if (lines.some(({ start, end }) => RULE.test(text.slice(start, end))))
        tables.push(
          lines.filter(({ start, end }) => !RULE.test(text.slice(start, end)) && start < end).map((line) => cellsOf(text, inBars(text, line), /\|/g)),
        )
    }
  if (text.includes('\\begin{t') || text.includes('\\begin{longtable}'))
    for (const { 0: piece, 1: name = '', index } of text.matchAll(TABULAR)) {
      const begin = index + `\\begin{${name}}`.length + columnsEnd(text.slice(index + `\\begin{${name}}`.length))
      const rows = rangesBetween(text, { start: begin, end: index + piece.length - `\\end{${name}}`.length }, /\\\\(?:\[[^\]]*\])?/g)
      tables.push(rows.map((row) => cellsOf(text, row, /(?<!\\)&/g)).filter((cells) => cells.some(({ start, end }) => start < end)))
    }
  return tables
}

/** How long the arguments are that say what columns there are. */
function columnsEnd(text: string): number {
  let end = 0
  for (let depth = 0; end < text.length; end++) {
    const sign = text[end] as string
    if (sign === '{' || sign === '[') depth++
    else if (sign === '}' || sign === ']') depth--
    else if (depth === 0) break
  }
  return end
}

function rangesBetween(text: string, { start, end }: Range, marks: RegExp): Range[] {
  const ranges: Range[] = []
  let from = start
  for (const { 0: mark, index } of text.slice(start, end).matchAll(marks)) {
    ranges.push({ start: from, end: start + index })
    from = start + index + mark.length
  }
  ranges.push({ start: from, end })
  return ranges
}

/** A line of a table without the bars at its ends. */
function inBars(text: string, { start, end }: Range): Range {
  const [, before = '', inner = ''] = /^(\s*\|?)(.*?)\|?\s*$/.exec(text.slice(start, end)) ?? []
  return { start: start + before.length, end: start + before.length + inner.length }
}

/** The cells of a row; a bar in a formula, $|x|$, is none between cells. */
function cellsOf(text: string, row: Range, marks: RegExp): readonly Range[] {
  const cells: Range[] = []
  for (const own of rangesBetween(text, row, marks)) {
    const last = cells.at(-1)
    const isOpen = last !== undefined && text.slice(last.start, last.end).split('$').length % 2 === 0
    if (isOpen) cells[cells.length - 1] = { start: last.start, end: own.end }
    else cells.push(own)
  }
  return cells.map(({ start, end }) => trimmed(text, { start, end }))
}

/** A cell without blanks and lines around it. */
function trimmed(text: string, { start, end }: Range): Range {
  const plain = text.slice(start, end).replaceAll(LINES, (line) => ' '.repeat(line.length))
  const from = plain.length - plain.trimStart().length
  return { start: start + Math.min(from, plain.length), end: start + Math.max(from, plain.trimEnd().length) }
}

const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?:\s*(?:\\times|\\cdot|×|·|\*)\s*10\s*\^\s*(?:\{\s*([-+]?\d+)\s*\}|([-+]?\d+)))?\s*/i

/** The number, or the numbers with commas between, that a cell is, perhaps with its unit; undefined for words, bounds and what is said roughly. */
export function numbersIn(cell: string): Value | undefined {
  const plain = cell
    .replaceAll(/\\(?:num|SI|qty)\s*\{([^{}]*)\}/g, '$1 ')
    .replaceAll(/\\[,;:! ]|~|\\q?quad\b|\$|\\(?:left|right)\b|`/g, ' ')
    .replaceAll(/[−–](?=\s*[\d.])/g, (sign, at: number, all: string) => (/\d\s*$/.test(all.slice(0, at)) ? '±' : sign === '−' ? '-' : '±'))
    .trim()
  // "~3" is said roughly, and 1,200 may be one number or two.
  if (/^~/.test(cell.trim()) || /^\d{1,3}(?:,\d{3})+(?!\d)/.test(plain)) return undefined
  const [, listed] = /^[([]([^()[\]]*)[)\]]$/.exec(plain) ?? []
  const all = (listed ?? plain).split(/\s*[,;]\s*/).map(numberOf)
  if (all.some((one) => one === undefined)) return undefined
  return all.length === 1 && listed === undefined ? (all[0] as number) : (all as number[])
}

function numberOf(text: string): number | undefined {
  const [whole = '', digits = '', power, bare] = NUMBER.exec(text.trim()) ?? []
  if (digits === '') return undefined
  const rest = text
    .trim()
    .slice(whole.length)
    .replaceAll(/\\(?:mathrm|text|unit|si)\s*\{([^{}]*)\}|^\{([^{}]*)\}$|^\[([^[\]]*)\]$/g, '$1$2$3')
    .trim()
  const isUnit = UNIT.test(rest) && !rest.startsWith('%')
  return rest === '' || isUnit ? Number(`${digits}${power === undefined && bare === undefined ? '' : `e${power ?? bare}`}`) : undefined
}
