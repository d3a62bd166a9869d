/** What could not be read: the sentence, the text with the place underlined, the hint. */
import type { Range, RefusalView } from '../protocol.ts'
import { h, slot } from './widgets/dom.ts'
import { icon } from './widgets/icons.ts'

/** Of a long text, this many characters on either side of the place are shown. */
const around = 240

export function refusal(): { node: HTMLElement; update(view: RefusalView | undefined): void } {
  const node = h('section', { class: 'refusal', role: 'alert', 'aria-label': 'Not understood' })
  const show = slot(node)
  return {
    node,
    update(view) {
      node.hidden = view === undefined
      show(view ? [view.message, view.hint, view.text, view.range] : null, () => (view ? content(view) : []))
    },
  }
}

function content(view: RefusalView): HTMLElement[] {
  const parts: HTMLElement[] = [h('p', { class: 'refusal-message' }, icon('warning'), h('span', {}, view.message))]
  if (view.text) parts.push(quotation(view.text, view.range))
  if (view.hint) parts.push(h('p', { class: 'refusal-hint muted' }, view.hint))
  return parts
}

function quotation(text: string, range: Range): HTMLElement {
  const start = Math.max(0, Math.min(range.start, text.length))
  const end = Math.max(start, Math.min(range.end, text.length))
  const from = start > around ? start - around : 0
  const to = Math.min(text.length, end + around)
  const place = text.slice(start, end)
  return h(
    'pre',
    { class: 'refusal-text', tabindex: 0 },
    from > 0 ? '…' : null,
    text.slice(from, start),
    // An empty place is a point between two characters: a mark of its own width stands there.
    h('mark', { class: place ? 'refusal-place' : 'refusal-place refusal-point' }, place || '\u200a'),
    text.slice(end, to),
    to < text.length ? '…' : null,
  )
}
