/**
 * Shifted indices: Σ_i (x_{i+1} - x_i)² reaches along a vector with two feet. Each component with the running index becomes
 * the component of a slice, so that afterwards all slices run together.
 */

import { mapTerms, partsOf } from '../order.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'
import type { Grammar } from './grammar.ts'
import { ordered } from './terms.ts'

/**
 * The body over slices; undefined where no index is shifted, or the slices cannot be told from the bounds. What is said to end where
 * the index does, u_1, ..., u_{T-1}, is as long as the sum.
 */
export function overSlices(
  body: Term,
  index: string,
  low: Term | undefined,
  high: Term | undefined,
  endsThere: (name: string) => boolean = () => false,
): Term | undefined {
  const shifts = new Map<Term, number>()
  /** How far each name reaches. */
  const reach = new Map<string, number>()
  const terms = ordered(body)
  for (const term of terms) {
    if (term.kind !== 'apply' || term.op !== 'component') continue
    for (const arg of term.args.slice(1)) {
      if (!mentions(arg, index)) continue
      const shift = shiftOf(arg, index)
      if (shift === undefined) return undefined
      shifts.set(arg, shift)
      if (term.args[0]?.kind === 'name') reach.set(term.args[0].name, Math.max(shift, reach.get(term.args[0].name) ?? shift))
    }
  }
  const all = [...shifts.values()]
  if (all.every((shift) => shift === 0)) return undefined
  const [least, most] = [Math.min(...all), Math.max(...all)]
  // Without bounds the index runs as far as all of its components exist.
  const from = low === undefined ? 1 - least : low.kind === 'number' ? low.value.asInteger : undefined
  const to = high === undefined ? { at: -most, symbolic: true } : endOf(high)
  if (from === undefined || to === undefined || from + least < 1 || (to.symbolic && to.at + most > 0)) return undefined
  // An index that is also a value (i x_{i+1}) would lose its count.
  for (const term of terms) {
    if (term.kind === 'apply' && term.op === 'component') continue
    if (partsOf(term).some((part) => part.kind === 'name' && part.name === index) && !shifts.has(term)) return undefined
  }
  const named = high?.kind === 'apply' ? high.args[0] : high
  const length = named?.kind === 'name' && to.at + most === 0 ? named.name : undefined
  return mapTerms(body, (term, original) => {
    if (term.kind !== 'apply' || term.op !== 'component' || original.kind !== 'apply') return term
    const [base, ...indices] = term.args as [Term, ...Term[]]
    const own = base.kind === 'name' && to.symbolic && endsThere(base.name) ? (reach.get(base.name) ?? most) : undefined
    const last = own === undefined ? to.at : -own
    const places: Term[] = []
    const place = (value: number): number => places.push(numberTerm(value))
    const items = original.args.slice(1).map((arg) => {
      const shift = shifts.get(arg)
      if (shift === undefined) return {}
      const start = from + shift - 1
      const stop = last + shift
      return { ...(start === 0 ? {} : { start: place(start) }), ...(to.symbolic && stop === 0 ? {} : { stop: place(stop) }) }
    })
    // Up to n, or n - 1 with x_{i+1}, says what the length of the axis is called.
    const axis = original.args.slice(1).findIndex((arg) => shifts.has(arg))
    const slice = applyTerm('index', [base, ...places], term.range, { items, ...(length === undefined || own !== undefined ? {} : { length, axis }) })
    return {
      ...term,
      args: [
        slice,
        ...indices.map((arg, k) => (shifts.has(original.args[k + 1] as Term) ? ({ kind: 'name', name: index, range: arg.range } as const) : arg)),
      ],
    }
  })
}

/** \delta_i = t_{i+1} - t_i of any i, over slices: there is one less of what is made so. */
export function withNext(body: Term, own: readonly string[]): Term {
  const [index] = own
  const shifts = ordered(body).flatMap((term) =>
    term.kind === 'apply' && term.op === 'component' ? term.args.slice(1).map((arg) => shiftOf(arg, index ?? '')) : [],
  )
  const isNext = own.length === 1 && shifts.includes(0) && shifts.includes(1) && shifts.every((shift) => shift === 0 || shift === 1)
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

/** c in i + c. */
function shiftOf(term: Term, index: string): number | undefined {
  if (term.kind === 'name') return term.name === index ? 0 : undefined
  if (term.kind !== 'apply' || term.op !== 'add' || term.args.length !== 2) return undefined
  const [a, b] = term.args as [Term, Term]
  if (a.kind === 'name' && a.name === index) return integerOf(b)
  return b.kind === 'name' && b.name === index ? integerOf(a) : undefined
}

const mentions = (term: Term, index: string): boolean => ordered(term).some((part) => part.kind === 'name' && part.name === index)

/** Whether the text says "u_1, \dots, u_{T-1}", up to what an index runs to. */
export function isSaidUpTo(g: Grammar, name: string, high: Term | undefined): boolean {
  const end = high === undefined ? undefined : endOf(high)
  const [of] = high?.kind === 'apply' ? high.args : []
  if (end?.symbolic !== true || end.at >= 0 || of?.kind !== 'name' || !/^\w+$/.test(`${name}${of.name}`)) return false
  return g.surroundings.says(new RegExp(String.raw`\b${name}\}?_\{?1\}?\s*,[^$.;]{0,40}?\b${name}\}?_\{\s*${of.name}\s*-\s*${-end.at}\s*\}`))
}
