/** Tensors in JavaScript: arrays of arrays written out by their components, sums by reduce. */

import type { Expr } from '../../expr.ts'
import { axesBetween } from '../../ops/arrange.ts'
import { boundName } from '../../ops/binder.ts'
import { axesOf } from '../../ops/reduction.ts'
import { type AxisItem, itemsOf, sliceBounds } from '../../ops/slice.ts'
import { isEye } from '../../ops/structure.ts'
import { addLengths, type Length } from '../../shape.ts'
import { componentOf } from '../indices/component.ts'
import { isComponent, lengthsOf, lettersOf } from '../indices/indexed.ts'
import { alongAxes, componentAt, placedComponent } from '../indices/places.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { ending } from './commonForms.ts'
import { callWith, placesOf, scalarProduct, size } from './parts.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

const ADD_UP = '.reduce((sum, term) => sum + term, 0)'
const MULTIPLY = '.reduce((product, factor) => product * factor, 1)'

const loop = (length: string, letter: string, body: string): string => `Array.from({ length: ${length} }, (_, ${letter}) => ${body})`

/** A tensor as nested arrays. */
export function arrayOf(printer: CodePrinter, node: Expr): string {
  const direct = directForms.get(node.op.name)?.(printer, node)
  if (direct !== undefined) return finish(printer, direct)
  const { indices } = printer
  const letters = indices.several(node.shape)
  const placed = placedComponent(printer, node, letters)
  const component = placed === undefined ? componentOf(node, letters, indices) : undefined
  // What has no components to write out is a function of the whole.
  if (component !== undefined && isComponent(component) && first(component) === node && !isEye(node)) return printer.absent(node)
  let text = placed ?? printer.at(component as Expr, LEVEL.or)
  for (let axis = letters.length - 1; axis >= 0; axis--) text = loop(printer.length(node.shape[axis] as Length), letters[axis] as string, text)
  return finish(printer, text)
}

/** Arrays that are shorter to write as a whole. */
const directForms: ReadonlyMap<string, (printer: CodePrinter, node: Expr) => string | undefined> = new Map([
  ['stack', (printer: CodePrinter, node: Expr) => `[${node.args.map((arg) => printer.piece(arg)).join(', ')}]`],
  [
    'concatenate',
    (printer: CodePrinter, node: Expr) =>
      Number(node.payload ?? 0) === 0 ? `[${node.args.map((arg) => `...${printer.piece(arg)}`).join(', ')}]` : undefined,
  ],
  ['take', slice],
  ['place', padded],
  ['amax', along((terms) => `Math.max(...${terms})`)],
  ['amin', along((terms) => `Math.min(...${terms})`)],
  ['prod', along((terms) => `${terms}${MULTIPLY}`)],
  ['cumsum', running('+')],
  ['cumprod', running('*')],
  ['reshape', reshaped],
  ['kron_join', reshaped],
  ['sort', inOrder],
  ['argsort', placesInOrder],
  ['one_hot', indicators],
])

function slice(printer: CodePrinter, node: Expr): string | undefined {
  const [item, ...rest] = itemsOf(node).items as [AxisItem, ...AxisItem[]]
  if (rest.some((other) => 'at' in other || other.start !== 0 || other.stop !== null || other.step !== 1)) return undefined
  const base = printer.at(first(node), LEVEL.atom)
  if ('at' in item) return item.at >= 0 ? `${base}[${item.at}]` : `${base}.at(${item.at})`
  const place = (at: Length): string => printer.length(at)
  if (item.step === 1) return `${base}.slice(${place(item.start)}${item.stop === null ? '' : `, ${place(item.stop)}`})`
  if (item.step < 0) return `[...${base}].reverse()${item.step === -1 ? '' : `.filter((_, index) => index % ${-item.step} === 0)`}`
  return `${base}.filter((_, index) => index >= ${item.start} && (index - ${item.start}) % ${item.step} === 0)`
}

function inOrder(printer: CodePrinter, node: Expr): string | undefined {
  const text = printer.at(first(node), LEVEL.atom)
  const ordered = (vector: string): string => `[...${vector}].sort((a, b) => a - b)`
  return node.rank === 1 ? ordered(text) : node.rank === 2 ? `${text}.map((row) => ${ordered('row')})` : undefined
}

/** The indices of a vector in the order of what stands there. */
function placesInOrder(printer: CodePrinter, node: Expr): string | undefined {
  const x = first(node)
  if (x.rank > 1) return undefined
  const { indices } = printer
  const [i, j] = [0, 1].map(() => indices.fresh(x.shape[0] as Length)) as [string, string]
  const text = printer.at(x, LEVEL.atom)
  return `[...${text}.keys()].sort((${i}, ${j}) => ${text}[${i}] - ${text}[${j}])`
}

/** Rows of the identity. */
function indicators(printer: CodePrinter, node: Expr): string | undefined {
  const [index, length] = [first(node), node.payload as Length]
  const { indices } = printer
  const [k, j] = [0, 1].map(() => indices.fresh(length)) as [string, string]
  const row = (at: string): string => loop(printer.length(length), j, `${j} === ${at} ? 1 : 0`)
  if (index.rank > 1) return undefined
  return index.rank === 0 ? row(printer.at(index, LEVEL.sum)) : `${printer.at(index, LEVEL.atom)}.map((${k}) => ${row(k)})`
}

/** What is made of the components along some axes, by loops over the others. */
function along(gather: (terms: string) => string): (printer: CodePrinter, node: Expr) => string {
  return (printer, node) => {
    const x = first(node)
    const { axes, keepdims } = axesOf(node)
    const { indices } = printer
    const letters = indices.several(node.shape)
    const inner = axes.map((axis) => indices.fresh(x.shape[axis] as Length))
    let text = componentAt(printer, x, alongAxes(node, letters, inner))
    for (let k = axes.length - 1; k >= 0; k--) text = loop(printer.length(x.shape[axes[k] as number] as Length), inner[k] as string, text)
    text = gather(axes.length === 1 ? text : `${text}.flat(${axes.length - 1})`)
    for (let axis = letters.length - 1; axis >= 0; axis--) {
      const alone = keepdims && axes.includes(axis)
      text = alone ? `[${text}]` : loop(printer.length(node.shape[axis] as Length), letters[axis] as string, text)
    }
    return text
  }
}

/** Running sums or products: along the last axis each from the one before it, along others from all that it is made of. */
function running(operator: '+' | '*'): (printer: CodePrinter, node: Expr) => string {
  return (printer, node) => {
    const { axes, order } = axesOf(node)
    const [axis, backwards] = [axes[0] as number, order === 'reverse']
    const step = `(a, b) => a ${operator} b`
    if (axis === node.rank - 1 && (!backwards || node.rank === 1)) {
      const text = printer.piece(first(node))
      return backwards ? `cumulative([...${text}].reverse(), ${step}).reverse()` : `cumulative(${text}, ${step})`
    }
    const { indices } = printer
    const letters = indices.several(node.shape)
    const [letter, length] = [letters[axis] as string, node.shape[axis] as Length]
    const inner = indices.fresh(length)
    const place = backwards ? `${letter} + ${inner}` : inner
    const own = componentAt(
      printer,
      first(node),
      letters.map((each, k) => (k === axis ? place : each)),
    )
    const terms = loop(backwards ? `${printer.length(length)} - ${letter}` : `${letter} + 1`, inner, own)
    // Of components that are 1 or 0 alone, what they add up to is any number.
    const type = printer.syntax.language === 'typescript' ? ': number' : ''
    let text = terms + (operator === '+' ? ADD_UP : MULTIPLY).replace(',', `${type},`)
    for (let k = letters.length - 1; k >= 0; k--) text = loop(printer.length(node.shape[k] as Length), letters[k] as string, text)
    return text
  }
}

/** By the order of the components, where the axes are no others with some of length 1 among them. */
function reshaped(printer: CodePrinter, node: Expr): string | undefined {
  const x = first(node)
  if (node.op.name === 'reshape' && axesBetween(node.shape, x.shape) !== undefined) return undefined
  return `reshaped(${[printer.piece(x), ...node.shape.map((length) => printer.length(length))].join(', ')})`
}

/** A part of a vector among zeros. */
function padded(printer: CodePrinter, node: Expr): string | undefined {
  const { items, whole } = itemsOf(node)
  const [item] = items as [AxisItem]
  if (items.length > 1) return undefined
  const n = printer.length(whole[0] as Length)
  const letter = printer.indices.fresh(whole[0] as Length)
  if ('at' in item)
    return loop(n, letter, `${letter} === ${item.at >= 0 ? item.at : `${n} - ${-item.at}`} ? ${printer.at(first(node), LEVEL.or)} : 0`)
  if (item.step !== 1) return undefined
  const [start, stop] = sliceBounds(item, whole[0] as Length)
  const zeros = (count: string): string => `...new Array(${count}).fill(0)`
  const after = item.stop === null ? '' : `, ${zeros(printer.length(addLengths(whole[0] as Length, stop, -1)))}`
  return `[${start === 0 ? '' : `${zeros(printer.length(start))}, `}...${printer.piece(first(node))}${after}]`
}

/** x[i][j]. */
const component: CodeForm = (printer, node) => {
  const letters = placesOf(printer, node)
  if (isEye(first(node))) return finish(printer, `(${letters.join(' === ')} ? 1 : 0)`)
  return finish(printer, `${printer.at(first(node), LEVEL.atom)}${letters.map((letter) => `[${letter}]`).join('')}`)
}

const indexSum: CodeForm = (printer, node) => {
  const letters = lettersOf(node)
  let text = printer.at(first(node), LEVEL.or)
  for (let k = letters.length - 1; k >= 0; k--) text = `${loop(printer.length(lengthsOf(node)[k] as Length), letters[k] as string, text)}${ADD_UP}`
  return finish(printer, text)
}

const extreme =
  (name: string): CodeForm =>
  (printer, node) => {
    const x = first(node)
    const text = printer.at(x, LEVEL.atom)
    if (axesOf(node).axes.length !== x.rank) return printer.absent(node)
    return finish(printer, `${name}(...${text}${x.rank > 1 ? `.flat(${x.rank - 1})` : ''})`)
  }

const prod: CodeForm = (printer, node) => {
  const x = first(node)
  if (axesOf(node).axes.length !== x.rank) return printer.absent(node)
  return finish(printer, `${printer.at(x, LEVEL.atom)}${x.rank > 1 ? `.flat(${x.rank - 1})` : ''}${MULTIPLY}`)
}

const series =
  (start: string, operator: string): CodeForm =>
  (printer, node) => {
    const [body, low, high] = node.args as [Expr, Expr, Expr]
    const index = printer.spellName(boundName(node))
    const from = printer.at(low, LEVEL.sum)
    const length = `${printer.at(high, LEVEL.sum)} - ${printer.at(low, LEVEL.sign)} + 1`
    const terms = `Array.from({ length: ${length} }, (_, offset) => offset + ${from})`
    return finish(
      printer,
      `${terms}.reduce((total, ${index}) => total ${operator} ${printer.at(body, operator === '+' ? LEVEL.sum : LEVEL.sign)}, ${start})`,
    )
  }

const take: CodeForm = (printer, node) => {
  const places = itemsOf(node).items.map((item) => ('at' in item ? item.at : 0))
  return finish(printer, printer.at(first(node), LEVEL.atom) + places.map((at) => (at >= 0 ? `[${at}]` : `.at(${at})`)).join(''))
}

/** Of an array, which is written as a whole. */
const left: CodeForm = (printer, node) => printer.absent(node)

/** Forms of numbers made of tensors. */
export const loopForms: { readonly [row: string]: CodeForm } = {
  component,
  index_sum: indexSum,
  einsum: scalarProduct,
  amax: extreme('Math.max'),
  amin: extreme('Math.min'),
  prod,
  size,
  take,
  sort: left,
  argsort: left,
  one_hot: left,
  series: ending(series('0', '+')),
  product_series: ending(series('1', '*')),
  call: callWith('Prime'),
  whole_call: callWith('Prime'),
}
