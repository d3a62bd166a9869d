/** Big operators: \sum, \prod, \int, and \max and \min over an index. */
import { applyTerm, type BinderTerm, nameTerm, numberTerm, type Term } from '../term.ts'
import { clausesOf, trimmed } from './clauses.ts'
import { findDifferential } from './differentials.ts'
import type { Grammar, Span } from './grammar.ts'
import { boundedInside, boundsOfPart, overPairs } from './pairBounds.ts'
import { squaredDistances } from './samples.ts'
import { endsOf, overSlices } from './shifts.ts'
import { letterCommands } from './symbols.ts'
import { ordered, underCondition, withIndexApart } from './terms.ts'
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
  /** Only where these hold; read with the indices bound. */
  readonly only?: readonly (Span | Term)[]
}

/** An operator over indices: its body is one term, without what is added behind it. */
export function readOver(g: Grammar, kind: Kind, sub: Span | undefined, sup: Span | undefined, from: number): Term {
  const after = g.at
  const over = sub === undefined ? unnamedIndex(g, kind, from) : readIndexing(g, sub)
  const high = sup === undefined ? over.high : upperBound(g, sup, after)
  g.at = after
  if (!g.startsFactor() && !g.is('-'))
    g.fail(`${kind === 'sum' ? 'a sum' : kind === 'prod' ? 'a product' : kind} of what?`, 'write the body behind it', g.rangeFrom(from))
  if (over.indices.length === 0) {
    const body = g.operand(kind)
    const reduction = kind === 'max' ? 'amax' : kind === 'min' ? 'amin' : kind
    return applyTerm(reduction, [body], g.rangeFrom(from))
  }
  return g.binding(over.indices, 'index', () => {
    let body = boundedInside(bodyOf(g, over.indices), over.indices.at(-1) as string, over.low, high)
    const only = over.only ?? []
    if (only.length > 0 && kind !== 'sum' && kind !== 'prod')
      g.fail(`the ${kind} over a part of an index is not known here`, 'write it over the whole index', g.rangeFrom(from))
    for (const part of only) {
      // Elsewhere nothing is added, and the body need not even have a value.
      const condition = 'kind' in part ? part : g.within(part, () => g.relation(), g.at)
      body = applyTerm('where', [condition, underCondition(body, condition), numberTerm(kind === 'sum' ? 0 : 1)], body.range)
    }
    const range = g.rangeFrom(from)
    const part = kind === 'sum' || kind === 'prod' ? partOfAxis(g, over.indices.at(-1) as string, body, over.low, high) : undefined
    const isOpen = kind === 'sum' && over.low === undefined && high === undefined
    const bounds = part?.bounds ?? (isOpen ? boundsOfPart(body, over.indices) : { low: over.low, high: overPairs(body, over.indices, high) })
    let term = part === undefined ? body : applyTerm('where', [part.condition, body, numberTerm(kind === 'sum' ? 0 : 1)], range)
    for (let k = over.indices.length - 1; k >= 0; k--) {
      const areRows = kind === 'sum' && only.length === 0 && part === undefined
      const distances = areRows ? squaredDistances(term, over.indices[k] as string, (name) => g.surroundings.isFamily(name, 1)) : undefined
      if (distances !== undefined) {
        g.note(`read the sum of squared lengths over ${over.indices[k]} as the square of one norm, of the matrix with these rows`, range)
        term = distances
        continue
      }
      const runs = kind === 'sum' || kind === 'prod'
      const slices = runs ? overSlices(term, over.indices[k] as string, bounds.low, bounds.high, endsOf(g, bounds.high, from)) : undefined
      if (slices !== undefined) {
        term = { kind: 'binder', op: kind, index: over.indices[k] as string, body: slices, range }
        continue
      }
      term = withIndexApart({ kind: 'binder', op: kind, index: over.indices[k] as string, ...bounds, body: term, range })
    }
    return term
  })
}

/** \sum_{j=i+1}^n and \sum_{j=1}^{i-1} over components: on which part of the whole axis. */
function partOfAxis(
  g: Grammar,
  index: string,
  body: Term,
  low: Term | undefined,
  high: Term | undefined,
): { readonly condition: Term; readonly bounds: Pick<BinderTerm, 'low' | 'high'> } | undefined {
  const moves = (bound: Term | undefined): boolean =>
    bound !== undefined && ordered(bound).some((term) => term.kind === 'name' && g.isIndex(term.name))
  const isOver = (term: Term): boolean =>
    term.kind === 'apply' && term.op === 'component' && term.args.slice(1).some((arg) => arg.kind === 'name' && arg.name === index)
  if ((!moves(low) && !moves(high)) || !ordered(body).some(isOver)) return undefined
  const first = low?.kind === 'number' && low.value.asInteger === 1
  const compared = (bound: Term, nearly: string, strictly: string, by: number): Term => {
    const [name, step] = bound.kind === 'apply' && bound.op === 'add' && bound.args.length === 2 ? bound.args : []
    const given = step?.kind === 'apply' && step.op === 'neg' ? step.args[0] : step
    const beyond = given?.kind === 'number' && given.value.asInteger === 1 && (given === step) === by > 0
    return applyTerm(beyond ? strictly : nearly, [nameTerm(index), beyond ? (name as Term) : bound], bound.range)
  }
  const conditions = [
    ...(low === undefined || first ? [] : [compared(low, 'ge', 'gt', 1)]),
    ...(moves(high) ? [compared(high as Term, 'le', 'lt', -1)] : []),
  ]
  const condition = conditions.length > 1 ? applyTerm('and', conditions) : (conditions[0] as Term)
  return { condition, bounds: moves(high) || high === undefined ? {} : { low: numberTerm(1), high } }
}

/** One term; more where what is added still carries the index, which would otherwise run over nothing. */
function bodyOf(g: Grammar, indices: readonly string[]): Term {
  const from = g.at
  // \sum_i -y_i \log p_i
  const sign = g.take('-')
  const factors = g.product()
  const first = sign ? applyTerm('neg', [factors], g.rangeFrom(from)) : factors
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

const RELATION = /^(?:[=<>]|\\(?:in|ne|neq|lt|gt|leq?|geq?)(?:slant)?)$/
const LESS = /^(?:<|\\(?:lt|leq?)(?:slant)?)$/
const STRICT = /^(?:[<>]|\\[lg]t)$/
const DOTS = /^\\[lc]?dots[a-z]?$/
const UNEQUAL = /^\w\\neq?\w$/
/** Letters that bound an index rather than run: i < n. */
const BOUND = /^(?:[A-Zdmn]|.{2,})$/

/** What a subscript says: i=1; i,j; i=1,\dots,n; 1 \le i < j \le n; i \in \{1,\dots,n\}; j \ne i; j : t_j \ge t_i. */
function readIndexing(g: Grammar, sub: Span): Over {
  const after = g.at
  const indices: string[] = []
  const only: (Span | Term)[] = []
  let low: Term | undefined
  let high: Term | undefined
  const add = (name: string): void => {
    if (!indices.includes(name)) indices.push(name)
  }
  const sum = (span: Span): Term => g.within(span, () => g.sum(), after)
  const next = (term: Term, by: number): Term => applyTerm('add', [term, numberTerm(by)], term.range)
  const unread = (): never => g.fail('what this runs over cannot be read', 'write it as i=1 or as an index alone', g.rangeOf(sub))
  const text = ({ from, to }: Span): string =>
    g.tokens
      .slice(from, to)
      .map((token) => token.text)
      .join('')
  const letters = ({ from, to }: Span): string[] | undefined => {
    const own = g.tokens.slice(from, to).filter((token) => token.text !== ',' && token.text !== '(' && token.text !== ')')
    return own.length > 0 && own.every(isIndexLetter) ? own.map(nameOfToken) : undefined
  }
  /** 1, \dots, n or 1, 2, 3. */
  const listed = (spans: readonly Span[]): void => {
    const dots = spans.findIndex((span) => DOTS.test(text(span)))
    const numbers = spans.map((span) => Number(text(span)))
    if (spans.length === 0 || (dots < 0 && numbers.some((value, k) => value !== (numbers[0] as number) + k))) unread()
    low = sum(spans[0] as Span)
    high = sum(spans.at(-1) as Span)
  }
  const clauses = clausesOf(g, sub)
  for (let k = 0; k < clauses.length; k++) {
    const clause = clauses[k] as Span
    const names = letters(clause)
    if (names !== undefined) {
      // k \ne i, j
      const [own] =
        UNEQUAL.test(clauses[k - 1] === undefined ? '' : text(clauses[k - 1] as Span)) && names.every((name) => g.isIndex(name) || g.isBound(name))
          ? indices.slice(-1)
          : []
      for (const name of names)
        if (own === undefined) add(name)
        else only.push(applyTerm('ne', [nameTerm(own), nameTerm(name)], g.rangeOf(clause)))
      continue
    }
    const marks: number[] = []
    for (let at = clause.from; at < clause.to; at++) if (RELATION.test((g.tokens[at] as Token).text)) marks.push(at)
    const [mark] = marks
    if (mark === undefined) unread()
    const parts = [clause.from - 1, ...marks].map((at, j, all): Span => ({ from: at + 1, to: all[j + 1] ?? clause.to }))
    const sign = text({ from: mark as number, to: (mark as number) + 1 })
    const [left, right] = parts as [Span, Span]
    const running = letters(left)
    if (parts.length > 2) {
      // 1 \le i < j \le n: what stands in the middle runs.
      const middle = parts.slice(1, -1).map((part) => letters(part)?.[0])
      if (middle.includes(undefined) || !marks.every((at) => LESS.test((g.tokens[at] as Token).text))) unread()
      for (const name of middle) add(name as string)
      const [first, last] = [marks[0], marks.at(-1)].map((at) => STRICT.test((g.tokens[at as number] as Token).text))
      low = first ? next(sum(left), 1) : sum(left)
      high = last ? next(sum(parts.at(-1) as Span), -1) : sum(parts.at(-1) as Span)
      if (middle.length > 1) only.push({ from: (parts[1] as Span).from, to: (parts.at(-2) as Span).to })
      continue
    }
    // j : t_j \ge t_i
    const named = g.tokens.slice(clause.from, clause.to).some((token) => isIndexLetter(token) && indices.includes(nameOfToken(token)))
    if (running === undefined && named && sign !== '\\in') {
      only.push(clause)
      continue
    }
    // t_i < t
    const lowered = running === undefined && sign !== '\\in' ? openIndex(g, clause) : undefined
    if (lowered !== undefined) {
      add(lowered)
      only.push(clause)
      continue
    }
    if (running === undefined) unread()
    const [own] = running as [string, ...string[]]
    if (sign === '=') {
      for (const name of running as string[]) add(name)
      // i = 1, \dots, n goes on behind the comma.
      const rest = clauses.slice(k + 1).filter((span) => /^(?:\d+|\w|\\[lc]?dots[a-z]?)$/.test(text(span)))
      if (rest.length > 0 && rest.length === clauses.length - k - 1) {
        listed([right, ...rest])
        break
      }
      low = sum(right)
      continue
    }
    if (sign === '\\in') {
      for (const name of running as string[]) add(name)
      const open = g.tokens[right.from]?.text
      if (open === '\\{') listed(clausesOf(g, { from: right.from + 1, to: right.to - 1 }))
      else if (open === '[') {
        low = numberTerm(1)
        high = sum({ from: right.from + 1, to: right.to - 1 })
      } else g.note(`read as over all ${indices.join(', ')}`, g.rangeOf(sub))
      continue
    }
    const other = letters(right)?.[0]
    const fixed = other === undefined || g.isIndex(other) || g.isBound(other) || indices.includes(other)
    if (/^\\neq?$/.test(sign)) {
      // \sum_{j \ne i}: i is given; \sum_{i \ne j}: over both.
      add(own)
      if (!fixed && own < (other as string)) add(other as string)
      only.push(clause)
    } else if (fixed && other !== undefined) {
      add(own)
      only.push(clause)
    } else if (other !== undefined && !BOUND.test(other)) {
      add(own)
      // h_i + \sum_{j>i} J_{ij} x_j: the i is given.
      if (own < other || !isLowered(g, other, sub.from)) add(other)
      only.push(clause)
    } else {
      // n \ge 1 has no end; i \le n begins with 1.
      add(own)
      const less = LESS.test(sign)
      const bound = STRICT.test(sign) ? next(sum(right), less ? -1 : 1) : sum(right)
      low = less ? (low ?? numberTerm(1)) : bound
      high = less ? bound : applyTerm('inf', [])
    }
  }
  g.at = after
  if (indices.length === 0) unread()
  return { indices, low, high, only }
}

/** The one index of what a condition compares, t_j \ge t_i, that runs nowhere else yet. */
function openIndex(g: Grammar, { from, to }: Span): string | undefined {
  const found = new Set<string>()
  for (let k = from; k < to - 1; k++) {
    if (g.tokens[k]?.text !== '_') continue
    const token = g.tokens[g.tokens[k + 1]?.text === '{' && g.tokens[k + 3]?.text === '}' ? k + 2 : k + 1] as Token
    if (isIndexLetter(token) && !g.isBound(nameOfToken(token))) found.add(nameOfToken(token))
  }
  const [index] = found
  return found.size === 1 ? index : undefined
}

/** What stands above: a letter alone is a number, whatever function has that name too. */
function upperBound(g: Grammar, sup: Span, after: number): Term {
  const { from, to } = trimmed(g, sup)
  const letter = to - from === 1 && g.tokens[from]?.kind === 'letter' ? nameOfToken(g.tokens[from] as Token) : undefined
  const isFunction = letter !== undefined && g.surroundings.functionNamed(letter) !== undefined && g.surroundings.valueOf(letter) === undefined
  return isFunction ? nameTerm(letter, g.rangeOf(sup)) : g.within(sup, () => g.sum(), after)
}

/** Is this letter an index before this place? */
function isLowered(g: Grammar, letter: string, before: number): boolean {
  return g.tokens.some(({ text }, k) => {
    if (k >= before - 2 || text !== '_') return false
    const end = g.tokens[k + 1]?.text === '{' ? g.closing(k + 1) : k + 2
    return g.tokens.slice(k + 1, end).some((token) => isIndexLetter(token) && nameOfToken(token) === letter)
  })
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
