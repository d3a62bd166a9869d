/** Formulas for people: what repeats gets a name and is explained after the formula. */
import type { Expr } from '../expr.ts'
import { latexName, unicodeName } from './identifier.ts'
import { printLatex, whereLatex } from './latex.ts'
import { type Named, type Naming, nameRepeats, nameValue } from './naming.ts'
import { printText } from './text.ts'

export interface ReadableOptions {
  /** LaTeX of symbols as written in the source, by name. */
  readonly names?: ReadonlyMap<string, string>
  /** Names the source gives to subexpressions. */
  readonly labels?: ReadonlyMap<Expr, string>
  /** What this is a derivative of. */
  readonly value?: Named
}

const named = (expr: Expr, { labels, value }: ReadableOptions): Naming =>
  value === undefined ? nameRepeats(expr, labels) : nameValue(expr, value, labels)

/** diag(s ⊙ (1 − s)) W, s = σ(W x + b), as LaTeX. */
export function readableLatex(expr: Expr, options: ReadableOptions = {}): string {
  const { main, definitions } = named(expr, options)
  const text = printLatex(main, options)
  if (definitions.length === 0) return text
  return whereLatex(
    text,
    definitions.map(({ name, expr: own }) => [options.names?.get(name) ?? latexName(name), printLatex(own, options)]),
  )
}

/** diag(s ⊙ (1 − s)) W where s = σ(W x + b), as one line of text. */
export function readableText(expr: Expr, options: ReadableOptions = {}): string {
  const { main, definitions } = named(expr, options)
  const text = printText(main)
  if (definitions.length === 0) return text
  return `${text} where ${definitions.map(({ name, expr: own }) => `${unicodeName(name)} = ${printText(own)}`).join(', ')}`
}
