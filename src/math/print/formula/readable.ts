/** Formulas for people: what repeats gets a name and is explained after the formula. */
import type { Expr } from '../../expr.ts'
import { stack } from '../../ops/arrange.ts'
import { withoutGuards } from '../../simplify/nested.ts'
import { latexName, unicodeName } from '../identifier.ts'
import { inIndices } from '../indices/component.ts'
import type { TextLetters } from '../indices/indices.ts'
import { overPairs } from '../indices/pairs.ts'
import { overTables } from '../indices/tables.ts'
import { printLatex, whereLatex } from '../latex/latex.ts'
import { lowered } from '../latex/latexScript.ts'
import { asPeopleWrite } from '../powers.ts'
import { printText } from '../text/text.ts'
import { overMembers, type ReadableFormula, type Written } from './members.ts'
import { type Named, type NamesBeside, type Naming, nameRepeats, nameValue } from './naming.ts'

export interface ReadableOptions {
  /** LaTeX of symbols as written in the source, by name. */
  readonly names?: ReadonlyMap<string, string>
  /** Names the source gives to subexpressions. */
  readonly labels?: ReadonlyMap<Expr, string>
  /** Symbols of the source, whose names are taken. */
  readonly symbols?: readonly Expr[]
  /** Letters for indices. */
  readonly letters?: TextLetters
  /** What this is a derivative of. */
  readonly value?: Named
  /** What that is called, where it is not named itself. */
  readonly taken?: string | undefined
  /** Names of the formula that this stands beside. */
  readonly beside?: NamesBeside | undefined
}

/** What is written of an expression: by members of its stacks, by a component where no matrix notation says the whole, or the whole. */
export function formulaOf(given: Expr, options: ReadableOptions): ReadableFormula {
  const expr = withoutGuards(given)
  const { letters } = options
  const pairs = overPairs(expr, letters)
  if (pairs !== undefined) return { ...pairs, definitions: [] }
  const members = overMembers(expr, (writtenAs) => named(expr, options, writtenAs), letters)
  if (members !== undefined) return members
  const { main, definitions } = named(expr, options)
  const write = (part: Expr): Written => inIndices(part, letters) ?? { component: part, letters: [] }
  const whole = { ...write(main), definitions: definitions.map(({ name, expr: own }) => ({ name, ...write(own) })) }
  const tables = overTables(expr, letters)
  return tables !== undefined && lengthOf({ ...tables, definitions: [] }, letters) <= LONGER * lengthOf(whole, letters)
    ? { ...tables, definitions: [] }
    : whole
}

/** So much longer a formula may be that says by letters what others say by matrices of ones. */
const LONGER = 1.75

const lengthOf = ({ component, definitions }: ReadableFormula, letters: TextLetters | undefined): number =>
  [component, ...definitions.map((own) => own.component)].reduce((length, part) => length + printText(part, letters).length, 0)

function named(expr: Expr, { labels, symbols, letters, value, taken, beside }: ReadableOptions, writtenAs?: (node: Expr) => Expr): Naming {
  if (value !== undefined) {
    const { main, definitions, ...names } = nameValue(expr, value, { labels, symbols, letters, writtenAs })
    return { ...names, main, definitions: definitions.map(({ name, expr: own }) => ({ name, expr: asPeopleWrite(own).expr })) }
  }
  const written = asPeopleWrite(expr, labels)
  return nameRepeats(written.expr, { labels: written.labels, symbols, taken, beside, letters, writtenAs })
}

/** The names that are given in a formula, for those beside it. */
export function namesBeside(expr: Expr, options: ReadableOptions): NamesBeside {
  return new Map([...(named(withoutGuards(expr), options).names ?? [])].map(([node, name]) => [printText(node), name]))
}

/**
 * diag(s ⊙ (1 − s)) W, s = σ(W x + b), as LaTeX and as one line of text, with the letters of the component or member that is shown where no
 * matrix notation says the whole.
 */
export function readable(expr: Expr, options: ReadableOptions = {}): { latex: string; text: string; letters: readonly string[] } {
  const { component, definitions, letters } = formulaOf(expr, options)
  return {
    latex: definedLatex(printLatex(component, options), definitions, options),
    text: definedText(printText(component, options.letters), definitions, options),
    letters,
  }
}

/** The text with nothing named. */
export function unnamedText(expr: Expr, letters?: TextLetters): string {
  const { component } = overMembers(expr, () => ({ main: expr, definitions: [] }), letters) ?? inIndices(expr, letters) ?? { component: expr }
  return printText(component, letters)
}

/** Scalars in a list, (w s(1 − s), s(1 − s)) where s = σ(w x + b), and one below the other. */
export function readableList(exprs: readonly Expr[], options: ReadableOptions = {}): { latex: string; text: string; columnLatex: string } {
  const { main, definitions: own } = named(stack(...exprs), options)
  const definitions = own.map(({ name, expr }) => ({ name, ...(inIndices(expr, options.letters) ?? { component: expr, letters: [] }) }))
  const list = main.args.map((each) => printLatex(each, options)).join(',\\; ')
  return {
    latex: definedLatex(`\\left(${list}\\right)`, definitions, options),
    text: definedText(`(${main.args.map((each) => printText(each, options.letters)).join(', ')})`, definitions, options),
    columnLatex: definedLatex(printLatex(main, options), definitions, options),
  }
}

function definedLatex(text: string, definitions: ReadableFormula['definitions'], options: ReadableOptions): string {
  if (definitions.length === 0) return text
  return whereLatex(
    text,
    definitions.map(({ name, component, letters }) => {
      const left = options.names?.get(name) ?? latexName(name)
      return [letters.length === 0 ? left : lowered(left, letters.join('')), printLatex(component, options)]
    }),
  )
}

function definedText(text: string, definitions: ReadableFormula['definitions'], options: ReadableOptions): string {
  if (definitions.length === 0) return text
  const told = definitions.map(
    ({ name, component, letters }) =>
      `${unicodeName(name)}${letters.length === 0 ? '' : `_${letters.join('')}`} = ${printText(component, options.letters)}`,
  )
  return `${text} where ${told.join(', ')}`
}
