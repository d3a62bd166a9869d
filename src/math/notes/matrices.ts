/** Functions of numbers that are taken of matrices: what people may have meant by them. */
import type { Language, Note, Range, Source } from '../api.ts'
import { type Expr, isSymbol, type Row, someNode, topological } from '../expr.ts'
import { cholesky } from '../ops/decomposition.ts'
import { frechet, secondFrechet } from '../ops/exponential.ts'
import { logAlong, stein, sylvester } from '../ops/matrixFunctions.ts'
import { isSymmetric } from '../simplify/tensors/symmetry.ts'
import { textOf } from './said.ts'

/** Functions that people mean of a matrix as a whole too: e^X by its power series. */
const OF_MATRICES: ReadonlySet<string> = new Set(['exp', 'ln', 'sqrt', 'sin', 'cos'])
/** Languages in which that can be meant; NumPy's and MATLAB's functions go component by component, as Julia's do after a dot. */
const MEANT_IN: ReadonlySet<Language> = new Set<Language>(['latex', 'markdown', 'plain', 'julia'])

/** Where a function of a square matrix is taken of each of its components, each said once. */
export function matrixNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>, { language, text }: Source): Note[] {
  if (!MEANT_IN.has(language)) return []
  const notes = new Map<string, Note>()
  for (const node of topological([value])) {
    const arg = node.args[0] as Expr
    if (!OF_MATRICES.has(node.op.name) || node.rank !== 2 || arg.rank !== 2 || node.shape[0] !== node.shape[1] || !isOfWhole(arg)) continue
    const range = ranges.get(node)
    if (language === 'julia' && range !== undefined && /^\w+\./.test(text.slice(range.start, range.end))) continue
    const message = `the ${node.op.title} of ${textOf(arg)} is taken component by component, not as a function of the whole matrix`
    if (!notes.has(message)) notes.set(message, { message, range, kind: 'reading' })
  }
  return [...notes.values()]
}

/** Multiples, sums and products of matrices that have names: what is written entry by entry, K_{ij} = exp(...), is meant so. */
function isOfWhole(node: Expr): boolean {
  const { name } = node.op
  if (isSymbol(node)) return true
  if (name !== 'neg' && name !== 'add' && name !== 'mul' && name !== 'div' && name !== 'matmul' && name !== 'transpose' && name !== 'inv')
    return false
  return node.args.every((arg) => arg.rank === 0 || isOfWhole(arg))
}

/** Which derivative of Cholesky's factor is meant, where the text does not say that its matrix is symmetric (Murray, arXiv:1602.07527). */
export const choleskyNotes = (value: Expr): Note[] =>
  someNode(value, ({ op, args: [arg] }) => op === cholesky.op && arg !== undefined && !isSymmetric(arg))
    ? [
        {
          message:
            "Cholesky's factor is one of a symmetric matrix: its derivative by A_ij is half of what A_ij and A_ji change it by together, as in JAX and PyTorch; NumPy reads the lower triangle alone",
          kind: 'reading',
        },
      ]
    : []

/** What stands in derivatives for how functions of whole matrices move, by the rows that are printed so. */
const MOVES: readonly (readonly [rows: readonly Row[], message: string])[] = [
  [
    [frechet, secondFrechet],
    'L_exp(A, E) is how e^A moves along E: the integral of e^(sA) E e^((1−s)A) over s from 0 to 1; code calls it expm_frechet',
  ],
  [[logAlong], 'L_log(A, E) is how the logarithm of A moves along E: the Y that the exponential moves by E along'],
  [[sylvester], 'sylv(A, B, C) is the X with A X + X B = C'],
  [[stein], 'stein(A, B, C) is the X with X − A X B = C'],
]

/** What these are in derivatives by the matrix of an exponential, a root or a logarithm. */
export const movesNotes = (derivatives: readonly Expr[]): Note[] =>
  MOVES.flatMap(([rows, message]) =>
    derivatives.some((derivative) => someNode(derivative, ({ op }) => rows.some((row) => row.op === op))) ? [{ message, kind: 'reading' }] : [],
  )
