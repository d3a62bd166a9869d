/**
 * All that the extension host and the panel's page say to each other: two interfaces, the plain data they pass, and
 * one small typed RPC used unchanged on both sides. Everything here is plain data; VS Code carries messages as JSON, so
 * numbers that JSON lacks (NaN, the infinities, -0) are written as objects on the way. The page never sees the document
 * itself, only what is to be shown of it.
 */
import type { Note, Range, Role, Shape, Step, Traits, Value, Verification } from './math/api.ts'
import type { Backpropagation, GraphNode } from './math/backprop.ts'
import type { Program } from './math/evaluate/program.ts'

export type { Backpropagation, GraphNode, Note, Program, Range, Role, Shape, Step, Traits, Value, Verification }

/** One symbol of the formula, as a chip: what it is taken for, and what else it may be. */
export interface SymbolView {
  name: string
  latex: string
  shape: Shape
  traits: Traits
  role: Role
  value?: Value
  /** The formula is the one for its value. */
  decides?: true
}

/** A formula as shown: typeset, as text, and as code by language (the first language is that of the file). */
export interface FormulaView {
  latex: string
  text: string
  shape: Shape
}

export interface CodeView {
  /** As in CodeLanguage, with the label people know; with `:together` behind it, one function for the value and all derivatives. */
  language: string
  label: string
  text: string
  /** It may stand where what it was derived from stands: in its language, as an expression or a whole function. */
  fits?: true
}

export interface DerivativeView extends FormulaView {
  wrt: string
  wrtLatex: string
  /** "f'(x)", "\nabla f", "\partial y / \partial W": the left side of the answer, LaTeX. */
  leftLatex: string
  kind: 'derivative' | 'partial' | 'gradient' | 'jacobian' | 'hessian' | 'tensor'
  verified: Verification
  steps: Step
  code: CodeView[]
  /** The derivative in numbers, where the document gives every symbol a value. */
  value?: Value
  /** The right side of dL/dx given G = dL/dy, as LaTeX: what people implement. Only for values that are not scalars. */
  vjpLatex?: string
  /** The right side of the differential of what was differentiated, linear in that of the variable, as LaTeX: for derivatives of rank 3 or more and Hessians. */
  jvpLatex?: string
}

/** The derivatives by several scalars as one object: the gradient, the matrix of second derivatives, or the Jacobian. */
export interface WholeView extends FormulaView {
  kind: 'gradient' | 'hessian' | 'jacobian'
  leftLatex: string
  /** The same one below the other, for a page that is too narrow. */
  narrowLatex?: string
  code: CodeView[]
  verified: Verification
  value?: Value
}

/** What the page plots itself, from compiled formulas. */
export type PlotView =
  | (CurveAxisView & {
      kind: 'curve'
      /** Inputs: variable first, then the parameters in order. Outputs: f, f', f'', then what the other axes show. */
      program: Program
      /** The same function along its other variables, with which it shares inputs and program. */
      others?: CurveAxisView[]
    })
  | {
      kind: 'surface'
      variables: [string, string]
      variablesLatex: [string, string]
      ranges: [[number, number], [number, number]]
      /** Inputs: the two variables, then the parameters. Outputs: f, ∂f/∂x, ∂f/∂y. */
      program: Program
      /** The axes and the value as plain letters. */
      axes: [string, string]
      label: string
      parameters: ParameterView[]
    }
  | {
      kind: 'matrix'
      /** The value in numbers and each derivative in numbers, where known (see DerivativeView.value). */
      output: Value
      inputs: { name: string; value: Value }[]
    }

/** A function along one of its variables, with its derivatives by that. */
export interface CurveAxisView {
  /** Input of the program that runs along the abscissa, and how it is written. */
  variable: string
  variableLatex: string
  /** The symbol of which it is a component: the derivative by that is shown beside. */
  of?: string
  range: [number, number]
  scale: 'linear' | 'logarithmic'
  /** The abscissa and the curves as plain letters: x₁, f(x₁), ... */
  labels: { x: string; f: string; derivative: string; second: string }
  /** All other inputs. */
  parameters: ParameterView[]
  /** The outputs that are the curves f, f' and f''; the first ones where it does not say. */
  outputs?: number[]
}

/** A symbol that a slider moves: its value now and the range offered. */
export interface ParameterView {
  name: string
  latex: string
  value: number
  range: [number, number]
  /** It counts something. */
  whole?: true
  /** The formula is the one for this value: there is nothing to slide. */
  fixed?: true
}

/** Where the formula came from: a click on it goes there. */
export interface OriginView {
  /** "notebook.ipynb, cell 4" or "losses.py, line 12". */
  label: string
}

export interface AnalysisView {
  /** Grows with every answer; the page drops what is older than what it shows. */
  version: number
  /** Identifies the analysed expression: what the person set on the page (ranges, folds) is kept under it. */
  key: string
  /** Numbers what is looked at: the same as before where that was only changed, by typing or by a choice. */
  target?: number
  name: string
  origin: OriginView
  /** The text as it stands in the document: what step ranges point into. */
  source: { text: string; start: number }
  value: FormulaView
  leftLatex: string
  /** The equation F(x, y) = 0 that makes the value a function, where one does. */
  equationLatex?: string
  symbols: SymbolView[]
  derivatives: DerivativeView[]
  /** One object for all variables, ∇f = (2x, 2y) or ∇²f: only for a scalar of several scalar variables. */
  whole?: WholeView
  order: number
  layout: 'numerator' | 'denominator'
  notes: Note[]
  plot?: PlotView
  /** The computation graph of a scalar of scalars, where it is small enough to be looked at; its program's inputs are the symbols. */
  backprop?: Backpropagation
}

export interface RefusalView {
  version: number
  origin: OriginView
  message: string
  hint?: string
  /** The text that was looked at and the place in it that could not be read. */
  text: string
  range: Range
}

/** What the person sets about the analysis; kept by the host by expression. */
export interface AnalysisSettings {
  variables?: string[]
  order?: number
  layout?: 'numerator' | 'denominator'
  shapes?: Record<string, Shape>
  traits?: Record<string, Traits>
  /** Values of symbols that decide what the formula is. */
  numbers?: Record<string, number>
  /** Where the less likely of two readings is meant, counted from the start of the expression. */
  readings?: readonly number[]
}

/** What the page asks of the host. */
export interface HostApi {
  /** The page can receive; the host queues until then. */
  ready(): void
  /** Names only what changes: fields left out stay as they are, shapes, traits and numbers are merged by name. */
  change(settings: AnalysisSettings): void
  /** The other reading of what begins here in the document, and the first one again the next time. */
  reread(start: number): void
  /** Go to where the formula stands. */
  reveal(): void
  /** Highlight a range of the source while a step is pointed at; null ends it. */
  highlight(range: Range | null): void
  copy(text: string, what: string): void
  insertCode(text: string): void
  /** In the place of what it was derived from. */
  replaceByCode(text: string): void
  setPinned(pinned: boolean): void
  /** Back (-1) or forward (+1) through what was shown. */
  history(step: number): void
  openExample(name: string): void
  saveImage(name: string, dataUri: string): void
  cancel(): void
}

/** What the host tells the page. */
export interface PageApi {
  show(view: AnalysisView): void
  refuse(view: RefusalView): void
  /** Nothing selected, or nothing mathematical: what to do and examples to try. */
  welcome(examples: { name: string; label: string; latex: string }[]): void
  setPinned(pinned: boolean): void
  setHistory(can: { back: boolean; forward: boolean }): void
  busy(busy: boolean): void
}

/** A message of the RPC: a call of one method by name. */
export interface Message {
  nabla: 1
  method: string
  args: unknown[]
}

type Api<T> = { [K in keyof T]: (...args: never[]) => void }

/** The far side as an object: calling a method posts it. */
export function remote<T extends Api<T>>(post: (message: Message) => void): T {
  return new Proxy({} as T, {
    get: (_, method) => (typeof method === 'string' ? (...args: unknown[]) => post({ nabla: 1, method, args: pack(args) as unknown[] }) : undefined),
  })
}

/** Hands an incoming message to the method it names; anything else is ignored. True when it was one of ours. */
export function receive<T extends Api<T>>(api: T, message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false
  const { nabla, method, args } = message as Partial<Message>
  if (nabla !== 1 || typeof method !== 'string' || !Array.isArray(args)) return false
  if (!Object.hasOwn(api, method)) return false
  ;(api[method as keyof T] as unknown as (...args: unknown[]) => void)(...(unpack(args) as unknown[]))
  return true
}

const isOddNumber = (value: unknown): value is number => typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))

/** The same data with the numbers that JSON lacks written as objects; what holds none of them is handed on as it is. */
export function pack(data: unknown): unknown {
  if (isOddNumber(data)) return { $number: Object.is(data, -0) ? '-0' : String(data) }
  return mapped(data, pack)
}

/** The inverse of pack. */
export function unpack(data: unknown): unknown {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    const { $number } = data as { $number?: unknown }
    if (typeof $number === 'string') return Number($number)
  }
  return mapped(data, unpack)
}

function mapped(data: unknown, change: (item: unknown) => unknown): unknown {
  if (typeof data !== 'object' || data === null) return data
  if (Array.isArray(data)) {
    const items = data.map(change)
    return items.some((item, i) => item !== data[i]) ? items : data
  }
  const entries = Object.entries(data)
  const changed = entries.map(([key, item]): [string, unknown] => [key, change(item)])
  return changed.some(([, item], i) => item !== entries[i]?.[1]) ? Object.fromEntries(changed) : data
}
