/**
 * The statements of a formula: what stands between commas, wide spaces and rows, and what each is about: f(x) = ... defines
 * a function, y = ... names a value, f'(x) = ..., \nabla f = ... claim a derivative, x \in R^n declares, the rest has a value.
 */

import type { Range } from '../../../api.ts'
import { mentions, unbracedText } from '../names/mentions.ts'
import { withoutDots } from '../notation/ellipsis.ts'
import { inCases } from '../text/pieces.ts'
import { letterCommands, relations } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import { isClose, isEquality, isNoise, isOpen, unbraced, unstacked, withoutAim, withoutBrackets, withoutTables } from '../tokens/wrappings.ts'
import { beginsColumn, OPERATORS } from './columns.ts'
import { capitalsHead, functionHead, type Head, headOf, namesOf, sizeHead, squaredHead } from './heads.ts'
import { withoutProblem } from './objectives.ts'
import { withResidual } from './residuals.ts'
import { stepsApart } from './stepwise.ts'
import { declaredTogether } from './together.ts'

export interface Statement {
  readonly range: Range
  /** What stands between equality signs; one part where there are none. */
  readonly parts: readonly (readonly Token[])[]
  /** What the parts but the last define, as far as they are heads. */
  readonly heads: readonly Head[]
  /** The name whose square or function stands alone on the left, \sigma^2 = ..., where letters stand on the right. */
  readonly given?: Head
  readonly kind: 'definition' | 'expression' | 'equation' | 'declaration' | 'condition' | 'words'
  /** It is not written so, but follows from what is said of these data: the residuals of a model. */
  readonly residualOf?: string
}

const DISPLAYS =
  /^(?:equation|align|gather|multline|eqnarray|flalign|alignat|displaymath|math|split|aligned|gathered|alignedat|dmath|subequations|IEEEeqnarray|multlined|empheq)$/
const SIGNS = new Set(['+', '-'])
const CONNECTING =
  /^(?:and|or|if|when|where|with|for|for all|then|so|thus|hence|let|therefore|since|because|as|i\.e\.|e\.g\.|such that|s\.t\.|subject to|otherwise|here|but|is|are|implies|we have|given|by|using|also|which)\b|\s|^[,.;:]*$/i
/** What the constraints of an optimum stand behind. */
const CONSTRAINING = /^(?:s\.?\s?t\.?|subject to)$/i

/** {} before a sign sets its distance, and says nothing: = {} & - x. */
function withoutSpacing(tokens: readonly Token[]): readonly Token[] {
  const isEmpty = (k: number): boolean => tokens[k]?.text === '{' && tokens[k + 1]?.text === '}'
  const isBeforeSign = (k: number): boolean => SIGNS.has(tokens.slice(k, k + 2).find(({ text }) => text !== '&')?.text ?? '')
  const isSpacing = (k: number): boolean => isEmpty(k) && isBeforeSign(k + 2)
  return tokens.some((_, k) => isSpacing(k)) ? tokens.filter((_, k) => !isSpacing(k) && !isSpacing(k - 1)) : tokens
}

/**
 * The statements of a formula's tokens. `bare`: a text of lines without delimiters, where a new line may begin a new one;
 * `multiline`: all rows are one formula.
 */
export function splitStatements(given: readonly Token[], bare: boolean, multiline = false): Statement[] {
  const tokens = inCases(withoutSpacing(withoutTables(unbraced(unstacked(given)))))
  const statements: Statement[] = []
  let current: Token[] = []
  let isConstrained = false
  let depth = 0
  let inner = 0
  let joined = multiline
  const flush = (): void => {
    const piece = statements.length > 0 ? withoutBrackets(trimmed(current)) : trimmed(current)
    current = []
    depth = 0
    if (piece.length > 0)
      for (const one of signsApart(withoutProblem(withoutAim(piece))).flatMap(stepsApart))
        statements.push(
          ...withResidual(one, statementOf).map((own) => (isConstrained && own.kind === 'equation' ? { ...own, kind: 'condition' as const } : own)),
        )
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
      // A column of remarks: && \text{(gain)} \\
      const remark = tokens.findIndex(({ text }, at) => at > k && text !== '&')
      const behind = tokens[remark + 1]
      const isRemark = depth <= 0 && tokens[remark]?.kind === 'words' && (behind === undefined || behind.text === '\\\\' || behind.kind === 'end')
      if (isRemark && /^\s*[([]/.test(tokens[remark]?.text ?? '')) k = remark
      else if (depth <= 0 && beginsColumn(tokens, k + 1, current)) flush()
      continue
    }
    if (token.kind === 'command' && token.text === '\\\\') {
      // The rows of \substack belong to it.
      if (depth > 0 && current.some(({ text }) => text === '\\substack')) current.push(token)
      else if (depth <= 0 && !joined && !continues(tokens, k + 1) && !OPERATORS.has(current.at(-1)?.text ?? '')) flush()
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
      if (token.text === ',' && declaredTogether(current, tokens, k + 1)) current.push(token)
      else flush()
      continue
    }
    if (token.kind === 'words' && (CONNECTING.test(token.text) || CONSTRAINING.test(token.text))) {
      flush()
      isConstrained ||= CONSTRAINING.test(token.text)
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

/** d_{1,2} = ... \pm ... and x_\pm = ... as the two definitions they are. */
function signsApart(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const equality = tokens.findIndex(isEquality)
  const low = tokens.findIndex(({ text }, k) => text === '_' && k < equality)
  const braced = tokens[low + 1]?.text === '{'
  const index = tokens.slice(low + (braced ? 2 : 1), equality - (braced ? 1 : 0))
  const written = index.map(({ text }) => text).join('')
  if (low < 0 || !tokens.some(({ text }, k) => text === '\\pm' && k > equality) || !/^(?:\d,\d|\\pm)$/.test(written)) return [tokens]
  return [0, 1].map((which) => {
    const sign = (plus: boolean): string => (plus === (which === 0) ? '+' : '-')
    return tokens.flatMap((token, k): Token[] => {
      if (k > low && k < equality && index.includes(token))
        return token !== index[0]
          ? []
          : written === '\\pm'
            ? [{ ...token, kind: 'symbol', text: sign(true) }]
            : [{ ...token, text: written[which * 2] as string }]
      if (token.text === '\\pm' || token.text === '\\mp') return [{ ...token, kind: 'symbol', text: sign(token.text === '\\pm') }]
      return [token]
    })
  })
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
  while (tokens[k]?.kind === 'break' || (tokens[k]?.kind === 'symbol' && tokens[k]?.text === '&')) {
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
  /** How many parts stand before the first sign of what only nearly holds, where one stands behind an exact one. */
  let exact: number | undefined
  let depth = 0
  let special: Token | undefined
  for (const token of tokens) {
    if (isOpen(token) || token.kind === 'begin') depth++
    else if (isClose(token) || token.kind === 'end') depth--
    if (depth === 0 && isEquality(token)) {
      if (APPROXIMATE.has(token.text) && parts.length > 1) exact ??= parts.length
      parts.push([])
    } else {
      ;(parts.at(-1) as Token[]).push(token)
      if (depth === 0 && special === undefined && (SPECIAL.has(token.text) || (relations.has(token.text) && token.kind !== 'words'))) special = token
    }
  }
  const mapping = special === undefined ? undefined : mappingOf(tokens, range)
  if (mapping !== undefined) return mapping
  if (tokens.every((token) => token.kind === 'words')) return kind('words')
  // \text{Threshold}: y = ...
  if (tokens[0]?.kind === 'words' && tokens[1]?.text === ':' && parts.length > 1) return { ...statementOf(tokens.slice(2)), range }
  // z = W x + b \in \mathbb{R}^h
  const member = special?.text === '\\in' && parts.length === 2 ? tokens.indexOf(special) : -1
  if (member > tokens.findIndex(isEquality) && !isOfComponents((parts[1] as Token[]).slice(0, member - tokens.length)))
    return { ...statementOf(tokens.slice(0, member)), range }
  if (special !== undefined && SPECIAL.has(special.text)) return kind('declaration')
  if (special !== undefined && parts.length === 1) return kind('condition')
  // f(x) = with nothing behind it, as while typing.
  if (parts.length > 1 && (parts.at(-1) as Token[]).length === 0 && (parts[0] as Token[]).length > 0)
    return { range, parts: [parts[0] as Token[], []], heads: [], kind: 'equation' }
  const full = parts.slice(0, exact).filter((part) => part.length > 0)
  // J = \det F > 0 says of J that it is positive.
  const last = full.at(-1) as Token[] | undefined
  const bound = full.length > 1 && last !== undefined ? boundAt(last) : undefined
  if (bound !== undefined && last !== undefined) full[full.length - 1] = last.slice(0, bound)
  if (full.length <= 1) return { range, parts: full.length === 0 ? [tokens] : full, heads: [], kind: 'expression' }
  const heads: Head[] = []
  const rough = APPROXIMATE.has(tokens.find(isEquality)?.text ?? '')
  // An equation that begins with its sign goes on from something not here.
  if ((parts[0] as Token[]).length > 0) {
    for (const part of full.slice(0, -1)) {
      const head = headOf(withoutDots(part))
      if (head === undefined) break
      heads.push(rough ? { ...head, rough } : head)
    }
  }
  if ((parts[0] as Token[]).length === 0) return { range, parts: full.slice(0, 1), heads: [], kind: 'expression' }
  const [left, right] = full as [Token[], Token[]]
  if (full.length === 2 && isSetBuilder(right)) return kind('condition')
  // x^{(0)} = x_0
  if (full.length === 2 && unbracedText(left) === unbracedText(right)) return kind('declaration')
  if (heads.length === 1 && full.length === 2 && (isOfComponents(right) || isLengthOf(left, right))) return kind('declaration')
  const sides = full.slice(1)
  const isOpenFor = (head: Head | undefined): Head | undefined => (head !== undefined && sides.some((part) => holds(part, head)) ? undefined : head)
  const isLetter = ({ kind, text }: Token): boolean => kind === 'letter' || letterCommands.has(text)
  const lettered = sides.every((part) => part.some(isLetter))
  const undone = lettered ? isOpenFor(functionHead(left)) : undefined
  // \operatorname{logit}(p) = a + b x says what p is.
  if (heads.length > 0 && (undone === undefined || full.length > 2)) return { range, parts: full, heads, kind: 'definition' }
  const given = lettered ? (squaredHead(left) ?? undone ?? capitalsHead(left, sides.flat()) ?? sizeHead(left)) : undefined
  return { range, parts: full, heads: [], kind: 'equation', ...(given === undefined ? {} : { given }) }
}

/** Where > 0, \ge 0 or \neq 0 begins behind a right side. */
function boundAt(tokens: readonly Token[]): number | undefined {
  const [sign, number] = tokens.slice(-2)
  if (tokens.length < 4 || number?.kind !== 'number' || !/^(?:[<>]|\\(?:[lg]t|[lg]eq?|neq?)(?:slant)?)$/.test(sign?.text ?? '')) return undefined
  let depth = 0
  for (const token of tokens.slice(0, -2)) depth += isOpen(token) ? 1 : isClose(token) ? -1 : 0
  return depth === 0 ? tokens.length - 2 : undefined
}

/** Does a side mention the name whose function stands on the left? \cos\theta \approx 1 - \theta^2/2 defines no \theta, nor does \ln y = f(x). */
const holds = (side: readonly Token[], { name }: Head): boolean => mentions(side, name) || (name === 'y' && side.some(({ text }) => text === 'x'))

/** (x_1, \dots, x_n)^\top and (p_{ij}): what the components of something are called. */
export function isOfComponents(tokens: readonly Token[]): boolean {
  const close = tokens.map(isClose).lastIndexOf(true)
  const [open] = tokens
  if (open === undefined || !/^(?:\(|\[|\\\{)$/.test(open.text) || tokens.slice(close + 1).some(({ text }) => !/^(?:\^|\\top|T|')$/.test(text)))
    return false
  const inner = tokens.slice(1, close)
  // (1, \dots, 1) says what they are.
  const numbers = inner.filter(({ kind }) => kind === 'number').map(({ text }) => text)
  if (numbers.length > 1 && new Set(numbers).size === 1 && inner.every(({ kind, text }) => kind === 'number' || text === ',' || DOTS.test(text)))
    return false
  if (inner.some(({ text }) => DOTS.test(text)))
    return inner.some(({ text }) => text === ',') && !inner.some(({ text }) => OPERATORS.has(text) && text !== '_')
  const [letter, mark, ...index] = inner
  const indices = index.filter(({ text }) => !/^[{},]$/.test(text))
  return letter?.kind === 'letter' && mark?.text === '_' && indices.length > 0 && indices.every(({ kind }) => kind === 'letter')
}

/** r = |\mathbf{r}|: what the length of a vector is called. */
export function isLengthOf([name, more]: readonly Token[], right: readonly Token[]): boolean {
  const [first, last] = [right[0], right.at(-1)]
  const inner = right.slice(1, -1).filter(({ text }) => !/^[{}]$/.test(text))
  const barred = first !== undefined && last !== undefined && [first, last].every(({ text }) => text === '|' || text === '\\|')
  return more === undefined && name?.kind === 'letter' && barred && inner.length === 2 && inner[0]?.kind === 'command' && inner[1]?.text === name.text
}

const DOTS = /^\\[lcv]?dots[a-z]?$/

const APPROXIMATE = new Set(['\\approx', '\\simeq', '\\cong'])

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

/** x \to x^2, of the name that stands before the arrow; x \to 0 is a limit, R \to R says where a function is at home. */
const mapsItself = (tokens: readonly Token[], arrow: number): boolean => {
  const [name, ...more] = namesOf(tokens.slice(0, arrow)) ?? []
  return name !== undefined && more.length === 0 && mentions(tokens.slice(arrow + 1), name) && arrow + 2 < tokens.length
}

/** f \colon x \mapsto u, x \mapsto u. */
function mappingOf(tokens: readonly Token[], range: Range): Statement | undefined {
  const arrow = tokens.findIndex(({ text }, k) => text === '\\mapsto' || text === '\\longmapsto' || (text === '\\to' && mapsItself(tokens, k)))
  if (arrow < 0) return undefined
  const colon = tokens.findIndex((token) => token.text === ':' || token.text === '\\colon')
  const parameters = namesOf(tokens.slice(colon >= 0 && colon < arrow ? colon + 1 : 0, arrow))
  if (parameters === undefined || arrow + 1 >= tokens.length) return undefined
  const head = colon > 0 && colon < arrow ? headOf(tokens.slice(0, colon)) : undefined
  const body = tokens.slice(arrow + 1)
  return { range, parts: [tokens.slice(0, arrow), body], heads: [{ name: head?.name ?? '', parameters }], kind: 'definition' }
}

/** Is a function of something that only what another statement says brings in? γ(c) = 10^{-A\sqrt{I}} where I is made of c. */
export function lacksParameterOf({ heads, parts }: Statement, other: Statement): boolean {
  const among = (tokens: readonly (readonly Token[])[], name: string): boolean => tokens.some((part) => mentions(part, name))
  return heads.some(({ parameters = [] }) => parameters.some((name) => !among(parts.slice(1), name) && among(other.parts.slice(1), name)))
}

/** u_{N+1} = u_1, u_0 = u_N: what there is at the end of what an index runs along. */
export function isEnd({ heads, parts }: Statement): boolean {
  const [, base] = /^(\w+)_(?:0|[a-zA-Z]_plus_1)$/.exec(heads[0]?.name ?? '') ?? []
  const last = parts.at(-1) ?? []
  return base !== undefined && heads[0]?.parameters === undefined && last.length <= 5 && headOf(last)?.name.startsWith(`${base}_`) === true
}

/** \{j : t_j \ge t_i\} */
const isSetBuilder = (tokens: readonly Token[]): boolean =>
  tokens[0]?.text === '\\{' && tokens.at(-1)?.text === '\\}' && tokens.some(({ text }) => text === ':' || text === '\\mid' || text === '\\colon')
