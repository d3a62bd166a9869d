/** Letters for indices, and how components are written by them. */
import { type Expr, nameOf, symbolsOf, topological } from '../../expr.ts'
import { type KronPayload, splitAxes } from '../../ops/products.ts'
import { type Length, lengthNames, type Shape } from '../../shape.ts'
import { isComponent, isIndexSum, lettersOf } from './indexed.ts'
import { indexLetter } from './indexLetters.ts'

/** How components are written. */
interface IndexStyle {
  readonly isNamed?: (node: Expr) => boolean
  /** For people: what does not depend on a sum's indices stands before it. */
  readonly hoists?: boolean
  /** Writes more than is written anyway, as sums over axes and matrix products; undefined for what it leaves. */
  readonly writer?: ((node: Expr, letters: readonly string[], part: (node: Expr, letters: readonly string[]) => Expr) => Expr | undefined) | undefined
  /** The place of the first component, as the letters count: 1 in mathematics, 0 in C. */
  readonly first?: 0 | 1
  readonly letters?: TextLetters | undefined
}

/** The letters by which a text counts along axes of some length: n along N of \sum_{n=1}^N. */
export type TextLetters = ReadonlyMap<Length, readonly string[]>

/** Hands out index letters in order, past those that are taken, and knows how far each runs. */
export class Indices {
  private next = 0
  readonly lengths = new Map<string, Length>()
  /** Letters by which a part of an axis is counted, as that of x[1:]. */
  readonly partial = new Set<string>()

  /** Tensors that have a name of their own and are only indexed. */
  readonly isNamed: (node: Expr) => boolean
  readonly hoists: boolean
  readonly writer: IndexStyle['writer']
  readonly first: 0 | 1
  private readonly letters: TextLetters | undefined

  constructor(
    private readonly taken: { has(name: string): boolean },
    { isNamed = () => false, hoists = false, writer, first = 1, letters }: IndexStyle = {},
  ) {
    this.isNamed = isNamed
    this.hoists = hoists
    this.writer = writer
    this.first = first
    this.letters = letters
  }

  fresh(length: Length): string {
    const isFree = (letter: string): boolean => !this.taken.has(letter) && !this.lengths.has(letter)
    let letter = this.letters?.get(length)?.find(isFree)
    // What counts along other axes in the text would mislead.
    const misleads = (letter: string): boolean => this.letters !== undefined && [...this.letters.values()].some((own) => own.includes(letter))
    while (letter === undefined) {
      const next = indexLetter(this.next++)
      if (isFree(next) && !misleads(next)) letter = next
    }
    this.lengths.set(letter, length)
    return letter
  }

  several(shape: Shape): string[] {
    return shape.map((length) => this.fresh(length))
  }
}

/**
 * Letters for indices, those of the text where it has some, that no symbol of the expression has, no length that stands in an index, and none
 * of the indices that stand in it or at which it is written (`used`).
 */
export function indicesFor(node: Expr, letters?: TextLetters, used: readonly string[] = []): Indices {
  const order = topological([node])
  const lengths = order.flatMap(({ op, payload }) => (op === splitAxes.op ? (payload as KronPayload).b.flatMap(lengthNames) : []))
  const inside = order.flatMap((own) => (isComponent(own) || isIndexSum(own) ? lettersOf(own) : []))
  return new Indices(new Set([...symbolsOf(node).map((symbol) => nameOf(symbol) as string), ...lengths, ...inside, ...used]), {
    hoists: true,
    letters,
  })
}
