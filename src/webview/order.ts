/** The order of the derivative, one click away: a row of three, the one shown pressed in. */
import type { Context } from './context.ts'
import { h, slot } from './widgets/dom.ts'

const words = ['First', 'Second', 'Third']

/** Those one click away, and the one that a text asks for beyond them: d⁴/dx⁴. */
const choices = (order: number): number[] => (order > words.length ? [1, 2, 3, order] : [1, 2, 3])
const nameOf = (order: number): string => (order > words.length ? `Derivative of order ${order}` : `${words[order - 1]} derivative`)

export function orderChoice(context: Context): { node: HTMLElement; update(order: number): void } {
  const node = h('div', { class: 'order', role: 'radiogroup', 'aria-label': 'Order of the derivative' })
  const show = slot(node)
  const choose = (order: number) => context.host.change({ order })
  node.addEventListener('keydown', (event) => {
    const buttons = [...node.querySelectorAll('button')]
    const at = buttons.indexOf(event.target as HTMLButtonElement)
    const next = buttons[at + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? Number.NaN)]
    if (at < 0 || !next) return
    event.preventDefault()
    next.focus()
    next.click()
  })
  return {
    node,
    update(order) {
      show(order, () => [
        h('span', { class: 'muted', 'aria-hidden': 'true' }, 'Order'),
        ...choices(order).map((n) =>
          h(
            'button',
            {
              type: 'button',
              class: 'order-choice',
              role: 'radio',
              key: `order:${n}`,
              title: nameOf(n),
              'aria-label': nameOf(n),
              'aria-checked': String(n === order),
              tabindex: n === order ? 0 : -1,
              on: { click: () => choose(n) },
            },
            n,
          ),
        ),
      ])
    },
  }
}
