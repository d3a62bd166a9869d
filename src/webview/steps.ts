/** The derivation as a tree: rule, piece, result. Pointing at a step or moving to it highlights where it came from. */
import type { Step } from '../protocol.ts'
import type { Context } from './context.ts'
import { h, slot } from './widgets/dom.ts'
import { icon } from './widgets/icons.ts'
import { strip } from './widgets/tex.ts'

/** Steps open to this depth; deeper ones open on demand and are built only then. */
const openDepth = 2

interface Item {
  node: HTMLLIElement
  /** Opens or closes; nothing where there is nothing inside. */
  setOpen?(open: boolean): void
}

/** What is differentiated and what comes of it; the rule filled in has a line of its own, under one sign where there is room for that. */
function equation({ before, filled, after }: Step): HTMLElement {
  if (!filled) return strip(`${before} = ${after}`, 'step-formula')
  const lines = `\\begin{aligned} ${before} &= ${filled} \\\\[0.3em] &= ${after} \\end{aligned}`
  return strip(lines, 'step-formula', [[`${before} = ${filled}`, `{} = ${after}`]])
}

export function steps(context: Context): { node: HTMLElement; update(list: readonly Step[]): void } {
  const node = h('div', { class: 'steps' })
  const show = slot(node)
  const items = new WeakMap<Element, Item>()

  const build = (step: Step, depth: number): HTMLLIElement => {
    const row = h(
      'div',
      { class: 'step-row' },
      h('span', { class: 'step-twist' }, step.steps.length > 0 ? icon('right') : null),
      h('div', { class: 'step-text' }, h('div', { class: 'step-title' }, step.title || step.rule), equation(step)),
    )
    const item = h('li', { class: 'step', role: 'treeitem', tabindex: -1, 'aria-label': step.title || step.rule, 'data-rule': step.rule }, row)
    const range = step.range ?? null
    row.addEventListener('pointerenter', () => context.host.highlight(range))
    row.addEventListener('pointerleave', () => context.host.highlight(null))
    item.addEventListener('focus', () => context.host.highlight(range))
    item.addEventListener('blur', () => context.host.highlight(null))
    if (step.steps.length === 0) {
      items.set(item, { node: item })
      return item
    }
    let group: HTMLUListElement | undefined
    const setOpen = (open: boolean) => {
      item.setAttribute('aria-expanded', String(open))
      if (open && !group) {
        group = h('ul', { class: 'step-group', role: 'group' }, ...step.steps.map((child) => build(child, depth + 1)))
        item.appendChild(group)
      }
      if (group) group.hidden = !open
    }
    setOpen(depth < openDepth)
    items.set(item, { node: item, setOpen })
    row.addEventListener('click', () => {
      // A click that ends a selection of text is not a click on the step.
      if (getSelection()?.isCollapsed !== false) setOpen(item.getAttribute('aria-expanded') !== 'true')
    })
    return item
  }

  const visible = (): HTMLLIElement[] => [...node.querySelectorAll<HTMLLIElement>('.step')].filter((item) => item.closest('ul[hidden]') === null)

  const focus = (item: HTMLElement | null | undefined) => {
    if (!item) return
    for (const other of node.querySelectorAll<HTMLElement>('.step[tabindex="0"]')) other.tabIndex = -1
    item.tabIndex = 0
    item.focus()
  }

  node.addEventListener('keydown', (event) => {
    const current = (event.target as Element).closest<HTMLLIElement>('.step')
    if (!current) return
    const list = visible()
    const at = list.indexOf(current)
    const expanded = current.getAttribute('aria-expanded')
    const actions: Record<string, () => void> = {
      ArrowDown: () => focus(list[at + 1]),
      ArrowUp: () => focus(list[at - 1]),
      Home: () => focus(list[0]),
      End: () => focus(list.at(-1)),
      ArrowRight: () => (expanded === 'false' ? items.get(current)?.setOpen?.(true) : focus(current.querySelector<HTMLElement>('.step'))),
      ArrowLeft: () => (expanded === 'true' ? items.get(current)?.setOpen?.(false) : focus(current.parentElement?.closest<HTMLElement>('.step'))),
      Enter: () => items.get(current)?.setOpen?.(expanded !== 'true'),
      ' ': () => items.get(current)?.setOpen?.(expanded !== 'true'),
    }
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
    if (!action) return
    event.preventDefault()
    action()
  })

  return {
    node,
    update(list) {
      show(list, () => {
        const roots = list.map((step) => build(step, 0))
        const tree = h('ul', { class: 'step-tree', role: 'tree', 'aria-label': 'Steps' }, ...roots)
        if (roots[0]) roots[0].tabIndex = 0
        return [tree]
      })
    },
  }
}
