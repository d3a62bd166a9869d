/**
 * The statements of a file in pieces, as a parser takes them one after the other. A text that differs in one place from one read
 * before keeps the pieces that do not depend on that place; those behind it stand elsewhere, and are brought there when asked for.
 */
import type { Range } from '../../api.ts'
import { moved } from './moved.ts'
import { namesOf, type Statement } from './syntax.ts'

/** What was read at once. */
export interface Piece extends Range {
  /** Up to where its reading depends on the text. */
  readonly reach: number
  /** What the reader knew before and after it. */
  readonly before: string
  readonly after: string
  readonly statements: readonly Statement[]
  /** Where it stood when its statements were read. */
  readonly origin: number
}

export const movedPiece = (piece: Piece, by: number): Piece =>
  by === 0 ? piece : { ...piece, start: piece.start + by, end: piece.end + by, reach: piece.reach + by }

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
    }
    return nearest
  }

  add(read: T): T {
    this.texts.unshift(read)
    if (this.texts.length > REMEMBERED) this.texts.pop()
    return read
  }
}

const bound = new WeakMap<Statement, readonly string[]>()

/** The statements of a file in their order, each brought to its place when it is asked for. */
export class FileStatements {
  private readonly written: Statement[] = []
  private readonly by: number[] = []
  private readonly placed: (Statement | undefined)[] = []

  constructor(pieces: Iterable<Piece>) {
    for (const { statements, start, origin } of pieces) {
      for (const statement of statements) {
        this.written.push(statement)
        this.by.push(start - origin)
      }
    }
  }

  get length(): number {
    return this.written.length
  }

  at(k: number): Statement | undefined {
    const statement = this.written[k]
    if (statement !== undefined) this.placed[k] ??= moved(statement, this.by[k] as number)
    return this.placed[k]
  }

  kindAt(k: number): Statement['kind'] | undefined {
    return this.written[k]?.kind
  }

  /** The names that a statement may bind. */
  namesAt(k: number): readonly string[] {
    const statement = this.written[k] as Statement
    let names = bound.get(statement)
    if (names === undefined) {
      names = namesOf(statement)
      bound.set(statement, names)
    }
    return names
  }

  indexOf(statement: Statement): number {
    return this.placed.indexOf(statement)
  }

  /** Those of some kinds. */
  of<K extends Statement['kind']>(...kinds: readonly K[]): Extract<Statement, { kind: K }>[] {
    const found: Statement[] = []
    for (let k = 0; k < this.length; k++) if (kinds.includes(this.kindAt(k) as K)) found.push(this.at(k) as Statement)
    return found as Extract<Statement, { kind: K }>[]
  }

  /** Those that a range touches. */
  touching({ start, end }: Range): Statement[] {
    const found: Statement[] = []
    for (let k = 0; k < this.length; k++) {
      const { range } = this.written[k] as Statement
      const by = this.by[k] as number
      if (range.start + by <= end && start <= range.end + by) found.push(this.at(k) as Statement)
    }
    return found
  }
}
