/** Reads what a statement says: of its forms, joined by equality signs, the most explicit one. */

import type { Note, Range } from '../../api.ts'
import { operationNamed } from '../../ops/table.ts'
import { differenceNote } from '../equations.ts'
import { isGiven } from '../given.ts'
import { mapTerms, occurs } from '../order.ts'
import { withoutPoles } from '../pairs.ts'
import { applyTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { readAtBar } from './grammar/atoms.ts'
import type { Surroundings } from './grammar/grammar.ts'
import { Parser } from './grammar/parser.ts'
import { asComponents } from './grammar/unitVectors.ts'
import { withoutDots } from './notation/ellipsis.ts'
import type { Head } from './statements/heads.ts'
import { withoutObjective } from './statements/objectives.ts'
import { rangeOfTokens, type Statement } from './statements/statements.ts'
import { withoutRoots } from './sums/firsts.ts'
import { withRounds } from './sums/rounds.ts'
import { refuseSamples } from './sums/samples.ts'
import { withFamilies } from './terms/families.ts'
import { withPointsApart } from './terms/indexed.ts'
import { freeNames, ordered, withoutForeign } from './terms/terms.ts'
import { spoken } from './tokens/spoken.ts'
import { otherRelations, relations, wordFonts } from './tokens/symbols.ts'
import { latexOf, openerOf, type Token } from './tokens/tokens.ts'

export interface Form {
  readonly body: Term
  readonly notes: readonly Note[]
}

/** The right side of what a statement's part number `part` defines, for each of its `indices` where it has such. Throws ReadError. */
export function readForms(statement: Statement, part: number, head: Head, surroundings: Surroundings, indices?: readonly string[]): Form {
  const after = statement.parts.slice(part + 1)
  // y = f(x) = x^2 names x^2 twice: what is itself a left side comes last.
  const own = after.filter((_, k) => part + 1 + k >= statement.heads.length)
  const { components } = head
  // D(p \| q_\theta) of a q_\theta(x) that the text defines
  const parameters = (head.parameters ?? []).filter(
    (name) => (!name.includes('_') || surroundings.functionNamed(name) === undefined) && !surroundings.leadsToAsked(name),
  )
  const members = own.length > 0 ? own : after
  const read = (each: readonly string[] | undefined): Form => readMember(members, parameters, surroundings, statement.range, each)
  if (components === undefined) return read(indices)
  if (head.derivative !== undefined)
    return (isComponent(head, surroundings) && derivativeOf(head.derivative, components, surroundings, () => read(components))) || read(indices)
  const form = read(components)
  return components.every((index) => freeNames(form.body).has(index)) ? eachOf(form, components, surroundings) : form
}

/** A form for each of its indices; `lowOf`: what they count from, where that is not 1. */
function eachOf({ body, notes }: Form, indices: readonly string[], surroundings: Surroundings, lowOf?: (index: string) => Term | undefined): Form {
  const family = withFamilies(body, (name) => surroundings.declarationOf(name)?.shape?.length)
  const each = (inner: Term, index: string): Term => ({ kind: 'binder', op: 'each', index, low: lowOf?.(index), body: inner, range: body.range })
  return { body: indices.reduceRight(each, family), notes }
}

/** \partial L/\partial w_{ij} for each i and j that stands in it; undefined where none does, or not the index of what is differentiated. */
function derivativeOf(
  { of, by: [by = ''] = [] }: NonNullable<Head['derivative']>,
  indices: readonly string[],
  surroundings: Surroundings,
  read: () => Form,
): Form | undefined {
  try {
    const form = read()
    const free = freeNames(form.body)
    const met = indices.filter((index) => free.has(index))
    const isSame = met.length < indices.length && /_[a-z]{1,2}$/.test(of)
    return met.length > 0 && !isSame && !isOfSome(form.body, indices, surroundings)
      ? eachOf(form, met, surroundings, (index) => lowOf(by, index, saidOf(of, surroundings)))
      : undefined
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

const saidOf = (name: string, surroundings: Surroundings): Term | undefined => surroundings.valueOf(name) ?? surroundings.functionNamed(name)?.body()

/** From which number on a value counts the components of c by t, as they are named in c_t: a sum from t = 0 on does so from there. */
function lowOf(component: string, index: string, value: Term | undefined): Term | undefined {
  const cut = component.lastIndexOf('_')
  const axis = component.indexOf(index, cut + 1) - cut
  for (const term of value === undefined || axis < 1 ? [] : ordered(value)) {
    if (term.kind !== 'binder' || term.low?.kind !== 'number') continue
    const isCounted = ordered(term.body).some((part) => {
      const [base, ...indices] = part.kind === 'apply' && part.op === 'component' ? part.args : []
      const own = indices[axis - 1]
      return base?.kind === 'name' && base.name === component.slice(0, cut) && own?.kind === 'name' && own.name === term.index
    })
    if (isCounted) return term.low
  }
  return undefined
}

/** Whether the w_o of \partial L/\partial w_o is a component, and no name that L has by itself. */
function isComponent({ derivative }: Head, surroundings: Surroundings): boolean {
  const value = derivative && saidOf(derivative.of, surroundings)
  return value === undefined || !freeNames(value).has(derivative?.by?.[0] ?? '')
}

/**
 * Whether the text tells cases of indices apart that the formula does not, as \partial s_i/\partial z_j = -s_i s_j for i \ne j: it says so, or
 * gives the derivative more than once.
 */
function isOfSome(body: Term, [i, j]: readonly string[], { says }: Surroundings): boolean {
  if (j === undefined || ordered(body).some((term) => term.kind === 'apply' && /^(?:where|identity|eq|ne)$/.test(term.op))) return false
  const pair = `(?<![a-zA-Z\\\\])(?:${i}\\s*(?:=|\\\\neq?|≠)\\s*${j}|${j}\\s*(?:=|\\\\neq?|≠)\\s*${i})(?![a-z])`
  const derivative = `\\\\partial[^=$&]{0,30}_\\{?${i}[^=$&a-z]{0,16}\\\\partial[^=$&]{0,30}_\\{?${j}[^=$a-z]{0,8}=`
  return says(new RegExp(`${pair}|${derivative}[\\s\\S]*${derivative}`)) || says(CASES)
}

/** How words tell cases of indices apart. */
const CASES =
  /\bdiagonal|\b(?:same|other|another|different|distinct|equal|remaining)\s+(?:class|ind(?:ex|ices)|components?|units?|entr|terms?|logits?|outputs?)|\bindices\s+(?:are\s+)?(?:equal|differ|coincide)/i

/**
 * Of the members that equality signs join, the most explicit one: a value and no optimum, without functions that are not known, in the parameters and in
 * most other names, with indices that say what is a vector;
 * of equals the last, which the others lead to. Throws ReadError where none can be read.
 */
function readMember(
  members: readonly (readonly Token[])[],
  parameters: readonly string[],
  surroundings: Surroundings,
  place: Range,
  indices?: readonly string[],
): Form {
  const [only] = members
  if (members.length === 1 && only !== undefined) return readForm(only, parameters, surroundings, place, indices)
  let first: ReadError | undefined
  let best: { form: Form; tokens: readonly Token[]; worth: readonly number[] } | undefined
  for (const tokens of members) {
    try {
      const form = readForm(tokens, parameters, surroundings, place, indices)
      const worth = [withoutObjective(tokens).note === undefined ? 1 : 0, ...explicitness(form.body, parameters)]
      const better = worth.findIndex((value, k) => value !== best?.worth[k])
      if (best === undefined || better < 0 || (worth[better] as number) > (best.worth[better] as number)) best = { form, tokens, worth }
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      // Of several that are refused one that can be read with a number more is worth asking for it.
      if (first === undefined || (first.open === undefined && error.open !== undefined)) first = error
    }
  }
  if (best === undefined) throw first ?? new ReadError('nothing stands behind the equality sign', place, 'write the right side')
  const note: Note = {
    message: `of what the equality signs join, read ${spoken(latexOf(best.tokens))}`,
    range: rangeOfTokens(best.tokens),
    kind: 'reading',
  }
  return { ...best.form, notes: [...best.form.notes, note] }
}

/** Known functions alone, how many parameters, how many names, indices. */
function explicitness(body: Term, parameters: readonly string[]): number[] {
  const names = freeNames(body)
  const terms = ordered(body)
  const unknown = terms.some((term) => term.kind === 'call')
  const indexed = terms.some((term) => term.kind === 'apply' && term.op === 'component')
  return [unknown ? 0 : 1, parameters.filter((name) => names.has(name)).length, names.size, indexed ? 1 : 0]
}

/** One form, with its parameters standing for themselves; for each of its `indices`, what it is a part of writes its families out. Throws ReadError. */
export function readForm(
  given: readonly Token[],
  parameters: readonly string[],
  surroundings: Surroundings,
  place: Range,
  indices: readonly string[] = [],
): Form {
  const { tokens: own, note } = withoutObjective(given)
  const tokens = withoutDots(own)
  const parser = new Parser(tokens, surroundings, place)
  if (note !== undefined) parser.note(note, rangeOfTokens(given))
  const read = parser.binding(parameters, 'parameter', () => parser.binding(indices, 'index', () => parser.sum()))
  const body = parser.is('|') && parser.is('_', 1) ? readAtBar(parser, read) : read
  const left = parser.peek()
  if (left !== undefined) {
    if (relations.has(left.text) && relations.get(left.text) !== 'eq') parser.fail('an inequality has no derivative', 'select one side of it')
    if (otherRelations.has(left.text)) parser.fail(`${left.text} makes this a statement without a value`, 'select the part that has one')
    parser.unexpected()
  }
  if (indices.length > 0) return { body: withoutForeign(body), notes: parser.notes }
  const written = withRounds(withoutRoots(asComponents(withoutForeign(body))), surroundings, place)
  const spread = withFamilies(withPointsApart(written), (name) => surroundings.declarationOf(name)?.shape?.length)
  refuseSamples(ordered(spread))
  const simple = occurs(spread, 'ln') ? withLogarithms(spread) : spread
  return { body: occurs(simple, 'where') ? withoutPoles(simple, ordered, mapTerms) : simple, notes: parser.notes }
}

/** \log p(x) where the text says what \log p(x) is, and not what p is. */
const withLogarithms = (body: Term): Term =>
  mapTerms(body, (term) => {
    const [inner] = term.kind === 'apply' && term.op === 'ln' ? term.args : []
    return inner?.kind === 'apply' && inner.op === 'exp' && inner.label?.kind === 'call' ? (inner.args[0] as Term) : term
  })

/**
 * An equation that defines nothing: its left side less its right side. Unless it is wanted `whole`, what stands right of a square or
 * reciprocal, as in \omega^2 = k/m and 1/f = 1/u + 1/v, is read alone.
 */
export function readEquation(statement: Statement, surroundings: Surroundings, whole = false): Form {
  const [left, ...right] = statement.parts as [readonly Token[], readonly Token[]]
  if (right[0].length === 0) throw new ReadError('nothing stands behind the equality sign', statement.range, 'write the right side')
  const b = readMember(right, [], surroundings, statement.range)
  const named = readLeft(left, surroundings, statement.range, b.body, whole)
  if (named === undefined || (!whole && (isNamedBy(statement) || isGiven(named.body, b.body)))) {
    return {
      body: b.body,
      notes: [...b.notes, { message: 'read the right side: the left side only names it', range: rangeOfTokens(left), kind: 'reading' }],
    }
  }
  const a = named
  const notes = [...a.notes, ...b.notes, differenceNote(statement.range)]
  if (b.body.kind === 'number' && b.body.value.isZero) return { body: a.body, notes }
  return { body: applyTerm('add', [a.body, applyTerm('neg', [b.body], b.body.range)], statement.range), notes }
}

/** Whether the left side is a name for what stands right, or a function of one: the size of something, \ln k, TI. */
const isNamedBy = ({ given }: Statement): boolean => given !== undefined && given.given !== 'square'

/** The left side as a term; undefined where it only names the right side: \log p(x) = ..., \sinh x = ..., \mathbb{E}[x] = .... */
function readLeft(tokens: readonly Token[], surroundings: Surroundings, place: Range, right: Term, whole: boolean): Form | undefined {
  const plain = tokens.filter((token) => token.text !== '-')
  // P(N = k) = ...
  if (tokens.some((token) => relations.get(token.text) === 'eq')) return undefined
  // \|x\|_\Sigma^2 = ...
  const bars = tokens.filter((token) => /^(?:\||\\\||\\[lr]?[vV]ert)$/.test(token.text))
  if (bars.length === 2 && bars[0] === tokens[0] && tokens.indexOf(bars[1] as Token) >= tokens.length - 7) return undefined
  const isLogarithm = /^\\(?:log|ln)$/.test(plain[0]?.text ?? '') && freeNames(right).size > 0
  if (isLogarithm && tokens.length > 3 && tokens.some((token) => token.text === '(' || token.text === '|')) return undefined
  try {
    const left = readForm(tokens, [], surroundings, place)
    const { body } = left
    if (isOfValue(body) && tokens.at(-1)?.text === ')') return undefined
    if (body.kind === 'call' || isCalledSo(tokens, body, right)) return undefined
    return body.kind === 'apply' && !COMPOSED.has(body.op) && !(isOfNumbers(body) && whole) && !asksFor(body, right) ? undefined : left
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

/**
 * \sin(x + y) = y, \cos x = 1/2: a function of numbers whose argument holds more than what is said to be the same. What names a function
 * has its argument on the right too: \sinh x = (e^x - e^{-x})/2.
 */
function asksFor(left: Term, right: Term): boolean {
  const [mine, others] = [freeNames(left), freeNames(right)]
  return isOfNumbers(left) && mine.size > others.size && [...others].every((name) => mine.has(name))
}

/** \KL(p \| q) = \sum_i ...: a function by its word, of what stands on the right. */
function isCalledSo(tokens: readonly Token[], left: Term, right: Term): boolean {
  const [first] = tokens
  const isWord =
    first?.kind === 'command' && (wordFonts.has(first.text) || /^\\[A-Z]{2,}$/.test(first.text)) && openerOf(tokens, tokens.length - 1) <= 4
  const names = freeNames(right)
  return isWord && tokens.at(-1)?.text === ')' && !isOfNumbers(left) && [...freeNames(left)].every((name) => names.has(name))
}

const isOfNumbers = (term: Term): boolean => term.kind === 'apply' && operationNamed(term.op)?.elementwise === true

/** \operatorname{vec} \Gamma(0), \det K(t): a function of a matrix that is one for each time. */
function isOfValue(body: Term): boolean {
  const [first, ...more] = body.kind === 'apply' && body.op === 'product' ? body.args : []
  if (first?.kind !== 'apply' || first.args.length !== 1 || more.length !== 1) return false
  const operation = operationNamed(first.op)
  const isOfMatrix = first.op === 'vec' || (operation?.elementwise === false && operation.ranks?.[0] === 2)
  return isOfMatrix && first.args[0]?.kind === 'name'
}

/** Operations that put an equation together; a left side of any other is a function's name and its argument. */
const COMPOSED = new Set(['add', 'neg', 'product', 'quotient', 'power', 'cdot', 'times', 'hadamard', 'exp', 'sqrt', 'transpose', 'ln', 'sum'])

/** What leads from a function's value to its argument, written as people do: 10^v, 1/v. */
export function undoing(operation: string, value: Term): Term {
  const base = /^exp(2|10)$/.exec(operation)?.[1]
  if (base !== undefined) return applyTerm('power', [numberTerm(Number(base)), value], value.range)
  if (operation === 'inverse') return applyTerm('power', [value, numberTerm(-1)], value.range)
  if (operation === 'reciprocal of root') return applyTerm('power', [value, numberTerm(-2)], value.range)
  return operation === 'reciprocal' ? applyTerm('quotient', [numberTerm(1), value], value.range) : applyTerm(operation, [value], value.range)
}
