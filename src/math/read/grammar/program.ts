/** From texts to statements, for the languages parsed here. */
import type { Range } from '../../api.ts'
import type { Statement } from '../execute/syntax.ts'
import { ReadError } from '../term.ts'
import { unreadable } from './parser.ts'

type Parse = (text: string) => readonly Statement[]

/** The statements of a text; one that cannot even be split into tokens is refused as a whole. */
export function statementsOf(text: string, parse: Parse): readonly Statement[] {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return [unreadable(error, { start: 0, end: text.length })]
  }
}

/** A part of a text read as if it stood alone, in its place; undefined where it is no code. */
export function fragmentOf(text: string, { start, end }: Range, parse: Parse): readonly Statement[] | undefined {
  if (start > 200_000) return undefined
  try {
    const statements = parse(' '.repeat(start) + text.slice(start, end))
    return statements.length === 0 || statements.some((statement) => statement.kind === 'unknown') ? undefined : statements
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return undefined
  }
}
