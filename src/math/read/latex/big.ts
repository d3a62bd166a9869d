/** Big operators: \sum, \prod, \int, and \max and \min over an index. */
import { applyTerm, type BinderTerm, numberTerm, type Term } from '../term.ts'
import { findDifferential } from './differentials.ts'
import type { Grammar, Span } from './grammar.ts'
import { squaredDistances } from './samples.ts'
import { overSlices } from './shifts.ts'
import { letterCommands } from './symbols.ts'
import type { Token } from './tokens.ts'

type Kind = BinderTerm['op']

/** \sum and \prod, with their bounds and body. */
export function readBig(g: Grammar, kind: 'sum' | 'prod'): Term {
  const from = g.at++
  const { sub, sup } = bounds(g)
  return readOver(g, kind, sub, sup, from)
}

function bounds(g: Grammar): { sub?: Span; sup?: Span } {
  let sub: Span | undefined
  let sup: Span | undefined
  for (;;) {
    if (g.is('_') && sub === undefined) {
      g.at++
      sub = g.argument('the lower bound')
    } else if (g.is('^') && sup === undefined) {
      g.at++
      sup = g.argument('the upper bound')
    } else return { sub, sup }
  }
}

/** What a subscript such as i=1, i,j, i \ne j, 1 \le i \le n says. */
interface Over {
  readonly indices: readonly string[]
  readonly low?: Term
  readonly high?: Term
  /** Only where this holds; read with the indices bound. */
  readonly only?: Span
}

/** An operator over indices: its body is one term, without what is added behind it. */
export function readOver(g: Grammar, kind: Kind, sub: Span | undefined, sup: Span | undefined, from: number): Term {
  const after = g.at
  const over = sub === undefined ? unnamedIndex(g, kind, from) : readIndexing(g, sub)
  let high = over.high
  if (sup !== undefined) high = g.within(sup, () => g.sum(), after)
  g.at = after
  if (!g.startsFactor() && !g.is('-'))
    g.fail(`${kind === 'sum' ? 'a sum' : kind === 'prod' ? 'a product' : kind} of what?`, 'write the body behind it', g.rangeFrom(from))
  if (over.indices.length === 0) {
    const body = g.operand(kind)
    const reduction = kind === 'max' ? 'amax' : kind === 'min' ? 'amin' : kind
    return applyTerm(reduction, [body], g.rangeFrom(from))
  }
  return g.binding(over.indices, 'index', () => {
    let body = bodyOf(g, over.indices)
    if (over.only !== undefined) {
      const end = g.at
      const condition = g.within(over.only, () => g.relation(), end)
      body = applyTerm('product', [condition, body], body.range)
    }
    const range = g.rangeFrom(from)
    let term = body
    for (let k = over.indices.length - 1; k >= 0; k--) {
      const distances = kind === 'sum' && over.only === undefined ? squaredDistances(term, over.indices[k] as string) : undefined
      if (distances !== undefined) {
        g.note(`read the sum of squared lengths over ${over.indices[k]} as the square of one norm, of the matrix with these rows`, range)
        term = distances
        continue
      }
      const slices = kind === 'sum' || kind === 'prod' ? overSlices(term, over.indices[k] as string, over.low, high) : undefined
      if (slices !== undefined) {
        term = { kind: 'binder', op: kind, index: over.indices[k] as string, body: slices, range }
        continue
      }
      term = { kind: 'binder', op: kind, index: over.indices[k] as string, low: over.low, high, body: term, range }
    }
    return term
  })
}

/** One term; more where what is added still carries the index, which would otherwise run over nothing. */
function bodyOf(g: Grammar, indices: readonly string[]): Term {
  const from = g.at
  const first = g.product()
  const terms = [first]
  while ((g.is('+') || g.is('-')) && indices.some((index) => carriesIndex(g, index))) {
    const start = g.at
    const negative = g.is('-')
    g.at++
    const term = g.product()
    terms.push(negative ? applyTerm('neg', [term], g.rangeFrom(start)) : term)
  }
  if (terms.length === 1) return first
  g.note(`read the sum over ${indices.join(', ')} as over all terms that have this index`, g.rangeFrom(from))
  return applyTerm('add', terms, g.rangeFrom(from))
}

/** Does the term behind the next + or - have the index in a subscript, without a sum of its own over it? */
function carriesIndex(g: Grammar, index: string): boolean {
  let depth = 0
  for (let k = 1; ; k++) {
    const token = g.peek(k)
    if (token === undefined) return false
    if (token.text === '{' || token.text === '(' || token.text === '[') depth++
    else if (token.text === '}' || token.text === ')' || token.text === ']') {
      if (--depth < 0) return false
    } else if (depth === 0 && (token.text === '+' || token.text === '-' || token.text === '=' || token.kind === 'break')) return false
    if (token.text === '\\sum' || token.text === '\\prod') return false
    if (token.text !== '_') continue
    for (let inner = k + 1; inner < k + 6; inner++) {
      const part = g.peek(inner)
      if (part === undefined || part.text === '}') break
      if (isIndexLetter(part) && nameOfToken(part) === index) return true
      if (inner === k + 1 && part.text !== '{') break
    }
  }
}

const isIndexLetter = (token: Token | undefined): token is Token =>
  token !== undefined && (token.kind === 'letter' || (token.kind === 'command' && letterCommands.has(token.text)))
const nameOfToken = (token: Token): string => (token.kind === 'command' ? token.text.slice(1) : token.text)

function readIndexing(g: Grammar, sub: Span): Over {
  const after = g.at
  const span = trimmed(g, sub)
  const tokens = g.tokens.slice(span.from, span.to)
  const at = (k: number): Token | undefined => tokens[k]
  try {
    // i, j or ij
    const letters = tokens.filter((token) => token.text !== ',')
    if (letters.length > 0 && letters.every(isIndexLetter)) return { indices: letters.map(nameOfToken) }
    const relation = tokens.findIndex(
      (token) =>
        token.text === '=' ||
        token.text === '\\in' ||
        token.text === '\\ne' ||
        token.text === '\\neq' ||
        token.text === '<' ||
        token.text === '>' ||
        /^\\(?:lt|gt|leq?|geq?)(?:slant)?$/.test(token.text),
    )
    const left = tokens.slice(0, Math.max(relation, 0)).filter((token) => token.text !== ',')
    if (relation > 0 && left.every(isIndexLetter)) {
      const indices = left.map(nameOfToken)
      const sign = (at(relation) as Token).text
      const rest = { from: span.from + relation + 1, to: span.to }
      if (sign === '=') {
        // i, j = 1; and i = 1, ..., n.
        const dots = tokens.findIndex((token) => /^\\[lc]?dots$/.test(token.text))
        if (dots < 0) return { indices, low: g.within(rest, () => g.sum()) }
        const low = g.within({ from: rest.from, to: span.from + dots - (at(dots - 1)?.text === ',' ? 1 : 0) }, () => g.sum())
        const next = span.from + dots + (at(dots + 1)?.text === ',' ? 2 : 1)
        return { indices, low, high: g.within({ from: next, to: span.to }, () => g.sum()) }
      }
      if (sign === '\\in') {
        g.note(`read as over all ${indices.join(', ')}`, g.rangeOf(span))
        return { indices }
      }
      const other = tokens[relation + 1]
      if ((sign === '\\ne' || sign === '\\neq') && relation + 2 === tokens.length && isIndexLetter(other) && indices.length === 1) {
        // \sum_{j \ne i}: over j where i is already running, else over both.
        const second = nameOfToken(other)
        return { indices: g.isIndex(second) || g.isBound(second) ? indices : [...indices, second], only: span }
      }
      if (relation + 2 === tokens.length && isIndexLetter(other) && indices.length === 1) {
        const second = nameOfToken(other)
        if (g.isIndex(second)) return { indices, only: span }
        return { indices: [...indices, second], only: span }
      }
    }
    // 1 \le i \le n
    const middle = tokens.findIndex(
      (token, k) =>
        k > 0 &&
        isIndexLetter(token) &&
        /^(?:<|\\(?:lt|leq?)(?:slant)?)$/.test(at(k - 1)?.text ?? '') &&
        /^(?:<|\\(?:lt|leq?)(?:slant)?)$/.test(at(k + 1)?.text ?? ''),
    )
    if (middle > 0) {
      const strict = (k: number): boolean => /^(?:<|\\lt)$/.test(at(k)?.text ?? '')
      const low = g.within({ from: span.from, to: span.from + middle - 1 }, () => g.sum())
      const high = g.within({ from: span.from + middle + 2, to: span.to }, () => g.sum())
      return {
        indices: [nameOfToken(at(middle) as Token)],
        low: strict(middle - 1) ? applyTerm('add', [low, numberTerm(1)], low.range) : low,
        high: strict(middle + 1) ? applyTerm('add', [high, numberTerm(-1)], high.range) : high,
      }
    }
  } finally {
    g.at = after
  }
  g.fail('what this runs over cannot be read', 'write it as i=1 or as an index alone', g.rangeOf(sub))
}

/** Without the braces around all of it. */
function trimmed(g: Grammar, span: Span): Span {
  let { from, to } = span
  while (to - from > 1 && g.tokens[from]?.kind === 'symbol' && g.tokens[from]?.text === '{' && g.closing(from) === to - 1) {
    from++
    to--
  }
  return { from, to }
}

/** \sum x_i y_i: the one index its body has; none when the body has none. */
function unnamedIndex(g: Grammar, kind: Kind, from: number): Over {
  const found = new Set<string>()
  for (let k = g.at; k < g.end; k++) {
    const token = g.tokens[k] as Token
    if (token.text === '+' || token.text === '-' || token.text === '=' || token.text === '\\sum') break
    if (token.text !== '_') continue
    const inner = g.tokens[k + 1]?.text === '{' && g.tokens[k + 3]?.text === '}' ? g.tokens[k + 2] : g.tokens[k + 1]
    if (inner?.kind === 'letter' && /[i-n]/.test(inner.text) && !g.isBound(inner.text)) found.add(inner.text)
  }
  if (found.size !== 1) return { indices: [] }
  const [index] = [...found]
  g.note(`read the ${kind === 'sum' ? 'sum' : 'product'} as over ${index}`, g.rangeFrom(from))
  return { indices: [index as string] }
}

/** \int_a^b f(t)\,dt. */
export function readIntegral(g: Grammar): Term {
  const from = g.at++
  const { sub, sup } = bounds(g)
  const after = g.at
  const differential = findDifferential(g)
  if (differential === undefined) g.fail('this integral has no differential', 'end it with \\,dx', g.rangeFrom(from))
  if (sub === undefined || sup === undefined) g.fail('an integral without bounds has no value', 'write bounds: \\int_a^b', g.rangeFrom(from))
  const low = g.within(sub, () => g.sum(), after)
  const high = g.within(sup, () => g.sum(), after)
  return g.binding([differential.name], 'index', () => {
    g.at = after
    let body: Term
    if (differential.at === after) {
      g.at = differential.to
      body = g.startsFactor() ? g.product() : numberTerm(1)
    } else {
      body = bodyBefore(g, differential, after)
    }
    return { kind: 'binder', op: 'integral', index: differential.name, low, high, body, range: g.rangeFrom(from) }
  })
}

/** What stands before the differential; where it is inside a fraction's numerator, the fraction without it. */
function bodyBefore(g: Grammar, differential: { at: number; to: number }, after: number): Term {
  let open = -1
  for (let k = after; k < differential.at; k++) {
    const token = g.tokens[k] as Token
    if (token.kind === 'symbol' && token.text === '{' && g.closing(k) > differential.at) {
      open = k
      break
    }
  }
  if (open < 0) {
    const body = g.within({ from: after, to: differential.at }, () => g.relation(), differential.to)
    return body
  }
  // \int \frac{dx}{x}: the numerator without its differential, over the denominator.
  const close = g.closing(open)
  const command = g.tokens[open - 1]
  if (command?.kind !== 'command' || !command.text.endsWith('frac') || close !== differential.to) {
    g.fail('the differential stands where it cannot be read', 'write it at the end: \\,dx', g.rangeOf({ from: differential.at, to: differential.to }))
  }
  const before = open - 1 > after ? g.within({ from: after, to: open - 1 }, () => g.product(), after) : undefined
  const numerator = open + 1 < differential.at ? g.within({ from: open + 1, to: differential.at }, () => g.sum(), after) : numberTerm(1)
  g.at = close + 1
  const denominator = g.argumentTerm('the denominator')
  const fraction = applyTerm('quotient', [numerator, denominator], g.rangeFrom(open - 1))
  return before === undefined ? fraction : applyTerm('product', [before, fraction], g.rangeFrom(after))
}
