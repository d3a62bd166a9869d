/** Text of vectors, matrices and higher tensors: diag(s ⊙ (1 − s)) W, Xᵀ(X w − y), Σ_i x_i. */
import { type Expr, nameOf } from '../../expr.ts'
import { boundName } from '../../ops/binder.ts'
import { stackedOf, vectorInRow, vectorOf } from '../../ops/column.ts'
import { axesOf, reducesAll } from '../../ops/reduction.ts'
import { isPositions } from '../../ops/running.ts'
import { type AxisItem, fromStart, itemsOf, paddingOf } from '../../ops/slice.ts'
import { isEye, isOne, isZero } from '../../ops/structure.ts'
import { addLengths, type Length, readableLength } from '../../shape.ts'
import { superscript, unicodeName } from '../identifier.ts'
import { acrossRow, asColumn, asRow, chainOf, withPowers } from '../indices/chain.ts'
import { componentOf, readableLetters, sumOfComponents } from '../indices/component.ts'
import { boundsOf, lettersOf, onlyOf } from '../indices/indexed.ts'
import { indicesFor } from '../indices/indices.ts'
import { withConditions } from '../indices/pairs.ts'
import { productForms } from '../indices/products.ts'
import { bySelection } from '../indices/selection.ts'
import { type Form, LEVEL } from '../printer.ts'
import { call, wholeCall } from './textCall.ts'
import { MARK, type TextPrinter } from './textPrinter.ts'
import { bracketed, concatenate, stack } from './textStack.ts'

type TextForm = Form<TextPrinter>

/** Level of a componentwise product: looser than juxtaposition, tighter than a sum. */
const HADAMARD = LEVEL.product - 0.25

const first = (node: Expr): Expr => node.args[0] as Expr
const second = (node: Expr): Expr => node.args[1] as Expr

/* Products. */

const hadamard: TextForm = (printer, node) => {
  const [tensors, scalars] = [node.args.filter((arg) => arg.rank > 0), node.args.filter((arg) => arg.rank === 0)]
  if (tensors.length === 1) {
    const inner = scalars.filter((scalar) => scalar.op.name === 'matmul')
    if (inner.length > 0) return joined(printer, printer.beforeInner(scalars, inner), tensors)
    const lead = printer.factors('', scalars, 0)
    const last = scalars.at(-1)
    // 1/n · (x − y): a dot keeps what follows out of the denominator.
    if (last?.op.name === 'div' && !printer.isNamed(last)) return `${lead} · ${joined(printer, '', tensors)}`
    return joined(printer, lead, tensors)
  }
  let text = ''
  for (const arg of tensors) {
    const piece = printer.at(arg, LEVEL.sign)
    text += text === '' ? piece : ` ⊙ ${piece}`
  }
  if (scalars.length > 0) text = `${printer.factors('', scalars, 0)} ${text}`
  printer.level = HADAMARD
  printer.mark = 0
  return text
}

/** Factors of a matrix product side by side. */
function joined(printer: TextPrinter, lead: string, factors: readonly Expr[]): string {
  let text = lead
  let mark = lead === '' ? 0 : printer.mark
  for (const factor of factors) {
    // A quotient takes part of what follows into its denominator, as people read it.
    const piece = printer.at(factor, factor.op.name === 'div' ? LEVEL.power : LEVEL.product)
    const own = printer.mark
    if (text === '') text = piece
    else if ((own & MARK.paren) !== 0) text += (mark & MARK.endsInName) !== 0 ? `·${piece}` : piece
    // 2·1 xᵀ of a vector of ones
    else if ((mark & MARK.digit) !== 0 && (mark & (MARK.name | MARK.endsInName)) === 0 && text === lead)
      text += piece.startsWith('1') ? `·${piece}` : piece
    else text += ` ${piece}`
    mark = own
  }
  printer.level = LEVEL.product
  printer.mark = 0
  return text
}

/** A vector as a row: xᵀ, and xᵀ A for what is a row already. */
function rowPiece(printer: TextPrinter, given: Expr): string {
  const node = asRow(given, (part) => printer.isNamed(part)) ?? given
  if (node.op.name !== 'matmul' || first(node).rank !== 1 || second(node).rank !== 2 || printer.isNamed(node)) return raised(printer, node, 'ᵀ')
  return `${rowPiece(printer, first(node))} ${printer.at(second(node), LEVEL.product)}`
}

const matmul: TextForm = (printer, node) => {
  const column = asColumn(node, (part) => printer.isNamed(part))
  if (column !== undefined) return matmul(printer, column)
  const [a, b] = node.args as [Expr, Expr]
  const isNamed = (part: Expr): boolean => printer.isNamed(part)
  if (a.rank !== 1) return joined(printer, '', a.rank > 2 || b.rank > 2 ? [a, b] : withPowers(chainOf(node), isNamed))
  const across = acrossRow([a, b], isNamed)
  const row = rowPiece(printer, across?.vector ?? a)
  if (across !== undefined) return joined(printer, row, withPowers(across.factors, isNamed))
  const text = `${row} ${printer.at(b, LEVEL.product)}`
  printer.level = LEVEL.product
  printer.mark = 0
  return text
}

function raised(printer: TextPrinter, base: Expr, exponent: string): string {
  const text = `${printer.at(base, LEVEL.atom)}${exponent}`
  printer.level = LEVEL.power
  printer.mark &= MARK.paren | MARK.function
  return text
}

const transpose: TextForm = (printer, node) => {
  const a = first(node)
  if (node.payload !== undefined || a.rank > 2) return printer.call('transpose', node.args)
  if (a.rank < 2) return printer.piece(a)
  return a.op.name === 'inv' ? raised(printer, first(a), '⁻ᵀ') : raised(printer, a, 'ᵀ')
}

const inverse: TextForm = (printer, node) => {
  const a = first(node)
  return a.op.name === 'transpose' && a.payload === undefined ? raised(printer, first(a), '⁻ᵀ') : raised(printer, a, '⁻¹')
}

const outer: TextForm = (printer, node) => {
  const text = `${printer.at(first(node), LEVEL.sign)} ${raised(printer, second(node), 'ᵀ')}`
  printer.level = LEVEL.product
  printer.mark = 0
  return text
}

const solve: TextForm = (printer, node) => {
  const left = raised(printer, first(node), '⁻¹')
  const text = `${left} ${printer.at(second(node), LEVEL.product)}`
  printer.level = LEVEL.product
  printer.mark = 0
  return text
}

const norm: TextForm = (printer, node) => {
  const { order, axes } = axesOf(node)
  return bars(order === 2 ? (axes.length > 1 ? '_F' : '') : order === 'inf' ? '_∞' : `_${String(order)}`)(printer, node)
}

const bars =
  (name: string): TextForm =>
  (printer, node) => {
    const text = `‖${printer.piece(first(node))}‖${name}`
    printer.level = name === '' ? LEVEL.atom : LEVEL.sign
    printer.mark = MARK.function
    return text
  }

const triangle =
  (name: string): TextForm =>
  (printer, node) =>
    printer.call(Number(node.payload ?? 0) === 0 ? name : `${name}_${String(node.payload)}`, node.args)

/* Uniform tensors and the identity. */

const broadcast: TextForm = (printer, node) => {
  const inner = first(node)
  const ones = node.rank === 2 ? '1 1ᵀ' : '1'
  if (isOne(node) || isZero(node)) {
    printer.level = node.rank === 2 ? LEVEL.product : LEVEL.atom
    printer.mark = MARK.digit
    return isZero(node) ? '0' : ones
  }
  if (inner.rank > 0 || node.rank !== 2) return printer.piece(inner)
  const text = `${printer.at(inner, LEVEL.product)} ${ones}`
  printer.level = LEVEL.product
  printer.mark = 0
  return text
}

const plain =
  (text: string): TextForm =>
  (printer) => {
    printer.level = LEVEL.atom
    printer.mark = MARK.name | MARK.endsInName
    return text
  }

/* Sums over axes and index notation. */

const letters = (node: Expr): string => {
  const own = readableLetters(node, unicodeName, (index) => `_${index}`)
  return own.join(own.some((letter) => letter.length > 1) ? ',' : '')
}

const component: TextForm = (printer, node) => {
  const inner = first(node)
  const index = letters(node)
  const script = index.length === 1 ? `_${index}` : /[-,+_]/.test(index) ? `_(${index})` : `_${index}`
  if (isEye(inner) || isPositions(inner)) {
    printer.level = LEVEL.atom
    printer.mark = MARK.name | MARK.endsInName
    return isEye(inner) ? `δ${script}` : index
  }
  const text = printer.at(inner, LEVEL.atom) + script
  printer.level = LEVEL.atom
  printer.mark = MARK.function
  return text
}

const einsum: TextForm = (printer, node) => {
  const indices = indicesFor(node, printer.letters)
  const own = indices.several(node.shape)
  const piece = printer.piece(componentOf(node, own, indices))
  if (node.rank === 0 || node.rank > 2) return piece
  return bracketed(printer, `[${piece}]_${own.join('')}`)
}

const indexSum: TextForm = (printer, node) => {
  const only = onlyOf(node)
  const bounds = only === undefined ? boundsOf(node) : []
  if (bounds.length > 0) return boundedSum(printer, node, bounds)
  const free = letters(node)
  const under =
    only === undefined
      ? free
      : `(${[printer.piece(only).replaceAll(' ', ''), ...[...free].filter((letter) => only.args.every((arg) => nameOf(arg) !== letter))].join(',')})`
  const text = `Σ_${under} ${printer.at(first(node), LEVEL.product)}`
  printer.level = LEVEL.product - 0.5
  printer.mark = 0
  return text
}

/** Σ_(i=1)^(n − 1) (x_(i+1) − x_i) */
function boundedSum(printer: TextPrinter, node: Expr, bounds: readonly (readonly [string, Length])[]): string {
  const signs = bounds.map(([letter, length]) => {
    const text = readableLength(length).replaceAll('-', '−')
    return `Σ_(${letter}=1)^${/^\w+$/.test(text) ? text : `(${text})`} `
  })
  const free = lettersOf(node).filter((letter) => !bounds.some(([own]) => own === letter))
  const text = `${signs.join('')}${free.length === 0 ? '' : `Σ_${free.join('')} `}${printer.at(first(node), LEVEL.product)}`
  printer.level = LEVEL.product - 0.5
  printer.mark = 0
  return text
}

/** Everything taken: by components where the argument is more than a name. */
const sum: TextForm = (printer, node) => {
  if (first(node).rank === 0) return printer.piece(first(node))
  if (reducesAll(node)) return printer.piece(withConditions(sumOfComponents(first(node), printer.letters)))
  return reduced('sum')(printer, node)
}

const reduced =
  (name: string): TextForm =>
  (printer, node) => {
    const { axes } = axesOf(node)
    return printer.call(axes.length === first(node).rank ? name : `${name}_${axes.map((axis) => axis + 1).join(',')}`, node.args)
  }

/** Along the axis of a vector; of others its number, counted from 1, is said. */
const running = (name: string, node: Expr): string =>
  node.rank === 1
    ? name
    : `${name}_${axesOf(node)
        .axes.map((axis) => axis + 1)
        .join(',')}`

/* Parts. */

function itemText(item: AxisItem): string {
  if ('at' in item) return readableLength(item.at)
  const { start, stop, step } = item
  const range = `${start === (step > 0 ? 0 : -1) ? '' : readableLength(start)}:${stop === null ? '' : readableLength(stop)}`
  return step === 1 ? range : `${range}:${step}`
}
const itemsText = (node: Expr): string => `[${itemsOf(node).items.map(itemText).join(', ')}]`

const take: TextForm = (printer, node) => {
  const text = printer.at(first(node), LEVEL.atom) + itemsText(node)
  printer.level = LEVEL.atom
  printer.mark = MARK.function
  return text
}

/** A number among zeros of a vector: x e_2. */
function unitVector(printer: TextPrinter, node: Expr): string | undefined {
  const { items, whole } = itemsOf(node)
  const [item] = items
  const [length] = whole
  if (whole.length !== 1 || item === undefined || length === undefined || !('at' in item)) return undefined
  const at = readableLength(addLengths(fromStart(item.at, length), 1)).replaceAll('-', '−')
  const unit = /^\w+$/.test(at) ? `e_${at}` : `e_(${at})`
  const lead = isOne(first(node)) ? '' : `${printer.at(first(node), LEVEL.product)} `
  printer.level = lead === '' ? LEVEL.atom : LEVEL.product
  printer.mark = MARK.endsInName
  return lead + unit
}

/** A part among zeros, [2x[1:]; 0] and [0 | V], or which elements are not zero. */
const place: TextForm = (printer, node) => {
  const padding = paddingOf(node)
  if (padding === undefined) {
    const selected = bySelection(node)
    return selected !== undefined ? printer.piece(selected) : (unitVector(printer, node) ?? printer.call(`place${itemsText(node)}`, node.args))
  }
  const { axis, before, after, single } = padding
  const part = single && axis === 0 ? raised(printer, first(node), 'ᵀ') : printer.piece(first(node))
  const zeros = (count: Length): readonly string[] =>
    count === 0
      ? []
      : [count === 1 || node.rank > 1 ? '0' : typeof count === 'number' ? `0_${count}` : `0_(${readableLength(count).replaceAll('-', '−')})`]
  return bracketed(printer, `[${[...zeros(before), part, ...zeros(after)].join(axis === 0 ? '; ' : ' | ')}]`)
}

/* Sums, products and integrals with a bound variable. */

const bound =
  (sign: string): TextForm =>
  (printer, node) => {
    const [body, low, high] = node.args as [Expr, Expr, Expr]
    const text = `${sign}_(${unicodeName(boundName(node))}=${printer.piece(low)})^${printer.at(high, LEVEL.atom)} ${printer.at(body, LEVEL.product)}`
    printer.level = LEVEL.product - 0.5
    printer.mark = 0
    return text
  }

const integral: TextForm = (printer, node) => {
  const [body, low, high] = node.args as [Expr, Expr, Expr]
  const text = `∫_${printer.at(low, LEVEL.atom)}^${printer.at(high, LEVEL.atom)} ${printer.at(body, LEVEL.product)} d${unicodeName(boundName(node))}`
  printer.level = LEVEL.product - 0.5
  printer.mark = 0
  return text
}

/** Forms of rows over tensors, and of rows that bind a name. */
export const tensorForms: { readonly [row: string]: TextForm } = {
  mul: hadamard,
  expm_scaled: (printer, node) => printer.piece(node.op.meaning?.(node) as Expr),
  matmul,
  transpose,
  inv: inverse,
  outer,
  solve,
  ...productForms(' ⊗ ', ' × ', HADAMARD),
  norm,
  tril: triangle('tril'),
  triu: triangle('triu'),
  nuclear_norm: bars('_*'),
  spectral_norm: bars('_2'),
  matrix_power: (printer, node) => raised(printer, first(node), superscript(String(node.payload))),
  broadcast,
  eye: plain('I'),
  zeros: plain('0'),
  ones: plain('1'),
  size: (printer, node) => {
    const text = readableLength(node.payload as Length)
    printer.level = /[+-]/.test(text) ? LEVEL.sum : /^\w+$/.test(text) ? LEVEL.atom : LEVEL.product
    printer.mark = MARK.name | MARK.endsInName
    return text
  },
  einsum,
  component,
  index_sum: indexSum,
  sum,
  mean: reduced('mean'),
  prod: reduced('prod'),
  amax: reduced('max'),
  amin: reduced('min'),
  logsumexp: reduced('logsumexp'),
  softmax: reduced('softmax'),
  log_softmax: reduced('log_softmax'),
  var: reduced('var'),
  std: reduced('std'),
  cumsum: (printer, node) =>
    isPositions(node)
      ? bracketed(printer, `(1, …, ${readableLength(node.shape[0] as Length)})`)
      : axesOf(node).order === 'reverse'
        ? bracketed(printer, `flip(${running('cumsum', node)}(flip(${printer.piece(first(node))})))`)
        : printer.call(running('cumsum', node), node.args),
  cumprod: (printer, node) => printer.call(running('cumprod', node), node.args),
  take,
  place,
  put: (printer, node) => printer.call(`put${itemsText(node)}`, node.args),
  stack,
  concatenate,
  reshape: (printer, node) => {
    const stacked = stackedOf(node)
    if (stacked !== undefined) return printer.call('vec', [stacked])
    if (first(node).rank === 0 || vectorOf(node) !== undefined) return printer.piece(first(node))
    if (vectorInRow(node) !== undefined) return raised(printer, first(node), 'ᵀ')
    return printer.call(`reshape_${node.shape.map(readableLength).join('×')}`, node.args)
  },
  call,
  whole_call: wholeCall,
  series: bound('Σ'),
  product_series: bound('Π'),
  integral,
}
