/** The controls of gradient descent under a plot of two variables: on or off, the step size, and how it ends, in words. */

import { freshId, h } from '../widgets/dom.ts'
import { short } from '../widgets/format.ts'
import { checkbox } from './controls.ts'
import type { Descent } from './descent.ts'

export interface DescentRow {
  node: HTMLElement
  /**
   * The step size, undefined while there is no path; and the path with the value at its end.
   * @param usual a step size that descends: the slider has it in its middle
   */
  set(rate: number | undefined, usual: number, path: Descent | undefined, value: number): void
}

/** Step sizes over four powers of ten, in even factors. */
const [ticks, decades] = [80, 4]

/** @param changed told the step size, undefined for no path, and 'usual' for the one that descends */
export function descentRow(changed: (rate: number | 'usual' | undefined) => void): DescentRow {
  const id = freshId('step-size')
  let lowest = -3
  const rateAt = (tick: number): number => Number((10 ** (lowest + (decades * tick) / ticks)).toPrecision(2))
  const tickOf = (rate: number): number => Math.round(((Math.log10(rate) - lowest) * ticks) / decades)
  const toggle = checkbox((on) => changed(on ? 'usual' : undefined))
  const slider = h('input', { class: 'slider', id, type: 'range', min: 0, max: ticks, step: 1, 'data-parameter': 'step size' })
  const output = h('span', { class: 'slider-value', 'aria-hidden': 'true' })
  const size = h('span', { class: 'step-size' }, h('label', { for: id, class: 'muted' }, 'step size'), slider, output)
  const words = h('output', { class: 'readout descent-end', 'aria-live': 'polite' })
  slider.addEventListener('input', () => changed(rateAt(slider.valueAsNumber)))
  return {
    node: h('div', { class: 'descent-row' }, toggle.node, size, words),
    set(rate, usual, path, value) {
      toggle.set('Gradient descent from the point', rate !== undefined)
      size.hidden = words.hidden = rate === undefined
      if (rate === undefined) return
      lowest = Math.floor(Math.log10(usual) + 1e-9) - decades / 2
      if (document.activeElement !== slider) slider.value = String(tickOf(rate))
      slider.setAttribute('aria-valuetext', short(rate, 2))
      output.textContent = short(rate, 2)
      const text = path ? sentence(path, value) : ''
      if (words.textContent !== text) words.textContent = text
    },
  }
}

function sentence({ points, end }: Descent, value: number): string {
  const count = points.length - 1
  const steps = `${count} ${count === 1 ? 'step' : 'steps'}`
  const place = `(${(points.at(-1) ?? []).map((part) => short(part, 3)).join(', ')})`
  if (end === 'rests') return count === 0 ? 'The gradient is zero here.' : `At rest after ${steps} at ${place}, value ${short(value)}.`
  if (end === 'leaves') return `Leaves the picture after ${steps}. A smaller step size may keep it.`
  if (end === 'stops') return `There is no gradient at ${place}, after ${steps}.`
  return `After ${steps} at ${place}, value ${short(value)}, and still moving.`
}
