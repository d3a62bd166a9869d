/** Components and entries of what is computed one by one: the first of [y[1], -y[0]] + z, the corner of K + k*[[1, -1], [-1, 1]]. */
import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { SCALAR_HABIT } from '../../ranks/habits.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { component } from './sequences.ts'
import { shapeOfTerm } from './shapes.ts'

export const isZero = (term: Term): boolean => term.kind === 'number' && term.value.isZero
export const isOne = (term: Term): boolean => term.kind === 'number' && term.value.isOne

/**
 * Component `at` of what is computed component by component from vectors that are written out, as [y[1], -y[0]], and names that were
 * indexed before; undefined for anything else.
 */
export function componentAt(context: Context, term: Term, at: number, range: Range, depth = 0, without = new Set<Term>()): Term | undefined {
  if (term.kind === 'number') return term
  if (term.kind === 'name') {
    const rank = context.facts.declarations.get(term.name)?.shape?.length
    if (rank === 0 || term.hint?.rank === 0 || (rank === undefined && SCALAR_HABIT.has(term.name))) return term
    return rank === 1 || context.facts.vectors.has(term.name) ? component(term, numberTerm(at), range) : undefined
  }
  if (term.kind !== 'apply' || depth > 40) return undefined
  // One number counts through all of a matrix, not its rows.
  if (term.op === 'array') return context.dialect.linearIndices !== undefined && shapeOfTerm(context, term)?.length !== 1 ? undefined : term.args[at]
  if (term.op === 'index') return shapeOfTerm(context, term)?.length === 0 ? term : undefined
  if ((!isElementwise(term.op) && term.op !== 'sub') || without.has(term)) return undefined
  const made = components.get(term) ?? new Map<number, Term>()
  const known = made.get(at)
  if (known !== undefined) return known
  const args = term.args.map((arg) => componentAt(context, arg, at, range, depth + 1, without))
  if (args.some((arg) => arg === undefined)) {
    without.add(term)
    return undefined
  }
  const own = args.every((arg, k) => arg === term.args[k]) ? term : { ...term, args: args as Term[], label: undefined }
  components.set(term, made.set(at, own))
  return own
}

/** Components by the terms they are of, each made once: those of z = z[0] * z hold those of all rounds before. */
const components = new WeakMap<Term, Map<number, Term>>()

/** Entry (i, j) of what is computed entry by entry from matrices that are written out and numbers: K + k*[[1, -1], [-1, 1]]. */
export function entryAt(
  context: Context,
  term: Term,
  i: number | undefined,
  j: number | undefined,
  done = new Map<Term, Term | undefined>(),
): Term | undefined {
  if (i === undefined || j === undefined || i < 0 || j < 0) return undefined
  if (term.kind === 'number' || shapeOfTerm(context, term)?.length === 0) return term
  if (term.kind !== 'apply' || done.size > MOST_PARTS) return undefined
  if (term.op === 'array') {
    const row = term.args[i]
    return row !== undefined && isApply(row, 'array') ? row.args[j] : undefined
  }
  if (!isElementwise(term.op) && term.op !== 'sub') return undefined
  if (!done.has(term)) {
    const args = term.args.map((arg) => entryAt(context, arg, i, j, done))
    done.set(term, args.every((arg) => arg !== undefined) ? plainly({ ...term, args: args as Term[], label: undefined }) : undefined)
  }
  return done.get(term)
}
const MOST_PARTS = 200

/** A sum without its zeros, a product without its ones; -1 is a sign. */
function plainly(term: ApplyTerm): Term {
  if (term.op === 'add') {
    const args = term.args.filter((arg) => !isZero(arg))
    return args.length === 0 ? numberTerm(0) : args.length === 1 ? (args[0] as Term) : { ...term, args }
  }
  if (term.op !== 'mul') return term
  const isMinus = (arg: Term): boolean => arg.kind === 'number' && arg.value.asInteger === -1
  const args = term.args.filter((arg) => !isOne(arg) && !isMinus(arg))
  if (args.length === 0) return term
  const product = args.length === 1 ? (args[0] as Term) : { ...term, args }
  return term.args.filter(isMinus).length % 2 === 1 ? applyTerm('neg', [product], term.range) : product
}
