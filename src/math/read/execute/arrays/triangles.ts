/** Parts of triangles of ones, as of the mask that a network makes once and uses as far as its input goes: tril(ones(n, n))[:T, :T]. */
import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { type ApplyTerm, applyTerm, type Term } from '../../term.ts'
import { isTerm, isWholeSlice, NONE, type Value } from '../values/value.ts'

type Slice = Extract<Value, { kind: 'slice' }>

/** The part of a triangle of ones up to a row and a column: the triangle of so many ones. Undefined for anything else. */
export function partOfTriangle(term: Term, items: readonly Value[], range: Range): Term | undefined {
  const [rows, columns] = items.slice(-2).map(stopOf)
  if (rows === undefined || columns === undefined || term.kind !== 'apply' || term.label?.kind === 'call') return undefined
  if (term.op === 'tril' || term.op === 'triu') {
    if (items.length !== 2 || !isOnes(term.args[0] as Term)) return undefined
    const ones = applyTerm('ones', [rows, columns], range, { shape: [{ length: 0 }, { length: 1 }] })
    return { ...term, args: [ones], label: undefined }
  }
  // view(1, 1, n, n) puts axes before it.
  const more = items.length - 2
  if (term.op === 'reshape') {
    const shape = term.attributes?.['shape']
    const isPlain = Array.isArray(shape) && shape.length === items.length && shape.slice(0, more).every((length) => length === 1)
    const inner = isPlain && items.slice(0, more).every(isWholeSlice) ? partOfTriangle(term.args[0] as Term, items.slice(more), range) : undefined
    return inner && applyTerm('index', [inner], range, { items: [...Array<string>(more).fill('newaxis'), {}, {}] })
  }
  const open = isElementwise(term.op) ? term.args.filter((arg) => arg.kind !== 'number') : []
  const part = open.length === 1 ? partOfTriangle(open[0] as Term, items, range) : undefined
  return part && ({ ...term, args: term.args.map((arg) => (arg === open[0] ? part : arg)), label: undefined } as ApplyTerm)
}

/** Where a slice from the beginning on ends. */
function stopOf(item: Value): Term | undefined {
  const { start, stop, step } = item.kind === 'slice' ? item : ({} as Partial<Slice>)
  const isFirst = start === undefined || start === NONE || (start.kind === 'number' && start.value.isZero)
  return isFirst && step === undefined && stop !== undefined && isTerm(stop) && !(stop.kind === 'number' && stop.value.isNegative) ? stop : undefined
}

/** Ones, also as far as they are written out. */
function isOnes(term: Term): boolean {
  if (term.kind !== 'apply') return term.kind === 'number' && term.value.isOne
  return term.op === 'ones' || term.op === 'ones_like' || (term.op === 'array' && term.args.every(isOnes))
}
