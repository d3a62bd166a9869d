/** Derivatives of a loss that no formula defines, by the chain rule: ∂L/∂K = (∂L/∂S)ᵀQ beside S = QKᵀ. */
import { replaceTerms, termsIn } from '../read/execute/values/arithmetic.ts'
import { type Definition, type DerivativeTerm, nameTerm, ReadError, type Reading, type Term } from '../read/term.ts'
import type { Pair } from './pair.ts'

/** ∂L/∂S in formulas, and by what it is. */
const UPSTREAM =
  /\\[dt]?frac\s*\{\s*(?:\\partial|∂)\s*([^{}]+?)\s*\}\s*\{\s*(?:\\partial|∂)\s*([^{}]+?)\s*\}|(?:\\partial|∂)\s*(\\?\w+)\s*\/\s*(?:\\partial|∂)\s*(\\?\w+)/gu

/** W, z_2, \hat{x}: what has an index is one of many, over which there are sums. */
const SINGLE = /^[^_^]+(?:_\{?\d+\}?)?$/

const plain = (name: string): string => name.replaceAll(/[\\\s]/g, '')

/** Pairs of a formula for what is used in between, and a derivative of the loss that is made of the one by that. */
export function chainedPairs(definitions: readonly Definition[], taken: ReadonlySet<Definition>, text: string): Pair[] {
  const values = definitions.filter(({ derivative, within }) => derivative === undefined && within === undefined)
  return definitions.flatMap((derivative): Pair[] => {
    const { of, by: [by, ...others] = [], order } = derivative.derivative ?? {}
    if (of === undefined || by === undefined || others.length > 0 || order !== 1 || derivative.within !== undefined || taken.has(derivative))
      return []
    if (values.some(({ name }) => name === of)) return []
    const { start, end } = derivative.range
    const [, ...sides] = text.slice(start, end).split('=')
    const met = [...sides.join('=').matchAll(UPSTREAM)].flatMap(([, a, b, c, d]) => (plain(a ?? c ?? '') === of ? [plain(b ?? d ?? '')] : []))
    const [handed, ...more] = new Set(met)
    const value = values.find(({ name }) => name === handed)
    if (handed === undefined || handed === by || more.length > 0 || value === undefined || ![handed, by].every((name) => SINGLE.test(name))) return []
    return [{ value, derivative, by: [by], order: 1, backward: true, isTentative: true, chained: { of, handed } }]
  })
}

/** What stands for the derivative that is handed back. */
const seedOf = ({ of, handed }: NonNullable<Pair['chained']>): string => `d${of}/d${handed}`

/** The derivative as a function of the one that is handed back. Throws ReadError where it is made of other derivatives too. */
export function withSeed(reading: Reading, chained: NonNullable<Pair['chained']>): Reading {
  const isOf = (term: Term): term is DerivativeTerm =>
    term.kind === 'derivative' && (term.of.kind === 'name' || term.of.kind === 'call') && term.of.name === chained.of
  const seed = seedOf(chained)
  const body = replaceTerms(reading.body, (term) => (isOf(term) && term.by.join() === chained.handed ? nameTerm(seed, term.range) : undefined))
  if ([...termsIn(body)].some(({ kind }) => kind === 'derivative')) throw new ReadError('this is made of other derivatives too', reading.range)
  return { ...reading, body, parameters: [seed] }
}
