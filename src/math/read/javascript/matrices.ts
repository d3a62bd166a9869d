/** Functions of whole arrays that JavaScript lacks, by the names that files give them and that printed code defines: inv(A), solve(A, b), reshaped(x, n, m). */
import type { Range } from '../../api.ts'
import { operationNamed } from '../../ops/table.ts'
import { applyRow } from '../execute/calls/apply.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, isTerm, type Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm } from '../term.ts'

/** By name: the row. */
const ROWS: ReadonlyMap<string, string> = new Map([
  ['inv', 'inv'],
  ['solve', 'solve'],
  ['det', 'det'],
  ['logAbsDet', 'logdet'],
  ['cofactors', 'cofactor'],
  ['cholesky', 'cholesky'],
  ['kron', 'kron'],
])

/** Names that mean these where the text gives them to nothing else. */
export const MATRIX_NAMES: ReadonlySet<string> = new Set([...ROWS.keys(), 'reshaped', 'cumulative'])

/** Calls one of these; undefined where the arguments are others'. */
export function callMatrixFunction(context: Context, name: string, args: Arguments, range: Range): Value | undefined {
  const [x, ...others] = args.positional
  if (x === undefined) return undefined
  const row = operationNamed(ROWS.get(name) ?? '')
  if (row !== undefined) return row.args.length === args.positional.length ? applyRow(context, row, args, name, range) : undefined
  if (name === 'reshaped') {
    const shape = others.map((length) => context.attribute(length, range))
    return shape.length === 0 ? undefined : applyTerm('reshape', [context.toTerm(x, range)], range, { shape })
  }
  return name === 'cumulative' ? running(context, x, others[0], range) : undefined
}

/** cumulative(x, (a, b) => a + b): the running sum or product along the last axis. */
function running(context: Context, x: Value, step: Value | undefined, range: Range): Value | undefined {
  if (step === undefined) return undefined
  const [two, three] = [numberTerm(2), numberTerm(3)]
  const made = context.toTerm(context.call(step, { positional: [two, three], named: new Map(), ranges: [], range }, range), range)
  const known = isTerm(made) && made.kind === 'number' ? made.value.asInteger : undefined
  const op = known === 5 ? 'cumsum' : known === 6 ? 'cumprod' : refuse('running sums and products are read', range)
  return applyTerm(op, [context.toTerm(x, range)], range, { axis: -1 })
}
