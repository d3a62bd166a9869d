/** Bounds of sums over pairs i < j. */

import { mapTerms, occurs } from '../../order.ts'
import { comparesWith } from '../../ranks/counted.ts'
import { type ApplyTerm, applyTerm, type BinderTerm, numberTerm, type Term } from '../../term.ts'
import { ordered } from '../terms/terms.ts'

/** \sum_{i=1}^{n-1} \sum_{j=i+1}^n: the last i has no j beyond it, so that i may as well run to n. */
export function overPairs(body: Term, indices: readonly string[], high: Term | undefined): Term | undefined {
  const [factor] = body.kind === 'apply' && body.op === 'product' ? body.args.slice(-1) : [body]
  const condition =
    factor?.kind === 'binder' && factor.op === 'sum' && factor.body.kind === 'apply' && factor.body.op === 'where' ? factor.body.args[0] : undefined
  const [above, below] = condition?.kind === 'apply' && condition.op === 'gt' ? condition.args : []
  const isPair = factor?.kind === 'binder' && isIndexNamed(above, [factor.index]) && isIndexNamed(below, indices)
  if (!isPair || high === undefined || factor.high === undefined || high.kind !== 'apply' || high.op !== 'add') return high
  const [of, less] = high.args
  const isOneLess = of?.kind === 'name' && factor.high.kind === 'name' && of.name === factor.high.name && isMinusOne(less)
  return isOneLess ? factor.high : high
}

/** \sum_t G_t where G_t = \sum_{k=t}^T r_k: t runs over what k does, which only the sum inside tells. */
export function boundsOfPart(body: Term, [index = '', ...others]: readonly string[]): Pick<BinderTerm, 'low' | 'high'> {
  if (others.length > 0) return {}
  const terms = ordered(body)
  const components = terms.filter((term): term is ApplyTerm => term.kind === 'apply' && term.op === 'component')
  const placeOf = (name: string): readonly [Term, number] | undefined => {
    for (const { args } of components) {
      const at = args.findIndex((arg, k) => k > 0 && arg.kind === 'name' && arg.name === name)
      if (at > 0) return [args[0] as Term, at - 1]
    }
    return undefined
  }
  if (placeOf(index) !== undefined) return {}
  for (const term of terms) {
    if (term.kind !== 'binder' || !ordered(term.body).some((part) => comparesWith(part, index, (other) => other === term.index))) continue
    if (term.high !== undefined) return { low: term.low, high: term.high }
    const [base, axis] = placeOf(term.index) ?? []
    if (base !== undefined) return { low: numberTerm(1), high: applyTerm('size', [base], undefined, { axis }) }
  }
  return {}
}

/** \sum_{i=1}^n (\sum_{j<i} x_j)^2: what runs to i, or from there on, runs over no more than i does. */
export function boundedInside(body: Term, index: string, low: Term | undefined, high: Term | undefined): Term {
  if (high === undefined || !occurs(body, 'binder')) return body
  return mapTerms(body, (term) => {
    if (term.kind !== 'binder' || term.op === 'integral' || term.low !== undefined || term.high !== undefined) return term
    const compared = ordered(term.body).filter((part): part is ApplyTerm => comparesWith(part, index, (other) => other === term.index))
    const [{ op, args } = { op: '', args: [] }] = compared
    if (compared.length !== 1) return term
    // Beyond the n - 1 of \sum_{i=1}^{n-1} \sum_{j>i} there is one more.
    const isBeyond = op === (isIndexNamed(args[0], [index]) ? 'lt' : 'gt')
    const beyond = isBeyond && high.kind === 'apply' && high.op === 'add' && high.args.length === 2 && isMinusOne(high.args[1]) ? high.args[0] : high
    return { ...term, low: low ?? numberTerm(1), high: beyond }
  })
}

const isIndexNamed = (term: Term | undefined, names: readonly string[]): boolean => term?.kind === 'name' && names.includes(term.name)
const isMinusOne = (term: Term | undefined): boolean =>
  term?.kind === 'apply' && term.op === 'neg' && term.args[0]?.kind === 'number' && term.args[0].value.isOne
