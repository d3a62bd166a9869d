/** The answer: the derivative typeset large, its shape, and the badge that says how it was verified; the VJP line under it. */
import type { AnalysisView, Verification } from '../protocol.ts'
import type { Context } from './context.ts'
import type { Entry } from './entries.ts'
import { h, slot } from './widgets/dom.ts'
import { magnitude, shapeName } from './widgets/format.ts'
import { icon } from './widgets/icons.ts'
import { formula, strip } from './widgets/tex.ts'

export function answer(context: Context): { node: HTMLElement; update(view: AnalysisView, entry: Entry | undefined): void } {
  const node = h('div', { class: 'answer' })
  const show = slot(node)
  return {
    node,
    update(view, entry) {
      const data = entry && [
        entry.leftLatex,
        entry.latex,
        entry.narrowLatex,
        view.derivatives.map(({ latex }) => latex),
        entry.shape,
        entry.verified,
        entry.vjpLatex,
        entry.jvpLatex,
        entry.wrtLatex,
        entry.kind,
        view.layout,
      ]
      show(data ?? null, () => (entry ? content(context, view, entry) : []))
    },
  }
}

function content(context: Context, view: AnalysisView, entry: Entry): HTMLElement[] {
  const remarks: HTMLElement[] = []
  // The parts of a gradient by several scalars can be counted in its brackets.
  if (entry.shape.length > 0 && entry.id !== 'whole')
    remarks.push(h('span', { class: 'answer-shape', title: 'Shape of the derivative' }, shapeName(entry.shape)))
  if (hasLayout(view, entry)) remarks.push(layoutSwitch(context, view.layout))
  remarks.push(badge(entry.verified))
  const parts = [
    h(
      'div',
      { class: 'answer-line' },
      strip(`${entry.leftLatex} = ${entry.latex}`, 'answer-formula', narrowForms(view, entry)),
      h('div', { class: 'answer-remarks' }, ...remarks),
    ),
  ]
  if (entry.jvpLatex) {
    parts.push(
      h(
        'div',
        { class: 'vjp' },
        h('div', { class: 'vjp-given' }, entry.kind === 'hessian' ? 'Times a direction:' : 'Differential:'),
        strip(
          `${entry.kind === 'hessian' ? `${entry.leftLatex}\\,\\mathrm{d}${entry.wrtLatex}` : `\\mathrm{d}${spaced(outputLatex(view))}`} = ${entry.jvpLatex}`,
        ),
      ),
    )
  }
  if (entry.vjpLatex && entry.wrtLatex) {
    parts.push(
      h(
        'div',
        { class: 'vjp' },
        h('div', { class: 'vjp-given' }, 'Backprop, given ', formula(`G = \\partial L / \\partial ${outputLatex(view)}`), ':'),
        strip(`\\frac{\\partial L}{\\partial ${entry.wrtLatex}} = ${entry.vjpLatex}`),
      ),
    )
  }
  return parts
}

/** A gradient with its parts one below the other, and each as an equation of its own, whose lines break. */
function narrowForms({ derivatives }: AnalysisView, entry: Entry): (string | string[])[] {
  const parts = entry.kind === 'gradient' && entry.id === 'whole' ? derivatives.map(({ leftLatex, latex }) => `${leftLatex} = ${latex}`) : []
  return [...(entry.narrowLatex ? [`${entry.leftLatex} = ${entry.narrowLatex}`] : []), ...(parts.length > 0 ? [parts] : [])]
}

/** A name of several letters apart from the d before it. */
const spaced = (name: string): string => (/^\\?[A-Za-z]$/.test(name) ? name : `\\,${name}`)

/** Layouts differ where both the value and the variable are vectors. */
export const hasLayout = ({ value }: AnalysisView, { shape }: Pick<Entry, 'shape'>): boolean => value.shape.length === 1 && shape.length === 2

function layoutSwitch(context: Context, layout: AnalysisView['layout']): HTMLElement {
  const other = layout === 'numerator' ? 'denominator' : 'numerator'
  const title = `Switch to ${other} layout. It is how matrices are printed; the numbers never depend on it.`
  const click = () => context.host.change({ layout: other })
  return h('button', { type: 'button', class: 'answer-layout', title, key: 'layout', on: { click } }, `${layout} layout`)
}

/** The value's own name: "y" of "y", "p" of "p(z)", also where its components are shown, (p(z))_{ij}. */
const outputLatex = (view: AnalysisView): string => view.leftLatex.replace(/^(?:\\left)?\(/, '').split(/(?:\\left)?\(/)[0] || 'y'

function badge(verified: Verification): HTMLElement {
  if (verified.method === 'none' || !('points' in verified)) {
    const why = 'why' in verified ? verified.why : ''
    return h('span', { class: 'badge badge-unverified', title: why, role: 'note' }, icon('warning'), `not verified${why ? `: ${why}` : ''}`)
  }
  const { method, points, worst } = verified
  const title = `Verified at ${points} ${points === 1 ? 'point' : 'points'} against an independent evaluation (${method}); largest relative error ${magnitude(worst, { precise: true })}`
  return h(
    'span',
    { class: 'badge', title, 'aria-label': title, role: 'note' },
    icon('check'),
    `${points} ${points === 1 ? 'point' : 'points'}, error ${magnitude(worst)}`,
  )
}
