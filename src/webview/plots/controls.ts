/** The controls under a plot: ranges to type, sliders for the other symbols, a choice, a reset. */
import type { ParameterView } from '../../protocol.ts'
import { freshId, h, slot } from '../widgets/dom.ts'
import { full, short } from '../widgets/format.ts'
import { icon } from '../widgets/icons.ts'
import { formula } from '../widgets/tex.ts'
import type { Interval } from './sample.ts'

/** A number as typed: decimals, 1e-3, and multiples and fractions of π; undefined where it is none. */
export function readNumber(text: string): number | undefined {
  const found = /^([+-]?)(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)?\s*[*·]?\s*(pi|π)?\s*(?:\/\s*(\d+\.?\d*))?$/i.exec(
    text.trim().replace(/−/g, '-'),
  )
  if (!found || (found[2] === undefined && found[3] === undefined)) return undefined
  const value = Number(found[2] ?? 1) * (found[3] ? Math.PI : 1) * (found[1] === '-' ? -1 : 1)
  const result = found[4] === undefined ? value : value / Number(found[4])
  return Number.isFinite(result) ? result : undefined
}

export interface RangeInput {
  node: HTMLElement
  set(latex: string, name: string, range: Interval): void
}

/** "x ∈ [−3, 3]" with both ends to type; changed is told only sound ranges. */
export function rangeInput(changed: (range: [number, number]) => void): RangeInput {
  let shown: Interval = [0, 1]
  const label = h('span', { class: 'range-name' })
  const showLabel = slot(label)
  const ends = [0, 1].map((which) => {
    const input = h('input', { class: 'range-end', type: 'text', inputmode: 'decimal', spellcheck: 'false', autocomplete: 'off' })
    const write = () => {
      const value = shown[which] ?? 0
      input.value = short(value)
      input.title = full(value)
      input.removeAttribute('aria-invalid')
      widen(input)
    }
    const take = () => {
      const value = readNumber(input.value)
      // Untouched text is four digits of the number: taking it would round the range.
      if (input.value === short(shown[which] ?? 0)) return
      const range: [number, number] = which === 0 ? [value ?? Number.NaN, shown[1]] : [shown[0], value ?? Number.NaN]
      if (!(range[0] < range[1])) {
        input.setAttribute('aria-invalid', 'true')
        return
      }
      shown = range
      write()
      changed(range)
    }
    input.addEventListener('change', take)
    input.addEventListener('blur', write)
    input.addEventListener('input', () => widen(input))
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') write()
      if (event.key === 'Enter') take()
    })
    return { input, write }
  })
  const [low, high] = ends
  const node = h('span', { class: 'range', role: 'group' }, label, ' ∈ [', low?.input, ', ', high?.input, ']')
  return {
    node,
    set(latex, name, range) {
      shown = range
      showLabel(latex, () => [formula(latex)])
      node.setAttribute('aria-label', `Range of ${name}`)
      low?.input.setAttribute('aria-label', `${name} from`)
      high?.input.setAttribute('aria-label', `${name} to`)
      for (const { input, write } of ends) if (document.activeElement !== input) write()
    },
  }
}

/** As wide as what is typed. */
function widen(input: HTMLInputElement): void {
  input.style.width = `calc(${Math.max(2, Math.min(12, input.value.length))}ch + 16px)`
}

export interface Sliders {
  node: HTMLElement
  set(parameters: readonly ParameterView[], values: Record<string, number>): void
}

/** A slider per parameter; moved says whether the person still holds it. */
export function sliders(moved: (name: string, value: number, held: boolean) => void): Sliders {
  const node = h('div', { class: 'sliders' })
  const show = slot(node)
  const inputs = new Map<string, (value: number) => void>()
  const build = ({ name, latex, range: [low, high], whole }: ParameterView): HTMLElement => {
    const id = freshId('slider')
    const output = h('span', { class: 'slider-value', 'aria-hidden': 'true' })
    const input = h('input', {
      class: 'slider',
      id,
      type: 'range',
      min: low,
      max: high,
      step: whole ? 1 : (high - low) / 200,
      key: `slider:${name}`,
      'aria-label': name,
      'data-parameter': name,
    })
    const write = (value: number) => {
      input.value = String(value)
      input.setAttribute('aria-valuetext', short(value, 3))
      output.textContent = short(value, 3)
      output.title = full(value)
    }
    const tell = (held: boolean) => {
      // 200 steps between round ends are round numbers; their floating-point noise is not.
      const value = Number(input.valueAsNumber.toPrecision(12))
      input.setAttribute('aria-valuetext', short(value, 3))
      output.textContent = short(value, 3)
      output.title = full(value)
      moved(name, value, held)
    }
    input.addEventListener('input', () => tell(true))
    input.addEventListener('change', () => tell(false))
    inputs.set(name, write)
    return h('label', { class: 'slider-row', for: id }, formula(latex, 'slider-name'), input, output)
  }
  return {
    node,
    set(all, values) {
      const parameters = all.filter(({ fixed }) => fixed !== true)
      node.hidden = parameters.length === 0
      show(
        parameters.map(({ name, latex, range }) => [name, latex, range]),
        () => {
          inputs.clear()
          return parameters.map(build)
        },
      )
      for (const { name, value } of parameters) inputs.get(name)?.(values[name] ?? value)
    },
  }
}

/** A choice between a few words. */
export function choice<T extends string>(label: string, options: readonly { value: T; label: string }[], chosen: (value: T) => void) {
  const select = h('select', { class: 'choice', 'aria-label': label }, ...options.map((option) => h('option', { value: option.value }, option.label)))
  select.addEventListener('change', () => {
    const option = options[select.selectedIndex]
    if (option) chosen(option.value)
  })
  return {
    node: select,
    set(value: T) {
      select.value = value
    },
  }
}

/** A box to tick. */
export function checkbox(changed: (on: boolean) => void) {
  const input = h('input', { type: 'checkbox', class: 'tick' })
  const text = h('span', {})
  input.addEventListener('change', () => changed(input.checked))
  return {
    node: h('label', { class: 'tick-row' }, input, text),
    set(label: string, on: boolean) {
      text.textContent = label
      input.checked = on
    },
  }
}

export const resetButton = (reset: () => void): HTMLButtonElement =>
  h(
    'button',
    { type: 'button', class: 'action reset', title: 'Back to the ranges and values at the start', on: { click: reset } },
    icon('reset'),
    'Reset',
  )

/** Steps through the indices of an axis: back, forward, and a slider for long ones; told from 0, shown from 1. */
export function stepper(label: string, length: number, chosen: (index: number) => void): HTMLElement {
  const slider = h('input', { class: 'slider', type: 'range', min: 1, max: length, step: 1, value: 1, 'aria-label': label })
  const output = h('span', { class: 'stepper-value', 'aria-hidden': 'true' })
  const go = (index: number) => {
    slider.valueAsNumber = index
    output.textContent = `${index} of ${length}`
    back.disabled = index <= 1
    forward.disabled = index >= length
  }
  const step = (name: 'back' | 'forward', by: number) => {
    const title = `${label}: ${name === 'back' ? 'previous' : 'next'}`
    const click = () => {
      go(slider.valueAsNumber + by)
      chosen(slider.valueAsNumber - 1)
    }
    return h('button', { type: 'button', class: 'tool', title, 'aria-label': title, on: { click } }, icon(name))
  }
  const back = step('back', -1)
  const forward = step('forward', 1)
  slider.addEventListener('input', () => {
    go(slider.valueAsNumber)
    chosen(slider.valueAsNumber - 1)
  })
  go(1)
  return h('span', { class: 'stepper', role: 'group', 'aria-label': label }, h('span', { class: 'muted' }, label), back, slider, forward, output)
}
