/** What could be written in place of a wrong derivative: places of the text with what should stand there, the smallest first. */
import type { CodeLanguage, Language, Range } from '../api.ts'
import { type Expr, isSymbol, nameOf, substitute, symbol, symbolsOf, topological } from '../expr.ts'
import { add, sub } from '../ops/arithmetic.ts'
import { where } from '../ops/condition.ts'
import { isSize } from '../ops/structure.ts'
import { printableCode } from '../print/code/code.ts'
import { inPattern, spelledAmong } from '../read/spelling.ts'
import type { Reading } from '../read/term.ts'
import { sameShape } from '../shape.ts'
import { stabilize } from '../simplify/compute/stable.ts'
import { measure } from '../simplify/measure.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { withDots, withOwnLengths, withParentheses, withUnpacked } from './idiom.ts'
import { imported } from './imports.ts'
import type { Pair } from './pair.ts'
import { quietly } from './sides.ts'

/** A place with what should stand there. */
export interface Fix {
  readonly range: Range
  readonly text: string
  /** What is said of it behind the numbers, and all of what is said then. */
  readonly said?: string
  readonly message?: string
}

/** The text and both definitions, as the check reads them. */
export interface Writing {
  readonly source: { readonly text: string; readonly language: Language }
  readonly pair: Pair
  readonly derivative: Reading
}

/** A place at which `right` should stand, over the names of the function; `whole` where nothing of the same expression stands around. */
export interface Place {
  readonly range: Range | undefined
  readonly right: Expr
  readonly whole: boolean
  /** How names are written there of which the text need not speak. */
  readonly called?: ReadonlyMap<string, string>
  /** What the text calls values, over the names of the function. */
  readonly labels?: ReadonlyMap<string, Expr>
}

/** Formulas as they are written in notes and papers, code in the idiom of its file; undefined where nobody knows which language it is. */
function languageOf({ source, derivative }: Writing): CodeLanguage | undefined {
  const { language } = derivative
  if (language === 'python') return derivative.library ?? 'python'
  if (language !== undefined) return language === 'typescript' ? 'javascript' : (language as CodeLanguage)
  if (derivative.arrays !== undefined) return undefined
  return source.language === 'plain' ? 'text' : 'latex'
}

/** Words that begin a statement: what follows is no expression. */
const STATEMENT = /^(?:return|for|while|if|elif|else|def|function|const|let|var|end|export)\b|^\w+\s*[-+*/]?=[^=]/

/** The texts for a place, by the text's own names for what it has computed before, and without these. */
export function fixesAt(writing: Writing, symbols: readonly Expr[], back: ReadonlyMap<Expr, Expr>, place: Place): Fix[] {
  const { range, right, labels } = place
  const plain = fixAt(writing, symbols, back, place)
  if (range === undefined || labels === undefined || plain === undefined || writing.derivative.arrays === undefined)
    return plain === undefined ? [] : [plain]
  const before = writing.source.text.slice(writing.pair.derivative.range.start, range.start)
  const names = new Map<Expr, Expr>()
  for (const [name, node] of labels)
    if ((node.args.length > 0 || isSize(node)) && isGivenOnce(before, name))
      names.set(quietly(() => simplify(node)) ?? node, symbol(name, node.shape))
  const named = names.size === 0 ? undefined : quietly(() => substitute(simplify(right), names))
  const fix = named && fixAt(writing, [...symbols, ...names.values()], back, { ...place, right: named })
  return fix !== undefined && fix.text.length < plain.text.length ? [fix, plain] : [plain]
}

/** Whether a text assigns to a name, and only once. */
const isGivenOnce = (text: string, name: string): boolean =>
  text.match(new RegExp(`(?<![.\\p{L}\\p{N}_])${inPattern(name)}\\s*(?:[-+*/.@]?=(?!=)|:\\s*[^=\\n]*=)`, 'gu'))?.length === 1

/** The text for a place; undefined where it cannot be said by the names that are known there. */
export function fixAt(
  writing: Writing,
  symbols: readonly Expr[],
  back: ReadonlyMap<Expr, Expr>,
  { range, right, whole, called }: Place,
): Fix | undefined {
  const { source, pair, derivative } = writing
  const definition = pair.derivative.range
  const language = languageOf(writing)
  if (range === undefined || language === undefined || range.end <= range.start) return undefined
  if (range.start < definition.start || range.end > definition.end) return undefined
  const written = source.text.slice(range.start, range.end)
  const isCode = language !== 'latex' && language !== 'text'
  if (isCode && (STATEMENT.test(written) || !isBalanced(written) || range.start === definition.start)) return undefined
  const plain = substitute(notation(simplify(right)), back)
  const isOfArrays = topological([plain]).some(({ rank }) => rank > 0)
  const body = source.text.slice(definition.start, definition.end)
  const spelled = new Map<string, string>()
  if (isCode)
    for (const node of symbolsOf(plain)) {
      const name = nameOf(node) as string
      // A function inside of another one knows its names too.
      if (isSaid(body, name) || (pair.derivative.name.includes('.') && isSaid(source.text.slice(0, definition.start), name))) continue
      const own = spellingIn(body, name) ?? called?.get(name)
      if (own === undefined) return undefined
      spelled.set(name, own)
    }
  // The stable form, unless it is much longer than what is written in its place: people go on reading it.
  const print = (form: Expr): string | undefined => printableCode(form, language, { alias: derivative.alias, symbols })
  const [shown, stable] = [print(plain), isCode ? print(stabilize(plain)) : undefined]
  const printed = stable !== undefined && stable.length <= LONGER * (shown?.length ?? Number.POSITIVE_INFINITY) ? stable : shown
  if (printed === undefined || printed.includes('\n')) return undefined
  // What is counted in the function is called so here too.
  const both = `${body}\n${source.text.slice(pair.value.range.start, pair.value.range.end)}`
  let text: string | undefined = withOwnLengths(printed, both, derivative.language, symbols)
  if (!isOfArrays) text = withDots(text, written, derivative.language)
  if (isCode) text = withUnpacked(text, body)
  if (language === 'latex') text = withParentheses(text, both)
  for (const [name, own] of spelled) text = text.replaceAll(new RegExp(`(?<![.\\w])${name}(?!\\w)`, 'g'), own)
  if (derivative.language === 'python') text = imported(text, derivative)
  if (text === undefined) return undefined
  // Lists of Python have components and a length, and no arithmetic of arrays.
  if (language === 'python' && (topological([plain]).some((node) => node.rank > 0 && !isSymbol(node)) || text.includes('.shape['))) return undefined
  if (whole || isEnclosed(source.text, range)) return { range, text }
  const isSum = plain.op === add.op || plain.op === where.op
  // a + -b is a - b.
  const [before = '', operator] =
    (!isSum && text.startsWith('-') && /[\p{L}\p{N})\]}]\s*([-+])\s*$/u.exec(source.text.slice(definition.start, range.start))) || []
  if (operator !== undefined) {
    const start = range.start - before.length + before.indexOf(operator)
    const gap = before.slice(before.indexOf(operator) + 1)
    return { range: { start, end: range.end }, text: `${operator === '+' ? '-' : '+'}${gap}${text.slice(1)}` }
  }
  return { range, text: isSum || text.startsWith('-') ? `(${text})` : text }
}

/** Operations of a term that is added to what the author wrote. */
const ADDED = 14
/** A choice, a comparison or several values: nothing is added to these. */
const NO_SUM = /\?|\b(?:if|else|and|or)\b|[<>=]|^[^()[\]{}]*,/

/** What is written with the term that it lacks behind it, where that is shorter than all that should stand there. */
export function withMissing(writing: Writing, symbols: readonly Expr[], back: ReadonlyMap<Expr, Expr>, place: Place, yours: Expr): Fix | undefined {
  const { range, right } = place
  const missing = quietly(() => notation(simplify(sub(right, yours))))
  if (range === undefined || missing === undefined || !sameShape(missing.shape, yours.shape)) return undefined
  const operations = measure([missing]).operations
  const written = writing.source.text.slice(range.start, range.end)
  if (operations > ADDED || operations >= measure([notation(simplify(right))]).operations || NO_SUM.test(written)) return undefined
  const found = fixAt(writing, symbols, back, { range, right: missing, whole: true })
  if (found === undefined) return undefined
  const isNegative = found.text.startsWith('-')
  const said = `; the term ${found.text} is missing`
  return { range, text: `${written} ${isNegative ? '-' : '+'} ${found.text.slice(isNegative ? 1 : 0)}`, said }
}

/** How many times as long as the form that is shown the form may be that loses no digits. */
const LONGER = 1.5

/** How a text calls what is read by a plain name: β of beta, self.k of k; undefined where it does not speak of it. */
export function spellingIn(body: string, name: string): string | undefined {
  const owner = ['self', 'this', 'obj'].find((each) => isSaid(body, `${each}.${name}`))
  if (owner !== undefined) return `${owner}.${name}`
  const own = spelledAmong(name, [...new Set(body.match(/[\p{L}_][\p{L}\p{M}\p{N}_]*/gu))])
  return own === name ? undefined : own
}

export const isSaid = (body: string, name: string): boolean => {
  const pattern = name.replaceAll(/[^\p{L}\p{N}_.]/gu, '').replaceAll('.', '\\.')
  return new RegExp(`(?<![.\\p{L}\\p{N}_])${pattern}(?![\\p{L}\\p{N}_])`, 'u').test(body)
}

/** No bracket is opened or closed of which the other one stands outside. */
function isBalanced(text: string): boolean {
  let depth = 0
  for (const c of text) {
    if ('([{'.includes(c)) depth++
    else if (')]}'.includes(c) && --depth < 0) return false
  }
  return depth === 0
}

/** Brackets of its own stand around it. */
const isEnclosed = (text: string, { start, end }: Range): boolean => /\($/.test(text.slice(0, start).trimEnd()) && /^\s*\)/.test(text.slice(end))

/** What the function keeps in its object, as it is called there: self.z. */
export function keptBy({ source: { text }, pair: { value } }: Pick<Writing, 'source' | 'pair'>): ReadonlyMap<string, string> {
  const kept = text.slice(value.range.start, value.range.end).matchAll(/(?<![\w.])((?:self|this|ctx)\.(\w+))\s*=(?!=)/g)
  return new Map([...kept].map(([, place = '', name = '']) => [name, place]))
}
