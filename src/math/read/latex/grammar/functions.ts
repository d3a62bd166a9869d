/** Functions and their arguments: \sin^2 x, \log_2 x, \max(a, b), \operatorname{softmax}(z). */
import type { Operation } from '../../../expr.ts'
import { operationNamed } from '../../../ops/table.ts'
import { applyTerm, nameTerm, type Term } from '../../term.ts'
import { readOver } from '../sums/big.ts'
import { ranked } from '../terms/chains.ts'
import { logOfDensity } from '../terms/densities.ts'
import { derivativeAt, ordered } from '../terms/terms.ts'
import { functionOfCommand, inverseFunction } from '../tokens/words.ts'
import type { FunctionDefinition, Grammar, Span } from './grammar.ts'
import { raise, readSuperscript } from './scripts.ts'

/** The function's scripts and argument; its name has been read. `written` is how it was called, for messages. */
export function readFunction(g: Grammar, operation: Operation, written: string, from: number): Term {
  const ofTwo = written === '\\arctan' ? readArctan2(g, from) : undefined
  if (ofTwo !== undefined) return ofTwo
  let sub: Span | undefined
  let sup: Span | undefined
  let primes = 0
  for (;;) {
    if (g.is('_') && sub === undefined) {
      g.at++
      sub = g.argument('a subscript')
    } else if (g.is('^') && sup === undefined) {
      g.at++
      sup = readSuperscript(g)
    } else if (g.take("'") || g.take('\\prime')) primes++
    else if (sup === undefined && isPowerInBrackets(g)) {
      sup = { from: g.at + 1, to: g.partner(g.at) }
      g.at = sup.to + 1
    } else break
  }
  if (sup !== undefined && g.tokens.slice(sup.from, sup.to).every((token) => token.text === '\\prime')) {
    primes += sup.to - sup.from
    sup = undefined
  }
  if (operation.name === 'maximum' || operation.name === 'minimum' || operation.name === 'amax' || operation.name === 'amin') {
    return readExtremum(g, /max/.test(operation.name) ? 'max' : 'min', sub, from)
  }
  const axis = sub !== undefined && operation.ranks?.[0] === 1 && operation.attributes?.[0] === 'axis' ? axisOf(g, sub) : undefined
  if (operation.name === 'ln' && sub !== undefined) return readLogarithm(g, sub, sup, from)
  if (sub !== undefined && !isDecoration(g, sub, operation)) g.fail(`${written} has no subscript that is known here`, 'leave it out', g.rangeOf(sub))
  let chosen = operation
  if (sup !== undefined && isMinusOne(g, sup)) {
    const inverse = inverseFunction(operation.name)
    if (inverse !== undefined) {
      chosen = inverse
      sup = undefined
    }
  }
  let args: readonly Term[] = readArguments(g, written, operation)
  if (operation.name === 'trace' && sup === undefined && args.length === 1) args = [withPowerOfWhole(g, args[0] as Term)]
  const range = g.rangeFrom(from)
  let term = (chosen.name === 'ln' && args.length === 1 ? logOfDensity(args[0]) : undefined) ?? applied(g, chosen, args, range, written)
  if (axis !== undefined && term.kind === 'apply' && args.length === 1) term = { ...term, attributes: { axis } }
  if (primes > 0) {
    const variable = 'x'
    const inner = applyTerm(chosen.name, [nameTerm(variable)], range)
    if (args.length !== 1) g.fail(`the derivative of ${written} is not written with primes`, 'use \\frac{\\partial}{\\partial x}', range)
    term = derivativeAt(inner, new Array<string>(primes).fill(variable), new Map([[variable, args[0] as Term]]), range)
  }
  if (sup !== undefined) term = powered(g, term, sup, from)
  return term
}

/**
 * \operatorname{tr}(H - zI)^{-1} and \operatorname{tr}(A^{1/2} B A^{1/2})^{1/2}: the matrix is raised, of which the trace is taken. Whole powers,
 * and the root of \operatorname{tr}(A^\top A), are those of the number.
 */
function withPowerOfWhole(g: Grammar, matrix: Term): Term {
  if (!g.is('^') || g.tokens[g.at - 1]?.text !== ')') return matrix
  const from = g.at++
  const sup = readSuperscript(g)
  const exponent = textOf(g, sup)
  const end = g.at
  const range = g.rangeFrom(from)
  const hasRoots = ordered(matrix).some((term) => term.kind === 'apply' && term.op === 'power' && isBroken(term.args[1] as Term))
  const isOfMatrix = /^-(?:1|\\[td]?frac\{?1\}?\{?2\}?|1\/2)$/.test(exponent) || (/^(?:1\/2|\\[td]?frac\{?1\}?\{?2\}?)$/.test(exponent) && hasRoots)
  g.at = from
  if (!isOfMatrix || !g.choose('the power as that of the matrix, of which the trace is taken', 'the power as that of the trace', range)) return matrix
  const raised = raise(g, matrix, sup, from)
  g.at = end
  return raised
}

/** 1/2 */
const isBroken = (exponent: Term): boolean =>
  exponent.kind === 'number'
    ? exponent.value.asInteger === undefined
    : exponent.kind === 'apply' && (exponent.op === 'quotient' || (exponent.op === 'neg' && isBroken(exponent.args[0] as Term)))

/** \sin[2](x) of the physics package is \sin^2(x). */
function isPowerInBrackets(g: Grammar): boolean {
  if (!g.is('[')) return false
  const close = g.partner(g.at)
  const inner = g.tokens.slice(g.at + 1, close)
  const isNumber =
    inner.length > 0 &&
    inner.every(({ kind, text }, k) => kind === 'number' || (text === '-' && k === 0) || (inner.length === 1 && /^[nmk]$/.test(text)))
  return isNumber && g.tokens[close + 1]?.text === '('
}

function powered(g: Grammar, term: Term, sup: Span, from: number): Term {
  if (isMinusOne(g, sup)) g.note('read the exponent -1 of a function as one over its value', g.rangeOf(sup))
  return raise(g, term, sup, from)
}

const textOf = (g: Grammar, span: Span): string =>
  g.tokens
    .slice(span.from, span.to)
    .map((token) => token.text)
    .join('')

/** Is this the exponent -1? */
export const isMinusOne = (g: Grammar, span: Span): boolean => textOf(g, span) === '-1'

/** \operatorname{mean}_1(X): a number says along which axis, the first one being 1. */
function axisOf(g: Grammar, sub: Span): number | undefined {
  const text = textOf(g, sub)
  return /^[1-9]$/.test(text) ? Number(text) - 1 : undefined
}

/** \operatorname{softmax}_j, \operatorname{tr}_n: a subscript that only reminds; a size of something is more. */
function isDecoration(g: Grammar, sub: Span, operation: Operation): boolean {
  const text = textOf(g, sub)
  if (text.includes('\\times')) return false
  return operation.layer === true || !operation.elementwise || /^[a-z]$/.test(text)
}

/** What stands behind a function: in parentheses, in braces, or bare. */
function readArguments(g: Grammar, written: string, operation: Operation): Term[] {
  if (g.isOpening()) {
    const start = g.at
    const args = g.argumentList()
    if (args.length === 0) g.fail(`${written} has no argument`, `write ${written}(x)`, g.rangeFrom(start))
    return args
  }
  if (g.is('{')) {
    const span = g.argument('the argument')
    if (span.from >= span.to) g.fail(`${written} has no argument`, `write ${written}{x}`)
    return g.within(span, () => {
      const args = [g.relation()]
      while (operation.args.length > 1 && g.take(',')) args.push(g.relation())
      return args
    })
  }
  if (!g.startsFactor() && !g.is('-') && !g.is('+')) g.fail(`${written} of what?`, `write its argument: ${written}(x)`)
  return [g.bareArgument(written)]
}

function applied(g: Grammar, operation: Operation, args: readonly Term[], range: { start: number; end: number }, written: string): Term {
  const many = operation.args.some((name) => name.startsWith('...'))
  const most = operation.args.length + (operation.attributes?.length ?? 0)
  const least = operation.args.length - (operation.defaults?.length ?? 0)
  if (!many && (args.length < least || args.length > operation.args.length) && !(args.length > operation.args.length && args.length <= most)) {
    if (operation.ranks?.[0] === 1 && operation.args.length === 1) return applyTerm(operation.name, [applyTerm('array', args, range)], range)
    g.fail(
      `${written} takes ${operation.args.length} argument${operation.args.length === 1 ? '' : 's'}, not ${args.length}`,
      `its arguments are ${operation.args.join(', ')}`,
      range,
    )
  }
  // diag(d) of the d_i that the text defines.
  const entries = (arg: Term, rank: number): Term | undefined =>
    arg.kind === 'name' && rank > 0 && !g.isBound(arg.name) ? g.surroundings.entriesOf(arg.name, rank) : undefined
  return applyTerm(
    operation.name,
    args.map((arg, k) => entries(arg, operation.ranks?.[k] ?? 0) ?? arg),
    range,
  )
}

/** \log_2 x, \log_{10} x, \log_b x. */
function readLogarithm(g: Grammar, sub: Span, sup: Span | undefined, from: number): Term {
  const text = textOf(g, sub)
  const known = functionOfCommand(`\\log_${text}`) ?? functionOfCommand(`\\log_{${text}}`)
  const base = known === undefined && text !== 'e' ? g.within(sub, () => g.sum()) : undefined
  const written = `\\log_{${text}}`
  const args = readArguments(g, written, operationNamed('ln') as Operation)
  const range = g.rangeFrom(from)
  if (args.length > 1) g.fail(`${written} takes one argument, not ${args.length}`, 'write one', range)
  let term = applyTerm(known !== undefined && known.args.length === 1 ? known.name : 'ln', args, range) as Term
  if (base !== undefined) term = applyTerm('quotient', [term, applyTerm('ln', [base], base.range)], range)
  return sup === undefined ? term : powered(g, term, sup, from)
}

/** \max(a, b), \max\{a, b\}, \max(x), \max_i x_i. */
function readExtremum(g: Grammar, which: 'max' | 'min', sub: Span | undefined, from: number): Term {
  const axis = sub === undefined ? undefined : axisOf(g, sub)
  if (sub !== undefined && axis === undefined) return readOver(g, which, sub, undefined, from)
  const args = readArguments(g, `\\${which}`, operationNamed(which === 'max' ? 'maximum' : 'minimum') as Operation)
  const range = g.rangeFrom(from)
  if (args.length > 1) return applyTerm(which === 'max' ? 'maximum' : 'minimum', args, range)
  return applyTerm(which === 'max' ? 'amax' : 'amin', args, range, axis === undefined ? undefined : { axis })
}

/** \operatorname{vec}(A X B), \operatorname{vec} X: the columns of a matrix one below the other; its name has been read. */
export function readStacked(g: Grammar, from: number): Term {
  const args = g.isOpening() ? g.argumentList() : [g.bareArgument('vec')]
  const [matrix] = args
  if (matrix === undefined || args.length > 1) return g.fail('vec takes one matrix', 'write \\operatorname{vec}(X)', g.rangeFrom(from))
  return g.scripts(applyTerm('vec', [asMatrix(matrix)], g.rangeFrom(from)), from)
}

/** Capitals that are added up to a matrix are matrices. */
function asMatrix(term: Term): Term {
  if (term.kind === 'name') return /^[A-Z]/.test(term.name) ? ranked(term, 2) : term
  return term.kind === 'apply' && /^(?:add|sub|neg)$/.test(term.op) ? { ...term, args: term.args.map(asMatrix) } : term
}

/** The base of a power that is a function's name: f^2(x) is (f(x))². */
export function raiseCall(g: Grammar, call: Term, sup: Span | undefined, from: number): Term {
  return sup === undefined ? call : powered(g, call, sup, from)
}

/** N (1 - N/K) of an N(t): what stands in the parentheses beside itself, without what it is called with, is no argument of its own. */
export function isFactor(g: Grammar, name: string, { parameters }: FunctionDefinition): boolean {
  if (!g.is('(') || parameters.length !== 1) return false
  const inner = g.tokens.slice(g.at + 1, g.partner(g.at))
  const called = inner.map(({ text }) => text.replace('\\', ''))
  const stands = called.some((text, k) => text === name && !/^[(_']$/.test(called[k + 1] ?? ''))
  return stands && called.some((text) => /^[-+]$/.test(text)) && !called.some((text) => parameters.includes(text))
}

/** \arctan2(y, x): the angle of a point; undefined where it is twice an arctangent. */
function readArctan2(g: Grammar, from: number): Term | undefined {
  const isOfTwo = g.peek()?.text === '2' && g.is('(', 1) && g.tokens.slice(g.at, g.partner(g.at + 1)).some(({ text }) => text === ',')
  if (!isOfTwo) return undefined
  g.at++
  return applyTerm('atan2', g.argumentList(), g.rangeFrom(from))
}
