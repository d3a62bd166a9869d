/** Parts of vectors and matrices by their subscripts: x_{2:n}, A_{:,j}, W_{1:2,:}, x_{1:2:n}, counted from 1, the last one included. */
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import type { Token } from '../tokens/tokens.ts'
import type { Grammar, Span } from './grammar.ts'

type Item = { readonly [key: string]: number }

/** W_{j,:}, A_{\cdot j}: the row or column at an index that runs; undefined for other subscripts. */
export function readRow(g: Grammar, matrix: Term, sub: Span, from: number): Term | undefined {
  const tokens = g.tokens.slice(sub.from, sub.to).filter(({ text }) => text !== ',' && text !== '\\,')
  const [first, second] = tokens
  if (tokens.length !== 2 || matrix.kind !== 'name' || first === undefined || second === undefined) return undefined
  const isAll = ({ text }: Token): boolean => /^(?::|\*|\\(?:cdot|bullet|ast))$/.test(text)
  const index = isAll(second) ? first : isAll(first) ? second : undefined
  if (index?.kind !== 'letter' || !g.isIndex(index.text)) return undefined
  const range = g.rangeFrom(from)
  const whole: Term = { ...matrix, hint: { ...matrix.hint, rank: 2, ...(index === second ? { columns: true } : {}) } }
  return applyTerm('component', [whole, nameTerm(index.text, range)], range)
}

/** The part that a subscript with a colon takes; undefined where it has none, or says something else, as a name such as x_{1:T}. */
export function readPart(g: Grammar, base: Term, sub: Span, from: number): Term | undefined {
  const tokens = g.tokens.slice(sub.from, sub.to)
  if (!tokens.some(({ text }) => text === ':')) return undefined
  const places: Term[] = []
  const place = (value: number): number => places.push(numberTerm(value))
  const items: Item[] = []
  for (const axis of split(tokens, ',')) {
    const item = itemOf(split(axis, ':'), place)
    if (item === undefined) return undefined
    items.push(item)
  }
  const range = g.rangeFrom(from)
  return applyTerm('index', [base, ...places], range, { items })
}

function split(tokens: readonly Token[], mark: string): readonly (readonly Token[])[] {
  const pieces: Token[][] = [[]]
  for (const token of tokens) {
    if (token.text === mark) pieces.push([])
    else (pieces.at(-1) as Token[]).push(token)
  }
  return pieces
}

/** One axis: a number, all of it, from here to there, and by which step. */
function itemOf(parts: readonly (readonly Token[])[], place: (value: number) => number): Item | undefined {
  const bounds = parts.map(boundOf)
  if (bounds.some((bound) => bound === 'other') || parts.length > 3) return undefined
  const [first, middle, end] = bounds as [Bound, Bound | undefined, Bound | undefined]
  if (parts.length === 1) return typeof first === 'number' && first > 0 ? { at: place(first - 1) } : undefined
  const [start, step, stop] = end === undefined ? [first, undefined, middle] : [first, middle, end]
  if (step !== undefined && typeof step !== 'number') return undefined
  const backwards = step !== undefined && (step as number) < 0
  const result: { [key: string]: number } = {}
  // Counted from the last, n - 1 begins one before it.
  if (typeof start === 'number' && start !== 1) result['start'] = place(start - 1)
  else if (isFromEnd(start)) {
    // t in x_{t:n} is a place that only the text knows.
    if (!backwards && !(isFromEnd(stop) && stop.letter === start.letter)) return undefined
    if (!backwards || start.before !== 0) result['start'] = place(-1 - start.before)
  }
  if (typeof stop === 'number' && !(backwards && stop === 1)) result['stop'] = place(backwards ? stop - 2 : stop)
  else if (isFromEnd(stop) && stop.before > 0) result['stop'] = place(-stop.before)
  if (step !== undefined) result['step'] = place(step as number)
  return result
}

/** A number; how far before the last; nothing. */
type Bound = number | { readonly letter: string; readonly before: number } | undefined
const isFromEnd = (bound: Bound): bound is { readonly letter: string; readonly before: number } => typeof bound === 'object'

function boundOf(tokens: readonly Token[]): Bound | 'other' {
  if (tokens.length === 0) return undefined
  const texts = tokens.map(({ text }) => text)
  const source = texts.join('')
  if (/^-?\d+$/.test(source)) return Number(source)
  if (tokens[0]?.kind !== 'letter') return 'other'
  if (tokens.length === 1) return { letter: source, before: 0 }
  return texts[1] === '-' && tokens.length === 3 && /^\d+$/.test(texts[2] as string)
    ? { letter: texts[0] as string, before: Number(texts[2]) }
    : 'other'
}
