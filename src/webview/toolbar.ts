/** The bar at the top: where the formula came from, back and forward, pin, copy, and what is seldom needed. */
import type { Context } from './context.ts'
import { h, slot, toggle } from './widgets/dom.ts'
import { type IconName, icon } from './widgets/icons.ts'
import { type MenuItem, menuButton } from './widgets/menu.ts'

export interface Toolbar {
  node: HTMLElement
  /** What is shown: its name and where it came from; undefined where there is nothing. */
  update(shown: { name: string; origin: string } | undefined): void
  setPinned(pinned: boolean): void
  setHistory(can: { back: boolean; forward: boolean }): void
}

export function toolbar(context: Context, menus: { copy(): MenuItem[]; more(): MenuItem[] }): Toolbar {
  let pinned = false
  const button = (name: IconName, label: string, click: () => void) =>
    h('button', { type: 'button', class: 'tool', title: label, 'aria-label': label, key: `tool:${name}`, on: { click } }, icon(name))
  const back = button('back', 'Back', () => context.host.history(-1))
  const forward = button('forward', 'Forward', () => context.host.history(1))
  const pin = button('pin', 'Pin: stop following the cursor', () => context.host.setPinned(!pinned))
  const copy = menuButton('Copy', [icon('copy'), icon('down')], menus.copy, 'tool tool-menu')
  const more = menuButton('More', [icon('more')], menus.more, 'tool')
  const origin = h('div', { class: 'origin' })
  const showOrigin = slot(origin)
  const node = h(
    'header',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Nabla' },
    origin,
    h('div', { class: 'tools' }, back, forward, pin, copy, more),
  )

  const setHistory = (can: { back: boolean; forward: boolean }) => {
    back.disabled = !can.back
    forward.disabled = !can.forward
  }
  const setPinned = (now: boolean) => {
    pinned = now
    const label = pinned ? 'Unpin: follow the cursor again' : 'Pin: stop following the cursor'
    pin.title = label
    pin.setAttribute('aria-label', label)
    pin.setAttribute('aria-pressed', String(pinned))
  }
  setHistory({ back: false, forward: false })
  setPinned(false)
  return {
    node,
    setHistory,
    setPinned,
    update(shown) {
      toggle(copy, shown !== undefined)
      toggle(more, shown !== undefined)
      showOrigin(shown ?? null, () => {
        if (!shown) return [h('span', { class: 'origin-name' }, 'Nabla')]
        const label = [shown.name, shown.origin].filter(Boolean).join(' · ')
        return [
          h(
            'button',
            { type: 'button', class: 'origin-link', key: 'origin', title: `Go to ${shown.origin}`, on: { click: () => context.host.reveal() } },
            shown.name ? h('span', { class: 'origin-name' }, shown.name) : null,
            shown.name ? ' · ' : null,
            shown.origin || label,
          ),
        ]
      })
    },
  }
}
