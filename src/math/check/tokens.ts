/** The body of a definition of code as tokens, whatever its language is: names, numbers, operators, with their places in the text. */
import type { Language, Range } from '../api.ts'

export interface Token extends Range {
  readonly kind: 'name' | 'number' | 'operator' | 'line'
  readonly text: string
  /** How many brackets are open around it. */
  readonly depth: number
}

/** What is no code: strings and comments. */
const HIDDEN: Readonly<Partial<Record<Language, RegExp>>> = {
  python: /#[^\n]*|[rbfuRBFU]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/y,
  julia: /#=[\s\S]*?=#|#[^\n]*|"(?:\\.|[^"\\\n])*"/y,
  matlab: /%[^\n]*|\.\.\.[^\n]*\n|"[^"\n]*"|(?<![\w)\]}.'])'[^'\n]*'/y,
}
/** Functions of R, where a < -b is written with a space. */
const R = /<-\s*function\b/
const OF_R = /#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y
const OTHERS = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`/y

const NAME = /[\p{L}_$∇][\p{L}\p{M}\p{N}_$!]*/uy
const NUMBER = /(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?:_?[fFiu]\d*)?/y
const OPERATOR = /\*\*=?|\.[-+*/^\\]=?|\.'|&&|\|\||=>|->|[-+*/@^%]=|[<>=!~]=?=?|[-+*/@^%\\&|,;:.?()[\]{}']/y

/** What stands before the body: the head of a function, up to the sign that opens it. */
const HEADS: Readonly<Partial<Record<Language, RegExp>>> = {
  python: /^(?:\s*@[^\n]*\n)*\s*(?:async\s+)?def\b[\s\S]*?\)\s*(?:->[^:\n]*)?:|^[^\n]*?\blambda\b[^:\n]*:/,
  julia: /^\s*function\b[^\n]*\n|^[^\n=]*=/,
  matlab: /^\s*function\b[^\n]*\n|^[^\n]*?@\([^)]*\)/,
}
const BRACED = /^[^{]*?(?:=>\s*\{?|\)[^{;]*\{)/

/** The tokens behind the head of a definition. */
export function tokensOf(text: string, { start, end }: Range, language: Language): Token[] {
  const head = (HEADS[language] ?? BRACED).exec(text.slice(start, end))
  const isR = R.test(head?.[0] ?? '')
  const hidden = isR ? OF_R : (HIDDEN[language] ?? OTHERS)
  const tokens: Token[] = []
  let depth = 0
  // What stands behind f(x) = or lambda x: is returned.
  const body = start + (head?.[0].length ?? 0)
  if (/(?:=>?|\blambda\b[^:\n]*:|@\([^)]*\))\s*$/.test(head?.[0] ?? '')) tokens.push({ kind: 'name', text: 'return', depth, start: body, end: body })
  const matched = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  for (let at = body; at < end; ) {
    const skipped = matched(hidden, at) ?? matched(/[ \t\r]+/y, at)
    if (skipped !== undefined && skipped.length > 0) {
      at += skipped.length
      continue
    }
    const add = (kind: Token['kind'], found: string): void => {
      if (kind === 'operator' && ')]}'.includes(found)) depth--
      tokens.push({ kind, text: found, depth, start: at, end: at + found.length })
      if (kind === 'operator' && '([{'.includes(found)) depth++
      at += found.length
    }
    const [name, number] = [matched(NAME, at), matched(NUMBER, at)]
    if (text[at] === '\n') add('line', '\n')
    else if (name !== undefined) add('name', name)
    else if (number !== undefined) add('number', number)
    else add('operator', (isR ? matched(/<-/y, at) : undefined) ?? matched(OPERATOR, at) ?? (text[at] as string))
  }
  return isR || language === 'julia' ? withReturn(tokens) : tokens
}

/** With the `return` that languages do without before what stands last. */
function withReturn(tokens: Token[]): Token[] {
  const isEnd = ({ kind, text }: Token): boolean => kind === 'line' || /^(?:[;}]|end)$/.test(text)
  let last = tokens.length
  while (last > 0 && isEnd(tokens[last - 1] as Token)) last--
  let start = last
  while (start > 0 && !((tokens[start - 1] as Token).depth === 0 && isEnd(tokens[start - 1] as Token))) start--
  const statement = tokens.slice(start, last)
  const [first] = statement
  if (first === undefined || statement.some(({ text, depth }) => depth === 0 && /^(?:return|for|while|if|[-+*/.]?=|<-)$/.test(text))) return tokens
  return [...tokens.slice(0, start), { kind: 'name', text: 'return', depth: 0, start: first.start, end: first.start }, ...tokens.slice(start)]
}

/** Words that are no names of values. */
const WORDS = new Set(
  'for while if elif else elseif end in not and or is return def lambda function const let var do begin pass break continue import from as with try except yield global true false True False None null nothing new this self'.split(
    ' ',
  ),
)

export const isValueName = ({ kind, text }: Token): boolean => kind === 'name' && !WORDS.has(text)
