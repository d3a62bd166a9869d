/**
 * Functions that a formula does not define and shows to take whole vectors: f(x) + λᵀ(Ax - b) adds one number, y - f_θ(x) a vector as long
 * as y, and ∇f(x) is of a number. All others work component by component, as activations do.
 */
import type { Note } from '../../api.ts'
import { isElementwise } from '../../ops/table.ts'
import { mapTerms, orderOf, parentsOf } from '../order.ts'
import type { ApplyTerm, CallTerm, NameTerm, Reading, Term } from '../term.ts'
import { isRow, isUpper, SCALAR_HABIT, summandsOf } from './habits.ts'
import { rankOfTerm } from './rowRanks.ts'
import { unknownLayers } from './unknownLayers.ts'

interface Whole {
  readonly body: Term
  /** Names that are vectors where their functions take such. */
  readonly ranks: ReadonlyMap<string, number>
  readonly notes: readonly Note[]
}

/** What is seen of the value of a function: how many axes it has, and whether it is shown to be no function of components. */
interface Seen {
  readonly rank: number
  readonly whole: boolean
}

/** The body in which such calls say how many axes their values have; undefined where there are none, or all say so. */
export function withWholeCalls({ body, arrays, language }: Reading, order: readonly Term[], names: ReadonlyMap<string, number>): Whole | undefined {
  if (arrays !== undefined || language !== undefined) return undefined
  const layers = unknownLayers(order).terms
  const calls = order.filter((term): term is CallTerm => term.kind === 'call' && !layers.has(term))
  const ranks = new Map<Term, number>()
  for (const term of order) {
    const rank = rankOfTerm(term, names, ranks)
    if (rank !== undefined) ranks.set(term, rank)
  }
  const seen = new Map<CallTerm, Seen[]>(calls.map((call) => [call, []]))
  const see = (call: Term, rank: number, whole: boolean): void => {
    if (call.kind === 'call') seen.get(call)?.push({ rank, whole })
  }
  const parents = parentsOf(order)
  for (const term of order) if (term.kind === 'apply') look(term, ranks, parents, see)
  const found = new Map<string, number>()
  for (const name of new Set(calls.map((call) => call.name))) {
    const own = calls.filter((call) => call.name === name)
    const rank = valueRank(own, seen, ranks, parents)
    if (rank !== undefined) found.set(name, rank)
  }
  const whole = calls.filter(({ name }) => found.has(name))
  const raised = new Map(whole.flatMap((call) => vectorsIn(call, ranks, found.get(call.name) as number)))
  // What was found to be a vector among their arguments stays one.
  const named = [...names].filter(([name, rank]) => rank > 0 && whole.some((call) => call.args.some((arg) => namesIn(arg).has(name))))
  if (whole.every((call) => call.whole === found.get(call.name)) && raised.size === 0) return undefined
  return {
    body: mapTerms(body, (term) => (term.kind === 'call' && found.has(term.name) ? { ...term, whole: found.get(term.name) as number } : term)),
    ranks: new Map([...named, ...raised]),
    notes: [...found].flatMap(([name, rank]): Note[] => {
      const first = whole.find((call) => call.name === name && call.whole === undefined)
      if (first?.range === undefined) return []
      const value = rank === 0 ? 'one number' : rank === 1 ? 'a vector' : 'a matrix'
      return [{ message: `read ${name} as a function of its arguments as a whole, whose value is ${value}`, range: first.range, kind: 'reading' }]
    }),
  }
}

const namesIn = (root: Term): ReadonlySet<string> => new Set(orderOf(root).terms.flatMap((term) => (term.kind === 'name' ? [term.name] : [])))

type See = (call: Term, rank: number, whole: boolean) => void

/** What a term shows of the calls in it. */
function look(term: ApplyTerm, ranks: ReadonlyMap<Term, number>, parents: ReadonlyMap<Term, readonly Term[]>, see: See): void {
  const isSum = ({ kind, op }: ApplyTerm): boolean => kind === 'apply' && /^(?:add|sub|neg)$/.test(op)
  if (isSum(term) && !(parents.get(term) ?? []).some((parent) => parent.kind === 'apply' && isSum(parent))) {
    const parts = summandsOf(term)
    const called = parts.flatMap((part) => callIn(part, ranks, true) ?? [])
    const others = parts.filter((part) => callIn(part, ranks, true) === undefined)
    const most = others.reduce<number>((all, part) => (part.kind === 'number' ? all : Math.max(all, ranks.get(part) ?? 0)), -1)
    // Beside numbers stands a number, and beside vectors a vector; one that is measured by its length is no function of components.
    const isMeasured = (parents.get(term) ?? []).some((parent) => parent.kind === 'apply' && (parent.op === 'norm' || parent.op === 'transpose'))
    if (most === 0) for (const call of called) see(call, 0, true)
    else if (most > 0 || isMeasured) for (const part of parts) see(callIn(part, ranks) ?? part, Math.max(1, most), isMeasured)
  }
  if (term.op === 'norm') see(callIn(term.args[0] as Term, ranks) ?? term, 1, true)
  if (term.op === 'transpose') see(term.args[0] as Term, 1, true)
  // wᵀ φ(x): behind a row stands a column.
  if (term.op === 'product') for (const [k, arg] of term.args.entries()) if (k > 0 && isRow(term.args[k - 1] as Term, ranks)) see(arg, 1, true)
}

/** The call that a term is, but for its sign and factors that are numbers; in sums over an index and functions of numbers only if `inside`. */
function callIn(term: Term, ranks: ReadonlyMap<Term, number>, inside = false): CallTerm | undefined {
  if (term.kind === 'call') return term
  if (inside && term.kind === 'binder' && term.op === 'sum') return callIn(term.body, ranks, true)
  if (term.kind !== 'apply') return undefined
  if (inside && term.args.length === 1 && isElementwise(term.op)) return callIn(term.args[0] as Term, ranks, true)
  if (!/^(?:neg|product|cdot|quotient)$/.test(term.op)) return undefined
  const [found, more] = (term.op === 'quotient' ? term.args.slice(0, 1) : term.args).flatMap((arg) => callIn(arg, ranks, inside) ?? [])
  return more === undefined && term.args.every((arg) => arg === found || (ranks.get(arg) ?? 0) === 0) ? found : undefined
}

/** How many axes the values of a function have that takes its arguments as a whole; undefined of others. */
function valueRank(
  calls: readonly CallTerm[],
  seen: ReadonlyMap<CallTerm, readonly Seen[]>,
  ranks: ReadonlyMap<Term, number>,
  parents: ReadonlyMap<Term, readonly Term[]>,
): number | undefined {
  const said = calls.find(({ whole }) => whole !== undefined)?.whole
  if (said !== undefined) return said
  if (calls.some(({ primes }) => primes !== undefined)) return undefined
  const all = calls.flatMap((call) => seen.get(call) ?? [])
  const most = all.reduce<number>((rank, one) => Math.max(rank, one.rank), -1)
  const ofVectors = calls.every(({ args }) => args.some((arg) => (ranks.get(arg) ?? 0) > 0))
  // A word, as MLP: a layer of its own, not a function of numbers.
  const isWord = calls.every((call) => /^[A-Z][A-Za-z]/.test(call.name) && (parents.get(call) ?? []).every(isOutside))
  if (most === 0) return ofVectors ? 0 : undefined
  if (most > 0) return all.some(({ whole }) => whole) || isWord || calls.some(({ subscript }) => subscript) ? most : undefined
  return isWord && ofVectors ? 0 : undefined
}

/** What may stand around a layer: no product with a matrix, or component by component. */
const isOutside = (parent: Term): boolean => parent.kind !== 'apply' || !/^(?:hadamard|mul|product)$/.test(parent.op)

/** The names among the arguments of a call that are vectors: parameters, and what nothing else is said of where the value is one, or a gradient. */
function vectorsIn({ args, subscript, whole }: CallTerm, ranks: ReadonlyMap<Term, number>, value: number): readonly (readonly [string, number])[] {
  const isOpen = (arg: Term | undefined): arg is NameTerm => arg?.kind === 'name' && (ranks.get(arg) ?? 0) === 0 && !isUpper(arg.name)
  const own = subscript === true ? args.slice(0, -1) : args
  const parameter = subscript === true ? args.at(-1) : undefined
  const ofNumbers = args.every((arg) => (ranks.get(arg) ?? 0) === 0)
  const found = own.flatMap((arg): readonly NameTerm[] => {
    if (isOpen(arg)) return (value > 0 ? ofNumbers || subscript === true : whole === 0) && !isScalarByHabit(arg) ? [arg] : []
    // x₀ of √α x₀ + σ ε: what a vector is added to.
    if ((ranks.get(arg) ?? 0) === 0) return []
    return summandsOf(arg).flatMap((part) => {
      const last = part.kind === 'apply' && part.op === 'product' ? part.args.at(-1) : part
      return ranks.get(part) === 0 && isOpen(last) && !isScalarByHabit(last) ? [last] : []
    })
  })
  return [...found, ...(isOpen(parameter) ? [parameter] : [])].map(({ name }) => [name, 1] as const)
}

const isScalarByHabit = ({ name }: NameTerm): boolean => SCALAR_HABIT.has(name) || /^[ts]$/.test(name)
