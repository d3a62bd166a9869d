/** A parsed file of code. */
import type { Range } from '../../../api.ts'
import type { Declaration, Reading } from '../../term.ts'
import type { FileStatements } from '../syntax/pieces.ts'
import type { Parameter, Statement } from '../syntax/syntax.ts'
import type { Dialect } from './context.ts'
import type { Value } from './value.ts'

/** A parsed file, and what only its language can say about it. */
export interface Program {
  readonly text: string
  readonly dialect: Dialect
  readonly statements: FileStatements
  /** A part of the text read as if it stood alone, in its place; undefined where it is no code. */
  fragment(range: Range): readonly Statement[] | undefined
  /** What `from module import *` binds a name to. */
  star(module: string, name: string): Value | undefined
  /** What an annotation, a comment or a documentation says about names. */
  declared(inside: Range | undefined): ReadonlyMap<string, Declaration>
  annotated(parameter: Parameter): Annotated
  /** What it is written in, the library it computes with, and its names there. */
  library(): Pick<Reading, 'alias' | 'library' | 'language' | 'imports'>
}

/** What the type of a parameter says. */
export interface Annotated {
  readonly rank?: number
  readonly declaration?: Declaration
  readonly entrywise?: boolean
  /** One array with rows and columns, and no list of vectors. */
  readonly matrix?: boolean
}
