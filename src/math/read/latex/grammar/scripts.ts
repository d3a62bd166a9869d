/** What stands behind an atom: powers, transposes, components, primes, factorials. */

import { operationNamed } from '../../../ops/table.ts'
import { isCapital } from '../../ranks/habits.ts'
import { isLabel } from '../../ranks/indexed.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { suffixOf, transposeSign } from '../names/names.ts'
import { ADJOINTS } from '../notation/kets.ts'
import { ranked } from '../terms/chains.ts'
import { asVector } from '../terms/vectors.ts'
import { letterCommands } from '../tokens/symbols.ts'
import { openerOf, type Token } from '../tokens/tokens.ts'
import type { Grammar, Span } from './grammar.ts'
import { primedGroup } from './primedGroups.ts'
import { readPart } from './slices.ts'

const isConstant = (term: Term, op: string): boolean => term.kind === 'apply' && term.op === op && term.args.length === 0

/** The scripts behind a term that is no name. */
export function readScripts(g: Grammar, base: Term, from: number, raisedBefore = false): Term {
  let term = base
  let raised = raisedBefore
  let lowered = false
  for (;;) {
    const token = g.peek()
    if (token === undefined || token.kind === 'break') return term
    if (g.is('^') && !raised) {
      raised = true
      g.at++
      term = raise(g, term, readSuperscript(g), from)
    } else if (g.is('_') && !lowered) {
      lowered = true
      g.at++
      term = component(g, term, g.argument('a subscript'), from)
    } else if (g.is("'") || g.is('\\prime')) {
      let primes = 0
      while (g.take("'") || g.take('\\prime')) primes++
      const isGroup = /^[([]$/.test(g.tokens[from]?.text ?? '') && term === base
      const derivative = isGroup ? primedGroup(g, term, primes, g.rangeFrom(from)) : undefined
      for (let k = 0; derivative === undefined && k < primes; k++) term = applyTerm('transpose', [term], g.rangeFrom(from))
      term = derivative ?? term
    } else if (g.is('!')) {
      if (g.tokens[g.at - 1]?.text === '!') g.fail('the double factorial is not read', 'write (n!)! for a factorial of a factorial')
      g.at++
      term = applyTerm('factorial', [term], g.rangeFrom(from))
    } else if (g.is('\\%')) {
      g.at++
      term = applyTerm('quotient', [term, numberTerm(100)], g.rangeFrom(from))
    } else return term
  }
}

/** The tokens of an exponent; says so where digits look as if they had lost their braces. */
export function readSuperscript(g: Grammar): Span {
  const mark = g.at - 1
  const span = g.argument('an exponent')
  const [inner, next] = [g.tokens[span.from], g.peek()]
  if (span.to === g.at && span.to === span.from + 1 && isSignOf(g, inner, next)) {
    // TeX raises only the sign, which nobody means.
    g.at++
    while (g.is('^') || g.is('_')) {
      g.at++
      g.argument('an exponent')
    }
    const all = g.rangeOf({ from: mark, to: g.at })
    g.note('braces missing? read all that stands behind the sign as the exponent', all)
    return { from: span.from, to: g.at }
  }
  if (span.to === g.at && inner?.kind === 'number' && next?.kind === 'number' && inner.end === next.start) {
    g.note(
      `braces missing? TeX raises only the ${inner.text}: write ^{${inner.text}${next.text}} for the other reading`,
      g.rangeOf({ from: mark, to: g.at + 1 }),
    )
  }
  return span
}

/** The minus of e^-x, right before a letter or a number; x^- + 1 adds to a name. */
const isSignOf = (g: Grammar, sign: Token | undefined, next: Token | undefined): boolean =>
  sign?.text === '-' &&
  g.tokens[g.at - 2]?.text === '^' &&
  next !== undefined &&
  next.start === sign.end &&
  (next.kind === 'letter' || next.kind === 'number' || letterCommands.has(next.text))

const textsOf = (g: Grammar, span: Span): string[] => g.tokens.slice(span.from, span.to).map((token) => token.text)

/** base^{span}, whatever that means here. */
export function raise(g: Grammar, base: Term, span: Span, from: number): Term {
  const after = g.at
  const range = g.rangeOf({ from, to: after })
  if (span.from >= span.to) return base
  const tokens = g.tokens.slice(span.from, span.to)
  const texts = tokens.map((token) => token.text)
  const sign = transposeSign(tokens)
  // \mathbf{w}^H
  const isHermitian = texts.length === 1 && texts[0] === 'H' && base.kind === 'name' && (base.hint?.rank ?? 0) > 0
  if (sign === 'sign' || isHermitian || (sign === 'letter' && isTranspose(g, base, g.rangeOf(span)))) return transposed(g, base, from, range)
  if (texts[0] === '-' && transposeSign(tokens.slice(1)) !== undefined) {
    return applyTerm('transpose', [applyTerm('power', [base, numberTerm(-1)], range)], range)
  }
  if (texts.length === 1) {
    if (texts[0] === '\\dagger' && g.surroundings.says(ADJOINTS)) return applyTerm('conj', [transposed(g, base, from, range)], range)
    if (texts[0] === '+' && isPositivePart(g, base, from)) return applyTerm('maximum', [numberTerm(0), base], range)
    if (texts[0] === '\\dagger' || texts[0] === '+') {
      if (operationNamed('pinv') === undefined) g.fail('the pseudoinverse is not known here', 'write (A^\\top A)^{-1} A^\\top', range)
      g.note(`read ${texts[0]} as the pseudoinverse`, range)
      return applyTerm('pinv', [base], range)
    }
    if (texts[0] === '\\circ') return applyTerm('product', [base, applyTerm('quotient', [applyTerm('pi', []), numberTerm(180)])], range)
    if (texts[0] === '*' || texts[0] === '\\ast' || texts[0] === '\\star')
      g.fail(`the sign ${texts[0]} above this is not known here`, 'write it as part of a name, or leave it out', g.rangeOf(span))
  }
  if (texts.every((text) => text === '\\prime' || text === "'")) return applyTerm('transpose', [base], range)
  if (texts.length === 2 && texts[0] === '\\circ' && /^[-+/*]|^\\/.test(texts[1] as string))
    g.fail('this power of an operation sign is not known here', 'write it out', g.rangeOf(span))
  if (texts[0] === '\\odot' || texts[0] === '\\circ') {
    // A^{\circ 2}, A^{\odot 2}: each component to the power.
    const inner = { from: span.from + 1, to: span.to }
    return applyTerm('pow', [base, g.within(inner, () => g.sum(), after)], range)
  }
  const exponent = signedNumber(g.within(span, () => g.sum(), after))
  if (isConstant(base, 'e')) return applyTerm('exp', [exponent], range)
  return applyTerm('power', [base, exponent], range)
}

/** (S - K)^+, [x]^+: a sum or a small letter in parentheses, and no matrix. */
function isPositivePart(g: Grammar, base: Term, from: number): boolean {
  if (!/^[([]$/.test(g.tokens[from]?.text ?? '') || g.hasMatrices()) return false
  return base.kind === 'name' ? /^[a-z]/.test(base.name) && base.hint?.rank === undefined : base.kind === 'apply' && /^(?:add|sub)$/.test(base.op)
}

/** -1 as one number: an exponent of -1 is looked for. */
function signedNumber(term: Term): Term {
  const inner = term.kind === 'apply' && term.op === 'neg' ? term.args[0] : undefined
  return inner?.kind === 'number' ? numberTerm(inner.value.negate(), term.range) : term
}

/** A letter T above something is a transpose, unless T is a quantity of this text. */
function isTranspose(g: Grammar, base: Term, range: { start: number; end: number }): boolean {
  if (base.kind === 'number' || isConstant(base, 'e') || isConstant(base, 'pi')) return false
  // The last index of a sum.
  if (g.tokens.some(({ text }, k) => text === 'T' && /^\\(?:sum|prod|int)$/.test(bigBefore(g, k)))) return false
  if (g.isBound('T') || g.surroundings.declarationOf('T') !== undefined || g.surroundings.isSymbol('T')) return false
  return g.choose('the exponent T as a transpose', 'the exponent T as a power', range)
}

/** The sum whose upper bound begins right before this token, as in \sum_{t=1}^{T}. */
export function bigBefore(g: Grammar, at: number): string {
  let k = g.tokens[at - 1]?.text === '{' ? at - 2 : at - 1
  if (g.tokens[k]?.text !== '^') return ''
  k--
  if (g.tokens[k]?.text === '}') k = openerOf(g.tokens, k)
  return g.tokens[g.tokens[k - 1]?.text === '_' ? k - 2 : k]?.text ?? ''
}

/** (1, 2, 3)^\top is how a column is written on one line. */
function transposed(g: Grammar, base: Term, from: number, range: { start: number; end: number }): Term {
  const list = base.kind === 'apply' && base.op === 'array' && base.args.every((arg) => arg.kind !== 'apply' || arg.op !== 'array')
  if (list && (g.tokens[from]?.text === '(' || g.tokens[from]?.text === '[')) return base
  if (base.kind === 'apply' && base.op === 'transpose' && base.args[0]?.kind === 'apply' && base.args[0].op === 'array') return base.args[0]
  return applyTerm('transpose', [base], range)
}

const isIndexToken = (token: Token): boolean =>
  token.kind === 'letter' || token.kind === 'number' || (token.kind === 'command' && letterCommands.has(token.text))

/** The indices of a subscript: ij and i,j are two, i+1 is one. */
export function readIndices(g: Grammar, span: Span): Term[] {
  const after = g.at
  const tokens = g.tokens.slice(span.from, span.to)
  const single = (k: number): Term => {
    const token = tokens[k] as Token
    const range = { start: token.start, end: token.end }
    if (token.kind === 'number') return numberTerm(Number(token.text), range)
    return nameTerm(token.kind === 'command' ? token.text.slice(1) : token.text, range)
  }
  if (tokens.length > 0 && tokens.every(isIndexToken) && !isMultiple(g, tokens)) return tokens.map((_, k) => single(k))
  const indices = g.within(
    span,
    () => {
      const found = [g.sum()]
      while (g.take(',') || g.take(';')) found.push(g.sum())
      return found.flatMap((one) => asLabels(memberOf(g, one)))
    },
    after,
  )
  return indices
}

/** The 4i of x_{4i} beside x_{4i-3}. */
function isMultiple(g: Grammar, [count, index, more]: readonly Token[]): boolean {
  if (count?.kind !== 'number' || index?.kind !== 'letter' || more !== undefined || !g.isIndex(index.text)) return false
  return g.tokens.some(
    ({ kind, text }, k) =>
      kind === 'number' &&
      text === count.text &&
      g.tokens[k - 1]?.text === '{' &&
      g.tokens[k + 1]?.text === index.text &&
      /^[-+]$/.test(g.tokens[k + 2]?.text ?? ''),
  )
}

/** The o_1 of B_{j,o_1} is the first of the o_t, unless a sum runs over it. */
export function memberOf(g: Grammar, index: Term): Term {
  const [, base = '', place] = (index.kind === 'name' && !g.isBound(index.name) ? /^([a-zA-Z]+)_(\d+)$/.exec(index.name) : null) ?? []
  return place === undefined ? index : applyTerm('component', [nameTerm(base, index.range), numberTerm(Number(place), index.range)], index.range)
}

/** The y_i of w_{y_i} is a number for each i, the z_{ij} of w_{z_{ij}} for each pair, and i y_i are two indices. */
function asLabels(index: Term): Term[] {
  if (index.kind !== 'apply') return [index]
  if (index.op === 'product' && index.args.some(isLabel)) return index.args.flatMap(asLabels)
  const [base, ...own] = isLabel(index) ? index.args : []
  return base?.kind === 'name' ? [{ ...index, args: [{ ...base, hint: { ...base.hint, rank: own.length } }, ...own] }] : [index]
}

/** (W x)_i: the component of something that is no name. */
function component(g: Grammar, base: Term, span: Span, from: number): Term {
  const range = g.rangeFrom(from)
  if (base.kind === 'call' || (base.kind === 'apply' && base.op === 'name')) return base
  const texts = textsOf(g, span)
  if (texts.length === 0) return base
  if (texts.length === 1 && texts[0] === '\\times' && g.tokens[from]?.text === '[') return crossMatrix(base, range)
  // (\partial P/\partial V)_T: what is held constant.
  if (base.kind === 'derivative' && texts.every((text) => /^(?:[A-Z]|[o-z]|,)$/.test(text) || letterCommands.has(text))) return base
  // [A]_0 is a concentration.
  if (base.kind === 'name' && g.tokens[from]?.text === '[') return g.named(`${base.name}_${suffixOf(g, { ...span }) ?? ''}`, range, base.hint)
  // (1 - y f)_+: the positive part.
  if (texts.length === 1 && (texts[0] === '+' || texts[0] === '-'))
    return applyTerm('maximum', [numberTerm(0), texts[0] === '+' ? base : applyTerm('neg', [base], base.range)], range)
  if (texts.some((text) => text === 'F' || text === '\\infty'))
    g.fail('this subscript is not known here', 'norms are written \\|x\\|_2', g.rangeOf(span))
  const part = readPart(g, base, span, from)
  if (part !== undefined) return part
  if (suffixOf(g, { ...span }) === undefined) g.fail('this subscript is not known here', 'leave it out, or write an index', g.rangeOf(span))
  return applyTerm('component', [asVector(base) ?? wholeProduct(base), ...readIndices(g, span)], range)
}

/** [k]_\times: the skew-symmetric matrix whose product with v is the cross product k \times v. */
function crossMatrix(base: Term, range: { start: number; end: number }): Term {
  const vector = base.kind === 'name' ? ranked(base, 1) : base
  const part = (k: number): Term => applyTerm('index', [vector, numberTerm(k, range)], range, { items: [{ at: 1 }] })
  const minus = (k: number): Term => applyTerm('neg', [part(k)], range)
  const zero = numberTerm(0, range)
  const rows = [
    [zero, minus(2), part(1)],
    [part(2), zero, minus(0)],
    [minus(1), part(0), zero],
  ]
  return applyTerm(
    'array',
    rows.map((row) => applyTerm('array', row, range)),
    range,
  )
}

/** (W x)_i: a product that has components is a vector, so its last small letter is one, and its capitals are matrices. */
export function wholeProduct(base: Term): Term {
  if (base.kind !== 'apply' || base.op !== 'product') return base
  if (!base.args.some(isCapital)) return base
  return { ...base, args: base.args.map((arg, k) => (isCapital(arg) ? ranked(arg, 2) : k === base.args.length - 1 ? ranked(arg, 1) : arg)) }
}
