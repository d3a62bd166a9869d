/** The unit vectors \hat{i}, \hat{j}, \hat{k} and \mathbf{i}, \mathbf{j}, \mathbf{k} of plane and space. */
import { mapTerms } from '../../order.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { readBase } from '../names/names.ts'
import { accents, arrows, boldFonts } from '../tokens/symbols.ts'
import { isFree } from './components.ts'
import type { Grammar } from './grammar.ts'

const LETTERS = ['i', 'j', 'k']

/** How such a letter is written in the text. */
const written = (letter: string): RegExp =>
  new RegExp(
    String.raw`\\(?:hat|vec|mathbf|boldsymbol|bm|vb|vu)\s*\{?\s*(?:\\(?:hat|mathbf|boldsymbol|bm)\s*\{?\s*)?\\?${letter}(?:math)?(?![a-zA-Z])`,
  )
const [I, J, K] = LETTERS.map(written) as [RegExp, RegExp, RegExp]

/** The unit vector at the next token; undefined, and nothing read, where none begins. Two of them must stand in the text. */
export function readUnitVector(g: Grammar): Term | undefined {
  const token = g.peek()
  if (token?.kind !== 'command' || !(accents.has(token.text) || arrows.has(token.text) || boldFonts.has(token.text))) return undefined
  const from = g.at
  const base = readBase(g)
  const place = LETTERS.indexOf(/^([ijk])(?:math)?(?:_hat)?$/.exec(base?.name ?? '')?.[1] ?? '')
  const says = (words: RegExp): boolean => g.surroundings.says(words)
  if (base === undefined || place < 0 || g.is('_') || !isFree(g, base.name) || g.isIndex(base.name) || !says(I) || !says(J)) {
    g.at = from
    return undefined
  }
  const dimension = says(K) ? LETTERS.length : 2
  const unit = applyTerm(
    'array',
    Array.from({ length: dimension }, (_, k) => numberTerm(k === place ? 1 : 0)),
    g.rangeFrom(from),
  )
  places.set(unit, place)
  return unit
}

/** Which of the unit vectors a term is. */
const places = new WeakMap<Term, number>()

/** Whether a unit vector comes next. */
export function isUnitVectorAhead(g: Grammar): boolean {
  const from = g.at
  const isThere = readUnitVector(g) !== undefined
  g.at = from
  return isThere
}

/** u \cos v\,\mathbf i + u \sin v\,\mathbf j as the list of its components. */
export const asComponents = (body: Term): Term =>
  mapTerms(body, (term) => {
    if (term.kind !== 'apply' || term.op !== 'add') return term
    const parts = term.args.map(partAlong)
    const [first] = parts
    if (first === undefined || parts.some((part) => part?.dimension !== first.dimension)) return term
    const components = Array.from({ length: first.dimension }, (_, k) => parts.flatMap((part) => (part?.place === k ? [part.factor] : [])))
    return applyTerm(
      'array',
      components.map((terms) => (terms.length === 0 ? numberTerm(0) : terms.length === 1 ? (terms[0] as Term) : applyTerm('add', terms))),
      term.range,
    )
  })

/** What a multiple of a unit vector is, and along which. */
function partAlong(term: Term): { readonly place: number; readonly dimension: number; readonly factor: Term } | undefined {
  if (term.kind === 'apply' && term.op === 'neg') {
    const part = partAlong(term.args[0] as Term)
    return part && { ...part, factor: applyTerm('neg', [part.factor], term.range) }
  }
  const factors = term.kind === 'apply' && term.op === 'product' ? term.args : [term]
  const unit = factors.at(-1)
  const place = unit && places.get(unit)
  if (place === undefined || unit?.kind !== 'apply') return undefined
  const before = factors.slice(0, -1)
  const factor = before.length === 0 ? numberTerm(1) : before.length === 1 ? (before[0] as Term) : applyTerm('product', before, term.range)
  return { place, dimension: unit.args.length, factor }
}
