/**
 * First members that are said by themselves: \sigma_1^2 = s beside \sigma_t^2 = \omega + \alpha r_{t-1}^2, which reaches back before the
 * first r at t = 1. A sum from there on is that of the first, and the sum of the others.
 */
import { mapTerms, occurs } from '../../order.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import type { Family } from '../grammar/grammar.ts'
import { freeNames, ordered, substitute } from '../terms/terms.ts'

/** How many members from the first on may be said by themselves. */
const FIRST = [0, 1, 2]

/**
 * What a member is by its index: what is said of the first ones, where what is said of all reaches back before them, or is said of those
 * behind them alone: a_0 = h_M and a_n = 2 h_{M-n} for n \ge 1.
 */
export function withFirsts(
  all: Term,
  base: string,
  index: string,
  startOf: (name: string) => Term | undefined,
  says: (words: RegExp) => boolean,
): Term {
  const isBack = occurs(all, 'component') && ordered(all).some((term) => reachesBack(term, index))
  return FIRST.reduceRight((general, number) => {
    const first = isBack || says(isBehind(number)) ? startOf(`${base}_${number}`) : undefined
    const condition = applyTerm('eq', [nameTerm(index), numberTerm(number)])
    return first === undefined ? general : applyTerm('where', [condition, { ...first, label: all.label }, general], all.range)
  }, all)
}

/** n \ge 1, n > 0, n = 1, 2, \dots, n \neq 0: what is said behind the member of this number. */
const isBehind = (number: number): RegExp =>
  new RegExp(
    String.raw`(?<![a-zA-Z\\])[i-nt]\s*(?:(?:\\geq?(?:slant)?(?![a-z])|≥)\s*${number + 1}|(?:>|\\gt(?![a-z]))\s*${number}|\\neq?(?![a-z])\s*${number}|=\s*${number + 1}\s*,|\\in\s*\\\{\s*${number + 1}\s*,)(?![.\d])`,
  )

/** r_{t-1} */
function reachesBack(term: Term, index: string): boolean {
  const places = term.kind === 'apply' && term.op === 'component' ? term.args.slice(1) : []
  return places.some((place) => {
    const [letter, step] = place.kind === 'apply' && place.op === 'add' ? place.args : []
    return letter?.kind === 'name' && letter.name === index && (step?.kind === 'apply' ? step.op === 'neg' : isNegative(step))
  })
}

const isNegative = (term: Term | undefined): boolean => term?.kind === 'number' && term.value.value < 0

/** The number at which a condition chooses a first member. */
function numberIn(term: Term, index: string): number | undefined {
  const [condition] = term.kind === 'apply' && term.op === 'where' ? term.args : []
  const [letter, number] = condition?.kind === 'apply' && condition.op === 'eq' ? condition.args : []
  return letter?.kind === 'name' && letter.name === index && number?.kind === 'number' ? number.value.asInteger : undefined
}

/** What a sum or product begins with apart, and what it runs over then, from where on. */
export interface Apart {
  readonly firsts: readonly Term[]
  readonly low: Term | undefined
  readonly body: Term
}

/** The first members that are said by themselves apart from the others. */
export function firstsApart(body: Term, index: string, low: Term | undefined): Apart {
  const from = low?.kind === 'number' ? low.value.asInteger : undefined
  if (low === undefined || from === undefined || !occurs(body, 'where')) return { firsts: [], low, body }
  const numbers = ordered(body).flatMap((term) => numberIn(term, index) ?? [])
  if (numbers.length === 0) return { firsts: [], low, body }
  const chosen = (at: (number: number) => boolean): Term =>
    mapTerms(body, (term) => {
      const number = numberIn(term, index)
      return number === undefined || term.kind !== 'apply' ? term : (term.args[at(number) ? 1 : 2] as Term)
    })
  const firsts: Term[] = []
  let next = from
  for (; numbers.includes(next); next++) {
    const first = chosen((number) => number === next)
    firsts.push(freeNames(first).has(index) ? substitute(first, new Map([[index, numberTerm(next)]])) : first)
  }
  return { firsts, low: numberTerm(next, low.range), body: chosen(() => false) }
}

/** \sigma_t^2 where it is the square that is said. */
export const withoutRoots = (body: Term): Term =>
  !occurs(body, 'sqrt')
    ? body
    : mapTerms(body, (term) => {
        const [base, exponent] = term.kind === 'apply' && term.op === 'power' ? term.args : []
        const isSquared = exponent?.kind === 'number' && exponent.value.asInteger === 2
        return isSquared && base?.kind === 'apply' && base.op === 'sqrt' && base.label?.kind === 'variable' ? (base.args[0] as Term) : term
      })

/** u_k = -K x_k looks at no step before: it holds of the first as well. */
export function isOfOneStep(body: Term, index: string): boolean {
  return ordered(body).every(
    (term) =>
      term.kind !== 'apply' || term.op !== 'component' || term.args.slice(1).every((place) => place.kind === 'name' || !freeNames(place).has(index)),
  )
}

/** All that the text says by an index, as far as it is used in this. */
function familiesIn(body: Term, familyOf: (name: string) => Family | undefined): ReadonlyMap<string, Family> {
  const found = new Map<string, Family>()
  const bodies = [body]
  for (const one of bodies)
    for (const term of ordered(one)) {
      const [base, , more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
      const family = base?.kind !== 'name' || more !== undefined || found.has(base.name) ? undefined : familyOf(base.name)
      if (base?.kind !== 'name' || family === undefined) continue
      found.set(base.name, family)
      bodies.push(family.body)
    }
  return found
}

/** Does a step use data of its own place, the y_t of a_{t+1} = a_t + K_t (y_t - a_t), also by way of what is said of v_t? */
function goesAlongData(step: Family, families: ReadonlyMap<string, Family>): boolean {
  const seen = new Set([step])
  for (const { body, own } of seen)
    for (const term of ordered(body)) {
      const [base, place, more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
      if (base?.kind !== 'name' || more !== undefined || place?.kind !== 'name' || place.name !== own[0]) continue
      const family = families.get(base.name)
      if (family === undefined) return true
      if (family.ahead === 0) seen.add(family)
    }
  return false
}

/** What the text says of families, and in words. */
interface Spoken {
  familyOf(base: string, count: number): Family | undefined
  says(words: RegExp): boolean
}

/** Do data go into steps that this is made of, of none of which the text says what there is at 0? */
export function beginsWithData(body: Term, known: Spoken): boolean {
  const families = familiesIn(body, (name) => known.familyOf(name, 1))
  const steps = [...families].filter(([, { ahead }]) => ahead > 0)
  return steps.every(([base]) => !speaksOf(known, base, 0)) && steps.some(([, family]) => goesAlongData(family, families))
}

/** Does the text have P_1, this with this number below? */
export function speaksOf({ says }: Pick<Spoken, 'says'>, base: string, number: number): boolean {
  const written = base.length > 1 ? `\\\\${base}` : `(?<![a-zA-Z\\\\])${base}`
  return /^[a-zA-Z]+$/.test(base) && says(new RegExp(`${written}\\s*_\\s*\\{?\\s*${number}(?!\\d)`))
}
