/**
 * The small change by which a wrong derivative of code becomes right. Unknown factors are put before all of its terms at once, and other
 * names mixed into its names; at the points where it is wrong it is solved for one of them after another. What is found is only what
 * is worth trying.
 */
import type { Range } from '../api.ts'
import { type Expr, nameOf, symbol, topological } from '../expr.ts'
import { size } from '../ops/structure.ts'
import { type Shape, sameShape } from '../shape.ts'
import { asOf } from './asOf.ts'
import { withChanges } from './changed.ts'
import type { Witness } from './compare.ts'
import { type Edit, type Factor, namesIn, slipsIn, type TermPlace, termsIn, withFactor } from './edits.ts'
import { factorsIn, LARGE } from './factors.ts'
import { type Fix, isSaid, keptBy, spellingIn } from './fix.ts'
import { lengthsWritten } from './idiom.ts'
import { type Part, quietly, type Sides } from './sides.ts'
import { readAgain, type Subject } from './subject.ts'
import { type Token, tokensOf } from './tokens.ts'
import { areSame, unknown, Values } from './values.ts'

/** Of one value that is wrong: where it stands among those that are returned, and where it was found wrong. */
export interface Wrong {
  readonly subject: Subject
  readonly sides: Sides
  readonly at: number
  readonly witness: Witness
}

/** Terms, other names for one, and changes that are read one by one, at most. */
const [MOST_TERMS, MOST_NAMES, MOST_SLIPS] = [80, 8, 24]

/** The values of the derivative of the changed text, or the one `at` a place; undefined where it cannot be read so. `shapes`: those of names that are in no text. */
export function partsAgain(
  { subject, sides }: Pick<Wrong, 'subject' | 'sides'>,
  changes: readonly Edit[],
  shapes: ReadonlyMap<string, Shape>,
  at?: number,
): readonly Part[] | undefined {
  const again = withChanges(subject.source, subject.pair, changes)
  if (again === undefined) return undefined
  return quietly(() => sides.again(readAgain(subject, asOf(again.source, again.document, again.pair), again.pair), shapes, at))
}

/** One of them, with so many unknown numbers. */
const reread = (wrong: Wrong, changes: readonly Edit[], unknowns: number): Part | undefined =>
  partsAgain(wrong, changes, new Map(Array.from({ length: unknowns }, (_, k) => [unknown(k), []])), wrong.at)?.[0]

/** Scalars that the derivative has a name for, in whichever of its values, or in the value that it returns with them, or in what the function keeps. */
function scalarsOf({ sides, subject }: Wrong): Map<string, Expr> {
  const { pair } = subject
  const found = new Map<string, Expr>()
  for (const name of keptBy(subject).keys()) {
    const node = sides.value.symbols.find((each) => nameOf(each) === name)
    if (node?.rank === 0) found.set(name, node)
  }
  if (pair.returned !== undefined)
    for (const [node, { name, kind }] of sides.value.labels) if (node.rank === 0 && kind === 'variable') found.set(name, node)
  for (const part of sides.parts) {
    for (const node of part.symbols) if (node.rank === 0) found.set(nameOf(node) as string, nodeCalled(sides, nameOf(node) as string) ?? node)
    for (const [name, node] of part.labels()) if (node.rank === 0) found.set(name, node)
  }
  // Lengths that have no name of their own are counted.
  const { text } = subject.source
  const both = [pair.value, pair.derivative].map(({ range: { start, end } }) => text.slice(start, end)).join('\n')
  const arrays = (subject.derivative.parameters ?? []).flatMap((name) => nodeNamed(sides, name) ?? [])
  for (const [length, written] of lengthsWritten(arrays, both, subject.derivative.language ?? subject.source.language))
    if (![...found.values()].includes(size(length))) found.set(written, size(length))
  return found
}

/** The symbol that a name of the derivative stands for. */
const nodeCalled = ({ names, value }: Sides, name: string): Expr | undefined =>
  value.symbols.find((node) => nameOf(node) === (names.get(name) ?? name))

/** The same by the name that it has there. */
function nodeNamed(sides: Sides, name: string): Expr | undefined {
  const node = nodeCalled(sides, name)
  return node && symbol(name, node.shape)
}

const tokensIn = ({ subject: { source, pair, derivative } }: Wrong) =>
  tokensOf(source.text, pair.derivative.range, derivative.language ?? source.language)

/** Lengths, and whole numbers alone: what is counted, or begun with. */
const isCount = (term: string, isAdded: boolean): boolean =>
  (!isAdded && /^\d+$/.test(term)) ||
  /^(?:len|length|size|numel|ndims|zeros\w*|ones\w*|(?:np|torch|jnp)\.(?:zeros|ones|empty)\w*)\s*\(|\.(?:shape|length|size|len\(\))(?![\w.])/.test(
    term,
  )

/** Factors that are missing or too much: of outer terms and of terms in brackets, and those with names. */
export interface FactorRepairs {
  readonly outer: Fix[]
  readonly inner: Fix[]
  readonly named: Fix[]
}

/** Lines whose terms are tried by themselves, at most. */
const MOST_LINES = 10

export function factorRepairs(wrong: Wrong): FactorRepairs {
  const { text, language } = wrong.subject.source
  const hasLists = /^(?:python|javascript|typescript)$/.test(wrong.subject.derivative.language ?? language)
  const places = termsIn(tokensIn(wrong))
    .filter(({ start, end, sign }) => !isCount(text.slice(start, end), sign !== undefined))
    // What is wrong with a value that has a name is where it gets that.
    .filter((place) => !isReturnedName(wrong, place))
    // A list times a number is a longer list, or none.
    .filter(({ start }) => !(hasLists && text[start] === '['))
    .slice(-MOST_TERMS)
  const whole = places.length === 0 ? undefined : factorsAmong(wrong, places)
  if (whole !== undefined) return whole
  // One of them cannot stand where it is: each line is tried by itself.
  const lines = new Map<number, TermPlace[]>()
  for (const place of places) {
    const line = text.lastIndexOf('\n', place.start)
    lines.set(line, [...(lines.get(line) ?? []), place])
  }
  const found = [...lines.values()].slice(-MOST_LINES).flatMap((line) => factorsAmong(wrong, line) ?? [])
  const all = (key: keyof FactorRepairs): Fix[] => found.reverse().flatMap((each) => each[key])
  return { outer: all('outer'), inner: all('inner'), named: all('named') }
}

/** Those of some terms; undefined where the text cannot be read with unknown factors before them. */
function factorsAmong(wrong: Wrong, places: readonly TermPlace[]): FactorRepairs | undefined {
  const { subject, sides, witness } = wrong
  const { text, language } = subject.source
  const changes = places.map(({ start }, k): Edit => ({ range: { start, end: start }, text: `${unknown(k)} * ` }))
  const part = reread(wrong, changes, places.length)
  if (part === undefined) return undefined
  const [outer, inner, named]: [Fix[], Fix[], Fix[]] = [[], [], []]
  const scalars = scalarsOf(wrong)
  const body = text.slice(subject.pair.derivative.range.start, subject.pair.derivative.range.end)
  const kept = keptBy(subject)
  const spelled = (name: string): string => (isSaid(body, name) ? name : (spellingIn(body, name) ?? kept.get(name) ?? name))
  const factors = factorsIn(part.expr, places.length, witness.points, scalars, sides.value.symbols)
  // What stands last is most likely what is returned; of terms in one another the outer one is meant.
  for (const [k, place] of [...places.entries()].reverse().sort(([, a], [, b]) => a.depth - b.depth)) {
    const factor = factors[k]?.said
    if (factor === undefined) continue
    const written = { ...factor, times: factor.times.map(spelled), by: factor.by.map(spelled) }
    const { range, text: changed } = withFactor(text, place, written, subject.derivative.language ?? language)
    const isNumber = factor.times.length + factor.by.length === 0
    // Who leaves out 2/3 has written another number.
    const isLikely = isNumber && (place.number !== undefined || Math.abs(factor.over) === 1 || factor.under === 1)
    const list = isLikely ? (place.depth === 0 ? outer : inner) : named
    list.push({ range, text: changed, said: isNumber ? numberSaid(factor) : shouldBe(text, range, changed) })
  }
  return { outer, inner, named }
}

const numberSaid = ({ over, under }: Factor): string => {
  const size = Math.abs(over)
  if (size === 1 && under === 1) return '; the sign is wrong here'
  const sign = over < 0 ? ' and the sign is wrong' : ''
  return size > under
    ? `; a factor ${under === 1 ? size : `${size}/${under}`} is missing here${sign}`
    : `; a factor ${size === 1 ? under : `${under}/${size}`} is too much here${sign}`
}

const shouldBe = (text: string, { start, end }: Range, changed: string): string => `; ${text.slice(start, end)} should be ${changed}`

/** Whether only the name of one of the derivatives stands at a place, where a function returns them behind its value. */
const isReturnedName = ({ subject: { source, pair } }: Wrong, { start, end }: Range): boolean =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(source.text.slice(start, end)) &&
  pair.returned?.derivatives.some(({ range }) => range.start === start && range.end === end) === true

/** Names in whose place another one is meant. */
export function nameRepairs(wrong: Wrong): Fix[] {
  const { subject, sides, witness } = wrong
  const { text } = subject.source
  const tokens = tokensIn(wrong)
  const known = new Map<string, Expr>([
    ...(subject.derivative.parameters ?? []).flatMap((name): [string, Expr][] => {
      const node = nodeCalled(sides, name)
      return node === undefined ? [] : [[name, node]]
    }),
    ...sides.parts.flatMap((part) => [...part.labels()]),
  ])
  // What is named in the same statement is not known there yet.
  const begun = new Map<string, number>(subject.pair.derivative.parameters.map((name) => [name, -1]))
  const lines = new Map<Token, number>()
  const brackets: string[] = []
  let line = 0
  for (const token of tokens) {
    lines.set(token, line)
    if (/^[([{]$/.test(token.text)) brackets.push(token.text)
    else if (/^[)\]}]$/.test(token.text)) brackets.pop()
    // Between braces stand statements too.
    if ((brackets.at(-1) ?? '{') === '{' && (token.kind === 'line' || token.text === ';')) line++
    else if (!begun.has(token.text)) begun.set(token.text, line)
  }
  const mixed: { range: Range; others: { name: string; k: number }[] }[] = []
  let count = 0
  for (const token of namesIn(tokens).slice(0, MOST_TERMS)) {
    const { start, end, text: name } = token
    if (isReturnedName(wrong, token)) continue
    const own = known.get(name)
    if (own === undefined) continue
    const others = [...known].filter(
      ([other, node]) =>
        other !== name && sameShape(node.shape, own.shape) && node !== own && (begun.get(other) ?? line) < (lines.get(token) as number),
    )
    others.sort(([a], [b]) => likeness(b, name) - likeness(a, name))
    if (others.length > 0) mixed.push({ range: { start, end }, others: others.slice(0, MOST_NAMES).map(([other]) => ({ name: other, k: count++ })) })
  }
  if (count === 0) return []
  const changes = mixed.map(({ range, others }): Edit => {
    const name = text.slice(range.start, range.end)
    return { range, text: `(${name}${others.map((other) => ` + ${unknown(other.k)} * (${other.name} - ${name})`).join('')})` }
  })
  const read = reread(wrong, changes, count)
  if (read === undefined || topological([read.expr]).length > 4 * LARGE) return []
  const values = new Values([read.expr], sides.value.symbols, count)
  return mixed.flatMap(({ range, others }) =>
    others
      .filter(({ k }) => witness.points.every((point) => areSame(values.at(point, { k, value: 1 }, 0)?.[0], point.exact)))
      .map(({ name }): Fix => ({ range, text: name, said: shouldBe(text, range, name) })),
  )
}

/** How much of two names is the same, from either end. */
function likeness(a: string, b: string): number {
  let [front, back] = [0, 0]
  while (front < Math.min(a.length, b.length) && a[front] === b[front]) front++
  while (back < Math.min(a.length, b.length) - front && a.at(-1 - back) === b.at(-1 - back)) back++
  return (front + back) / Math.max(a.length, b.length)
}

/** Numbers, comparisons and functions that are slightly others, each read by itself. */
export function* slipRepairs(wrong: Wrong): Generator<Fix> {
  const { sides, at, witness, subject } = wrong
  if (topological([(sides.parts[at] as Part).expr]).length > LARGE) return
  const language = subject.derivative.language ?? subject.source.language
  for (const edit of slipsIn(subject.source.text, tokensIn(wrong), language).slice(0, MOST_SLIPS)) {
    const part = reread(wrong, [edit], 0)
    if (part === undefined) continue
    const values = new Values([part.expr], sides.value.symbols, 0)
    if (witness.points.every((point) => areSame(values.at(point)?.[0], point.exact)))
      yield { range: edit.range, text: edit.text, said: shouldBe(subject.source.text, edit.range, edit.text) }
  }
}
