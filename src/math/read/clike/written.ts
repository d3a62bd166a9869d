/** The signs of C-like languages that write, and what is written to. */
import type { BinaryOperator } from '../execute/syntax/syntax.ts'
import type { Token } from '../grammar/tokens.ts'

export const ASSIGNS = new Set(['=', ':=', '<-', '<<-'])
export const UPDATES: ReadonlyMap<string, BinaryOperator> = new Map([
  ['+=', '+'],
  ['-=', '-'],
  ['*=', '*'],
  ['/=', '/'],
  ['%=', '%'],
])

/** The names that are written to among these tokens, also by single elements and fields: s += x, v[k].x = y. */
export function writtenNames(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, text }, k) => {
    if (kind !== 'operator' || !(ASSIGNS.has(text) || UPDATES.has(text))) return []
    let at = k - 1
    for (let depth = 0; at >= 0; at--) {
      const { kind: part, text: sign } = tokens[at] as Token
      if (sign === ']' || sign === ')') depth++
      else if (sign === '[' || sign === '(') depth--
      else if (depth === 0 && part === 'name' && !/^(?:\.|->|::)$/.test(tokens[at - 1]?.text ?? '')) break
    }
    const name = tokens[at]
    return name?.kind === 'name' ? [name.text] : []
  })
}
