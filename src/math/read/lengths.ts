/**
 * Recurrences along an input of unknown length are read for one that is known. Which shapes would do for a text that was refused is
 * found by trying: lengths are given to what it went along, and those that turn out not to be needed are taken away again.
 */
import type { Shape } from '../shape.ts'
import { type OpenAxis, ReadError } from './term.ts'

type Shapes = Readonly<Record<string, Shape>>

/** Inputs of more axes, or of longer ones, are not proposed; so often is gone on where a text asks for more lengths. */
const AXES = 3
const LONGEST = 12
const ROUNDS = 3
const LETTERS = ['n', 'd'] as const

/** The shapes with which `attempt` does not throw ReadError; undefined where none are found. */
export function shapesThatDo(refused: ReadError, attempt: (shapes: Shapes) => void): Shapes | undefined {
  const fails = (shapes: Shapes): ReadError | undefined => {
    try {
      attempt(shapes)
      return undefined
    } catch (error) {
      if (error instanceof ReadError) return error
      throw error
    }
  }
  const open = new Map<string, OpenAxis>()
  for (let refusal: ReadError | undefined = refused, round = 0; refusal !== undefined && round < ROUNDS; round++) {
    const known = open.size
    for (const axis of refusal.axes ?? []) if (axis.length <= LONGEST) open.set(`${axis.name} ${axis.axis}`, axis)
    if (open.size === known) return undefined
    // Where the text does not tell how many axes there are, the fewest that do are meant.
    let first: ReadError | undefined
    for (let more = 0; more < AXES; more++) {
      const shapes = shapesOf(open.values(), more)
      const failed = fails(shapes)
      if (failed === undefined) return needed(shapes, (fewer) => fails(fewer) === undefined)
      first ??= failed
    }
    refusal = first
  }
  return undefined
}

/** Shapes with numbers for the open lengths, and letters for axes of which nothing is known. */
function shapesOf(open: Iterable<OpenAxis>, more: number): Shapes {
  const shapes = new Map<string, (number | string)[]>()
  for (const { name, axis, length, shape } of open) {
    const lengths = shapes.get(name) ?? [...(shape ?? [])]
    while (lengths.length <= axis + (shape === undefined ? more : 0)) lengths.push(LETTERS[lengths.length] ?? 'k')
    lengths[axis] = length
    shapes.set(name, lengths)
  }
  return Object.fromEntries(shapes)
}

/** As few of the shapes as do. */
function needed(shapes: Shapes, does: (shapes: Shapes) => boolean): Shapes {
  let kept = shapes
  for (const name of Object.keys(shapes)) {
    const fewer = Object.fromEntries(Object.entries(kept).filter(([other]) => other !== name))
    if (Object.keys(fewer).length > 0 && does(fewer)) kept = fewer
  }
  return kept
}
