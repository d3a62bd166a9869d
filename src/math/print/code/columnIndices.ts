/** Indices in Julia and MATLAB, which count from 1: slices, which include their end, components that values pick, indicators, the indices that sort. */
import { type Expr, exactOf } from '../../expr.ts'
import { add } from '../../ops/arithmetic.ts'
import { gatherOf, oneHot } from '../../ops/indicator.ts'
import { transpose } from '../../ops/linear.ts'
import { argsort, axisOrdered, orderedBy } from '../../ops/order.ts'
import { type AxisItem, itemsOf, take } from '../../ops/slice.ts'
import { addLengths, type Length } from '../../shape.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { isJulia } from './columnParts.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const isMinusOne = (node: Expr | undefined): boolean => node !== undefined && exactOf(node)?.asInteger === -1

function itemText(printer: CodePrinter, item: AxisItem): string {
  const place = (k: Length): string =>
    typeof k === 'string' ? printer.length(addLengths(k, 1)) : k >= 0 ? String(k + 1) : k === -1 ? 'end' : `end-${-k - 1}`
  if ('at' in item) return place(item.at)
  const { start, stop, step } = item
  if (step > 0) {
    const last = stop === null ? 'end' : typeof stop === 'string' ? printer.length(stop) : stop >= 0 ? String(stop) : `end-${-stop}`
    if (start === 0 && last === 'end' && step === 1) return ':'
    return step === 1 ? `${place(start)}:${last}` : `${place(start)}:${step}:${last}`
  }
  const last = typeof stop !== 'number' ? '1' : stop >= 0 ? String(stop + 2) : stop === -2 ? 'end' : `end-${-stop - 2}`
  return `${place(start)}:${step}:${last}`
}

/** What is taken of a node's argument: 2:end, 1. */
export const itemsText = (printer: CodePrinter, node: Expr): string =>
  itemsOf(node)
    .items.map((item) => itemText(printer, item))
    .join(', ')

/** x[...] of what is written already. */
const picked = (printer: CodePrinter, base: string, places: readonly string[]): string =>
  finish(printer, isJulia(printer) ? `${base}[${places.join(', ')}]` : `${base}(${places.join(', ')})`)

/** The places that sort a vector, counted from 1. MATLAB has them as a second result only: the column of numbers beside the sorted values. */
function placesInOrder(printer: CodePrinter, x: Expr): string {
  if (isJulia(printer))
    return finish(printer, x.rank === 1 ? `sortperm(${printer.piece(x)})` : `mapslices(sortperm, ${printer.piece(x)}, dims=${x.rank})`)
  if (x.rank > 1) return finish(printer, `placesInOrder(${printer.piece(x)}, ${x.rank})`)
  const text = `sortrows([${printer.at(x, LEVEL.sign)}, (1:${printer.length(x.shape[0] as Length)})']) * [0; 1]`
  printer.level = LEVEL.product
  printer.mark = 0
  return text
}

/** An index as the language counts it. */
function counted(printer: CodePrinter, index: Expr): string {
  if (index.op === argsort.op) return placesInOrder(printer, first(index))
  if (index.op === take.op && axisOrdered(index) !== undefined) {
    const whole = counted(printer, first(index))
    return picked(printer, printer.level < LEVEL.atom ? `(${whole})` : whole, [itemsText(printer, index)])
  }
  const [base, shift] = index.op === add.op && index.args.length === 2 ? index.args : []
  if (base !== undefined && isMinusOne(shift)) return printer.piece(base)
  return printer.piece(add(index, 1))
}

/** Rows of the identity by comparison; of one index a column, of a matrix of indices along a third axis. */
const indicator: CodeForm = (printer, node) => {
  const index = first(node)
  const text = counted(printer, index)
  const places = `1:${printer.length(node.payload as Length)}`
  const own = printer.level <= LEVEL.sum ? `(${text})` : text
  const equal = isJulia(printer) ? '.==' : '=='
  if (index.rank > 1) {
    const axes = [...index.shape.map(() => '1'), printer.length(node.payload as Length)]
    return finish(printer, `(${own} ${equal} reshape(${places}, ${axes.join(', ')}))`)
  }
  const isRow = index.rank > 0 === isJulia(printer)
  return finish(printer, `(${own} ${equal} ${isRow ? `(${places})'` : `(${places})`})`)
}

/** The indices that sort as numbers counted from 0, which are no indices here. */
const sorting: CodeForm = (printer, node) => {
  const text = placesInOrder(printer, first(node))
  printer.level = LEVEL.sum
  printer.mark = 0
  return `${text} ${isJulia(printer) ? '.- 1' : '- 1'}`
}

const sorted: CodeForm = (printer, node) => {
  const { rank } = node
  return finish(printer, `sort(${printer.piece(first(node))}${rank === 1 ? '' : isJulia(printer) ? `, dims=${rank}` : `, ${rank}`})`)
}

/** Components that one index picks along one axis: x[i], X[i, :]; undefined for other products. */
export function gathered(printer: CodePrinter, node: Expr): string | undefined {
  const { base, places } = gatherOf(node) ?? {}
  if (base === undefined || places === undefined || places.includes('along') || places.filter((place) => place !== 'whole').length !== 1)
    return undefined
  // A row of a matrix that one index picks is a column here.
  if (base.rank > 2 || (base.rank === 2 && node.rank < 2)) return undefined
  const texts = places.map((place) => (place === 'whole' ? ':' : counted(printer, place as Expr)))
  return picked(printer, printer.at(base, LEVEL.atom), texts)
}

/** The rows or components that the indicators before a factor pick, or put back where an order took them from; undefined for other products. */
export function gatheredByProduct(printer: CodePrinter, a: Expr, b: Expr): string | undefined {
  if (b.rank > 2) return undefined
  const back = a.op === transpose.op && a.payload === undefined && isJulia(printer) && orderedBy(first(a)) !== undefined
  if (back) {
    const place = `invperm(${counted(printer, first(first(a)))})`
    return picked(printer, printer.at(b, LEVEL.atom), b.rank === 1 ? [place] : [place, ':'])
  }
  if (a.op !== oneHot.op || a.rank !== 2) return undefined
  const place = counted(printer, first(a))
  return picked(printer, printer.at(b, LEVEL.atom), b.rank === 1 ? [place] : [place, ':'])
}

export const orderForms: { readonly [row: string]: CodeForm } = { argsort: sorting, sort: sorted, one_hot: indicator }
