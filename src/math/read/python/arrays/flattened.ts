/** What NumPy and PyTorch do with all components in one row: running sums without an axis, order='F', parts joined flat, norms of all entries. */
import type { Range } from '../../../api.ts'
import { onDiagonal } from '../../execute/arrays/diagonals.ts'
import { sizeOf } from '../../execute/arrays/sequences.ts'
import { rankSaid, shapeOfTerm } from '../../execute/arrays/shapes.ts'
import type { Context } from '../../execute/values/context.ts'
import { type Arguments, isTerm, type MethodValue, type ReferenceValue, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { callArrayMethod } from './methods.ts'

const NAMES = /^(?:reshape|ravel|flatten|cumsum|cumprod|concatenate|trace)$/
const NO_ARGUMENTS: Arguments = { positional: [], named: new Map(), ranges: [], range: { start: 0, end: 0 } }

const rankOf = (context: Context, term: Term): number | undefined => shapeOfTerm(context, term)?.length ?? rankSaid(context, term)

/** The value of a call that goes through all components one after the other; undefined for other calls. */
export function callFlat(context: Context, callee: ReferenceValue | MethodValue, args: Arguments, range: Range): Value | undefined {
  const isMethod = callee.kind === 'method'
  const name = isMethod ? callee.name : callee.path.slice(callee.path.lastIndexOf('.') + 1)
  if (!NAMES.test(name) || (!isMethod && !/^(?:jax\.)?numpy\./.test(callee.path))) return undefined
  const object = isMethod ? callee.object : args.positional[0]
  const rest = isMethod ? args.positional : args.positional.slice(1)
  const { named } = args
  const method = (of: Term, called: string, positional: readonly Value[] = []): Term =>
    context.toTerm(callArrayMethod(context, of, called, { ...NO_ARGUMENTS, positional, range }, range, false), range)
  if (name === 'concatenate') {
    // Vectors of a number that is not known, one after the other.
    const axis = named.get('axis')
    const isFirst = axis === undefined || (axis.kind === 'number' && axis.value.isZero)
    if (object?.kind === 'sequence' && isFirst && rest.length === 0) {
      const { element } = object
      const rank = isTerm(element) ? (rankOf(context, element) ?? 1) : element.kind === 'list' ? 1 : undefined
      if (rank === 1) return method(context.toTerm(object, range), 'ravel')
    }
    const parts = named.get('axis')?.kind === 'none' && object !== undefined ? context.elements(object, range) : undefined
    const flat = parts?.map((part) => (isTerm(part) && rankOf(context, part) !== 1 ? method(part, 'ravel') : context.toTerm(part, range)))
    return flat && applyTerm('concatenate', flat, range, { axis: 0 })
  }
  if (object === undefined || !isTerm(object)) return undefined
  if (name === 'trace') {
    const offset = named.get('offset') ?? rest[0]
    return offset && applyTerm('sum', [context.toTerm(onDiagonal(context, object, offset, range), range)], range)
  }
  if (/^cum/.test(name)) {
    const axis = named.get('axis') ?? rest[0]
    const isFlat = (axis === undefined || axis.kind === 'none') && (rankOf(context, object) ?? 0) > 1
    return isFlat ? method(method(object, 'ravel'), name) : undefined
  }
  const order = named.get('order') ?? rest.find((value) => value.kind === 'string')
  if (order?.kind !== 'string' || order.value !== 'F') return undefined
  const turned = rankOf(context, object) === 1 ? object : applyTerm('transpose', [object], range)
  if (name !== 'reshape') return method(turned, 'ravel')
  const given = named.get('shape') ?? named.get('newshape') ?? rest[0]
  const lengths = rest.length > 1 ? rest.filter(({ kind }) => kind !== 'string') : given && (context.elements(given, range) ?? [given])
  if (lengths === undefined) return undefined
  const columns = method(turned, 'reshape', [tupleOf([...lengths].reverse())])
  return lengths.length > 1 ? applyTerm('transpose', [columns], range) : columns
}

/** (Σ |x|^p)^(1/p) over all components; undefined where p is no number. */
function normOfAll(x: Term, p: Value | undefined, range: Range): Term | undefined {
  if (p === undefined || !isTerm(p) || (p.kind === 'number' && p.value.asInteger === 2)) return undefined
  const sizes = applyTerm('abs', [x], range)
  if (p.kind === 'number' && p.value.isOne) return applyTerm('sum', [sizes], range)
  if (p.kind === 'apply') return p.op === 'inf' ? applyTerm('amax', [sizes], range) : undefined
  return applyTerm('pow', [applyTerm('sum', [applyTerm('pow', [sizes, p], range)], range), applyTerm('div', [numberTerm(1), p], range)], range)
}

/** The same of PyTorch: norms and distances of all entries, places counted through all of them, flattened batches; undefined for other calls. */
export function callFlatTensor(context: Context, callee: ReferenceValue | MethodValue, args: Arguments, range: Range): Value | undefined {
  const isMethod = callee.kind === 'method'
  const name = isMethod ? callee.name : (/^torch\.(norm|dist|take|flatten|nn\.functional\.flatten)$/.exec(callee.path)?.[1] ?? '')
  const [object, ...rest] = isMethod ? [callee.object, ...args.positional] : args.positional
  if (object === undefined || !isTerm(object)) return undefined
  const { named } = args
  const method = (of: Term, called: string, positional: readonly Value[] = []): Term =>
    context.toTerm(callArrayMethod(context, of, called, { ...NO_ARGUMENTS, positional, range }, range, true), range)
  switch (name) {
    case 'norm':
      return named.has('dim') || rest.length > 1 ? undefined : normOfAll(object, named.get('p') ?? rest[0], range)
    case 'dist': {
      const other = named.get('other') ?? rest[0]
      if (other === undefined) return undefined
      return normOfAll(applyTerm('add', [object, applyTerm('neg', [context.toTerm(other, range)], range)], range), named.get('p') ?? rest[1], range)
    }
    case 'take': {
      const places = named.get('index') ?? rest[0]
      const isFlat = places !== undefined && (rankOf(context, object) ?? 0) > 1
      return isFlat ? context.index(method(object, 'reshape', [numberTerm(-1)]), [places], range) : undefined
    }
    case 'flatten':
    case 'nn.functional.flatten': {
      const start = named.get('start_dim') ?? rest[0] ?? numberTerm(name === 'flatten' ? 0 : 1)
      const kept = isTerm(start) && start.kind === 'number' ? start.value.asInteger : undefined
      if (kept === undefined || kept < 1 || kept > 4 || named.has('end_dim') || rest.length > 1) return undefined
      const rank = rankOf(context, object)
      if (rank === kept + 1) return object
      if (rank !== undefined && rank <= kept) return undefined
      const lengths = Array.from({ length: kept }, (_, axis) => sizeOf(context, object, axis, range))
      return method(object, 'reshape', [...lengths, numberTerm(-1)])
    }
  }
  return undefined
}
