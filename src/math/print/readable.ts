/** Formulas for people: what repeats gets a name and is explained after the formula. */
import type { Expr } from '../expr.ts'
import { stack } from '../ops/arrange.ts'
import { withoutGuards } from '../simplify/nested.ts'
import { inIndices } from './component.ts'
import { latexName, unicodeName } from './identifier.ts'
import type { TextLetters } from './indices.ts'
import { printLatex, whereLatex } from './latex.ts'
import { lowered } from './latexScript.ts'
import { type Named, type Naming, nameRepeats, nameValue } from './naming.ts'
import { overPairs } from './pairs.ts'
import { withPowers } from './powers.ts'
import { printText } from './text.ts'

export interface ReadableOptions {
  /** LaTeX of symbols as written in the source, by name. */
  readonly names?: ReadonlyMap<string, string>
  /** Names the source gives to subexpressions. */
  readonly labels?: ReadonlyMap<Expr, string>
  /** Letters for indices. */
  readonly letters?: TextLetters
  /** What this is a derivative of. */
  readonly value?: Named
}

function named(expr: Expr, { labels, value }: ReadableOptions): Naming {
  if (value !== undefined) return nameValue(expr, value, labels)
  const powers = withPowers(expr, labels)
  return nameRepeats(powers.expr, powers.labels)
}

/** diag(s ⊙ (1 − s)) W, s = σ(W x + b), as LaTeX. */
export function readableLatex(given: Expr, options: ReadableOptions = {}): string {
  const expr = withoutGuards(given)
  const pairs = overPairs(expr, options.letters)
  if (pairs !== undefined) return printLatex(pairs.component, options)
  const { main, definitions } = named(expr, options)
  return definedLatex(printLatex(inIndices(main, options.letters)?.component ?? main, options), definitions, options)
}

/** The letters of the component that is shown where no matrix notation says the whole; none where the whole is shown. */
export function shownLetters(given: Expr, options: ReadableOptions = {}): readonly string[] {
  const expr = withoutGuards(given)
  if (expr.rank === 0) return []
  return overPairs(expr, options.letters)?.letters ?? inIndices(named(expr, options).main, options.letters)?.letters ?? []
}

/** diag(s ⊙ (1 − s)) W where s = σ(W x + b), as one line of text. */
export function readableText(given: Expr, options: ReadableOptions = {}): string {
  const expr = withoutGuards(given)
  const pairs = overPairs(expr, options.letters)
  if (pairs !== undefined) return printText(pairs.component, options.letters)
  const { main, definitions } = named(expr, options)
  return definedText(printText(inIndices(main, options.letters)?.component ?? main, options.letters), definitions, options)
}

/** Scalars in a list, (w s(1 − s), s(1 − s)) where s = σ(w x + b), and one below the other. */
export function readableList(exprs: readonly Expr[], options: ReadableOptions = {}): { latex: string; text: string; columnLatex: string } {
  const { main, definitions } = named(stack(...exprs), options)
  const list = main.args.map((each) => printLatex(each, options)).join(',\\; ')
  return {
    latex: definedLatex(`\\left(${list}\\right)`, definitions, options),
    text: definedText(`(${main.args.map((each) => printText(each, options.letters)).join(', ')})`, definitions, options),
    columnLatex: definedLatex(printLatex(main, options), definitions, options),
  }
}

function definedLatex(text: string, definitions: Naming['definitions'], options: ReadableOptions): string {
  if (definitions.length === 0) return text
  return whereLatex(
    text,
    definitions.map(({ name, expr: own }) => {
      const left = options.names?.get(name) ?? latexName(name)
      const indexed = inIndices(own, options.letters)
      return indexed === undefined
        ? [left, printLatex(own, options)]
        : [lowered(left, indexed.letters.join('')), printLatex(indexed.component, options)]
    }),
  )
}

function definedText(text: string, definitions: Naming['definitions'], { letters }: ReadableOptions): string {
  if (definitions.length === 0) return text
  const told = definitions.map(({ name, expr: own }) => {
    const indexed = inIndices(own, letters)
    return indexed === undefined
      ? `${unicodeName(name)} = ${printText(own, letters)}`
      : `${unicodeName(name)}_${indexed.letters.join('')} = ${printText(indexed.component, letters)}`
  })
  return `${text} where ${told.join(', ')}`
}
