/** What plain text declares in words and sets: w and x are vectors, A ∈ ℝ^(m×n). */
import { type Shape, shapeOf } from '../../shape.ts'
import { spelledOut } from './greek.ts'
import { identifier } from './tokens.ts'

export interface Declarations {
  /** The text with blanks in the place of what declares. */
  readonly text: string
  readonly names: ReadonlyMap<string, { readonly rank: number; readonly shape?: Shape }>
}

const NAME = String.raw`[\p{L}][\p{L}\p{N}_₀-₉]*`
/** Several names only where nothing else can stand before them: a = b c, A ∈ ... declares A. */
const LEAD = String.raw`(?:(?:^\s*|\b(?:where|with|let|for|given|here|and)\s+|(?<=[,;]\s{0,4}))(?<list>${NAME}(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+)${NAME})*)|(?<![\p{L}\d_])(?<name>${NAME}))`
const WORDS = new RegExp(
  String.raw`,?\s*${LEAD}\s+(?:is|are|be|denotes?)\s+(?:an?\s+|the\s+)?(?:[\p{L}-]+\s+){0,2}?(?<kind>vector|matrix|matrices|scalar|number)s?\b[^\n.;,]*`,
  'gimu',
)
const SETS = new RegExp(
  String.raw`,?\s*${LEAD}\s*(?:∈|\bin\b)\s*[ℝR](?:\^?[({]?(?<lengths>[\p{L}\d]{1,3}(?:\s*[×x*]\s*[\p{L}\d]{1,3})?|[ⁿᵐᵏᵖᵈ⁰¹²³⁴-⁹]+(?:[ˣ×][ⁿᵐᵏᵖᵈ⁰¹²³⁴-⁹]+)?)[)}]?)?(?![\p{L}\d])`,
  'gimu',
)
const POINT = String.raw`\(\s*${NAME}(?:\s*,\s*${NAME})+\s*\)`
/** (x, y) ∈ ℝ², the points (x₁, y₁), …, (xₙ, yₙ) in R^2: what is a coordinate is a number. */
const POINTS = new RegExp(
  String.raw`(?:\b(?:where|with|let|for|given|here|and)\s+)?(?:\b(?:the|all|some|an?|data)\s+)*(?:\bpoints?\s+)?(?<points>${POINT}(?:\s*,\s*(?:(?:…|\.{3})\s*,\s*)?${POINT})*)\s*(?:∈|\b(?:(?:is|are|be)\s+)?in\b)\s*[ℝR]\^?(?<size>[²³⁴-⁹\d])(?![\p{L}\d])`,
  'gimu',
)
const RAISED = 'ⁿnᵐmᵏkᵖpᵈdˣx⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9'

/** Raised letters and digits as plain ones. */
const lowered = (raised: string): string => [...raised].map((c) => (RAISED.indexOf(c) % 2 === 0 ? RAISED[RAISED.indexOf(c) + 1] : c)).join('')

/** Of which matrix the vectors x_i are the rows or columns. */
export interface Rows {
  readonly matrix: string
  readonly columns: boolean
}

const VECTOR = String.raw`(?<vector>\p{L}\w*?)_?(?:\[?[a-z]\]?|[ᵢⱼₖₙ])(?:\^T|ᵀ|')?`
const MATRIX = String.raw`(?<which>row|column)s?\s+(?:VECTOR\s+)?(?:[a-z]\s+)?of\s+(?<size>[^.;,\n=]*?)(?<matrix>\p{Lu})(?![\p{L}\d_])(?<shape>\s*\([^()\n]*\))?`
const ROWS = [
  new RegExp(
    String.raw`(?<![\p{L}\d_])${VECTOR}\s+(?:(?:is|are|be|denotes?|being)\s+)?(?:the\s+)?(?:[a-z]-?(?:th|st)\s+)?${MATRIX.replace('VECTOR', '')}`,
    'gu',
  ),
  new RegExp(MATRIX.replace('(?:VECTOR\\s+)?', `${VECTOR}\\s+`), 'gu'),
]

/** What a text says of rows: "x_i is the i-th row of the n x d matrix X", "the rows x_i of X". */
export function rowsIn(text: string): ReadonlyMap<string, Rows & { readonly shape?: Shape }> {
  const found = new Map<string, Rows & { shape?: Shape }>()
  if (!/\b(?:row|column)s?\b/.test(text)) return found
  for (const pattern of ROWS)
    for (const { groups } of text.matchAll(pattern)) {
      const { vector = '', which, size = '', matrix = '', shape = '' } = groups ?? {}
      const [, m, n] = /\b(\w{1,3})\s*(?:x|×|by)\s*(\w{1,3})\b/.exec(`${size} ${shape}`) ?? []
      const lengths = m === undefined ? undefined : shapeOf([m, n as string].map((part) => (/^\d+$/.test(part) ? Number(part) : part)))
      found.set(spelledOut(identifier(vector)), {
        matrix: spelledOut(identifier(matrix)),
        columns: which === 'column',
        ...(lengths && { shape: lengths }),
      })
    }
  return found
}

/** "3 components", "of length n", "in 3 dimensions". */
function lengthIn(words: string): Shape | undefined {
  const length =
    /\b(\d+)[\s-]+(?:components?|entries|elements|coordinates|dimensions|dimensional)\b|\b(?:length|size|dimension)\s+(?:of\s+)?(\d+|[a-z])\b/i.exec(
      words,
    )
  const said = length?.[1] ?? length?.[2]
  return said === undefined ? undefined : shapeOf([/^\d/.test(said) ? Number(said) : said])
}

/** The declarations of a text. */
export function declaredIn(text: string): Declarations {
  const names = new Map<string, { rank: number; shape?: Shape }>()
  if (!/[∈ℝ]|\b(?:vector|matri|scalar|number)|\bin R/.test(text)) return { text, names }
  let masked = text
  const declare = (all: string, rank: number, shape?: Shape): void => {
    for (const name of all.split(/\s*,\s*and\s+|\s*,\s*|\s+and\s+/))
      names.set(spelledOut(identifier(name)), { rank, ...(shape === undefined ? {} : { shape }) })
  }
  masked = masked.replace(POINTS, (whole: string, ...rest: unknown[]) => {
    const { points = '', size = '' } = rest.at(-1) as { points?: string; size?: string }
    const each = points.split(/\)[^(]*/).flatMap((point) => (point === '' ? [] : [point.replace('(', '').trim()]))
    if (each.some((point) => point.split(',').length !== Number(lowered(size)))) return whole
    for (const point of each) declare(point, 0, shapeOf([]))
    return whole.replaceAll(/[^\n]/g, ' ')
  })
  for (const pattern of [SETS, WORDS])
    masked = masked.replace(pattern, (whole: string, ...rest: unknown[]) => {
      const { list, name, kind, lengths } = rest.at(-1) as { list?: string; name?: string; kind?: string; lengths?: string }
      const all = list ?? name ?? ''
      if (kind !== undefined) declare(all, /^v/i.test(kind) ? 1 : /^m/i.test(kind) ? 2 : 0, /^v/i.test(kind) ? lengthIn(whole) : undefined)
      else {
        const plain = lowered(lengths ?? '')
        const parts = plain === '' ? [] : plain.split(/\s*[×*]\s*|(?<=[^x\s])\s*x\s*(?=[^x\s])/)
        const shape = shapeOf(parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part)))
        declare(all, shape.length, shape)
      }
      return whole.replaceAll(/[^\n]/g, ' ')
    })
  return { text: masked, names }
}
