/** Matrix products and einsum in NumPy's words. */
import { type Expr, exactOf, isSymbol } from '../../expr.ts'
import { specOf } from '../../ops/einsum.ts'
import { gatherOf, oneHot } from '../../ops/indicator.ts'
import { orderedBy } from '../../ops/order.ts'
import { isEye, isOne } from '../../ops/structure.ts'
import type { Length } from '../../shape.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

const isDiagonal = (node: Expr): boolean => node.op.name === 'diag' && node.rank === 2
const isInverse = (node: Expr): boolean => node.op.name === 'inv' && node.rank === 2

function infix(printer: CodePrinter, left: string, operator: string, right: string): string {
  printer.level = LEVEL.product
  printer.mark = 0
  return `${left} ${operator} ${right}`
}

/** v[:, None]: a vector as a column. */
const column = (printer: CodePrinter, v: Expr): string => `${printer.at(v, LEVEL.atom)}[:, None]`

/** a⁻¹ b by solving; a⁻ᵀ b and a⁻¹ b where the inverse is under a transpose too. */
function solveLeft(printer: CodePrinter, a: Expr, b: Expr): string | undefined {
  const { alias } = printer
  if (isInverse(a)) return finish(printer, `${alias}.linalg.solve(${printer.piece(first(a))}, ${printer.piece(b)})`)
  if (a.op.name === 'transpose' && a.payload === undefined && isInverse(first(a))) {
    return finish(printer, `${alias}.linalg.solve(${printer.at(first(first(a)), LEVEL.atom)}.T, ${printer.piece(b)})`)
  }
  return undefined
}

/** a b⁻¹ = (b⁻ᵀ aᵀ)ᵀ. */
function solveRight(printer: CodePrinter, a: Expr, b: Expr): string | undefined {
  const flipped = b.op.name === 'transpose' && b.payload === undefined && isInverse(first(b))
  if (!isInverse(b) && !flipped) return undefined
  const inner = flipped ? first(first(b)) : first(b)
  const matrix = flipped ? printer.piece(inner) : `${printer.at(inner, LEVEL.atom)}.T`
  const right =
    a.rank === 1
      ? printer.piece(a)
      : a.op.name === 'transpose' && a.payload === undefined
        ? printer.piece(first(a))
        : `${printer.at(a, LEVEL.atom)}.T`
  const solved = `${printer.alias}.linalg.solve(${matrix}, ${right})`
  return finish(printer, a.rank === 1 ? solved : `${solved}.T`)
}

/** A product of matrices that is printed with @ alone. */
function isPlainChain(node: Expr): boolean {
  let rest = node
  while (rest.op.name === 'matmul') {
    const [a, b] = rest.args as [Expr, Expr]
    for (const factor of [a, b]) {
      const bare = factor.op.name === 'transpose' ? first(factor) : factor
      if (factor.rank !== 2 || isDiagonal(factor) || isInverse(bare)) return false
    }
    rest = b
  }
  return rest !== node
}

const matmul: CodeForm = (printer, node) => {
  const [a, b] = node.args as [Expr, Expr]
  // A diagonal factor scales rows or columns; the n × n matrix is never made.
  if (isDiagonal(a))
    return infix(printer, b.rank === 1 ? printer.at(first(a), LEVEL.product) : column(printer, first(a)), '*', printer.at(b, LEVEL.sign))
  if (isDiagonal(b)) return infix(printer, printer.at(a, a.op.name === 'matmul' ? LEVEL.sign : LEVEL.product), '*', printer.at(first(b), LEVEL.sign))
  // Rows that indices pick, and columns.
  if (a.op === oneHot.op && a.rank === 2) return finish(printer, `${printer.at(b, LEVEL.atom)}[${printer.piece(first(a))}]`)
  // Back from an order: each component from its place in it.
  const order = a.op.name === 'transpose' && a.payload === undefined && orderedBy(first(a)) !== undefined ? first(first(a)) : undefined
  if (order !== undefined) return finish(printer, `${printer.at(b, LEVEL.atom)}[${printer.alias}.argsort(${printer.piece(order)})]`)
  const turned = b.op.name === 'transpose' && b.payload === undefined ? first(b) : undefined
  if (turned?.op === oneHot.op && turned.rank === 2)
    return finish(printer, `${printer.at(a, LEVEL.atom)}[${a.rank === 1 ? '' : ':, '}${printer.piece(first(turned))}]`)
  const solved = solveLeft(printer, a, b) ?? solveRight(printer, a, b)
  if (solved !== undefined) return solved
  // xᵀAx and A(Bx) are cheap from the vector's side; a chain of matrices needs no parentheses.
  const left = printer.at(a, a.op.name === 'matmul' || a.op.name === 'transpose' ? LEVEL.product : LEVEL.sign)
  return infix(printer, left, '@', node.rank === 2 && isPlainChain(b) ? printer.piece(b) : printer.at(b, LEVEL.sign))
}

/** tr(AB) is the sum of A ⊙ Bᵀ: the product is never made. */
const trace: CodeForm = (printer, node) => {
  const a = first(node)
  if (a.op.name !== 'matmul' || a.args.some((arg) => arg.rank !== 2 || isInverse(arg) || isDiagonal(arg)))
    return printer.call(`${printer.alias}.trace`, node)
  const [x, y] = a.args as [Expr, Expr]
  const turned = y.op.name === 'transpose' && y.payload === undefined ? printer.at(first(y), LEVEL.sign) : `${printer.at(y, LEVEL.atom)}.T`
  return finish(printer, `${printer.alias}.sum(${printer.at(x, LEVEL.product)} * ${turned})`)
}

/** Letters as einsum takes them: a to z, then A to Z. */
function plainLetters(text: string): string {
  const names = new Map<string, string>()
  let result = ''
  for (const letter of text) {
    if (letter === ',' || letter === '-' || letter === '>') {
      result += letter
      continue
    }
    let name = names.get(letter)
    if (name === undefined) {
      const k = names.size
      name = String.fromCharCode(k < 18 ? 105 + k : k < 26 ? 97 + k - 18 : 65 + k - 26)
      names.set(letter, name)
    }
    result += name
  }
  return result
}

const einsum: CodeForm = (printer, node) => {
  const { inputs, output, key } = specOf(node)
  const { alias } = printer
  const torch = printer.syntax.language === 'torch'
  const axis = torch ? 'dim' : 'axis'
  if (node.args.length === 1) {
    const letters = inputs[0] as string
    const x = first(node)
    const distinct = new Set(letters).size === letters.length
    if (distinct && [...letters].filter((letter) => output.includes(letter)).join('') === output) {
      const summed = [...letters].flatMap((letter, k) => (output.includes(letter) ? [] : [k]))
      const where = output === '' ? '' : `, ${axis}=${summed.length === 1 ? summed[0] : `(${summed.join(', ')})`}`
      return finish(printer, `${alias}.sum(${printer.piece(x)}${where})`)
    }
    if (letters.length === 2 && output === `${letters[1]}${letters[0]}`) return finish(printer, `${printer.at(x, LEVEL.atom)}.T`)
    if (distinct && letters.length === output.length) {
      const order = [...output].map((letter) => letters.indexOf(letter)).join(', ')
      return finish(printer, torch ? `${printer.at(x, LEVEL.atom)}.permute(${order})` : `${alias}.transpose(${printer.piece(x)}, (${order}))`)
    }
  }
  const picked = gatherOf(node)
  if (picked !== undefined) return gathered(printer, picked)
  if (node.args.length === 2) {
    const short = twoFactors(printer, node, inputs as readonly [string, string], output)
    if (short !== undefined) return short
  }
  const factors = node.args.map((arg) => printer.piece(arg))
  const optimize = node.args.length > 2 && printer.syntax.language === 'numpy' ? ', optimize=True' : ''
  return finish(printer, `${alias}.einsum('${plainLetters(key)}', ${factors.join(', ')}${optimize})`)
}

/** p[np.arange(n), y]: whole axes at the end are left out. */
function gathered(printer: CodePrinter, { base, places }: NonNullable<ReturnType<typeof gatherOf>>): string {
  const texts = places.map((place, axis) => {
    if (place === 'whole') return ':'
    return place === 'along' ? `${printer.alias}.arange(${printer.length(base.shape[axis] as Length)})` : printer.piece(place)
  })
  while (texts[texts.length - 1] === ':') texts.pop()
  return finish(printer, `${printer.at(base, LEVEL.atom)}[${texts.join(', ')}]`)
}

/** Products of two factors that have a shorter name: @, outer, a factor along rows or columns. */
function twoFactors(printer: CodePrinter, node: Expr, [p, q]: readonly [string, string], output: string): string | undefined {
  const [a, b] = node.args as [Expr, Expr]
  if (isEye(a) || isEye(b)) return undefined
  if (p.length === 1 && q.length === 1 && output === p + q) return printer.call(`${printer.alias}.outer`, node)
  const inner = p[p.length - 1] as string
  if (
    !output.includes(inner) &&
    p.length <= 2 &&
    q.length <= 2 &&
    q[0] === inner &&
    new Set(p + q).size === p.length + q.length - 1 &&
    output === p.slice(0, -1) + q.slice(1)
  ) {
    return infix(printer, printer.at(a, LEVEL.product), '@', printer.at(b, LEVEL.sign))
  }
  if (p === q && p === output && new Set(p).size === p.length) return infix(printer, printer.at(a, LEVEL.product), '*', printer.at(b, LEVEL.sign))
  return undefined
}

/** A vector beside ones is a column or a row. */
const outer: CodeForm = (printer, node) => {
  const [a, b] = node.args as [Expr, Expr]
  if (isOne(b) && b.shape[0] === 1) return finish(printer, column(printer, a))
  if (isOne(a) && a.shape[0] === 1) return finish(printer, `${printer.at(b, LEVEL.atom)}[None, :]`)
  return printer.call(`${printer.alias}.outer`, node)
}

/** Rows of the identity. */
const indicator: CodeForm = (printer, node) =>
  finish(printer, `${printer.alias}.eye(${printer.length(node.payload as Length)})[${index(printer, first(node))}]`)

/** What is computed as a number with decimals is made whole where it is an index; JAX knows no int() of what it traces. */
function index(printer: CodePrinter, at: Expr): string {
  const isWhole = at.rank > 0 || isSymbol(at) || exactOf(at)?.isInteger === true
  if (isWhole) return printer.piece(at)
  return printer.syntax.language === 'jax' ? `${printer.at(at, LEVEL.atom)}.astype(int)` : `int(${printer.piece(at)})`
}

/** Forms of products that contract. */

export const productForm: { readonly [row: string]: CodeForm } = { matmul, trace, einsum, outer, one_hot: indicator }
