/** Forms that programming languages share: lengths, components, products over index sets that are numbers, unknown functions. */
import type { Expr } from '../../expr.ts'
import { callOf } from '../../ops/binder.ts'
import { type AxisItem, isWhole, itemsPayload, place } from '../../ops/slice.ts'
import { addLengths, type Length } from '../../shape.ts'
import { componentOf } from '../indices/component.ts'
import { lengthsOf, lettersOf } from '../indices/indexed.ts'
import { LEVEL } from '../printer.ts'
import type { CodeForm, CodePrinter } from './codePrinter.ts'

/** The length of an axis as a number. */
export const size: CodeForm = (printer, node) => {
  const text = printer.length(node.payload as Length)
  printer.mark = 0
  printer.level = / [-+*] /.test(text) ? LEVEL.open : LEVEL.atom
  return text
}

/** The places of a component where they count from 0; numbers among the letters, and lengths that stand for the last place, count from 1. */
export const placesOf = (printer: CodePrinter, node: Expr): string[] =>
  lettersOf(node).map((letter, axis) => {
    if (/^\d+$/.test(letter)) return String(Number(letter) - 1)
    return isFromEnd(node, axis) ? printer.length(addLengths(letter, -1)) : spacedLetter(printer, letter)
  })

/** An index that is more than a letter: i + 1, and i * p + k with the length in braces. */
export const spacedLetter = (printer: CodePrinter, letter: string): string =>
  letter
    .replace(/\*\{(.*?)\}/, (_, length: string) => ` * ${inProduct(printer.length(/^\d+$/.test(length) ? Number(length) : length))}`)
    .replace('+', ' + ')

const inProduct = (text: string): string => (/ [-+] /.test(text) ? `(${text})` : text)

/** Whether the letter for an axis is the length of that axis, or less by a number: no index has the name of a length. */
export function isFromEnd(node: Expr, axis: number): boolean {
  const [letter, length] = [lettersOf(node)[axis] as string, lengthsOf(node)[axis] as Length]
  return typeof length === 'string' && /^[A-Za-z]/.test(letter) && typeof addLengths(letter, length, -1) === 'number'
}

/** A product over index sets that is a number. */
export const scalarProduct: CodeForm = (printer, node) => printer.piece(componentOf(node, [], printer.indices))

/** g(x), with a word for its derivative g_prime(x), and g_1_0(x, y) for that by the first argument. */
export const callWith =
  (prime: string): CodeForm =>
  (printer, node) => {
    const { name, orders } = callOf(node)
    const total = orders.reduce((sum, order) => sum + order, 0)
    const suffix = total === 0 ? '' : orders.length === 1 ? `${prime}${total === 1 ? '' : total}` : `_${orders.join('_')}`
    return printer.apply(printer.spellName(name + suffix), node.args)
  }

/** A vector at one axis' item among zeros; itself where that is the whole axis. */
export const placedAlong = (g: Expr, item: AxisItem, length: Length): Expr => (isWhole(item) ? g : place.with(itemsPayload([item], [length]), g))
