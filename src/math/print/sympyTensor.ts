/** Tensors in SymPy: matrices written out by their components; linear algebra by the matrices' own methods. */

import type { Expr } from '../expr.ts'
import { axesOf } from '../ops/reduction.ts'
import { itemsOf } from '../ops/slice.ts'
import { isEye } from '../ops/structure.ts'
import type { Length } from '../shape.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { componentOf, isComponent, lengthsOf, lettersOf } from './component.ts'
import { placesOf, scalarProduct, size } from './parts.ts'
import { LEVEL } from './printer.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const second = (node: Expr): Expr => node.args[1] as Expr

/** A tensor as a matrix of its components; more than two axes as an array. */
export function sympyArray(printer: CodePrinter, node: Expr): string {
  const direct = methods.get(node.op.name)
  if (direct !== undefined) return finish(printer, direct(printer, node))
  const { alias, indices } = printer
  const letters = indices.several(node.shape)
  const component = componentOf(node, letters, indices)
  if (isComponent(component) && first(component) === node && !isEye(node)) return printer.apply(`${alias}.${node.op.name}`, node.args)
  const body = printer.piece(component)
  const lengths = node.shape.map((length) => printer.length(length))
  if (node.rank === 1) return finish(printer, `${alias}.Matrix(${lengths[0]}, 1, lambda ${letters[0]}, _: ${body})`)
  if (node.rank === 2) return finish(printer, `${alias}.Matrix(${lengths.join(', ')}, lambda ${letters.join(', ')}: ${body})`)
  const nested = letters.reduceRight((text, letter, axis) => `[${text} for ${letter} in range(${lengths[axis]})]`, body)
  return finish(printer, `${alias}.Array(${nested})`)
}

/** A vector as the column it is. */
const method =
  (text: string) =>
  (printer: CodePrinter, node: Expr): string =>
    `${printer.at(first(node), LEVEL.atom)}.${text}`

/** [a, b], [[a, b], [c, d]]; a vector among the rows is a column. */
function listed(printer: CodePrinter, node: Expr): string {
  const part = (arg: Expr): string =>
    arg.op === node.op && !printer.isNamed(arg) ? listed(printer, arg) : arg.rank === 1 ? `list(${printer.piece(arg)})` : printer.piece(arg)
  return `[${node.args.map(part).join(', ')}]`
}

const methods: ReadonlyMap<string, (printer: CodePrinter, node: Expr) => string> = new Map([
  ['inv', method('inv()')],
  [
    'diag',
    (printer: CodePrinter, node: Expr) =>
      node.rank === 2 ? `${printer.alias}.diag(*${printer.at(first(node), LEVEL.atom)})` : method('diagonal().T')(printer, node),
  ],
  ['solve', (printer: CodePrinter, node: Expr) => `${printer.at(first(node), LEVEL.atom)}.LUsolve(${printer.piece(second(node))})`],
  ['eye', (printer: CodePrinter, node: Expr) => `${printer.alias}.eye(${printer.length(node.shape[0] as Length)})`],
  ['kron', (printer: CodePrinter, node: Expr) => `${printer.alias}.kronecker_product(${node.args.map((arg) => printer.piece(arg)).join(', ')})`],
  ['stack', (printer: CodePrinter, node: Expr) => `${printer.alias}.${node.rank > 2 ? 'Array' : 'Matrix'}(${listed(printer, node)})`],
])

/** x[i], W[i, j]. */
const component: CodeForm = (printer, node) => {
  const letters = placesOf(printer, node)
  if (isEye(first(node))) return finish(printer, `${printer.alias}.KroneckerDelta(${letters.join(', ')})`)
  return finish(printer, `${printer.at(first(node), LEVEL.atom)}[${letters.join(', ')}]`)
}

const indexSum: CodeForm = (printer, node) => {
  const loops = lettersOf(node).map((letter, k) => ` for ${letter} in range(${printer.length(lengthsOf(node)[k] as Length)})`)
  return finish(printer, `sum(${printer.at(first(node), LEVEL.or)}${loops.join('')})`)
}

const overAll =
  (name: string): CodeForm =>
  (printer, node) => {
    if (axesOf(node).axes.length !== first(node).rank) return printer.call(`${printer.alias}.${node.op.name}`, node)
    return finish(printer, `${printer.alias}.${name}(*${printer.at(first(node), LEVEL.atom)})`)
  }

const take: CodeForm = (printer, node) => {
  const places = itemsOf(node).items.map((item) => ('at' in item ? item.at : 0))
  return finish(printer, `${printer.at(first(node), LEVEL.atom)}[${places.join(', ')}]`)
}

/** Forms of numbers made of tensors. */
export const sympyTensorForms: { readonly [row: string]: CodeForm } = {
  component,
  index_sum: indexSum,
  einsum: scalarProduct,
  det: (printer, node) => finish(printer, `${printer.at(first(node), LEVEL.atom)}.det()`),
  logdet: (printer, node) => finish(printer, `${printer.alias}.log(${printer.at(first(node), LEVEL.atom)}.det())`),
  amax: overAll('Max'),
  amin: overAll('Min'),
  prod: overAll('Mul'),
  size,
  take,
}
