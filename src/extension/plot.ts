/** Which plot an analysis gets, over which range, on which axis; the page draws it. */
import type { Analysis, Derivative, Formula, Value, Variable } from '../math/api.ts'
import { breaksOf, compile, overComponents, toProgram } from '../math/index.ts'
import { unicodeName } from '../math/print/identifier.ts'
import type { ParameterView, PlotView } from '../protocol.ts'
import type { PlotHint } from './plotHint.ts'
import { chooseRange, spansDecades } from './plotRange.ts'
import { surfaceRange } from './surfaceRange.ts'

export interface PlotRequest {
  analysis: Analysis
  /** The derivative of the derivative shown, where the value is a scalar: f'' for f'. */
  second?: Derivative
  /** Both first derivatives of a function of two variables, where those shown are of higher order. */
  slopes?: readonly Derivative[]
  hint: PlotHint
  labels: { value: string; derivative: string; second: string }
}

/** A function of two variables, its slopes, and what else it is a function of. */
interface Surface {
  value: Formula
  slopes: readonly Formula[]
  variables: [string, string]
  others: readonly Variable[]
}

/** Numbers beyond this many entries are no picture any more. */
const largestPicture = 4096

export function choosePlot(request: PlotRequest): PlotView | undefined {
  const { analysis } = request
  const by = analysis.derivatives.map(({ wrt }) => wrt)
  const scalar = analysis.value.shape.length === 0 && analysis.variables.every(({ shape }) => shape.length === 0)
  if (by.length === 0) return undefined
  if (!scalar) return matrixPlot(analysis) ?? componentsPlot(request)
  if (by.length !== 2) return curvePlot(request)
  const { slopes = analysis.derivatives } = request
  const [first, second] = slopes
  if (!first || !second || first.shape.length > 0) return undefined
  const variables: [string, string] = [first.wrt, second.wrt]
  const others = analysis.variables.filter(({ name }) => !variables.includes(name))
  return surfacePlot(request, { value: analysis.value, slopes: [first, second], variables, others })
}

/** A function of a vector of two components is a surface over them. */
function componentsPlot(request: PlotRequest): PlotView | undefined {
  const { analysis } = request
  const { derivatives, variables } = analysis
  const derivative = derivatives.find(({ shape }) => shape.length === 1)
  const over = derivative && overComponents(analysis, derivative)
  const [first, second] = over?.names ?? []
  if (!over || first === undefined || second === undefined || over.names.length !== 2) return undefined
  const others = variables.filter(({ name }) => name !== derivative.wrt)
  return surfacePlot(request, { value: over.value, slopes: over.slopes, variables: [first, second], others })
}

function curvePlot({ analysis, second, hint, labels }: PlotRequest): PlotView | undefined {
  const derivative = mainDerivative(analysis.derivatives)
  if (!derivative || derivative.shape.length > 0) return undefined
  const others = analysis.variables.filter(({ name }) => name !== derivative.wrt)
  const names = [derivative.wrt, ...others.map(({ name }) => name)]
  const breaks = breaksOf(analysis.value)
  const all = compile([analysis.value, derivative, ...breaks], names)
  const parameters = parametersOf(others, (values) => all([abscissae, ...values.map((value) => abscissae.map(() => value))])[0])
  const along = (output: number) => (xs: Float64Array) => all([xs, ...constantColumns(parameters, xs.length)])[output] ?? []
  const f = along(0)
  const range =
    hint.range ??
    chooseRange(
      f,
      breaks.map((_, k) => along(k + 2)),
    )
  return {
    kind: 'curve',
    variable: derivative.wrt,
    range,
    scale: hint.logarithmic || spansDecades(f, along(1), range) ? 'logarithmic' : 'linear',
    program: toProgram(second ? [analysis.value, derivative, second] : [analysis.value, derivative], names),
    labels: { x: unicodeName(derivative.wrt), f: labels.value, derivative: labels.derivative, second: labels.second },
    parameters,
  }
}

/** Of several variables, the one that a reader takes for the abscissa: x, else t, else the first. */
export function mainDerivative(derivatives: readonly Derivative[]): Derivative | undefined {
  const by = (name: string) => derivatives.find(({ wrt }) => wrt === name)
  return by('x') ?? by('t') ?? derivatives[0]
}

function surfacePlot({ hint, labels }: PlotRequest, { value, slopes, variables, others }: Surface): PlotView {
  const names = [...variables, ...others.map(({ name }) => name)]
  const axes: [string, string] = [unicodeName(variables[0]), unicodeName(variables[1])]
  const heights = compile([value], names)
  const [xs, ys] = [abscissae, Float64Array.from(abscissae, (x) => 0.3 - x * x)]
  const parameters = parametersOf(others, (values) => heights([xs, ys, ...values.map((at) => xs.map(() => at))])[0])
  const range = hint.range ?? surfaceRange((xs, ys) => heights([xs, ys, ...constantColumns(parameters, xs.length)])[0] ?? [])
  return { kind: 'surface', variables, ranges: [range, range], program: toProgram([value, ...slopes], names), axes, label: labels.value, parameters }
}

/** Output and Jacobian in numbers, where the document gives every symbol a value. */
function matrixPlot(analysis: Analysis): PlotView | undefined {
  const at = valuesOf(analysis.variables)
  const output = at && valueAt(analysis.value, at)
  if (!at || output === undefined) return undefined
  return { kind: 'matrix', output, inputs: Object.entries(at).map(([name, value]) => ({ name, value })) }
}

/** The values of all symbols, if all of them have one. */
export function valuesOf(variables: readonly Variable[]): Record<string, Value> | undefined {
  const at: Record<string, Value> = {}
  for (const { name, value } of variables) {
    if (value === undefined) return undefined
    at[name] = value
  }
  return variables.length > 0 ? at : undefined
}

/** A formula in numbers; undefined where it has none, or more than anyone would look at. */
export function valueAt(formula: Formula, at: Record<string, Value>): Value | undefined {
  try {
    const value = formula.evaluate(at)
    return entries(value) <= largestPicture ? value : undefined
  } catch {
    return undefined
  }
}

function entries(value: Value): number {
  return Array.isArray(value) ? value.reduce((sum: number, item) => sum + entries(item), 0) : 1
}

/** Where a function is looked at to see whether it varies at all. */
const abscissae = Float64Array.of(-3.1, -1.4, -0.6, 0.1, 0.3, 0.7, 1.2, 2.3, 4.2)

/** Where sliders start that may not start alike: no two alike, and not in steps of one size, which make lines of curves. */
const apart = [1, 3, 2, 4, 1.5, 3.5, 2.5, 4.5]

/**
 * A slider for each further symbol: at its value in the document, else at 1; where that makes a constant of a function that is none, as a
 * curve between points that are all the same, each at a value of its own. `along` gives values of the function for values of these symbols.
 */
function parametersOf(variables: readonly Variable[], along: (values: readonly number[]) => Float64Array | undefined): ParameterView[] {
  const given = variables.map(({ value }) => (typeof value === 'number' ? value : undefined))
  let free = 0
  const [alike, different] = [given.map((value) => value ?? 1), given.map((value) => value ?? (apart[free++ % apart.length] as number))]
  const starts = free > 1 && isConstant(along(alike)) && !isConstant(along(different)) ? different : alike
  return variables.map(({ name, latex, traits, decides }, k) => {
    const now = starts[k] as number
    return { name, latex, value: now, range: sliderRange(now, traits.positive), ...(decides && { fixed: true }) }
  })
}

/** Whether values are the same but for rounding. */
function isConstant(values: Float64Array = new Float64Array()): boolean {
  const finite = values.filter(Number.isFinite)
  const [least, most] = [Math.min(...finite), Math.max(...finite)]
  return finite.length > 2 && most - least <= 1e-9 * Math.max(Math.abs(most), Math.abs(least))
}

/** Below this a slider that goes as far as usual would not show the value. */
const tiny = 1e-2

/** Symmetric about zero, or above it what is positive; in round numbers, with room on both sides of the value. */
export function sliderRange(value: number, positive = false): [number, number] {
  const end = Math.abs(value) <= 2.5 && !(Math.abs(value) < tiny && value !== 0) ? 5 : roundEnd(Math.abs(value) * 2)
  return [positive ? 0 : -end, end]
}

function roundEnd(end: number): number {
  if (!Number.isFinite(end)) return 5
  const scale = 10 ** Math.floor(Math.log10(end))
  // The nearest number that is written with one digit.
  return Number(`${Math.ceil(Number((end / scale).toPrecision(12)))}e${Math.round(Math.log10(scale))}`)
}

const constantColumns = (parameters: readonly ParameterView[], length: number) => parameters.map(({ value }) => new Float64Array(length).fill(value))
