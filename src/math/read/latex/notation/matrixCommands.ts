/** Matrices of the physics package: \mqty(a & b \\ c & d), \pmqty{...}, \vmqty{...} are environments of their kind. */
import { closerOf, type Token } from '../tokens/tokens.ts'

/** Environments by the bracket that \mqty is written with, and by the letter of \pmqty and its like. */
const BY_BRACKET: ReadonlyMap<string, string> = new Map([
  ['(', 'pmatrix'],
  ['[', 'bmatrix'],
  ['{', 'matrix'],
])
const BY_LETTER: ReadonlyMap<string, string> = new Map([
  ['', 'matrix'],
  ['p', 'pmatrix'],
  ['P', 'pmatrix'],
  ['b', 'bmatrix'],
  ['v', 'vmatrix'],
])
const COMMAND = /^\\s?([pPbv]?)mqty$/

export function withMatrixCommands(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ text }) => COMMAND.test(text))) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const [, letter = ''] = COMMAND.exec(token.text) ?? []
    const open = tokens[k + 1]
    const close = open === undefined ? k : closerOf(tokens, k + 1)
    const environment = letter === '' ? BY_BRACKET.get(open?.text ?? '') : open?.text === '{' ? BY_LETTER.get(letter) : undefined
    if (!COMMAND.test(token.text) || environment === undefined || open === undefined || close <= k + 1) {
      result.push(token)
      continue
    }
    const end = tokens[close] as Token
    result.push({ ...token, kind: 'begin', text: environment }, ...withMatrixCommands(tokens.slice(k + 2, close)), {
      ...end,
      kind: 'end',
      text: environment,
    })
    k = close
  }
  return result
}
