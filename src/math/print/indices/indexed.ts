/** The nodes of index notation, which only printers see: components of tensors at letters, and sums over letters. */
import { type Expr, make, nameOf, operation } from '../../expr.ts'
import { type Length, shapeOf } from '../../shape.ts'

/** The component of a tensor at index letters (the payload), or of a stack the matrix at the letters of its other axes. */
const componentOperation = operation({
  name: 'component',
  title: 'component',
  args: ['x'],
  elementwise: false,
  shape: (args, payload) => {
    const { letters, axes = [...letters.keys()] } = payload as LettersPayload
    return shapeOf((args[0] as Expr).shape.filter((_, axis) => !axes.includes(axis)))
  },
})
/** A sum over index letters (the payload). */
const indexSumOperation = operation({
  name: 'index_sum',
  title: 'sum over indices',
  args: ['body'],
  elementwise: false,
  shape: ([body]) => (body as Expr).shape,
})

/** Letters of a component, or of a sum with the lengths they run over. */
interface LettersPayload {
  readonly key: string
  readonly letters: readonly string[]
  readonly lengths: readonly Length[]
  /** Of a component: whose letters they are, ascending, where not those of the first axes. */
  readonly axes?: readonly number[] | undefined
  /** Of a sum: what has to hold for the letters. */
  readonly only?: Expr
  /** Of a sum: the letters that run over a part of an axis, for which it has to say how far. */
  readonly partial?: readonly string[]
}

/** The component of a tensor at letters of its first axes, or of `axes`: a scalar where there is one for each. */
export function at(node: Expr, letters: readonly string[], axes: readonly number[] = [...letters.keys()]): Expr {
  if (isComponent(node)) {
    const whole = node.args[0] as Expr
    const own = axesOf(node)
    const left = [...whole.shape.keys()].filter((axis) => !own.includes(axis))
    const all = [
      ...lettersOf(node).map((letter, k) => [own[k] as number, letter] as const),
      ...letters.map((letter, k) => [left[axes[k] as number] as number, letter] as const),
    ].sort(([a], [b]) => a - b)
    return at(
      whole,
      all.map(([, letter]) => letter),
      all.map(([axis]) => axis),
    )
  }
  const isLeading = axes.every((axis, k) => axis === k)
  const key = isLeading ? letters.join(' ') : `${letters.join(' ')}:${axes.join(' ')}`
  return make(componentOperation, [node], { key, letters, lengths: node.shape, axes: isLeading ? undefined : axes } as LettersPayload)
}

/** The sum over the same letters of another body, all of it or only where a condition holds. */
export function sumOver(sum: Expr, body: Expr, only?: Expr): Expr {
  return sumWith(body, sum.payload as LettersPayload, only)
}

/** The sum of a body over letters with their lengths. */
export function sumWith(body: Expr, { letters, lengths, partial = [] }: Omit<LettersPayload, 'key' | 'only'>, only?: Expr): Expr {
  const condition = only === undefined ? '' : ` ${only.op.name} ${only.args.map(nameOf).join(' ')}`
  const key = `${letters.join(' ')}:${lengths.join(' ')}:${partial.join(' ')}${condition}`
  const payload: LettersPayload = { key, letters, lengths, partial, ...(only && { only }) }
  return make(indexSumOperation, [body], payload)
}

/** How far the letters of an index sum run that count a part of an axis; each from 1. */
export function boundsOf(sum: Expr): readonly (readonly [string, Length])[] {
  const { letters, lengths, partial = [] } = sum.payload as LettersPayload
  return partial.map((letter) => [letter, lengths[letters.indexOf(letter)] as Length])
}

/** What has to hold for the letters of an index sum. */
export const onlyOf = (sum: Expr): Expr | undefined => (sum.payload as LettersPayload).only

/** The letters of a component or an index sum. */
export const lettersOf = (node: Expr): readonly string[] => (node.payload as LettersPayload).letters

/** How far each letter of an index sum runs. */
export const lengthsOf = (node: Expr): readonly Length[] => (node.payload as LettersPayload).lengths

export const isComponent = (node: Expr): boolean => node.op === componentOperation
export const isIndexSum = (node: Expr): boolean => node.op === indexSumOperation

/** Whose letters those of a component are. */
export const axesOf = (component: Expr): readonly number[] => {
  const { letters, axes } = component.payload as LettersPayload
  return axes ?? [...letters.keys()]
}
