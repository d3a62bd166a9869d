/** Which sums are written out, and up to where what is said step by step goes. */

import { overParts } from '../../order.ts'
import { isLabel } from '../../ranks/indexed.ts'
import { type BinderTerm, type NameTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import type { Surroundings } from '../grammar/grammar.ts'
import { ordered } from '../terms/terms.ts'

/** What is asked of the text where sums are written out. */
export type Known = Pick<Surroundings, 'familyOf' | 'startOf' | 'firstsOf' | 'lengthsOf' | 'numberOf' | 'declarationOf' | 'tellRounds' | 'says'>

/** The binders whose rounds must be told apart. */
export function writtenOut(terms: readonly Term[], binders: readonly BinderTerm[], known: Known): ReadonlySet<BinderTerm> {
  const found = new Set<string>()
  for (const term of terms) {
    if (term.kind !== 'apply' || term.op !== 'component') continue
    const [base, ...indices] = term.args as [Term, ...Term[]]
    const family = base.kind === 'name' ? known.familyOf(base.name, indices.length) : undefined
    for (const [k, index] of indices.entries()) {
      if (index.kind === 'name') {
        if (family?.recursive === true && family.steps[k]) found.add(index.name)
      } else if (!isLabel(index)) for (const part of ordered(index)) if (part.kind === 'name') found.add(part.name)
    }
  }
  for (const exponent of matrixExponents(terms, known)) for (const part of ordered(exponent)) if (part.kind === 'name') found.add(part.name)
  // What a bound of theirs hangs on runs outside.
  for (const name of found)
    for (const binder of binders)
      if (binder.index === name)
        for (const bound of [binder.low, binder.high])
          if (bound !== undefined)
            for (const part of ordered(bound)) if (part.kind === 'name' && binders.some((other) => other.index === part.name)) found.add(part.name)
  return new Set(binders.filter(({ index, low, high }) => found.has(index) && low !== undefined && high !== undefined))
}

/** The exponents of matrices that are no numbers: of A^{L-j}. */
function matrixExponents(terms: readonly Term[], known: Known): readonly Term[] {
  return terms.flatMap((term) => {
    const [base, exponent] = term.kind === 'apply' && term.op === 'power' ? term.args : []
    const isOpen = exponent !== undefined && ordered(exponent).every((part) => part.kind === 'name' || part.kind === 'number' || isWhole(part))
    if (base === undefined || !isOpen || exponent.kind === 'number') return []
    const names = ordered(exponent).flatMap((part) => (part.kind === 'name' ? [part.name] : []))
    return isMatrix(base, known) && !names.some((name) => isReal(name, known)) ? [exponent] : []
  })
}

/** The \alpha of L^\alpha, and an s that is said to be any real number: they count no rounds. */
function isReal(name: string, known: Known): boolean {
  const { shape, traits } = known.declarationOf(name) ?? {}
  return GREEK.test(name) || (shape?.length === 0 && traits?.integer !== true && !/^[jklmnKLMNT]$/.test(name))
}
const GREEK = /^(?:alpha|beta|gamma|delta|epsilon|theta|kappa|lambda|mu|nu|rho|sigma)(?:_\w+)?$/

/** Sums and differences, and what is said of them by a sign. */
const isWhole = (term: Term): boolean => term.kind === 'apply' && (term.op === 'add' || term.op === 'neg')

/** A capital that is said to be a matrix, or stands for what is made of one. */
function isMatrix(base: Term, known: Known): boolean {
  const name = base.label?.name ?? (base.kind === 'name' ? base.name : '')
  if (!/^(?:[A-Z]|Gamma|Theta|Lambda|Phi|Psi|Omega)(?:_\w+)?$/.test(name)) return false
  const rank = known.declarationOf(name)?.shape?.length ?? known.declarationOf(name)?.rank ?? (base.kind === 'name' ? base.hint?.rank : undefined)
  if (rank !== undefined) return rank === 2
  const isArray = (term: Term): boolean =>
    (term.kind === 'apply' && /^(?:identity|transpose|inv)$/.test(term.op)) ||
    (term.kind === 'name' && (term.hint?.rank === 2 || known.declarationOf(term.name)?.shape?.length === 2))
  const isRows = base.kind === 'apply' && base.op === 'array' && base.args.every((row) => row.kind === 'apply' && row.op === 'array')
  return base.kind !== 'name' && (isRows || ordered(base).some(isArray))
}

/** Up to where something goes: a name or a number, and how many steps beyond. */
export interface Last {
  readonly bound: string
  readonly beyond: number
}

/** The names h_T and h_{T+1} of what is said step by step, and the \alpha_{T,j}, each with the T up to which it goes. */
export function lastsOf(terms: readonly Term[], running: ReadonlySet<string>, known: Known): ReadonlyMap<Term, Last> {
  const found = new Map<Term, Last>()
  for (const term of terms) {
    const [of, ...places] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    const table =
      of?.kind === 'name' && places.length > 1 ? (known.familyOf(of.name, places.length) ?? known.familyOf(of.name, places.length - 1)) : undefined
    const end = table?.recursive === true ? places.find((_, k) => table.steps[k]) : undefined
    if (end?.kind === 'number') found.set(term, { bound: String(end.value.value), beyond: 0 })
    else if (end?.kind === 'name' && !running.has(end.name) && !table?.own.includes(end.name)) found.set(term, { bound: end.name, beyond: 0 })
    const [, base = '', last = '', sign, steps = 0] =
      (term.kind === 'name' ? /^(\w+?)_([A-Zmn]|[1-9]\d?)(?:_(plus|minus)_([12]))?$/.exec(term.name) : null) ?? []
    const family = base === '' || running.has(last) ? undefined : known.familyOf(base, 1)
    if (family?.recursive === true && family.own[0] !== last) found.set(term, { bound: last, beyond: (sign === 'minus' ? -1 : 1) * Number(steps) })
  }
  for (const exponent of matrixExponents(terms, known))
    for (const part of ordered(exponent)) if (part.kind === 'name' && !running.has(part.name)) found.set(part, { bound: part.name, beyond: 0 })
  return found
}

/** Components counted from 1 where the text counts from 0. */
export function fromZero(root: Term, shifted: ReadonlyMap<string, unknown>): Term {
  const done = new Map<Term, Term>()
  for (const term of ordered(root)) {
    const get = (part: Term): Term => done.get(part) as Term
    const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (term.kind !== 'apply' || base?.kind !== 'name') {
      done.set(term, overParts(term, get))
      continue
    }
    const args = indices.map((index, axis) =>
      index.kind === 'number' && shifted.has(`${base.name} ${axis}`) ? numberTerm(index.value.value + 1, index.range) : get(index),
    )
    done.set(term, { ...term, args: [base, ...args] })
  }
  return done.get(root) as Term
}

/** The x_{t-1} of a sum over k of x_{t-k}, of a t that runs nowhere: a name, as it is where it is written so. */
export function nameAt(base: NameTerm, [given, more]: readonly Term[], [index]: readonly (Term | number)[], range: Term['range']): Term | undefined {
  if (index === undefined || typeof index === 'number' || given?.kind !== 'apply' || more !== undefined || isLabel(given)) return undefined
  let [letter, shift, isPlace] = ['', 0, true]
  const add = (term: Term, sign: number): void => {
    if (term.kind === 'number' && term.value.asInteger !== undefined) shift += sign * term.value.asInteger
    else if (term.kind === 'name' && letter === '' && sign > 0) letter = term.name
    else if (term.kind === 'apply' && term.op === 'neg') add(term.args[0] as Term, -sign)
    else if (term.kind === 'apply' && term.op === 'add') for (const arg of term.args) add(arg, sign)
    else isPlace = false
  }
  add(index, 1)
  if (!isPlace || letter === '') return undefined
  const written = shift === 0 ? letter : `${letter}${shift < 0 ? '-' : '+'}${Math.abs(shift)}`
  const name = `${base.name}_${letter}${shift === 0 ? '' : `_${shift < 0 ? 'minus' : 'plus'}_${Math.abs(shift)}`}`
  return nameTerm(name, range, { latex: `${base.hint?.latex ?? (base.name.length > 1 ? `\\${base.name}` : base.name)}_{${written}}` })
}
