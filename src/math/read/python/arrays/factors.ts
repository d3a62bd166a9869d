/** SciPy's factorizations: what is solved by Cholesky's factor, by L and U, or by a triangle. */
import type { Range } from '../../../api.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, listOf, NONE, reference, truth, tupleOf, type Value } from '../../execute/values/value.ts'
import { choleskyFactor, refactored, type Side, solvedTriangle } from '../../grammar/factors.ts'
import { matrixEquation } from '../../grammar/matrixEquations.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { type Native, twoTerms } from '../arguments.ts'

/** The upper factor, unless the lower one is asked for. */
function sideAsked(args: Arguments, range: Range): Side {
  const lower = args.named.get('lower') ?? args.positional[1]
  if (lower !== undefined && lower.kind !== 'boolean') return refuse('which factor of Cholesky is meant is not known', range)
  return lower?.value === true ? 'lower' : 'upper'
}

/** scipy.linalg.cholesky(A, lower=False) */
const factorAsked = (context: Context, args: Arguments, range: Range): Term =>
  choleskyFactor(context.toTerm(args.positional[0] ?? NONE, range), sideAsked(args, range), range)

/** cho_solve((L, lower), b): the solution of A x = b, where A is L Lᵀ or, of an upper factor, Lᵀ L. */
function solvedByFactor(context: Context, args: Arguments, range: Range): Value {
  const [factor, lower] = context.elements(args.positional[0] ?? NONE, range) ?? []
  const right = args.positional[1]
  if (factor === undefined || right === undefined) return refuse('"cho_solve" takes a factor with its side, (L, True), and a right side', range)
  const side = lower?.kind === 'boolean' && lower.value ? 'lower' : 'upper'
  return applyTerm('solve', [refactored(context.toTerm(factor, range), side, range), context.toTerm(right, range)], range)
}

/** What lu_factor gives is no matrix that one computes with: only lu_solve knows what it was made of. */
const LU = 'scipy.linalg.lu_factor'
const luOf = ({ positional }: Arguments): Value => ({ kind: 'partial', callee: reference(LU), positional: positional.slice(0, 1), named: new Map() })

/** lu_solve((lu, piv), b, trans=0) */
function solvedByLu(context: Context, args: Arguments, range: Range): Value {
  const [factors] = context.elements(args.positional[0] ?? NONE, range) ?? []
  const right = args.positional[1]
  if (factors?.kind !== 'partial' || factors.callee.kind !== 'reference' || factors.callee.path !== LU || right === undefined)
    return refuse('"lu_solve" takes what "lu_factor" gives, and a right side', range)
  const matrix = context.toTerm(factors.positional[0] ?? NONE, range)
  const trans = args.named.get('trans') ?? args.positional[2]
  const turned = trans !== undefined && context.decide(trans, range) === true
  return applyTerm('solve', [turned ? applyTerm('transpose', [matrix], range) : matrix, context.toTerm(right, range)], range)
}

/** solve_triangular(T, b, trans=0, lower=False): what stands on the other side of the diagonal is not looked at. */
function solvedBySide(context: Context, args: Arguments, range: Range): Value {
  const [matrix, right] = twoTerms(context, args, range)
  const [trans, lower] = [args.named.get('trans') ?? args.positional[2], args.named.get('lower') ?? args.positional[3]]
  const side = lower === undefined || (lower.kind === 'boolean' && !lower.value) ? 'upper' : 'lower'
  const turned = (trans?.kind === 'number' && !trans.value.isZero) || (trans?.kind === 'string' && trans.value !== 'N')
  return solvedTriangle(matrix, right, side, turned, range)
}

/** sqrtm(A); with disp=False the root and how wrong it is. */
function rootAsked(context: Context, args: Arguments, range: Range): Value {
  const root = applyTerm('sqrtm', [context.toTerm(args.positional[0] ?? NONE, range)], range)
  const told = args.named.get('disp') ?? args.positional[1]
  return told !== undefined && context.decide(told, range) === false ? tupleOf([root, numberTerm(0)]) : root
}

/** torch.cholesky_solve(B, L, upper=False): the same, with the right side first. */
function solvedByTorchFactor(context: Context, args: Arguments, range: Range): Value {
  const [right, factor] = twoTerms(context, args, range)
  return applyTerm('solve', [refactored(factor, upperAsked(context, args, 2, range) ? 'upper' : 'lower', range), right], range)
}

/** torch.cholesky_inverse(L, upper=False): the inverse of what L is the factor of. */
function invertedByTorchFactor(context: Context, args: Arguments, range: Range): Value {
  const factor = context.toTerm(args.positional[0] ?? NONE, range)
  return applyTerm('inv', [refactored(factor, upperAsked(context, args, 1, range) ? 'upper' : 'lower', range)], range)
}

/** torch.linalg.solve_triangular(A, B, *, upper) */
function solvedByTorchSide(context: Context, args: Arguments, range: Range): Value {
  const [matrix, right] = twoTerms(context, args, range)
  return solvedTriangle(matrix, right, upperAsked(context, args, 2, range) ? 'upper' : 'lower', false, range)
}

const upperAsked = (context: Context, args: Arguments, place: number, range: Range): boolean => {
  const upper = args.named.get('upper') ?? args.positional[place]
  return upper !== undefined && context.decide(upper, range) === true
}

/** By path. */
export const TORCH_FACTORS: readonly (readonly [string, Native])[] = [
  ['torch.cholesky_solve', solvedByTorchFactor],
  ['torch.cholesky_inverse', invertedByTorchFactor],
  ['torch.linalg.solve_triangular', solvedByTorchSide],
]

/** By path. */
export const SCIPY_FACTORS: readonly (readonly [string, Native])[] = ['scipy.linalg', 'jax.scipy.linalg'].flatMap((module): [string, Native][] => [
  [`${module}.cho_factor`, (context, args, range) => listOf([factorAsked(context, args, range), truth(sideAsked(args, range) === 'lower')])],
  [`${module}.cholesky`, factorAsked],
  [`${module}.solve_triangular`, solvedBySide],
  [`${module}.cho_solve`, solvedByFactor],
  [`${module}.lu_factor`, (_context, args) => listOf([luOf(args), NONE])],
  [`${module}.lu_solve`, solvedByLu],
  [`${module}.sqrtm`, rootAsked],
  [`${module}.solve_continuous_lyapunov`, matrixEquation('sylvester', false)],
  [`${module}.solve_lyapunov`, matrixEquation('sylvester', false)],
  [`${module}.solve_discrete_lyapunov`, matrixEquation('stein', false)],
])
