/** Functions of matrices in Julia and MATLAB: diagonals, triangles, factors, singular values, blocks. */
import type { Expr } from '../../expr.ts'
import type { KronPayload } from '../../ops/products.ts'
import type { Length } from '../../shape.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { isJulia } from './columnParts.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

const diag: CodeForm = (printer, node) => printer.call(isJulia(printer) && node.rank === 2 ? 'Diagonal' : 'diag', node)

const matrixPower: CodeForm = (printer, node) => {
  if (node.rank > 2) return ofEach((matrix) => `${matrix}^${String(node.payload)}`)(printer, node)
  const text = `${printer.at(first(node), LEVEL.atom)}^${String(node.payload)}`
  printer.level = LEVEL.power
  return text
}

/** The text of each language, around what the row is of. */
const either =
  (julia: (a: string) => string, matlab: (a: string) => string): CodeForm =>
  (printer, node) =>
    finish(printer, (isJulia(printer) ? julia : matlab)(printer.piece(first(node))))

/** A function of one matrix, and of each matrix of a stack along its first axis. */
const ofEach =
  (julia: (matrix: string) => string, matlab = julia): CodeForm =>
  (printer, node) => {
    const stack = first(node)
    if (stack.rank === 2) return either(julia, matlab)(printer, node)
    if (stack.rank > 3) return printer.absent(node)
    const letter = printer.indices.fresh(stack.shape[0] as Length)
    const text = printer.at(stack, LEVEL.atom)
    const [count, ...lengths] = stack.shape.map((length) => printer.length(length))
    const made = node.shape.slice(1).map((length) => printer.length(length))
    if (isJulia(printer)) {
      const each = `[${julia(`${text}[${letter}, :, :]`)} for ${letter} in 1:${count}]`
      return finish(printer, node.rank === 1 ? each : `stack(${each}; dims=1)`)
    }
    const one = matlab(`reshape(${text}(${letter}, :, :), ${lengths.join(', ')})`)
    const over = (body: string, more = ''): string => `arrayfun(@(${letter}) ${body}, (1:${count})'${more})`
    return finish(printer, node.rank === 1 ? over(one) : `cell2mat(${over(`reshape(${one}, [1, ${made.join(', ')}])`, ", 'UniformOutput', false")})`)
  }

const triangle: CodeForm = (printer, node) => {
  const k = Number(node.payload ?? 0)
  return ofEach((matrix) => `${node.op.name}(${matrix}${k === 0 ? '' : `, ${k}`})`)(printer, node)
}

/** By components that lie along the columns: the last two axes of the blocks are those of Julia's and MATLAB's reshape the other way round. */
const blocks: CodeForm = (printer, node) => {
  const { a, b } = node.payload as KronPayload
  const lead = first(node).rank - 2
  const lengths = [...node.shape.slice(0, lead), b[0], a[0], b[1], a[1]].map((length) => printer.length(length as Length))
  return permuted(printer, `reshape(${printer.piece(first(node))}, ${lengths.join(', ')})`, lead)
}

const joined: CodeForm = (printer, node) => {
  const lead = first(node).rank - 4
  const text = permuted(printer, printer.piece(first(node)), lead)
  return finish(printer, `reshape(${text}, ${node.shape.map((length) => printer.length(length)).join(', ')})`)
}

/** The last four axes in pairs the other way round. */
function permuted(printer: CodePrinter, text: string, lead: number): string {
  const order = [...Array(lead).keys(), lead + 1, lead, lead + 3, lead + 2].map((axis) => axis + 1).join(', ')
  return finish(printer, isJulia(printer) ? `permutedims(${text}, (${order}))` : `permute(${text}, [${order}])`)
}

/** The derivative of the matrix exponential along a matrix: a block of the exponential of a larger one. */
const alongMatrix: CodeForm = (printer, node) => {
  if (node.rank > 2) return printer.absent(node)
  const args = node.args.map((arg) => printer.piece(arg)).join(', ')
  return finish(printer, isJulia(printer) ? `((A, E) -> exp([A E; zero(A) A])[1:end÷2, end÷2+1:end])(${args})` : `expmDerivative(${args})`)
}

const realPower: CodeForm = (printer, node) => {
  const text = `${printer.at(first(node), LEVEL.atom)}^${printer.at(node.args[1] as Expr, LEVEL.atom)}`
  printer.level = LEVEL.power
  return text
}

/** Equations of one right side: of Julia, A X + X B + C = 0; X - A X B = C as a linear system for the components. */
const equation =
  (name: 'sylvester' | 'stein'): CodeForm =>
  (printer, node) => {
    if (node.rank > 2) return printer.absent(node)
    const [a, b, c] = node.args.map((arg) => printer.piece(arg)) as [string, string, string]
    if (name === 'sylvester')
      return finish(printer, `sylvester(${a}, ${b}, ${isJulia(printer) ? `-${printer.at(node.args[2] as Expr, LEVEL.atom)}` : c})`)
    const solved = isJulia(printer)
      ? `((A, B, C) -> reshape((I - kron(transpose(B), A)) \\ vec(C), size(C)))(${a}, ${b}, ${c})`
      : `steinSolution(${a}, ${b}, ${c})`
    return finish(printer, solved)
  }

/** The derivative of the matrix logarithm along a matrix: a block of the logarithm of a larger one. */
const logarithmAlong: CodeForm = (printer, node) => {
  if (node.rank > 2) return printer.absent(node)
  const args = node.args.map((arg) => printer.piece(arg)).join(', ')
  return finish(printer, isJulia(printer) ? `((A, E) -> log([A E; zero(A) A])[1:end÷2, end÷2+1:end])(${args})` : `logmDerivative(${args})`)
}

export const matrixForms: { readonly [row: string]: CodeForm } = {
  diag,
  inv: ofEach((matrix) => `inv(${matrix})`),
  det: ofEach((matrix) => `det(${matrix})`),
  logdet: ofEach(
    (matrix) => `logabsdet(${matrix})[1]`,
    (matrix) => `log(abs(det(${matrix})))`,
  ),
  matrix_power: matrixPower,
  tril: triangle,
  triu: triangle,
  cholesky: ofEach(
    (a) => `cholesky(${a}).L`,
    (a) => `chol(${a}, 'lower')`,
  ),
  pinv: ofEach((matrix) => `pinv(${matrix})`),
  polar: ofEach(
    (a) => `(F -> F.U * F.Vt)(svd(${a}))`,
    (a) => `polarFactor(${a})`,
  ),
  leading_pair: ofEach(
    (a) => `(F -> F.U[:, 1] * F.Vt[1, :]')(svd(${a}))`,
    (a) => `leadingPair(${a})`,
  ),
  cofactor: either(
    (a) => `(F -> det(F.U * F.Vt) * F.U * Diagonal([prod(F.S[1:end .!= i]) for i in 1:size(F.U, 1)]) * F.Vt)(svd(${a}))`,
    (a) => `cofactors(${a})`,
  ),
  nuclear_norm: ofEach(
    (a) => `sum(svdvals(${a}))`,
    (a) => `sum(svd(${a}))`,
  ),
  spectral_norm: ofEach(
    (a) => `opnorm(${a})`,
    (a) => `norm(${a})`,
  ),
  expm: either(
    (a) => `exp(${a})`,
    (a) => `expm(${a})`,
  ),
  expm_frechet: alongMatrix,
  sqrtm: either(
    (a) => `sqrt(${a})`,
    (a) => `sqrtm(${a})`,
  ),
  logm: either(
    (a) => `log(${a})`,
    (a) => `logm(${a})`,
  ),
  matrix_real_power: realPower,
  sylvester: equation('sylvester'),
  stein: equation('stein'),
  logm_frechet: logarithmAlong,
  kron_blocks: blocks,
  kron_join: joined,
}
