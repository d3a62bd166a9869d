/** The order of the derivative, one click away: a row of three, the one shown pressed in. */
import type { Context } from './context.ts'
import { h, slot } from './widgets/dom.ts'

const words = ['First', 'Second', 'Third']

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
        ...[1, 2, 3].map((n) =>
          h(
            'button',
            {
              type: 'button',
              class: 'order-choice',
              role: 'radio',
              key: `order:${n}`,
              title: `${words[n - 1]} derivative`,
              'aria-label': `${words[n - 1]} derivative`,
              'aria-checked': String(n === order),
              tabindex: n === Math.min(order, 3) ? 0 : -1,
              on: { click: () => choose(n) },
            },
            n,
          ),
        ),
      ])
    },
  }
}
