/** Nothing is selected: what to do, and examples to try. */
import type { Context } from './context.ts'
import { h, slot } from './widgets/dom.ts'
import { formula } from './widgets/tex.ts'

export type Example = { name: string; label: string; latex: string }

export function welcome(context: Context): { node: HTMLElement; update(examples: readonly Example[]): void } {
  const node = h('section', { class: 'welcome', 'aria-label': 'Welcome' })
  const show = slot(node)
  return {
    node,
    update(examples) {
      show(examples, () => [
        h('p', { class: 'welcome-text' }, 'Select a formula in the editor, or put the cursor into one, to see its derivative here.'),
        examples.length > 0 ? h('p', { class: 'muted' }, 'Or try one of these:') : null,
        h(
          'div',
          { class: 'examples' },
          ...examples.map(({ name, label, latex }) =>
            h(
              'button',
              { type: 'button', class: 'example', key: `example:${name}`, 'data-example': name, on: { click: () => context.host.openExample(name) } },
              formula(latex, 'example-formula'),
              h('span', { class: 'example-label' }, label),
            ),
          ),
        ),
      ])
    },
  }
}
