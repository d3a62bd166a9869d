/** The derivatives by several scalars as one object: ∇f = (2x, 2y), ∇²f, the matrix of second derivatives, and the Jacobian of a vector. */
import type { Analysis, Derivative, Formula } from '../math/api.ts'
import { jacobianMatrix, listed, matrixOf, mixedDerivative } from '../math/index.ts'
import type { CodeView, Verification, WholeView } from '../protocol.ts'
import { attempt } from './attempt.ts'
import { leftOfJacobian, leftOfWhole, type Subject } from './left.ts'
import { valueAt, valuesOf } from './plot.ts'

/** Beyond this many variables nobody reads a matrix of formulas. */
const mostVariables = 6

export interface WholeRequest {
  analysis: Analysis
  subject: Subject
  order: number
  /** Code of a derivative, by the variables that it is taken by. */
  code(derivative: Formula, by: string[]): CodeView[]
}

/** Undefined where there is one variable, or one with axes. */
export function wholeView(request: WholeRequest): WholeView | undefined {
  const { order } = request
  const { derivatives, value } = request.analysis
  if (derivatives.length < 2 || derivatives.some(({ shape }) => shape.length !== value.shape.length)) return undefined
  if (value.shape.length > 0) return order === 1 && value.shape.length === 1 ? attempt(() => jacobianView(request)) : undefined
  if (order === 1) return gradientView(request)
  if (order === 2 && derivatives.length <= mostVariables) return attempt(() => hessianView(request))
  return undefined
}

function gradientView({ analysis: { derivatives }, subject, code }: WholeRequest): WholeView {
  const { latex, text, columnLatex } = listed(derivatives)
  return {
    kind: 'gradient',
    leftLatex: leftOfWhole(subject, 1),
    latex,
    narrowLatex: columnLatex,
    text,
    shape: [derivatives.length],
    code: joined(derivatives.map((derivative) => code(derivative, [derivative.wrt]))),
    verified: together(derivatives.map(({ verified }) => verified)),
  }
}

function jacobianView({ analysis, subject, code }: WholeRequest): WholeView | undefined {
  const { derivatives, variables } = analysis
  const matrix = jacobianMatrix(analysis)
  if (matrix === undefined || derivatives.length > mostVariables) return undefined
  const at = valuesOf(variables)
  const value = at && matrix.evaluate(at)
  return {
    kind: 'jacobian',
    leftLatex: leftOfJacobian(subject),
    latex: matrix.latex,
    text: matrix.text,
    shape: [...matrix.shape],
    code: code(
      matrix,
      derivatives.map(({ wrt }) => wrt),
    ),
    verified: together(derivatives.map(({ verified }) => verified)),
    ...(value ? { value } : {}),
  }
}

/** Pure second derivatives are there already; of the mixed ones each pair is asked for once. */
function hessianView({ analysis: { derivatives, variables }, subject, code }: WholeRequest): WholeView {
  const entries = derivatives.map((own, i) => derivatives.map((other, j) => (i === j ? own : i < j ? mixedDerivative(own, other.wrt) : undefined)))
  const at = valuesOf(variables)
  const full = entries.map((row, i) => row.map((entry, j) => entry ?? (entries[j]?.[i] as Derivative)))
  const value = at && full.map((row) => row.map((entry) => valueAt(entry, at) ?? Number.NaN))
  const matrix = matrixOf(full)
  return {
    kind: 'hessian',
    leftLatex: leftOfWhole(subject, 2),
    latex: matrix.latex,
    text: matrix.text,
    shape: [derivatives.length, derivatives.length],
    code: joined(entries.flatMap((row, i) => row.flatMap((entry) => (entry ? [code(entry, [derivatives[i]?.wrt ?? '', entry.wrt])] : [])))),
    verified: together(full.flat().map(({ verified }) => verified)),
    ...(value ? { value } : {}),
  }
}

/** The verification of several results at once: as weak as the weakest. */
function together(parts: readonly Verification[]): Verification {
  let weakest = parts[0]
  for (const part of parts) {
    if (weakest === undefined || weakest.method === 'none') break
    if (part.method === 'none') weakest = part
    else if ('points' in weakest && 'points' in part)
      weakest = { method: weakest.method, points: Math.min(weakest.points, part.points), worst: Math.max(weakest.worst, part.worst) }
  }
  return weakest ?? { method: 'none', why: 'there is nothing to verify' }
}

/** The code of several results, one below the other with a blank line between, by language; functions end with their line. */
function joined(parts: CodeView[][]): CodeView[] {
  return (parts[0] ?? []).map((first) => ({
    ...first,
    text: parts
      .map((codes) => codes.find((code) => code.language === first.language)?.text)
      .filter((text) => text !== undefined)
      .reduce((above, text) => `${above}${above.endsWith('\n') ? '' : '\n'}\n${text}`),
  }))
}
