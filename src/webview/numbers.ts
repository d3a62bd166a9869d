/** The value and the derivative in numbers, where the document gives every symbol a value: tables with coloured cells. */
import type { AnalysisView, Value } from '../protocol.ts'
import type { Entry } from './entries.ts'
import { colourScale, extentOf, lengthsOf, tensor } from './matrix.ts'
import { h, slot } from './widgets/dom.ts'
import { full, short } from './widgets/format.ts'
import { formula } from './widgets/tex.ts'

export function numbers(): { node: HTMLElement; update(view: AnalysisView, entry: Entry | undefined): void } {
  const node = h('section', { class: 'numbers', 'aria-label': 'In numbers' })
  const show = slot(node)
  return {
    node,
    update(view, entry) {
      const output = view.plot?.kind === 'matrix' ? view.plot.output : undefined
      const parts =
        entry?.value === undefined && output === undefined ? null : [output, entry?.value, view.leftLatex, entry?.leftLatex, entry?.wrt, entry?.kind]
      node.hidden = parts === null
      show(parts, () => (parts ? content(view, entry, output) : []))
    },
  }
}

function content(view: AnalysisView, entry: Entry | undefined, output: Value | undefined): HTMLElement[] {
  const figures: HTMLElement[] = []
  if (output !== undefined) figures.push(figure('Output', view.leftLatex, output, { plain: true }))
  if (entry?.value !== undefined) {
    const name = entry.kind.charAt(0).toUpperCase() + entry.kind.slice(1)
    figures.push(figure(name, entry.leftLatex, entry.value, { plain: false, columns: variableSymbol(view, entry) }))
  }
  return figures
}

/** The letter to put above the columns of a Jacobian by a vector. */
function variableSymbol(view: AnalysisView, entry: Entry): string | undefined {
  const symbol = view.symbols.find(({ name }) => name === entry.wrt)
  return symbol?.shape.length === 1 ? symbol.latex : undefined
}

function figure(name: string, leftLatex: string, value: Value, options: { plain: boolean; columns?: string }): HTMLElement {
  if (typeof value === 'number')
    return h(
      'div',
      { class: 'number-line' },
      h('span', { class: 'muted' }, name),
      formula(`${leftLatex} =`),
      h('span', { class: 'number', title: full(value) }, short(value)),
    )
  const extent = options.plain ? undefined : extentOf(value)
  const lengths = lengthsOf(value)
  const size = lengths.length === 1 ? `length ${lengths[0]}` : lengths.join(' × ')
  return h(
    'figure',
    { class: 'tensor-figure' },
    h(
      'figcaption',
      { class: 'tensor-caption' },
      h('span', { class: 'muted' }, name),
      formula(leftLatex),
      h('span', { class: 'muted' }, size),
      extent === undefined ? null : colourScale(extent),
    ),
    tensor(value, { extent, columnLatex: options.columns }),
  )
}
