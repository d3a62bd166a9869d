/** A thin line at the top edge while an answer takes long, and later a button to give up; neither moves the layout. */
import type { Context } from '../context.ts'
import { h, toggle } from './dom.ts'

const lineAfter = 150
const cancelAfter = 2000

export function busy(context: Context): { nodes: HTMLElement[]; set(busy: boolean): void } {
  const line = h('div', { class: 'progress', role: 'progressbar', 'aria-label': 'Differentiating', hidden: true })
  const cancel = h('button', { type: 'button', class: 'cancel', hidden: true, on: { click: () => context.host.cancel() } }, 'Cancel')
  let timers: ReturnType<typeof setTimeout>[] = []
  return {
    nodes: [line, cancel],
    set(now) {
      if (now && timers.length > 0) return
      for (const timer of timers) clearTimeout(timer)
      timers = now ? [setTimeout(() => toggle(line, true), lineAfter), setTimeout(() => toggle(cancel, true), cancelAfter)] : []
      if (now) return
      toggle(line, false)
      toggle(cancel, false)
    },
  }
}
