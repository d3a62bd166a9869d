/** What is supposed of names where a derivative is wrong: what people know and do not write down, if less is wrong then. */
import { type Expr, nameOf, symbolsOf } from '../expr.ts'
import type { Tensor } from '../tensor.ts'
import type { Claim } from './claims.ts'
import { type Comparison, compare, type Known, likenessOf, type Point, type Witness } from './compare.ts'
import { type Condition, conditionsOf, under } from './conditions.ts'
import type { Sides } from './sides.ts'
import { Values } from './values.ts'

/** What is wrong all the same, and what expressions are under the condition. */
export interface Supposed {
  readonly found: readonly Comparison[]
  readonly suppose: (node: Expr) => Expr
  /** As it is written by those who know of the condition. */
  readonly written: (node: Expr) => Expr
}

/** How much more must be right. */
const MORE = 0.2

/** Undefined where nothing is to be supposed. */
export function supposedOf(sides: Sides, claim: Claim, found: readonly Comparison[], known: Known): Supposed | undefined {
  if (isOfNumber(found)) return undefined
  const met = new Set(symbolsOf(...sides.parts.map(({ expr }) => expr), ...claim.exact))
  for (const condition of conditionsOf(sides, claim)) {
    if (![...condition.where.keys()].some((node) => met.has(node))) continue
    const suppose = (node: Expr): Expr => under(condition, [node])[0] as Expr
    const there = { ...known, of: known.of && suppose(known.of) }
    const again = sides.parts.map(({ expr }, k) => compare(suppose(expr), suppose(claim.exact[k] as Expr), there))
    // What cannot be told apart there is not what is wrong.
    if (!again.some(({ relation }) => relation === 'different') || again.some(({ relation }) => relation === 'unlike')) continue
    if (likenessOf(again) < likenessOf(found) + MORE && !isOfNumber(again)) continue
    return {
      suppose,
      written: condition.written ?? ((node) => node),
      found: again.map((each) => (each.relation === 'different' ? { ...each, witness: witnessUnder(condition, each.witness) } : each)),
    }
  }
  return undefined
}

/** Only a number is missing. */
const isOfNumber = (found: readonly Comparison[]): boolean => found.every((each) => each.relation !== 'different' || (each.witness.ratio ?? 0) !== 0)

/** With the values that names have under the condition. */
function witnessUnder({ where }: Condition, witness: Witness): Witness {
  const values = new Values([...where.values()], symbolsOf(...where.values()), 0)
  const valuesAt = (point: Point): ReadonlyMap<string, Tensor> => {
    const found = values.at(point)
    const there = [...where.keys()].flatMap((node, k): [string, Tensor][] =>
      found?.[k] === undefined ? [] : [[nameOf(node) as string, found[k] as Tensor]],
    )
    return new Map([...point.at, ...there])
  }
  const { exact } = witness
  return {
    ...witness,
    at: valuesAt({ at: witness.at, exact }),
    points: witness.points.map((point) => ({ ...point, at: valuesAt(point) })),
  }
}
