/** Where the derivative of a value is a convention, and which. */
import type { Note, Range } from '../api.ts'
import { type Expr, exactOf, isSymbol, type Kink, topological } from '../expr.ts'
import { sqrt } from '../ops/arithmetic.ts'
import { abs } from '../ops/condition.ts'
import type { TextLetters } from '../print/indices/indices.ts'
import { isPositive } from '../simplify/sign.ts'
import { simplify } from '../simplify/simplify.ts'
import { placeText, zeroOf } from './places.ts'
import { isShort, textOf } from './said.ts'
import { isSmoothThere } from './smooth.ts'

/** More places than this are not listed. */
const MOST_PLACES = 3
/** What an argument is called that is too long to be written out. */
const LEFT_OUT = '…'

export interface KinkContext {
  /** What is left of a kink in the derivatives, as they are shown. */
  readonly derivatives?: readonly Expr[]
  /** Numbers that names stand for. */
  readonly numbers?: ReadonlyMap<string, number> | undefined
  readonly letters?: TextLetters | undefined
}

/** Kinks of the value, with the convention used there and where that is, each said once. */
export function kinkNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>, { derivatives = [], numbers, letters }: KinkContext = {}): Note[] {
  const found = new Map<string, { node: Expr; places: Set<string | undefined> }>()
  const order = topological([value])
  const asked = askedNodes(value)
  const left = new Set(topological(derivatives).map(({ op }) => op))
  const rough = roughNodes(value, order)
  for (const node of order) {
    for (const kink of node.op.kinks ?? []) {
      if (!rough.has(node) || !asked.has(node) || (kink.cancels === true && !left.has(node.op))) continue
      const zero = zeroOfKink(node, kink)
      if (zero !== undefined && isPositive(simplify(zero))) continue
      if (isSmoothThere(node, zero, derivatives, numbers)) continue
      const convention = typeof kink.convention === 'string' ? kink.convention : kink.convention(node)
      const message = placed(convention, zero, numbers).replaceAll(/#(\d)/g, (_, k) => textOf(node.args[Number(k) - 1] as Expr, letters, LEFT_OUT))
      const known = found.get(message) ?? { node, places: new Set() }
      found.set(message, known)
      known.places.add(convention.includes('#') ? undefined : placeOfKink(node, zero, { numbers, letters }))
    }
  }
  return [...found].map(([message, { node, places }]) => ({ message: message + listed([...places]), range: ranges.get(node), kind: 'kink' }))
}

/** A convention that begins with where it holds: at x = 1 rather than where x − 1 is 0. */
function placed(convention: string, zero: Expr | undefined, numbers: KinkContext['numbers']): string {
  const [begin] = /^where #1 (?:is 0|= #2)/.exec(convention) ?? []
  const place = begin === undefined || zero === undefined ? undefined : onePlace(zero, numbers)
  return begin === undefined || place === undefined ? convention : `at ${place}${convention.slice(begin.length)}`
}

/** "x = 1"; undefined where it is zero elsewhere too: a product is where any of its factors is. */
function onePlace(zero: Expr, numbers: KinkContext['numbers']): string | undefined {
  const place = zeroOf(zero, numbers)
  return place && exactOf(place.slope) !== undefined ? placeText(place) : undefined
}

/** "; here that is at x = 1 and x = 2"; nothing where one of the places is not known, or all are what the convention says. */
function listed(places: readonly (string | undefined)[]): string {
  if (places.includes(undefined) || places.length > MOST_PLACES) return ''
  return `; here that is ${[places.slice(0, -1).join(', '), places.at(-1)].filter(Boolean).join(' and ')}`
}

/** What is zero where the kink is, of scalars that are written out. */
function zeroOfKink({ args, rank }: Expr, { where: zero }: Kink): Expr | undefined {
  return zero === undefined || rank > 0 || args.some((arg) => arg.rank > 0 || !isShort(arg)) ? undefined : zero(...args)
}

/** Where the kink of a scalar is, as "at x = 1"; undefined where that is not told, or a name alone, which the convention speaks of. */
function placeOfKink({ args }: Expr, zero: Expr | undefined, { numbers, letters }: KinkContext): string | undefined {
  if (zero === undefined || (args.length === 1 && isSymbol(args[0] as Expr))) return undefined
  const text = onePlace(zero, numbers)
  if (text !== undefined) return `at ${text}`
  const written = args.length === 1 && zero === args[0] ? textOf(zero, letters, '') : ''
  return written === '' ? undefined : `where ${written} is 0`
}

/** The nodes whose derivatives are asked for: below a stop-gradient or a rounding none is. */
function askedNodes(value: Expr): Set<Expr> {
  const asked = new Set([value])
  const stack = [value]
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    for (const [k, arg] of node.args.entries()) {
      if (asked.has(arg) || node.op.derivative?.[k] === null) continue
      asked.add(arg)
      stack.push(arg)
    }
  return asked
}

/** The nodes that something other is made of than powers above 1, which flatten a kink at 0, or what has no value at 0, as ln |x|; and the value. */
export function roughNodes(value: Expr, order: readonly Expr[]): Set<Expr> {
  const rough = new Set([value])
  for (const node of order)
    node.args.forEach((arg, k) => {
      if (!isSmooth(node, k) || !isAtItsZero(arg)) rough.add(arg)
    })
  return rough
}

/** Operations with a kink only where they are 0. */
const isAtItsZero = ({ op, payload }: Expr): boolean =>
  op === abs.op || op === sqrt.op || op.name === 'hypot' || op.name === 'std' || (op.name === 'norm' && (payload as { order?: unknown }).order === 2)

/** Whether what a node makes of its argument number k has a derivative, or no value, where that is 0. */
function isSmooth({ op, args }: Expr, k: number): boolean {
  if (op.name === 'square') return true
  const interval = op.domain?.[k]
  if (interval?.except === 0 || (interval?.min === 0 && interval.minOpen === true)) return true
  const exponent = op.name === 'pow' && k === 0 ? exactOf(args[1] as Expr) : undefined
  return exponent !== undefined && (exponent.value > 1 || exponent.isNegative)
}
