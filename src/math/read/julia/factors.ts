/** Julia's factorizations and what is made of matrices of a known form: cholesky(A) \ b solves with A. */
import { operate } from '../execute/arrays/operators.ts'
import { factorization, triangleOf } from '../grammar/factors.ts'
import { argument, type Native, names, same, termAt } from '../grammar/library.ts'

/** The first argument divides the second: ldiv!(F, b); b is where the last one is written, ldiv!(x, F, b). */
export const dividedInto: Native = (context, args, range) => {
  const at = args.positional.length - 2
  return operate(context, 'leftdivide', argument(args, at, range), argument(args, at + 1, range), range)
}

/** By name. */
export const JULIA_FACTORS: readonly (readonly [string, Native])[] = [
  ...names('cholesky cholesky!', factorization('L', 'U')),
  ...names('lu lu! qr qr! factorize bunchkaufman ldlt', factorization()),
  ...names('Symmetric Hermitian', same),
  ['LowerTriangular', (context, args, range) => triangleOf(termAt(context, args, 0, range), 'lower', range)],
  ['UpperTriangular', (context, args, range) => triangleOf(termAt(context, args, 0, range), 'upper', range)],
]
