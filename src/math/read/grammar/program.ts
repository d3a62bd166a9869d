/** From texts to statements, for the languages parsed here. */
import type { Range } from '../../api.ts'
import { FileStatements, movedPiece, type Piece } from '../execute/syntax/pieces.ts'
import type { Parameter, Statement } from '../execute/syntax/syntax.ts'
import type { Dialect } from '../execute/values/context.ts'
import type { Annotated, Program } from '../execute/values/program.ts'
import { type Change, Recent } from '../recent.ts'
import type { Declaration } from '../term.ts'
import type { Parser } from './parser.ts'
import { type Before, type Lexicon, type Token, type Tokens, tokenize } from './tokens.ts'

interface Parsed extends Tokens {
  readonly text: string
  readonly changes: number
  readonly pieces: readonly Piece[]
}

/** The files of a language: a text that differs from one of the last in one place is split and parsed anew around that place only. */
export class TextFiles {
  private readonly recent = new Recent<Parsed>()

  constructor(
    private readonly lexicon: Lexicon,
    private readonly parser: (text: string, tokens: readonly Token[]) => Parser,
  ) {}

  /** The statements of a text. */
  statements(text: string): FileStatements {
    const same = this.recent.find(text)
    if (same !== undefined) return new FileStatements(same.pieces)
    const nearest = this.recent.nearest(text)
    const before: Before | undefined = nearest === undefined ? undefined : { ...nearest.known, change: nearest.change }
    const split = tokenize(text, this.lexicon, before)
    const parser = this.parser(text, split.tokens)
    const kept = nearest === undefined ? undefined : keptOf(nearest.known.pieces, nearest.change, split.kept)
    const pieces = [...parser.pieces(kept)]
    this.recent.add({ ...split, text, changes: nearest === undefined ? 0 : nearest.known.changes + 1, pieces })
    return new FileStatements(pieces)
  }

  /** A part of a text read as if it stood alone, in its place; undefined where it is no code. */
  fragment(text: string, { start, end }: Range): readonly Statement[] | undefined {
    if (start > 200_000) return undefined
    const part = ' '.repeat(start) + text.slice(start, end)
    const statements = this.parser(part, tokenize(part, this.lexicon).tokens).program()
    return statements.length === 0 || statements.some((statement) => statement.kind === 'unknown') ? undefined : statements
  }
}

const NOTHING: ReadonlyMap<string, Declaration> = new Map()

/** A text of one of these languages, in which no module is imported whole, and where no comment says anything of names but where the language tells. */
export abstract class TextProgram implements Program {
  abstract readonly dialect: Dialect
  private read: FileStatements | undefined

  constructor(
    readonly text: string,
    private readonly files: TextFiles,
  ) {}

  abstract annotated(parameter: Parameter): Annotated
  abstract library(): ReturnType<Program['library']>

  get statements(): FileStatements {
    this.read ??= this.files.statements(this.text)
    return this.read
  }

  fragment(range: Range): readonly Statement[] | undefined {
    return this.files.fragment(this.text, range)
  }

  star(): undefined {
    return undefined
  }

  declared(): ReadonlyMap<string, Declaration> {
    return NOTHING
  }
}

/** Of the pieces of the text before, the one that is the same at a place: all that it depends on stands before the change, or behind it. */
function keptOf(pieces: readonly Piece[], { by }: Change, kept: Range): (place: number, known: string) => Piece | undefined {
  let k = 0
  return (place, known) => {
    const behind = place >= kept.end
    const old = behind ? place - by : place
    while (k < pieces.length && (pieces[k] as Piece).start < old) k++
    const piece = pieces[k]
    if (piece?.start !== old || piece.before !== known || !(behind || piece.reach <= kept.start)) return undefined
    return movedPiece(piece, behind ? by : 0)
  }
}
