/** What values say about symbolic lengths: x of shape [n] given three numbers makes n three. */
import { type Expr, isSymbol, nameOf } from '../expr.ts'
import { evaluateLength, formatShape, type Length, lengthNames, type Shape } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { TracelessError } from '../traceless.ts'

/** Values that do not fit the expression, or are missing. */
export class EvaluationError extends TracelessError {}

/**
 * The lengths by name, from the values of some symbols, and from `numberNamed` of those that no axis alone tells: h of an axis h d.
 * Throws EvaluationError where they contradict each other.
 */
export function bindSizes(
  nodes: Iterable<Expr>,
  valueIn: (symbol: Expr) => Tensor | undefined,
  numberNamed: (name: string) => number | undefined = () => undefined,
): Map<string, number> {
  const sizes = new Map<string, number>()
  const open: { length: string; found: number; name: string; names: readonly string[] }[] = []
  for (const node of nodes) {
    if (!isSymbol(node) || node.rank === 0) continue
    const value = valueIn(node)
    const name = nameOf(node) as string
    if (value === undefined) continue
    if (value.shape.length !== node.rank) throw new EvaluationError(`${name} is a ${formatShape(node.shape)}, but its value is ${describe(value)}`)
    node.shape.forEach((length: Length, axis) => {
      const found = value.shape[axis] as number
      if (typeof length === 'string') {
        const names = lengthNames(length)
        // Plain names first.
        if (names.length === 1 && names[0] === length) bind(sizes, length, found, name)
        else open.push({ length, found, name, names })
      } else if (length !== found) throw new EvaluationError(`${name} is a ${formatShape(node.shape)}, but its value is ${describe(value)}`)
    })
  }
  // Then lengths such as n - 1 either agree or, where one name is left open, say what it is.
  for (const { names } of open) {
    if (names.length < 2) continue
    for (const part of names) {
      const number = sizes.has(part) ? undefined : numberNamed(part)
      if (number !== undefined) sizes.set(part, number)
    }
  }
  for (const { length, found, name, names } of open) {
    const unknown = [...new Set(names.filter((part) => !sizes.has(part)))]
    if (unknown.length === 1) solve(sizes, length, unknown[0] as string, found, name)
    else if (unknown.length === 0 && evaluateLength(length, sizes) !== found) {
      throw new EvaluationError(`the length ${length} of ${name} is ${evaluateLength(length, sizes)}, but its value has ${found}`)
    }
  }
  return sizes
}

function bind(sizes: Map<string, number>, length: string, found: number, name: string): void {
  const known = sizes.get(length)
  if (known !== undefined && known !== found) throw new EvaluationError(`the length ${length} is ${known}, but ${found} in ${name}`)
  sizes.set(length, found)
}

/** The one open name of a length that is linear in it: n - 1 = 4 makes n five. */
function solve(sizes: Map<string, number>, length: string, open: string, found: number, name: string): void {
  const at = (value: number): number => evaluateLength(length, new Map(sizes).set(open, value))
  const [offset, slope] = [at(0), at(1) - at(0)]
  const value = (found - offset) / slope
  if (!Number.isInteger(value) || value < 0) throw new EvaluationError(`no ${open} makes the length ${length} of ${name} ${found}`)
  sizes.set(open, value)
}

const describe = (value: Tensor): string => (value.shape.length === 0 ? 'one number' : formatShape(value.shape))

/** Shapes in numbers by the lengths they were asked with: an evaluation asks for the same few of all its nodes. */
const concrete = new WeakMap<ReadonlyMap<string, number>, Map<Shape, readonly number[]>>()

/** A shape in numbers, given lengths that do not change. Throws EvaluationError for a length nobody gave. */
export function concreteShape(shape: Shape, sizes: ReadonlyMap<string, number>): readonly number[] {
  if (shape.every((length) => typeof length === 'number')) return shape as readonly number[]
  let known = concrete.get(sizes)
  if (known === undefined) {
    known = new Map()
    concrete.set(sizes, known)
  }
  let found = known.get(shape)
  if (found === undefined) {
    found = shape.map((length) => concreteLength(length, sizes))
    known.set(shape, found)
  }
  return found
}

/** A length in numbers. Throws EvaluationError for a length nobody gave. */
export function concreteLength(length: Length, sizes: ReadonlyMap<string, number>): number {
  if (typeof length === 'number') return length
  for (const name of lengthNames(length)) {
    const value = sizes.get(name)
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      throw new EvaluationError(`${name} says where a part of an array begins or ends: it is a whole number from 0 on, not ${value}`)
  }
  try {
    return evaluateLength(length, sizes)
  } catch {
    throw new EvaluationError(`the length ${length} is not known from the values given`)
  }
}
