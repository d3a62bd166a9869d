/** LaTeX of index notation: components, sums over indices, reductions, parts of tensors, and rows that bind a name. */
import { type Expr, isSymbol, nameOf, rewrite, withArgs } from '../../expr.ts'
import { entriesIn } from '../../ops/arrange.ts'
import { boundName, callOf } from '../../ops/binder.ts'
import { stackedOf, vectorInRow, vectorOf } from '../../ops/column.ts'
import { isEinsum } from '../../ops/einsum.ts'
import { axesOf, reducesAll } from '../../ops/reduction.ts'
import { isPositions } from '../../ops/running.ts'
import { type AxisItem, fromStart, itemsOf, type Padding, paddingOf } from '../../ops/slice.ts'
import { isEye, isOne } from '../../ops/structure.ts'
import { addLengths, type Length } from '../../shape.ts'
import { gradientOf } from '../formula/gradients.ts'
import { latexName } from '../identifier.ts'
import { componentOf, readableLetters, sumOfComponents } from '../indices/component.ts'
import { boundsOf, lettersOf, onlyOf } from '../indices/indexed.ts'
import { indicesFor } from '../indices/indices.ts'
import { withConditions } from '../indices/pairs.ts'
import { bySelection } from '../indices/selection.ts'
import { LEVEL } from '../printer.ts'
import { type LatexPrinter, MARK } from './latexPrinter.ts'
import { first, type LatexForm, latexLength, lowered, plain, scriptBase, transposedPiece } from './latexScript.ts'
import { stack } from './latexStack.ts'

/** Whether indices can be carried into it: some elementwise operation, or a product over index sets. */
const opens = (node: Expr): boolean => isEinsum(node) || (node.op.elementwise && node.args.length > 0) || node.op.name === 'outer'

/* Sums over axes and index notation. */

const components: LatexForm = (printer, node) => {
  const indices = indicesFor(node, printer.letters)
  const letters = indices.several(node.shape)
  return printer.piece(componentOf(node, letters, indices))
}

const einsum: LatexForm = (printer, node) => (node.rank > 2 || node.rank === 0 ? components(printer, node) : subscripted(printer, node))

/** A vector or matrix given by its components: [...]_{ij}. */
const subscripted: LatexForm = (printer, node) => {
  const indices = indicesFor(node, printer.letters)
  const letters = indices.several(node.shape)
  const piece = printer.piece(componentOf(node, letters, indices))
  const tall = printer.mark & MARK.tall
  printer.level = LEVEL.atom
  printer.mark = tall | MARK.paren
  return `${tall === 0 ? `[${piece}]` : `\\left[${piece}\\right]`}_{${latexLetters(letters)}}`
}

/** Index letters side by side; i+1 and its like with commas. */
const latexLetters = (letters: readonly string[]): string => letters.join(letters.some((letter) => letter.length > 1) ? ',' : '')

const component: LatexForm = (printer, node) => {
  const letters = latexLetters(readableLetters(node, latexName, (index) => `_{${index}}`))
  const inner = first(node)
  printer.level = LEVEL.atom
  if (isEye(inner)) {
    printer.mark = MARK.function
    return `\\delta_{${letters}}`
  }
  if (isPositions(inner)) {
    printer.mark = MARK.letter
    return letters
  }
  const base = loweredBase(printer, inner)
  const tall = printer.mark & (MARK.tall | MARK.letter | MARK.paren | MARK.upright)
  const text = lowered(base, letters)
  printer.level = LEVEL.atom
  printer.mark = tall
  return text
}

/** i,j, or what holds for them: i < j. */
function below(printer: LatexPrinter, node: Expr): string {
  const only = onlyOf(node)
  const free = lettersOf(node).filter((letter) => only?.args.every((arg) => nameOf(arg) !== letter) !== false)
  return [...(only === undefined ? [] : [printer.piece(only)]), ...free].join(',')
}

const big =
  (sign: string): LatexForm =>
  (printer, node) => {
    const bounds = onlyOf(node) === undefined ? boundsOf(node) : []
    const bounded = bounds.map(([letter, length]) => `${sign}_{${letter}=1}^{${latexLength(length)}} `).join('')
    const under = bounds.length === 0 ? below(printer, node) : lettersOf(node).filter((letter) => !bounds.some(([own]) => own === letter))
    const free = under.length === 0 ? '' : `${sign}_{${typeof under === 'string' ? under : under.join(',')}} `
    const body = printer.at(first(node), LEVEL.product)
    printer.level = LEVEL.product
    printer.mark = MARK.tall | MARK.bare | MARK.function
    return `${bounded}${free}${body}`
  }

/** Σ_i x_i, X1 for the row sums, Xᵀ1 for the column sums. */
const sum: LatexForm = (printer, node) => {
  const x = first(node)
  if (x.rank === 0) return printer.piece(x)
  if (reducesAll(node)) return printer.piece(withConditions(sumOfComponents(withMeans(x), printer.letters)))
  if (x.rank === 2 && !axesOf(node).keepdims) {
    const rows = axesOf(node).axes[0] === 1
    const left = rows ? printer.at(x, LEVEL.product) : transposedPiece(printer, x)
    printer.level = LEVEL.product
    printer.mark &= MARK.tall
    return `${left} \\mathbf{1}`
  }
  return reduced('\\operatorname{sum}')(printer, node)
}

/** Means of all components as sums over their number: of a sum within a sum the letters are others. */
const withMeans = (root: Expr): Expr =>
  rewrite([root], (node, args) => {
    const own = args.every((arg, k) => arg === node.args[k]) ? node : withArgs(node, args)
    return own.op.name === 'mean' && reducesAll(own) && own.args[0]?.rank !== 0 ? (own.op.meaning?.(own) ?? own) : own
  })[0] as Expr

const mean: LatexForm = (printer, node) => {
  const x = first(node)
  if (!reducesAll(node) || x.rank === 0) return reduced('\\operatorname{mean}')(printer, node)
  const count = x.shape.map(latexLength).map((length) => (/[+\- ]/.test(length) ? `(${length})` : length))
  const body = printer.piece(sumOfComponents(withMeans(x), printer.letters))
  printer.level = LEVEL.product
  printer.mark = MARK.tall | MARK.bare
  return `\\frac{1}{${count.join('')}} ${body}`
}

const logsumexp: LatexForm = (printer, node) => {
  const z = first(node)
  if (!reducesAll(node)) return reduced('\\operatorname{logsumexp}')(printer, node)
  const [letter] = indicesFor(z, printer.letters).several(z.shape) as [string]
  const inner = opens(z) || z.rank > 1 ? undefined : printer.at(z, LEVEL.atom)
  printer.level = LEVEL.sign
  printer.mark = MARK.bare | MARK.function | MARK.tall
  if (inner !== undefined) return `\\ln \\sum_{${letter}} ${printer.raisedEuler(`${inner}_{${letter}}`)}`
  return printer.apply('\\operatorname{logsumexp}', node, true)
}

/** \max_i x_i and the like where all components are taken. */
const extreme =
  (sign: string, name: string): LatexForm =>
  (printer, node) => {
    if (!reducesAll(node) || first(node).rank === 0) return reduced(name)(printer, node)
    const indices = indicesFor(first(node), printer.letters)
    const letters = indices.several(first(node).shape)
    const body = printer.at(componentOf(first(node), letters, indices), LEVEL.product)
    printer.level = LEVEL.product
    printer.mark = MARK.bare | MARK.function | MARK.tall
    return `${sign}_{${letters.join(',')}} ${body}`
  }

/** A reduction by name, its axes (counted from 1) below. */
const reduced =
  (name: string): LatexForm =>
  (printer, node) => {
    const { axes } = axesOf(node)
    const all = axes.length === first(node).rank || (node.op.name === 'softmax' && first(node).rank === 1)
    return printer.apply(all ? name : `${name}_{${axes.map((axis) => axis + 1).join(',')}}`, node, true)
  }

/** Along the axis of a vector; of others its number, counted from 1, is said. */
const running = (name: string, node: Expr): string =>
  `\\operatorname{${name}}${
    node.rank === 1
      ? ''
      : `_{${axesOf(node)
          .axes.map((axis) => axis + 1)
          .join(',')}}`
  }`

/* Parts and pieces. */

/** An axis item, counted from 1 as mathematics does. */
function itemText(item: AxisItem, length: Length): string {
  if ('at' in item) return latexLength(item.at >= 0 ? item.at + 1 : addLengths(length, item.at + 1))
  const from = addLengths(fromStart(item.start, length), 1)
  const to = item.stop === null ? (item.step > 0 ? length : 1) : fromStart(item.stop, length)
  if (from === 1 && to === length && item.step === 1) return ':'
  return item.step === 1 ? `${latexLength(from)}:${latexLength(to)}` : `${latexLength(from)}:${item.step}:${latexLength(to)}`
}

/** What a subscript is put to: a part, which has one already, in parentheses. */
const loweredBase = (printer: LatexPrinter, node: Expr): string =>
  node.op.name === 'take' ? printer.parenthesised(printer.piece(node)) : scriptBase(printer, node)

function bracketed(printer: LatexPrinter, text: string): string {
  printer.level = LEVEL.atom
  printer.mark = MARK.paren
  return text
}

const itemsText = (node: Expr): string => {
  const { items, whole } = itemsOf(node)
  return items.map((item, axis) => itemText(item, whole[axis] as Length)).join(',')
}

const take: LatexForm = (printer, node) => {
  const text = lowered(loweredBase(printer, first(node)), itemsText(node))
  const tall = printer.mark & (MARK.tall | MARK.letter | MARK.paren | MARK.upright)
  printer.level = LEVEL.atom
  printer.mark = tall
  return text
}

const place: LatexForm = (printer, node) => {
  const { items, whole } = itemsOf(node)
  const padding = paddingOf(node)
  if (padding !== undefined) return padded(printer, node, padding)
  const selected = bySelection(node)
  if (selected !== undefined) return printer.piece(selected)
  if (whole.length !== 1 || !items.every((item) => 'at' in item)) return printer.apply(`\\operatorname{place}_{${itemsText(node)}}`, node, true)
  const unit = `\\mathbf{e}_{${itemsText(node)}}`
  if (isOne(first(node))) return plain(unit)(printer, node)
  const lead = printer.at(first(node), LEVEL.product)
  const tall = printer.mark & MARK.tall
  printer.level = LEVEL.product
  printer.mark = tall
  return `${lead}\\,${unit}`
}

/** A part among zeros, below each other or side by side: (2x_{2:n}; 0). */
function padded(printer: LatexPrinter, node: Expr, { axis, before, after, single }: Padding): string {
  const x = first(node)
  const part = single && axis === 0 ? transposedPiece(printer, x) : printer.piece(x)
  const isTall = (printer.mark & MARK.tall) > 0
  const zeros = (count: Length): readonly string[] =>
    count === 0 ? [] : [count === 1 && node.rank === 1 ? '0' : node.rank === 1 ? `\\mathbf{0}_{${latexLength(count)}}` : '\\mathbf{0}']
  const parts = [...zeros(before), part, ...zeros(after)]
  printer.level = LEVEL.atom
  printer.mark = MARK.tall | MARK.paren
  return `\\begin{pmatrix} ${parts.join(axis === 0 ? (isTall ? ' \\\\[0.5em] ' : ' \\\\ ') : ' & ')} \\end{pmatrix}`
}

const concatenate: LatexForm = (printer, node) => {
  let isTall = false
  const parts = entriesIn(node).map((arg) => {
    const part = printer.piece(arg)
    isTall ||= (printer.mark & MARK.tall) > 0
    return part
  })
  printer.level = LEVEL.atom
  printer.mark = MARK.tall | MARK.paren
  return `\\begin{pmatrix} ${parts.join(Number(node.payload ?? 0) === 0 ? (isTall ? ' \\\\[0.5em] ' : ' \\\\ ') : ' & ')} \\end{pmatrix}`
}

/** A matrix of one number is written as that, of one column as the vector it is, and of one row as that vector turned. */
const reshape: LatexForm = (printer, node) => {
  const stacked = stackedOf(node)
  if (stacked !== undefined) return printer.call('\\operatorname{vec}', [stacked])
  return first(node).rank === 0 || vectorOf(node) !== undefined
    ? printer.piece(node.args[0] as Expr)
    : vectorInRow(node) !== undefined
      ? transposedPiece(printer, node.args[0] as Expr)
      : printer.apply(`\\operatorname{reshape}_{${node.shape.map(latexLength).join(' \\times ')}}`, node, true)
}

/* Unknown functions, and sums, products and integrals with a bound variable. */

const call: LatexForm = (printer, node) => {
  const { name, orders } = callOf(node)
  const letter = latexName(name)
  const total = orders.reduce((sum, order) => sum + order, 0)
  if (orders.length === 1) return printer.call(total === 0 ? letter : total <= 3 ? letter + "'".repeat(total) : `${letter}^{(${total})}`, node.args)
  if (total === 0) return printer.call(letter, node.args)
  const names = node.args.map((arg) => (isSymbol(arg) ? printer.piece(arg) : undefined))
  const distinct = names.every((own, k) => own !== undefined && names.indexOf(own) === k)
  const power = (order: number): string => (order === 1 ? '' : `^{${order}}`)
  if (!distinct)
    return printer.call(orders.map((order, k) => (order === 0 ? '' : `\\partial_{${k + 1}}${power(order)}`)).join('') + ` ${letter}`, node.args)
  const below = orders.map((order, k) => (order === 0 ? '' : `\\partial ${names[k]}${power(order)}`)).filter((part) => part !== '')
  const text = printer.call(`\\frac{\\partial${power(total)} ${letter}}{${below.join('\\,')}}`, node.args)
  printer.mark |= MARK.tall
  return text
}

/** \nabla f(x) of a function with one value, J_f(x) of others; by one of several arguments \nabla_x f(x, y). */
const wholeCall: LatexForm = (printer, node) => {
  const { letter, nabla, jacobian } = gradientOf(node, (arg) => (isSymbol(arg) ? printer.piece(arg) : undefined), latexName)
  if (nabla !== undefined) {
    const [by, order] = nabla
    return printer.call(`\\nabla${by === undefined ? '' : `_{${by}}`}${order === 1 ? '' : `^{${order}}`} ${letter}`, node.args)
  }
  return jacobian ? printer.call(`J_{${letter}}`, node.args) : call(printer, node)
}

const bound =
  (sign: string): LatexForm =>
  (printer, node) => {
    const [body, low, high] = node.args as [Expr, Expr, Expr]
    const index = latexName(boundName(node))
    const range = `_{${index}=${printer.piece(low)}}^{${printer.piece(high)}}`
    const piece = printer.at(body, LEVEL.product)
    printer.level = LEVEL.product
    printer.mark = MARK.tall | MARK.bare | MARK.function
    return `${sign}${range} ${piece}`
  }

const integral: LatexForm = (printer, node) => {
  const [body, low, high] = node.args as [Expr, Expr, Expr]
  const range = `_{${printer.piece(low)}}^{${printer.piece(high)}}`
  const piece = printer.at(body, LEVEL.product)
  printer.level = LEVEL.product
  printer.mark = MARK.tall | MARK.function
  return `\\int${range} ${piece}\\,d${latexName(boundName(node))}`
}

/** Forms of rows that reduce, pick or bind. */
export const indexForms: { readonly [row: string]: LatexForm } = {
  einsum,
  component,
  index_sum: big('\\sum'),
  sum,
  mean,
  prod: extreme('\\prod', '\\operatorname{prod}'),
  amax: extreme('\\max', '\\max'),
  amin: extreme('\\min', '\\min'),
  logsumexp,
  softmax: reduced('\\operatorname{softmax}'),
  log_softmax: reduced('\\log\\operatorname{softmax}'),
  var: reduced('\\operatorname{Var}'),
  std: reduced('\\operatorname{std}'),
  // The numbers of all components, as labels are compared with them.
  cumsum: (printer, node) =>
    isPositions(node)
      ? bracketed(printer, `(1,\\ldots,${latexLength(node.shape[0] as Length)})`)
      : printer.apply(`${running('cumsum', node)}${axesOf(node).order === 'reverse' ? '^{\\leftarrow}' : ''}`, node, true),
  cumprod: (printer, node) => printer.apply(running('cumprod', node), node, true),
  take,
  place,
  put: (printer, node) => printer.call(`\\operatorname{put}_{${itemsText(node)}}`, node.args),
  stack,
  concatenate,
  reshape,
  call,
  whole_call: wholeCall,
  series: bound('\\sum'),
  product_series: bound('\\prod'),
  integral,
}
