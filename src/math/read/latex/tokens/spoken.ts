/** A piece of a formula as a line of text, for notes: σ(θᵀ x_i) of \sigma(\theta^\top x_i). */
import { unicodeName } from '../../../print/identifier.ts'

/** What sets a formula and says nothing. */
const SETTING = /\\(?:left|right|[bB]igg?[lmr]?|displaystyle|textstyle|limits|nolimits|quad|qquad)(?![a-zA-Z])\s*|\\[,;!: ]/g
const FONT = /\\(?:math(?:bf|rm|it|sf|cal|bb|frak)|boldsymbol|bm|text(?:rm|bf|it)?|operatorname\*?)\s*\{([^{}]*)\}/g
const TURNED = /\^\{?\s*(?:\\(?:top|intercal)|\\math(?:sf|rm)\{T\}|\\mathsf\s*T)\s*\}?/g
const FRACTION = /\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g

const SIGNS: ReadonlyMap<string, string> = new Map(
  'cdot· times× odot⊙ otimes⊗ leq≤ le≤ geq≥ ge≥ neq≠ ne≠ in∈ infty∞ nabla∇ partial∂ sum∑ prod∏ int∫ pm± ellℓ to→ mid| lVert‖ rVert‖ lvert| rvert| dots… ldots… cdots…'
    .split(' ')
    .map((entry) => [entry.slice(0, -1), entry.slice(-1)] as const),
)

/** Parentheses around what has several terms. */
const grouped = (text: string): string => (/[-+\s*/·]/.test(text.trim()) ? `(${text})` : text)

/** The text of a piece of TeX; what has no sign of its own keeps its name. */
export function spoken(latex: string): string {
  return latex
    .replace(SETTING, '')
    .replace(FONT, '$1')
    .replace(TURNED, 'ᵀ ')
    .replace(FRACTION, (_, above: string, below: string) => `${grouped(above)}/${grouped(below)}`)
    .replace(/\\\|/g, '‖')
    .replace(/\\([a-zA-Z]+)\*?/g, (_, name: string) => SIGNS.get(name) ?? unicodeName(name))
    .replace(/([_^])\{([^{}]*)\}/g, (_, script: string, inner: string) => script + (inner.length > 1 && script === '^' ? `(${inner})` : inner))
    .replace(/\^2(?!\d)/g, '²')
    .replace(/[{}\\]/g, '')
    .replace(/\s+(?=[)\]|,])|(?<=[([])\s+|\s+$/g, '')
}
