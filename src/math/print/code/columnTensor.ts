/** Tensors in Julia and MATLAB: vectors are columns, indices count from 1, matrix operators stand without dots. */

import type { Expr, Operation } from '../../expr.ts'
import { boundName } from '../../ops/binder.ts'
import { freshLetters, specOf } from '../../ops/einsum.ts'
import { axesOf } from '../../ops/reduction.ts'
import { type AxisItem, itemsOf } from '../../ops/slice.ts'
import { isEye, isOne, isZero } from '../../ops/structure.ts'
import type { Length } from '../../shape.ts'
import { componentOf } from '../indices/component.ts'
import { lengthsOf, lettersOf } from '../indices/indexed.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { gathered, gatheredByProduct, itemsText, orderForms } from './columnIndices.ts'
import { matrixForms } from './columnMatrix.ts'
import { flipped, isJulia, product } from './columnParts.ts'
import { place } from './columnPlace.ts'
import { ending } from './commonForms.ts'
import { call } from './numpyParts.ts'
import { isFromEnd, size, spacedLetter } from './parts.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const second = (node: Expr): Expr => node.args[1] as Expr

/* Products. */

const matmul: CodeForm = (printer, node) => {
  const [a, b] = node.args as [Expr, Expr]
  const picked = gatheredByProduct(printer, a, b)
  if (picked !== undefined) return picked
  if (a.rank === 1 && b.rank === 1)
    return isJulia(printer) ? printer.apply('dot', node.args) : product(printer, flipped(printer, a), '*', printer.at(b, LEVEL.sign))
  // A row times a matrix, as the column it is here.
  if (a.rank === 1) return product(printer, flipped(printer, b), '*', printer.at(a, LEVEL.sign))
  if (a.op.name === 'inv' && a.rank === 2) return product(printer, printer.at(first(a), LEVEL.sign), '\\', printer.at(b, LEVEL.sign))
  if (b.op.name === 'inv' && b.rank === 2) return product(printer, printer.at(a, LEVEL.product), '/', printer.at(first(b), LEVEL.sign))
  if (!isJulia(printer) && a.op.name === 'diag' && a.rank === 2)
    return product(printer, printer.at(first(a), LEVEL.product), '.*', printer.at(b, LEVEL.sign))
  return product(printer, printer.at(a, a.op.name === 'matmul' ? LEVEL.product : LEVEL.sign), '*', printer.at(b, LEVEL.sign))
}

const transpose: CodeForm = (printer, node) => {
  const a = first(node)
  if (node.payload === undefined && a.rank <= 2) return a.rank < 2 ? printer.piece(a) : finish(printer, `${printer.at(a, LEVEL.atom)}'`)
  const order =
    node.payload === undefined
      ? a.shape.map((_, k) => a.rank - k)
      : String(node.payload)
          .split(',')
          .map((axis) => Number(axis) + 1)
  return finish(
    printer,
    isJulia(printer) ? `permutedims(${printer.piece(a)}, (${order.join(', ')}))` : `permute(${printer.piece(a)}, [${order.join(', ')}])`,
  )
}

const outer: CodeForm = (printer, node) => product(printer, printer.at(first(node), LEVEL.product), '*', flipped(printer, second(node)))

const solve: CodeForm = (printer, node) => product(printer, printer.at(first(node), LEVEL.sign), '\\', printer.at(second(node), LEVEL.sign))

/* Reductions. */

/** Over all components, or along some axes; what is left of an array along columns is turned to where its axes belong. */
const reduction =
  (julia: string, matlab: string, between = ''): CodeForm =>
  (printer, node) => {
    const { axes, keepdims } = axesOf(node)
    const x = first(node)
    const text = printer.piece(x)
    const all = axes.length === x.rank && !keepdims
    if (isJulia(printer)) {
      if (all) return finish(printer, `${julia}(${text})`)
      const kept = `${julia}(${text}, dims=${tuple(axes.map((axis) => axis + 1))})`
      if (keepdims) return finish(printer, kept)
      return finish(printer, node.rank === 1 ? `vec(${kept})` : `dropdims(${kept}, dims=${tuple(axes.map((axis) => axis + 1))})`)
    }
    if (all && x.rank <= 2) return finish(printer, x.rank === 2 ? `${matlab}(${matlab}(${text}))` : `${matlab}(${text})`)
    // One axis at a time: lists of them are new to MATLAB, and Octave takes the first only.
    const along = axes.reduce((inner, axis) => `${matlab}(${inner}, ${between}${axis + 1})`, text)
    return finish(printer, keepdims ? along : withoutAxes(along, x.rank, axes))
  }

const tuple = (axes: readonly number[]): string => (axes.length === 1 ? String(axes[0]) : `(${axes.join(', ')})`)

/** The axes that are left first: those of length 1 behind them count for nothing. */
function withoutAxes(text: string, rank: number, axes: readonly number[]): string {
  const order = [...Array(rank).keys()].filter((axis) => !axes.includes(axis)).concat(axes)
  if (order.every((axis, k) => axis === k)) return text
  return rank === 2 ? `${text}'` : `permute(${text}, [${order.map((axis) => axis + 1).join(', ')}])`
}

/** Variance and standard deviation, which divide by n - 1 unless told otherwise. */
const spread =
  (name: string): CodeForm =>
  (printer, node) => {
    const { axes, keepdims, order } = axesOf(node)
    const x = first(node)
    const ddof = Number(order ?? 0)
    const all = axes.length === x.rank && !keepdims
    if (ddof > 1 || (all ? false : axes.length > 1)) return printer.piece((node.op.meaning as NonNullable<Operation['meaning']>)(node))
    const axis = (axes[0] as number) + 1
    if (isJulia(printer)) {
      const kept = `${name}(${printer.piece(x)}${ddof === 0 ? ', corrected=false' : ''}${all ? '' : `, dims=${axis}`})`
      return finish(printer, all || keepdims ? kept : `vec(${kept})`)
    }
    if (all && x.rank > 1) return finish(printer, `${name}(reshape(${printer.piece(x)}, [], 1), ${1 - ddof})`)
    const text = `${name}(${printer.piece(x)}${all && ddof === 1 ? '' : `, ${1 - ddof}`}${all ? '' : `, ${axis}`})`
    return finish(printer, all || keepdims ? text : withoutAxes(text, x.rank, axes))
  }

const norm: CodeForm = (printer, node) => {
  const { order, axes } = axesOf(node)
  // Of the rows of a matrix: the languages' own is that of the whole.
  if (axes.length < first(node).rank) return printer.piece((node.op.meaning as NonNullable<Operation['meaning']>)(node))
  const x = printer.piece(first(node))
  if (order === 2 && (axes.length === 1 || isJulia(printer))) return finish(printer, `norm(${x})`)
  const name = order === 2 ? "'fro'" : order === 'inf' ? 'Inf' : String(order)
  return finish(printer, axes.length === 2 && order !== 2 && !isJulia(printer) ? `norm(reshape(${x}, [], 1), ${name})` : `norm(${x}, ${name})`)
}

/** A running sum or product, from behind by turning the axis round before and after. */
const running =
  (name: string): CodeForm =>
  (printer, node) => {
    const { axes, order } = axesOf(node)
    const axis = (axes[0] as number) + 1
    const text = printer.piece(first(node))
    const vector = first(node).rank === 1
    const along = vector ? '' : isJulia(printer) ? `, dims=${axis}` : `, ${axis}`
    if (order !== 'reverse') return finish(printer, `${name}(${text}${along})`)
    const turn = isJulia(printer) ? 'reverse' : 'flip'
    return finish(printer, `${turn}(${name}(${turn}(${text}${along})${along})${along})`)
  }

/* Uniform tensors. */

const lengths = (printer: CodePrinter, node: Expr): string => {
  const own = node.shape.map((length) => printer.length(length))
  return (own.length === 1 && !isJulia(printer) ? [...own, '1'] : own).join(', ')
}

const broadcast: CodeForm = (printer, node) => {
  const inner = first(node)
  const size = lengths(printer, node)
  if (isZero(node)) return finish(printer, `zeros(${size})`)
  if (isOne(node)) return finish(printer, `ones(${size})`)
  if (inner.rank === 0) {
    if (isJulia(printer)) return finish(printer, `fill(${printer.piece(inner)}, ${size})`)
    return product(printer, printer.at(inner, LEVEL.product), '*', `ones(${size})`)
  }
  const rows = printer.length(node.shape[0] as Length)
  const row = inner.rank === 1 ? flipped(printer, inner) : printer.piece(inner)
  return finish(printer, isJulia(printer) ? `repeat(${row}, ${rows})` : `repmat(${row}, ${rows}, 1)`)
}

const uniform =
  (name: string): CodeForm =>
  (printer, node) =>
    finish(printer, `${name}(${lengths(printer, node)})`)

const eye: CodeForm = (printer, node) => finish(printer, `${isJulia(printer) ? 'I' : 'eye'}(${printer.length(node.shape[0] as Length)})`)

/* Parts. */

const take: CodeForm = (printer, node) => {
  const { items } = itemsOf(node)
  const text = itemsText(printer, node)
  // A row of a matrix is a vector, which is a column.
  const row = first(node).rank === 2 && node.rank === 1 && 'at' in (items[0] as AxisItem)
  if (!isJulia(printer) && first(node).rank > 2 && node.rank > 0) {
    // An axis of which one place is taken stays, with length 1.
    const left = node.rank === 1 ? '[], 1' : lengths(printer, node)
    return finish(printer, `reshape(${printer.at(first(node), LEVEL.atom)}(${text}), ${left})`)
  }
  return finish(printer, printer.at(first(node), LEVEL.atom) + (isJulia(printer) ? `[${text}]` : `(${text})${row ? "'" : ''}`))
}

/** Scalars as a vector, vectors as the rows of a matrix. */
const stack: CodeForm = (printer, node) => {
  if (node.rank > 2) {
    const parts = node.args.map((arg) => printer.piece(arg)).join(', ')
    const order = [node.rank, ...Array.from({ length: node.rank - 1 }, (_, k) => k + 1)].join(', ')
    return finish(printer, isJulia(printer) ? `stack([${parts}]; dims=1)` : `permute(cat(${node.rank}, ${parts}), [${order}])`)
  }
  const literal = node.args.every((arg) => arg.op.name === 'stack' && arg.rank === 1)
  if (literal) {
    const row = (arg: Expr): string => arg.args.map((part) => printer.at(part, LEVEL.sign)).join(isJulia(printer) ? ' ' : ', ')
    return finish(printer, `[${node.args.map(row).join('; ')}]`)
  }
  const rows = node.args.map((arg) => (arg.rank === 0 ? printer.piece(arg) : flipped(printer, arg)))
  return finish(printer, `[${rows.join(isJulia(printer) && node.rank === 1 ? ', ' : '; ')}]`)
}

const concatenate: CodeForm = (printer, node) => {
  const axis = Number(node.payload ?? 0)
  const down = axis === 0
  if (axis > 1) {
    const parts = node.args.map((arg) => printer.piece(arg)).join(', ')
    return finish(printer, isJulia(printer) ? `cat(${parts}; dims=${axis + 1})` : `cat(${axis + 1}, ${parts})`)
  }
  if (isJulia(printer)) return printer.apply(down ? 'vcat' : 'hcat', node.args)
  return finish(printer, `[${node.args.map((arg) => printer.piece(arg)).join(down ? '; ' : ', ')}]`)
}

/** A text with the axes of what it is the other way round. */
function backwards(printer: CodePrinter, text: string, rank: number): string {
  const order = Array.from({ length: rank }, (_, k) => rank - k).join(', ')
  return isJulia(printer) ? `permutedims(${text}, (${order}))` : `permute(${text}, [${order}])`
}

/** Components run along the columns here and along the rows in NumPy: both sides are transposed. */
const reshape: CodeForm = (printer, node) => {
  const x = first(node)
  // A vector is a column as it is.
  if (x.rank === 1 && node.rank === 2 && node.shape[1] === 1) return printer.piece(x)
  if (x.rank === 1 && node.rank === 2 && node.shape[0] === 1) return finish(printer, `${printer.at(x, LEVEL.atom)}'`)
  const from = x.rank === 2 ? flipped(printer, x) : x.rank > 2 ? backwards(printer, printer.piece(x), x.rank) : printer.piece(x)
  if (node.rank === 1) return finish(printer, isJulia(printer) ? `vec(${from})` : `reshape(${from}, [], 1)`)
  const reversed = [...node.shape].reverse().map((length) => printer.length(length))
  const shaped = `reshape(${from}, ${reversed.join(', ')})`
  return finish(printer, node.rank === 2 ? `${shaped}'` : backwards(printer, shaped, node.rank))
}

/* Bound names and unknown functions. */

const series =
  (name: string): CodeForm =>
  (printer, node) => {
    const [body, low, high] = node.args.map((arg, k) => (k === 0 ? printer.piece(arg) : printer.at(arg, LEVEL.sum))) as [string, string, string]
    const index = printer.spellName(boundName(node))
    return finish(
      printer,
      isJulia(printer) ? `${name}(${body} for ${index} in ${low}:${high})` : `${name}(arrayfun(@(${index}) ${body}, ${low}:${high}))`,
    )
  }

const integral: CodeForm = (printer, node) => {
  const [body, low, high] = node.args.map((arg) => printer.piece(arg)) as [string, string, string]
  const index = printer.spellName(boundName(node))
  return finish(
    printer,
    isJulia(printer) ? `quadgk(${index} -> ${body}, ${low}, ${high})[1]` : `integral(@(${index}) ${body}, ${low}, ${high}, 'ArrayValued', true)`,
  )
}

const shared: { readonly [row: string]: CodeForm } = {
  ...orderForms,
  matmul,
  transpose,
  outer,
  solve,
  ...matrixForms,
  sum: reduction('sum', 'sum'),
  mean: reduction('mean', 'mean'),
  var: spread('var'),
  std: spread('std'),
  prod: reduction('prod', 'prod'),
  amax: reduction('maximum', 'max', '[], '),
  amin: reduction('minimum', 'min', '[], '),
  norm,
  cumsum: running('cumsum'),
  cumprod: running('cumprod'),
  broadcast,
  zeros: uniform('zeros'),
  ones: uniform('ones'),
  eye,
  size,
  take,
  place,
  stack,
  concatenate,
  reshape,
  call,
  whole_call: call,
  series: ending(series('sum')),
  product_series: ending(series('prod')),
  integral,
}

/* Products over index sets. */

/** A comprehension over the output's letters, with sums over the others. */
const comprehension: CodeForm = (printer, node) => {
  const picked = gathered(printer, node)
  if (picked !== undefined) return picked
  const { indices } = printer
  const letters = indices.several(node.shape)
  const body = printer.piece(componentOf(node, letters, indices))
  if (letters.length === 0) return body
  return finish(printer, `[${body} for ${letters.map((letter, axis) => `${letter} in 1:${printer.length(node.shape[axis] as Length)}`).join(', ')}]`)
}

/** i+1 as it is. */
const spacedBlock = (printer: CodePrinter, letter: string): string => (letter.includes('{') ? spacedLetter(printer, letter) : letter)

const component: CodeForm = (printer, node) => {
  const letters = lettersOf(node).map((letter, axis) => (isFromEnd(node, axis) ? printer.length(letter) : spacedBlock(printer, letter)))
  if (isEye(first(node))) return finish(printer, `(${letters.join(' == ')})`)
  return finish(printer, `${printer.at(first(node), LEVEL.atom)}[${letters.join(', ')}]`)
}

const indexSum: CodeForm = (printer, node) => {
  const ranges = lettersOf(node).map((letter, k) => `${letter} in 1:${printer.length(lengthsOf(node)[k] as Length)}`)
  return finish(printer, `sum(${printer.piece(first(node))} for ${ranges.join(', ')})`)
}

/**
 * Every factor with its axes where the output and then the sums have them; components are multiplied, the last axes summed. A letter
 * that a factor has twice is one of its axes and, by the identity, another.
 */
const permuted: CodeForm = (printer, node) => {
  const picked = gathered(printer, node)
  if (picked !== undefined) return picked
  const { inputs, output } = specOf(node)
  const factors: { text: string; own: string[] }[] = []
  const fresh = freshLetters(inputs.join('').length, inputs.join('') + output)
  let used = 0
  node.args.forEach((arg, k) => {
    const own: string[] = []
    const same: { text: string; own: string[] }[] = []
    for (const [axis, letter] of [...(inputs[k] as string)].entries()) {
      if (own.includes(letter)) {
        const other = fresh[used++] as string
        same.push({ text: `eye(${printer.length(arg.shape[axis] as Length)})`, own: [letter, other] })
        own.push(other)
      } else own.push(letter)
    }
    factors.push({ text: printer.at(arg, LEVEL.sign), own }, ...same)
  })
  const letters = [...new Set([...output, ...factors.flatMap(({ own }) => own)])]
  const text = factors.map(({ text: factor, own }) => withAxesAt(factor, own, letters)).join(' .* ')
  const summed = letters.slice(output.length)
  if (summed.length > 0)
    return finish(
      printer,
      summed.reduce((inner, _, k) => `sum(${inner}, ${output.length + k + 1})`, text),
    )
  printer.level = factors.length === 1 ? LEVEL.atom : LEVEL.product
  printer.mark = 0
  return text
}

/** A factor whose axes have the letters `own`, with each of them where `letters` has it. */
function withAxesAt(factor: string, own: readonly string[], letters: readonly string[]): string {
  let free = own.length
  const order = letters.map((letter) => (own.includes(letter) ? own.indexOf(letter) + 1 : ++free))
  if (order.every((axis, at) => axis === at + 1)) return factor
  // A vector is a column as it is.
  return `permute(${factor}, [${(order.length === 1 ? [...order, 2] : order).join(', ')}])`
}

export const juliaTensorForms: { readonly [row: string]: CodeForm } = { ...shared, einsum: comprehension, component, index_sum: indexSum }
export const matlabTensorForms: { readonly [row: string]: CodeForm } = { ...shared, einsum: permuted }
