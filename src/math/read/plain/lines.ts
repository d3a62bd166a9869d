/** Plain text in lines: what each defines or says, what a where-clause explains about the line before it. */
import type { Range } from '../../api.ts'
import { functionOfWord } from '../latex/tokens/words.ts'
import type { Definition } from '../term.ts'
import { overDots, withDottedProducts } from './dots.ts'
import { spelledOut } from './greek.ts'
import { withAngles, withMarks } from './marks.ts'
import { withPieces } from './pieces.ts'
import type { ExpressionRules } from './rules.ts'
import { identifier, type Token, tokenize } from './tokens.ts'
import { withBases, withBoundsBefore, withWordedFunctions, withWordedSigns } from './worded.ts'

/** What differs between the texts this reads. */
export interface Dialect {
  readonly expressions: ExpressionRules
  readonly comments: readonly string[]
  /** A left side that is neither a name nor a function's head makes an equation. */
  readonly equations?: boolean
}

export interface Line {
  readonly range: Range
  readonly tokens: readonly Token[]
  readonly name?: string
  readonly parameters?: readonly string[]
  readonly body: readonly Token[]
  /** The left side of an equation, where it is an expression. */
  readonly left?: readonly Token[]
  /** The name whose function stands on the left, 1/f, ω² or ln(k), and the operation that leads back to it. */
  readonly given?: { readonly name: string; readonly inverse: string }
  /** The point of "d/dx tan x at x = π/4". */
  readonly point?: { readonly name: string; readonly body: readonly Token[] }
}

/** Words that divide a line. */
const WORDS = new Set('where with let for when whenever Let'.split(' '))
/** Words before definitions that explain the line before them. */
const EXPLAINING = /^w(?:here|ith)$/
/** Words before a condition on what a line holds for. */
const HOLDING = /^(?:for|when|whenever)$/

export function linesOf(text: string, { comments, equations }: Dialect): Line[] {
  const given = tokenize(text, { comments, newlines: true })
  const written = withPieces(withGreekNames(equations === true ? withDottedProducts(given) : given))
  const tokens = equations === true ? withWordedFunctions(withBases(withBoundsBefore(withWordedSigns(withMarks(withAngles(written)))))) : written
  // Most texts are one formula.
  if (!tokens.some(({ kind, text: word }) => kind === 'newline' || kind === 'separator' || WORDS.has(word)))
    return tokens.length === 0 ? [] : [lineOf(tokens, equations === true)]
  const lines: Line[] = []
  let depth = 0
  let current: Token[] = []
  /** Lines from here to there explain the one behind them. */
  let explained: { from: number; to: number; own: boolean } | undefined
  const finish = (): void => {
    if (current.length > 0) {
      const line = lineOf(current, equations === true)
      if (explained === undefined) lines.push(line)
      else {
        // What explains a name stands before what uses it.
        const uses = lines
          .slice(explained.from, explained.to)
          .findIndex((one) => one.body.some((token) => known(identifier(token.text)) === line.name))
        lines.splice(uses < 0 ? explained.to : explained.from + uses, 0, line)
        explained.to++
      }
    }
    current = []
    depth = 0
  }
  const defines = (k: number): boolean =>
    tokens[k]?.kind === 'name' && (isEquals(tokens[k + 1]) || (tokens[k + 1]?.text === '(' && definesFunction(tokens, k)))
  /** a = 2, b = 3 are two definitions. */
  const separates = (k: number): boolean => {
    if (!defines(k + 1)) return false
    const { text } = tokens[k] as Token
    return (text === ',' && current.some((each) => each.text === '=')) || (text === 'and' && explained !== undefined)
  }
  const lineEnd = (k: number): number => {
    let end = k
    while (end < tokens.length && tokens[end]?.kind !== 'newline') end++
    return end
  }
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (token.kind === 'open') depth++
    if (token.kind === 'close') depth--
    if (equations === true && depth <= 0 && token.kind === 'name') {
      if (EXPLAINING.test(token.text) && (current.length > 0 || lines.length > 0) && tokens[k + 1]?.text !== '=') {
        if (current.at(-1)?.text === ',') current.pop()
        const own = current.length === 0
        finish()
        const next = tokens[k + 1]?.kind === 'newline' ? k + 2 : k + 1
        if (defines(next)) explained = { from: lines.length - 1, to: lines.length - 1, own }
        else k = lineEnd(k) - 1
        continue
      }
      if (/^[lL]et$/.test(token.text) && current.length === 0 && defines(k + 1)) continue
      if (HOLDING.test(token.text) && current.length > 0 && tokens[k - 1]?.kind !== 'operator') {
        const rest = tokens.slice(k, lineEnd(k))
        const pieces = rest.some(({ text: word }, j) => /^(?:else|otherwise|then)$/.test(word) || (j > 0 && HOLDING.test(word)))
        if (!pieces && !current.some(({ text: word }) => word === 'if')) {
          k = lineEnd(k) - 1
          continue
        }
      }
    }
    if ((token.kind === 'newline' && depth <= 0 && !continues(current)) || (depth <= 0 && (token.text === ';' || separates(k)))) {
      const wasEmpty = current.length === 0
      finish()
      const goesOn = explained?.own === true && !wasEmpty && /[ \t]/.test(text[token.end] ?? '')
      if (token.kind === 'newline' && explained !== undefined && !goesOn && explained.to > explained.from) explained = undefined
    } else if (token.kind !== 'newline' || depth > 0) current.push(token)
  }
  finish()
  return lines
}

const GREEK = /^\p{Script=Greek}$/u

/** ρp and ρf, where no ρ stands alone: two names; the ωt of an ω is a product. */
function withGreekNames(tokens: readonly Token[]): readonly Token[] {
  const isNamed = (k: number): boolean => {
    const [letter, label] = [tokens[k], tokens[k + 1]]
    return letter?.kind === 'name' && label?.kind === 'name' && label.start === letter.end && /^[a-z]$/.test(label.text) && GREEK.test(letter.text)
  }
  if (!tokens.some((_, k) => isNamed(k))) return tokens
  const labels = new Map<string, Set<string>>()
  const alone = new Set<string>()
  tokens.forEach((token, k) => {
    if (token.kind !== 'name' || !GREEK.test(token.text)) return
    if (isNamed(k)) labels.set(token.text, (labels.get(token.text) ?? new Set()).add((tokens[k + 1] as Token).text))
    else alone.add(token.text)
  })
  const joins = (k: number): boolean => isNamed(k) && !alone.has((tokens[k] as Token).text) && (labels.get((tokens[k] as Token).text)?.size ?? 0) > 1
  return tokens.flatMap((token, k): Token[] => {
    if (k > 0 && joins(k - 1)) return []
    const label = tokens[k + 1]
    return joins(k) && label !== undefined ? [{ ...token, text: `${token.text}_${label.text}`, end: label.end }] : [token]
  })
}

/** = and ≈, which defines as well where no equality does. */
const isEquals = (token: Token | undefined): boolean => token?.kind === 'operator' && (token.text === '=' || token.text === '≈')

/** f(x, y) = */
function definesFunction(tokens: readonly Token[], at: number): boolean {
  let k = at + 2
  while (tokens[k]?.kind === 'name' || tokens[k]?.text === ',') k++
  return tokens[k]?.text === ')' && isEquals(tokens[k + 1])
}

/** An operator at the end of a line: the expression goes on. */
function continues(tokens: readonly Token[]): boolean {
  const last = tokens[tokens.length - 1]
  return last !== undefined && last.kind === 'operator' && !["'", '!', '|', '‖'].includes(last.text)
}

/** Of z = f(x, y) = x² − y² ≈ −y², what stands behind the last equality that something with a name in it follows. */
function lastOf(given: readonly Token[]): readonly Token[] {
  const near = given.findIndex(({ kind, text }) => kind === 'operator' && text === '≈')
  const tokens = near > 0 ? given.slice(0, near) : given
  const at = equalsIn(tokens)
  if (at < 0) return tokens
  const rest = lastOf(tokens.slice(at + 1))
  return rest.some(({ kind }) => kind === 'name') ? rest : tokens.slice(0, at)
}

/** { x² if x > 0, −x otherwise }: the pieces joined by if and else; the last holds where no other does. */
function inPieces(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ kind }) => kind === 'separator' || kind === 'newline')) return tokens
  const braced = tokens[0]?.text === '{'
  const inner = braced ? tokens.slice(1, tokens.at(-1)?.text === '}' ? -1 : undefined) : tokens
  const pieces: Token[][] = [[]]
  let depth = 0
  for (const token of inner) {
    if (token.kind === 'open') depth++
    else if (token.kind === 'close') depth--
    if (depth <= 0 && (token.kind === 'newline' || token.kind === 'separator')) {
      const last = pieces.at(-1) as Token[]
      // x², if x > 0
      if (last.length > 0 && !(token.text === ',' && !last.some(isHolding))) pieces.push([])
    } else (pieces.at(-1) as Token[]).push(token)
  }
  if (pieces.at(-1)?.length === 0) pieces.pop()
  if (pieces.length < 2 || !pieces.every((piece, k) => piece.some(isHolding) || k === pieces.length - 1)) return tokens
  return pieces.flatMap((piece, k) => {
    const at = piece.findIndex(isHolding)
    const word = piece[at] as Token
    if (k === pieces.length - 1) return at < 0 ? piece : piece.slice(0, at)
    const end = piece.at(-1) as Token
    return [...piece.slice(0, at), { ...word, text: 'if' }, ...piece.slice(at + 1), { ...end, kind: 'name' as const, text: 'else' }]
  })
}

const isHolding = ({ kind, text }: Token): boolean => kind === 'name' && /^(?:if|for|when|whenever|otherwise|else)$/.test(text)

/** What stands before i = 1 where that is a bound. */
const BOUNDED = /^(?:from|sum|product|prod)$/

/** The place of the equality sign that is no bound's, as in sum_(i=1)^n; of ≈ where there is none. */
function equalsIn(tokens: readonly Token[]): number {
  const placeOf = (sign: string): number => {
    let depth = 0
    return tokens.findIndex(({ kind, text }, k) => {
      if (kind === 'open') depth++
      else if (kind === 'close') depth--
      return depth <= 0 && kind === 'operator' && text === sign && !BOUNDED.test(tokens[k - 2]?.text ?? '')
    })
  }
  const at = placeOf('=')
  return at < 0 ? placeOf('≈') : at
}

function lineOf(all: readonly Token[], equations: boolean): Line {
  const at = equations ? pointIn(all) : -1
  if (at < 0) return lineWithout(all, equations)
  const [name, , ...body] = all.slice(at + 1) as [Token, Token, ...Token[]]
  return { ...lineWithout(all.slice(0, at), equations), point: { name: known(identifier(name.text)), body } }
}

/** Where "at x = 2" begins at the end of a line that is no definition; -1 where nothing of the kind does. */
function pointIn(tokens: readonly Token[]): number {
  const at = tokens.findIndex(
    ({ kind, text }, k) => k > 0 && kind === 'name' && text === 'at' && tokens[k + 1]?.kind === 'name' && isEquals(tokens[k + 2]),
  )
  return at < 0 || at + 3 >= tokens.length || tokens.slice(0, at).some(isEquals) ? -1 : at
}

function lineWithout(all: readonly Token[], equations: boolean): Line {
  const tokens = overDots(all[0]?.kind === 'newline' ? all.slice(1) : all)
  const range = { start: (tokens[0] as Token).start, end: (tokens[tokens.length - 1] as Token).end }
  const equals = equalsIn(tokens)
  const right = inPieces(lastOf(equals < 0 ? tokens : tokens.slice(equals + 1)))
  const arrow = headOf(right)
  const line = { range, tokens, body: arrow === undefined ? right : right.slice(arrow.end), parameters: arrow?.parameters }
  // f: x ↦ x²
  const mapped = tokens[0]?.kind === 'name' && tokens[1]?.text === ':' ? headOf(tokens.slice(2)) : undefined
  if (mapped !== undefined)
    return { ...line, name: known(identifier((tokens[0] as Token).text)), parameters: mapped.parameters, body: tokens.slice(2 + mapped.end) }
  if (equals <= 0) return line
  const [name, open] = tokens as [Token, Token | undefined]
  const left = tokens.slice(0, equals)
  const given = equations ? givenBy(left, right) : undefined
  if (equations && (isExpression(left) || (ROOTS.test(name.text) && left.length > 2))) return { ...line, left, given }
  if (name.kind !== 'name') return line
  const own = known(identifier(name.text))
  if (equals === 1) return { ...line, name: own }
  if (equals === 2 && given !== undefined) return { ...line, given }
  const primes = tokens.slice(1, equals).findIndex(({ text }) => text !== "'")
  const parameters = tokens.slice(1 + Math.max(primes, 0), equals)
  if (parameters[0]?.text !== '(' || parameters[parameters.length - 1]?.text !== ')' || open === undefined) return line
  const names = parameters.slice(1, -1).filter(({ kind }) => kind === 'name')
  // tan(x/y) = x + y
  const isListed = parameters.slice(1, -1).every(({ kind }, k) => kind === (k % 2 === 0 ? 'name' : 'separator'))
  if (names.length * 2 - 1 !== parameters.length - 2 || !isListed)
    return equations && functionOfWord(name.text) !== undefined ? { ...line, left, given } : line
  // tan(theta) = y/x is about y and x.
  if (primes <= 0 && functionOfWord(name.text) !== undefined && !names.some(({ text }) => right.some((token) => token.text === text)))
    return given === undefined ? { ...line, name: own } : { ...line, given }
  return { ...line, name: own + "'".repeat(Math.max(primes, 0)), parameters: names.map(({ text }) => known(identifier(text))) }
}

/** What leads back from a function, its inverse by name. */
const INVERSES: ReadonlyMap<string, string> = new Map([
  ['ln', 'exp'],
  ['log', 'exp'],
  ['log10', 'exp10'],
  ['lg', 'exp10'],
  ['log2', 'exp2'],
  ['exp', 'ln'],
  ['sqrt', 'square'],
  ...['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'].map((name): [string, string] => [name, `a${name}`]),
])

/** 1/f, ω², ln(k): whose value the left side tells, where the right side does not have it. */
function givenBy(left: readonly Token[], right: readonly Token[]): Line['given'] {
  const texts = left.map(({ text }) => text)
  const [first = '', second = '', third = ''] = texts
  const of = (token: Token | undefined, inverse: string | undefined): Line['given'] =>
    token?.kind === 'name' && inverse !== undefined && !right.some(({ text }) => text === token.text)
      ? { name: known(identifier(token.text)), inverse }
      : undefined
  if (texts.length === 3 && first === '1' && second === '/') return of(left[2], 'reciprocal')
  const inverse = INVERSES.get(identifier(first).replace(/^log_/, 'log'))
  if (texts.length === 4 && second === '(' && texts[3] === ')') return of(left[2], inverse)
  // ln k = ..., log₁₀ K = ...
  if (texts.length === 2 && left[1]?.kind === 'name') return of(left[1], inverse)
  const isSquare =
    (texts.length === 3 && second === '^' && third === '2') || (texts.length === 2 && left[1]?.kind === 'superscript' && second === '2')
  // y² = x³ + 1 is a curve.
  return isSquare && !/^[xyz]$/.test(first) ? of(left[0], 'sqrt') : undefined
}

/** x ↦ and (x, y) -> before what they are taken to. */
function headOf(tokens: readonly Token[]): { readonly parameters: readonly string[]; readonly end: number } | undefined {
  const at = tokens.findIndex(({ kind, text }) => kind === 'operator' && text === '->')
  if (at <= 0) return undefined
  const head = tokens.slice(0, at).filter(({ text }) => !'(),'.includes(text))
  if (head.length === 0 || !head.every(({ kind }) => kind === 'name')) return undefined
  return { parameters: head.map(({ text }) => known(identifier(text))), end: at + 1 }
}

const ROOTS = /^[√∛]$/

/** Not a name, a function of something, a derivative dy/dx: these only name the right side. */
function isExpression(left: readonly Token[]): boolean {
  const joins = ({ kind, text }: Token): boolean => kind === 'superscript' || (kind === 'operator' && '+-*/^·'.includes(text))
  let depth = 0
  for (const token of left) {
    if (token.kind === 'open') depth++
    else if (token.kind === 'close') depth--
    else if (depth === 0 && joins(token)) return !/^(?:d|∂|∇)/.test((left[0] as Token).text)
  }
  return false
}

const QUOTIENT = /^\s*[d∂]\s*(\p{L}\w*)\s*(?:\([^()]*\)\s*)?\/\s*[d∂]\s*(\p{L}\w*)\s*=\s*$/u

/** The derivative that stands on the left of a line: dy/dx = .... */
export function quotientOf(text: string, { range, body: [first] }: Line): Pick<Definition, 'name' | 'derivative'> | undefined {
  const [, of, by] = (first && QUOTIENT.exec(text.slice(range.start, first.start))) ?? []
  if (of === undefined || by === undefined) return undefined
  const [value, variable] = [known(identifier(of)), known(identifier(by))]
  return { name: `d${value}/d${variable}`, derivative: { of: value, by: [variable], order: 1 } }
}

export const known = (name: string): string => spelledOut(name)
