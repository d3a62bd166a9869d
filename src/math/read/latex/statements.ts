/**
 * The statements of a formula: what stands between commas, wide spaces and rows, and what each is about: f(x) = ... defines
 * a function, y = ... names a value, f'(x) = ..., \nabla f = ... claim a derivative, x \in R^n declares, the rest has a value.
 */
import type { Range } from '../../api.ts'
import { ReadError } from '../term.ts'
import { derivativeFraction, readVariable } from './differentials.ts'
import type { Surroundings } from './grammar.ts'
import { Parser } from './parser.ts'
import { relations } from './symbols.ts'
import type { Token } from './tokens.ts'

/** What a left side defines. */
export interface Head {
  readonly name: string
  readonly parameters?: readonly string[]
  /** The derivative of which function, by what, how often. */
  readonly derivative?: { readonly of: string; readonly by?: readonly string[]; readonly order: number }
}

export interface Statement {
  readonly range: Range
  /** What stands between equality signs; one part where there are none. */
  readonly parts: readonly (readonly Token[])[]
  /** What the parts but the last define, as far as they are heads. */
  readonly heads: readonly Head[]
  readonly kind: 'definition' | 'expression' | 'equation' | 'declaration' | 'condition' | 'words'
}

const DISPLAYS =
  /^(?:equation|align|gather|multline|eqnarray|flalign|alignat|displaymath|math|split|aligned|gathered|alignedat|dmath|subequations|IEEEeqnarray|multlined|empheq)$/
const OPERATORS = new Set(['+', '-', '*', '/', '\\cdot', '\\times', '\\odot', '\\otimes', '\\circ', '\\pm', '^', '_', '\\div', '\\ast'])
const CONNECTING =
  /^(?:and|or|if|when|where|with|for|for all|then|so|thus|hence|let|therefore|since|because|as|i\.e\.|e\.g\.|such that|s\.t\.|subject to|otherwise|here|but|is|are|implies|we have|given|by|using|also|which)\b|\s|^[,.;:]*$/i

const isOpen = (token: Token): boolean =>
  (token.kind === 'symbol' || token.kind === 'command') &&
  (token.text === '(' || token.text === '[' || token.text === '{' || token.text === '\\{' || token.text === '\\langle')
const isClose = (token: Token): boolean =>
  (token.kind === 'symbol' || token.kind === 'command') &&
  (token.text === ')' || token.text === ']' || token.text === '}' || token.text === '\\}' || token.text === '\\rangle')
const isEquality = (token: Token): boolean => token.kind !== 'words' && relations.get(token.text) === 'eq'

/** The statements of a formula's tokens. `bare`: a text of lines without delimiters, where a new line may begin a new one. */
export function splitStatements(tokens: readonly Token[], bare: boolean): Statement[] {
  const statements: Statement[] = []
  let current: Token[] = []
  let depth = 0
  let inner = 0
  let joined = false
  const flush = (): void => {
    const piece = trimmed(current)
    current = []
    depth = 0
    if (piece.length > 0) statements.push(statementOf(piece))
  }
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const next = tokens[k + 1]
    if (token.kind === 'begin' || token.kind === 'end') {
      if (DISPLAYS.test(token.text) && inner === 0) {
        joined =
          token.kind === 'begin' && (token.text === 'multline' || token.text === 'split' || token.text === 'multlined' || token.text === 'dmath')
        if (token.kind === 'end') flush()
        continue
      }
      inner += token.kind === 'begin' ? 1 : -1
      current.push(token)
      continue
    }
    if (inner > 0) {
      current.push(token)
      continue
    }
    if (isOpen(token)) depth++
    else if (isClose(token)) depth--
    if (token.kind === 'symbol' && token.text === '&') {
      if (depth > 0 && token.text === '&') continue
      continue
    }
    if (token.kind === 'command' && token.text === '\\\\') {
      if (depth <= 0 && !joined && !continues(tokens, k + 1) && !OPERATORS.has(current.at(-1)?.text ?? '')) flush()
      continue
    }
    if (depth > 0) {
      if (token.kind !== 'break') current.push(token)
      continue
    }
    if (token.kind === 'break') {
      if (!OPERATORS.has(next?.text ?? '') && (next === undefined || !isEquality(next)) && !OPERATORS.has(current.at(-1)?.text ?? '')) flush()
      continue
    }
    if (token.kind === 'symbol' && (token.text === ',' || token.text === ';' || token.text === '.') && token.side === undefined) {
      // x, y \in R^n declares both.
      if (token.text === ',' && onlyNames(current) && declaresAfter(tokens, k + 1)) current.push(token)
      else flush()
      continue
    }
    if (token.kind === 'words' && CONNECTING.test(token.text)) {
      flush()
      continue
    }
    if (
      bare &&
      token.line === true &&
      current.some(isEquality) &&
      startsLine(tokens, k) &&
      !OPERATORS.has(current.at(-1)?.text ?? '') &&
      !isEquality(current.at(-1) as Token)
    )
      flush()
    if (token.text === ':' && next !== undefined && next.text === '=') continue
    if (token.text === '=' && next?.text === ':') {
      current.push(token)
      k++
      continue
    }
    current.push(token)
  }
  flush()
  return statements.map(named)
}

/** f: R \to R, x \mapsto u names the mapping one statement before it. */
function named(statement: Statement, k: number, all: readonly Statement[]): Statement {
  const before = all[k - 1]
  if (statement.heads[0]?.name !== '' || before?.kind !== 'declaration') return statement
  const tokens = before.parts[0] as readonly Token[]
  const colon = tokens.findIndex((token) => token.text === ':' || token.text === '\\colon')
  const head = colon > 0 ? headOf(tokens.slice(0, colon)) : undefined
  return head === undefined ? statement : { ...statement, heads: [{ ...statement.heads[0], name: head.name }] }
}

/** Does the row that begins here go on with the one before: with a relation, or, behind &, with an operator? */
function continues(tokens: readonly Token[], from: number): boolean {
  let k = from
  let aligned = false
  while (tokens[k]?.kind === 'symbol' && tokens[k]?.text === '&') {
    aligned = true
    k++
  }
  const first = tokens[k]
  if (first === undefined || first.kind === 'words') return false
  if (isEquality(first)) return true
  return OPERATORS.has(first.text) && (aligned || first.text !== '-')
}

/** Does the line that begins here hold an equality of its own, and begin with something that is no operator? */
function startsLine(tokens: readonly Token[], from: number): boolean {
  const first = tokens[from] as Token
  if (OPERATORS.has(first.text) || isEquality(first)) return false
  for (let k = from; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (k > from && token.line === true) return false
    if (isEquality(token)) return true
  }
  return false
}

const onlyNames = (tokens: readonly Token[]): boolean =>
  tokens.length > 0 &&
  tokens.length < 24 &&
  tokens.every((token) => token.kind !== 'number' && !isEquality(token) && !OPERATORS.has(token.text === '_' ? '' : token.text) && token.text !== '(')

function declaresAfter(tokens: readonly Token[], from: number): boolean {
  for (let k = from; k < tokens.length && k < from + 24; k++) {
    const token = tokens[k] as Token
    if (token.text === '\\in') return true
    if (
      isEquality(token) ||
      token.kind === 'break' ||
      token.text === '\\\\' ||
      token.text === '(' ||
      OPERATORS.has(token.text === '_' ? '' : token.text)
    )
      return false
  }
  return false
}

const isNoise = (token: Token): boolean =>
  token.kind === 'break' ||
  (token.kind === 'symbol' && (token.text === ',' || token.text === '.' || token.text === ';' || token.text === '&') && token.side === undefined) ||
  (token.kind === 'command' && token.text === '\\\\')

function trimmed(tokens: readonly Token[]): readonly Token[] {
  let from = 0
  let to = tokens.length
  while (from < to && isNoise(tokens[from] as Token)) from++
  while (to > from && isNoise(tokens[to - 1] as Token)) to--
  return tokens.slice(from, to)
}

export function rangeOfTokens(tokens: readonly Token[]): Range {
  let start = Number.POSITIVE_INFINITY
  let end = 0
  for (const token of tokens) {
    if (token.start < start) start = token.start
    if (token.end > end) end = token.end
  }
  return tokens.length === 0 ? { start: 0, end: 0 } : { start, end }
}

function statementOf(tokens: readonly Token[]): Statement {
  const range = rangeOfTokens(tokens)
  const kind = (known: Statement['kind']): Statement => ({ range, parts: [tokens], heads: [], kind: known })
  const parts: Token[][] = [[]]
  let depth = 0
  let special: Token | undefined
  for (const token of tokens) {
    if (isOpen(token) || token.kind === 'begin') depth++
    else if (isClose(token) || token.kind === 'end') depth--
    if (depth === 0 && isEquality(token)) parts.push([])
    else {
      ;(parts.at(-1) as Token[]).push(token)
      if (depth === 0 && special === undefined && (SPECIAL.has(token.text) || (relations.has(token.text) && token.kind !== 'words'))) special = token
    }
  }
  if (
    special?.text === '\\mapsto' ||
    special?.text === '\\longmapsto' ||
    (special?.text === ':' && tokens.some((token) => token.text === '\\mapsto'))
  ) {
    const mapping = mappingOf(tokens, range)
    if (mapping !== undefined) return mapping
  }
  if (tokens.every((token) => token.kind === 'words')) return kind('words')
  if (special !== undefined && SPECIAL.has(special.text)) return kind('declaration')
  if (special !== undefined && parts.length === 1) return kind('condition')
  // f(x) = with nothing behind it, as while typing.
  if (parts.length > 1 && (parts.at(-1) as Token[]).length === 0 && (parts[0] as Token[]).length > 0)
    return { range, parts: [parts[0] as Token[], []], heads: [], kind: 'equation' }
  const full = parts.filter((part) => part.length > 0)
  if (full.length <= 1) return { range, parts: full.length === 0 ? [tokens] : full, heads: [], kind: 'expression' }
  const heads: Head[] = []
  // An equation that begins with its sign goes on from something not here.
  if ((parts[0] as Token[]).length > 0) {
    for (const part of full.slice(0, -1)) {
      const head = headOf(part)
      if (head === undefined) break
      heads.push(head)
    }
  }
  if ((parts[0] as Token[]).length === 0) return { range, parts: full.slice(0, 1), heads: [], kind: 'expression' }
  return { range, parts: full, heads, kind: heads.length > 0 ? 'definition' : 'equation' }
}

const SPECIAL = new Set([
  '\\in',
  '\\subset',
  '\\subseteq',
  '\\sim',
  '\\propto',
  '\\to',
  '\\rightarrow',
  '\\succ',
  '\\succeq',
  '\\mapsto',
  '\\longmapsto',
  ':',
  '\\colon',
  '\\implies',
  '\\iff',
  '\\Rightarrow',
  '\\Leftrightarrow',
  '\\notin',
  '\\perp',
  '\\forall',
  '\\exists',
])

/** f \colon x \mapsto u, x \mapsto u. */
function mappingOf(tokens: readonly Token[], range: Range): Statement | undefined {
  const arrow = tokens.findIndex((token) => token.text === '\\mapsto' || token.text === '\\longmapsto')
  const colon = tokens.findIndex((token) => token.text === ':' || token.text === '\\colon')
  const parameters = namesOf(tokens.slice(colon >= 0 && colon < arrow ? colon + 1 : 0, arrow))
  if (parameters === undefined || arrow + 1 >= tokens.length) return undefined
  const head = colon > 0 && colon < arrow ? headOf(tokens.slice(0, colon)) : undefined
  const body = tokens.slice(arrow + 1)
  return { range, parts: [tokens.slice(0, arrow), body], heads: [{ name: head?.name ?? '', parameters }], kind: 'definition' }
}

/** Names with commas between, perhaps in parentheses. */
function namesOf(tokens: readonly Token[]): string[] | undefined {
  return attempt(tokens, (g) => {
    const opened = g.take('(')
    const names: string[] = []
    do {
      const name = readVariable(g)
      if (name === undefined) return undefined
      names.push(name)
    } while (g.take(','))
    if (opened && !g.take(')')) return undefined
    return g.peek() === undefined ? names : undefined
  })
}

const NOTHING: Surroundings = {
  functionNamed: () => undefined,
  applied: () => undefined,
  valueOf: () => undefined,
  declarationOf: () => undefined,
  isSymbol: () => false,
  isBold: () => false,
}

function attempt<T>(tokens: readonly Token[], read: (g: Parser) => T | undefined): T | undefined {
  if (tokens.length > 120) return undefined
  try {
    return read(new Parser(tokens, NOTHING, { start: 0, end: 0 }))
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

/** What a left side defines; undefined where it is no name, call or derivative of one. */
function headOf(tokens: readonly Token[]): Head | undefined {
  const plain = plainHead(tokens)
  if (plain !== undefined) return plain
  // A left side that begins with anything but a name or a derivative is none.
  const first = tokens[0] as Token
  if (first.kind !== 'letter' && first.kind !== 'words' && first.kind !== 'command') return undefined
  return attempt(tokens, (g) => derivativeHead(g) ?? nameHead(g))
}

/** The left sides that most formulas have, y and f(x, y) with plain letters, without a parser. */
function plainHead(tokens: readonly Token[]): Head | undefined {
  const [name, open] = tokens
  if (name?.kind !== 'letter') return undefined
  if (open === undefined) return { name: name.text }
  if (open.text !== '(' || tokens.at(-1)?.text !== ')') return undefined
  const parameters: string[] = []
  for (let k = 2; k < tokens.length; k += 2) {
    const parameter = tokens[k] as Token
    const mark = tokens[k + 1]?.text
    if (
      parameter.kind !== 'letter' ||
      parameters.includes(parameter.text) ||
      (mark !== ',' && mark !== ')') ||
      (mark === ')') !== (k + 2 === tokens.length)
    )
      return undefined
    parameters.push(parameter.text)
  }
  return parameters.length === 0 ? undefined : { name: name.text, parameters }
}

/** f(x, y), y, f'(x), \sigma(z)_i. */
function nameHead(g: Parser): Head | undefined {
  const called = readCallee(g)
  if (called === undefined || g.peek() !== undefined) return undefined
  const { name, parameters, primes } = called
  if (primes === 0) return { name, parameters }
  return { name: name + "'".repeat(primes), parameters, derivative: { of: name, order: primes } }
}

function readCallee(g: Parser): { name: string; parameters?: readonly string[]; primes: number } | undefined {
  const name = readVariable(g)
  if (name === undefined) return undefined
  let primes = 0
  for (;;) {
    if (g.take("'") || g.take('\\prime')) primes++
    else if (g.is('^') && (g.is('\\prime', 1) || (g.is('{', 1) && g.is('\\prime', 2)))) {
      g.at++
      const span = g.argument('primes')
      primes += span.to - span.from
    } else if (g.is('^') && g.is('{', 1) && g.is('*', 2)) return undefined
    else break
  }
  if (!g.take('(')) return { name, primes }
  const parameters: string[] = []
  do {
    const parameter = readVariable(g)
    if (parameter === undefined || parameters.includes(parameter)) return undefined
    parameters.push(parameter)
  } while (g.take(',') || g.take(';') || g.take('|') || g.take('\\|') || g.take('\\mid'))
  if (!g.take(')')) return undefined
  if (g.take('_')) g.argument('a component')
  return { name, parameters, primes }
}

/** df/dx, d/dx f(x), \nabla f(x, y), \nabla_w L. */
function derivativeHead(g: Parser): Head | undefined {
  const start = g.at
  const fraction = derivativeFraction(g)
  if (fraction !== undefined) {
    let called: { name: string; parameters?: readonly string[]; primes: number } | undefined
    if (fraction.of !== undefined) {
      called = g.within(fraction.of, () => readCallee(g), fraction.to)
      if (called !== undefined && g.peek() !== undefined && g.take('(')) {
        const parameters: string[] = []
        do {
          const parameter = readVariable(g)
          if (parameter !== undefined) parameters.push(parameter)
        } while (g.take(','))
        if (!g.take(')')) return undefined
        called = { ...called, parameters }
      }
    } else {
      g.at = fraction.to
      called = readCallee(g)
    }
    if (called === undefined || called.primes > 0 || g.peek() !== undefined) {
      g.at = start
      return undefined
    }
    const { by } = fraction
    const single = !fraction.partial && by.every((name) => name === by[0])
    const name = single ? called.name + "'".repeat(by.length) : `d${called.name}/${by.map((variable) => `d${variable}`).join('')}`
    return { name, parameters: called.parameters ?? (single ? [by[0] as string] : undefined), derivative: { of: called.name, by, order: by.length } }
  }
  if (!g.take('\\nabla') && !g.take('\\grad')) return undefined
  let by: string[] | undefined
  let order = 1
  for (;;) {
    if (g.take('_')) {
      const span = g.argument('a variable')
      by = g.within(span, () => {
        const name = readVariable(g)
        return name === undefined ? undefined : [name]
      })
      if (by === undefined) return undefined
    } else if (g.is('^') && g.is('2', 1)) {
      g.at += 2
      order = 2
    } else break
  }
  const number = g.peek()
  if (number?.kind === 'number') return undefined
  const called = readCallee(g)
  if (called === undefined || called.primes > 0 || g.peek() !== undefined) {
    g.at = start
    return undefined
  }
  const name = by === undefined ? `∇${order === 2 ? '²' : ''}${called.name}` : `d${called.name}/d${by[0] as string}`
  return { name, parameters: called.parameters, derivative: { of: called.name, ...(by === undefined ? {} : { by }), order } }
}
