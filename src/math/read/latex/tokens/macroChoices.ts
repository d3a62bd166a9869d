/** What the body of a macro chooses by the arguments it was given: \IfBooleanTF{#1}{...}{...} by a star, \IfValueTF and \IfNoValueTF by an optional argument. */
import { groupAt, type Token } from './tokens.ts'

const CHOICE = /^\\If(Boolean|NoValue|Value)(TF|T|F)$/

/** The group or token at a place, which may hold groups itself, and what follows it. */
function argumentAt(tokens: readonly Token[], at: number): { readonly inner: readonly Token[]; readonly end: number } | undefined {
  if (tokens[at]?.text !== '{') return groupAt(tokens, at)
  let depth = 0
  for (let k = at; k < tokens.length; k++) {
    if (tokens[k]?.text === '{') depth++
    else if (tokens[k]?.text === '}' && --depth === 0) return { inner: tokens.slice(at + 1, k), end: k + 1 }
  }
  return undefined
}

/** The body with its choices made. `isGiven`: was there the star or the argument of this number, counted from 1? */
export function chosen(body: readonly Token[], isGiven: (parameter: number) => boolean): readonly Token[] {
  if (!body.some(({ kind, text }) => kind === 'command' && CHOICE.test(text))) return body
  const result: Token[] = []
  for (let k = 0; k < body.length; k++) {
    const token = body[k] as Token
    const [, of, branches] = (token.kind === 'command' ? CHOICE.exec(token.text) : null) ?? []
    const asked = of === undefined ? undefined : argumentAt(body, k + 1)
    const [parameter, more] = asked?.inner ?? []
    const first = asked && argumentAt(body, asked.end)
    const second = branches === 'TF' ? first && argumentAt(body, first.end) : first
    if (parameter?.kind !== 'parameter' || more !== undefined || first === undefined || second === undefined) {
      result.push(token)
      continue
    }
    const holds = isGiven(Number(parameter.text)) !== (of === 'NoValue')
    const branch = branches === 'TF' ? (holds ? first.inner : second.inner) : holds === (branches === 'T') ? first.inner : []
    result.push(...chosen(branch, isGiven))
    k = second.end - 1
  }
  return result
}
