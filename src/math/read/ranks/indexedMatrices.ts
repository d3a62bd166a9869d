/** What the writing of products and sums says of vectors and matrices that there are for each index: g_i x_i, \pi_k \Sigma_k, w_k A_k + \sigma_k^2 I. */

import { holdsThroughout, partsOf } from '../order.ts'
import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { beforeVector, isCapital, isOneOfMany, isRow, isUpper, SCALAR_HABIT } from './habits.ts'

/** Names whose number of axes is known. */
type Ranks = ReadonlyMap<string, number>

/**
 * The factor that has the axes of a product of which some factors have an index: the last, as numbers stand on the left. What is a number by
 * habit, \sigma_i, is passed over where something else could be it. `open`: the factors of which nothing is known.
 */
export function carrierOf({ op, args }: ApplyTerm, open: readonly Term[]): readonly Term[] {
  if (op !== 'product' || open.length < 2 || !args.some((arg) => arg.kind === 'apply' && isOneOfMany(arg))) return []
  const isTurned = (arg: Term): boolean => arg.kind === 'apply' && arg.op === 'transpose'
  if (args.some(isTurned)) return []
  const usual = open.filter((arg) => SCALAR_HABIT.has(baseOf(arg)?.name ?? '') || baseOf(arg)?.name === 'sigma')
  const carrier = open.filter((arg) => !usual.includes(arg)).at(-1) ?? open.at(-1)
  return carrier === undefined ? [] : [carrier]
}

const baseOf = (term: Term): NameTerm | undefined => {
  const base = term.kind === 'apply' && isOneOfMany(term) ? term.args[0] : term
  return base?.kind === 'name' ? base : undefined
}

/** Operations through which a matrix stays one. */
const THROUGH = new Set(['product', 'power', 'quotient', 'add', 'sub', 'neg', 'transpose', 'inv'])

/** Whether it is made of an A_k of which nothing is known, so that it would be a matrix if that is one. */
function isOfOpenCapitals(root: Term, ranks: Ranks): boolean {
  const parts = [root]
  for (const part of parts) {
    if (part.kind === 'binder' && part.op === 'sum') parts.push(part.body)
    if (part.kind !== 'apply') continue
    const base = isOneOfMany(part) ? part.args[0] : undefined
    if (base?.kind === 'name' && isUpper(base.name) && !ranks.has(base.name) && !SCALAR_HABIT.has(base.name)) return true
    if (THROUGH.has(part.op) && parts.length < 100) parts.push(...(part.op === 'power' || part.op === 'quotient' ? part.args.slice(0, 1) : part.args))
  }
  return false
}

/** What is a matrix by its place: before a vector in a softmax, between a row and a column, in a sum with one. */
export const matricesIn = (term: ApplyTerm, known: ReadonlyMap<Term, number>, ranks: Ranks): readonly Term[] => [
  ...beforeVector(term, known),
  ...matricesBetween(term, known, ranks),
  ...besideMatrices(term, known, ranks),
]

/** The (\pi_k \Sigma_k)^{-1} of x_k' (\pi_k \Sigma_k)^{-1} x_k: between a row and a column stands a matrix. */
function matricesBetween({ op, args }: ApplyTerm, known: ReadonlyMap<Term, number>, ranks: Ranks): readonly Term[] {
  const last = args.at(-1) as Term
  if (op !== 'product' || args.length < 3 || known.get(last) !== 1 || isRow(last, known)) return []
  return args.filter((arg, k) => {
    const before = k === 0 || k === args.length - 1 ? undefined : args[k - 1]
    return before !== undefined && (isRow(before, known) || known.get(before) === 2) && isOfOpenCapitals(arg, ranks)
  })
}

/** The w_k A_k of w_k A_k + \sigma_k^2 I, the Q K' of Q K' + B, the \lambda D of X' X + \lambda D: what is added to a matrix is one. */
function besideMatrices({ op, args }: ApplyTerm, known: ReadonlyMap<Term, number>, ranks: Ranks): readonly Term[] {
  if ((op !== 'add' && op !== 'sub') || !args.some((arg) => known.get(arg) === 2)) return []
  return args.filter(
    (arg) => known.get(arg) !== 2 && (isOfOpenCapitals(arg, ranks) || isOpenProduct(arg, known, ranks) || isScaled(arg, known, ranks)),
  )
}

/** \lambda D, (\tau\Sigma)^{-1}, C / n: one capital of which nothing is known, and numbers. */
function isScaled(term: Term, known: ReadonlyMap<Term, number>, ranks: Ranks, depth = 0): boolean {
  if (term.kind === 'name') return isOpenCapital(term, ranks)
  if (term.kind !== 'apply' || depth > 6) return false
  const [first, second] = term.args
  const isCarrier = (arg: Term | undefined): boolean => arg !== undefined && isScaled(arg, known, ranks, depth + 1)
  if (term.op === 'neg' || term.op === 'power' || term.op === 'inv') return isCarrier(first)
  const isNumber = (arg: Term): boolean =>
    (known.get(arg) ?? 0) === 0 && holdsThroughout(arg, (part) => (isOpenCapital(part, ranks) ? undefined : partsOf(part)))
  if (term.op === 'quotient') return isCarrier(first) && isNumber(second as Term)
  const [carrier, more] = term.op === 'product' ? term.args.filter((arg) => !isNumber(arg)) : []
  return more === undefined && isCarrier(carrier)
}

const isOpenCapital = (term: Term, ranks: Ranks): boolean =>
  term.kind === 'name' && isUpper(term.name) && !ranks.has(term.name) && !SCALAR_HABIT.has(term.name)

/** Q K', Q K' / c: a capital of which nothing is known, beside a matrix. */
function isOpenProduct(term: Term, known: ReadonlyMap<Term, number>, ranks: Ranks): boolean {
  if (term.kind !== 'apply') return false
  if (term.op === 'neg' || term.op === 'quotient') return isOpenProduct(term.args[0] as Term, known, ranks)
  return term.op === 'product' && term.args.some((arg) => isOpenCapital(arg, ranks)) && term.args.some((arg) => known.get(arg) === 2)
}

/** The A_k of A_k x, of a vector x or one for each k, with as many axes as it has then. */
export function appliedMatrices({ op, args }: ApplyTerm, known: ReadonlyMap<Term, number>, ranks: Ranks): readonly (readonly [NameTerm, number])[] {
  if (op !== 'product') return []
  return args.flatMap((arg, k) => {
    const base = arg.kind === 'apply' && isOneOfMany(arg) && isCapital(arg) ? (arg.args[0] as NameTerm) : undefined
    const next = args[k + 1]
    const isOpen = base !== undefined && !ranks.has(base.name) && !SCALAR_HABIT.has(base.name)
    return isOpen && next !== undefined && known.get(next) === 1 && !isRow(next, known) ? [[base, 3] as const] : []
  })
}

/** The u_i of \sigma_i u_i v_i', and that v_i: a column before a row makes a matrix. */
export function outerOf({ op, args }: ApplyTerm): readonly Term[] {
  const [left, right] = args.slice(-2)
  const turned = right?.kind === 'apply' && right.op === 'transpose' ? right.args[0] : undefined
  if (op !== 'product' || left === undefined || turned === undefined) return []
  const isSmall = (term: Term): boolean => {
    const base = baseOf(term)
    return base !== undefined && !isUpper(base.name)
  }
  const hasIndex = [left, turned].some((term) => term.kind === 'apply' && isOneOfMany(term))
  const isTurned = args.slice(0, -2).some((arg) => arg.kind === 'apply' && arg.op === 'transpose')
  return hasIndex && isSmall(left) && isSmall(turned) && !isTurned ? [left, turned] : []
}
