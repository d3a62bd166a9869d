/**
 * Which terms stand for one array, and which for a part of another: what is written into a part, b = a[1:], is seen in the whole and in
 * its other parts. Values are terms, which never change; an array is known by the term that was first made for it.
 */
import type { Range } from '../../../api.ts'
import type { Attributes } from '../../../expr.ts'
import { applyTerm, type NameTerm, nameTerm, ReadError, type Term } from '../../term.ts'

/** What stands for a variable in all rounds of a loop: a name that no text can spell. */
export const placeholderFor = (name: string): NameTerm => nameTerm(`${name} `)
export const isPlaceholder = (term: Term): boolean => term.kind === 'name' && term.name.endsWith(' ')

/** How a part is taken of an array, and what the array is when another part stands in its place. Both throw ReadError where that is not known. */
export interface Taking {
  take(whole: Term): Term
  put(whole: Term, part: Term): Term
  /** The part is what one place of the array holds: once another thing is put there, it is no part any more (JavaScript, Java, Go). */
  readonly isHeld?: boolean
  /** The components do not lie one after the other in memory: in another shape they may be a copy. */
  readonly isScattered?: boolean
}

/** What a part is a part of. */
export interface View {
  readonly of: Term
  readonly taking: Taking
  /** Where it was taken, where it may as well be a copy: a slice of a list is one, a slice of an array is none. */
  readonly perhaps?: Range
}

const origins = new WeakMap<Term, Term>()
const views = new WeakMap<Term, View>()

/** The term that was first made for the array. */
export const originOf = (term: Term): Term => origins.get(term) ?? term

/** A term written anew (with another name) for the same array. */
export function sameArray<T extends Term>(copy: T, of: Term): T {
  origins.set(copy, originOf(of))
  return copy
}

export const viewOf = (term: Term): View | undefined => views.get(originOf(term))

/** The part as one of an array. */
export function partOf(part: Term, of: Term, taking: Taking, perhaps?: Range): Term {
  // Of one term several arrays may be made: rows of zeros.
  const own = { ...part }
  views.set(own, { of, taking, perhaps })
  return own
}

/** What an array is whose transpose is this. */
export const turned = (_whole: Term, part: Term): Term => applyTerm('transpose', [part], part.range)

/** The transpose of an array, which has the same components. */
export function transposed(x: Term, range: Range, attributes?: Attributes): Term {
  const take = (whole: Term): Term => applyTerm('transpose', [whole], range, attributes)
  return partOf(take(x), x, { take, put: turned, isScattered: true })
}

/** A part of which it is not known how it is written into. */
export function untaken(what: string, range: Range): Taking {
  const refuse = (): never => {
    throw new ReadError(what, range, 'write into a copy, or into the array itself')
  }
  return { take: refuse, put: refuse }
}

/** What an array was before it was changed: it is still that array. */
const earlier = new WeakMap<Term, Term>()
/** The term that was made for the array before anything was written into it. */
export const firstOf = (term: Term): Term => earlier.get(originOf(term)) ?? originOf(term)
export const changedFrom = (now: Term, before: Term): void => void earlier.set(originOf(now), firstOf(before))
export const isSameArray = (a: Term, b: Term): boolean => firstOf(a) === firstOf(b)

/** Where an array was made that may share its components with another, or be a copy. */
export function perhapsPart(term: Term): Range | undefined {
  for (let view = viewOf(term); view !== undefined; view = viewOf(view.of)) if (view.perhaps !== undefined) return view.perhaps
  return undefined
}

/** Of which two arrays a term is one, by a condition. */
const choices = new WeakMap<Term, readonly Term[]>()
export function eitherOf(term: Term, a: Term, b: Term): Term {
  if (isSameArray(a, b)) return term
  const own = { ...term }
  choices.set(own, [a, b])
  return own
}

/** Whether a term is one of two arrays by a condition. */
export const isEither = (term: Term): boolean => choices.has(originOf(term))

/** Whether a term may be this very array, or be so by a condition. */
export function mayBe(term: Term, array: Term): boolean {
  const open = [term]
  for (const each of open) {
    if (isSameArray(each, array)) return true
    open.push(...(choices.get(originOf(each)) ?? []))
  }
  return false
}
