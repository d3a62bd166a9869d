/** Objectives: what stands behind \min_w, and functions that a problem names as it states it, \min_x f(x) = ... */

import { letterCommands } from '../tokens/symbols.ts'
import { latexOf, type Token } from '../tokens/tokens.ts'
import { isEquality } from '../tokens/wrappings.ts'
import { headOf } from './heads.ts'

interface Objective {
  readonly tokens: readonly Token[]
  /** Of what it is the objective, and what is to be said of that, where it is one. */
  readonly variable?: string
  readonly note?: string
}

const EXTREMUM = /^(?:arg)?(?:min|max)(?:imize|imise)?$/i

/** \min_w L, \arg\min_{\theta} L, \operatorname*{argmin}_x L: the objective is what is differentiated. */
export function withoutObjective(tokens: readonly Token[]): Objective {
  let at = 0
  let argument = false
  let variable = ''
  const skipGroup = (): string => {
    if (tokens[at]?.text !== '{') return tokens[at++]?.text ?? ''
    const open = at++
    for (let depth = 1; at < tokens.length && depth > 0; at++) {
      const token = tokens[at] as Token
      if (token.kind === 'symbol') depth += token.text === '{' ? 1 : token.text === '}' ? -1 : 0
    }
    return latexOf(tokens.slice(open + 1, at - 1))
  }
  if (tokens[at]?.text === '\\underset') {
    at++
    variable = skipGroup()
    if (!/min|max/.test(skipGroup())) return { tokens }
    argument = true
  } else {
    if (tokens[at]?.text === '\\arg') {
      argument = true
      at++
    }
    const token = tokens[at]
    if (token === undefined) return { tokens }
    if (token.kind === 'command' && /^\\(?:arg)?(?:min|max)$/.test(token.text)) {
      argument ||= token.text.startsWith('\\arg')
      at++
    } else if (token.kind === 'words' && EXTREMUM.test(token.text)) {
      argument = true
      at++
    } else if (token.kind === 'command' && /^\\(?:operatorname|mathop|mathrm)$/.test(token.text)) {
      at++
      if (tokens[at]?.text === '*') at++
      const word = skipGroup().replace('\\', '')
      if (!EXTREMUM.test(word)) return { tokens }
      argument ||= /arg|imi/i.test(word)
    } else return { tokens }
    if (tokens[at]?.text === '_') {
      at++
      variable = skipGroup()
    } else if (!argument) return { tokens }
  }
  // \max_2(X) is over an axis.
  if (/^\d+$/.test(variable)) return { tokens }
  const rest = tokens.slice(at)
  const indices = new Set(variable.match(/\\[a-zA-Z]+|[a-zA-Z]/g))
  const runs = rest.some(
    (token, k) =>
      token.text === '_' &&
      (indices.has(rest[k + 1]?.text ?? '') || (rest[k + 1]?.text === '{' && rest.slice(k + 2, k + 5).some((inner) => indices.has(inner.text)))),
  )
  if ((!argument && runs) || rest.length === 0 || (!argument && variable === '')) return { tokens }
  return { tokens: rest, variable, note: `read the objective${variable === '' ? '' : ` of ${variable}`}; the optimum itself is not worked out` }
}

/** \min_x f(x) = ... says what f(x) is, where the right side is made of x. */
export function withoutProblem(tokens: readonly Token[]): readonly Token[] {
  const sign = tokens.findIndex(isEquality)
  if (sign < 0) return tokens
  const { tokens: rest, variable, note } = withoutObjective(tokens)
  if (note === undefined) return tokens
  const left = rest.slice(0, rest.findIndex(isEquality))
  const right = tokens.slice(sign + 1)
  const isLetter = ({ kind, text }: { kind: Token['kind']; text: string }): boolean => kind === 'letter' || letterCommands.has(text)
  const own = variable?.match(/\\[a-zA-Z]+|[a-zA-Z]/g)?.find((name) => name.length === 1 || letterCommands.has(name))
  const isMade = own === undefined ? right.some(isLetter) : right.some(({ text }) => text === own)
  return isMade && withoutObjective(right).note === undefined && headOf(left) !== undefined ? rest : tokens
}
