/** A few words for building the page: elements with attributes and children, and replacing content without losing the focus. */

export type Child = Node | string | number | null | undefined | false

export interface Properties {
  class?: string
  /** Survives a rebuild of the content: the element with the same key gets the focus back. */
  key?: string
  on?: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void }
  [attribute: string]: unknown
}

/** An element. Attributes that are false, null or undefined are left out, true ones are empty; there is no style attribute: the page's policy forbids it. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Properties = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on' || value === undefined || value === null || value === false) continue
    if (name === 'key') node.dataset.key = String(value)
    else node.setAttribute(name, value === true ? '' : String(value))
  }
  for (const [type, listener] of Object.entries(properties.on ?? {})) node.addEventListener(type, listener as EventListener)
  append(node, children)
  return node
}

/** Adds children; strings become text, never markup. */
export function append(node: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue
    node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)))
  }
}

/** Replaces what a node holds in one go; the focus stays on the element with the same key. */
export function replace(node: HTMLElement, ...children: Child[]): void {
  const active = document.activeElement
  const key = active instanceof HTMLElement && node.contains(active) ? active.dataset.key : undefined
  const fragment = document.createDocumentFragment()
  append(fragment, children)
  node.replaceChildren(fragment)
  if (key === undefined) return
  const again = [...node.querySelectorAll<HTMLElement>('[data-key]')].find((candidate) => candidate.dataset.key === key)
  again?.focus({ preventScroll: true })
}

/** Content that is rebuilt only when the data it shows has changed. */
export function slot(node: HTMLElement): (data: unknown, build: () => Child[]) => void {
  let shown: string | undefined
  return (data, build) => {
    const wanted = JSON.stringify(data)
    if (wanted === shown) return
    shown = wanted
    replace(node, ...build())
  }
}

/** Shows or hides without moving anything else into existence. */
export function toggle(node: HTMLElement, visible: boolean): void {
  node.hidden = !visible
}

let counter = 0
/** A new id for aria references. */
export const freshId = (prefix: string): string => `${prefix}-${++counter}`

/** A function that runs once in the next frame, however often it was asked for. */
export function eachFrame(run: () => void): { (): void; cancel(): void } {
  let pending = 0
  const ask = () => {
    if (pending) return
    pending = requestAnimationFrame(() => {
      pending = 0
      run()
    })
  }
  return Object.assign(ask, {
    cancel() {
      cancelAnimationFrame(pending)
      pending = 0
    },
  })
}
