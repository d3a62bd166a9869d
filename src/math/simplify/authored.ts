/** The order in which the author of a text has its names, in which products and sums show them: 2mc of E = mc². */

interface Authored {
  /** Tells one order from another. */
  readonly key: string
  readonly places: ReadonlyMap<string, number>
}

const NOBODY: Authored = { key: '', places: new Map() }
let current = NOBODY

/** Does something for a text that has its names in this order. */
export function inOrderOf<T>(names: readonly string[], work: () => T): T {
  const before = current
  const key = names.join('\n')
  if (key !== before.key) current = { key, places: new Map(names.map((name, place) => [name, place])) }
  try {
    return work()
  } finally {
    current = before
  }
}

/** What forms that were found for one order of names are kept under. */
export const orderKey = (): string => current.key

/** Where the text has a name first; undefined where it has not. */
export const placeOfName = (name: string): number | undefined => current.places.get(name)
