/** Which plot an analysis gets, over which range, on which axis; the page draws it. */
import type { Analysis, Derivative, Formula, Value, Variable } from '../math/api.ts'
import { breaksOf, compile, countsOf, overComponents, type Slope, toProgram, withTerms } from '../math/index.ts'
import { unicodeName } from '../math/print/identifier.ts'
import type { CurveAxisView, ParameterView, PlotView } from '../protocol.ts'
import { attempt } from './attempt.ts'
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
  /** What is written beside the curves: the value, and its derivative by a name, of the order shown or one higher. */
  labels: { value: string; derivative(by: string, higher: boolean): string }
}

/** A function of scalars, its derivatives, the next one of which there may be a curve, and all that it is a function of. */
interface Drawn {
  readonly value: Formula
  readonly slopes: readonly Slope[]
  readonly second?: Formula | undefined
  readonly variables: readonly Variable[]
  /** The symbol of which a variable is a component. */
  readonly owners?: ReadonlyMap<string, string>
}

/** A curve may run along so many variables. */
const mostAxes = 8

/** Numbers beyond this many entries are no picture any more. */
const largestPicture = 4096

/** Undefined where there is nothing to draw, or sums and integrals with too many terms. */
export const choosePlot = (request: PlotRequest): PlotView | undefined => withTerms(looked, () => plotOf(request))

/** Terms of sums and integrals that may be added up to see where something is drawn. */
const looked = 3_000_000

function plotOf(request: PlotRequest): PlotView | undefined {
  const { analysis, slopes = analysis.derivatives, second } = request
  const { value, derivatives, variables } = analysis
  if (derivatives.length === 0) return undefined
  if (value.shape.length > 0 || variables.some(({ shape }) => shape.length > 0)) return matrixPlot(analysis) ?? componentsPlot(request)
  const own = derivatives.length === 2 ? slopes : derivatives
  if (own.some(({ shape }) => shape.length > 0)) return undefined
  return scalarPlot(request, { value, slopes: own.map((formula) => ({ wrt: formula.wrt, formula })), second, variables })
}

/** A function of vectors that are used by their components is one of these: a surface over the two of a vector, else a curve. */
function componentsPlot(request: PlotRequest): PlotView | undefined {
  const { analysis, second } = request
  const over = overComponents(analysis)
  // A surface has slopes of first order, whatever is shown.
  const first = request.slopes === undefined ? over : overComponents({ ...analysis, derivatives: [...request.slopes] })
  if (over === undefined || first === undefined) return undefined
  const { value, slopes, variables, components } = over
  // The points of a plane, unless the abscissa of curves is there: x of a model with its parameters.
  const pair = analysis.derivatives.map(({ wrt }) => components.get(wrt)).find((names) => names?.length === 2)
  const plane = slopes.some(({ wrt }) => isAbscissa(wrt)) ? [] : first.slopes.filter(({ wrt }) => pair?.includes(wrt))
  const owners = new Map([...components].flatMap(([symbol, names]) => names.map((name) => [name, symbol])))
  return scalarPlot(request, { value, slopes: plane.length === 2 ? plane : slopes, second: second && over.over(second), variables, owners })
}

const scalarPlot = (request: PlotRequest, drawn: Drawn): PlotView | undefined =>
  drawn.slopes.length === 2 ? surfacePlot(request, drawn) : curvePlot(request, drawn)

function curvePlot(request: PlotRequest, drawn: Drawn): PlotView | undefined {
  const main = mainDerivative(drawn.slopes)
  if (!main) return undefined
  const { value, slopes, second, variables } = drawn
  const ordered = [main, ...slopes.filter((slope) => slope !== main)].slice(0, mostAxes)
  const names = [main.wrt, ...variables.map(({ name }) => name).filter((name) => name !== main.wrt)]
  const formulas = [value, main.formula, ...(second ? [second] : []), ...ordered.slice(1).map(({ formula }) => formula)]
  const axisOf = axes(request, drawn, names)
  const { outputs, ...axis } = axisOf(main.wrt, second ? [0, 1, 2] : [0, 1], main.formula)
  const behind = second ? 2 : 1
  const others = ordered.slice(1).flatMap(({ wrt }, k) => attempt(() => axisOf(wrt, [0, behind + k + 1])) ?? [])
  return {
    kind: 'curve',
    ...axis,
    program: toProgram(formulas, names),
    ...(others.length > 0 ? { outputs, others } : {}),
  }
}

/**
 * Makes the view of a function along one of its variables, for all of which the function is compiled once. What the document says is said
 * of the main one, of which the derivative is given.
 */
function axes({ hint, labels }: PlotRequest, { value, variables, owners }: Drawn, names: readonly string[]) {
  const breaks = breaksOf(value)
  const heights = compile([value, ...breaks], names)
  return (wrt: string, outputs: number[], derivative?: Formula): CurveAxisView => {
    const others = variables.filter(({ name }) => name !== wrt)
    const columns = (xs: Float64Array, values: readonly number[]) =>
      names.map((name) => (name === wrt ? xs : new Float64Array(xs.length).fill(values[others.findIndex((one) => one.name === name)] ?? 1)))
    const parameters = parametersOf(others, countsOf(value), (values) => heights(columns(abscissae, values))[0])
    const at = parameters.map(({ value }) => value)
    const along = (output: number) => (xs: Float64Array) => heights(columns(xs, at))[output] ?? []
    const range =
      (derivative && hint.range) ??
      chooseRange(
        along(0),
        breaks.map((_, k) => along(k + 1)),
      )
    const slope = derivative && compile([derivative], names)
    const spans = slope !== undefined && spansDecades(along(0), (xs) => slope(columns(xs, at))[0] ?? [], range)
    const of = owners?.get(wrt)
    return {
      variable: wrt,
      variableLatex: latexOf(variables, wrt),
      ...(of === undefined ? {} : { of }),
      range,
      scale: hint.logarithmic || spans ? 'logarithmic' : 'linear',
      labels: { x: unicodeName(wrt), f: labels.value, derivative: labels.derivative(wrt, false), second: labels.derivative(wrt, true) },
      parameters,
      outputs,
    }
  }
}

/** Of several variables, the one that a reader takes for the abscissa: x, else t, else the first. */
export function mainDerivative<D extends { readonly wrt: string }>(derivatives: readonly D[]): D | undefined {
  const by = (name: string) => derivatives.find(({ wrt }) => wrt === name)
  return by('x') ?? by('t') ?? derivatives[0]
}
const latexOf = (variables: readonly Variable[], name: string): string => variables.find((one) => one.name === name)?.latex ?? name
const isAbscissa = (name: string): boolean => name === 'x' || name === 't'

function surfacePlot({ hint, labels }: PlotRequest, { value, slopes, variables }: Drawn): PlotView | undefined {
  const [first, second] = slopes
  if (!first || !second) return undefined
  const pair: [string, string] = [first.wrt, second.wrt]
  const others = variables.filter(({ name }) => !pair.includes(name))
  const names = [...pair, ...others.map(({ name }) => name)]
  const axes: [string, string] = [unicodeName(pair[0]), unicodeName(pair[1])]
  const heights = compile([value], names)
  const [xs, ys] = [abscissae, Float64Array.from(abscissae, (x) => 0.3 - x * x)]
  const parameters = parametersOf(others, countsOf(value), (values) => heights([xs, ys, ...values.map((at) => xs.map(() => at))])[0])
  const range = hint.range ?? surfaceRange((xs, ys) => heights([xs, ys, ...constantColumns(parameters, xs.length)])[0] ?? [])
  const program = toProgram([value, first.formula, second.formula], names)
  const variablesLatex: [string, string] = [latexOf(variables, pair[0]), latexOf(variables, pair[1])]
  return { kind: 'surface', variables: pair, variablesLatex, ranges: [range, range], program, axes, label: labels.value, parameters }
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

/** How many terms a sum has where the text does not say. */
const someTerms = 5

/**
 * A slider for each further symbol: at its value in the document, else at 1; where that makes a constant of a function that is none, as a
 * curve between points that are all the same, each at a value of its own. `along` gives values of the function for values of these symbols.
 */
function parametersOf(
  variables: readonly Variable[],
  counts: ReadonlySet<string>,
  along: (values: readonly number[]) => Float64Array | undefined,
): ParameterView[] {
  const given = variables.map(({ name, value }) => (typeof value === 'number' ? value : counts.has(name) ? someTerms : undefined))
  let free = 0
  const [alike, different] = [given.map((value) => value ?? 1), given.map((value) => value ?? (apart[free++ % apart.length] as number))]
  const starts = free > 1 && isConstant(along(alike)) && !isConstant(along(different)) ? different : alike
  return variables.map(({ name, latex, traits, decides }, k) => {
    const now = starts[k] as number
    const isCount = counts.has(name)
    const range: [number, number] = isCount ? [0, Math.max(10, 2 * now)] : sliderRange(now, traits.positive)
    return { name, latex, value: now, range, ...(isCount && { whole: true }), ...(decides && { fixed: true }) }
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
