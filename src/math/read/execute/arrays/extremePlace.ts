/** Where the largest or smallest component stands: a place to pick others by, which has no derivative of its own. */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, negative } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { withRank } from './sequences.ts'
import { rankSaid } from './shapes.ts'

/**
 * The place, counted from 0, of the first of the largest (smallest) components of a vector, or along an axis of a matrix. It stands under an
 * index alone: `unplaced` refuses it elsewhere.
 */
export function placeOfExtreme(context: Context, given: Term, largest: boolean, axis: number | undefined, name: string, range: Range): Term {
  const said = rankSaid(context, given)
  if (axis === undefined && (said ?? 1) > 1) return refuse(`"${name}" of all components of a matrix is not read`, range, 'state along which axis')
  if (axis !== undefined && (axis > 1 || axis < -1 || (said ?? 2) > 2)) return refuse(`"${name}" is read along the axes of a matrix`, range)
  const isVector = said === 1 || (axis === undefined && said === undefined) || (said === undefined && axis === -1)
  const x = withRank(context, given, isVector ? 1 : 2)
  const rows = !isVector && axis === 0 ? applyTerm('transpose', [x], range) : x
  const ordered = applyTerm('argsort', [largest ? negative(rows, range) : rows], range)
  return applyTerm('index', [ordered, numberTerm(0)], range, { items: isVector ? [{ at: 1 }] : [{}, { at: 1 }], [NAME]: name })
}

/** By what name of the text a place was asked for. */
const NAME = 'place'

/** A place that stands elsewhere than under an index; undefined where there is none. */
export function strayPlace(root: Term): { readonly name: string; readonly term: Term } | undefined {
  const seen = new Set<Term>([root])
  for (const term of seen) {
    if (term.kind === 'binder') seen.add(term.body)
    else if (term.kind === 'derivative') seen.add(term.of)
    else if (term.kind === 'call') for (const arg of term.args) seen.add(arg)
    if (term.kind !== 'apply') continue
    const name = isApply(term, 'index') ? term.attributes?.[NAME] : undefined
    if (typeof name === 'string') return { name, term }
    // What picks is under the index.
    for (const arg of term.op === 'index' || term.op === 'put' ? term.args.slice(0, 1) : term.op === 'one_hot' ? [] : term.args) seen.add(arg)
  }
  return undefined
}
