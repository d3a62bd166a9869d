/** Parts of tensors in NumPy's words: slices, padding, stacking, reshaping; sums over an index; unknown functions. */

import { type Expr, isNumber } from '../../expr.ts'
import { boundName } from '../../ops/binder.ts'
import { type AxisItem, isWhole, itemsOf, sliceBounds } from '../../ops/slice.ts'
import { addLengths, type Length, type Shape } from '../../shape.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { ending } from './commonForms.ts'
import { callWith, placedAlong } from './parts.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

const isTorch = (printer: CodePrinter): boolean => printer.syntax.language === 'torch'

/* Slices. */

export function itemText(printer: CodePrinter, item: AxisItem): string {
  if ('at' in item) return String(item.at)
  const start = item.start === (item.step > 0 ? 0 : -1) ? '' : printer.length(item.start)
  const range = `${start}:${item.stop === null ? '' : printer.length(item.stop)}`
  return item.step === 1 ? range : `${range}:${item.step}`
}

/** [1:, 0]: whole axes at the end are left out. */
function itemsText(printer: CodePrinter, items: readonly AxisItem[]): string {
  const texts = items.map((item) => itemText(printer, item))
  while (texts.length > 1 && texts[texts.length - 1] === ':') texts.pop()
  return `[${texts.join(', ')}]`
}

const isBackwards = (item: AxisItem): boolean => 'step' in item && item.step < 0

/** PyTorch has no slices that go backwards: axes are turned round first. */
const take: CodeForm = (printer, node) => {
  const { items } = itemsOf(node)
  const turned = isTorch(printer) ? [...items.keys()].filter((axis) => isBackwards(items[axis] as AxisItem)) : []
  if (turned.length === 0) return finish(printer, printer.at(first(node), LEVEL.atom) + itemsText(printer, items))
  const text = `${printer.alias}.flip(${printer.piece(first(node))}, (${turned.join(', ')}${turned.length === 1 ? ',' : ''}))`
  const left = items.map((item): AxisItem => (isBackwards(item) && 'step' in item ? { start: 0, stop: null, step: -item.step } : item))
  return finish(printer, left.every(isWhole) ? text : text + itemsText(printer, left))
}

/** How many components stand before and after a slice of step 1; undefined for other items. */
function margins(printer: CodePrinter, item: AxisItem, length: Length): readonly [string, string] | undefined {
  if ('at' in item || item.step !== 1) return undefined
  const [start, stop] = sliceBounds(item, length)
  return [printer.length(start), printer.length(addLengths(length, stop, -1))]
}

/** Zeros around a slice by padding; single components, rows and steps by rows of the identity. */
const place: CodeForm = (printer, node) => {
  const { items, whole } = itemsOf(node)
  const { alias } = printer
  const pairs = items.map((item, axis) => margins(printer, item, whole[axis] as Length))
  const g = first(node)
  if (pairs.every((pair) => pair !== undefined)) {
    const text = printer.piece(g)
    if (isTorch(printer))
      return finish(
        printer,
        `${alias}.nn.functional.pad(${text}, (${[...pairs]
          .reverse()
          .map((pair) => pair?.join(', '))
          .join(', ')}))`,
      )
    const pad = pairs.length === 1 ? `(${pairs[0]?.join(', ')})` : `(${pairs.map((pair) => `(${pair?.join(', ')})`).join(', ')})`
    return finish(printer, `${alias}.pad(${text}, ${pad})`)
  }
  const row = (axis: number): string => `${alias}.eye(${printer.length(whole[axis] as Length)})[${itemText(printer, items[axis] as AxisItem)}]`
  const product = (...factors: readonly string[]): string => {
    printer.level = LEVEL.product
    printer.mark = 0
    return factors.join(' @ ')
  }
  const scaled = (unit: string): string => `${printer.at(g, LEVEL.product)} * ${unit}`
  if (items.length === 1) return product('at' in (items[0] as AxisItem) ? scaled(row(0)) : `${printer.at(g, LEVEL.atom)} @ ${row(0)}`)
  if (items.length === 2) {
    const [rows, across] = items as [AxisItem, AxisItem]
    const outer = (left: string, right: string): string => `${alias}.outer(${left}, ${right})`
    if ('at' in rows && 'at' in across) return product(scaled(outer(row(0), row(1))))
    if ('at' in rows) return finish(printer, outer(row(0), printer.piece(placedAlong(g, across, whole[1] as Length))))
    if ('at' in across) return finish(printer, outer(printer.piece(placedAlong(g, rows, whole[0] as Length)), row(1)))
    return product(...(isWhole(rows) ? [] : [`${row(0)}.T`]), printer.at(g, LEVEL.sign), ...(isWhole(across) ? [] : [row(1)]))
  }
  return finish(printer, placedByLetters(printer, node, row))
}

/** One letter an axis of what is placed (a, b, ...) and one an axis of the whole (i, j, ...), with rows of the identity between them. */
function placedByLetters(printer: CodePrinter, node: Expr, row: (axis: number) => string): string {
  const { items } = itemsOf(node)
  const g = first(node)
  let own = ''
  const letters: string[] = []
  let output = ''
  items.forEach((item, axis) => {
    const to = String.fromCharCode(105 + axis)
    output += to
    if ('at' in item) letters.push(to)
    else {
      const from = String.fromCharCode(97 + own.length)
      own += from
      letters.push(from + to)
    }
  })
  const text = printer.piece(g)
  const placed = printer.isConstant(g) && g.rank === 0 ? `${printer.alias}.asarray(${text})` : text
  return `${printer.alias}.einsum('${[own, ...letters].join(',')}->${output}', ${[placed, ...items.map((_, axis) => row(axis))].join(', ')})`
}

/* Stacking and reshaping. */

/** A literal of nested brackets where the parts are numbers or literals themselves. */
function literal(printer: CodePrinter, node: Expr): string {
  if (node.op.name !== 'stack' || printer.isNamed(node)) return printer.piece(node)
  return `[${node.args.map((arg) => literal(printer, arg)).join(', ')}]`
}

const isLiteral = (node: Expr): boolean => (node.op.name === 'stack' ? node.args.every(isLiteral) : node.rank === 0)

const stack: CodeForm = (printer, node) => {
  const { alias } = printer
  if (isTorch(printer)) {
    if (printer.isConstant(node)) return finish(printer, `${alias}.tensor(${literal(printer, node)})`)
    const parts = node.args.map((arg) =>
      printer.isConstant(arg) && arg.rank === 0
        ? `${alias}.tensor(${printer
            .piece(arg)
            .replace(/^-?\d+$/, '$&.0')
            .replace(/^[A-Za-z_]\w*$/, 'float($&)')})`
        : printer.piece(arg),
    )
    return finish(printer, `${alias}.stack([${parts.join(', ')}])`)
  }
  if (isLiteral(node)) return finish(printer, `${alias}.array(${literal(printer, node)})`)
  return finish(printer, `${alias}.stack([${node.args.map((arg) => printer.piece(arg)).join(', ')}])`)
}

/** A number among arrays that are joined, which need not be one of the library's; undefined for arrays. */
function numberInList(printer: CodePrinter, part: Expr): string | undefined {
  const [x] = part.args
  if (part.op.name !== 'reshape' || x?.rank !== 0 || part.rank !== 1 || printer.isNamed(part) || isTorch(printer)) return undefined
  const text = `[${printer.piece(x)}]`
  return printer.syntax.language === 'jax' ? `${printer.alias}.array(${text})` : text
}

const concatenate: CodeForm = (printer, node) => {
  const axis = Number(node.payload ?? 0)
  const keyword = axis === 0 ? '' : `, ${isTorch(printer) ? 'dim' : 'axis'}=${axis}`
  return finish(
    printer,
    `${printer.alias}.${isTorch(printer) ? 'cat' : 'concatenate'}([${node.args.map((arg) => numberInList(printer, arg) ?? printer.piece(arg)).join(', ')}]${keyword})`,
  )
}

/** x[:, None] where only axes of length 1 come in, reshape(-1) to a vector, else the lengths. */
const reshape: CodeForm = (printer, node) => {
  const x = first(node)
  const text = printer.at(x, LEVEL.atom)
  const added = newAxes(x.shape, node.shape)
  if (added !== undefined) return finish(printer, `${text}[${added.join(', ')}]`)
  if (node.rank === 1) return finish(printer, `${text}.reshape(-1)`)
  return finish(printer, `${text}.reshape(${node.shape.map((length) => printer.length(length)).join(', ')})`)
}

function newAxes(from: Shape, to: Shape): string[] | undefined {
  const result: string[] = []
  let at = 0
  for (const length of to) {
    if (at < from.length && length === from[at]) {
      result.push(':')
      at++
    } else if (length === 1) result.push('None')
    else return undefined
  }
  if (at !== from.length) return undefined
  while (result.length > 0 && result[result.length - 1] === ':') result.pop()
  return result.length === 0 ? undefined : result
}

/** The two axes of a Kronecker product as the four they are made of, and back: the components keep their order. */
const regroup: CodeForm = (printer, node) => {
  const text = printer.at(first(node), LEVEL.atom)
  return finish(printer, `${text}.reshape(${node.shape.map((length) => printer.length(length)).join(', ')})`)
}

/* Unknown functions, and names bound by sums and products. */

export const call = callWith('_prime')

/** sum(body for k in range(low, high + 1)). */
export const generator =
  (name: string): CodeForm =>
  (printer, node) => {
    const [body, low, high] = node.args as [Expr, Expr, Expr]
    const index = printer.spellName(boundName(node))
    const last = printer.at(high, LEVEL.sum)
    const top = isNumber(high) ? String(Number(last) + 1) : last.endsWith(' - 1') ? last.slice(0, -4) : `${last} + 1`
    return finish(printer, `${name}(${printer.at(body, LEVEL.or)} for ${index} in range(${printer.piece(low)}, ${top}))`)
  }

/** A quadrature by SciPy. */
export const quadrature: CodeForm = (printer, node) => {
  const [body, low, high] = node.args as [Expr, Expr, Expr]
  const index = printer.spellName(boundName(node))
  return finish(printer, `scipy.integrate.quad(lambda ${index}: ${printer.piece(body)}, ${printer.piece(low)}, ${printer.piece(high)})[0]`)
}

export const partForms: { readonly [row: string]: CodeForm } = {
  take,
  place,
  stack,
  concatenate,
  reshape,
  kron_blocks: regroup,
  kron_join: regroup,
  call,
  whole_call: call,
  series: ending(generator('sum')),
  product_series: ending(generator('math.prod')),
  integral: quadrature,
}
