/** What a hand-written derivative may be, the likeliest first: by one argument, by all of them, of second order, or handed back. */
import { reverse } from '../differentiate/reverse.ts'
import { type Expr, nameOf, symbol, traitsOf } from '../expr.ts'
import { explicit } from '../implicit.ts'
import { stack } from '../ops/arrange.ts'
import { transpose } from '../ops/linear.ts'
import type { Reading } from '../read/term.ts'
import { recognise } from '../simplify/recognise.ts'
import { simplify } from '../simplify/simplify.ts'
import { verifyDerivative } from '../verify.ts'
import type { Pair } from './pairs.ts'
import { quietly, type Sides } from './sides.ts'

/** One thing that it may be. */
export interface Claim {
  /** The exact derivative, one for each value that is returned. */
  readonly exact: readonly Expr[]
  /** The names it is by, as people say it. */
  readonly by: string
  /** Nothing likelier can have been meant: what differs from it is wrong. */
  readonly sure: boolean
  /** The axes of a Jacobian are exchanged. */
  readonly transposed?: boolean
}

/** Relative error above which a derivative of ours proves nothing. */
const PROVEN = 1e-9

/** Derivatives of one value, each made once. */
class Derivatives {
  private readonly made = new Map<Expr, Expr | undefined>()
  constructor(readonly value: Expr) {}

  /** Simplified, and proven; undefined where there is none. */
  by(symbol: Expr): Expr | undefined {
    if (!this.made.has(symbol)) this.made.set(symbol, provenDerivative(this.value, symbol))
    return this.made.get(symbol)
  }
}

function provenDerivative(value: Expr, by: Expr): Expr | undefined {
  const derivative = quietly(() => simplify(explicit.derivative(value, by)))
  if (derivative === undefined) return undefined
  const proof = verifyDerivative(value, by, derivative)
  return 'worst' in proof && proof.worst <= PROVEN ? derivative : undefined
}

/** The symbols that one can differentiate by: the parameters in their order, else all that the value knows. */
function variablesOf({ value }: Sides, reading: Reading): Expr[] {
  const all = value.symbols.filter((node) => traitsOf(node).integer !== true || node.rank === 0)
  const parameters = (reading.parameters ?? []).flatMap((name) => all.find((node) => nameOf(node) === name) ?? [])
  const chosen = parameters.length > 0 ? parameters : all
  // What has a value already is rarely what one differentiates by.
  const open = chosen.filter((node) => reading.declarations.get(nameOf(node) as string)?.value === undefined)
  return open.length > 0 ? open : chosen
}

/** All that it may be. */
export function* claimsOf(sides: Sides, pair: Pair, reading: Reading): Generator<Claim> {
  const { value, cotangent } = sides
  const variables = variablesOf(sides, reading)
  const named = pair.by?.map(
    (name) => variables.find((node) => nameOf(node) === name) ?? value.symbols.find((node) => nameOf(node) === name) ?? symbol(name),
  )
  if (cotangent !== undefined) yield* handedBack(sides, named ?? variables, cotangent)
  else if (pair.order === 1) yield* ofFirstOrder(sides, variables, named)
  else if (pair.order === 2) yield* ofSecondOrder(sides, variables, named)
}

const nameAll = (symbols: readonly Expr[]): string => symbols.map(nameOf).join(', ')

function* ofFirstOrder({ value, parts }: Sides, variables: readonly Expr[], named: readonly Expr[] | undefined): Generator<Claim> {
  const derivatives = new Derivatives(value.expr)
  const rank = parts[0]?.expr.rank
  if (parts.length > 1) {
    yield* each(derivatives, variables, parts)
    return
  }
  for (const [k, by] of (named ?? variables).entries()) {
    if (value.expr.rank + by.rank !== rank) continue
    const exact = derivatives.by(by)
    if (exact === undefined) continue
    const claim = { exact: [exact], by: nameAll([by]), sure: k === 0 && parts.length === 1 }
    yield claim
    // Denominator layout is right too.
    if (value.expr.rank === 1 && by.rank === 1) yield { ...claim, exact: [transpose(exact)], sure: false, transposed: true }
  }
  // A gradient by several numbers, as one array.
  const [count] = parts[0]?.expr.shape ?? []
  if (named !== undefined || value.expr.rank > 0 || rank !== 1 || typeof count !== 'number') return
  const first = variables.slice(0, count)
  if (first.length < count || first.some((node) => node.rank > 0)) return
  const exact = first.flatMap((by) => derivatives.by(by) ?? [])
  if (exact.length === count) yield { exact: [stack(...exact)], by: nameAll(first), sure: variables.length === count }
}

/** As many values as variables, in their order: return dw, db. */
function* each(derivatives: Derivatives, variables: readonly Expr[], parts: Sides['parts']): Generator<Claim> {
  const first = variables.slice(0, parts.length)
  if (first.length < parts.length) return
  const exact = first.flatMap((by) => derivatives.by(by) ?? [])
  if (exact.length < parts.length || exact.some((each, k) => each.rank !== parts[k]?.expr.rank)) return
  yield { exact, by: nameAll(first), sure: true }
}

function* ofSecondOrder({ value, parts }: Sides, variables: readonly Expr[], named: readonly Expr[] | undefined): Generator<Claim> {
  if (parts.length > 1 || value.expr.rank > 0) return
  const derivatives = new Derivatives(value.expr)
  const rank = parts[0]?.expr.rank
  const pairs = named?.length === 2 ? [named as [Expr, Expr]] : variables.map((by): [Expr, Expr] => [by, by])
  for (const [k, [first, second]] of pairs.entries()) {
    if (first.rank + second.rank !== rank) continue
    const gradient = derivatives.by(first)
    const exact = gradient && provenDerivative(gradient, second)
    if (exact !== undefined) yield { exact: [exact], by: nameAll([first, second]), sure: k === 0 }
  }
  const count = parts[0]?.expr.shape[0]
  if (named !== undefined || rank !== 2 || count !== variables.length || variables.some((node) => node.rank > 0)) return
  const rows = variables.flatMap((first) => {
    const gradient = derivatives.by(first)
    const row = gradient === undefined ? [] : variables.flatMap((second) => provenDerivative(gradient, second) ?? [])
    return row.length === count ? [stack(...row)] : []
  })
  if (rows.length === count) yield { exact: [stack(...rows)], by: nameAll(variables), sure: true }
}

/** The vector-Jacobian product by the first variable, or by as many as there are values. */
function* handedBack({ value, parts, strangers }: Sides, variables: readonly Expr[], cotangent: Expr): Generator<Claim> {
  const choices = parts.length > 1 ? [variables.slice(0, parts.length)] : variables.map((by) => [by])
  for (const [k, chosen] of choices.entries()) {
    if (chosen.length < parts.length || chosen.some((by, i) => by.rank !== parts[i]?.expr.rank)) continue
    const pulled = quietly(() => reverse(recognise(value.expr), chosen, cotangent))
    // What a method has kept of an earlier call is known by its name alone.
    if (pulled !== undefined) yield { exact: pulled.map(simplify), by: nameAll(chosen), sure: k === 0 && strangers.length === 0 }
  }
}
