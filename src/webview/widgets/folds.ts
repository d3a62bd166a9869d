/** Steps, Code, Notes: a row of buttons that open parts in place; what was open stays open from one expression to the next. */
import type { Context } from '../context.ts'
import { freshId, h } from './dom.ts'
import { icon } from './icons.ts'

export interface Fold {
  id: string
  label: string
  content: HTMLElement
  /** Fills the content; called when it opens, and on changes while it is open. */
  fill(): void
}

export interface Folds {
  node: HTMLElement
  /** The label's count and whether the fold is there at all; fills what is open. */
  update(shown: Record<string, { visible: boolean; count?: number; warns?: boolean }>): void
}

/** @param beside what stands at the far end of the row of buttons */
export function folds(context: Context, list: readonly Fold[], beside: HTMLElement): Folds {
  const buttons = list.map((fold) => {
    const id = freshId('fold')
    const label = h('span', {})
    const button = h('button', { type: 'button', class: 'fold', 'aria-controls': id, 'data-fold': fold.id }, icon('right'), label)
    const body = h('div', { class: `fold-body fold-${fold.id}`, id, role: 'region', 'aria-label': fold.label }, fold.content)
    button.addEventListener('click', () => {
      context.state.setOpen(fold.id, !context.state.isOpen(fold.id))
      apply()
    })
    const apply = () => {
      const open = context.state.isOpen(fold.id)
      button.setAttribute('aria-expanded', String(open))
      body.hidden = !open || button.hidden
      if (!body.hidden) fold.fill()
    }
    return { fold, button, label, body, apply }
  })
  const node = h(
    'div',
    { class: 'folds' },
    h('div', { class: 'fold-row' }, h('div', { class: 'fold-buttons' }, ...buttons.map(({ button }) => button)), beside),
    ...buttons.map(({ body }) => body),
  )
  return {
    node,
    update(shown) {
      for (const { fold, button, label, apply } of buttons) {
        const { visible = true, count, warns = false } = shown[fold.id] ?? {}
        button.hidden = !visible
        button.classList.toggle('fold-warns', warns)
        label.textContent = count === undefined ? fold.label : `${fold.label} (${count})`
        apply()
      }
    },
  }
}
