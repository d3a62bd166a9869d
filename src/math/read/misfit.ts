/** Shapes that do not go together, told with both sides. */
import { formatShape, type Shape, type ShapeError, saidOfLengths } from '../shape.ts'
import { ReadError, type Reading, type Term } from './term.ts'

/** Shapes that contradict each other. */
export class MisfitError extends ReadError {}

/** Both sides of what does not go together, by their names or places, with their shapes. */
export function contradiction(error: ShapeError, term: Term, reading: Reading, shapeOf: (part: Term) => Shape | undefined): MisfitError {
  const parts = 'args' in term ? term.args : []
  const told = parts.flatMap((part, k) => {
    const shape = shapeOf(part)
    if (shape === undefined || shape.length === 0) return []
    return [`${part.kind === 'name' ? part.name : `the ${ORDINALS[k] ?? 'last'} part`} (${formatShape(shape)})`]
  })
  const sides = told.length > 1 && told.length <= ORDINALS.length ? `: ${told.slice(0, -1).join(', ')} and ${told[told.length - 1]}` : ''
  // Both sides are told with their shapes.
  const isSaid = sides !== '' && error.message === saidOfLengths(error.left, error.right)
  return new MisfitError(
    `shapes do not go together${sides}${isSaid ? '' : `: ${error.message}`}`,
    term.range ?? reading.range,
    'Set the shapes of the symbols, or look at the order of the factors.',
  )
}

const ORDINALS = ['first', 'second', 'third', 'fourth']
