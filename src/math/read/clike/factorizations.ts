/** Factorizations of Eigen: their classes, LLT<MatrixXd> f(A), and the methods that make them, A.llt(). */
import { refuse } from '../execute/values/context.ts'
import { factorization } from '../grammar/factors.ts'
import { argument, type Native, names } from '../grammar/library.ts'

/** By the class's name, how the method is called; only of Cholesky's factors a triangle may be asked. */
const FACTORIZATIONS: ReadonlyMap<string, string> = new Map([
  ['LLT', 'llt'],
  ['LDLT', 'ldlt'],
  ['PartialPivLU', 'partialPivLu'],
  ['FullPivLU', 'fullPivLu'],
  ['HouseholderQR', 'householderQr'],
  ['ColPivHouseholderQR', 'colPivHouseholderQr'],
  ['FullPivHouseholderQR', 'fullPivHouseholderQr'],
  ['CompleteOrthogonalDecomposition', 'completeOrthogonalDecomposition'],
])
const TRIANGULAR = 'llt'

/** The method that makes what a type holds: Eigen::LLT<Eigen::MatrixXd>; undefined for other types. */
export const factoringMethod = (type: string): string | undefined => type.match(/\w+/g)?.flatMap((word) => FACTORIZATIONS.get(word) ?? [])[0]

/** factors.matrixL() */
const triangle =
  (part: string): Native =>
  (_context, args, range, name) => {
    const factors = argument(args, 0, range)
    const found = factors.kind === 'factored' ? factors.parts.get(part) : undefined
    return found === undefined ? refuse(`"${name}" is read of Cholesky's factors`, range) : found
  }

const unread: Native = (_context, _args, range, name) =>
  refuse(`"${name}" of a factorization is not read`, range, 'what is solved with it can be read, and the triangles of llt()')

export const FACTORING: readonly (readonly [string, Native])[] = [
  ...names(`${TRIANGULAR} cholesky`, factorization('L', 'U')),
  ...[...FACTORIZATIONS.values(), 'lu', 'qr'].filter((name) => name !== TRIANGULAR).map((name): [string, Native] => [name, factorization()]),
  ['matrixL', triangle('L')],
  ['matrixU', triangle('U')],
  // Its lower half is the factor, and what stands above is another matrix.
  ['matrixLLT', triangle('L')],
  ...names(
    'matrixQR matrixLU matrixLDLT matrixQ matrixR householderQ vectorD permutationP permutationQ colsPermutation transpositionsP hCoeffs',
    unread,
  ),
]
