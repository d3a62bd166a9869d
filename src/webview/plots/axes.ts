/** Along which of its variables a curve is drawn: the one whose derivative is shown, where the person chose none; and the control for it. */
import { partOf } from '../../math/evaluate/part.ts'
import type { CurveAxisView, PlotView } from '../../protocol.ts'
import { h, slot } from '../widgets/dom.ts'

export type CurveView = Extract<PlotView, { kind: 'curve' }>

export const axesOf = (view: CurveView): CurveAxisView[] => [view, ...(view.others ?? [])]

/** Whether the derivative by a symbol is one along this axis; the gradient, of no symbol, is one along each. */
export const isAlong = ({ variable, of }: CurveAxisView, wrt: string | undefined): boolean => wrt === undefined || wrt === variable || wrt === of

/**
 * The axis to draw along.
 * @param wrt the symbol whose derivative is shown; none for the gradient
 * @param chosen the variable that was chosen last
 */
export function axisFor(view: CurveView, wrt: string | undefined, chosen: string | undefined): CurveAxisView {
  const fitting = axesOf(view).filter((axis) => isAlong(axis, wrt))
  return fitting.find(({ variable }) => variable === chosen) ?? fitting[0] ?? view
}

/** The view as if it had this axis alone. */
export function alongAxis(view: CurveView, axis: CurveAxisView): CurveView {
  const inputs = [axis.variable, ...view.program.inputs.filter((name) => name !== axis.variable)]
  const outputs = axis.outputs ?? view.program.outputs.map((_, k) => k)
  return { ...axis, kind: 'curve', program: partOf(view.program, inputs, outputs) }
}

/** A choice of the axis by its letter; nothing where there is one alone. */
export function axisChoice(chosen: (variable: string) => void) {
  const node = h('select', { class: 'choice', 'aria-label': 'Horizontal axis' })
  const show = slot(node)
  node.addEventListener('change', () => chosen(node.value))
  return {
    node,
    set(axes: readonly CurveAxisView[], variable: string) {
      node.hidden = axes.length < 2
      show(
        axes.map(({ variable, labels }) => [variable, labels.x]),
        () => axes.map(({ variable, labels }) => h('option', { value: variable }, `along ${labels.x}`)),
      )
      node.value = variable
    },
  }
}
