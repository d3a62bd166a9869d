/** Arrays that NumPy and PyTorch make of others without copying: what is written into x.T, x.ravel() or x.reshape(2, 3) is seen in x. */
import type { Range } from '../../../api.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import type { Context } from '../../execute/values/context.ts'
import { Cell } from '../../execute/values/store.ts'
import type { MethodValue, ReferenceValue, Value } from '../../execute/values/value.ts'
import { type Arguments, isTerm } from '../../execute/values/value.ts'
import { originOf, partOf, type Taking, turned, untaken } from '../../execute/values/views.ts'
import { applyTerm, type Term } from '../../term.ts'

/** The same components in another shape. */
const RESHAPED = /^(?:reshape|ravel|view|view_as|squeeze|unsqueeze|expand_dims|atleast_[12]d)$/
/** Other orders of axes, and parts. */
const TAKEN =
  /^(?:permute|moveaxis|rollaxis|swapaxes|movedim|diagonal|split|array_split|[hvd]split|chunk|unbind|narrow|select|tensor_split|broadcast_to|expand|expand_as|flip|fliplr|flipud|rot90|unfold|sliding_window_view|as_strided)$/

/** What a call gives, as a part of the array that it is called with where it shares its components. */
export function sharing(context: Context, callee: ReferenceValue | MethodValue, args: Arguments, value: Value, range: Range): Value {
  const name = callee.kind === 'method' ? callee.name : callee.path.slice(callee.path.lastIndexOf('.') + 1)
  const of = callee.kind === 'method' ? callee.object : args.positional[0]
  if (of === undefined || !isTerm(of) || of.kind === 'number') return value
  const isTurned = name === 't' || name === 'transpose'
  if (!isTurned && !RESHAPED.test(name) && !TAKEN.test(name)) return value
  if (value.kind === 'list')
    return { ...value, items: new Cell(value.items.value.map((item) => (isTerm(item) ? partOf(item, of, untakenBy(name, range)) : item))) }
  if (!isTerm(value) || originOf(value) === originOf(of)) return value
  const take = (whole: Term): Term => {
    const again: Value =
      callee.kind === 'method'
        ? context.call({ ...callee, object: whole }, args, range)
        : context.call(callee, { ...args, positional: [whole, ...args.positional.slice(1)] }, range)
    return context.toTerm(again, range)
  }
  const isPlain = args.positional.length + args.named.size <= (callee.kind === 'method' ? 0 : 1)
  if (name === 'diagonal' && isPlain) return partOf(value, of, { take, put: onDiagonal(range) })
  const put = isTurned && args.positional.length + args.named.size <= (callee.kind === 'method' ? 0 : 1) ? turned : undefined
  return partOf(value, of, { take, put: put ?? (RESHAPED.test(name) ? shapedAs(context, range) : untakenBy(name, range).put) })
}

/** The matrix with other numbers on its diagonal. */
const onDiagonal =
  (range: Range) =>
  (whole: Term, part: Term): Term => {
    const less = applyTerm('sub', [part, applyTerm('diagonal', [whole], range)], range)
    return applyTerm('add', [whole, applyTerm('diag', [less], range)], range)
  }

const untakenBy = (name: string, range: Range): Taking => untaken(`what "${name}" gives is a part of another array, and is changed here`, range)

/** The components in the shape of the array that they are those of. */
const shapedAs =
  (context: Context, range: Range) =>
  (whole: Term, part: Term): Term => {
    const shape = shapeOfTerm(context, whole)
    if (shape === undefined) return untakenBy('reshape', range).put(whole, part)
    return shape.length === 0 ? part : applyTerm('reshape', [part], range, { shape: [...shape] })
  }
