/** The derivative as code: a tab per language, copy, and insert into the document or replace what it came from. */
import type { CodeView } from '../protocol.ts'
import type { Context } from './context.ts'
import { freshId, h, slot } from './widgets/dom.ts'
import { icon } from './widgets/icons.ts'
import { tabRow } from './widgets/tabs.ts'

export function code(context: Context): { node: HTMLElement; update(views: readonly CodeView[]): void } {
  const node = h('div', { class: 'code' })
  const show = slot(node)
  const panelId = freshId('code')
  const update = (views: readonly CodeView[]) => {
    const chosen = views.find((view) => view.language === context.state.language) ?? views[0]
    show([views, chosen?.language], () => (chosen ? content(views, chosen) : [h('p', { class: 'muted' }, 'There is no code for this form.')]))
  }
  const content = (views: readonly CodeView[], chosen: CodeView) => [
    h(
      'div',
      { class: 'code-bar' },
      tabRow(
        'Language',
        views.map((view) => ({ id: view.language, name: view.label, content: [view.label] })),
        chosen.language,
        panelId,
        (language) => {
          context.state.language = language
          update(views)
        },
      ),
    ),
    h(
      'div',
      { class: 'code-panel', id: panelId, role: 'tabpanel', 'aria-labelledby': `${panelId}-${chosen.language}` },
      h('pre', { class: 'code-text', tabindex: 0 }, h('code', {}, chosen.text)),
      h(
        'div',
        { class: 'code-actions' },
        h(
          'button',
          { type: 'button', class: 'action', key: 'code:copy', on: { click: () => context.host.copy(chosen.text, `${chosen.label} code`) } },
          icon('copy'),
          'Copy',
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'action',
            key: 'code:insert',
            title: 'Insert below the expression in the document',
            on: { click: () => context.host.insertCode(chosen.text) },
          },
          icon('insert'),
          'Insert below',
        ),
        chosen.fits &&
          h(
            'button',
            {
              type: 'button',
              class: 'action',
              key: 'code:replace',
              title: 'Write it in the document in the place of what it was derived from',
              on: { click: () => context.host.replaceByCode(chosen.text) },
            },
            icon('replace'),
            'Replace',
          ),
      ),
    ),
  ]
  return { node, update }
}
