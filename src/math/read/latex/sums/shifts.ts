/**
 * Shifted indices: Σ_i (x_{i+1} - x_i)² reaches along a vector with two feet. Each component with the running index becomes
 * the component of a slice, so that afterwards all slices run together.
 */

import { mapTerms, occurs } from '../../order.ts'
import { gathered } from '../../ranks/gathered.ts'
import { isLabel } from '../../ranks/indexed.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import type { Grammar } from '../grammar/grammar.ts'
import { ordered } from '../terms/terms.ts'
import { goesRound } from './cyclic.ts'
import { furthestOf } from './terminals.ts'

/** What the text says of the ends of what an index runs along. */
export interface Ends {
  /** u_1, ..., u_{T-1} ends where the index does. */
  readonly endsThere?: (name: string) => boolean
  /** x_0, or x_{n+1} where n is named: a number, or a component of x itself, counted from the first or, when negative, from the last. */
  readonly beyond?: (name: string, last?: string) => { readonly value: Term } | { readonly place: number } | undefined
  /** Before the first of x stands its last, and behind the last its first. */
  readonly goesRound?: (name: string, last?: string) => boolean
  /** There is an x_n, though the index does not reach it. */
  readonly reaches?: (name: string, last: string) => boolean
  /** The text says what each of them is, and they are no data. */
  readonly isFamily?: (name: string) => boolean
  /** How far x reaches beyond x_n where the formula has its end by itself: 0 of x_n, 1 of x_{n+1}. */
  readonly furthest?: (name: string, last: string) => number | undefined
  /** Is told that x_0 is the first component. */
  readonly fromZero?: (name: string) => void
}

/** How far the indices of one axis reach, beside the running one. */
interface Reach {
  readonly base: Term
  least: number
  most: number
}

/**
 * The body over slices; undefined where no index is shifted and all of an axis is run along, or the slices cannot be told from the
 * bounds. What the index reaches beyond 1 and n is as the text says, x_0 = x_{n+1} = 0, or else part of the vector.
 */
export function overSlices(body: Term, index: string, low: Term | undefined, high: Term | undefined, ends: Ends = {}): Term | undefined {
  if (!occurs(body, 'component')) return undefined
  const shifts = new Map<Term, number>()
  const reaches = new Map<string, Reach>()
  const keyOf = (base: Term, axis: number): string => `${base.kind === 'name' ? base.name : bases.indexOf(base)} ${axis}`
  const terms = ordered(body)
  const bases = gathered(terms, (term) => (term.kind === 'apply' && term.op === 'component' ? term.args[0] : undefined))
  for (const term of terms) {
    if (term.kind !== 'apply' || term.op !== 'component') continue
    const [base, ...indices] = term.args as [Term, ...Term[]]
    for (const [axis, arg] of indices.entries()) {
      // The s_{t+1} of Q(s_{t+1}, a_{t+1}) says itself how it is shifted.
      if (!mentions(arg, index) || isLabel(arg)) continue
      if (base.kind === 'name' && ends.isFamily?.(base.name) === true) return undefined
      const shift = shiftOf(arg, index)
      if (shift === undefined) return undefined
      shifts.set(arg, shift)
      const key = keyOf(base, axis)
      const reach = reaches.get(key) ?? { base, least: shift, most: shift }
      reach.least = Math.min(reach.least, shift)
      reach.most = Math.max(reach.most, shift)
      reaches.set(key, reach)
    }
  }
  if (shifts.size === 0) return undefined
  const all = [...shifts.values()]
  const [least, most] = [Math.min(...all), Math.max(...all)]
  // Without bounds the index runs as far as all of its components exist.
  const of = high?.kind === 'apply' ? high.args[0] : high
  const last = of?.kind === 'name' ? of.name : undefined
  const isRound = ({ base }: Reach): boolean => base.kind === 'name' && ends.goesRound?.(base.name, last) === true
  const round = least === 0 && most === 0 ? NO_BASES : new Set([...reaches].flatMap(([key, reach]) => (isRound(reach) ? [key] : [])))
  const isAllRound = round.size === reaches.size
  const from = low === undefined ? (isAllRound ? 1 : 1 - least) : low.kind === 'number' ? low.value.asInteger : undefined
  const to = high === undefined ? { at: isAllRound ? 0 : -most, symbolic: true } : endOf(high)
  if (from === undefined || to === undefined || (from + least < 0 && !isAllRound)) return undefined
  let isExtended = false
  for (const reach of reaches.values()) {
    const beyond = reach.base.kind === 'name' && last !== undefined && to.symbolic ? ends.furthest?.(reach.base.name, last) : undefined
    if (beyond === undefined || beyond - to.at <= reach.most) continue
    reach.most = beyond - to.at
    isExtended = true
  }
  const isShifted = least !== 0 || most !== 0 || isExtended
  const isPart = (name: string): boolean => from > 1 || (last !== undefined && to.at < 0 && ends.reaches?.(name, last) === true)
  if (!isShifted && ![...reaches.values()].every(({ base }) => base.kind === 'name' && isPart(base.name))) return undefined
  const ranges = new Map<string, { readonly base: Term; readonly first: number; readonly over: number }>()
  for (const [key, { base, ...own }] of reaches) {
    const name = base.kind === 'name' ? base.name : undefined
    let [first, over] = [1, to.symbolic ? to.at + own.most : 0]
    let [before, behind]: (Term | undefined)[] = []
    if (round.has(key)) {
      const wrapped = roundOf(base, Math.max(0, 1 - from - own.least), Math.max(0, to.at + own.most - (to.symbolic ? 0 : to.at)))
      ranges.set(key, wrapped)
      continue
    }
    if (from + own.least < 1) {
      first = 0
      before = name === undefined ? undefined : edgeOf(base, ends.beyond?.(name))
      if (before === undefined && name !== undefined) ends.fromZero?.(name)
    }
    if (over > 0 && name !== undefined && last !== undefined && over === 1) behind = edgeOf(base, ends.beyond?.(name, last))
    // What begins with x_0 has as many as are run along.
    if (over < 0 && first === 1 && !isExtended && !(name !== undefined && ends.endsThere?.(name) === true)) over = 0
    const edges = [...(before === undefined ? [] : [before]), base, ...(behind === undefined ? [] : [behind])]
    ranges.set(key, { base: edges.length === 1 ? base : applyTerm('concatenate', edges, base.range, { axis: 0 }), first, over })
  }
  const isWhole = to.symbolic && last !== undefined && (to.at + most === 0 || ((!isShifted || isExtended) && to.at < 0))
  const isFull = to.symbolic && last !== undefined
  return mapTerms(body, (term, original) => {
    // An index that is also a value, as in i x_{i+1}, counts on from where it begins.
    if (original.kind === 'name')
      return original.name === index && !shifts.has(original) && from !== 1 ? applyTerm('add', [term, numberTerm(from - 1)], term.range) : term
    if (term.kind !== 'apply' || term.op !== 'component' || original.kind !== 'apply') return term
    if (!original.args.slice(1).some((arg) => shifts.has(arg))) return term
    const indices = term.args.slice(1)
    const givenBase = original.args[0] as Term
    let base = term.args[0] as Term
    const places: Term[] = []
    const place = (value: number): number => places.push(numberTerm(value))
    let named: { length: string; axis: number } | undefined
    const items = original.args.slice(1).map((arg, axis) => {
      const shift = shifts.get(arg)
      if (shift === undefined) return {}
      const range = ranges.get(keyOf(givenBase, axis))
      const { first = 1, over = 0 } = range ?? {}
      if (range !== undefined && range.base !== givenBase) base = range.base
      // Up to n, or n - 1 with x_{i+1}, says what the length of the axis is called.
      // x_0, ..., x_{n-1} are n as well.
      if ((isWhole && first === 1 && over === 0) || (isFull && first === 0 && over === -1)) named = { length: last as string, axis }
      const start = from + shift - first
      const stop = to.symbolic ? to.at + shift - over : to.at + shift - first + 1
      return { ...(start === 0 ? {} : { start: place(start) }), ...(to.symbolic && stop === 0 ? {} : { stop: place(stop) }) }
    })
    const slice = applyTerm('index', [base, ...places], term.range, { items, ...named })
    return {
      ...term,
      args: [
        slice,
        ...indices.map((arg, k) => (shifts.has(original.args[k + 1] as Term) ? ({ kind: 'name', name: index, range: arg.range } as const) : arg)),
      ],
    }
  })
}

const NO_BASES: ReadonlySet<string> = new Set()

/** An array with as many of its last components before it, and of its first behind it. */
function roundOf(base: Term, before: number, behind: number): { readonly base: Term; readonly first: number; readonly over: number } {
  const part = (places: readonly Term[], items: { start?: number; stop?: number }): Term[] => [
    applyTerm('index', [base, ...places], base.range, { items: [items] }),
  ]
  const front = before === 0 ? [] : part([numberTerm(-before)], { start: 1 })
  const back = behind === 0 ? [] : part([numberTerm(behind)], { stop: 1 })
  const whole = before + behind === 0 ? base : applyTerm('concatenate', [...front, base, ...back], base.range, { axis: 0 })
  return { base: whole, first: 1 - before, over: behind }
}

/** What stands before the first or behind the last component, as a vector of one. */
function edgeOf(base: Term, told: ReturnType<NonNullable<Ends['beyond']>>): Term | undefined {
  if (told === undefined) return undefined
  if ('value' in told) return applyTerm('array', [told.value], base.range)
  return applyTerm('array', [applyTerm('index', [base, numberTerm(told.place)], base.range, { items: [{ at: 1 }] })], base.range)
}

/** \delta_i = t_{i+1} - t_i of any i, over slices: there is one less of what is made so. What goes less far is left to the sums. */
export function withNext(body: Term, own: readonly string[]): Term {
  const [index] = own
  const shifts = new Map<string, number[]>()
  for (const term of ordered(body)) {
    if (term.kind !== 'apply' || term.op !== 'component') continue
    const [base, ...places] = term.args
    const name = base?.kind === 'name' ? base.name : ''
    for (const place of places) shifts.set(name, [...(shifts.get(name) ?? []), shiftOf(place, index ?? '') ?? Number.NaN])
  }
  const isNext =
    own.length === 1 && [...shifts.values()].every((all) => all.includes(0) && all.includes(1) && all.every((shift) => shift === 0 || shift === 1))
  return (isNext ? overSlices(body, index as string, undefined, undefined) : undefined) ?? body
}

/** The last index: a number, or how far from the symbolic length n. */
function endOf(high: Term): { at: number; symbolic: boolean } | undefined {
  if (high.kind === 'number') return high.value.asInteger === undefined ? undefined : { at: high.value.asInteger, symbolic: false }
  if (high.kind === 'name') return { at: 0, symbolic: true }
  if (high.kind !== 'apply' || (high.op !== 'add' && high.op !== 'sub') || high.args.length !== 2 || high.args[0]?.kind !== 'name') return undefined
  const offset = integerOf(high.args[1] as Term)
  return offset === undefined ? undefined : { at: high.op === 'sub' ? -offset : offset, symbolic: true }
}

function integerOf(term: Term): number | undefined {
  if (term.kind === 'number') return term.value.asInteger
  if (term.kind !== 'apply' || term.op !== 'neg') return undefined
  const inner = integerOf(term.args[0] as Term)
  return inner === undefined ? undefined : -inner
}

/** c in i + c, however it is put together: 1 + i, i + 2 - 1. */
function shiftOf(term: Term, index: string): number | undefined {
  const { slope, offset } = linearIn(term, index) ?? {}
  return slope === 1 ? offset : undefined
}

/** a i + c with whole numbers; undefined for anything else. */
function linearIn(term: Term, index: string): { readonly slope: number; readonly offset: number } | undefined {
  if (term.kind === 'name') return term.name === index ? { slope: 1, offset: 0 } : undefined
  const whole = integerOf(term)
  if (whole !== undefined) return { slope: 0, offset: whole }
  if (term.kind !== 'apply' || !/^(?:add|neg)$/.test(term.op)) return undefined
  const parts = term.args.map((arg) => linearIn(arg, index))
  if (parts.includes(undefined)) return undefined
  const sign = term.op === 'neg' ? -1 : 1
  const sum = { slope: 0, offset: 0 }
  for (const part of parts as { slope: number; offset: number }[]) {
    sum.slope += sign * part.slope
    sum.offset += sign * part.offset
  }
  return sum
}

const mentions = (term: Term, index: string): boolean => ordered(term).some((part) => part.kind === 'name' && part.name === index)

/** What the text says of the ends of names under a sum up to `high`. */
export function endsOf(g: Grammar, high: Term | undefined, from: number): Ends {
  const { surroundings } = g
  const isSaid = (pattern: string): boolean => surroundings.says(new RegExp(pattern))
  return {
    endsThere: (name) => isSaidUpTo(g, name, high),
    beyond: (name, last) => {
      const beyond = last === undefined ? `${name}_0` : `${name}_${last}_plus_1`
      const known = surroundings.declarationOf(beyond)?.value
      if (typeof known === 'number') return { value: known < 0 ? applyTerm('neg', [numberTerm(-known)]) : numberTerm(known) }
      const given = surroundings.valueOf(beyond)
      if (given?.kind !== 'name') return undefined
      // x_{n+1} = x_1, x_0 = x_n
      if (last !== undefined && given.name === `${name}_1`) return { place: 0 }
      return last === undefined && /^_[a-zA-Z]$/.test(given.name.slice(name.length)) && given.name.startsWith(name) ? { place: -1 } : { value: given }
    },
    goesRound: (name, last) => goesRound(name, last, (words) => surroundings.says(words)),
    reaches: (name, last) =>
      surroundings.declarationOf(name)?.shape?.includes(last) === true || isSaid(String.raw`[a-zA-Z]\}?_\{?\s*${last}\b(?!\s*[-+])`),
    isFamily: (name) => surroundings.isFamily(name, 1),
    furthest: (name, last) => furthestOf(g, name, last),
    fromZero: (name) => g.note(`read ${name}_0 as the first component of ${name}`, g.rangeFrom(from)),
  }
}

/** Whether the text says "u_1, \dots, u_{T-1}", up to what an index runs to. */
function isSaidUpTo(g: Grammar, name: string, high: Term | undefined): boolean {
  const end = high === undefined ? undefined : endOf(high)
  const [of] = high?.kind === 'apply' ? high.args : []
  if (end?.symbolic !== true || end.at >= 0 || of?.kind !== 'name' || !/^\w+$/.test(`${name}${of.name}`)) return false
  return g.surroundings.says(new RegExp(String.raw`\b${name}\}?_\{?1\}?\s*,[^$.;]{0,40}?\b${name}\}?_\{\s*${of.name}\s*-\s*${-end.at}\s*\}`))
}
