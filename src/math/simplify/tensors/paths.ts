/**
 * Long products over index sets, A_ij B_jk C_kl ..., whose matrices follow each other: each run of them as one matrix product, made in
 * one go. Two at a time, as few are joined, every step would go through what is joined already.
 */
import type { Expr } from '../../expr.ts'
import { isEye } from '../../ops/structure.ts'
import { product, transposed, transposesIn } from './matrix.ts'

/** A tensor with an index letter for each axis. */
export interface Factor {
  letters: string
  expr: Expr
}

/** Fewer factors are joined two at a time, which finds the best place for each transpose. */
const LONG = 16

/** A matrix over two letters; not one of those that take letters away from others. */
const isMatrix = ({ letters, expr }: Factor): boolean =>
  letters.length === 2 && letters[0] !== letters[1] && expr.rank === 2 && !isEye(expr) && expr.op.name !== 'one_hot' && expr.op.name !== 'diag'

/** The factors with runs of matrices joined where there are many; the same where there are few. Letters of the output stay. */
export function joinedRuns(factors: Factor[], output: string): Factor[] {
  if (factors.length < LONG) return factors
  const holders = new Map<string, Factor[]>()
  for (const factor of factors)
    for (const letter of factor.letters) {
      const own = holders.get(letter)
      if (own === undefined) holders.set(letter, [factor])
      else own.push(factor)
    }
  /** The matrix that follows over a letter which is summed and which no third factor has. */
  const beyond = (factor: Factor, letter: string): Factor | undefined => {
    const both = holders.get(letter) as Factor[]
    const other = both[0] === factor ? both[1] : both[0]
    return both.length === 2 && other !== factor && other !== undefined && !output.includes(letter) && isMatrix(other) ? other : undefined
  }
  const taken = new Set<Factor>()
  /** The matrices from this one on over one of its letters, each with the letter behind it. */
  const follow = (start: Factor, over: string): { factor: Factor; behind: string }[] => {
    const run: { factor: Factor; behind: string }[] = []
    let [factor, letter] = [start, over]
    for (;;) {
      const next = beyond(factor, letter)
      if (next === undefined || taken.has(next)) return run
      taken.add(next)
      letter = (next.letters[0] === letter ? next.letters[1] : next.letters[0]) as string
      factor = next
      run.push({ factor, behind: letter })
    }
  }
  const joined: Factor[] = []
  for (const factor of factors) {
    if (taken.has(factor)) continue
    if (!isMatrix(factor)) {
      joined.push(factor)
      continue
    }
    taken.add(factor)
    const [first, last] = [factor.letters[0] as string, factor.letters[1] as string]
    const before = follow(factor, first).reverse()
    const after = follow(factor, last)
    const letters = `${before[0]?.behind ?? first}${after.at(-1)?.behind ?? last}`
    // Each lies along the run: the letter that it shares with the one before it comes first.
    const along = [
      ...before.map(({ factor: own, behind }) => oriented(own, own.letters[0] === behind)),
      factor.expr,
      ...after.map(({ factor: own, behind }) => oriented(own, own.letters[1] === behind)),
    ]
    joined.push(along.length === 1 ? factor : written(along, letters))
  }
  return joined
}

const oriented = (factor: Factor, isAlong: boolean): Expr => (isAlong ? factor.expr : transposed(factor.expr))

/** The product of matrices in a row, the way round that needs fewer transposes. */
function written(along: readonly Expr[], letters: string): Factor {
  const turned = along.map(transposed).reverse()
  const transposes = (matrices: readonly Expr[]): number => matrices.reduce((count, matrix) => count + transposesIn(matrix), 0)
  return transposes(turned) < transposes(along)
    ? { letters: [...letters].reverse().join(''), expr: product(turned) }
    : { letters, expr: product(along) }
}
