/** What is wider than the page scrolls by itself, and fades where it goes on. */

/**
 * Marks the ends beyond which there is more.
 * @param focusable whether a strip that scrolls is to be reached by the keyboard: not where what is in it is
 */
export function fades(node: HTMLElement, { focusable }: { focusable: boolean }): void {
  node.classList.add('fades')
  const mark = () => {
    const hidden = node.scrollWidth - node.clientWidth
    node.classList.toggle('more-left', node.scrollLeft > 1)
    node.classList.toggle('more-right', hidden - node.scrollLeft > 1)
    if (!focusable) return
    if (hidden > 1) node.tabIndex = 0
    else node.removeAttribute('tabindex')
  }
  node.addEventListener('scroll', mark, { passive: true })
  new ResizeObserver(mark).observe(node)
}

/** Scrolls a strip sideways, no further than it takes to see all of a part of it, and a bit of what is beside. */
export function reveal(strip: HTMLElement, part: HTMLElement): void {
  const [outer, inner] = [strip.getBoundingClientRect(), part.getBoundingClientRect()]
  const room = Math.min(32, Math.max(0, (outer.width - inner.width) / 2))
  if (inner.left < outer.left + room) strip.scrollLeft += inner.left - outer.left - room
  else if (inner.right > outer.right - room) strip.scrollLeft += inner.right - outer.right + room
}
