/** Methods of the libraries of vectors and matrices: Eigen, Armadillo, nalgebra, ndarray, glam. */
import type { Range } from '../../api.ts'
import { conditionTerm } from '../execute/arrays/comparisons.ts'
import { component, sizeOf, symbolicElement } from '../execute/arrays/sequences.ts'
import { countOfAll, rankSaid } from '../execute/arrays/shapes.ts'
import { numberOf, sum } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { listOf, type Value } from '../execute/values/value.ts'
import { tiles } from '../grammar/copies.ts'
import { triangleOf } from '../grammar/factors.ts'
import { argument, mapped, type Native, names, operator, same, termAt } from '../grammar/library.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../term.ts'
import { EACH } from './each.ts'
import { FACTORING } from './factorizations.ts'

const WHOLE: Value = { kind: 'slice' }

const of =
  (row: string): Native =>
  (context, args, range) =>
    applyTerm(row, [termAt(context, args, 0, range)], range)

const power =
  (exponent: number): Native =>
  (context, args, range) =>
    applyTerm('pow', [termAt(context, args, 0, range), numberTerm(exponent)], range)

/** X.rows(), X.cols(); a vector is one column. */
const lengthAlong =
  (axis: 0 | 1): Native =>
  (context, args, range) => {
    const x = termAt(context, args, 0, range)
    return axis === 1 && rankSaid(context, x) === 1 ? numberTerm(1, range) : sizeOf(context, x, axis, range)
  }

/** X.n_rows, X.n_cols and x.n_elem of Armadillo; undefined for other members. */
export function countIn(context: Context, x: Term, name: string, range: Range): Term | undefined {
  if (name === 'n_elem') return countOfAll(context, x, range)
  return name === 'n_rows' || name === 'n_cols' ? sizeOf(context, x, name === 'n_rows' ? 0 : 1, range) : undefined
}

/** x.segment(from, count), x.head(count), x.tail(count): a part of a vector, by what `given` says its k-th argument is. */
const part =
  (bounds: (given: (k: number) => Term, size: () => Term, range: Range) => { start?: Term; stop?: Term }): Native =>
  (context, args, range) => {
    const x = termAt(context, args, 0, range)
    const { start, stop } = bounds(
      (k) => termAt(context, args, k, range),
      () => sizeOf(context, x, 0, range),
      range,
    )
    return context.index(x, [{ kind: 'slice', start, stop }], range)
  }

/** A.triangularView<Lower>() */
const triangularView: Native = (context, args, range) => {
  const side = args.positional[1]
  if (side?.kind !== 'string') return refuse('which triangle is meant is not known', range)
  return triangleOf(termAt(context, args, 0, range), side.value === 'Lower' ? 'lower' : 'upper', range)
}

/** x/|x| */
export const normalized: Native = (context, args, range) => {
  const x = termAt(context, args, 0, range)
  return applyTerm('quotient', [x, applyTerm('norm', [x], range)], range)
}

/** a.solve(b), whatever a was factored into. */
const solved: Native = (context, args, range) => applyTerm('solve', [termAt(context, args, 0, range), termAt(context, args, 1, range)], range)

/** x.windows(n): n neighbours at each place. */
function neighbours(context: Context, x: Term, count: number, range: Range): Value {
  const size = sizeOf(context, x, 0, range)
  if (size.kind === 'number') {
    const places = Array.from({ length: Math.max(0, size.value.value - count + 1) }, (_, k) =>
      Array.from({ length: count }, (_, j) => numberTerm(k + j)),
    )
    return listOf(places.map((own) => listOf(own.map((place) => component(x, place, range)))))
  }
  const stop = sum(size, numberTerm(1 - count), range, true)
  const row = symbolicElement(context, { kind: 'range', start: numberTerm(0), stop, step: numberTerm(1) }, 'i', range)
  const at = (k: number): Term => (k === 0 ? nameTerm(row.index, range) : applyTerm('add', [nameTerm(row.index, range), numberTerm(k)], range))
  const items = Array.from({ length: count }, (_, k) => component(x, at(k), range))
  return { ...row, element: listOf(items) }
}

export const MATRIX_METHODS: readonly (readonly [string, Native])[] = [
  ...EACH,
  ...names('array matrix', (context, args, range, name) => ({ ...termAt(context, args, 0, range), entrywise: name === 'array' })),
  ...names('maxCoeff max_coeff', of('amax')),
  ...names('minCoeff min_coeff', of('amin')),
  ['cwiseAbs', of('abs')],
  ['cwiseSqrt', of('sqrt')],
  ...names('cwiseAbs2 square', power(2)),
  ['cube', power(3)],
  ['cwiseInverse', power(-1)],
  ['cwiseMax', operator('maximum')],
  ['cwiseMin', operator('minimum')],
  ...names('component_mul', operator('mul')),
  ...names('component_div', operator('div')),
  ['asDiagonal', of('diag')],
  ['diagonal', of('diag')],
  ['normalized', normalized],
  ...FACTORING,
  ['triangularView', triangularView],
  ['selfadjointView', same],
  ['solve', solved],
  [
    'select',
    (context, args, range) => {
      const [condition, then, otherwise] = [0, 1, 2].map((k) => argument(args, k, range)) as [Value, Value, Value]
      return applyTerm('where', [conditionTerm(context, condition, range), context.toTerm(then, range), context.toTerm(otherwise, range)], range)
    },
  ],
  ['replicate', tiles],
  ...names('rows nrows', lengthAlong(0)),
  ...names('cols ncols', lengthAlong(1)),
  ...names('unaryExpr mapv mapv_into', (context, args, range) => mapped(context, argument(args, 1, range), [argument(args, 0, range)], range)),
  ['head', part((given) => ({ stop: given(1) }))],
  ['tail', part((given, size, range) => ({ start: sum(size(), applyTerm('neg', [given(1)], range), range, true) }))],
  ['segment', part((given, _, range) => ({ start: given(1), stop: sum(given(1), given(2), range, false) }))],
  // Of Eigen a row of a matrix is a row.
  [
    'row of',
    (context, args, range) =>
      applyTerm('transpose', [context.toTerm(context.index(termAt(context, args, 0, range), [argument(args, 1, range)], range), range)], range),
  ],
  ['row', (context, args, range) => context.index(termAt(context, args, 0, range), [argument(args, 1, range)], range)],
  ...names('col column', (context, args, range) => context.index(termAt(context, args, 0, range), [WHOLE, argument(args, 1, range)], range)),
  [
    'windows',
    (context, args, range) => {
      const count = numberOf(termAt(context, args, 1, range), context.facts.numbers)?.asInteger
      if (count === undefined || count < 1 || count > 64) return refuse('how many neighbours there are must be a known number', range)
      return neighbours(context, termAt(context, args, 0, range), count, range)
    },
  ],
]
