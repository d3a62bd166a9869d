/** A formula as callers see it: an expression that knows how to show, print and evaluate itself. */
import type { Analysis, CodeLanguage, Formula, InClass, Shape, Value } from './api.ts'
import { evaluateAccurately } from './evaluate/accurate.ts'
import { EvaluationError } from './evaluate/sizes.ts'
import type { Exact } from './exact.ts'
import { type Expr, nameOf, revived } from './expr.ts'
import { printCode } from './print/code/code.ts'
import type { Named, NamesBeside } from './print/formula/naming.ts'
import { namesBeside, readable } from './print/formula/readable.ts'
import { asciiName } from './print/identifier.ts'
import type { TextLetters } from './print/indices/indices.ts'
import { printLatex } from './print/latex/latex.ts'
import type { Sizes } from './read/lengths.ts'
import { spelledValues } from './read/spelling.ts'
import type { Constant } from './read/term.ts'
import { inOrderOf } from './simplify/authored.ts'
import { settled, withNumbers } from './simplify/compute/settled.ts'
import { measure } from './simplify/measure.ts'
import { simplifyAll } from './simplify/simplify.ts'
import { notation } from './simplify/tensors/notation.ts'
import { recognise } from './simplify/whole/recognise.ts'

/** What a formula takes from the text it was read from. */
export interface FormulaContext {
  /** LaTeX of symbols as written, by name. */
  readonly names: ReadonlyMap<string, string>
  /** Letters for indices, as the text has them. */
  readonly letters?: TextLetters
  /** Parameters of a function printed as code, in order. */
  readonly parameters: readonly string[]
  /** Names that functions of the text give to plain numbers, which such a function gives them too. */
  readonly constants?: ReadonlyMap<string, Constant>
  /** The file's name for its array library, and which library that is. */
  readonly alias?: string
  readonly library?: CodeLanguage
  /** Names of the text for subexpressions. */
  readonly labels: ReadonlyMap<Expr, string>
  /** The same for subexpressions as they are shown. */
  readonly shownLabels: () => ReadonlyMap<Expr, string>
  /** Values that the text gives to symbols: those of names for which none is given. */
  readonly known: ReadonlyMap<string, Value>
  /** Those of them that a function of the text has: printed ones have them too. */
  readonly defaults?: ReadonlyMap<string, Value> | undefined
  /** What a derivative is one of. */
  readonly value?: Named
  /** The class in which code stands that stands beside it. */
  readonly inClass?: InClass
  /** The language has no vectors but matrices of one row or column, as MATLAB: values of such shapes are taken for vectors. */
  readonly rowsAreVectors?: boolean
  /** All names in the order in which the text has them. */
  readonly authored?: readonly string[]
  /** The symbols that values may be given for. */
  readonly symbols: readonly Expr[]
  /** Sizes for which alone it is the formula, of names whose sizes the text leaves open. */
  readonly supposed?: Sizes
  /** The analysis for these data, if their shapes are others than those assumed or inferred. Throws EvaluationError where lengths were assumed that do not do. */
  readonly resized?: (at: Readonly<Record<string, Value>>, exactly?: boolean) => Analysis | undefined
}

const NO_LETTERS: TextLetters = new Map()
/** What is read, or computed with exactly, needs no form that is stable in doubles. */
const SYMBOLIC: ReadonlySet<CodeLanguage> = new Set(['latex', 'text', 'sympy'])

/** Formulas are kept while other texts are read: their expressions are handed out fit to go on with. */
export class ExprFormula implements Formula {
  constructor(
    private readonly readable: Expr,
    private readonly stable: Expr,
    readonly context: FormulaContext,
  ) {
    this.constants = new Map([...(context.constants ?? [])].map(([name, { number }]) => [name, number]))
  }

  /** Does something with the names in the order in which the text has them. */
  inOrder<T>(work: () => T): T {
    return inOrderOf(this.context.authored ?? [], work)
  }

  /** What people read. */
  get shown(): Expr {
    return revived(this.readable)
  }

  /** The same value in a form that is stable to compute. */
  get computed(): Expr {
    return revived(this.stable)
  }

  /** Another formula over the same symbols and some more. */
  beside(expr: Expr, more: readonly Expr[], names: ReadonlyMap<string, string> = new Map()): ExprFormula {
    const parameters = [...this.context.parameters, ...more.map((node) => nameOf(node) as string)]
    return new ExprFormula(expr, expr, {
      ...this.context,
      names: new Map([...this.context.names, ...names]),
      parameters,
      symbols: [...this.context.symbols, ...more],
      resized: undefined,
    })
  }

  /** What a language's library is called where the caller does not say: as in the file, if the file uses it. */
  aliasIn(language: CodeLanguage): string | undefined {
    return language === this.context.library ? this.context.alias : undefined
  }

  /** Names that stand for numbers, with these. */
  readonly constants: ReadonlyMap<string, Exact>

  private formSettled: Expr | undefined

  /** The form to compute by as long as these names have their numbers. */
  get settled(): Expr {
    this.formSettled ??= this.constants.size === 0 ? this.stable : this.inOrder(() => settled(this.shown, this.computed, this.constants))
    return revived(this.formSettled)
  }

  private formNumeric: Expr | undefined

  /** That form with these numbers. */
  private get numeric(): Expr {
    this.formNumeric ??= withNumbers(this.settled, (name) => this.constants.get(name))
    return revived(this.formNumeric)
  }

  /**
   * An expression that stands where the formula was read: what a name means in another function alone, or is written in another way, is a
   * number, and so is what may be an integer of C, which divides as such.
   */
  inPlace(expr: Expr, language: CodeLanguage): Expr {
    return withNumbers(expr, (name) => {
      const constant = this.context.constants?.get(name)
      const isNumber = constant?.isKnown === false || asciiName(name) !== name || (language === 'c' && constant?.number.decimal === false)
      return isNumber ? constant?.number : undefined
    })
  }

  private written: ReturnType<typeof readable> | undefined

  get shape(): Shape {
    return this.shown.shape
  }

  /** All that is written for people is made at once: most of the work is to find the form. */
  private get texts(): ReturnType<typeof readable> {
    this.written ??= this.inOrder(() => readable(this.shown, { ...this.context, labels: this.context.shownLabels() }))
    return this.written
  }

  get latex(): string {
    return this.texts.latex
  }

  /** Another expression over the same symbols, as LaTeX. */
  latexOf(expr: Expr): string {
    return printLatex(expr, this.context)
  }

  get text(): string {
    return this.texts.text
  }

  /** The names it gives to what repeats in it. */
  get given(): NamesBeside {
    this.namesGiven ??= namesBeside(this.shown, { ...this.context, labels: this.context.shownLabels() })
    return this.namesGiven
  }

  private namesGiven: NamesBeside | undefined

  get letters(): readonly string[] {
    return this.shape.length === 0 ? [] : this.texts.letters
  }

  get operations(): number {
    return measure([this.shown]).operations
  }

  /** Where code is wanted that fits its place: the class in which that is. Another function inside of a method knows nothing of its object. */
  inClass({ name, fitting }: { readonly name?: string; readonly fitting?: boolean }): InClass | undefined {
    const { inClass } = this.context
    return fitting === true && (name === undefined || inClass?.isMember === true) ? inClass : undefined
  }

  code(language: CodeLanguage, options: { name?: string; alias?: string; fitting?: boolean } = {}): string {
    const form = SYMBOLIC.has(language) ? this.shown : this.settled
    return printCode(options.name === undefined ? this.inPlace(form, language) : form, language, {
      name: options.name,
      alias: options.alias ?? this.aliasIn(language),
      parameters: this.context.parameters,
      constants: this.constants,
      defaults: this.context.defaults,
      labels: this.context.labels,
      symbols: this.context.symbols,
      text: this.context.value?.expr ?? this.shown,
      supposed: this.context.supposed,
      letters: this.context.letters ?? NO_LETTERS,
      inClass: this.inClass(options),
    })
  }

  /** The same formula in an analysis of the same text for other lengths. */
  protected counterpart({ value }: Analysis): Formula | undefined {
    return value
  }

  private resizedFor(at: Readonly<Record<string, Value>>, exactly = false): Formula | undefined {
    const other = this.context.resized?.(at, exactly)
    return other && this.counterpart(other)
  }

  evaluate(given: Record<string, Value>): Value {
    return this.evaluateAs(given, true)
  }

  /** `mayDiffer`: where no value comes out, the lengths may be others than was assumed. */
  private evaluateAs(given: Record<string, Value>, mayDiffer: boolean): Value {
    const { known, symbols, rowsAreVectors } = this.context
    const at = spelledValues(given, symbols.map(nameOf) as string[])
    const counterpart = this.resizedFor(at)
    if (counterpart !== undefined) return counterpart instanceof ExprFormula ? counterpart.evaluateAs(at, mayDiffer) : counterpart.evaluate(at)
    const fitting = rowsAreVectors === true ? asVectors(at, symbols) : at
    const isSettled = [...this.constants].every(([name, { value }]) => !Object.hasOwn(at, name) || at[name] === value)
    const form = isSettled ? this.numeric : this.computed
    try {
      return evaluateAccurately(form, known.size === 0 ? fitting : { ...Object.fromEntries(known), ...fitting }, symbols)
    } catch (error) {
      // What a loop goes along need not be as long as was assumed: of n - 1 springs between n masses there are n - 1 lengths.
      const exact = mayDiffer && error instanceof EvaluationError ? this.resizedFor(at, true) : undefined
      if (exact === undefined) throw error
      return exact instanceof ExprFormula ? exact.evaluateAs(at, false) : exact.evaluate(at)
    }
  }

  /** What can be said of the formula in plain data. */
  toJSON(): object {
    const { shape, latex, text, operations } = this
    return { shape, latex, text, operations }
  }
}

/** Values of one row or one column, as vectors where the formula has vectors. */
function asVectors(at: Readonly<Record<string, Value>>, symbols: readonly Expr[]): Readonly<Record<string, Value>> {
  const changed = symbols.flatMap((node): [string, Value][] => {
    const name = nameOf(node) as string
    const value = node.rank === 1 && Object.hasOwn(at, name) ? at[name] : undefined
    if (!Array.isArray(value) || !value.every(Array.isArray) || (value.length !== 1 && !value.every((row) => row.length === 1))) return []
    return [[name, value.flat()]]
  })
  return changed.length === 0 ? at : { ...at, ...Object.fromEntries(changed) }
}

/** The expression behind a formula that this module made, with the numbers of the text for symbols that are no inputs. Throws TypeError for any other. */
export function withKnown(formula: Formula, inputs: readonly string[]): Expr {
  if (!(formula instanceof ExprFormula)) throw new TypeError('not a formula of this module')
  const { computed, settled, context, constants } = formula
  const isSettled = !inputs.some((name) => constants.has(name))
  return withNumbers(isSettled ? settled : computed, (name) => {
    const value = inputs.includes(name) ? undefined : context.known.get(name)
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  })
}

/** Names that the text gives to more than this are not looked for in what is shown. */
const LABELS = 24

/** The names the text gives to subexpressions, also by what these look like when shown. */
export function labelsAsShown(labels: ReadonlyMap<Expr, string>): ReadonlyMap<Expr, string> {
  const named = [...labels].filter(([node]) => node.args.length > 0)
  if (named.length === 0 || named.length > LABELS) return labels
  const simplified = simplifyAll(named.map(([node]) => recognise(revived(node))))
  const shown = named.map(([, name], k): [Expr, string] => [notation(simplified[k] as Expr), name])
  return new Map([...shown, ...labels])
}
