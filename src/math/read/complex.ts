/** A reading that goes through complex numbers, by real ones: its value, and what its parts are. */
import type { Note, Range, Value } from '../api.ts'
import { agree } from '../evaluate/agree.ts'
import type { Expr } from '../expr.ts'
import { add } from '../ops/arithmetic.ts'
import { stack } from '../ops/arrange.ts'
import { type Complex, ComplexError, complexParts, plain } from '../ops/complex.ts'
import { broadcastTo, isZero } from '../ops/structure.ts'
import { simplify } from '../simplify/simplify.ts'
import { ReadError } from './term.ts'

export interface ByRealNumbers {
  /** Of a complex value the vector of its real and its imaginary part. */
  readonly expr: Expr
  readonly notes: readonly Note[]
  /** Of the nodes whose value is real, the real node. */
  readonly real: ReadonlyMap<Expr, Expr>
}

/**
 * Throws ReadError where something has no meaning for complex numbers. With the `values` that the text gives some names, as the entries of
 * the Pauli matrices, a value may be real that would not be with others.
 */
export function byRealNumbers(value: Expr, rangeOf: (node: Expr) => Range, values?: ReadonlyMap<string, Value>): ByRealNumbers {
  try {
    const parts = complexParts(value)
    const real = new Map<Expr, Expr>()
    for (const [node, { re, im }] of parts) if (im === undefined) real.set(node, re)
    const { re, im } = plain(parts.get(value) as Complex)
    if (im === undefined || isZero(simplify(im)) || isZeroWith(re, im, values)) return { expr: re, notes: [], real }
    const note: Note = { message: 'the value is a complex number: shown are its real and its imaginary part', range: rangeOf(value), kind: 'reading' }
    return { expr: stack(broadcastTo(re, value.shape), broadcastTo(im, value.shape)), notes: [note], real }
  } catch (error) {
    if (!(error instanceof ComplexError)) throw error
    throw new ReadError(error.message, rangeOf(error.node), 'take its real part, its imaginary part or its absolute value before')
  }
}

/** Nothing beside the real part, at sampled points. */
const isZeroWith = (re: Expr, im: Expr, values: ReadonlyMap<string, Value> | undefined): boolean =>
  agree(broadcastTo(re, im.shape), add(broadcastTo(re, im.shape), im), values)
