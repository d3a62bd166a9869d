/** A row of tabs: arrow keys move between them, the chosen one owns the content below. */
import { type Child, h } from './dom.ts'
import { fades, reveal } from './scroll.ts'

export interface Tab {
  id: string
  /** Read out where the content is a formula. */
  name: string
  content: Child[]
}

/** The tab row; panelId names the element that shows the chosen tab's content. */
export function tabRow(label: string, tabs: readonly Tab[], chosen: string, panelId: string, choose: (id: string) => void): HTMLElement {
  const buttons = tabs.map((tab) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tab',
        role: 'tab',
        key: `tab:${label}:${tab.id}`,
        id: `${panelId}-${tab.id}`,
        'aria-label': tab.name,
        'aria-selected': String(tab.id === chosen),
        'aria-controls': panelId,
        tabindex: tab.id === chosen ? 0 : -1,
        on: { click: () => choose(tab.id) },
      },
      ...tab.content,
    ),
  )
  const row = h('div', { class: 'tabs', role: 'tablist', 'aria-label': label }, ...buttons)
  fades(row, { focusable: false })
  // Once it has its place on the page: the row is built anew with each choice, and begins at its left end.
  const placed = new ResizeObserver(() => {
    const own = buttons.find((button) => button.tabIndex === 0)
    if (own) reveal(row, own)
    placed.disconnect()
  })
  placed.observe(row)
  row.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(event.target as HTMLButtonElement)
    if (at < 0) return
    const last = buttons.length - 1
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key]
    if (next === undefined) return
    event.preventDefault()
    // Choosing rebuilds the row; the focus follows the key of the tab that had it.
    buttons[next]?.focus()
    buttons[next]?.click()
  })
  return row
}
