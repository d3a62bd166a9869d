/** What has to be said about an answer: kinks with the convention used, edges of domains, shapes, ambiguities of reading. */
import type { Note } from '../protocol.ts'
import type { Context } from './context.ts'
import { h, slot } from './dom.ts'
import { icon } from './icons.ts'

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
  const node = h('li', { class: `note note-${note.kind}` }, icon(warns ? 'warning' : 'info'), h('span', {}, note.message))
  if (range) {
    node.tabIndex = 0
    for (const start of ['pointerenter', 'focus']) node.addEventListener(start, () => context.host.highlight(range))
    for (const end of ['pointerleave', 'blur']) node.addEventListener(end, () => context.host.highlight(null))
  }
  return node
}
