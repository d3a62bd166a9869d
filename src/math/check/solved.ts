/**
 * Where a fault begins that no name tells: an intermediate value for which the returned gradients can be solved. Either it is what is
 * handed back to a value on the way, whatever it is called, or it is a factor of what is returned.
 */
import { type Expr, exactOf, nameOf, substitute, symbolsOf } from '../expr.ts'
import { div, sub } from '../ops/arithmetic.ts'
import { isZero, ones, zeros } from '../ops/structure.ts'
import { parameterOf } from '../read/derivativeNames.ts'
import { sameShape } from '../shape.ts'
import { measure } from '../simplify/measure.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { type Comparison, compare, tried } from './compare.ts'
import type { Adjoint } from './forward.ts'
import { type Assigned, behind, type Intermediate, rightIn, type Search, scaledBy, spokenBefore, valuesOf } from './intermediate.ts'
import { partsAgain } from './repair.ts'
import { type Part, quietly } from './sides.ts'
import { unknown } from './values.ts'

/** Intermediate values that are looked at, the first ones. */
const MOST = 16
/** Operations that the right value may have more than the written one: what is more is made up for a fault elsewhere. */
const MORE = 4

/** Another value, and what would be returned with anything in its place. */
interface Candidate {
  readonly assigned: Assigned
  readonly own: Part
  readonly returned: (value: Expr) => readonly (Expr | undefined)[] | undefined
  /** What would be returned with nothing in its place. */
  readonly without: () => readonly (Expr | undefined)[] | undefined
}

export function solvedIntermediate(search: Search): Intermediate | undefined {
  const candidates = candidatesIn(search)
  return handedBack(search, candidates) ?? factorAmong(search, candidates)
}

/** Names that are no values on the way of the function, and no derivatives that are returned, behind each assignment. */
function candidatesIn(search: Search): Candidate[] {
  const { subject, sides, claim, found, assignments, forwards } = search
  const inside = new Set(assignments.flatMap(({ name, isInside }) => (isInside ? [name] : [])))
  const returned = claim.symbols.map((node) => nameOf(node) as string)
  const all = assignments
    .filter(({ name }) => !inside.has(name) && !forwards.all.has(name) && parameterOf(name, returned) === undefined)
    .map((last): Assigned => ({ last }))
    .slice(0, MOST)
  const values = all.length === 0 ? undefined : valuesOf(search, all)
  const known = all.filter((each) => values?.has(each))
  const owns = known.map((each) => values?.get(each) as Part)
  if (known.length === 0) return []
  // To each of them something is added.
  const { source } = subject
  const changes = known.map(({ last }, k) => {
    const written = source.text.slice(last.target.start, last.target.end)
    return behind(source, last, `${written} = ${written} + ${unknown(k)}`)
  })
  const parts = partsAgain({ subject, sides }, changes, new Map(owns.map(({ expr }, k) => [unknown(k), expr.shape])))
  if (parts?.length !== sides.parts.length) return []
  const symbols = parts.map(({ expr }) => new Map(symbolsOf(expr).map((node) => [nameOf(node) as string, node])))
  return known.flatMap((assigned, k): Candidate[] => {
    const own = owns[k] as Part
    // What is wrong and is not made of it has another reason.
    if (!symbols.every((names, at) => names.has(unknown(k)) || found[at]?.relation === 'equal')) return []
    const returned = (value: Expr): readonly (Expr | undefined)[] | undefined => {
      if (!sameShape(value.shape, own.expr.shape)) return undefined
      return parts.map(({ expr }, at) => {
        const added = known.flatMap((_, other): [Expr, Expr][] => {
          const node = symbols[at]?.get(unknown(other))
          return node === undefined ? [] : [[node, other === k ? sub(value, own.expr) : zeros(node.shape)]]
        })
        return quietly(() => substitute(expr, new Map(added)))
      })
    }
    let nothing: readonly (Expr | undefined)[] | undefined
    const without = () => (nothing ??= returned(zeros(own.expr.shape))?.map((part) => part && simplify(part)))
    return [{ assigned, own, returned, without }]
  })
}

/**
 * All that is returned with a value in place of an intermediate one, compared with what it should be: without what is added to what is made of it.
 * What comes after something that is wrong by more than a factor is not looked at.
 */
function comparedWith({ claim, known }: Search, { returned, without }: Candidate, value: Expr): (Comparison | undefined)[] {
  const parts = returned(value) ?? [undefined]
  const compared: (Comparison | undefined)[] = []
  for (const [at, part] of parts.entries()) {
    const [wanted, added] = [claim.exact[at] as Expr, without()?.[at]]
    const own =
      part === undefined || added === undefined
        ? undefined
        : isZero(added)
          ? tried(part, wanted, known)
          : tried(sub(part, added), sub(wanted, added), known)
    compared.push(own)
    if (own?.relation !== 'equal' && !(own?.relation === 'different' && own.witness.ratio)) break
  }
  return compared
}

/** What should be handed back to a value on the way, and is something else. */
function handedBack(search: Search, candidates: readonly Candidate[]): Intermediate | undefined {
  const { subject, claim, known, forwards } = search
  if (candidates.length === 0) return undefined
  const returned = new Set(claim.symbols.map(nameOf))
  const names = new Set([...forwards.all.keys(), ...forwards.withoutNames()].filter((name) => !returned.has(name)))
  const values = new Set([...names].map((name) => simplify(forwards.all.get(name)?.node as Expr)))
  for (const candidate of candidates) {
    const { own, assigned } = candidate
    // A value on the way that is computed once more is handed back to none.
    if (values.has(simplify(own.expr))) continue
    for (const name of names) {
      const { node, term } = forwards.all.get(name) as NonNullable<ReturnType<typeof forwards.all.get>>
      if (node.args.length === 0 || !sameShape(node.shape, own.expr.shape)) continue
      const whole = forwards.whole(name, new Map())
      const fault = whole && rightIn(whole, (value) => comparedWith(search, candidate, value), true)
      const exact = fault && forwards.adjoint(name, new Map(), spokenBefore(search, assigned.last))
      const right = exact && scaledBy(exact, fault)
      const compared = right && compare(own.expr, right.whole, known)
      // Numbers are missing anywhere.
      if (right === undefined || compared?.relation !== 'different' || (right.times !== undefined && exactOf(right.times) !== undefined)) continue
      const isNamed = !forwards.withoutNames().includes(name)
      const of = isNamed || term.range === undefined ? name : subject.source.text.slice(term.range.start, term.range.end)
      return { ...placeOf(candidate), of, exact: right, witness: compared.witness, unit: { times: right.times } }
    }
  }
  return undefined
}

const placeOf = ({ assigned: { last }, own }: Candidate) => ({
  name: last.name,
  range: last.value ?? last.statement,
  isWhole: last.value !== undefined,
  yours: own,
})

/** A factor of all that is returned, component by component, that is as simple as what is written and is another one. */
function factorAmong(search: Search, candidates: readonly Candidate[]): Intermediate | undefined {
  const { sides, found, claim, known, forwards } = search
  const at = found.findIndex(({ relation }) => relation === 'different')
  const first = found[at]
  // Where a number is missing any of the factors may have it.
  if (first?.relation !== 'different' || first.witness.ratio !== undefined) return undefined
  const wanted = claim.exact[at] as Expr
  for (const candidate of candidates) {
    const { own, assigned } = candidate
    const { expr } = own
    // What is returned as it is is no factor.
    if (!sameShape(expr.shape, wanted.shape) || expr === sides.parts[at]?.expr) continue
    const [none, one] = [zeros(expr.shape), ones(expr.shape)].map((value) => candidate.returned(value)?.[at])
    if (none === undefined || one === undefined) continue
    const whole = quietly(() => simplify(div(sub(wanted, none), sub(one, none))))
    if (whole === undefined || !isLike(whole, expr)) continue
    if (comparedWith(search, candidate, whole).some((each) => each?.relation !== 'equal')) continue
    const compared = compare(expr, whole, known)
    if (compared.relation !== 'different') continue
    const named = (node: Expr): Expr => forwards.named(node, spokenBefore(search, assigned.last))
    const exact: Adjoint = { whole, local: named(whole), symbols: symbolsOf(named(whole)), meant: (local) => local, named }
    return { ...placeOf(candidate), exact, witness: compared.witness, unit: {} }
  }
  return undefined
}

const operationsOf = (node: Expr): number => measure([notation(node)]).operations

const isLike = (right: Expr, written: Expr): boolean => operationsOf(right) <= operationsOf(written) + MORE
