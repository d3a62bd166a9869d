/** An analysis as the page shows it: plain data with left sides, code in every language, numbers, and the plot. */
import type { Analysis, CodeLanguage, Derivative, Formula, Value } from '../math/api.ts'
import { backpropagation, gradientCode, jacobianVectorProduct, vectorJacobianProduct } from '../math/index.ts'
import { unicodeName } from '../math/print/identifier.ts'
import type { AnalysisView, CodeView, DerivativeView, FormulaView } from '../protocol.ts'
import { attempt } from './attempt.ts'
import { codeLabels, commentIn, type Idiom, inStyle } from './languages.ts'
import { componentOf, freeLetter, leftOfDerivative, leftOfValue, type Subject, type Written, writeFunctionName, writeName } from './left.ts'
import { choosePlot, mainDerivative, valueAt, valuesOf } from './plot.ts'
import type { PlotHint } from './plotHint.ts'
import { wholeView } from './whole.ts'

export interface ViewRequest {
  analysis: Analysis
  /** One order higher, for plots of one variable. */
  second?: Derivative
  /** Those of first order, where those shown are of higher order and the plot needs them. */
  slopes?: readonly Derivative[]
  version: number
  key: string
  label: string
  /** The text the analysis points into. */
  text: string
  idiom: Idiom
  order: number
  layout: 'numerator' | 'denominator'
  hint: PlotHint
}

/** Beyond this many operations a formula is printed in the file's own language only: nobody reads the others. */
const manyOperations = 3000

export function viewOf(request: ViewRequest): AnalysisView {
  const { analysis, order, text } = request
  const subject = subjectOf(analysis, text)
  const at = valuesOf(analysis.variables)
  const left = leftOfValue(subject)
  const together = togetherView(request)
  const derivatives = inOrder(analysis).map((derivative) => derivativeView(request, subject, derivative, at, together))
  const derivativeBy = (by: string, n: number) => {
    const own = analysis.derivatives.find(({ wrt }) => wrt === by)
    // A component of what is differentiated by is one of several variables.
    const written = own ? writtenVariable(analysis, by) : writeName(by)
    const { kind, shape } = own ?? { kind: 'partial', shape: [] }
    return leftOfDerivative(subject, { kind, shape, by: written }, analysis.value.shape, n).text
  }
  // What a plot cannot be compiled for still has an answer.
  const plot = attempt(() => {
    const labels = { value: left.text, derivative: (by: string, higher: boolean) => derivativeBy(by, higher ? order + 1 : order) }
    const { second, slopes, hint } = request
    return analysis.equation === undefined ? choosePlot({ analysis, second, slopes, hint, labels }) : slopePlot(request, labels.derivative)
  })
  const backprop =
    analysis.equation === undefined
      ? attempt(() =>
          backpropagation(
            analysis.value,
            analysis.variables.map(({ name }) => name),
          ),
        )
      : undefined
  const whole = wholeView({
    analysis,
    subject,
    order,
    code: (derivative, by) => withTogether(codeViews(derivative, request.idiom, derivativeName(nameOf(analysis), by)), together),
  })
  return {
    version: request.version,
    key: request.key,
    name: unicodeName(nameOf(analysis) ?? ''),
    origin: { label: request.label },
    source: { text: text.slice(analysis.range.start, analysis.range.end), start: analysis.range.start },
    value: formulaView(analysis.value),
    leftLatex: componentOf(left, analysis.value.letters).latex,
    ...(analysis.equation && { equationLatex: `${analysis.equation.latex} = 0` }),
    symbols: analysis.variables.map(({ name, latex, shape, traits, role, value, decides }) => ({ name, latex, shape, traits, role, value, decides })),
    derivatives,
    ...(whole ? { whole } : {}),
    order,
    layout: request.layout,
    notes: analysis.notes,
    ...(plot ? { plot } : {}),
    ...(backprop ? { backprop } : {}),
  }
}

/** Of what an equation defines, which has no formula of its own, the slope is drawn and the next derivative beside it. */
function slopePlot({ analysis, second, hint }: ViewRequest, labelOf: (by: string, higher: boolean) => string): AnalysisView['plot'] {
  const slope = mainDerivative(analysis.derivatives)
  if (slope === undefined || second === undefined) return undefined
  const labels = { value: labelOf(slope.wrt, false), derivative: (by: string) => labelOf(by, true) }
  return choosePlot({ analysis: { ...analysis, value: slope, derivatives: [second] }, hint, labels })
}

/** What is differentiated, as it is to be written on the left. */
export function subjectOf(analysis: Analysis, text: string): Subject {
  const by = new Set(analysis.derivatives.map(({ wrt }) => wrt))
  const names = analysis.variables.map(({ name }) => name)
  const name = nameOf(analysis)
  const around = text.slice(Math.max(0, analysis.range.start - 200), analysis.range.end)
  const isCalled = name !== analysis.name || name === undefined || isFunction(name, around)
  return {
    name: (isCalled ? writeFunctionName : writeName)(name ?? freeLetter(names)),
    isFunction: isCalled,
    variables: analysis.variables.filter(({ name }) => by.has(name)).map(({ name }) => writtenVariable(analysis, name)),
  }
}

/** The first, unless the text asks for another one. */
const orderOf = ({ order }: Analysis): number => order ?? 1

/** The name of what is analysed; for the value that a function returns, the function's. */
export const nameOf = ({ name, returnedBy }: Analysis): string | undefined => name ?? returnedBy

/** Of a layer y = σ(W x + b) people want the Jacobian by its input first, wherever W stands; a gradient's order is that of its variables. */
function inOrder({ value, derivatives }: Analysis): Derivative[] {
  const main = mainDerivative(derivatives)
  if (!main || value.shape.length === 0) return derivatives
  return [main, ...derivatives.filter((derivative) => derivative !== main)]
}

/** The derivatives as equations: `f'(x) = 2x`. */
export function equationsOf(analysis: Analysis, text: string): Written[] {
  const subject = subjectOf(analysis, text)
  return inOrder(analysis).map((derivative) => {
    const by = writtenVariable(analysis, derivative.wrt)
    const left = leftOfDerivative(
      subject,
      { kind: derivative.kind, shape: derivative.shape, letters: derivative.letters, by },
      analysis.value.shape,
      orderOf(analysis),
    )
    return { latex: `${left.latex} = ${derivative.latex}`, text: `${left.text} = ${derivative.text}` }
  })
}

/** The gradient by several scalars, or the Hessian that is asked for, as one equation, and with its parts one below the other for where that is too wide; undefined by none or one, and by more than so many. */
export function gradientEquationOf(analysis: Analysis, text: string, most: number): (Written & { narrowLatex: string }) | undefined {
  if (analysis.value.shape.length > 0 || analysis.derivatives.length > most) return undefined
  const subject = subjectOf(analysis, text)
  const order = orderOf(analysis)
  const whole = wholeView({ analysis, subject, order, code: () => [] })
  if (whole === undefined) return undefined
  const left = `${whole.leftLatex} = `
  return {
    latex: left + whole.latex,
    narrowLatex: left + (whole.narrowLatex ?? whole.latex),
    text: `${order > 1 ? '∇²' : '∇'}${subject.name.text} = ${whole.text}`,
  }
}

/** A symbol of the analysis in both writings. */
export function writtenVariable(analysis: Analysis, name: string): Written {
  const variable = analysis.variables.find((candidate) => candidate.name === name)
  const written = writeName(name)
  return variable ? { latex: variable.latex, text: written.text } : written
}

/** Whether a name is defined as a function (`def f(x)`, `f = lambda x:`, `f(x) = ...`) or as a quantity (`y = ...`). */
function isFunction(name: string, text: string): boolean {
  const word = name.replace(/[^\w]/g, '\\$&')
  // MATLAB names what is returned before it: function y = f(x).
  if (new RegExp(`\\b(?:def|function)\\s+(?:[^=\\n]*=\\s*)?${word}\\b`).test(text)) return true
  if (new RegExp(`\\b${word}\\s*(?::[^=\\n]+)?=\\s*(?:lambda\\b|function\\b|@\\(|\\(?[\\w\\s,:.]*\\)?\\s*(?::\\s*\\w+\\s*)?(?:=>|->))`).test(text))
    return true
  // In mathematics `f(x) = ...`, where the name may carry a subscript, an accent or a font.
  const base = name.replace(/_(\w+)$/, '')
  const written = [base, unicodeName(base)].map((one) => one.replace(/[^\w]/g, '\\$&')).join('|')
  return new RegExp(`(?:${written})[\\w{}\\\\_^]*\\s*(?:\\\\left)?\\((?:[^()]*)\\)\\s*(?:&\\s*)?:?=`).test(text)
}

function formulaView({ latex, text, shape }: Formula): FormulaView {
  return { latex, text, shape }
}

function derivativeView(
  request: ViewRequest,
  subject: Subject,
  derivative: Derivative,
  at: Record<string, Value> | undefined,
  together: CodeView | undefined,
): DerivativeView {
  const { analysis, order } = request
  const by = writtenVariable(analysis, derivative.wrt)
  const vjp = analysis.value.shape.length > 0 ? attempt(() => vectorJacobianProduct(derivative).latex) : undefined
  // Where no matrix says the derivative, the differential does; of a Hessian its product with a direction is what methods use.
  const pushed = order === 1 ? derivative.shape.length > 2 : order === 2 && derivative.kind === 'hessian' && derivative.shape.length > 1
  const jvp = pushed ? attempt(() => jacobianVectorProduct(derivative).latex) : undefined
  const value = at && valueAt(derivative, at)
  return {
    ...formulaView(derivative),
    wrt: derivative.wrt,
    wrtLatex: by.latex,
    leftLatex: leftOfDerivative(
      subject,
      { kind: derivative.kind, shape: derivative.shape, letters: derivative.letters, by },
      analysis.value.shape,
      order,
    ).latex,
    kind: derivative.kind,
    verified: derivative.verified,
    steps: derivative.steps,
    code: withTogether(codeViews(derivative, request.idiom, derivativeName(nameOf(analysis), Array(order).fill(derivative.wrt))), together),
    ...(value === undefined ? {} : { value }),
    ...(vjp === undefined ? {} : { vjpLatex: vjp }),
    ...(jvp === undefined ? {} : { jvpLatex: jvp }),
  }
}

/** The name without the sign of what is private, #f. */
const wordOf = (name: string): string => name.replace(/^#/, '')

/** `df_dx`, `d2f_dx2`, `d2f_dxdy`: the name of the function that computes a derivative; none for an expression without a name. */
export function derivativeName(name: string | undefined, by: readonly string[]): string | undefined {
  if (name === undefined) return undefined
  const [order, word] = [by.length, wordOf(name)]
  if (order === 1) return `d${word}_d${by[0]}`
  return `d${order}${word}_${new Set(by).size === 1 ? `d${by[0]}${order}` : by.map((variable) => `d${variable}`).join('')}`
}

/** Languages in which a formula is one line, not a program. */
const isProgram = (language: CodeLanguage): boolean => language !== 'latex' && language !== 'text' && language !== 'sympy'

/** Value and derivatives as one function, in the file's language: what training needs, with what they share computed once. */
function togetherView({ analysis, idiom, order }: ViewRequest): CodeView | undefined {
  const { language, alias } = idiom
  const fitting = isOwn(language, idiom)
  const several = analysis.derivatives.length > 1 || analysis.value.shape.length > 0
  if (!several || order > 1 || !isProgram(language) || analysis.value.operations > manyOperations) return undefined
  const name = nameOf(analysis)
  const options = { ...(name === undefined ? {} : { name: `${wordOf(name)}_and_gradients` }), ...(alias === undefined ? {} : { alias }), fitting }
  const code = attempt(() => inStyle(gradientCode(analysis, language, options), idiom, language))
  return code === undefined ? undefined : { language: `${language}:together`, label: `${codeLabels[language]}, all at once`, text: code }
}

/** After the file's own language. */
const withTogether = ([own, ...others]: CodeView[], together: CodeView | undefined): CodeView[] =>
  own === undefined ? [] : together === undefined ? [own, ...others] : [own, together, ...others]

/** Code in every language that can say it, the file's own first. */
export function codeViews(formula: Formula, idiom: Idiom, name: string | undefined): CodeView[] {
  const all = Object.keys(codeLabels) as CodeLanguage[]
  const chosen = formula.operations > manyOperations ? [idiom.language] : [idiom.language, ...all.filter((language) => language !== idiom.language)]
  const views: CodeView[] = []
  for (const language of chosen) {
    const text = codeOf(formula, language, idiom, name)
    if (text === undefined) continue
    const fits = isOwn(language, idiom) && ((isProgram(language) && name !== undefined) || isInPlace(language, text, name))
    views.push({ language, label: codeLabels[language], text, ...(fits ? { fits } : {}) })
  }
  return views
}

/** Formulas stand in the place of formulas, expressions in that of expressions; what needs a function beside it in neither. */
const isInPlace = (language: CodeLanguage, text: string, name: string | undefined): boolean =>
  !text.trim().includes('\n') && (language === 'latex' || name === undefined)

/** Formulas are written as formulas; only programs get a function around them. */
export function codeOf(formula: Formula, language: CodeLanguage, idiom: Idiom, name: string | undefined): string | undefined {
  const asFunction = name !== undefined && isProgram(language)
  const alias = language === idiom.language ? idiom.alias : undefined
  const options = { ...(asFunction ? { name } : {}), ...(alias ? { alias } : {}), fitting: isOwn(language, idiom) }
  return attempt(() => inStyle(formula.code(language, options), idiom, language))
}

/** Whether it is the language of the file. */
const isOwn = (language: CodeLanguage, idiom: Idiom): boolean => language === idiom.language && idiom.isForeign !== true

/** What is put in below an expression: its derivatives as code, as formulas, or in a comment beside code that is not written. */
export function resultsOf(analysis: Analysis, text: string, languageId: string, idiom: Idiom): string[] {
  if (idiom.language === 'latex') return equationsOf(analysis, text).map(({ latex }) => latex)
  const comment = idiom.language === 'text' ? commentIn(languageId) : undefined
  if (comment === undefined) return codesOf(analysis, idiom.language, idiom)
  const lines = equationsOf(analysis, text).flatMap((equation) => equation.text.split('\n').map((line) => `${comment} ${line}`))
  return [lines.join('\n')]
}

/** The code of all derivatives of an analysis in a language that has it. */
export function codesOf(analysis: Analysis, language: CodeLanguage, idiom: Idiom): string[] {
  return analysis.derivatives.flatMap((derivative) => {
    const code = codeOf(derivative, language, idiom, derivativeName(nameOf(analysis), Array(orderOf(analysis)).fill(derivative.wrt)))
    return code === undefined ? [] : [code]
  })
}
