/** Formulas: LaTeX typeset into a node by KaTeX. What comes from the document is hostile: no trust, bounded macros and sizes. */
import katex from 'katex'
import { placeBreaks } from './breaks.ts'
import { h } from './dom.ts'
import { fades } from './scroll.ts'

/** The nodes KaTeX builds before it builds elements; of them, one writes a style attribute, which the page's policy forbids. */
interface SvgNode {
  attributes: Record<string, string>
  toNode(): SVGSVGElement
}
const { SvgNode } = (katex as unknown as { __domTree: { SvgNode: { prototype: SvgNode } } }).__domTree
const plainNode = SvgNode.prototype.toNode
SvgNode.prototype.toNode = function () {
  const { style = '', ...attributes } = this.attributes
  const node = plainNode.call({ ...this, attributes })
  node.style.cssText = style
  return node
}

/** Formulas longer than this are shown as text: typesetting them would hold up the page. */
const longest = 20_000

/** Typesets into the node; what KaTeX refuses is shown as it is written. */
export function typesetInto(node: HTMLElement, tex: string, size: 'text' | 'display' = 'text'): void {
  if (tex.length <= longest) {
    try {
      katex.render(tex, node, { displayMode: size === 'display', throwOnError: true, trust: false, strict: 'ignore', maxExpand: 10_000, maxSize: 20 })
      return
    } catch {
      // Said below by the raw text; an error element of KaTeX would carry an inline style.
    }
  }
  node.textContent = tex
  node.classList.add('raw-tex')
}

/** A formula in a line of text. */
export function formula(tex: string, className = ''): HTMLElement {
  const node = h('span', { class: `formula ${className}` })
  typesetInto(node, tex)
  return node
}

/** A longer definition than this may be torn. */
const unbroken = 100

/** A formula with what is named after it (", \\quad s = ..., \\; t = ..."): a line breaks before a name rather than at its sign. */
function whereBreaks(tex: string): string {
  const at = tex.lastIndexOf(', \\quad ')
  if (at < 0 || !isBalanced(tex.slice(0, at))) return tex
  const definitions = tex.slice(at + 8).split(', \\; ')
  const whole = definitions.map((definition) => (definition.length <= unbroken && isBalanced(definition) ? `{${definition}}` : withSign(definition)))
  return `${tex.slice(0, at)},\\allowbreak\\quad ${whole.join(',\\allowbreak\\; ')}`
}

/** Left sides longer than this may be torn between their arguments. */
const longestLeft = 60

/** A formula with a long list of arguments on the left, f(a, b, ...) = ...: a line may break behind a comma. */
function argumentBreaks(tex: string): string {
  const [left, list = ''] = /^[^=(]*\(([^()=]*)\) = /.exec(tex) ?? []
  if (left === undefined || left.length <= longestLeft || !isBalanced(list)) return tex
  return left.replace(list, () => list.replaceAll(', ', ',\\allowbreak ')) + tex.slice(left.length)
}

/** A definition whose sign stays beside its name, whatever is torn behind it. */
function withSign(definition: string): string {
  const at = definition.indexOf(' = ')
  const name = definition.slice(0, Math.max(0, at))
  return name && isBalanced(name) ? `{${name} =\\;}${definition.slice(at + 3)}` : definition
}

/** Whether braces close where they open, and no \\left or \\begin stands without its \\right or \\end. */
function isBalanced(tex: string): boolean {
  let depth = 0
  for (const [brace] of tex.matchAll(/(?<!\\)[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    if (depth < 0) return false
  }
  const pairs = [
    ['\\left', '\\right'],
    ['\\begin{', '\\end{'],
  ] as const
  return depth === 0 && pairs.every(([open, close]) => tex.split(open).length === tex.split(close).length)
}

/** One formula, or several of which each has a line of its own. */
type Form = string | readonly string[]

/**
 * A formula in a strip of its own: it breaks at top-level signs and scrolls where it cannot.
 * @param narrower other forms of it, for a page that is too narrow for those before
 */
export function strip(tex: string, className = '', narrower: readonly Form[] = []): HTMLElement {
  const typeset = (form: Form): HTMLElement => {
    if (typeof form !== 'string') return h('div', { class: 'strip-lines' }, ...form.map(typeset))
    const inner = h('div', { class: 'strip-formula' })
    typesetInto(inner, argumentBreaks(whereBreaks(form)), 'display')
    placeBreaks(inner)
    return inner
  }
  let shown = typeset(tex)
  const node = h('div', { class: `strip ${className}` }, shown)
  if (narrower.length > 0) {
    const forms = [tex, ...narrower]
    const made = [shown]
    // As wide as the strip and without a height: the form chosen changes the strip's height, and must not call itself.
    const measure = h('div')
    node.appendChild(measure)
    new ResizeObserver(() => {
      // From the first form on each time: only that tells whether there is room for it again.
      for (const [k, form] of forms.entries()) {
        const next = made[k] ?? typeset(form)
        made[k] = next
        shown.replaceWith(next)
        shown = next
        if (node.scrollWidth <= node.clientWidth + 1) break
      }
    }).observe(measure)
  }
  fades(node, { focusable: true })
  return node
}
