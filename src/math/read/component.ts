/** Components by their indices: x_i and A_{ij} in formulas. */
import { type Expr, exactOf, number } from '../expr.ts'
import { einsum, freshLetters } from '../ops/einsum.ts'
import type { Built } from './built.ts'
import { buildIndex } from './indexing.ts'
import { type ApplyTerm, ReadError, type Term } from './term.ts'

/** x_i and A_{ij}: bound names become axes; numbers, counted from 1, pick a component. Throws ReadError. */
export function componentOf(base: Expr, term: ApplyTerm, exprOf: (index: Term) => Expr): Built {
  const indices: string[] = []
  /** Of each axis the number that is picked. */
  const items: { at?: number }[] = []
  const picked: Expr[] = [base]
  let letters = ''
  let output = ''
  if (term.args.length - 1 > base.rank)
    throw new ReadError(
      `what has ${base.rank === 1 ? 'one axis' : `${base.rank} axes`} takes no ${term.args.length - 1} indices`,
      term.range ?? { start: 0, end: 0 },
    )
  const all = freshLetters(base.rank, '')
  for (let k = 1; k < term.args.length; k++) {
    const arg = term.args[k] as Term
    const name = arg.kind === 'name' ? arg.name : undefined
    if (name !== undefined) {
      const seen = indices.indexOf(name)
      const letter = seen >= 0 ? (output[seen] as string) : (all[k - 1] as string)
      if (seen < 0) {
        indices.push(name)
        output += letter
      }
      letters += letter
      items.push({})
      continue
    }
    const at = exactOf(exprOf(arg))?.asInteger
    if (at === undefined)
      throw new ReadError(
        'an index must be a number or the index of a sum',
        term.args[k]?.range ?? term.range ?? { start: 0, end: 0 },
        'Write the sum over shifted slices instead.',
      )
    items.push({ at: picked.length })
    picked.push(number(at - 1))
  }
  const part = picked.length === 1 ? base : buildIndex(base, { ...term, op: 'index', attributes: { items } }, picked)
  if (indices.length === 0) return { expr: part }
  // X_i is a row: its own axes come behind those of the indices.
  const rest = all.slice(term.args.length - 1)
  return { expr: einsum(`${letters}${rest}->${output}${rest}`, part), indices }
}
