/**
 * Backpropagation at the point looked at: the computation graph from the inputs down to the value, with what is computed on the
 * way down and the derivative by it, which comes back up; and how much each input matters, as bars.
 */
import type { AnalysisView, Backpropagation } from '../protocol.ts'
import { layered } from './layered.ts'
import { Sampler } from './plots/sample.ts'
import { h, slot } from './widgets/dom.ts'
import { full, short } from './widgets/format.ts'
import { formula, typesetInto } from './widgets/tex.ts'

/** A node's two numbers on the page. */
interface Shown {
  value: HTMLElement
  adjoint: HTMLElement
}

export function backprop(): { node: HTMLElement; update(view: AnalysisView | undefined, at: Record<string, number>): void } {
  const node = h('div', { class: 'backprop' })
  const show = slot(node)
  let sampler: Sampler | undefined
  let shown: Shown[] = []
  let bars: { index: number; bar: HTMLElement; number: HTMLElement }[] = []
  const point = h('span', { class: 'backprop-point' })
  const build = (view: AnalysisView, graph: Backpropagation): HTMLElement[] => {
    sampler = new Sampler(graph.program)
    const boxes = graph.nodes.map((_, index) => box(view, graph, index))
    shown = boxes
    bars = graph.nodes.flatMap(({ input }, index) =>
      input === undefined ? [] : [{ index, bar: h('span', { class: 'bar' }), number: h('span', {}) }],
    )
    const sensitivity = h(
      'dl',
      { class: 'bars', 'aria-label': 'Sensitivity' },
      ...bars.flatMap(({ index, bar, number }) => [
        h('dt', {}, formula(graph.nodes[index]?.latex ?? '')),
        h('dd', {}, h('span', { class: 'bar-track' }, bar), number),
      ]),
    )
    return [
      h('p', { class: 'muted' }, 'Values go down, derivatives of ', formula(view.leftLatex), ' come back up, at ', point, '.'),
      layered(
        graph.nodes.map(({ args }) => args),
        boxes.map(({ box: element }) => element),
      ),
      ...(bars.length > 1
        ? [h('p', { class: 'muted' }, 'Sensitivity to each input: the change of the value for a small change of it.'), sensitivity]
        : []),
    ]
  }
  return {
    node,
    update(view, at) {
      const graph = view?.backprop
      show(graph ? [graph.nodes, graph.program, view.leftLatex] : null, () => (graph ? build(view, graph) : []))
      if (!graph || !sampler) return
      const inputs = graph.program.inputs.map((name) => at[name] ?? 1)
      const results = sampler.at(inputs)
      const count = graph.nodes.length
      shown.forEach(({ value, adjoint }, index) => {
        write(value, results[index] ?? Number.NaN)
        write(adjoint, results[count + index] ?? Number.NaN)
      })
      const letters = view.symbols.filter(({ name }) => graph.program.inputs.includes(name))
      typesetInto(point, letters.map(({ name, latex }) => `${latex} = ${short(at[name] ?? 1, 3).replace('−', '-')}`).join(',\\; '))
      const largest = Math.max(...bars.map(({ index }) => Math.abs(results[count + index] ?? 0)).filter(Number.isFinite), Number.MIN_VALUE)
      for (const { index, bar, number } of bars) {
        const size = results[count + index] ?? Number.NaN
        write(number, size)
        bar.classList.toggle('bar-negative', size < 0)
        bar.style.width = `${Number.isFinite(size) ? (50 * Math.abs(size)) / largest : 0}%`
      }
    },
  }
}

function write(node: HTMLElement, value: number): void {
  const text = short(value)
  if (node.textContent === text) return
  node.textContent = text
  node.title = full(value)
}

function box(view: AnalysisView, graph: Backpropagation, index: number): Shown & { box: HTMLElement } {
  const { latex, input } = graph.nodes[index] ?? { latex: '' }
  const isOutput = index === graph.nodes.length - 1
  const value = h('span', { class: 'node-value' })
  const adjoint = h('span', { class: 'node-adjoint' })
  const label = h('div', { class: 'node-label' }, formula(isOutput && input === undefined ? `${view.leftLatex.split('(')[0]} = ${latex}` : latex))
  const numbers = h(
    'div',
    { class: 'node-numbers' },
    h('span', { class: 'visually-hidden' }, 'value '),
    value,
    h('span', { class: 'visually-hidden' }, ', derivative '),
    adjoint,
  )
  return { box: h('li', { class: `node ${input === undefined ? '' : 'node-input'}` }, label, numbers), value, adjoint }
}
