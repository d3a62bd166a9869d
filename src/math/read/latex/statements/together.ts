/** Names that are declared together: x, y \in R^n. */
import type { Token } from '../tokens/tokens.ts'
import { isEquality } from '../tokens/wrappings.ts'
import { OPERATORS } from './columns.ts'
import { headOf } from './heads.ts'

/** Whether what stands before a comma is declared with what follows it there. */
export const declaredTogether = (before: readonly Token[], tokens: readonly Token[], from: number): boolean =>
  onlyNames(before) && declaresAfter(tokens, from) && endsInName(before)

/** Is it an operator other than those of scripts, which names have too? */
const joins = ({ text }: Token): boolean => text !== '_' && text !== '^' && OPERATORS.has(text)

const onlyNames = (tokens: readonly Token[]): boolean =>
  tokens.length > 0 &&
  tokens.length < 24 &&
  tokens.every((token, k) => (token.kind !== 'number' || isLowered(tokens, k)) && !isEquality(token) && !joins(token) && token.text !== '(')

/** The 1 of x_1. */
const isLowered = (tokens: readonly Token[], k: number): boolean => tokens[tokens[k - 1]?.text === '{' ? k - 2 : k - 1]?.text === '_'

/** Whether the last of them is a name, x^a and \hat y too, rather than something that has a value: a^\top X b, e^X. */
function endsInName(tokens: readonly Token[]): boolean {
  const last = tokens.slice(tokens.map(({ text }) => text).lastIndexOf(',') + 1)
  const raised = last.findIndex(({ text }) => text === '^')
  const isBraced = last[raised + 1]?.text === '{' && last[last.length - 1]?.text === '}'
  const isLabelled = raised > 0 && (isBraced || last.length === raised + 2)
  const isPower = last[0]?.text === 'e' && raised === 1
  return !isPower && headOf(isLabelled ? last.slice(0, raised) : last) !== undefined
}

function declaresAfter(tokens: readonly Token[], from: number): boolean {
  for (let k = from; k < tokens.length && k < from + 24; k++) {
    const token = tokens[k] as Token
    if (token.text === '\\in') return true
    if (isEquality(token) || token.kind === 'break' || token.text === '\\\\' || token.text === '(' || joins(token)) return false
  }
  return false
}
