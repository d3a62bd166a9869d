/** Tensors in NumPy, JAX and PyTorch: @, .T, broadcasting instead of diagonals, solve instead of inverses, einsum for the rest. */
import type { Expr, Operation } from '../../expr.ts'
import { axesOf } from '../../ops/reduction.ts'
import { isOne, isZero } from '../../ops/structure.ts'
import type { Length, Shape } from '../../shape.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { partForms } from './numpyParts.ts'
import { productForm } from './numpyProduct.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const second = (node: Expr): Expr => node.args[1] as Expr

const isTorch = (printer: CodePrinter): boolean => printer.syntax.language === 'torch'

/** name(x, axis=0, keepdims=True) in each library's words; nothing for all axes, where the library allows it. */
function reductionArguments(printer: CodePrinter, node: Expr, always: boolean): string {
  const { axes, keepdims } = axesOf(node)
  const [axis, keep] = isTorch(printer) ? ['dim', 'keepdim'] : ['axis', 'keepdims']
  const all = axes.length === first(node).rank
  const text = all && !keepdims && !always ? '' : `, ${axis}=${axes.length === 1 ? axes[0] : `(${axes.join(', ')})`}`
  return keepdims ? `${text}, ${keep}=True` : text
}

const reduction =
  (name: string, options: { always?: boolean; extra?: (printer: CodePrinter, node: Expr) => string } = {}): CodeForm =>
  (printer, node) => {
    const extra = options.extra?.(printer, node) ?? ''
    return finish(
      printer,
      `${printer.alias}.${name}(${printer.piece(first(node))}${reductionArguments(printer, node, options.always === true)}${extra})`,
    )
  }

/** Degrees of freedom taken off, in each library's words: PyTorch takes one off unless told otherwise. */
const correction = (printer: CodePrinter, node: Expr): string => {
  const order = Number(axesOf(node).order ?? 0)
  if (isTorch(printer)) return `, correction=${order}`
  return order === 0 ? '' : `, ddof=${order}`
}

const norm: CodeForm = (printer, node) => {
  const { order, axes, keepdims } = axesOf(node)
  const x = first(node)
  // Of a matrix, the libraries' norms of other orders are induced ones.
  if (order !== 2 && axes.length > 1) return printer.piece((node.op.meaning as NonNullable<Operation['meaning']>)(node))
  const all = axes.length === x.rank && !keepdims
  const ord = order === 2 ? '' : `, ord=${order === 'inf' ? `${printer.alias}.inf` : order}`
  return finish(printer, `${printer.alias}.linalg.norm(${printer.piece(x)}${ord}${all ? '' : reductionArguments(printer, node, true)})`)
}

const logsumexp: CodeForm = (printer, node) => {
  const { language } = printer.syntax
  const x = printer.piece(first(node))
  if (language === 'torch') return finish(printer, `${printer.alias}.logsumexp(${x}${reductionArguments(printer, node, true)})`)
  if (language === 'jax') return finish(printer, `jax.nn.logsumexp(${x}${reductionArguments(printer, node, false)})`)
  const { axes, keepdims } = axesOf(node)
  const all = axes.length === first(node).rank && axes.length > 1
  // A ufunc reduces its first axis unless told otherwise.
  const axis = all ? ', axis=None' : axes.length === 1 && axes[0] !== 0 ? `, axis=${axes[0]}` : ''
  return finish(printer, `${printer.alias}.logaddexp.reduce(${x}${axis}${keepdims ? ', keepdims=True' : ''})`)
}

/** Softmax where the library has one. */
const alongAxes =
  (name: string): CodeForm =>
  (printer, node) => {
    const { axes } = axesOf(node)
    const axis = isTorch(printer)
      ? `, dim=${axes.join()}`
      : first(node).rank === 1
        ? ''
        : `, axis=${axes.length === 1 ? axes[0] : `(${axes.join(', ')})`}`
    const library = isTorch(printer) ? printer.alias : 'jax.nn'
    return finish(printer, `${library}.${name}(${printer.piece(first(node))}${axis})`)
  }

/** A running sum or product, from behind by turning the axis round before and after. */
const running =
  (name: string): CodeForm =>
  (printer, node) => {
    const { axes, order } = axesOf(node)
    const axis = axes[0] as number
    const { alias } = printer
    const x = printer.piece(first(node))
    const keyword = isTorch(printer) ? `dim=${axis}` : `axis=${axis}`
    if (order !== 'reverse') return finish(printer, `${alias}.${name}(${x}, ${keyword})`)
    const flipAxis = isTorch(printer) ? `(${axis},)` : `axis=${axis}`
    return finish(printer, `${alias}.flip(${alias}.${name}(${alias}.flip(${x}, ${flipAxis}), ${keyword}), ${flipAxis})`)
  }

const transpose: CodeForm = (printer, node) => {
  const a = first(node)
  if (node.payload === undefined) {
    if (a.rank < 2) return printer.piece(a)
    const text = printer.at(a, LEVEL.atom)
    if (a.rank === 2 || !isTorch(printer)) return finish(printer, `${text}.T`)
    return finish(printer, `${text}.permute(${a.shape.map((_, k) => a.rank - 1 - k).join(', ')})`)
  }
  const order = String(node.payload).split(',').join(', ')
  if (isTorch(printer)) return finish(printer, `${printer.at(a, LEVEL.atom)}.permute(${order})`)
  return finish(printer, `${printer.alias}.transpose(${printer.piece(a)}, (${order}))`)
}

/* Uniform tensors, the identity and lengths. */

/** The shape as a tuple. */
export function shapeTuple(printer: CodePrinter, shape: Shape): string {
  const lengths = shape.map((length) => printer.length(length))
  return lengths.length === 1 ? (lengths[0] as string) : `(${lengths.join(', ')})`
}

const broadcast: CodeForm = (printer, node) => {
  const inner = first(node)
  const { alias } = printer
  if (isZero(node) || isOne(node)) {
    const name = isZero(node) ? 'zeros' : 'ones'
    const like = printer.symbolOfShape(node.shape)
    return finish(printer, like === undefined ? `${alias}.${name}(${shapeTuple(printer, node.shape)})` : `${alias}.${name}_like(${like})`)
  }
  const tuple = node.rank === 1 ? `(${shapeTuple(printer, node.shape)},)` : shapeTuple(printer, node.shape)
  if (printer.isConstant(inner) && inner.rank === 0) return finish(printer, `${alias}.full(${tuple}, ${printer.piece(inner)})`)
  const text = printer.piece(inner)
  if (isTorch(printer) && inner.rank === 0) return finish(printer, `${alias}.broadcast_to(${alias}.as_tensor(${text}), ${tuple})`)
  return finish(printer, `${alias}.broadcast_to(${text}, ${tuple})`)
}

const uniform =
  (name: string): CodeForm =>
  (printer, node) =>
    finish(printer, `${printer.alias}.${name}(${shapeTuple(printer, node.shape)})`)

const eye: CodeForm = (printer, node) => finish(printer, `${printer.alias}.eye(${printer.length(node.shape[0] as Length)})`)

const size: CodeForm = (printer, node) => {
  const text = printer.length(node.payload as Length)
  printer.mark = 0
  printer.level = /[-+*]/.test(text.replaceAll(/\[[^\]]*\]/g, '')) ? LEVEL.open : LEVEL.atom
  return text
}

/* Functions of matrices. */

const logdet: CodeForm = (printer, node) => finish(printer, `${printer.alias}.linalg.slogdet(${printer.piece(first(node))})[1]`)

const matrixPower: CodeForm = (printer, node) =>
  finish(printer, `${printer.alias}.linalg.matrix_power(${printer.piece(first(node))}, ${String(node.payload)})`)

const ordered =
  (order: string): CodeForm =>
  (printer, node) => {
    const axes = node.rank === 0 ? '' : `, ${isTorch(printer) ? 'dim' : 'axis'}=(-2, -1)`
    return finish(printer, `${printer.alias}.linalg.norm(${printer.piece(first(node))}, ${order}${axes})`)
  }

/** The derivative of the matrix exponential along one matrix; along several by the helper, which PyTorch needs for one too. */
const alongMatrix: CodeForm = (printer, node) => {
  const args = node.args.map((arg) => printer.piece(arg)).join(', ')
  if (node.rank > 2 || isTorch(printer)) return finish(printer, `expm_derivative(${args})`)
  const library = printer.syntax.language === 'jax' ? 'jax.scipy' : 'scipy'
  return finish(printer, `${library}.linalg.expm_frechet(${args}, compute_expm=False)`)
}

/** The equation of one right side by SciPy; of several, and in other libraries, by the helper. */
const sylvester: CodeForm = (printer, node) => {
  const args = node.args.map((arg) => printer.piece(arg)).join(', ')
  const isSciPy = node.rank === 2 && printer.syntax.language !== 'jax' && !isTorch(printer)
  return finish(printer, isSciPy ? `scipy.linalg.solve_sylvester(${args})` : `sylvester_solution(${args})`)
}

const helped =
  (name: string): CodeForm =>
  (printer, node) =>
    finish(printer, `${name}(${node.args.map((arg) => printer.piece(arg)).join(', ')})`)

/** What is made of the singular value decomposition u s v. */
const ofSingular =
  (result: (alias: string, rank: number) => string): CodeForm =>
  (printer, node) =>
    finish(
      printer,
      `(lambda u, s, v: ${result(printer.alias, node.rank)})(*${printer.alias}.linalg.svd(${printer.piece(first(node))}, full_matrices=False))`,
    )

/** det(A) A⁻ᵀ of any square matrix: the products of the other singular values stand for det over each. */
const cofactor: CodeForm = (printer, node) => {
  const others = isTorch(printer)
    ? 'torch.prod(torch.where(torch.eye(len(s)) > 0, 1, s), dim=1)'.replaceAll('torch', printer.alias)
    : 'np.prod(np.where(np.eye(len(s)) > 0, 1, s), axis=1)'.replaceAll('np', printer.alias)
  return ofSingular((alias) => `${alias}.linalg.det(u @ v) * (u * ${others}) @ v`)(printer, node)
}

const triangle: CodeForm = (printer, node) => {
  const k = Number(node.payload ?? 0)
  return finish(printer, `${printer.alias}.${node.op.name}(${printer.piece(first(node))}${k === 0 ? '' : `, ${k}`})`)
}

/** The cross products of rows, of which one is fixed; the other way round where the payload says so. */
const crossRows =
  (swapped: string): CodeForm =>
  (printer, node) => {
    const [g, v] = [printer.piece(first(node)), printer.piece(second(node))]
    const name = isTorch(printer) ? 'linalg.cross' : 'cross'
    return finish(printer, `${printer.alias}.${name}(${node.payload === swapped ? `${v}, ${g}` : `${g}, ${v}`})`)
  }

const shared: { readonly [row: string]: CodeForm } = {
  ...productForm,
  ...partForms,
  transpose,
  sum: reduction('sum'),
  mean: reduction('mean'),
  prod: reduction('prod'),
  amax: reduction('max'),
  amin: reduction('min'),
  var: reduction('var', { extra: correction }),
  std: reduction('std', { extra: correction }),
  norm,
  logsumexp,
  cumsum: running('cumsum'),
  cumprod: running('cumprod'),
  broadcast,
  zeros: uniform('zeros'),
  ones: uniform('ones'),
  eye,
  arange: (printer, node) => finish(printer, `${printer.alias}.arange(${printer.length(node.payload as Length)})`),
  size,
  logdet,
  tril: triangle,
  triu: triangle,
  nuclear_norm: ordered("'nuc'"),
  spectral_norm: ordered('2'),
  polar: ofSingular(() => 'u @ v'),
  leading_pair: ofSingular((alias, rank) => (rank === 2 ? `${alias}.outer(u[:, 0], v[0])` : 'u[..., :1] @ v[..., :1, :]')),
  cofactor,
  matrix_power: matrixPower,
  expm_frechet: alongMatrix,
  sylvester,
  stein: helped('stein_solution'),
  logm_frechet: helped('logm_derivative'),
  cross_with: crossRows('right'),
  cross_each: crossRows('left'),
}

export const numpyTensorForms: { readonly [row: string]: CodeForm } = shared

export const jaxTensorForms: { readonly [row: string]: CodeForm } = {
  ...shared,
  logm_frechet: (printer, node) => printer.absent(node),
  softmax: alongAxes('softmax'),
  log_softmax: alongAxes('log_softmax'),
}

export const torchTensorForms: { readonly [row: string]: CodeForm } = {
  ...shared,
  sqrtm: helped('matrix_root'),
  logm_frechet: (printer, node) => printer.absent(node),
  sort: (printer, node) => finish(printer, `${printer.alias}.sort(${printer.piece(first(node))}).values`),
  amax: reduction('amax'),
  amin: reduction('amin'),
  softmax: alongAxes('softmax'),
  log_softmax: alongAxes('log_softmax'),
  detached: (printer, node) => finish(printer, `${printer.at(first(node), LEVEL.atom)}.detach()`),
}
