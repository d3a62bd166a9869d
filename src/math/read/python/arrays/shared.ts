/**
 * Arrays that NumPy and PyTorch make of others without copying: what is written into x.T, x.ravel() or x.reshape(2, 3) is seen in x.
 * Of components that do not lie one after the other in memory, as those of x.T, other shapes that join axes are copies
 * (NumPy reference, numpy.reshape: a view where strides allow it).
 */
import type { Range } from '../../../api.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { isApply } from '../../execute/values/arithmetic.ts'
import type { Context } from '../../execute/values/context.ts'
import { Cell } from '../../execute/values/store.ts'
import type { MethodValue, ReferenceValue, Value } from '../../execute/values/value.ts'
import { type Arguments, isTerm } from '../../execute/values/value.ts'
import { originOf, partOf, type Taking, turned, untaken, viewOf } from '../../execute/values/views.ts'
import { applyTerm, type Term } from '../../term.ts'

/** The same components in another shape. */
const RESHAPED = /^(?:reshape|ravel|view|view_as|squeeze|unsqueeze|expand_dims|atleast_[12]d)$/
/** Those that may join axes. */
const JOINED = /^(?:reshape|ravel)$/
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
  const copies = JOINED.test(name) && isScattered(context, of) ? isCopied(context, of, value, name) : false
  if (copies === true) return value
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
  const shaped = RESHAPED.test(name) && copies !== undefined ? shapedAs(context, range) : untakenBy(name, range).put
  return partOf(value, of, { take, put: put ?? shaped, isScattered: isTurned || TAKEN.test(name) })
}

/** Whether the components of an array do not lie one after the other. */
function isScattered(context: Context, array: Term): boolean {
  for (let view = viewOf(array); view !== undefined; view = viewOf(view.of)) {
    // A vector turned round is itself.
    if (view.taking.isScattered === true && !(isApply(array, 'transpose') && shapeOfTerm(context, view.of)?.length === 1)) return true
  }
  return false
}

/** Whether scattered components in another shape are a copy: where axes are joined; undefined where that is not known. */
function isCopied(context: Context, of: Term, value: Term, name: string): boolean | undefined {
  const [before, after] = [shapeOfTerm(context, of), shapeOfTerm(context, value)].map((shape) => shape?.filter((length) => length !== 1))
  if (before === undefined || after === undefined) return undefined
  // ravel() gives what lies one after the other, reshape() may leave a single axis as it is.
  if (before.length <= 1) return name === 'ravel'
  if (after.length < before.length) return true
  if (![...before, ...after].every((length) => typeof length === 'number')) return undefined
  let next = 0
  return !(before as number[]).every((length) => {
    let product = 1
    while (product < length && next < after.length) product *= after[next++] as number
    return product === length
  })
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
