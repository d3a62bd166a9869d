/** Big operators: \sum, \prod, \int, and \max and \min over an index. */
import type { Range } from '../../../api.ts'
import { applyTerm, type BinderTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { findDifferential } from '../grammar/differentials.ts'
import type { Grammar, Span } from '../grammar/grammar.ts'
import { isFamily } from '../terms/members.ts'
import { ordered, substitute, underCondition, withIndexApart } from '../terms/terms.ts'
import { opensGroup, type Token } from '../tokens/tokens.ts'
import { trimmed } from './clauses.ts'
import { firstsApart } from './firsts.ts'
import { boundedInside, boundsOfPart, overPairs } from './pairBounds.ts'
import { isIndexLetter, nameOfToken, type Over, readIndexing } from './ranges.ts'
import { squaredDistances } from './samples.ts'
import { endsOf, overSlices } from './shifts.ts'
import { furthestOf } from './terminals.ts'

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
  const { values } = over
  if (values !== undefined) {
    const body = g.binding(over.indices, 'index', () => bodyOf(g, over.indices, kind))
    return overMembers(kind, body, over.indices, values, g.rangeFrom(from))
  }
  return g.binding(over.indices, 'index', () => {
    const last = over.indices.at(-1) as string
    const apart = firstsApart(
      boundedInside(bodyOf(g, over.indices, kind), last, over.low, high),
      last,
      over.indices.length > 1 ? undefined : over.low,
    )
    const low = apart.firsts.length > 0 ? apart.low : over.low
    let { body } = apart
    const only = over.only ?? []
    if (only.length > 0 && kind !== 'sum' && kind !== 'prod')
      g.fail(`the ${kind} over a part of an index is not known here`, 'write it over the whole index', g.rangeFrom(from))
    const conditions = only.map((part) => ('kind' in part ? part : g.within(part, () => g.relation(), g.at)))
    // Those of letters alone, i \ne j, come last: they are shown below the sign.
    for (const condition of [...conditions.filter((one) => !isOfLetters(one)), ...conditions.filter(isOfLetters)]) {
      // Elsewhere nothing is added, and the body need not even have a value.
      body = applyTerm('where', [condition, underCondition(body, condition), numberTerm(kind === 'sum' ? 0 : 1)], body.range)
    }
    const range = g.rangeFrom(from)
    const part = kind === 'sum' || kind === 'prod' ? partOfAxis(g, last, body, low, high) : undefined
    const isOpen = kind === 'sum' && low === undefined && high === undefined
    const bounds = part?.bounds ?? (isOpen ? boundsOfPart(body, over.indices) : { low, high: overPairs(body, over.indices, high) })
    let term = part === undefined ? body : applyTerm('where', [part.condition, body, numberTerm(kind === 'sum' ? 0 : 1)], range)
    for (let k = over.indices.length - 1; k >= 0; k--) {
      const areRows = kind === 'sum' && only.length === 0 && part === undefined && !hasEnd(g, term, bounds.high)
      const distances = areRows ? squaredDistances(term, over.indices[k] as string, (name) => g.surroundings.isFamily(name, 1)) : undefined
      if (distances !== undefined) {
        g.note(`read the sum of squared lengths over ${over.indices[k]} as the square of one norm, of the matrix with these rows`, range)
        term = distances
        continue
      }
      const runs = kind === 'sum' || kind === 'prod'
      const slices = runs ? overSlices(term, over.indices[k] as string, bounds.low, bounds.high, endsOf(g, bounds.high, from)) : undefined
      if (slices !== undefined) {
        term = withIndexApart({ kind: 'binder', op: kind, index: over.indices[k] as string, body: slices, range })
        continue
      }
      term = withIndexApart({ kind: 'binder', op: kind, index: over.indices[k] as string, ...bounds, body: term, range })
    }
    return apart.firsts.length === 0 ? term : applyTerm(kind === 'prod' ? 'mul' : 'add', [...apart.firsts, term], range)
  })
}

/** Does this compare letters, and nothing that is made of them? */
const isOfLetters = (condition: Term): boolean => condition.kind === 'apply' && condition.args.every(({ kind }) => kind === 'name')

/** Does it have an x_t of which the formula has an end by itself, as x_T? */
function hasEnd(g: Grammar, body: Term, high: Term | undefined): boolean {
  const last = high?.kind === 'apply' ? high.args[0] : high
  return last?.kind === 'name' && ordered(body).some((term) => term.kind === 'name' && furthestOf(g, term.name, last.name) !== undefined)
}

/** Over indices that are these numbers: each term by itself, or, where vectors have the indices, over all, with nothing elsewhere. */
function overMembers(kind: Kind, body: Term, indices: readonly string[], values: readonly (readonly number[])[], range: Range): Term {
  if (ordered(body).some(isFamily) && (kind === 'sum' || kind === 'prod')) {
    const equal = (index: string, value: number): Term => applyTerm('eq', [nameTerm(index), numberTerm(value)], range)
    const is = (op: 'and' | 'or', parts: readonly Term[]): Term => (parts.length > 1 ? applyTerm(op, parts, range) : (parts[0] as Term))
    const condition = is(
      'or',
      values.map((member) =>
        is(
          'and',
          indices.map((index, k) => equal(index, member[k] as number)),
        ),
      ),
    )
    const part = applyTerm('where', [condition, underCondition(body, condition), numberTerm(kind === 'sum' ? 0 : 1)], body.range)
    return indices.reduceRight<Term>((term, index) => ({ kind: 'binder', op: kind, index, body: term, range }), part)
  }
  const parts = values.map((member) => substitute(body, new Map(indices.map((index, k) => [index, numberTerm(member[k] as number)]))))
  const op = kind === 'sum' ? 'add' : kind === 'prod' ? 'product' : kind === 'max' ? 'maximum' : 'minimum'
  return parts.length > 1 ? parts.reduce((left, right) => applyTerm(op, [left, right], range)) : (parts[0] as Term)
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
function bodyOf(g: Grammar, indices: readonly string[], kind: Kind): Term {
  const from = g.at
  const end = kind === 'prod' ? nextProduct(g, indices) : undefined
  if (end !== undefined) return g.within({ from, to: end }, () => g.product(), end)
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

/**
 * Where the body of a product ends before another product or a sum that has an index of the same name, or nothing of this one's:
 * \prod_i a_i \prod_j b_j is the one times the other.
 */
function nextProduct(g: Grammar, indices: readonly string[]): number | undefined {
  const isAt = (k: number): boolean => isIndexLetter(g.tokens[k] as Token) && indices.includes(nameOfToken(g.tokens[k] as Token))
  let found: number | undefined
  for (let k = g.at; k < g.end; k++) {
    const { text } = g.tokens[k] as Token
    if (/^(?:[-+=)\]}]|\\\})$/.test(text)) break
    if (found === undefined && k > g.at && (text === '\\prod' || text === '\\sum') && g.is('_', k + 1 - g.at)) {
      found = /^\\(?:cdot|times)$/.test(g.tokens[k - 1]?.text ?? '') ? k - 1 : k
      const first = g.tokens[k + 2]?.text === '{' ? k + 3 : k + 2
      if (isAt(first)) return found
    }
    const close = opensGroup(text) ? Math.min(g.partner(k), g.end - 1) : k
    // a_i \prod_j b_{ij} goes on.
    if (found !== undefined) for (let own = k; own <= close; own++) if (isAt(own)) return undefined
    k = close
  }
  return found
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

/** What stands above: a letter alone is a number, whatever function has that name too. */
function upperBound(g: Grammar, sup: Span, after: number): Term {
  const { from, to } = trimmed(g, sup)
  const letter = to - from === 1 && g.tokens[from]?.kind === 'letter' ? nameOfToken(g.tokens[from] as Token) : undefined
  const isFunction = letter !== undefined && g.surroundings.functionNamed(letter) !== undefined && g.surroundings.valueOf(letter) === undefined
  // \sum_{i=1}^I is over I items, whatever matrices there are.
  return letter !== undefined && (isFunction || letter === 'I') ? nameTerm(letter, g.rangeOf(sup)) : g.within(sup, () => g.sum(), after)
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
