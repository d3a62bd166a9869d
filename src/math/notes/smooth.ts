/** Whether derivatives go through a place smoothly at which an operation of the value has a kink: x|x| does at 0. Asked of numbers. */
import type { Value } from '../api.ts'
import { evaluate } from '../evaluate/value.ts'
import { type Expr, isSymbol, nameOf, symbolsOf, topological } from '../expr.ts'
import { isCall } from '../ops/binder.ts'
import { isApart, jumpOf } from './joins.ts'
import { zeroOf } from './places.ts'

/** Nodes that derivatives may have together. */
const LARGEST = 400
/** Numbers of names that do not decide where the kink is: for each time it is looked, the first and what each other one is more. */
const SAMPLES = [
  [0.83, 0.37],
  [1.47, 0.61],
] as const

/** A point of the kink, and what is added to it times t. */
interface Line {
  readonly at: Record<string, Value>
  readonly along: Record<string, Value>
}

/** `zero` is that where the kink is, of scalars. False when in doubt. */
export function isSmoothThere(node: Expr, zero: Expr | undefined, derivatives: readonly Expr[], numbers?: ReadonlyMap<string, number>): boolean {
  const nodes = topological([node, ...derivatives])
  // What functions that nobody knows are there is not known either.
  if (derivatives.length === 0 || nodes.length > LARGEST || nodes.some(isCall)) return false
  return SAMPLES.every((sample) => {
    const line = lineThrough(node, zero, symbolsOf(node, ...derivatives), sample, numbers)
    return line !== undefined && isSmoothAlong(line, derivatives)
  })
}

function lineThrough(
  { args }: Expr,
  zero: Expr | undefined,
  symbols: readonly Expr[],
  [first, more]: readonly [number, number],
  numbers: ReadonlyMap<string, number> = new Map(),
): Line | undefined {
  const letters = [...new Set(symbols.flatMap(({ shape }) => shape.filter((length) => typeof length === 'string')))]
  const filled = (expr: Expr, number: (k: number) => number): Value => {
    let count = 0
    const inner = (axis: number): Value => {
      const length = expr.shape[axis]
      if (length === undefined) return number(count++)
      return Array.from({ length: typeof length === 'number' ? length : 2 + letters.indexOf(length) }, () => inner(axis + 1))
    }
    return inner(0)
  }
  const at: Record<string, Value> = {}
  symbols.forEach((name, k) => {
    at[nameOf(name) as string] = numbers.get(nameOf(name) as string) ?? filled(name, (j) => first + more * (k + 1.7 * j))
  })
  const place = zero && zeroOf(zero, numbers)
  if (place !== undefined) {
    const by = nameOf(place.by) as string
    return { at: { ...at, [by]: evaluate(place.at, at) }, along: { [by]: 1 } }
  }
  const names = [...new Set(args)]
  if (!names.every((arg) => isSymbol(arg) && !numbers.has(nameOf(arg) as string))) return undefined
  const along: Record<string, Value> = {}
  names.forEach((name, k) => {
    at[nameOf(name) as string] = filled(name, () => 0)
    along[nameOf(name) as string] = filled(name, (j) => (1 + k + 0.7 * j) * (-1) ** j)
  })
  return { at, along }
}

function isSmoothAlong({ at, along }: Line, derivatives: readonly Expr[]): boolean {
  const known = new Map<number, number[]>()
  const numbersAt = (t: number): number[] => {
    const found = known.get(t)
    if (found !== undefined) return found
    const point = { ...at, ...Object.fromEntries(Object.entries(along).map(([name, step]) => [name, moved(at[name] as Value, step, t)])) }
    const all = derivatives.flatMap((derivative) => numbersIn(evaluate(derivative, point)))
    known.set(t, all)
    return all
  }
  try {
    const middle = numbersAt(0)
    return middle.every((number, k) => {
      const f = (t: number): number => numbersAt(t)[k] as number
      return Number.isFinite(number) && jumpOf(f, 0) === undefined && !isApart(f, 0) && [...known.values()].every((all) => Number.isFinite(all[k]))
    })
  } catch {
    return false
  }
}

const moved = (value: Value, step: Value, t: number): Value =>
  Array.isArray(value) ? value.map((part, k) => moved(part, (step as Value[])[k] as Value, t)) : value + t * (step as number)

const numbersIn = (value: Value): number[] => (Array.isArray(value) ? value.flatMap(numbersIn) : [value])
