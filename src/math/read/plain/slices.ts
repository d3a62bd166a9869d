/** Parts of arrays in plain text, x[1:], A[:, 2], x[::-1], x[0]: counted from 0, negative from the end. */
import { applyTerm, numberTerm, type Term } from '../term.ts'
import type { Token } from './tokens.ts'

/** The part that the brackets at this place take of what stands before them, and how many tokens they are; undefined where they are parentheses. */
export function partAt(base: Term, tokens: readonly Token[], at: number): { readonly term: Term; readonly used: number } | undefined {
  const open = tokens[at] as Token
  if (open.text !== '[' || open.spaced || tokens[at - 1]?.end !== open.start || base.kind === 'number') return undefined
  const close = tokens.findIndex(({ text }, k) => k > at && text === ']')
  const source = tokens
    .slice(at + 1, close)
    .map(({ text }) => text)
    .join('')
  if (close < 0 || !/^[-\d:,]+$/.test(source) || (!source.includes(':') && base.kind !== 'name')) return undefined
  const places: Term[] = []
  const place = (digits: string): number => places.push(numberTerm(Number(digits)))
  const items: { readonly [key: string]: number }[] = []
  for (const item of source.split(',')) {
    if (!/^(?:-?\d+|(?:-?\d+)?:(?:-?\d+)?(?::(?:-?\d+)?)?)$/.test(item)) return undefined
    const [start = '', stop = '', step = ''] = item.split(':')
    if (!item.includes(':')) items.push({ at: place(item) })
    else
      items.push({
        ...(start === '' ? {} : { start: place(start) }),
        ...(stop === '' ? {} : { stop: place(stop) }),
        ...(step === '' ? {} : { step: place(step) }),
      })
  }
  const range = { start: base.range?.start ?? open.start, end: (tokens[close] as Token).end }
  return { term: applyTerm('index', [base, ...places], range, { items }), used: close + 1 - at }
}
