/** Loops of C++ that go along an array by a place in it: for (auto it = v.begin(); it != v.end(); ++it). */
import type { Expression, Statement } from '../execute/syntax/syntax.ts'
import { callOf, numeral } from '../grammar/parser.ts'
import { isEnd, isIterator, iterated } from './effects.ts'

interface Walk {
  readonly name: string
  readonly array: Expression
  readonly init: Statement[]
  /** From the last element to the first. */
  readonly backwards?: boolean
}

/** The v of v.rbegin() and v.rend(). */
const turnedAround = (e: Expression | undefined, name: RegExp): Expression | undefined =>
  e?.kind === 'call' && e.callee.kind === 'member' && name.test(e.callee.name) && e.args.length === 0 ? e.callee.object : undefined

/** auto it = v.begin() + 1: what is gone along, and from which number on; undefined for other beginnings. */
export function walkBegun(init: readonly Statement[]): Walk | undefined {
  const [first] = init
  const target = first?.kind === 'assign' && init.length === 1 ? first.targets[0] : undefined
  if (first?.kind !== 'assign' || target?.kind !== 'name' || first.value === undefined) return undefined
  const { range } = first.value
  const turned = turnedAround(first.value, /^c?rbegin$/)
  if (turned !== undefined) {
    const size = callOf('size', [turned], range, range)
    const value: Expression = { kind: 'binary', first: size, rest: [{ op: '-', operand: numeral(1, range) }], range }
    return { name: target.name, array: turned, backwards: true, init: [{ ...first, binding: undefined, value }] }
  }
  if (!isIterator(first.value)) return undefined
  const walk = iterated(first.value)
  if (walk === undefined) return undefined
  return { name: target.name, array: walk.array, init: [{ ...first, binding: undefined, value: walk.from ?? numeral(0, first.value.range) }] }
}

/** it + 1 != v.end(): up to the length of v; undefined for other tests. */
export function walkTested(test: Expression | undefined, { array, backwards }: Walk): Expression | undefined {
  const [only] = test?.kind === 'compare' ? test.rest : []
  if (test?.kind !== 'compare' || test.rest.length !== 1 || only === undefined || !/^(?:!=|<)$/.test(only.op)) return undefined
  const { operand } = only
  if (backwards === true) return turnedAround(operand, /^c?rend$/) && { ...test, rest: [{ op: '>=', operand: numeral(0, operand.range) }] }
  const [less] = operand.kind === 'binary' ? operand.rest : []
  const isLess = operand.kind === 'binary' && operand.rest.length === 1 && less?.op === '-' && isEnd(operand.first)
  if (!isLess && !isEnd(operand)) return undefined
  const size = callOf('size', [array], operand.range, operand.range)
  const stop: Expression = isLess && less !== undefined ? { kind: 'binary', first: size, rest: [less], range: operand.range } : size
  return { ...test, rest: [{ op: '<', operand: stop }] }
}

/** ++it of a walk backwards comes to the element before; undefined for other steps. */
export const walkStepped = (step: Expression | undefined, { backwards }: Walk): Expression | undefined =>
  backwards !== true ? step : step?.kind === 'assignment' && step.op === '+' ? { ...step, op: '-' } : undefined
