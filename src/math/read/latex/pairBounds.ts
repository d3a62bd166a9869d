/** Bounds of sums over pairs i < j. */
import type { Term } from '../term.ts'

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

const isIndexNamed = (term: Term | undefined, names: readonly string[]): boolean => term?.kind === 'name' && names.includes(term.name)
const isMinusOne = (term: Term | undefined): boolean =>
  term?.kind === 'apply' && term.op === 'neg' && term.args[0]?.kind === 'number' && term.args[0].value.isOne
