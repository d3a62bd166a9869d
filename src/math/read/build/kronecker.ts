/**
 * (V ⊗ U) vec(X): the columns of V go with those of X, and the columns of U with its rows. Lengths that are only known to have the same product
 * do not say which is which.
 */
import type { Term } from '../term.ts'

/** The axis of a matrix that has a name: 0 goes down, 1 sidewards. */
export interface NamedAxis {
  readonly name: string
  readonly axis: number
}

/** What the two axes of a matrix are axes of, as far as names tell. */
type Ends = readonly [rows: readonly NamedAxis[], columns: readonly NamedAxis[]]

const NONE: Ends = [[], []]

function endsOf(term: Term | undefined): Ends {
  if (term?.kind === 'name') return [[{ name: term.name, axis: 0 }], [{ name: term.name, axis: 1 }]]
  if (term?.kind !== 'apply') return NONE
  const [first] = term.args
  if (term.op === 'transpose') {
    const [rows, columns] = endsOf(first)
    return [columns, rows]
  }
  if (term.op === 'power' && isInverse(term.args[1])) return endsOf(first)
  if (/^(?:add|sub|neg)$/.test(term.op)) {
    const all = term.args.map(endsOf)
    return [all.flatMap(([rows]) => rows), all.flatMap(([, columns]) => columns)]
  }
  if (term.op !== 'product' || term.args.some(({ kind }) => kind === 'number')) return NONE
  return [endsOf(first)[0], endsOf(term.args.at(-1))[1]]
}

const isInverse = (exponent: Term | undefined): boolean =>
  exponent?.kind === 'number' ? exponent.value.value === -1 : exponent?.kind === 'apply' && exponent.op === 'neg'

/** What stands under the one operation, if that it is. */
const under = (term: Term | undefined, op: string): Term | undefined => (term?.kind === 'apply' && term.op === op ? term.args[0] : undefined)

/** The factors of V ⊗ U, of its inverse or its transpose; of the latter, by their transposes. */
function factorsOf(term: Term | undefined): readonly [Ends, Ends] | undefined {
  if (term?.kind !== 'apply') return undefined
  if (term.op === 'kron' && term.args.length === 2) return [endsOf(term.args[0]), endsOf(term.args[1])]
  const inner = term.op === 'transpose' || (term.op === 'power' && isInverse(term.args[1])) ? factorsOf(term.args[0]) : undefined
  const turned = ([rows, columns]: Ends): Ends => [columns, rows]
  return inner && (term.op === 'transpose' ? [turned(inner[0]), turned(inner[1])] : inner)
}

/** The axes in these terms that are as long as each other because a Kronecker product meets a stacked matrix. */
export function stackedAxes(order: readonly Term[]): readonly (readonly [NamedAxis, NamedAxis])[] {
  const found: (readonly [NamedAxis, NamedAxis])[] = []
  const meet = (side: 0 | 1, factors: readonly [Ends, Ends], stacked: Term): void => {
    const [rows, columns] = endsOf(stacked)
    for (const [own, others] of [
      [factors[0][side], columns],
      [factors[1][side], rows],
    ] as const)
      for (const one of own) for (const other of others) found.push([one, other])
  }
  for (const term of order) {
    if (term.kind !== 'apply' || term.op !== 'product') continue
    term.args.forEach((factor, k) => {
      const factors = factorsOf(factor)
      if (factors === undefined) return
      const behind = under(term.args[k + 1], 'vec')
      const before = under(under(term.args[k - 1], 'transpose'), 'vec')
      if (behind !== undefined) meet(1, factors, behind)
      if (before !== undefined) meet(0, factors, before)
    })
  }
  return found
}
