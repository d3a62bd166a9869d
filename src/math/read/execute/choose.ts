/** What a person means by a place: the smallest enclosing thing that makes sense, and what else it could be. */

import { partsOf } from '../order.ts'
import { inPattern, spelledAmong } from '../spelling.ts'
import { ReadError, type Reading, type Term } from '../term.ts'
import { type Part, pathTo } from './syntax/path.ts'
import type { FileStatements } from './syntax/pieces.ts'
import { type Expression, namesOf, type Statement } from './syntax/syntax.ts'
import { Exhausted, NoFormula } from './values/context.ts'

const isFormula = (e: Expression): boolean => ['binary', 'unary', 'call', 'conditional', 'function'].includes(e.kind)

/** Whether a path ends at the name of one of several values that are returned. */
function isReturned(path: readonly Part[]): boolean {
  const [statement, list, name] = path.slice(-3)
  if (statement?.kind !== 'statement' || list?.kind !== 'expression' || name?.kind !== 'expression') return false
  return statement.node.kind === 'return' && list.node.kind === 'list' && name.node.kind === 'name'
}

/** The paths a cursor can mean: the smallest call or arithmetic first, then right sides, return values, functions. */
export function choose(statements: FileStatements, text: string, position: number): Part[][] {
  let path = pathTo(statements, { start: position, end: position })
  const innermost = path.at(-1)
  if (
    innermost === undefined ||
    innermost.kind === 'function' ||
    (innermost.kind === 'statement' && !['assign', 'update', 'return', 'expression'].includes(innermost.node.kind))
  ) {
    const beside = besideOnLine(text, position)
    const other = beside === undefined ? [] : pathTo(statements, { start: beside, end: beside })
    if (other.length > path.length) path = other
  }
  path = wholeAtEdge(path, position)
  const found: Part[][] = []
  for (let k = path.length - 1; k >= 0; k--) {
    const part = path[k] as Part
    if (part.kind === 'expression' && !isFormula(part.node) && !isReturned(path.slice(0, k + 1))) continue
    if (part.kind === 'statement' && !['assign', 'update', 'return', 'expression', 'function', 'class'].includes(part.node.kind)) continue
    if (part.kind === 'function' && path[k - 1]?.kind !== 'expression') continue
    found.push(path.slice(0, k + 1))
  }
  return found
}

/** At either end of a statement's expression the whole of it is meant, not the operand that happens to stand there. */
function wholeAtEdge(path: Part[], position: number): Part[] {
  const top = path.findIndex(({ kind }, k) => kind === 'expression' && path[k - 1]?.kind === 'statement')
  const { range } = path[top] ?? {}
  return range !== undefined && (range.start === position || range.end === position) ? path.slice(0, top + 1) : path
}

/** A place of code on the same line, where the cursor is in its margin. */
function besideOnLine(text: string, position: number): number | undefined {
  const start = text.lastIndexOf('\n', position - 1) + 1
  const end = text.indexOf('\n', position)
  const line = text.slice(start, end < 0 ? text.length : end)
  const code = line.replace(/\s*(#|\/\/).*$/, '').trimEnd()
  const first = code.search(/\S/)
  if (first < 0) return undefined
  return position - start > code.length ? start + code.length : start + first
}

/** How many statements from the end are tried. */
const ATTEMPTS = 40

const WORTHLESS: ReadonlySet<Statement['kind']> = new Set(['import', 'pass', 'scope', 'raise'])

/**
 * The last definition or expression of a file that can be read and has something to differentiate by. A function that one above it
 * calls is a helper of that one, which is what the file is for; so is a function before what is made of loaded data or of estimates alone,
 * and before what has none of the names `by` which a derivative is asked for.
 */
export function lastReadable(statements: FileStatements, text: string, read: (path: readonly Part[]) => Reading, by: readonly string[]): Reading {
  const whole = { start: 0, end: text.length }
  let refusal: ReadError | undefined
  let constant: Reading | undefined
  let ofData: Reading | undefined
  /** Names that statements further down change, which cannot be read. */
  const changed = new Set<string>()
  let attempts = 0
  for (let k = statements.length - 1; k >= 0 && attempts < ATTEMPTS; k--) {
    const node = statements.at(k) as Statement
    if (WORTHLESS.has(node.kind) || (ofData !== undefined && !isFunction(node)) || isHelper(statements, k, text)) continue
    attempts++
    try {
      const reading = read([{ kind: 'statement', node, range: node.range }])
      if (reading.ofData === true || lacks(reading, by)) ofData ??= reading
      else if (openNames(reading).size > 0) return reading
      else if (reading.name === undefined || !changed.has(reading.name)) constant ??= reading
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      for (const name of namesOf(node)) changed.add(name)
      // A function that cannot be read is what is meant; statements before it are not.
      if (ofData === undefined && ((isFunction(node) && !(error instanceof NoFormula)) || error instanceof Exhausted)) throw error
      refusal ??= error
    }
  }
  if (ofData !== undefined || constant !== undefined) return (ofData ?? constant) as Reading
  throw refusal ?? new ReadError('there is no expression here', whole, 'write a formula or a function')
}

/** Whether it has none of these names, where there are any. */
function lacks({ body, parameters = [] }: Reading, by: readonly string[]): boolean {
  const names = [...namesIn(body), ...parameters]
  return by.length > 0 && !by.some((name) => names.includes(spelledAmong(name, names)) || names.some((own) => own.startsWith(`${name}_`)))
}

/** Whether a function above calls the one with this number, and is not called by it. */
function isHelper(statements: FileStatements, k: number, text: string): boolean {
  // Where the name stands without being called it may be a parameter.
  const calls = (one: Statement, name: string): boolean => {
    const places = [...text.slice(one.range.start, one.range.end).matchAll(placesOf(name))]
    return places.length > 0 && places.every(([, call]) => call !== undefined)
  }
  const own = statements.at(k) as Statement
  if (own.kind !== 'function' || own.definition.name === undefined) return false
  for (let j = Math.max(0, k - ATTEMPTS); j < k; j++) {
    const other = statements.at(j) as Statement
    if (other.kind !== 'function' || other.definition.name === undefined || other.definition.name === own.definition.name) continue
    if (calls(other, own.definition.name) && !calls(own, other.definition.name)) return true
  }
  return false
}

const placesOf = (name: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}_.])${inPattern(name)}(?![\\p{L}\\p{N}_])(\\s*\\()?`, 'gu')

const isFunction = (statement: Statement): boolean =>
  statement.kind === 'function' || (statement.kind === 'assign' && statement.value?.kind === 'function')

/** What there is to differentiate by: the names of which functions say no number. */
export const openNames = ({ body, constants }: Pick<Reading, 'body' | 'constants'>): Set<string> =>
  new Set([...namesIn(body)].filter((name) => constants?.has(name) !== true))

/** The names in a term. */
export function namesIn(body: Term): Set<string> {
  const names = new Set<string>()
  const seen = new Set<Term>([body])
  for (const term of seen) {
    if (term.kind === 'name') names.add(term.name)
    for (const part of partsOf(term)) seen.add(part)
  }
  return names
}
