/** The terms of what is written, at any depth, and which of them is right but for a factor. */
import type { Range } from '../api.ts'
import { type Expr, nameOf, number } from '../expr.ts'
import { div, mul } from '../ops/arithmetic.ts'
import { size } from '../ops/structure.ts'
import { replaceTerms, termsIn } from '../read/execute/values/arithmetic.ts'
import { applyTerm, nameTerm, type Term } from '../read/term.ts'
import { simplify } from '../simplify/simplify.ts'
import type { Witness } from './compare.ts'
import type { Factor } from './edits.ts'
import { factorsIn } from './factors.ts'
import type { Sides } from './sides.ts'
import type { Spot } from './spot.ts'
import { unknown } from './values.ts'

/** Where a term of a sum stands, without the sign before it. */
export interface TermPlace {
  readonly range: Range
  readonly negative: boolean
}

/** Where the terms of a sum stand; undefined where they do not stand one after the other. */
export function placesOf(body: Term, count: number): TermPlace[] | undefined {
  if (body.kind !== 'apply' || body.op !== 'add' || body.args.length !== count || body.range === undefined) return undefined
  const places: TermPlace[] = []
  let end = body.range.start
  for (const [k, arg] of body.args.entries()) {
    const negative = k > 0 && arg.kind === 'apply' && arg.op === 'neg'
    const range = negative ? arg.args[0]?.range : arg.range
    if (range === undefined || range.start < end || range.end > body.range.end) return undefined
    places.push({ range, negative })
    end = range.end
  }
  return places
}

/** A term that is right with a factor. */
export interface Lacking extends TermPlace {
  readonly term: Term
  /** Undefined where no name or number says what the factor is. */
  readonly factor?: Expr
}

/** Terms that are tried, at most. */
const MOST = 24

/** The outermost term of a sum that is right with a factor at all points where the whole is wrong: one that names or numbers say before others. */
export function lackingTerm({ part }: Spot, { points, sizes }: Witness, { value }: Sides): Lacking | undefined {
  const places = new Map<Term, TermPlace>()
  for (const term of termsIn(part.body)) {
    if (term.kind !== 'apply' || term.op !== 'add' || places.size + term.args.length > MOST) continue
    for (const [k, place] of placesOf(term, term.args.length)?.entries() ?? []) {
      const arg = term.args[k] as Term
      if (!places.has(arg)) places.set(arg, place)
    }
  }
  if (places.size === 0) return undefined
  const terms = [...places.keys()]
  // Terms in terms too.
  const withFactors = (root: Term): Term =>
    replaceTerms(root, (term) => {
      const k = term === root ? -1 : terms.indexOf(term)
      return k < 0 ? undefined : applyTerm('mul', [nameTerm(unknown(k)), withFactors(term)], term.range)
    })
  const expr = part.read(withFactors(part.body))
  if (expr === undefined) return undefined
  const scalars = new Map<string, Expr>([
    ...[...sizes.keys()].filter((name) => /^\w+$/.test(name)).map((name): [string, Expr] => [name, size(name)]),
    ...value.symbols.flatMap((node): [string, Expr][] => (node.rank === 0 ? [[nameOf(node) as string, node]] : [])),
  ])
  const solved = factorsIn(expr, terms.length, points, scalars, value.symbols)
  const isTold = points[0] !== undefined && points[0].exact.data.length > 1
  const found = solved.flatMap((each, k): Lacking[] =>
    each === undefined || (each.said === undefined && !isTold)
      ? []
      : [{ ...(places.get(terms[k] as Term) as TermPlace), term: terms[k] as Term, factor: each.said && exprOf(each.said, scalars) }],
  )
  return found.find(({ factor }) => factor !== undefined) ?? found[0]
}

function exprOf({ over, under, times, by }: Factor, scalars: ReadonlyMap<string, Expr>): Expr {
  const named = (names: readonly string[], start: Expr): Expr => names.reduce((product, name) => mul(product, scalars.get(name) as Expr), start)
  return simplify(div(named(times, number(over)), named(by, number(under))))
}
