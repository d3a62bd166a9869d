/**
 * Recurrences in cases: h_t = \begin{cases} a, & t = 1 \\ b h_{t-1}, & t \ge 2 \end{cases} says what h_1 is, and what the others are by
 * those before them.
 */

import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'
import { isEquality } from '../tokens/wrappings.ts'

/** The definitions of the first ones and of all others; the statement itself where it is no such recurrence. */
export function stepsApart(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const equality = tokens.findIndex(isEquality)
  const [begin, end] = [tokens[equality + 1], tokens.at(-1)]
  if (equality < 3 || begin?.kind !== 'begin' || !/^[dr]?cases$/.test(begin.text) || end?.kind !== 'end') return [tokens]
  const low = tokens.findIndex(({ text }, k) => text === '_' && k < equality)
  const braced = tokens[low + 1]?.text === '{'
  const place = low + (braced ? 2 : 1)
  const index = tokens[place]
  if (low < 0 || index?.kind !== 'letter' || (braced && tokens[place + 1]?.text !== '}')) return [tokens]
  const rows = rowsOf(tokens.slice(equality + 2, -1))
  const firsts = rows.map(({ condition }) => firstOf(condition, index.text))
  const others = rows.filter((_, k) => firsts[k] === undefined)
  const [other] = others
  const isStep = other?.value.some(({ text }, k, all) => text === index.text && /^[-+]$/.test(all[k + 1]?.text ?? ''))
  if (others.length !== 1 || other === undefined || isStep !== true || firsts.length < 2 || !holdsBehind(other.condition, index.text)) return [tokens]
  const defined = (number: Token | undefined, value: readonly Token[]): readonly Token[] => [
    ...tokens.slice(0, place),
    number === undefined ? index : { ...index, kind: 'number', text: number.text },
    ...tokens.slice(place + 1, equality + 1),
    ...value,
  ]
  return rows.map(({ value }, k) => defined(firsts[k], value))
}

interface Row {
  readonly value: readonly Token[]
  readonly condition: readonly Token[]
}

/** The rows of cases, each with what stands behind its &. */
function rowsOf(tokens: readonly Token[]): readonly Row[] {
  const lines: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (opensGroup(token.text) || token.kind === 'begin') depth++
    else if (closesGroup(token.text) || token.kind === 'end') depth--
    if (depth === 0 && token.text === '\\\\') lines.push([])
    else lines.at(-1)?.push(token)
  }
  return lines
    .filter((line) => line.some(({ kind }) => kind !== 'break'))
    .map((line) => {
      const mark = line.findIndex(({ text }) => text === '&')
      const plain = (part: readonly Token[]): readonly Token[] => part.filter(({ kind, text }) => kind !== 'break' && text !== '&')
      const value = plain(line.slice(0, mark < 0 ? undefined : mark))
      return { value: /^[,.;]$/.test(value.at(-1)?.text ?? '') ? value.slice(0, -1) : value, condition: mark < 0 ? [] : plain(line.slice(mark)) }
    })
}

const said = (condition: readonly Token[]): readonly Token[] =>
  condition.filter(({ kind, text }) => kind !== 'words' && !/^(?:[,.;]|\\text|[{}])$/.test(text))

/** The number of "t = 1". */
function firstOf(condition: readonly Token[], index: string): Token | undefined {
  const [letter, sign, number, ...more] = said(condition)
  return letter?.text === index && sign?.text === '=' && number?.kind === 'number' && more.length === 0 ? number : undefined
}

/** "t \ge 2", "t > 1", "t = 2, \dots, T", "otherwise" */
function holdsBehind(condition: readonly Token[], index: string): boolean {
  const [letter, sign, number, ...more] = said(condition)
  if (letter === undefined) return condition.length > 0
  if (letter.text !== index || number?.kind !== 'number') return false
  return /^(?:>|\\g(?:t|eq?)(?:slant)?)$/.test(sign?.text ?? '') || (sign?.text === '=' && /^\\[cl]?dots/.test(more[0]?.text ?? ''))
}
