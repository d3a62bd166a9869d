/** Tensors in SymPy: matrices written out by their components; linear algebra by the matrices' own methods. */

import type { Expr } from '../../expr.ts'
import { axesBetween } from '../../ops/arrange.ts'
import { axesOf } from '../../ops/reduction.ts'
import { itemsOf } from '../../ops/slice.ts'
import { isEye } from '../../ops/structure.ts'
import type { Length } from '../../shape.ts'
import { componentOf } from '../indices/component.ts'
import { isComponent, lengthsOf, lettersOf } from '../indices/indexed.ts'
import type { Indices } from '../indices/indices.ts'
import { alongAxes, componentAt, placedComponent } from '../indices/places.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { placesOf, scalarProduct, size } from './parts.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const second = (node: Expr): Expr => node.args[1] as Expr

/** A tensor as a matrix of its components; more than two axes as an array. */
export function sympyArray(printer: CodePrinter, node: Expr): string {
  const direct = methods.get(node.op.name)?.(printer, node)
  if (direct !== undefined) return finish(printer, direct)
  const { alias, indices } = printer
  const letters = indices.several(node.shape)
  const placed = placedComponent(printer, node, letters) ?? gathered(printer, node, letters, indices)
  const component = placed === undefined ? componentOf(node, letters, indices) : undefined
  if (component !== undefined && isComponent(component) && first(component) === node && !isEye(node)) return printer.absent(node)
  const body = placed ?? printer.piece(component as Expr)
  const lengths = node.shape.map((length) => printer.length(length))
  if (node.rank === 1) return finish(printer, `${alias}.Matrix(${lengths[0]}, 1, lambda ${letters[0]}, _: ${body})`)
  if (node.rank === 2) return finish(printer, `${alias}.Matrix(${lengths.join(', ')}, lambda ${letters.join(', ')}: ${body})`)
  const nested = letters.reduceRight((text, letter, axis) => `[${text} for ${letter} in range(${lengths[axis]})]`, body)
  return finish(printer, `${alias}.Array(${nested})`)
}

/** The components along some axes as a list: their extremes, and running sums and products. */
function gathered(printer: CodePrinter, node: Expr, letters: readonly string[], indices: Indices): string | undefined {
  const name = GATHERED.get(node.op.name)
  if (name === undefined) return undefined
  const x = first(node)
  const { axes, order } = axesOf(node)
  const inner = axes.map((axis) => indices.fresh(x.shape[axis] as Length))
  const isRunning = node.rank === x.rank && node.op.name.startsWith('cum')
  const places = isRunning ? letters.map((letter, axis) => (axis === axes[0] ? (inner[0] as string) : letter)) : alongAxes(node, letters, inner)
  const own = componentAt(printer, x, places)
  const ranges = inner.map((letter, k) => {
    const length = printer.length(x.shape[axes[k] as number] as Length)
    const [here] = axes.map((axis) => letters[axis] as string)
    return ` for ${letter} in range(${isRunning ? (order === 'reverse' ? `${here}, ${length}` : `${here} + 1`) : length})`
  })
  return `${printer.alias}.${name}(*[${own}${ranges.join('')}])`
}

const GATHERED: ReadonlyMap<string, string> = new Map([
  ['amax', 'Max'],
  ['amin', 'Min'],
  ['prod', 'Mul'],
  ['cumsum', 'Add'],
  ['cumprod', 'Mul'],
])

/** A vector as the column it is. */
const method =
  (text: string) =>
  (printer: CodePrinter, node: Expr): string =>
    `${printer.at(first(node), LEVEL.atom)}.${text}`

/** By the order of the components, where the axes are no others with some of length 1 among them. */
function reshaped(printer: CodePrinter, node: Expr): string | undefined {
  const x = first(node)
  if (node.op.name === 'reshape' && axesBetween(node.shape, x.shape) !== undefined) return undefined
  const lengths = node.shape.map((length) => printer.length(length))
  if (node.rank > 2 || x.rank > 2) return `${printer.alias}.Array(${printer.piece(x)}).reshape(${lengths.join(', ')})`
  return `${printer.at(x, LEVEL.atom)}.reshape(${(lengths.length === 1 ? [...lengths, '1'] : lengths).join(', ')})`
}

/** [a, b], [[a, b], [c, d]]; a vector among the rows is a column. */
function listed(printer: CodePrinter, node: Expr): string {
  const part = (arg: Expr): string =>
    arg.op === node.op && !printer.isNamed(arg) ? listed(printer, arg) : arg.rank === 1 ? `list(${printer.piece(arg)})` : printer.piece(arg)
  return `[${node.args.map(part).join(', ')}]`
}

/** A function of one matrix, and of each matrix of a stack along its first axis. */
const ofEach =
  (form: (matrix: string, alias: string) => string) =>
  (printer: CodePrinter, node: Expr): string | undefined => {
    const { alias } = printer
    const [stack, text] = [first(node), printer.at(first(node), LEVEL.atom)]
    if (stack.rank === 2) return form(text, alias)
    if (stack.rank > 3) return undefined
    const letter = printer.indices.fresh(stack.shape[0] as Length)
    const one = form(`${alias}.Matrix(${letter}.tolist())`, alias)
    const each = `[${one}${node.rank === 1 ? '' : '.tolist()'} for ${letter} in ${text}]`
    return node.rank === 1 ? `${alias}.Matrix(${each})` : `${alias}.Array(${each})`
  }

const methods: ReadonlyMap<string, (printer: CodePrinter, node: Expr) => string | undefined> = new Map([
  ['inv', ofEach((matrix) => `${matrix}.inv()`)],
  ['det', ofEach((matrix) => `${matrix}.det()`)],
  ['logdet', ofEach((matrix, alias) => `${alias}.log(${alias}.Abs(${matrix}.det()))`)],
  ['cholesky', ofEach((matrix) => `${matrix}.cholesky(hermitian=False)`)],
  ['pinv', ofEach((matrix) => `${matrix}.pinv()`)],
  ['cofactor', method('cofactor_matrix()')],
  ['expm', method('exp()')],
  ['logm', method('log()')],
  ['sqrtm', (printer: CodePrinter, node: Expr) => `${printer.at(first(node), LEVEL.atom)}**${printer.alias}.Rational(1, 2)`],
  ['reshape', reshaped],
  ['kron_join', reshaped],
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
    if (axesOf(node).axes.length !== first(node).rank) return printer.absent(node)
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
  logdet: (printer, node) => finish(printer, `${printer.alias}.log(${printer.alias}.Abs(${printer.at(first(node), LEVEL.atom)}.det()))`),
  amax: overAll('Max'),
  amin: overAll('Min'),
  prod: overAll('Mul'),
  size,
  take,
}
