/** The last texts that were read, and in which place a text differs from one of them: what stands elsewhere need not be read again. */

/** The one place in which two texts differ: up to `start` and from the last `end` characters on they are the same. */
export interface Change {
  readonly start: number
  readonly end: number
  /** How much further on the end stands. */
  readonly by: number
}

/** Characters that are compared at once. */
const BLOCK = 512

export function changeBetween(old: string, text: string): Change {
  const most = Math.min(old.length, text.length)
  let start = 0
  while (start + BLOCK <= most && old.slice(start, start + BLOCK) === text.slice(start, start + BLOCK)) start += BLOCK
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start++
  const by = text.length - old.length
  let at = old.length
  const least = old.length - most + start
  while (at - BLOCK >= least && old.slice(at - BLOCK, at) === text.slice(at - BLOCK + by, at + by)) at -= BLOCK
  while (at > least && old.charCodeAt(at - 1) === text.charCodeAt(at - 1 + by)) at--
  return { start, end: old.length - at, by }
}

/** Texts that are remembered. */
const REMEMBERED = 4
/** Statements hold on to the texts they were read from: so many characters of those, then all is read anew. */
const HELD = 20_000_000

/** A change of so many characters is near enough. */
const NEAR = 200

interface Remembered {
  readonly text: string
  /** Changes since all of it was read. */
  readonly changes: number
}

/** The last few texts of a language. */
export class Recent<T extends Remembered> {
  private readonly texts: T[] = []

  find(text: string): T | undefined {
    return this.texts.find((known) => known.text === text)
  }

  /** The text most like this one, if at least half of it is the same, and the one change that makes this one of it. */
  nearest(text: string): { readonly known: T; readonly change: Change } | undefined {
    let nearest: { known: T; change: Change; same: number } | undefined
    for (const known of this.texts) {
      if (known.changes * text.length > HELD || Math.min(known.text.length, text.length) * 2 < Math.max(known.text.length, text.length)) continue
      const change = changeBetween(known.text, text)
      const same = change.start + change.end
      if (same * 2 >= text.length && same > (nearest?.same ?? 0)) nearest = { known, change, same }
      // The text typed into is the latest.
      if (same + NEAR >= text.length) break
    }
    return nearest
  }

  add(read: T): T {
    this.texts.unshift(read)
    if (this.texts.length > REMEMBERED) this.texts.pop()
    return read
  }
}
