/** R's functions of matrices: products, solutions, diagonals, differences. */

import { differencesOf } from '../execute/arrays/diagonals.ts'
import { operate } from '../execute/arrays/operators.ts'
import { withRank } from '../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../execute/arrays/shapes.ts'
import type { BinaryOperator } from '../execute/syntax/syntax.ts'
import { isLength, numberOf } from '../execute/values/arithmetic.ts'
import { refuse } from '../execute/values/context.ts'
import { Cell } from '../execute/values/store.ts'
import { isTerm, NONE } from '../execute/values/value.ts'
import { outer } from '../grammar/arrays.ts'
import { choleskyFactor, factorization, refactored, type Side, solvedTriangle } from '../grammar/factors.ts'
import { argument, identity, type Native, termAt, withAxes } from '../grammar/library.ts'
import { applyTerm, COLUMNWISE, type Term } from '../term.ts'

/** backsolve(r, x), forwardsolve(l, x): the triangle that is meant may be said, and that its transpose is. */
const triangular =
  (usual: Side): Native =>
  (context, args, range) => {
    const isSet = (name: string, at: number): boolean | undefined => {
      const value = args.named.get(name) ?? args.positional[at]
      return value === undefined ? undefined : context.decide(value, range)
    }
    const upper = isSet('upper.tri', 3) ?? usual === 'upper'
    const [matrix, right] = [0, 1].map((k) => termAt(context, args, k, range)) as [Term, Term]
    return solvedTriangle(matrix, right, upper ? 'upper' : 'lower', isSet('transpose', 4) === true, range)
  }

/** diag(v), diag(n), diag(x, n): a diagonal of these values, the identity of so many rows, as often the same number. */
const diagonal: Native = (context, args, range, name) => {
  const value = argument(args, 0, range)
  const size = args.named.get('nrow') ?? args.positional[1]
  const term = context.toTerm(value, range)
  if (size !== undefined) {
    if ((shapeOfTerm(context, term)?.length ?? 0) > 0) return applyTerm('diag', [term], range)
    const whole = identity(context, { ...args, positional: [size], named: new Map() }, range, name)
    return operate(context, '*', term, whole, range)
  }
  const isSize = numberOf(term, context.facts.numbers) !== undefined || (term.kind === 'apply' && isLength(term))
  return isSize ? identity(context, args, range, name) : applyTerm('diag', [term], range)
}

/** determinant(S)$modulus is the logarithm, unless it is not wanted. */
const determinant: Native = (context, args, range) => {
  const given = args.named.get('logarithm') ?? args.positional[1]
  const logged = given === undefined || context.decide(given, range) === true
  const s = termAt(context, args, 0, range)
  const modulus = logged ? applyTerm('logdet', [s], range) : applyTerm('abs', [applyTerm('det', [s], range)], range)
  return { kind: 'dictionary', entries: new Cell(new Map([['smodulus', modulus]])) }
}

export const MATRIX_FUNCTIONS: readonly (readonly [string, Native])[] = [
  [
    '%*%',
    (context, args, range) =>
      applyTerm(
        'product',
        [0, 1].map((k) => withAxes(termAt(context, args, k, range))),
        range,
      ),
  ],
  ['t', (context, args, range) => applyTerm('transpose', [termAt(context, args, 0, range)], range)],
  [
    'solve',
    (context, args, range) => {
      const a = termAt(context, args, 0, range)
      return args.positional.length === 1 ? applyTerm('inv', [a], range) : applyTerm('leftdivide', [a, termAt(context, args, 1, range)], range)
    },
  ],
  [
    'crossprod',
    (context, args, range) => {
      const a = termAt(context, args, 0, range)
      return applyTerm('product', [applyTerm('transpose', [a], range), args.positional.length > 1 ? termAt(context, args, 1, range) : a], range)
    },
  ],
  [
    'tcrossprod',
    (context, args, range) => {
      const a = termAt(context, args, 0, range)
      return applyTerm('product', [a, applyTerm('transpose', [args.positional.length > 1 ? termAt(context, args, 1, range) : a], range)], range)
    },
  ],
  ...(
    [
      ['rowSums', 'sum', 1],
      ['colSums', 'sum', 0],
      ['rowMeans', 'mean', 1],
      ['colMeans', 'mean', 0],
    ] as const
  ).map(([name, op, axis]): readonly [string, Native] => [
    name,
    (context, args, range) => applyTerm(op, [withRank(context, termAt(context, args, 0, range), 2)], range, { axis }),
  ]),
  ['outer', outer],
  [
    'sweep',
    (context, args, range) => {
      // sweep(X, 2, v): v taken from every row; sweep(X, 1, v): from every column.
      const [margin, given, how] = [args.positional[1], args.positional[2], args.positional[3] ?? args.named.get('FUN')]
      const sign = how === undefined ? '-' : how.kind === 'string' ? how.value : ''
      const along = margin !== undefined && isTerm(margin) ? numberOf(margin, context.facts.numbers)?.asInteger : undefined
      const op = ['+', '-', '*', '/'].find((each) => each === sign) as BinaryOperator | undefined
      if ((along !== 1 && along !== 2) || op === undefined || given === undefined) return refuse('this way of sweeping is not read', range)
      const vector = withRank(context, context.toTerm(given, range), 1)
      const other = context.index(vector, along === 2 ? [NONE, { kind: 'slice' }] : [{ kind: 'slice' }, NONE], range)
      return operate(context, op, withAxes(termAt(context, args, 0, range)), other, range)
    },
  ],
  ['chol', (context, args, range) => choleskyFactor(termAt(context, args, 0, range), 'upper', range)],
  ['chol2inv', (context, args, range) => applyTerm('inv', [refactored(termAt(context, args, 0, range), 'upper', range)], range)],
  ['backsolve', triangular('upper')],
  ['forwardsolve', triangular('lower')],
  ['qr', factorization()],
  ...['qr.solve', 'qr.coef'].map((name): readonly [string, Native] => [
    name,
    (context, args, range) => applyTerm('leftdivide', [termAt(context, args, 0, range), termAt(context, args, 1, range)], range),
  ]),
  ['determinant', determinant],
  ['det', (context, args, range) => applyTerm('det', [termAt(context, args, 0, range)], range)],
  ['diag', diagonal],
  [
    'diff',
    (context, args, range) => {
      const [lag, n] = [args.named.get('lag') ?? args.positional[1], args.named.get('differences') ?? args.positional[2]].map(
        (value) => value && context.attribute(value, range),
      )
      const attributes = { ...(lag === undefined ? {} : { lag }), ...(n === undefined ? {} : { n }), axis: COLUMNWISE }
      return differencesOf(termAt(context, args, 0, range), attributes, range)
    },
  ],
]
