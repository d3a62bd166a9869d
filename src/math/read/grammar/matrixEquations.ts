/** Linear equations for matrices as libraries pose them: Sylvester's A X + X B = C, Lyapunov's A X + X Aᵀ = C and X - A X Aᵀ = C, with a right side on either side. */
import type { Range } from '../../api.ts'
import type { Context } from '../execute/values/context.ts'
import type { Arguments } from '../execute/values/value.ts'
import { applyTerm, type Term } from '../term.ts'
import { termAt } from './library.ts'

/** The row that is asked, and whether the library writes the equation with all on one side: A X + X B + C = 0. */
export const matrixEquation =
  (row: 'sylvester' | 'stein', onOneSide: boolean) =>
  (context: Context, args: Arguments, range: Range): Term => {
    const given = args.positional.map((_, k) => termAt(context, args, k, range))
    // With two arguments the second matrix is the first one turned.
    const [a, b, c] = given.length === 2 ? [given[0], applyTerm('transpose', [given[0] as Term], range), given[1]] : given
    // X - A X B = C is A X B - X + C = 0 already.
    const right = onOneSide && row === 'sylvester' ? applyTerm('neg', [c as Term], range) : c
    return applyTerm(row, [a, b, right] as Term[], range)
  }
