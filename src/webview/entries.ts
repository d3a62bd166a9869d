/** The answers of an analysis as the page shows them, one at a time: the gradient as one object, then one per variable. */
import type { AnalysisView, CodeView, DerivativeView, Shape, Step, Value, Verification } from '../protocol.ts'

export interface Entry {
  id: string
  /** What its tab says, LaTeX, and the same as plain words. */
  tabLatex: string
  tabName: string
  leftLatex: string
  latex: string
  text: string
  shape: Shape
  kind: DerivativeView['kind']
  verified: Verification
  steps: Step[]
  code: CodeView[]
  value?: Value
  vjpLatex?: string
  wrt?: string
  wrtLatex?: string
}

/** All answers, the one to show first in front. */
export function entriesOf(view: AnalysisView): Entry[] {
  const single = view.derivatives.map(
    (derivative): Entry => ({
      ...derivative,
      id: `by:${derivative.wrt}`,
      tabLatex: view.gradient ? derivative.leftLatex : `\\text{by } ${derivative.wrtLatex}`,
      tabName: `by ${derivative.wrt}`,
      steps: [derivative.steps],
    }),
  )
  if (!view.gradient) return single
  const whole: Entry = {
    ...view.gradient,
    id: 'gradient',
    tabLatex: view.gradient.leftLatex,
    tabName: 'gradient',
    kind: 'gradient',
    verified: view.gradient.verified ?? together(single.map((entry) => entry.verified)),
    steps: single.flatMap((entry) => entry.steps),
    code: view.gradient.code ?? joined(single.map((entry) => entry.code)),
  }
  return [whole, ...single]
}

/** The verification of several results at once: as weak as the weakest. */
function together(parts: Verification[]): Verification {
  let weakest = parts[0]
  for (const part of parts) {
    if (weakest === undefined || weakest.method === 'none') break
    if (part.method === 'none') weakest = part
    else if ('points' in weakest && 'points' in part)
      weakest = { method: weakest.method, points: Math.min(weakest.points, part.points), worst: Math.max(weakest.worst, part.worst) }
  }
  return weakest ?? { method: 'none', why: 'there is nothing to verify' }
}

/** The code of several results, one below the other, by language. */
function joined(parts: CodeView[][]): CodeView[] {
  return (parts[0] ?? []).map((first) => ({
    ...first,
    text: parts
      .map((codes) => codes.find((code) => code.language === first.language)?.text)
      .filter((text) => text !== undefined)
      .join('\n\n'),
  }))
}
