/** Loops of C++ that go along an array by a place in it: for (auto it = v.begin(); it != v.end(); ++it). */
import type { Expression, Statement } from '../execute/syntax/syntax.ts'
import { callOf, numeral } from '../grammar/parser.ts'
import { isEnd, isIterator, iterated } from './effects.ts'

/** auto it = v.begin() + 1: what is gone along, and from which number on; undefined for other beginnings. */
export function walkBegun(init: readonly Statement[]): { readonly name: string; readonly array: Expression; readonly init: Statement[] } | undefined {
  const [first] = init
  const target = first?.kind === 'assign' && init.length === 1 ? first.targets[0] : undefined
  if (first?.kind !== 'assign' || target?.kind !== 'name' || first.value === undefined || !isIterator(first.value)) return undefined
  const walk = iterated(first.value)
  if (walk === undefined) return undefined
  return { name: target.name, array: walk.array, init: [{ ...first, binding: undefined, value: walk.from ?? numeral(0, first.value.range) }] }
}

/** it + 1 != v.end(): up to the length of v; undefined for other tests. */
export function walkTested(test: Expression | undefined, array: Expression): Expression | undefined {
  const [only] = test?.kind === 'compare' ? test.rest : []
  if (test?.kind !== 'compare' || test.rest.length !== 1 || only === undefined || !/^(?:!=|<)$/.test(only.op)) return undefined
  const { operand } = only
  const [less] = operand.kind === 'binary' ? operand.rest : []
  const isLess = operand.kind === 'binary' && operand.rest.length === 1 && less?.op === '-' && isEnd(operand.first)
  if (!isLess && !isEnd(operand)) return undefined
  const size = callOf('size', [array], operand.range, operand.range)
  const stop: Expression = isLess && less !== undefined ? { kind: 'binary', first: size, rest: [less], range: operand.range } : size
  return { ...test, rest: [{ op: '<', operand: stop }] }
}
