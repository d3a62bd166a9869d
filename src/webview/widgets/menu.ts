/** A menu that opens under its button: arrow keys move, Enter chooses, Escape and a click elsewhere close. */
import { type Child, freshId, h } from './dom.ts'
import { icon } from './icons.ts'

export type MenuItem =
  | {
      kind: 'choice'
      label: string
      /** Present where something is in force or not; the items exclude each other unless they are independent. */
      checked?: boolean
      independent?: boolean
      disabled?: boolean
      choose(): void
    }
  | { kind: 'heading'; label: string }
  | { kind: 'separator' }
  /** A text to type, taken on Enter; refuse says what is wrong with it, or undefined when it is right. */
  | { kind: 'entry'; label: string; value: string; placeholder: string; refuse(text: string): string | undefined; enter(text: string): void }

let closeOpenMenu: (() => void) | undefined

/** A button that opens a menu. */
export function menuButton(label: string, content: Child[], items: () => MenuItem[], className = ''): HTMLButtonElement {
  const button = h(
    'button',
    { type: 'button', class: className, title: label, 'aria-label': label, 'aria-haspopup': 'menu', 'aria-expanded': 'false', key: `menu:${label}` },
    ...content,
  )
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-expanded') === 'true') closeOpenMenu?.()
    else open(button, label, items())
  })
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' || button.getAttribute('aria-expanded') === 'true') return
    event.preventDefault()
    open(button, label, items())
  })
  return button
}

function open(button: HTMLButtonElement, label: string, items: MenuItem[]): void {
  closeOpenMenu?.()
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label })
  const close = (refocus: boolean) => {
    menu.remove()
    button.setAttribute('aria-expanded', 'false')
    document.removeEventListener('pointerdown', outside, true)
    removeEventListener('resize', onResize)
    removeEventListener('blur', onResize)
    closeOpenMenu = undefined
    if (refocus) button.focus({ preventScroll: true })
  }
  const outside = (event: Event) => {
    if (!menu.contains(event.target as Node) && !button.contains(event.target as Node)) close(false)
  }
  const onResize = () => close(false)
  for (const item of items) menu.appendChild(row(item, () => close(true)))
  menu.addEventListener('keydown', (event) => onKey(event, menu, close))
  menu.addEventListener('focusout', (event) => {
    const next = (event as FocusEvent).relatedTarget
    if (next instanceof Node && !menu.contains(next) && next !== button) close(false)
  })
  document.body.appendChild(menu)
  place(menu, button)
  button.setAttribute('aria-expanded', 'true')
  document.addEventListener('pointerdown', outside, true)
  addEventListener('resize', onResize)
  addEventListener('blur', onResize)
  closeOpenMenu = () => close(true)
  const list = focusable(menu)
  ;(list.find((node) => node.getAttribute('aria-checked') === 'true') ?? list[0])?.focus({ preventScroll: true })
}

function row(item: MenuItem, close: () => void): HTMLElement {
  switch (item.kind) {
    case 'separator':
      return h('div', { class: 'menu-separator', role: 'separator' })
    case 'heading':
      return h('div', { class: 'menu-heading', role: 'presentation' }, item.label)
    case 'choice': {
      const checkable = item.checked !== undefined
      const choose = () => {
        if (item.disabled) return
        close()
        item.choose()
      }
      return h(
        'div',
        {
          class: 'menu-item',
          role: !checkable ? 'menuitem' : item.independent ? 'menuitemcheckbox' : 'menuitemradio',
          tabindex: -1,
          'aria-checked': checkable ? String(item.checked) : undefined,
          'aria-disabled': item.disabled ? 'true' : undefined,
          on: { click: choose },
        },
        h('span', { class: 'menu-check' }, item.checked ? icon('check') : null),
        item.label,
      )
    }
    case 'entry':
      return entry(item, close)
  }
}

function entry(item: Extract<MenuItem, { kind: 'entry' }>, close: () => void): HTMLElement {
  const id = freshId('entry')
  const problem = h('div', { class: 'menu-problem', id: `${id}-problem`, role: 'alert' })
  const input = h('input', {
    class: 'menu-input',
    id,
    type: 'text',
    value: item.value,
    placeholder: item.placeholder,
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': `${id}-problem`,
  })
  input.addEventListener('input', () => {
    problem.textContent = ''
    input.removeAttribute('aria-invalid')
  })
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    const wrong = item.refuse(input.value)
    if (wrong !== undefined) {
      problem.textContent = wrong
      input.setAttribute('aria-invalid', 'true')
      return
    }
    close()
    item.enter(input.value)
  })
  return h('div', { class: 'menu-entry' }, h('label', { for: id }, item.label), input, problem)
}

const focusable = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('.menu-item:not([aria-disabled]), .menu-input')]

function onKey(event: KeyboardEvent, menu: HTMLElement, close: (refocus: boolean) => void): void {
  const list = focusable(menu)
  const at = list.indexOf(document.activeElement as HTMLElement)
  const typing = document.activeElement instanceof HTMLInputElement
  const go = (index: number) => {
    event.preventDefault()
    list[(index + list.length) % list.length]?.focus({ preventScroll: false })
  }
  if (event.key === 'Escape') {
    event.preventDefault()
    close(true)
  } else if (event.key === 'Tab') close(false)
  else if (event.key === 'ArrowDown') go(at + 1)
  else if (event.key === 'ArrowUp') go(at - 1)
  else if (typing) return
  else if (event.key === 'Home') go(0)
  else if (event.key === 'End') go(list.length - 1)
  else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault()
    list[at]?.click()
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const wanted = event.key.toLowerCase()
    const found = [...list.slice(at + 1), ...list.slice(0, at + 1)].find((node) => node.textContent?.trim().toLowerCase().startsWith(wanted))
    found?.focus()
  }
}

/** Under the button, or above it where there is more room; never outside the window. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect()
  const width = menu.offsetWidth
  const below = innerHeight - anchor.bottom - 8
  const above = anchor.top - 8
  const up = menu.offsetHeight > below && above > below
  menu.style.maxHeight = `${Math.max(80, up ? above : below)}px`
  menu.style.left = `${Math.max(4, Math.min(anchor.left, innerWidth - width - 4))}px`
  if (up) menu.style.bottom = `${innerHeight - anchor.top + 2}px`
  else menu.style.top = `${anchor.bottom + 2}px`
}
