/**
 * Derivatives that a part of a statement claims: each link of \frac{df}{dx} = ... = ..., and each entry of a matrix behind one of
 * derivatives, J = (\frac{\partial f}{\partial x}, ...) = (2xy, ...).
 */
import type { Range } from '../../../api.ts'
import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'
import { type Head, headOf } from './heads.ts'
import { rangeOfTokens, type Statement } from './statements.ts'

/** What is claimed of which derivative, and where that stands. */
export interface Claimed {
  readonly head: Head
  readonly within: 'chain' | 'table'
  readonly range: Range
}

/** What the text says of single letters. */
type StatementOf = (letter: string) => Statement | undefined

/** The claims of a statement besides the one that it makes as a whole. */
export function claimedParts({ kind, heads, parts }: Statement, statementOf: StatementOf): Claimed[] {
  if (parts.length < 2 || kind === 'declaration' || kind === 'condition') return []
  return [...linksOf(heads[0], parts.slice(1), statementOf), ...entriesOf(parts, statementOf)]
}

/** Each member of f'(x) = ... = ...; what has none of the variables is the value at a place. */
function linksOf(head: Head | undefined, all: Statement['parts'], statementOf: StatementOf): Claimed[] {
  // f'(x) = 2x = \ldots has one.
  const members = all.filter((member) => !member.every(({ text }) => /^(?:\\[a-z]*dots[a-z]?|\.+|…)$/.test(text)))
  if (head?.derivative === undefined || members.length < 2) return []
  const names = [...(head.derivative.by ?? []), ...(head.parameters ?? [])]
  const told = members.filter((member) => (names.length === 0 || leadsTo(member, names, statementOf)) && !isDerived(member, statementOf))
  return told.map((member) => ({ head, within: 'chain', range: rangeOfTokens(member) }))
}

/** The entries of a matrix that stands for one of derivatives. */
function entriesOf(parts: Statement['parts'], statementOf: StatementOf): Claimed[] {
  // J(u^*, v^*) and J(0, 0) are at a place.
  if (isAtPlace(parts[0] as readonly Token[])) return []
  const tables = parts.map((part) => cellsOf(part))
  const first = tables.findIndex((table) => table !== undefined)
  const claims = tables[first]?.map((cell) => partialOf(cell, statementOf) ?? headOf(cell))
  if (claims === undefined || claims.some((claim) => claim?.derivative === undefined)) return []
  const names = claims.flatMap((claim) => claim?.derivative?.by ?? [])
  return tables.slice(first + 1).flatMap((cells): Claimed[] => {
    if (cells?.length !== claims.length || cells.some((cell) => isDerived(cell, statementOf)) || !leadsTo(cells.flat(), names, statementOf)) return []
    return cells.flatMap((cell, k): Claimed[] =>
      cell.length === 0 ? [] : [{ head: claims[k] as Head, within: 'table', range: rangeOfTokens(cell) }],
    )
  })
}

/** \dot v = f(v, w) = ... defines both. */
const parametersOf = (letter: string, statementOf: StatementOf): readonly string[] | undefined =>
  statementOf(letter)?.heads.find(({ name }) => name === letter)?.parameters

/** f_x, f_{xy} and \partial_x f of a function f(x, y) that the text defines. */
function partialOf(tokens: readonly Token[], statementOf: StatementOf): Head | undefined {
  const written = tokens.map(({ text }) => text).join('')
  const groups = (
    /^(?<of>[a-zA-Z])_\{?(?<by>[a-z]{1,2})\}?(?:\([a-z,]*\))?$/.exec(written) ??
    /^\\partial_\{?(?<by>[a-z])\}?(?<of>[a-zA-Z])(?:\([a-z,]*\))?$/.exec(written)
  )?.groups
  const [of = '', by] = [groups?.['of'], [...(groups?.['by'] ?? '')]]
  const parameters = parametersOf(of, statementOf)
  if (parameters === undefined || !by.every((letter) => parameters.includes(letter))) return undefined
  return { name: `d${of}/${by.map((letter) => `d${letter}`).join('')}`, derivative: { of, by, order: by.length } }
}

/** How many definitions lead from one to the next. */
const DEEPEST = 6

/** Whether one of the names is there, or in what the definitions of single letters say. */
function leadsTo(tokens: readonly Token[], names: readonly string[], statementOf: StatementOf): boolean {
  const wanted = new Set(names.map((name) => name.replace(/_.*$/, '')))
  const seen = new Set<string>()
  let next = [tokens]
  for (let depth = 0; depth < DEEPEST && next.length > 0; depth++) {
    const letters = [...new Set(next.flat().map(({ text }) => text.replace('\\', '')))].filter((letter) => !seen.has(letter))
    if (letters.some((letter) => wanted.has(letter))) return true
    for (const letter of letters) seen.add(letter)
    next = letters.flatMap((letter) => statementOf(letter)?.parts.slice(1) ?? [])
  }
  return false
}

/** It is written with other derivatives or a limit, which have to be put in first, or goes on and on; \sigma'(x) is a function by itself. */
const isDerived = (tokens: readonly Token[], statementOf: StatementOf): boolean =>
  tokens.some(({ text }, k) => {
    const before = tokens[k - 1]
    if (text === "'" || text === '\\prime')
      return tokens[k + 1]?.text !== '(' || (before?.kind === 'letter' && parametersOf(before.text, statementOf) === undefined)
    if (text === '\\mathrm') return tokens[k + 2]?.text === 'd'
    return /^(?:\\(?:partial|nabla|grad|lim|l?dots|cdots|vdots|ddots|Delta|d)|d)$/.test(text)
  })

/** J(u^*, v^*), J(0, 1), J|_{x_0}; but not J(x_1, x_2). */
const isAtPlace = (tokens: readonly Token[]): boolean =>
  tokens.some(({ kind, text }, k) => {
    const isScript = /^[_^]$/.test(tokens[tokens[k - 1]?.text === '{' ? k - 2 : k - 1]?.text ?? '')
    return (kind === 'number' && !isScript) || /^(?:\*|\\(?:ast|star|vert)|\|)$/.test(text)
  })

const TABLE = /^(?:[bpBvV]?(?:small)?matrix|array|psmallmatrix|bsmallmatrix)\*?$/

/** The entries of a matrix, or of a vector with commas between, row by row; undefined for all else. */
function cellsOf(given: readonly Token[]): (readonly Token[])[] | undefined {
  const tokens = withoutTransposition(given)
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (first?.kind === 'begin' && last?.kind === 'end' && TABLE.test(first.text))
    return cellsBetween(tokens.slice(1, -1), (text) => text === '&' || text === '\\\\')
  if (first === undefined || last === undefined || !/^[([]$/.test(first.text) || !/^[)\]]$/.test(last.text)) return undefined
  const inner = tokens.slice(1, -1)
  if (inner[0]?.kind === 'begin') return cellsOf(inner)
  const cells = cellsBetween(inner, (text) => text === ',')
  return cells !== undefined && cells.length > 1 ? cells : undefined
}

/** What stands between separators that are in no group; undefined where brackets do not match. */
function cellsBetween(tokens: readonly Token[], separates: (text: string) => boolean): (readonly Token[])[] | undefined {
  const cells: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.kind === 'begin' || (token.kind !== 'words' && opensGroup(token.text))) depth++
    else if (token.kind === 'end' || (token.kind !== 'words' && closesGroup(token.text))) depth--
    if (depth < 0) return undefined
    if (depth === 0 && separates(token.text)) cells.push([])
    else if (token.kind !== 'break') (cells.at(-1) as Token[]).push(token)
  }
  // \\ behind the last row
  if (cells.at(-1)?.length === 0) cells.pop()
  return depth === 0 ? cells : undefined
}

/** (a, b) of (a, b)^\top. */
function withoutTransposition(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.map(({ text }) => text).lastIndexOf('^')
  const behind =
    at < 0
      ? ''
      : tokens
          .slice(at)
          .map(({ text }) => text)
          .join('')
  return /^\^\{?(?:T|\\top|\\intercal|\\mathsfT|\\mathrmT|\\mathsf\{T\}?|\\mathrm\{T\}?)\}*$/.test(behind) ? tokens.slice(0, at) : tokens
}
