/** What has to be said about an answer: kinks with the convention used, edges of domains, shapes, ambiguities of reading. */
import type { Note } from '../protocol.ts'
import type { Context } from './context.ts'
import { type Child, h, slot } from './widgets/dom.ts'
import { icon } from './widgets/icons.ts'

/** A list of notes; pointing at one highlights its place in the source. */
export function notes(context: Context, className: string): { node: HTMLElement; update(list: readonly Note[]): void } {
  const node = h('ul', { class: `notes ${className}` })
  const show = slot(node)
  return {
    node,
    update(list) {
      node.hidden = list.length === 0
      show(list, () => list.map((note) => item(context, note)))
    },
  }
}

function item(context: Context, note: Note): HTMLElement {
  const { range } = note
  const warns = note.kind === 'kink' || note.kind === 'domain'
  const node = h(
    'li',
    { class: `note note-${note.kind}` },
    icon(warns ? 'warning' : 'info'),
    h('span', {}, note.message, ...otherReading(context, note)),
  )
  if (range) {
    if (note.alternative === undefined) node.tabIndex = 0
    for (const start of ['pointerenter', 'focusin']) node.addEventListener(start, () => context.host.highlight(range))
    for (const end of ['pointerleave', 'focusout']) node.addEventListener(end, () => context.host.highlight(null))
  }
  return node
}

/** One click away from what was read. */
function otherReading(context: Context, { alternative, range }: Note): Child[] {
  if (alternative === undefined || range === undefined) return []
  const reread = () => context.host.reread(range.start)
  return [' ', h('button', { type: 'button', class: 'reread', key: `reread:${range.start}`, on: { click: reread } }, `Read ${alternative}`)]
}
