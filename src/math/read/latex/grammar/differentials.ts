/** Where a d is a differential: d/dx and ∂f/∂x as fractions, and the dx at the end of an integral. */
import { ReadError } from '../../term.ts'
import { readLabel } from '../names/labels.ts'
import { readBase, suffixOf } from '../names/names.ts'
import { latexOf, type Token } from '../tokens/tokens.ts'
import type { Grammar, Span } from './grammar.ts'

/** d, \mathrm{d}, \partial, \dd: how many tokens it takes, and which kind; 0 where there is none. */
function sign(g: Grammar, at: number, end: number): { length: number; partial: boolean } | undefined {
  const token = g.tokens[at]
  if (token === undefined || at >= end) return undefined
  if (token.kind === 'letter' && token.text === 'd') return { length: 1, partial: false }
  if (token.kind === 'command' && token.text === '\\partial') return { length: 1, partial: true }
  if (token.kind === 'command' && (token.text === '\\dd' || token.text === '\\diff' || token.text === '\\differential'))
    return { length: 1, partial: false }
  if (token.kind === 'words' && token.text === 'd') return { length: 1, partial: false }
  if (
    token.kind === 'command' &&
    (token.text === '\\mathrm' || token.text === '\\rm' || token.text === '\\operatorname' || token.text === '\\mathit')
  ) {
    const inner = g.tokens.slice(at + 1, at + 4).map((t) => t.text)
    if (inner[0] === 'd') return { length: 2, partial: false }
    if (inner[0] === '{' && inner[1] === 'd' && inner[2] === '}') return { length: 4, partial: false }
  }
  return undefined
}

/** d/dx or df/dx: how often by what, and the tokens of the function where they stand in the numerator. */
export interface DerivativeFraction {
  readonly by: readonly string[]
  readonly of?: Span
  /** Those of them that are transposed, and so are vectors: \partial x^\top. */
  readonly turned: ReadonlySet<string>
  readonly partial: boolean
  /** Behind the fraction. */
  readonly to: number
  readonly written: string
}

/** The number an exponent is, and where it ends. */
function exponent(g: Grammar, at: number, end: number): { value: number; to: number } | undefined {
  const token = g.tokens[at]
  if (token?.text !== '^' || token.kind !== 'symbol' || at >= end) return undefined
  let next = at + 1
  const braced = g.tokens[next]?.text === '{'
  if (braced) next++
  const value = g.tokens[next]
  if (value?.kind !== 'number' || !/^\d{1,2}$/.test(value.text)) return undefined
  return { value: Number(value.text), to: next + (braced ? 2 : 1) }
}

/** \partial p_k/\partial z_j: the indices of what is differentiated, behind them those of what it is by; none where they are no others. */
export function componentsBy(of: string, by: string): readonly string[] | undefined {
  const indicesOf = (name: string): string[] => [...(/_([a-z]{1,2})$/.exec(name)?.[1] ?? '')]
  const [own, theirs] = [indicesOf(of), indicesOf(by)]
  const all = [...own, ...theirs]
  return theirs.length > 0 && new Set(all).size === all.length ? all : undefined
}

/** The derivative that the fraction at the next token is, if it is one; nothing is read. */
export function derivativeFraction(g: Grammar): DerivativeFraction | undefined {
  const start = g.at
  const token = g.peek()
  if (token?.kind !== 'command' || !/^\\(?:d|t|c|s|nice|flat)?frac$/.test(token.text)) return inlineFraction(g)
  // A quick look before anything is read: most fractions are none.
  let first = start + 1
  if (g.tokens[first]?.text === '{') first++
  if (sign(g, first, g.end) === undefined) return undefined
  try {
    g.at = start + 1
    const top = g.argument('the numerator')
    const bottom = g.argument('the denominator')
    const to = g.at
    return parts(g, top, bottom, to)
  } finally {
    g.at = start
  }
}

/** dy/dx on one line: a differential, a slash, a differential. */
function inlineFraction(g: Grammar): DerivativeFraction | undefined {
  const start = g.at
  if (sign(g, start, g.end) === undefined) return undefined
  let slash = start + 1
  while (slash < g.end && slash < start + 14 && g.tokens[slash]?.text !== '/') slash++
  const lower = g.tokens[slash]?.text === '/' ? sign(g, slash + 1, g.end) : undefined
  if (lower === undefined) return undefined
  try {
    g.at = slash + 1 + lower.length
    if (readVariable(g) === undefined) return undefined
    const power = exponent(g, g.at, g.end)
    const to = power?.to ?? g.at
    const top = { from: start, to: slash }
    // The numerator must be a differential and no more than a name behind it.
    const upper = sign(g, start, g.end) as { length: number }
    g.at = exponent(g, start + upper.length, slash)?.to ?? start + upper.length
    if (g.at < slash && (readVariable(g) === undefined || g.at !== slash)) return undefined
    return parts(g, top, { from: slash + 1, to }, to)
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  } finally {
    g.at = start
  }
}

/** The derivative that a fraction of these parts is. */
export function parts(g: Grammar, top: Span, bottom: Span, to: number): DerivativeFraction | undefined {
  const upper = sign(g, top.from, top.to)
  const lower = sign(g, bottom.from, bottom.to)
  if (upper === undefined || lower === undefined || upper.partial !== lower.partial) return undefined
  const order = exponent(g, top.from + upper.length, top.to)
  refuseOrder(g, top.from + upper.length, top.to, bottom)
  const rest = order?.to ?? top.from + upper.length
  const turned = new Set<string>()
  const by = readVariables(g, bottom, upper.partial, turned)
  if (by === undefined || by.length === 0) return undefined
  if (order !== undefined && order.value !== by.length) return undefined
  const d = upper.partial ? '∂' : 'd'
  return {
    by,
    turned,
    partial: upper.partial,
    to,
    of: rest < top.to ? { from: rest, to: top.to } : undefined,
    written: `${d}/${by.map((name) => d + name).join('')}`,
  }
}

/** Refuses \frac{d^n}{dx^n}, whose order is no number, and orders of three digits. */
function refuseOrder(g: Grammar, at: number, end: number, bottom: Span): void {
  if (g.tokens[at]?.text !== '^' || at >= end || exponent(g, at, end) !== undefined) return
  const to = g.tokens[at + 1]?.text === '{' ? g.closing(at + 1) + 1 : at + 2
  const texts = (from: number, until: number): string => latexOf(g.tokens.slice(from, until))
  const order = texts(at, to)
  if (texts(bottom.from, bottom.to).endsWith(order))
    g.fail(
      `derivatives of order ${order.replace(/^\^\{?|\}$/g, '')} are not worked out`,
      'write a number as the order, at most 10',
      g.rangeOf({ from: at, to }),
    )
}

/** dx, dx^2, \partial x\,\partial y: the variables, each as often as it counts. */
function readVariables(g: Grammar, span: Span, partial: boolean, turned: Set<string>): string[] | undefined {
  const by: string[] = []
  const [at, end] = [g.at, g.end]
  try {
    g.at = span.from
    g.end = span.to
    while (g.at < span.to) {
      const mark = sign(g, g.at, span.to)
      if (mark === undefined || mark.partial !== partial) return undefined
      g.at += mark.length
      const opened = g.take('(')
      const name = readVariable(g)
      if (name === undefined || (opened && !g.take(')'))) return undefined
      const power = exponent(g, g.at, span.to)
      for (let k = 0; k < (power?.value ?? 1); k++) by.push(name)
      if (power !== undefined) g.at = power.to
      if (g.is("'")) return undefined
      if (!g.take('^')) continue
      // ∂f/∂x^\top: the same derivative, laid out the other way.
      const sup = g.argument('an exponent')
      if (!g.tokens.slice(sup.from, sup.to).some((token) => token.text === '\\top' || token.text === 'T')) return undefined
      turned.add(name)
    }
    return by
  } finally {
    g.at = at
    g.end = end
  }
}

const STARS = new Set(['*', '\\ast', '\\star'])

/** Is a prime the next sign, and taken? */
const takePrime = (g: Grammar): boolean => g.take("'") || g.take('\\prime')

/** What a sign alone above a name adds to it: x^- is x_minus, P_k^{+} is P_plus_k. */
function takeSign(g: Grammar): string | undefined {
  if (!g.is('^')) return undefined
  const braced = g.is('{', 1)
  const sign = g.peek(braced ? 2 : 1)?.text
  if ((sign !== '-' && sign !== '+') || (braced && !g.is('}', 3))) return undefined
  g.at += braced ? 4 : 2
  return sign === '-' ? '_minus' : '_plus'
}

/** A name with its subscript, and nothing else but, where they are `primed` names of their own, primes: x_i' and x'_i are x_prime_i. */
export function readVariable(g: Grammar, primed = false): string | undefined {
  const difference =
    g.is('\\Delta') && (g.peek(1)?.kind === 'letter' || (g.peek(1)?.kind === 'command' && /^\\[a-zA-Z]+$/.test(g.peek(1)?.text ?? '')))
  if (difference) g.at++
  const base = readBase(g)
  if (base === undefined) return undefined
  let name = difference ? `Delta_${base.name}` : base.name
  const { length } = name
  let primes = 0
  while (primed && takePrime(g)) primes++
  const mark = takeSign(g)
  if (g.is('_')) {
    g.at++
    const suffix = suffixOf(g, g.argument('a subscript'))
    if (suffix === undefined) return undefined
    name += `_${suffix}`
    while (primed && takePrime(g)) primes++
  }
  const sign = mark ?? takeSign(g)
  if (sign !== undefined) name = primedName(name, length, 0, sign)
  const label = primed ? readLabel(g) : undefined
  // \ell^{\mathrm{a}}_i
  if (label !== undefined && name.length === length && g.take('_')) {
    const suffix = suffixOf(g, g.argument('a subscript'))
    if (suffix === undefined) return undefined
    name += `_${suffix}`
  }
  name = primedName(label === undefined ? name : primedName(name, length, 0, `_${label}`), length, primes)
  if (g.is('^') && STARS.has(g.peek(1)?.text ?? '')) {
    g.at += 2
    name += '_star'
  } else if (g.is('^') && g.is('{', 1) && STARS.has(g.peek(2)?.text ?? '') && g.is('}', 3)) {
    g.at += 4
    name += '_star'
  }
  // \ell_i^{(a)}, \ell^{(a)}_i
  let labels = ''
  while (g.is('^') && g.peek(1)?.text === '{' && (g.peek(2)?.text === '(' || g.peek(2)?.text === '[')) {
    g.at++
    const suffix = suffixOf(g, g.argument('a superscript'))
    if (suffix === undefined) return undefined
    labels += `_${suffix}`
  }
  if (labels !== '' && name.length === length && g.take('_')) {
    const suffix = suffixOf(g, g.argument('a subscript'))
    if (suffix === undefined) return undefined
    name += `_${suffix}`
  }
  return primedName(name, length, 0, labels)
}

/** A name with primes or a label, which stand behind what its first letters are, before its subscript. */
export const primedName = (name: string, length: number, primes: number, label = ''): string =>
  `${name.slice(0, length)}${label}${'_prime'.repeat(primes)}${name.slice(length)}`

/** Does a derivative operator begin at the next token? */
export function isDerivativeAhead(g: Grammar): boolean {
  const token = g.peek()
  if (token?.kind !== 'command' && token?.text !== 'd') return false
  if (token.text === '\\dv' || token.text === '\\pdv' || token.text === '\\odv' || token.text === '\\nabla' || token.text === '\\grad') return true
  return (token.text === '\\partial' && g.is('_', 1)) || derivativeFraction(g) !== undefined
}

/** The differential that ends an integral's body: where it is, the variable, and whether it stands in a numerator. */
export function findDifferential(g: Grammar): { at: number; to: number; name: string } | undefined {
  // Integrals nest: each \int on the way takes one differential first.
  let inner = 0
  let depth = 0
  for (let k = g.at; k < g.end; k++) {
    const token = g.tokens[k] as Token
    if (token.text === '{' && token.kind === 'symbol') depth++
    else if (token.text === '}' && token.kind === 'symbol') depth--
    if (token.text === '\\int') inner++
    if (token.kind === 'command' && token.text === '\\frac') {
      const here = g.at
      g.at = k
      const fraction = derivativeFraction(g)
      g.at = here
      if (fraction !== undefined) {
        k = fraction.to - 1
        continue
      }
    }
    const mark = sign(g, k, g.end)
    if (mark === undefined || mark.partial) continue
    const here = g.at
    g.at = k + mark.length
    // \dd{x}
    const braced = token.kind === 'command' && g.is('{') && (g.is('}', 2) || g.is('}', 3))
    if (braced) g.at++
    const next = g.peek()
    const name = next?.kind === 'letter' || next?.kind === 'command' ? readVariable(g, true) : undefined
    if (braced) g.at++
    const to = g.at
    g.at = here
    if (name === undefined || g.tokens[k - 1]?.text === '_' || (g.tokens[to]?.text === '(' && depth === 0)) continue
    if (inner > 0) {
      inner--
      k = to - 1
      continue
    }
    return { at: k, to, name }
  }
  return undefined
}
