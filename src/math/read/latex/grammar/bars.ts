/** Absolute values, norms, determinants, inner products, floors and ceilings. */

import { isElementwise } from '../../../ops/table.ts'
import { mapTerms, partsOf } from '../../order.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { ranked } from '../terms/chains.ts'
import { asVector, ERROR_NOTE, withoutEuler } from '../terms/vectors.ts'
import { nameOfSize, type Token } from '../tokens/tokens.ts'
import type { Grammar, Span } from './grammar.ts'
import { raise, readScripts, readSuperscript, wholeProduct } from './scripts.ts'

/** |x|, \|x\|_2, ||x||. */
export function readBars(g: Grammar): Term {
  const from = g.at
  const bar = g.peek() as Token
  const double = bar.text === '|' && g.is('|', 1) && bar.end === g.peek(1)?.start && bar.side === undefined
  const known = double || bar.text !== '|' ? undefined : knownSize(g, from)
  if (known !== undefined) return readScripts(g, known, from)
  g.at += double ? 2 : 1
  const inner = g.barred(bar.text, () => {
    const first = g.sum()
    return g.is(',') ? g.fail('a list between bars is not known here', 'norms take one vector') : first
  })
  if (!g.is(bar.text) || (double && !g.is('|', 1))) {
    if (g.peek() !== undefined) g.unexpected()
    g.fail('this bar is never closed', `add a second ${bar.text}`, g.rangeOf({ from, to: from + 1 }))
  }
  g.at += double ? 2 : 1
  if (double || bar.text === '\\|' || isOfRows(g, inner)) return readNorm(g, inner, from)
  const range = g.rangeFrom(from)
  // A covariance has a determinant, and no absolute value.
  const isCovariance = inner.kind === 'name' && /^Sigma(?:_|$)/.test(inner.name) && g.surroundings.declarationOf(inner.name) === undefined
  return readScripts(g, applyTerm('bars', [isCovariance ? ranked(inner, 2) : inner], range), from)
}

/** |H(j\omega)|, where the text says what that is. */
function knownSize(g: Grammar, from: number): Term | undefined {
  let to = from + 1
  while (to < g.end && to < from + 24 && g.tokens[to]?.text !== '|') to++
  const value = g.tokens[to]?.text === '|' ? g.surroundings.valueOf(nameOfSize(g.tokens.slice(from + 1, to))) : undefined
  if (value !== undefined) g.at = to + 1
  return value
}

/** Is this a matrix by what is known without shapes? */
function isMatrix(g: Grammar, term: Term): boolean {
  if (term.kind === 'name') return term.hint?.rank === 2 || g.surroundings.declarationOf(term.name)?.shape?.length === 2
  if (term.kind !== 'apply') return false
  if (term.op === 'identity' || (term.op === 'array' && term.args[0]?.kind === 'apply' && term.args[0].op === 'array')) return true
  return (
    (term.op === 'product' || term.op === 'power' || term.op === 'transpose') &&
    partsOf(term).some((part) => isMatrix(g, part)) &&
    partsOf(term).every((part) => part.kind === 'number' || isMatrix(g, part))
  )
}

/** x_i - x_j of a matrix x: single bars are the length of a row. */
function isOfRows(g: Grammar, term: Term): boolean {
  if (term.kind !== 'apply') return false
  if (term.op === 'component') {
    const [base, ...indices] = term.args
    const declared = base?.kind === 'name' ? g.surroundings.declarationOf(base.name) : undefined
    return base?.kind === 'name' && indices.length === 1 && (base.hint?.rank ?? declared?.shape?.length ?? declared?.rank) === 2
  }
  return (term.op === 'add' || term.op === 'sub' || term.op === 'neg') && term.args.every((arg) => isOfRows(g, arg))
}

/** The subscript of a norm says which, its superscript is a power. */
function readNorm(g: Grammar, inner: Term, from: number, option?: Span): Term {
  let sub = option
  let sup: Span | undefined
  for (;;) {
    if (g.is('_') && sub === undefined) {
      g.at++
      sub = g.argument('which norm it is')
    } else if (g.is('^') && sup === undefined) {
      g.at++
      sup = readSuperscript(g)
    } else break
  }
  const after = g.at
  let term = normed(g, inner, sub, from)
  g.at = after
  // \|x\|_p^p is the sum without its root.
  const [powers] = term.kind === 'apply' && term.op === 'power' ? term.args : []
  if (sup !== undefined) term = powers !== undefined && textOf(g, sup) === textOf(g, sub) ? powers : raise(g, term, sup, from)
  g.at = after
  return readScripts(g, term, from)
}

/** What stands in braces, or without any. */
const textOf = (g: Grammar, span?: Span): string | undefined =>
  span &&
  g.tokens
    .slice(span.from, span.to)
    .filter((token) => token.text !== '{' && token.text !== '}' && token.text !== '\\mathrm' && token.text !== '\\text')
    .map((token) => token.text)
    .join('')

const ENTRYWISE =
  /\b(?:[lL]asso|LASSO|spars(?:e|ity)|(?:entry|element|component)-?\s?wise|robust (?:PCA|principal)|compressed sensing|soft-?\s?threshold|ISTA)/

function normed(g: Grammar, whole: Term, sub: Span | undefined, from: number): Term {
  const range = g.rangeFrom(from)
  const vector = withoutEuler(whole, (words) => g.surroundings.says(words))
  if (vector !== undefined) g.note(ERROR_NOTE, range)
  const inner = vector ?? whole
  if (sub === undefined) return applyTerm('norm', [inner], range)
  const text = textOf(g, sub) as string
  if (text === '2' && isMatrix(g, inner))
    g.fail('the spectral norm of a matrix has no closed derivative here', 'the Frobenius norm \\|A\\|_F has', g.rangeOf(sub))
  if (text === 'F' || text === 'Fro' || text === 'fro') return applyTerm('norm', [inner], range, { ord: 'fro' })
  if (text === '*' || text === '\\ast') return applyTerm('norm', [inner], range, { ord: 'nuc' })
  if (text === '\\infty' || text === 'max') return applyTerm('norm', [inner], range, { ord: 'inf' })
  if (text === '2,1') return applyTerm('norm', [inner], range, { ord: 21 })
  // A penalty that makes entries zero is that of all entries.
  if (text === '1' && g.surroundings.says(ENTRYWISE)) return applyTerm('norm', [inner], range, { ord: 1, elementwise: true })
  if (/^\d+(?:\.\d+)?$/.test(text)) return applyTerm('norm', [inner], range, { ord: Number(text) })
  if (/^\\ell_?\d$/.test(text)) return applyTerm('norm', [inner], range, { ord: Number(text.at(-1)) })
  if (text === '*' || text === '\\ast' || text.includes(','))
    g.fail(`the norm ${text} is not known here`, 'known are 1, 2, p, \\infty and F', g.rangeOf(sub))
  const order = g.within(sub, () => g.sum())
  // \|x\|_A with a matrix is sqrt(x^T A x); \|x\|_p with a letter is written out.
  if (/^(?:[A-Z]|\\[A-Z]|\\math|\\bold)/.test(text)) {
    return applyTerm('sqrt', [applyTerm('product', [applyTerm('transpose', [inner], range), ranked(order, 2), inner], range)], range)
  }
  const powers = applyTerm('sum', [applyTerm('pow', [applyTerm('abs', [inner], range), order], range)], range)
  return applyTerm('power', [powers, applyTerm('quotient', [numberTerm(1), order], range)], range)
}

/** \abs{x}, \norm{x}_2, \norm[1]{x}, \ceil{x}, \floor{x}: macros of the packages physics and mathtools. */
export function readNormMacro(g: Grammar): Term {
  const from = g.at
  const { text } = g.tokens[g.at++] as Token
  g.take('*')
  const option = readOption(g)
  const inner = g.isOpening() ? g.argumentList()[0] : g.argumentTerm(`the argument of ${text}`)
  if (inner === undefined) return g.fail(`${text} of what?`, `write its argument: ${text}{x}`, g.rangeFrom(from))
  if (text === '\\norm') return readNorm(g, inner, from, option)
  const range = g.rangeFrom(from)
  const op = text === '\\abs' ? 'bars' : text.slice(1)
  return readScripts(g, applyTerm(op, [inner], range), from)
}

/** What stands in brackets before the argument in braces: which norm it is, or how large the bars are, \abs[\big]{x}, of which no token is left. */
function readOption(g: Grammar): Span | undefined {
  const close = g.is('[') ? g.partner(g.at) : g.tokens.length
  if (g.tokens[close + 1]?.text !== '{') return undefined
  const span = { from: g.at + 1, to: close }
  g.at = close + 1
  return span.from < span.to ? span : undefined
}

/** \langle x, y \rangle; of three and more components, \langle a, b, c \rangle is the vector. */
export function readInner(g: Grammar): Term {
  const from = g.at++
  const [left, right, ...more] = g.barred('(', () => {
    const first = g.sum()
    if (!g.take(',') && !g.take('|') && !g.take('\\mid'))
      g.fail('an average between angles has no formula here', 'an inner product is written \\langle x, y \\rangle')
    const rest = [g.sum()]
    while (g.take(',')) rest.push(g.sum())
    return [first, ...rest] as [Term, Term, ...Term[]]
  })
  if (!g.take('\\rangle')) g.unexpected()
  const range = g.rangeFrom(from)
  if (more.length > 0) return applyTerm('array', [left, right, ...more], range)
  // Of matrices it is the sum over all products of entries.
  if ([left, right].some((term) => term.kind === 'name' && /^[A-Z]/.test(term.name)))
    return applyTerm('sum', [applyTerm('mul', [left, right], range)], range)
  return applyTerm('cdot', [sideOf(g, left), sideOf(g, right)], range)
}

/** A side of an inner product as the vector that it is: x - y, -x, x / 2 and \alpha x too. */
function sideOf(g: Grammar, term: Term): Term {
  if (term.kind === 'name') return ranked(term, 1)
  if (term.kind !== 'apply') return term
  const inner = (part: Term): Term => (part.kind === 'name' && (/^[A-Z]/.test(part.name) || isSaid(g, part.name)) ? part : sideOf(g, part))
  const [first, ...others] = term.args
  if (term.op === 'add' || term.op === 'neg') return { ...term, args: term.args.map(inner) }
  if (first !== undefined && (term.op === 'quotient' || term.op === 'power' || (others.length === 0 && isElementwise(term.op))))
    return { ...term, args: [inner(first), ...others] }
  if (term.op !== 'product') return asVector(rowsOf(term)) ?? term
  const whole = wholeProduct(term)
  const hasVector = term.args.some((arg) => arg.kind === 'name' && (arg.hint?.rank ?? 0) > 0)
  return whole !== term || hasVector ? whole : { ...term, args: term.args.map((arg, k) => (k === others.length ? inner(arg) : arg)) }
}

/** Does the text say how many axes this has? */
function isSaid(g: Grammar, name: string): boolean {
  const { shape, rank } = g.surroundings.declarationOf(name) ?? {}
  return shape !== undefined || rank !== undefined
}

/** Components x_i with one index as rows of a matrix: \langle x_i, x_j \rangle. */
const rowsOf = (term: Term): Term =>
  mapTerms(term, (part) => {
    const [base, index, more] = part.kind === 'apply' && part.op === 'component' ? part.args : []
    if (part.kind !== 'apply' || base?.kind !== 'name' || index === undefined || more !== undefined || base.hint?.rank !== undefined) return part
    return { ...part, args: [{ ...base, hint: { ...base.hint, rank: 2 } }, index] }
  })

export function readCeiling(g: Grammar): Term {
  const from = g.at
  const floor = g.is('\\lfloor')
  g.at++
  const inner = g.barred('(', () => g.sum())
  if (!g.take(floor ? '\\rfloor' : '\\rceil')) g.unexpected()
  return applyTerm(floor ? 'floor' : 'ceil', [inner], g.rangeFrom(from))
}
