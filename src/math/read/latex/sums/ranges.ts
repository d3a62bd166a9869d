/** What stands under a big operator: which indices run, from where to where, and where alone something is added. */
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import type { Grammar, Span } from '../grammar/grammar.ts'
import { letterCommands } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import { clausesOf } from './clauses.ts'

/** What a subscript such as i=1, i,j, i \ne j, 1 \le i \le n says. */
export interface Over {
  readonly indices: readonly string[]
  readonly low?: Term
  readonly high?: Term
  /** Only where these hold; read with the indices bound. */
  readonly only?: readonly (Span | Term)[]
  /** What the indices are, one list of numbers after the other, where they do not run: (i, j) \in \{(1, 2), (2, 3)\}. */
  readonly values?: readonly (readonly number[])[]
}

export const isIndexLetter = (token: Token | undefined): token is Token =>
  token !== undefined && (token.kind === 'letter' || (token.kind === 'command' && letterCommands.has(token.text)))
export const nameOfToken = (token: Token): string => (token.kind === 'command' ? token.text.slice(1) : token.text)

const RELATION = /^(?:[=<>]|\\(?:in|ne|neq|lt|gt|leq?|geq?)(?:slant)?)$/
const LESS = /^(?:<|\\(?:lt|leq?)(?:slant)?)$/
const STRICT = /^(?:[<>]|\\[lg]t)$/
const DOTS = /^\\[lc]?dots[a-z]?$/
const UNEQUAL = /^\w\\neq?\w$/
/** Letters that bound an index rather than run: i < n. */
const BOUND = /^(?:[A-Zdmn]|.{2,})$/

/** What a subscript says: i=1; i,j; i=1,\dots,n; 1 \le i < j \le n; i \in \{1,\dots,n\}; j \ne i; j : t_j \ge t_i. */
export function readIndexing(g: Grammar, sub: Span): Over {
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
    // r(i, j) is a condition on i and j.
    if (g.tokens.slice(from, to).some((token, k, all) => token.text === '(' && isIndexLetter(all[k - 1]))) return undefined
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
  const neighbours = neighboursIn(g, sub)
  if (neighbours !== undefined) {
    const [first, second] = neighbours
    g.note(`read <${first}, ${second}> as every pair once: what belongs to no pair is zero`, g.rangeOf(sub))
    return { indices: [first, second], only: [applyTerm('lt', [nameTerm(first), nameTerm(second)], g.rangeOf(sub))] }
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
    const named = g.tokens.slice(clause.from, clause.to).some((token) => isIndexLetter(token) && indices.includes(nameOfToken(token)))
    if (parts.length > 2) {
      // i \ne j \ne k: all of them run, no two the same.
      const apart = parts.map((part) => letters(part)?.[0])
      if (!apart.includes(undefined) && marks.every((at) => /^\\neq?$/.test((g.tokens[at] as Token).text))) {
        const all = apart as string[]
        const own = all.filter((name) => !g.isIndex(name) && !g.isBound(name))
        for (const name of own) add(name)
        all.forEach((name, j) => {
          for (const other of all.slice(j + 1)) only.push(applyTerm('ne', [nameTerm(name), nameTerm(other)], g.rangeOf(clause)))
        })
        continue
      }
      // 1 \le i < j \le n: what stands in the middle runs.
      const middle = parts.slice(1, -1).map((part) => letters(part)?.[0])
      // j : 0 < |x_i - x_j| \le h
      if (middle.includes(undefined) && named && marks.every((at) => g.tokens[at]?.text !== '\\in')) {
        only.push(clause)
        continue
      }
      if (middle.includes(undefined) || !marks.every((at) => LESS.test((g.tokens[at] as Token).text))) unread()
      for (const name of middle) add(name as string)
      const [first, last] = [marks[0], marks.at(-1)].map((at) => STRICT.test((g.tokens[at as number] as Token).text))
      low = first ? next(sum(left), 1) : sum(left)
      high = last ? next(sum(parts.at(-1) as Span), -1) : sum(parts.at(-1) as Span)
      if (middle.length > 1) only.push({ from: (parts[1] as Span).from, to: (parts.at(-2) as Span).to })
      continue
    }
    // j : t_j \ge t_i
    if (running === undefined && named && sign !== '\\in') {
      only.push(clause)
      continue
    }
    // t_i < t, |i - j| = 1
    const open = running === undefined && sign !== '\\in' ? openIndices(g, clause, sub) : []
    if (open.length > 0) {
      for (const name of open) add(name)
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
      const members = open === '\\{' && clauses.length === 1 ? membersIn(g, right, indices.length) : undefined
      if (members !== undefined) {
        g.at = after
        return { indices, values: members }
      }
      if (open === '\\{') listed(clausesOf(g, { from: right.from + 1, to: right.to - 1 }))
      else if (open === '[') {
        low = numberTerm(1)
        high = sum({ from: right.from + 1, to: right.to - 1 })
      } else if (!(running?.length === 1 && onlyMembers(g, right, own, only))) g.note(`read as over all ${indices.join(', ')}`, g.rangeOf(sub))
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

/**
 * j \in \mathcal{N}(i), j \in B_k, j \in R(t_i): which j belong to the set of each i the text need not say; where it does not, a matrix
 * says it, N_set, whose entries at i and j are 0 for those that do not.
 */
function onlyMembers(g: Grammar, right: Span, own: string, only: (Span | Term)[]): boolean {
  const tokens = g.tokens.slice(right.from, right.to)
  const written = tokens.map(nameOfToken).join('')
  const [, fonted, bare, sub, argument, indexed] =
    /^(?:(?:math[a-z]+|bm|boldsymbol)?\{([A-Z]|[A-Z][a-z]+)\}|([A-Z]|Omega|Gamma))(?:_\{?([a-z])\}?|\((?:([a-z])|[a-z]_\{?([a-z])\}?)\))$/.exec(
      written,
    ) ?? []
  const [name, of] = [fonted ?? bare, sub ?? argument ?? indexed]
  if (name === undefined || of === undefined || of === own || !(g.isIndex(of) || g.isFreeIndex(of))) return false
  const range = g.rangeOf(right)
  const set = `${name}_set`
  only.push(applyTerm('ne', [applyTerm('component', [nameTerm(set, range), nameTerm(of), nameTerm(own)], range), numberTerm(0)], range))
  if (g.surroundings.declarationOf(set) === undefined)
    g.note(`read ${set} as a matrix whose entry at ${of} and ${own} is 0 unless ${own} belongs to the set of ${of}`, range)
  return true
}

/** The numbers in \{1, 3, 7\} and \{(1, 2), (2, 3)\}, so many in each; undefined for those that follow each other and for all else. */
function membersIn(g: Grammar, { from, to }: Span, count: number): readonly (readonly number[])[] | undefined {
  const members = clausesOf(g, { from: from + 1, to: to - 1 }).map((span) => {
    const own = g.tokens.slice(span.from, span.to).map(({ text }) => text)
    const inner = own[0] === '(' && own.at(-1) === ')' ? own.slice(1, -1) : own
    return inner.filter((text) => text !== ',').map(Number)
  })
  const follow = members.every(([value], k) => value === (members[0]?.[0] as number) + k)
  const isRead = members.every((numbers) => numbers.length === count && numbers.every(Number.isInteger))
  return members.length > 0 && isRead && (count > 1 || !follow) ? members : undefined
}

/** The index of what a condition compares, t_j \ge t_i, that runs nowhere else yet; those of |i - j| = 1. */
function openIndices(g: Grammar, { from, to }: Span, sub: Span): readonly string[] {
  const found = new Set<string>()
  for (let k = from; k < to - 1; k++) {
    if (g.tokens[k]?.text !== '_') continue
    const token = g.tokens[g.tokens[k + 1]?.text === '{' && g.tokens[k + 3]?.text === '}' ? k + 2 : k + 1] as Token
    if (isIndexLetter(token) && !g.isBound(nameOfToken(token))) found.add(nameOfToken(token))
  }
  return found.size === 1 ? [...found] : found.size === 0 ? apartIn(g, { from, to }, sub) : []
}

/** The letters that a condition such as |i - j| = 1 compares by themselves: those that run nowhere else yet, and are not given by what stands before. */
function apartIn(g: Grammar, { from, to }: Span, sub: Span): readonly string[] {
  const [open, first, minus, second, close] = g.tokens.slice(from, to)
  const isApart = open?.text === '|' && minus?.text === '-' && close?.text === '|' && isIndexLetter(first) && isIndexLetter(second)
  if (!isApart) return []
  return [first, second].map(nameOfToken).filter((name) => !g.isIndex(name) && !g.isBound(name) && !isLowered(g, name, sub.from))
}

/** Is this letter an index before this place? */
function isLowered(g: Grammar, letter: string, before: number): boolean {
  return g.tokens.some(({ text }, k) => {
    if (k >= before - 2 || text !== '_') return false
    const end = g.tokens[k + 1]?.text === '{' ? g.closing(k + 1) : k + 2
    return g.tokens.slice(k + 1, end).some((token) => isIndexLetter(token) && nameOfToken(token) === letter)
  })
}

/** \langle i, j \rangle of neighbours, where what is added has a factor for each pair, J_{ij}: which are neighbours that tells. */
function neighboursIn(g: Grammar, { from, to }: Span): readonly [string, string] | undefined {
  const texts = g.tokens.slice(from, to)
  const inner = texts.slice(1, -1).filter(({ text }) => text !== ',')
  const isAngled = (texts[0]?.text === '\\langle' && texts.at(-1)?.text === '\\rangle') || (texts[0]?.text === '<' && texts.at(-1)?.text === '>')
  const [a, b] = inner
  if (!isAngled || inner.length !== 2 || !isIndexLetter(a) || !isIndexLetter(b)) return undefined
  const pair = `${nameOfToken(a)}${nameOfToken(b)}`
  const isWeighted = g.tokens.some(
    ({ text }, k) =>
      k > to &&
      text === '_' &&
      g.tokens[k + 1]?.text === '{' &&
      g.tokens
        .slice(k + 2, g.closing(k + 1))
        .map((token) => nameOfToken(token))
        .filter((own) => own !== ',')
        .join('') === pair,
  )
  return isWeighted ? [nameOfToken(a), nameOfToken(b)] : undefined
}
