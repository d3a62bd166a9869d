/** Components by their indices: x_i and A_{ij} in formulas. */
import { type Expr, exactOf, number } from '../../expr.ts'
import { add } from '../../ops/arithmetic.ts'
import { einsum, freshLetters } from '../../ops/einsum.ts'
import { oneHot } from '../../ops/indicator.ts'
import { addLengths, type Length, ShapeError, shapeOf } from '../../shape.ts'
import { isLabel, labelOf } from '../ranks/indexed.ts'
import { type ApplyTerm, ReadError, type Term } from '../term.ts'
import type { Built } from './built.ts'
import { buildIndex, columnwise, lengthOf } from './indexing.ts'

/** The place of x_n or x_{n-1}, n the length of the axis, from its end: -1 for the last. Undefined where an index is no length. */
function fromEnd(place: Expr, axis: Length): number | undefined {
  const length = lengthOf(place)
  if (typeof length !== 'string') return undefined
  const left = addLengths(length, axis, -1)
  if (typeof left !== 'number') throw new ShapeError(`the component ${length} is taken of an axis of ${axis}`, shapeOf([length]), shapeOf([axis]))
  return left > 0 ? undefined : left - 1
}

/**
 * x_i and A_{ij}: bound names become axes; numbers, counted from 1, pick a component, and so do labels for each index, as in
 * w_{y_i}. What has indices itself keeps them. Throws ReadError.
 */
export function componentOf({ expr: given, indices: held = [] }: Built, term: ApplyTerm, built: (index: Term) => Built): Built {
  const before = held.length
  const taken = term.args.length - 1
  const isLinear = term.attributes?.['linear'] !== undefined && given.rank === 2 && taken === 1 && before === 0
  const base = isLinear ? columnwise(given) : given
  if (taken > base.rank - before)
    throw new ReadError(
      `what has ${base.rank - before === 1 ? 'one axis' : `${base.rank - before} axes`} takes no ${taken} indices`,
      term.range ?? { start: 0, end: 0 },
    )
  /** The letters of the axes, then those of indices that only labels have. */
  const all = freshLetters(base.rank + 2 * taken, '')
  let fresh = base.rank
  const letterOf = new Map<string, string>(held.map((index, k) => [index, all[k] as string]))
  /** Of each axis the number that is picked. */
  const items: { at?: number }[] = held.map(() => ({}))
  const picked: Expr[] = [base]
  const labels: { letters: string; axis: number; place: Expr; hot: Expr }[] = []
  let letters = all.slice(0, before)
  for (let k = 0; k < taken; k++) {
    const arg = term.args[k + 1] as Term
    const axis = all[before + k] as string
    if (arg.kind === 'name') {
      const letter = letterOf.get(arg.name) ?? axis
      letterOf.set(arg.name, letter)
      letters += letter
      items.push({})
      continue
    }
    const { label = arg, offset = 0 } = labelOf(arg) ?? {}
    const { expr, indices = [] } = built(label)
    if (label.kind === 'apply' && isLabel(label) && indices.length === expr.rank) {
      for (const index of indices) if (!letterOf.has(index)) letterOf.set(index, all[fresh++] as string)
      const own = indices.map((index) => letterOf.get(index)).join('')
      const place = offset === 1 ? expr : add(expr, offset - 1)
      labels.push({ letters: `${own}${axis}`, axis: before + k, place, hot: oneHot.with(base.shape[before + k] as Length, place) })
      letters += axis
      items.push({})
      continue
    }
    const place = label === arg ? expr : built(arg).expr
    const at = exactOf(place)?.asInteger ?? fromEnd(place, base.shape[before + k] as Length)
    if (at === undefined)
      throw new ReadError(
        'an index must be a number or the index of a sum',
        arg.range ?? term.range ?? { start: 0, end: 0 },
        'Write the sum over shifted slices instead.',
      )
    items.push({ at: picked.length })
    picked.push(number(at < 0 ? at : at - 1))
  }
  // \theta_{a_1}: a label by itself is a place as a number is.
  if (letterOf.size === 0)
    for (const { axis, place } of labels) {
      items[axis] = { at: picked.length }
      picked.push(place)
    }
  const part = picked.length === 1 ? base : buildIndex(base, { ...term, op: 'index', attributes: { items } }, picked)
  if (letterOf.size === 0) return { expr: part }
  // X_i is a row: its own axes come behind those of the indices.
  const rest = all.slice(before + taken, base.rank)
  const inputs = [`${letters}${rest}`, ...labels.map((label) => label.letters)]
  const spec = `${inputs.join(',')}->${[...letterOf.values()].join('')}${rest}`
  return { expr: einsum(spec, part, ...labels.map(({ hot }) => hot)), indices: [...letterOf.keys()] }
}
