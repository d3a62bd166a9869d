/**
 * The statements of a file in pieces, as a parser takes them one after the other. A text that differs in one place from one read
 * before keeps the pieces that do not depend on that place; those behind it stand elsewhere, and are brought there when asked for.
 */
import type { Range } from '../../../api.ts'
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
