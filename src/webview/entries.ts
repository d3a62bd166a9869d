/** The answers of an analysis as the page shows them, one at a time: gradient or Hessian as one object, then one per variable. */
import type { AnalysisView, CodeView, DerivativeView, Shape, Step, Value, Verification } from '../protocol.ts'

export interface Entry {
  id: string
  /** What its tab says, LaTeX, and the same as plain words. */
  tabLatex: string
  tabName: string
  leftLatex: string
  latex: string
  /** The same one below the other, where one beside the other is too wide. */
  narrowLatex?: string
  text: string
  shape: Shape
  kind: DerivativeView['kind']
  verified: Verification
  steps: Step[]
  code: CodeView[]
  value?: Value
  vjpLatex?: string
  jvpLatex?: string
  wrt?: string
  wrtLatex?: string
}

/** What is differentiated: f(x) = x², or the equation that makes y a function of x. */
export const statementOf = ({ equationLatex, leftLatex, value }: AnalysisView): string => equationLatex ?? `${leftLatex} = ${value.latex}`

/** All answers, the one to show first in front. */
export function entriesOf(view: AnalysisView): Entry[] {
  const single = view.derivatives.map(
    (derivative): Entry => ({
      ...derivative,
      id: `by:${derivative.wrt}`,
      tabLatex: view.whole ? derivative.leftLatex : `\\text{by } ${derivative.wrtLatex}`,
      tabName: `by ${derivative.wrt}`,
      steps: [derivative.steps],
    }),
  )
  if (!view.whole) return single
  const { kind, leftLatex } = view.whole
  const whole: Entry = {
    ...view.whole,
    id: 'whole',
    // ∇f of ∇f(x, y): what it is a function of stands above.
    tabLatex: leftLatex.replace(/\([^()]*\)$/, ''),
    tabName: kind,
    steps: single.flatMap((entry) => entry.steps),
  }
  return [whole, ...single]
}
