/**
 * Several bounds that the text leaves open, as the T and p of \sum_{t=p+1}^T (y_t - \sum_{j=1}^p \phi_j y_{t-j})^2: each is told by the
 * lengths of what goes along with it alone.
 */
import type { Length } from '../../../shape.ts'

/** How far the names that are gone along reach with some numbers for the bounds, by name and axis, and how often the sum runs that runs most. */
interface Trial {
  readonly most: number
  readonly reaches: ReadonlyMap<string, { readonly first: number; readonly length: number }>
}

/** The number of one bound, and of those that are larger or smaller in a trial where not all can be the same. */
const [SMALL, LARGE] = [2, 6]
/** More rounds than this are not written out; so often at least a sum runs in a trial. */
const [MOST, ENOUGH] = [200, 3]

/**
 * What `trial` gives for numbers that do, and these where the lengths of all names tell them; undefined where no numbers do. Throws what
 * the trial throws.
 */
export function boundsApart<T extends Trial>(
  open: readonly string[],
  trial: (numbers: ReadonlyMap<string, number>) => T | undefined,
  lengthOf: (name: string, axis: number) => Length | undefined,
): { readonly writer: T; readonly numbers?: ReadonlyMap<string, number> } | undefined {
  const [start, writer] = begun(open, trial) ?? []
  if (start === undefined || writer === undefined) return undefined
  const slopes = new Map<string, ReadonlyMap<string, number>>()
  for (const name of open) {
    const own = slopesAlong(name, start, writer, trial)
    // Where more rounds reach further back there is no first component.
    if (own === undefined) return undefined
    slopes.set(name, own)
  }
  const lengths = new Map<string, number>()
  for (const key of writer.reaches.keys()) {
    const [name = '', axis = ''] = key.split(' ')
    const length = lengthOf(name, Number(axis))
    if (typeof length === 'number') lengths.set(key, length)
  }
  if (lengths.size < open.length) return { writer }
  const numbers = new Map<string, number>()
  for (let isNew = true; isNew; ) {
    isNew = false
    for (const [key, length] of lengths) {
      const along = open.filter((name) => !numbers.has(name) && (slopes.get(name)?.get(key) ?? 0) !== 0)
      const [name] = along
      if (name === undefined || along.length > 1) continue
      const reach = [...numbers].reduce(
        (sum, [other, number]) => sum + (slopes.get(other)?.get(key) ?? 0) * (number - (start.get(other) as number)),
        writer.reaches.get(key)?.length ?? 0,
      )
      const number = (start.get(name) as number) + (length - reach) / (slopes.get(name)?.get(key) as number)
      if (!Number.isInteger(number) || number < 1 || number > MOST) continue
      numbers.set(name, number)
      isNew = true
    }
  }
  const solved = numbers.size === open.length ? trial(numbers) : undefined
  const fits = solved !== undefined && [...lengths].every(([key, length]) => solved.reaches.get(key)?.length === length)
  return fits ? { writer: solved, numbers } : { writer }
}

/** Numbers with which all that is repeated runs: the same for all, else one of them larger, or one smaller. */
function begun<T extends Trial>(
  open: readonly string[],
  trial: (numbers: ReadonlyMap<string, number>) => T | undefined,
): readonly [ReadonlyMap<string, number>, T] | undefined {
  const numbered = (of: (name: string) => number): ReadonlyMap<string, number> => new Map(open.map((name) => [name, of(name)]))
  const tried = [
    numbered(() => ENOUGH),
    numbered(() => ENOUGH + 1),
    ...open.map((one) => numbered((name) => (name === one ? LARGE : SMALL))),
    ...open.map((one) => numbered((name) => (name === one ? SMALL : LARGE))),
  ]
  for (const numbers of tried) {
    const writer = trial(numbers)
    if (writer !== undefined && writer.most >= ENOUGH) return [numbers, writer]
  }
  return undefined
}

/** How much further each name reaches with one more of a bound; undefined where that is further back too. */
function slopesAlong<T extends Trial>(
  name: string,
  start: ReadonlyMap<string, number>,
  writer: T,
  trial: (numbers: ReadonlyMap<string, number>) => T | undefined,
): ReadonlyMap<string, number> | undefined {
  for (const step of [1, -1]) {
    const other = trial(new Map([...start, [name, (start.get(name) as number) + step]]))
    if (other === undefined) continue
    if ([...writer.reaches].some(([key, { first }]) => (other.reaches.get(key)?.first ?? first) !== first)) return undefined
    return new Map([...writer.reaches].map(([key, { length }]) => [key, ((other.reaches.get(key)?.length ?? 0) - length) / step]))
  }
  return new Map()
}
