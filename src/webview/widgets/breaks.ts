/** Where the lines of a typeset formula break: before a sign, as textbooks break displays, and never inside brackets. KaTeX breaks behind every sign. */

const is = (node: Element | undefined | null, ...names: string[]): boolean => names.some((name) => node?.classList.contains(name) ?? false)

/** How many more brackets open than close in a part; KaTeX writes brackets side by side as one atom. */
const opened = (part: Element): number =>
  [...part.children].reduce((depth, atom) => {
    const raised = atom.querySelector(':scope > .msupsub')?.textContent ?? ''
    const brackets = Math.max(1, (atom.textContent?.length ?? 0) - raised.length)
    return depth + (is(atom, 'mopen') ? brackets : is(atom, 'mclose') ? -brackets : 0)
  }, 0)

/** The last atom of a part, and the spaces behind it. */
function endOf(part: Element): { atom: Element | null; spaces: Element[] } {
  const spaces: Element[] = []
  let atom = part.lastElementChild
  for (; atom && is(atom, 'mspace') && !is(atom, 'allowbreak'); atom = atom.previousElementSibling) spaces.unshift(atom)
  return { atom, spaces }
}

/** A line may break between the parts of what KaTeX has put into a node: moves their atoms to where the breaks belong. */
export function placeBreaks(node: HTMLElement): void {
  for (const line of node.querySelectorAll('.katex-display > .katex > .katex-html')) {
    joinBrackets(line)
    for (const part of line.children) {
      const next = part.nextElementSibling
      if (is(part, 'katex-base') && is(next, 'katex-base')) moveSign(part, next as Element)
    }
  }
}

/** Parts between which a bracket is open become one, unless a break is asked for there. Brackets that do not pair are no brackets: ]0, 1[. */
function joinBrackets(line: Element): void {
  const parts = [...line.children]
  if (parts.reduce((depth, part) => depth + opened(part), 0) !== 0) return
  let depth = 0
  let last: Element | undefined
  for (const part of parts) {
    const joins = depth > 0 && last !== undefined && is(last, 'katex-base') && is(part, 'katex-base') && !is(endOf(last).atom, 'allowbreak')
    depth += opened(part)
    if (joins) {
      last?.append(...part.children)
      part.remove()
    } else last = part
  }
}

/** The sign at the end of a part, with the space behind it, goes to the start of the next one. */
function moveSign(part: Element, next: Element): void {
  const { atom, spaces } = endOf(part)
  // Each part begins with a strut as high as the part is.
  if (atom && is(atom, 'mrel', 'mbin')) next.firstElementChild?.after(atom, ...spaces)
}
