/**
 * The macros a text defines (\newcommand, \def, \DeclareMathOperator, ...) and their expansion: what a macro brings in
 * stands at the place of its use, what it was given keeps its own place. Expansion is bounded, so that a macro that
 * calls itself, or doubles itself forty times, is refused at once.
 */
import { ReadError } from '../../term.ts'
import { chosen } from './macroChoices.ts'
import { latexOf, matchingBrace, type Token, tokenize } from './tokens.ts'

export interface Macro {
  readonly parameters: number
  /** Of the parameters that are optional, by their places. */
  readonly standard?: ReadonlyMap<number, readonly Token[]>
  /** The places of parameters that are a star or nothing. */
  readonly stars?: ReadonlySet<number>
  /** Takes a star or a size in brackets before its arguments, which only say how large its delimiters are. */
  readonly sized?: boolean
  readonly body: readonly Token[]
}

export type Macros = ReadonlyMap<string, Macro>

/** How many tokens one formula may grow by. */
const LARGEST = 20_000
/** How long the body of a macro may be. */
const LONGEST = 4000
/** After how many definitions that are none it is not worth looking for more. */
const UNREADABLE = 200

const DEFINITION =
  /\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand|DeclareMathOperator|DeclarePairedDelimiter(?:X(?:PP)?)?|(?:New|Renew|Provide)DocumentCommand|[gex]?def|let)(?![a-zA-Z])\*?/g
const COMMAND = /\s*(?:\{\s*(\\(?:[a-zA-Z]+|[^a-zA-Z\s]))\s*\}|(\\(?:[a-zA-Z]+|[^a-zA-Z\s])))/y
const COUNT = /\s*\[\s*(\d)\s*\]/y
const OPTIONAL = /\s*\[([^\]]*)\]/y
const SPACE = /\s*=?\s*/y
/** A delimiter that stands without braces. */
const DELIMITER = /\s*(?:\\[a-zA-Z]+|\\[^a-zA-Z\s]|[^\s{}\\#])/y
/** The arguments of a \NewDocumentCommand: m is mandatory, s a star, o and O{...} are optional. */
const ARGUMENT = /[ms]|o|O\s*\{([^{}]*)\}/g

export interface MacroScan {
  readonly macros: Macros
  /** Where the definitions stand: they are no formulas. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[]
  /** The definitions as written: equal signatures expand alike. */
  readonly signature: string
}

const NO_MACROS: MacroScan = { macros: new Map(), ranges: [], signature: '' }

/** All macros defined in the text, the last definition of a name holding. */
export function findMacros(text: string): MacroScan {
  DEFINITION.lastIndex = 0
  if (!text.includes('\\') || !DEFINITION.test(text)) return NO_MACROS
  const macros = new Map<string, Macro>()
  const ranges: { start: number; end: number }[] = []
  let unreadable = 0
  DEFINITION.lastIndex = 0
  for (let match = DEFINITION.exec(text); match !== null; match = DEFINITION.exec(text)) {
    const kind = match[0].slice(1).replace('*', '')
    const end = readDefinition(text, kind, DEFINITION.lastIndex, macros)
    if (end === undefined) {
      if (++unreadable > UNREADABLE) break
      continue
    }
    ranges.push({ start: match.index, end })
    DEFINITION.lastIndex = end
  }
  return { macros, ranges, signature: ranges.map(({ start, end }) => text.slice(start, end)).join('') }
}

function readDefinition(text: string, kind: string, from: number, macros: Map<string, Macro>): number | undefined {
  let at = from
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) return undefined
    at = pattern.lastIndex
    return match
  }
  const group = (): readonly [number, number] | undefined => {
    take(SPACE)
    if (text[at] !== '{') return undefined
    const limit = Math.min(text.length, at + LONGEST)
    const close = matchingBrace(text, at, limit)
    if (close === limit) return undefined
    const inner = [at + 1, close] as const
    at = close + 1
    return inner
  }
  const named = take(COMMAND)
  const name = named?.[1] ?? named?.[2]
  if (name === undefined) return undefined
  if (kind === 'let') {
    take(SPACE)
    const other = take(COMMAND)?.[2]
    if (other !== undefined) macros.set(name, { parameters: 0, body: tokenize(other) })
    return at
  }
  if (kind.endsWith('def')) {
    const brace = text.indexOf('{', at)
    const pattern = brace < 0 || brace - at > 40 ? undefined : text.slice(at, brace).trim()
    if (pattern === undefined || !/^(?:#\d\s*)*$/.test(pattern)) return undefined
    at = brace
    const body = group()
    if (body === undefined) return undefined
    macros.set(name, { parameters: pattern.split('#').length - 1, body: tokenize(text, ...body) })
    return at
  }
  if (kind === 'DeclareMathOperator') {
    const body = group()
    if (body === undefined) return undefined
    macros.set(name, { parameters: 0, body: [{ kind: 'command', text: '\\operatorname', start: 0, end: 0 }, ...braced(tokenize(text, ...body))] })
    return at
  }
  if (kind.startsWith('DeclarePairedDelimiter')) {
    const parameters = kind === 'DeclarePairedDelimiter' ? 1 : Number(take(COUNT)?.[1] ?? '1')
    const side = (which: 'open' | 'close'): Token[] | undefined => {
      const range = group()
      const alone = range === undefined ? take(DELIMITER) : undefined
      if (range === undefined && alone === undefined) return undefined
      return tokenize(text, ...(range ?? [at - (alone?.[0] ?? '').trimStart().length, at])).map((token) => ({ ...token, side: which }))
    }
    const outer = (): Token[] | undefined => {
      if (!kind.endsWith('XPP')) return []
      const range = group()
      return range && tokenize(text, ...range)
    }
    const [before, open, close, after] = [outer(), side('open'), side('close'), outer()]
    const inner = kind === 'DeclarePairedDelimiter' ? [at, at] : group()
    if (before === undefined || open === undefined || close === undefined || after === undefined || inner === undefined) return undefined
    const body: Token[] =
      kind === 'DeclarePairedDelimiter' ? [{ kind: 'parameter', text: '1', start: 0, end: 0 }] : tokenize(text, ...(inner as [number, number]))
    macros.set(name, { parameters, sized: true, body: [...before, ...open, ...body, ...close, ...after] })
    return at
  }
  if (kind.endsWith('DocumentCommand')) {
    const signature = group()
    const body = group()
    if (signature === undefined || body === undefined) return undefined
    const wanted = text.slice(...signature)
    if (wanted.replaceAll(ARGUMENT, '').trim() !== '') return undefined
    const places = [...wanted.matchAll(ARGUMENT)]
    const standard = new Map(places.flatMap(([own, value = ''], k) => (/^o/i.test(own) ? [[k, tokenize(value)] as const] : [])))
    const stars = new Set(places.flatMap(([own], k) => (own === 's' ? [k] : [])))
    macros.set(name, { parameters: places.length, standard, stars, body: tokenize(text, ...body) })
    return at
  }
  const parameters = Number(take(COUNT)?.[1] ?? '0')
  const optional = parameters > 0 ? take(OPTIONAL) : undefined
  const body = group()
  if (body === undefined) return undefined
  const standard = optional === undefined ? undefined : new Map([[0, tokenize(optional[1] as string)]])
  macros.set(name, { parameters, standard, body: tokenize(text, ...body) })
  return at
}

function braced(tokens: readonly Token[]): Token[] {
  const [first, last] = [tokens[0], tokens.at(-1)]
  return [
    { kind: 'symbol', text: '{', start: first?.start ?? 0, end: first?.start ?? 0 },
    ...tokens,
    { kind: 'symbol', text: '}', start: last?.end ?? 0, end: last?.end ?? 0 },
  ]
}

const isOpen = (token: Token | undefined): boolean => token?.kind === 'symbol' && token.text === '{'
const isClose = (token: Token | undefined): boolean => token?.kind === 'symbol' && token.text === '}'

/** How long what a macro stands for is at most where it is a letter in words. */
const LETTERS = 12

/** A text with what macros without arguments stand for, where they are names: "\\bx is the data". Places in it are others. */
export function spelledOut(text: string, macros: Macros): string {
  if (macros.size === 0) return text
  return text.replace(/\\[a-zA-Z]+/g, (command) => {
    const macro = macros.get(command)
    return macro === undefined || macro.parameters > 0 || macro.body.length === 0 || macro.body.length > LETTERS ? command : latexOf(macro.body)
  })
}

/** The tokens with all macros expanded. Throws ReadError when that has no end. */
export function expand(tokens: readonly Token[], macros: Macros): readonly Token[] {
  if (macros.size === 0 || !tokens.some((token) => token.kind === 'command' && macros.has(token.text))) return tokens
  const result: Token[] = []
  const largest = tokens.length + LARGEST
  // What is still to be read, the next token last; `work` counts what expansion has brought in.
  const pending = [...tokens].reverse()
  let work = 0
  const argument = (): Token[] => {
    const first = pending.pop()
    if (first === undefined) return []
    if (!isOpen(first)) return [first]
    const inner: Token[] = []
    for (let depth = 1; pending.length > 0; ) {
      const token = pending.pop() as Token
      if (isOpen(token)) depth++
      else if (isClose(token) && --depth === 0) break
      inner.push(token)
    }
    return inner
  }
  const bracketed = (): Token[] | undefined => {
    const next = pending.at(-1)
    if (next?.kind !== 'symbol' || next.text !== '[') return undefined
    const inner: Token[] = []
    pending.pop()
    while (pending.length > 0) {
      const token = pending.pop() as Token
      if (token.kind === 'symbol' && token.text === ']') break
      inner.push(token)
    }
    return inner
  }
  const takesStar = (): boolean => pending.at(-1)?.kind === 'symbol' && pending.at(-1)?.text === '*' && pending.pop() !== undefined
  while (pending.length > 0) {
    const token = pending.pop() as Token
    const macro = token.kind === 'command' ? macros.get(token.text) : undefined
    if (macro === undefined) {
      result.push(token)
      continue
    }
    // A macro as an exponent or a numerator is one thing: a^\half means a^{\half}.
    const given: (readonly Token[])[] = []
    // Stars and optional arguments that are not there.
    const missing = new Set<number>()
    if (macro.sized === true && !takesStar()) bracketed()
    for (let k = 0; k < macro.parameters; k++) {
      const standard = macro.standard?.get(k)
      const isStar = macro.stars?.has(k) === true
      const own = isStar ? (takesStar() ? [{ ...token, kind: 'symbol', text: '*' } as Token] : undefined) : standard ? bracketed() : argument()
      if (own === undefined && (isStar || standard?.length === 0)) missing.add(k + 1)
      given.push(own ?? standard ?? [])
    }
    work++
    const body: Token[] = []
    for (const part of chosen(macro.body, (parameter) => !missing.has(parameter))) {
      if (part.kind === 'parameter') {
        for (const inner of given[Number(part.text) - 1] ?? []) body.push(inner)
      } else body.push({ ...part, start: token.start, end: token.end, line: undefined })
    }
    work += body.length
    if (work > largest) {
      throw new ReadError(`the macro ${token.text} expands without end`, { start: token.start, end: token.end }, 'look for a macro that uses itself')
    }
    const previous = result.at(-1)
    const script = previous?.kind === 'symbol' && (previous.text === '^' || previous.text === '_') && body.length > 1
    if (script) pending.push({ kind: 'symbol', text: '}', start: token.end, end: token.end })
    for (let k = body.length - 1; k >= 0; k--) pending.push(body[k] as Token)
    if (script) pending.push({ kind: 'symbol', text: '{', start: token.start, end: token.start })
  }
  return result
}
