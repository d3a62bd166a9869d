/** The types of the public face of src/math: what an analysis of a piece of source looks like to those who ask for one. */

/** The languages Nabla reads. */
export type Language = 'python' | 'latex' | 'markdown' | 'javascript' | 'typescript' | 'julia' | 'matlab' | 'plain'
/** The languages Nabla prints. */
export type CodeLanguage = 'numpy' | 'python' | 'jax' | 'torch' | 'javascript' | 'typescript' | 'julia' | 'matlab' | 'c' | 'sympy' | 'latex' | 'text'
/** Axis lengths, outermost first: [] is a scalar, ['n'] a vector, ['m', 'n'] a matrix; a number is a known length. */
export type Shape = readonly (number | string)[]
/** Facts about a symbol that its shape does not say. */
export interface Traits {
  readonly symmetric?: boolean
  readonly positiveDefinite?: boolean
  readonly diagonal?: boolean
  readonly orthogonal?: boolean
  readonly positive?: boolean
  readonly integer?: boolean
  /** The text gives it as a number that it has once and for all. */
  readonly fixed?: boolean
}
/** Nested arrays, row-major: a vector is number[], a matrix number[][]. */
export type Value = number | Value[]
/** Offsets into the text given, half open. */
export interface Range {
  start: number
  end: number
}

/** A piece of source; an empty selection is a cursor, and the smallest enclosing expression that makes sense is taken. */
export interface Source {
  language: Language
  text: string
  selection?: Range
}

export interface AnalyzeOptions {
  /** The function or name in the text to analyse; default: the selected, else the last. */
  of?: string
  /** Default: the parameters of the function, else the free names. */
  wrt?: string | string[]
  /** What the text gives a value is no variable by default, also as a parameter of the function, unless nothing else is one. */
  keepsDefaults?: boolean
  /** Default 1. */
  order?: number
  /**
   * A formula may ask for a derivative, d/dx x² sin x, or dy/dx of an equation: what is analysed then is that of which it asks it, by what and
   * as often as it says. Otherwise the value is the derivative that is asked for.
   */
  asked?: boolean
  /** Overrides what was inferred. */
  shapes?: Record<string, Shape>
  /** Numbers for names on which the formula depends: how often a loop runs, which branch is taken. Default: those of the text. */
  numbers?: Record<string, number>
  /** Added to what the text says of each name; false takes away. A derivative by a symmetric matrix is the symmetric part. */
  traits?: Record<string, Traits>
  /** Layout of what is printed; numbers never depend on it. */
  layout?: 'numerator' | 'denominator'
  /** Where a text can be read in two ways, the places (`range.start` of a note with an `alternative`) at which the other one is meant. */
  readings?: readonly number[]
}

export type Role = 'variable' | 'parameter' | 'constant'

export interface Variable {
  name: string
  latex: string
  shape: Shape
  /** What is known of it beyond its shape. */
  traits: Traits
  role: Role
  value?: Value
  /** The formula is the one for its value: it says how often a loop runs, or which branch is taken. */
  decides?: true
}

export interface Note {
  message: string
  range?: Range
  kind: 'reading' | 'domain' | 'kink' | 'shape'
  /** What the other reading would be; it is taken when `range.start` is among the `readings` asked for. */
  alternative?: string
}

export interface Formula {
  shape: Shape
  /** Accepted by KaTeX in strict mode. */
  latex: string
  /** Plain text / Unicode on one line. */
  text: string
  /** The letters of the component that `latex` and `text` show where no matrix notation says the whole, as i and j of (∇E)_ij. */
  letters?: readonly string[]
  /** Arithmetic operations of the shared graph (each node once). */
  operations: number
  /**
   * A whole function when name is given, else an expression. `fitting`: for the place it comes of, where that is in a class: a method of it,
   * and the fields of its object as they are written there.
   */
  code(language: CodeLanguage, options?: { name?: string; alias?: string; fitting?: boolean }): string
  evaluate(at: Record<string, Value>): Value
}

/** How an answer was checked: worst is the largest relative error over the points. */
export type Verification = { method: string; points: number; worst: number } | { method: 'none'; why: string }

/** The largest relative error of a form, and where it is. */
export interface FormError {
  error: number
  at: Record<string, number>
}

/** What a formula loses as it is read and as it is computed, over so many points. */
export interface Stability {
  naive: FormError
  stable: FormError
  points: number
}

/**
 * One step of a derivation; before, filled and after are LaTeX, range is the source it came from. `filled`: the rule with the derivatives
 * of its parts, where simplifying makes something else of it.
 */
export interface Step {
  rule: string
  title: string
  before: string
  filled?: string
  after: string
  range?: Range
  steps: Step[]
}

export interface Derivative extends Formula {
  kind: 'derivative' | 'partial' | 'gradient' | 'jacobian' | 'hessian' | 'tensor'
  /** The variable; derivatives holds one per name in wrt, in that order. */
  wrt: string
  steps: Step
  verified: Verification
}

export interface Analysis {
  ok: true
  name?: string
  /** The function whose value this is: all that it returns, selected without it. */
  returnedBy?: string
  variables: Variable[]
  value: Formula
  derivatives: Derivative[]
  /** The order of the derivatives, where the text asks for another one than the first. */
  order?: number
  /** The left side of the equation, the right side taken away, by which the value is a function of the others. */
  equation?: Formula
  notes: Note[]
  /** Where the analysed expression stands in the text. */
  range: Range
  /** Absent in formulas. */
  site?: Site
}

/** Where code may stand that comes of what was read in code. */
export interface Site {
  /** Below this statement, or this member of a class. */
  readonly below: Range
  /** The function around. */
  readonly around?: Range
  /** It is a mere part of the value of that function: below it nothing is done. */
  readonly isPart?: boolean
  readonly inClass?: InClass
}

/** The class in which it stands there. */
export interface InClass {
  /** It is to be a member of the class itself. */
  readonly isMember: boolean
  /** What the method around calls its object: this, self. Nothing where it has none. */
  readonly receiver?: string
  /** How free names are written there that are fields of the object: this.w. */
  readonly fields: ReadonlyMap<string, string>
}

export interface Refusal {
  ok: false
  message: string
  range: Range
  hint?: string
}

export interface Check {
  /** equal-in-output: right when its argument is the function's own value, as a*(1-a). */
  verdict: 'equal' | 'different' | 'equal-in-output' | 'unknown'
  confidence: 'normal form' | 'finite field' | 'sampled' | 'interval' | 'none'
  counterexample?: { at: Record<string, Value>; yours: Value; exact: Value }
  message: string
  range: Range
  fix?: string
}
