/** Texts that are read in another form of themselves, with the places of what was read in the texts as they are. */
import type { Note, Range } from '../api.ts'
import { mapTerms } from './order.ts'
import { type Declaration, type Definition, type Document, ReadError, type Reading, type Target } from './term.ts'

/** A text made of pieces of another. */
export class Pieces {
  text = ''
  /** Where each piece begins here, and what it was made of there. */
  private readonly pieces: { readonly at: number; readonly start: number; readonly end: number }[] = []

  add(piece: string, start: number, end: number): void {
    if (piece === '') return
    this.pieces.push({ at: this.text.length, start, end })
    this.text += piece
  }

  /** Takes white space off the end: before a dollar it would be none that closes. */
  trimEnd(): void {
    this.text = this.text.trimEnd()
  }

  /** The part of the other text that a part of this one was made of. */
  originOf(start: number, end: number): { readonly start: number; readonly end: number } {
    const first = this.pieceAt(start)
    const last = this.pieceAt(Math.max(start, end - 1))
    return { start: this.placed(first, start, 'start'), end: Math.max(this.placed(last, end, 'end'), this.placed(first, start, 'start')) }
  }

  /** Where a place of the other text is here. */
  placeOf(origin: number): number {
    const k = this.pieces.findIndex(({ end }) => end > origin)
    const piece = this.pieces[k]
    if (piece === undefined) return this.text.length
    const length = (this.pieces[k + 1]?.at ?? this.text.length) - piece.at
    const within = Math.max(0, origin - piece.start)
    return piece.at + (length === piece.end - piece.start ? within : 0)
  }

  private pieceAt(at: number): number {
    let [low, high] = [0, this.pieces.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.pieces[middle] as { at: number }).at <= at) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Pieces that are as they were have places inside. */
  private placed(k: number, at: number, side: 'start' | 'end'): number {
    const piece = this.pieces[k]
    if (piece === undefined) return 0
    const length = (this.pieces[k + 1]?.at ?? this.text.length) - piece.at
    return length === piece.end - piece.start ? Math.min(piece.start + at - piece.at, piece.end) : piece[side]
  }
}

/** A document of the text that was made of pieces, as one of the text they are of. `nameOf` tells what names are called in the made one. */
export class PlacedDocument implements Document {
  constructor(
    private readonly pieces: Pieces,
    private readonly made: Document,
    private readonly nameOf: (name: string) => string = (name) => name,
  ) {}

  definitions(): Definition[] {
    return this.made.definitions().map((one) => ({ ...one, range: this.origin(one.range) }))
  }

  equations(): Reading[] {
    return (this.made.equations?.() ?? []).map((reading) => this.placed(reading))
  }

  read(target: Target): Reading {
    const { of, selection, readings } = target
    const there = (at: number): number => this.pieces.placeOf(at)
    try {
      return this.placed(
        this.made.read({
          ...target,
          ...(of === undefined ? {} : { of: this.nameOf(of) }),
          ...(selection === undefined ? {} : { selection: { start: there(selection.start), end: there(selection.end) } }),
          ...(readings === undefined ? {} : { readings: readings.map(there) }),
        }),
      )
    } catch (error) {
      if (error instanceof ReadError) throw new ReadError(error.message, this.origin(error.range), error.hint, error.open)
      throw error
    }
  }

  private origin({ start, end }: Range): Range {
    return this.pieces.originOf(start, end)
  }

  /** A reading with its places in the text. */
  private placed(reading: Reading): Reading {
    const moved = <T extends { readonly range?: Range }>(thing: T): T =>
      thing.range === undefined ? thing : { ...thing, range: this.origin(thing.range) }
    return {
      ...reading,
      body: mapTerms(reading.body, (term) => moved(term)),
      range: this.origin(reading.range),
      notes: reading.notes.map((note: Note) => moved(note)),
      declarations: new Map([...reading.declarations].map(([name, declaration]): [string, Declaration] => [name, moved(declaration)])),
    }
  }
}
