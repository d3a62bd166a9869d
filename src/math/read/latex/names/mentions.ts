/** Where a name is among the tokens of a formula: as it is written, in any font, with its subscript. */
import { accents, boldFonts, letterCommands, wordFonts } from '../tokens/symbols.ts'
import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'

/** Is this one of several letters of a word, as in \mathrm{softmax}? */
function isInWord(tokens: readonly Token[], at: number): boolean {
  let open = at
  while (tokens[open - 1]?.kind === 'letter') open--
  return tokens[open - 1]?.text === '{' && wordFonts.has(tokens[open - 2]?.text ?? '') && (open < at || tokens[at + 1]?.kind === 'letter')
}

/** The letters of a word in a font that begins here, and where what follows begins. */
function wordAt(tokens: readonly Token[], at: number): { text: string; end: number } | undefined {
  if (tokens[at]?.kind !== 'letter' || tokens[at - 1]?.text !== '{' || !wordFonts.has(tokens[at - 2]?.text ?? '')) return undefined
  let end = at
  let text = ''
  while (tokens[end]?.kind === 'letter') text += (tokens[end++] as Token).text
  return tokens[end]?.text === '}' ? { text, end: end + 1 } : undefined
}

/** Where the brace at this place closes. */
function groupEnd(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let k = open; k < tokens.length; k++) {
    if (tokens[k]?.text === '{') depth++
    else if (tokens[k]?.text === '}' && --depth === 0) return k
  }
  return tokens.length
}

/** Is the name among the tokens: its letter, Greek letter or word, with its subscript or without one? */
export function mentions(tokens: readonly Token[], name: string): boolean {
  if (name.startsWith('|'))
    return tokens
      .map(({ text }) => text)
      .join('')
      .includes(name)
  const [base, ...rest] = name.split('_') as [string, ...string[]]
  const accent = ACCENTS.has(rest[0] ?? '') ? rest[0] : undefined
  const suffix = rest.filter((part) => part !== accent && part !== 'prime')
  const primed = rest.includes('prime')
  return tokens.some((token, k) => {
    // \mathrm{Re}
    const word = base.length > 1 && suffix.length === 0 ? wordAt(tokens, k) : undefined
    if (word?.text === base) return tokens[word.end]?.text !== '_'
    if ((token.text !== base && token.text !== `\\${base}`) || isInWord(tokens, k)) return false
    const braced = tokens[k - 1]?.text === '{' && tokens[k + 1]?.text === '}'
    const dressing = accents.get(tokens[braced ? k - 2 : k - 1]?.text ?? '')
    if (accent !== undefined && dressing !== accent) return false
    let at = braced ? k + 2 : k + 1
    const isPrimed = tokens.slice(at, at + 8).some(({ text }) => PRIME.test(text))
    while (PRIME.test(tokens[at]?.text ?? '')) at++
    if (primed && !isPrimed) return false
    const lowered = tokens[at]?.text === '_'
    // p_i is a component of p.
    if (suffix.length === 0) return !lowered || /^[ijklcnmt]$/.test(tokens[at + 1]?.text ?? '')
    // x^{(1)}
    if (!lowered) return tokens[at]?.text === '^' || isPrimed
    let written = ''
    const grouped = tokens[at + 1]?.text === '{'
    const close = grouped ? groupEnd(tokens, at + 1) : tokens.length
    for (let j = grouped ? at + 2 : at + 1; j < close; j++) {
      const { kind, text } = tokens[j] as Token
      // D_{\mathrm{KL}}
      if (kind === 'command' && !letterCommands.has(text)) continue
      written += SIGNS.get(text) ?? text
      if (!grouped) break
    }
    return written.replaceAll(/[^\p{L}\d]/gu, '') === suffix.join('')
  })
}

/** Is what stands here called, as the u of u(x_i) is? That of u (1 - x_i) is a factor. */
export const isCalled = (tokens: readonly Token[], at: number): boolean =>
  tokens[at + 1]?.text === '(' && !(tokens[at + 2]?.kind === 'number' && /^[-+]$/.test(tokens[at + 3]?.text ?? ''))

/** Is this letter among the tokens without accents and subscripts, and not called, as the y of y_i = y(t_i) is? */
export const standsAlone = (tokens: readonly Token[], name: string): boolean =>
  tokens.some(({ text }, k) => {
    if ((text !== name && text !== `\\${name}`) || isInWord(tokens, k)) return false
    const braced = tokens[k - 1]?.text === '{' && tokens[k + 1]?.text === '}'
    const isFunction = name.length === 1 && isCalled(tokens, k)
    return !isFunction && !accents.has(tokens[braced ? k - 2 : k - 1]?.text ?? '') && tokens[braced ? k + 2 : k + 1]?.text !== '_'
  })

const ACCENTS: ReadonlySet<string> = new Set(accents.values())
/** As names have them: d_- is d_minus. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['+', 'plus'],
  ['-', 'minus'],
  ['*', 'star'],
])
const PRIME = /^(?:'|\\prime)$/

/** What tokens say, whatever their braces are. */
export function unbracedText(tokens: readonly Token[]): string {
  let all = ''
  for (const { text } of tokens) if (text !== '{' && text !== '}') all += text
  return all
}

/** Is this the derivative by time of a name, \dot\theta_1, and nothing more? */
export const isRate = (tokens: readonly Token[]): boolean =>
  tokens.some(({ text }) => text === '\\dot' || text === '\\ddot') && /^\\d{1,2}ot(?:\\[a-zA-Z]+|[a-zA-Z])(?:_\w+)?$/.test(unbracedText(tokens))

/** Are all these signs among the tokens, whatever their braces are? */
export const holds = (tokens: readonly Token[], others: readonly Token[]): boolean => unbracedText(tokens).includes(unbracedText(others))

/** Does this name stand beside a minus sign? */
export function isSubtracted(tokens: readonly Token[], name: string): boolean {
  const base = name.split('_')[0] as string
  return tokens.some(({ text }, k) => {
    if (text !== base) return false
    const before = tokens.slice(Math.max(0, k - 3), k).filter((token) => token.text !== '{' && !boldFonts.has(token.text))
    const after = tokens.slice(k + 1, k + 7).find((token) => /^[-+)|=]$|^\\[|]$/.test(token.text))
    return before.at(-1)?.text === '-' || after?.text === '-'
  })
}

/** How many names there are, a word such as \mathrm{mp} and a name with its subscript as one. */
function namesIn(texts: readonly string[]): number {
  let count = 0
  for (let k = 0; k < texts.length; k++) {
    const text = texts[k] as string
    if (/^\\?[a-zA-Z]/.test(text)) count++
    if ((text !== '_' && !wordFonts.has(text)) || texts[k + 1] !== '{') {
      if (text === '_') k++
      continue
    }
    let depth = 0
    do {
      k++
      depth += texts[k] === '{' ? 1 : texts[k] === '}' ? -1 : 0
    } while (depth > 0 && k < texts.length)
  }
  return count
}

/** Is what a definition begins with on its right side taken away here, as A x_t in x_{t+1} - A x_t? */
export function isTakenAway(tokens: readonly Token[], right: readonly Token[]): boolean {
  if (!tokens.some(({ text }) => text === '-')) return false
  let depth = 0
  const end = right.findIndex(({ text }, k) => {
    depth += opensGroup(text) ? 1 : closesGroup(text) ? -1 : 0
    return k > 0 && depth === 0 && /^[-+]$/.test(text)
  })
  const first = right.slice(0, end < 0 ? undefined : end).map(({ text }) => text)
  // A name alone says too little.
  if (namesIn(first) < 2) return false
  const all = tokens.map(({ text }) => text)
  return all.some(
    (text, k) => text === '-' && [k + 1, k + 2].some((at) => (at === k + 1 || all[k + 1] === '(') && first.every((own, j) => all[at + j] === own)),
  )
}

/** Is one of a family among the tokens, whose definition is called h_t or u_{n+1}: any h with a subscript? */
export function mentionsOne(tokens: readonly Token[], name: string): boolean {
  const [, base, index] = /^(\w+?)_([a-z]{1,3})(?:_plus_1)?$/.exec(name) ?? []
  if (base === undefined || index === undefined || ACCENTS.has(index)) return false
  const [letter, accent] = /^(\w+)_(hat|bar|tilde)$/.exec(base)?.slice(1) ?? [base]
  return tokens.some(({ text }, k) => {
    if (text !== letter && text !== `\\${letter}`) return false
    const braced = tokens[k - 1]?.text === '{' && tokens[k + 1]?.text === '}'
    const dressing = accents.get(tokens[braced ? k - 2 : k - 1]?.text ?? '')
    return dressing === accent && tokens[braced ? k + 2 : k + 1]?.text === '_'
  })
}

/** What has sides between its equality signs. */
interface Sided {
  readonly parts: readonly (readonly Token[])[]
}

/** 1/f = 1/d_o + 1/d_i relates names that are equals: where d_i is written by f elsewhere, it defines no f. */
export const isSolved = (statement: Sided, name: string, index: ReadonlyMap<string, readonly { readonly statement: Sided }[]>): boolean =>
  [...index].some(
    ([other, all]) =>
      other !== name &&
      statement.parts.slice(1).some((side) => mentions(side, other)) &&
      all.some((defined) => defined.statement.parts.slice(1).some((side) => mentions(side, name))),
  )
