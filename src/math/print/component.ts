/**
 * Index notation: one component of a tensor expression as a scalar expression over components of its symbols, with sums
 * over the letters that are contracted. Both printers of formulas for people write it out; nothing else sees these nodes.
 */
import { type Expr, make, number, operation, symbol, withArgs } from '../expr.ts'
import { add, mul } from '../ops/arithmetic.ts'
import { itemsOf } from '../ops/arrange.ts'
import { isEinsum, specOf } from '../ops/einsum.ts'
import { axesOf } from '../ops/reduction.ts'
import { isEye, isOne } from '../ops/structure.ts'
import { type Length, SCALAR, type Shape } from '../shape.ts'

/** The component of a tensor at index letters (the payload). */
const componentOperation = operation({ name: 'component', title: 'component', args: ['x'], elementwise: false, shape: () => SCALAR })
/** A sum over index letters (the payload). */
const indexSumOperation = operation({ name: 'index_sum', title: 'sum over indices', args: ['body'], elementwise: false, shape: () => SCALAR })

/** Letters people use for indices, in order. */
const LETTERS = 'ijklmnpqrstuvwabcdefgh'

/** The k-th index letter. */
export const indexLetter = (k: number): string => LETTERS[k] ?? `i${k}`

/** Depth of elementwise operations that an index is carried through; below, the whole is indexed. */
const DEPTH = 40

/** Letters of a component, or of a sum with the lengths they run over. */
interface LettersPayload {
  readonly key: string
  readonly letters: readonly string[]
  readonly lengths: readonly Length[]
}

/** Hands out index letters in order, past those that are taken, and knows how far each runs. */
export class Indices {
  private next = 0
  readonly lengths = new Map<string, Length>()

  constructor(
    private readonly taken: { has(name: string): boolean },
    /** Tensors that have a name of their own and are only indexed. */
    readonly isNamed: (node: Expr) => boolean = () => false,
  ) {}

  fresh(length: Length): string {
    let letter: string
    do letter = indexLetter(this.next++)
    while (this.taken.has(letter))
    this.lengths.set(letter, length)
    return letter
  }

  several(shape: Shape): string[] {
    return shape.map((length) => this.fresh(length))
  }
}

const isOnes = (node: Expr): boolean => isOne(node) || node.op.name === 'ones' || node.op.name === 'ones_like'

/** The component of `node` at the letters, one an axis. */
export function componentOf(node: Expr, letters: readonly string[], indices: Indices, depth = 0): Expr {
  if (node.rank === 0) return isEinsum(node) && !indices.isNamed(node) ? einsumComponent(node, letters, indices, depth) : node
  if (depth > DEPTH || indices.isNamed(node)) return at(node, letters)
  if (isEinsum(node)) return einsumComponent(node, letters, indices, depth + 1)
  const { op } = node
  if (op.name === 'broadcast') {
    const inner = node.args[0] as Expr
    return componentOf(inner, stretched(inner.shape, node.shape, letters), indices, depth + 1)
  }
  if (op.name === 'transpose' && node.payload === undefined) return componentOf(node.args[0] as Expr, [...letters].reverse(), indices, depth + 1)
  if (op.name === 'take') {
    const shifted = shiftedLetters(node, letters)
    return shifted === undefined ? at(node, letters) : componentOf(node.args[0] as Expr, shifted, indices, depth + 1)
  }
  if (op.name === 'outer') {
    const [a, b] = node.args as [Expr, Expr]
    return mul(componentOf(a, letters.slice(0, 1), indices, depth + 1), componentOf(b, letters.slice(1), indices, depth + 1))
  }
  // The running sum of ones counts the components.
  if (op.name === 'cumsum' && node.rank === 1 && isOnes(node.args[0] as Expr) && axesOf(node).order === undefined) return symbol(letters[0] as string)
  if (!op.elementwise || node.args.length === 0) return at(node, letters)
  const args = node.args.map((arg) => componentOf(arg, stretched(arg.shape, node.shape, letters), indices, depth + 1))
  return op === mul.op || op === add.op ? make(op, args) : withArgs(node, args)
}

/** The letters for an argument by NumPy's rule: axes are aligned at the end, one of length 1 that stretches has only its first index. */
function stretched(own: Shape, whole: Shape, letters: readonly string[]): string[] {
  const skip = letters.length - own.length
  return own.map((length, axis) => (length === 1 && whole[skip + axis] !== 1 ? '1' : (letters[skip + axis] as string)))
}

/** The letters of the whole for those of a part of it: i+1 where the part begins one later; undefined for other parts. */
function shiftedLetters(node: Expr, letters: readonly string[]): string[] | undefined {
  const { items } = itemsOf(node)
  const result: string[] = []
  let axis = 0
  for (const item of items) {
    if ('at' in item) {
      if (item.at < 0) return undefined
      result.push(String(item.at + 1))
    } else {
      const letter = letters[axis++] as string
      if (item.start < 0 || item.step !== 1) return undefined
      result.push(item.start === 0 ? letter : shifted(letter, item.start))
    }
  }
  return result
}

function shifted(letter: string, by: number): string {
  const [name = letter, offset = '0'] = letter.split('+')
  return `${name}+${Number(offset) + by}`
}

const at = (node: Expr, letters: readonly string[]): Expr =>
  make(componentOperation, [node], { key: letters.join(' '), letters, lengths: node.shape } as LettersPayload)

function einsumComponent(node: Expr, letters: readonly string[], indices: Indices, depth: number): Expr {
  const { inputs, output } = specOf(node)
  const names = new Map<string, string>()
  ;[...output].forEach((own, axis) => {
    names.set(own, letters[axis] as string)
  })
  const summed: string[] = []
  const nameOf = (own: string, length: Length): string => {
    let name = names.get(own)
    if (name === undefined) {
      name = indices.fresh(length)
      names.set(own, name)
      summed.push(name)
    }
    return name
  }
  const factors = node.args.map((arg, k) => {
    const own = [...(inputs[k] as string)].map((letter, axis) => nameOf(letter, arg.shape[axis] as Length))
    return isEye(arg) ? at(arg, own) : componentOf(arg, own, indices, depth)
  })
  const scalars = factors.filter((_, k) => node.args[k]?.rank === 0)
  const rest = factors.filter((factor, k) => node.args[k]?.rank !== 0 && factor.op !== componentOperation)
  const components = factors.filter((factor, k) => node.args[k]?.rank !== 0 && factor.op === componentOperation)
  const all = [...scalars, ...components, ...rest]
  const factorsLeft = all.filter((factor) => !isOne(factor))
  const body = factorsLeft.length === 0 ? number(1) : factorsLeft.length === 1 ? (factorsLeft[0] as Expr) : make(mul.op, factorsLeft)
  return summed.length === 0 ? body : indexSum(body, summed, indices)
}

/** Σ of all components of a tensor over fresh letters. */
export function sumOfComponents(node: Expr, indices: Indices): Expr {
  const letters = indices.several(node.shape)
  const body = componentOf(node, letters, indices)
  if (body.op === indexSumOperation) return indexSum(body.args[0] as Expr, [...letters, ...lettersOf(body)], indices)
  return indexSum(body, letters, indices)
}

function indexSum(body: Expr, letters: readonly string[], { lengths }: Indices): Expr {
  const own = letters.map((letter) => lengths.get(letter) ?? 1)
  const payload: LettersPayload = { key: `${letters.join(' ')}:${own.join(' ')}`, letters, lengths: own }
  return make(indexSumOperation, [body], payload)
}

/** True where the reduction takes every axis. */
export const reducesAll = (node: Expr): boolean => !axesOf(node).keepdims && axesOf(node).axes.length === (node.args[0] as Expr).rank

/** Whether indices can be carried into it: some elementwise operation, or a product over index sets. */
export const opens = (node: Expr): boolean => isEinsum(node) || (node.op.elementwise && node.args.length > 0) || node.op.name === 'outer'

/** The letters of a component or an index sum. */
export const lettersOf = (node: Expr): readonly string[] => (node.payload as LettersPayload).letters

/** How far each letter of an index sum runs. */
export const lengthsOf = (node: Expr): readonly Length[] => (node.payload as LettersPayload).lengths

export const isComponent = (node: Expr): boolean => node.op === componentOperation
export const isIndexSum = (node: Expr): boolean => node.op === indexSumOperation
