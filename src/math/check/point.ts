/** How a point is told at which a derivative is wrong, and the factor that it lacks there. */
import type { Check, Value } from '../api.ts'
import { type Expr, nameOf, symbol } from '../expr.ts'
import { toValue } from '../tensor.ts'
import type { Witness } from './compare.ts'
import type { Sides } from './sides.ts'
import { indexOf } from './spot.ts'
import type { Subject } from './subject.ts'

/** Symbols of the function by what the derivative calls them. */
export function theirNames({ names, value }: Sides): Map<Expr, Expr> {
  const back = new Map<Expr, Expr>()
  for (const [theirs, ours] of names) {
    const node = value.symbols.find((each) => nameOf(each) === ours)
    if (node !== undefined && theirs !== ours) back.set(node, symbol(theirs, node.shape))
  }
  return back
}

const theirs = (back: ReadonlyMap<Expr, Expr>, name: string): string => {
  const found = [...back].find(([node]) => nameOf(node) === name)
  return found === undefined ? name : (nameOf(found[1]) as string)
}

/** Four digits. */
const digits = (x: number): string => String(Number(x.toPrecision(4)))

/** Indices as they are counted in the language of the text. */
export const countedFrom = (first: number, text: string): string =>
  text.replaceAll(/(?<=\w)\[\d+(?:, \d+)*\]/g, (indices) => indices.replaceAll(/\d+/g, (index) => `${Number(index) + first}`))

/** Components of all inputs together that are shown; where there are more, so many along each axis. */
const [IN_FULL, FIRST] = [32, 2]

/** A number or array as code lists it, [0.7, -1.2, …]. */
function shownValue(value: Value, most: number): string {
  if (typeof value === 'number') return digits(value)
  const rest = value.length > most ? ['…'] : []
  return `[${[...value.slice(0, most).map((each) => shownValue(each, most)), ...rest].join(', ')}]`
}

/** "at x = 0.7 it is 1.4, exact is 2.8". */
export function pointOf(
  { at, yours, exact, place }: Witness,
  { parameters = [] }: Subject['value'],
  back: ReadonlyMap<Expr, Expr>,
  first: number,
  by?: Expr,
): string {
  const placeOf = (name: string): number => (parameters.includes(name) ? parameters.indexOf(name) : parameters.length)
  const inputs = [...at].sort(([a], [b]) => placeOf(a) - placeOf(b))
  const most = inputs.reduce((sum, [, { data }]) => sum + data.length, 0) <= IN_FULL ? IN_FULL : FIRST
  const shown = inputs.map(([name, tensor]) => `${theirs(back, name)} = ${shownValue(toValue(tensor), most)}`)
  const where = shown.length > 0 ? `at ${shown.join(', ')}${exact.shape.length > 0 ? ', ' : ' '}` : ''
  const index = indexOf({ exact, place }).map((at) => at + first)
  const component = index.length === 0 ? '' : `component [${index.join(', ')}] `
  const subject = by === undefined ? 'it' : `that by ${nameOf(by)}`
  return `${where}${component}${subject} gives ${digits(yours.data[place] as number)}, exact is ${digits(exact.data[place] as number)}`
}

export function factorSaid(number: number): string {
  if (Math.abs(number + 1) < 1e-9) return '; the sign is wrong'
  const sign = number < 0 ? ' and the sign is wrong' : ''
  const size = Math.abs(number)
  return size >= 1 ? `; a factor ${digits(size)} is missing${sign}` : `; a factor ${digits(1 / size)} is too much${sign}`
}

/** Of arrays: one number, or the length of an axis. */
export function ratioSaid({ ratio, sizes }: Witness): string {
  if (ratio === undefined || ratio === 0) return ''
  for (const [name, size] of sizes) {
    if (/^[A-Za-z]\w*$/.test(name) && size > 2 && Math.abs(Math.abs(ratio) - size) < 1e-9 * size)
      return `; a factor ${name} is missing${ratio < 0 ? ' and the sign is wrong' : ''}`
    if (/^[A-Za-z]\w*$/.test(name) && size > 2 && Math.abs(1 / Math.abs(ratio) - size) < 1e-9 * size)
      return `; a factor 1/${name} is missing${ratio < 0 ? ' and the sign is wrong' : ''}`
  }
  return factorSaid(ratio)
}

/** The point as data, by the names that the derivative has. */
export const counterexampleOf = ({ at, yours, exact }: Witness, back: ReadonlyMap<Expr, Expr>): Check['counterexample'] => ({
  at: Object.fromEntries([...at].map(([name, value]) => [theirs(back, name), toValue(value)])),
  yours: toValue(yours),
  exact: toValue(exact),
})
