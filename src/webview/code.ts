/** The derivative as code: a choice of the language, copy, and insert into the document or replace what it came from. */
import type { CodeView } from '../protocol.ts'
import type { Context } from './context.ts'
import { choice } from './plots/controls.ts'
import { h, slot } from './widgets/dom.ts'
import { icon } from './widgets/icons.ts'

export function code(context: Context): { node: HTMLElement; update(views: readonly CodeView[]): void } {
  const node = h('div', { class: 'code' })
  const show = slot(node)
  const update = (views: readonly CodeView[]) => {
    const chosen = views.find((view) => view.language === context.state.language) ?? views[0]
    show([views, chosen?.language], () => (chosen ? content(views, chosen) : [h('p', { class: 'muted' }, 'There is no code for this form.')]))
  }
  const languages = (views: readonly CodeView[], chosen: CodeView) => {
    const { node: select, set } = choice(
      'Language',
      views.map(({ language, label }) => ({ value: language, label })),
      (language) => {
        context.state.language = language
        update(views)
      },
    )
    select.dataset.key = 'code:language'
    set(chosen.language)
    return select
  }
  const content = (views: readonly CodeView[], chosen: CodeView) => [
    h(
      'div',
      { class: 'code-bar' },
      languages(views, chosen),
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
    h('pre', { class: 'code-text', tabindex: 0, on: { copy: copySelected } }, h('code', {}, ...lines(chosen.text))),
  ]
  return { node, update }
}

/** Lines that are wrapped go on behind their own indent. */
const lines = (text: string): HTMLElement[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const node = h('span', { class: 'code-line' }, `${line}\n`)
      node.style.setProperty('--indent', String(line.length - line.trimStart().length))
      return node
    })

/** Copies what is selected as it was written: lines are blocks here, between which the browser would put breaks of its own. */
function copySelected(event: ClipboardEvent): void {
  const selection = getSelection()
  if (!selection || selection.rangeCount === 0 || !event.clipboardData) return
  event.clipboardData.setData('text/plain', selection.getRangeAt(0).cloneContents().textContent ?? '')
  event.preventDefault()
}
