/**
 * Parts of tensors, and tensors made of parts, by their components: which component of which argument stands at a place, and under what
 * condition. For languages whose tensors are written out: JavaScript, C and SymPy.
 */
import type { Expr } from '../../expr.ts'
import { axesOf } from '../../ops/reduction.ts'
import { type AxisItem, itemsOf, sliceBounds } from '../../ops/slice.ts'
import { addLengths, type Length } from '../../shape.ts'
import type { CodePrinter } from '../code/codePrinter.ts'
import { LEVEL } from '../printer.ts'
import { componentOf } from './component.ts'

/** The words of a language for a choice, for equality and for two conditions at once. */
export interface Choice {
  readonly choose: (condition: string, then: string, otherwise: string) => string
  readonly equal: string
  readonly and: string
  readonly quotient: (above: string, below: number) => string
}

const question: Choice = {
  choose: (condition, then, otherwise) => `${condition} ? ${then} : ${otherwise}`,
  equal: '==',
  and: '&&',
  quotient: (above, below) => `(${above}) / ${below}`,
}
const CHOICES: { readonly [language: string]: Choice } = {
  c: question,
  javascript: { ...question, equal: '===' },
  sympy: {
    choose: (condition, then, otherwise) => `${then} if ${condition} else ${otherwise}`,
    equal: '==',
    and: 'and',
    quotient: (above, below) => `(${above}) // ${below}`,
  },
}

const isAtom = (text: string): boolean => /^[\w.[\]]+$/.test(text)
const grouped = (text: string): string => (isAtom(text) ? text : `(${text})`)
const plus = (text: string, more: string): string => (more === '0' ? text : /^\d+$/.test(text) && text === '0' ? more : `${text} + ${more}`)
const minus = (text: string, less: string): string => (less === '0' ? text : `${text} - ${grouped(less)}`)

/** The component of a tensor at places that are more than letters. */
export function componentAt(printer: CodePrinter, x: Expr, places: readonly string[]): string {
  const { indices } = printer
  const letters = indices.several(x.shape)
  const text = printer.at(componentOf(x, letters, indices), LEVEL.relation)
  return text.replaceAll(/(\[?)(?<![\w.])([A-Za-z_]\w*)(?!\w)(\]?)/g, (whole, open: string, name: string, close: string) => {
    const place = places[letters.indexOf(name)]
    if (place === undefined) return whole
    return open !== '' && close !== '' ? `[${place}]` : `${open}${grouped(place)}${close}`
  })
}

/** What stands at the letters, one an axis; undefined for rows that are not made of parts. */
export function placedComponent(printer: CodePrinter, node: Expr, letters: readonly string[]): string | undefined {
  const choice = CHOICES[printer.syntax.language]
  return choice === undefined ? undefined : forms.get(node.op.name)?.(printer, node, letters, choice)
}

type Placed = (printer: CodePrinter, node: Expr, letters: readonly string[], choice: Choice) => string | undefined

const first = (node: Expr): Expr => node.args[0] as Expr

/** The index from the start of an axis. */
const fixed = (printer: CodePrinter, at: number, length: Length): string =>
  at >= 0 ? String(at) : typeof length === 'number' ? String(length + at) : `${printer.length(length)} - ${-at}`

const taken: Placed = (printer, node, letters) => {
  const { items, whole } = itemsOf(node)
  let axis = 0
  const places = items.map((item, k): string => {
    const length = whole[k] as Length
    if ('at' in item) return fixed(printer, item.at, length)
    const letter = letters[axis++] as string
    const step = Math.abs(item.step) === 1 ? letter : `${Math.abs(item.step)} * ${letter}`
    // Backwards only whole axes are read.
    if (item.step < 0) return `${printer.length(length)} - 1 - ${step}`
    return plus(step, printer.length(sliceBounds(item, length)[0]))
  })
  return componentAt(printer, first(node), places)
}

const placed: Placed = (printer, node, letters, { choose, equal, and, quotient }) => {
  const { items, whole } = itemsOf(node)
  if (items.some((item) => !('at' in item) && item.step < 0)) return undefined
  const conditions: string[] = []
  const places: string[] = []
  items.forEach((item: AxisItem, axis) => {
    const [letter, length] = [letters[axis] as string, whole[axis] as Length]
    if ('at' in item) {
      conditions.push(`${letter} ${equal} ${fixed(printer, item.at, length)}`)
      return
    }
    const [start, stop] = sliceBounds(item, length)
    const [from, to] = [printer.length(start), printer.length(stop)]
    if (from !== '0') conditions.push(`${letter} >= ${from}`)
    if (addLengths(length, stop, -1) !== 0) conditions.push(`${letter} < ${to}`)
    const own = minus(letter, from)
    if (item.step > 1) conditions.push(`${grouped(own)} % ${item.step} ${equal} 0`)
    places.push(item.step > 1 ? quotient(own, item.step) : own)
  })
  const g = first(node)
  const text = g.rank === 0 ? printer.at(g, LEVEL.relation) : componentAt(printer, g, places)
  return conditions.length === 0 ? text : choose(conditions.join(` ${and} `), text, '0')
}

const triangle =
  (sign: string): Placed =>
  (printer, node, letters, { choose }) => {
    const [i, j] = letters.slice(-2) as [string, string]
    const k = Number(node.payload ?? 0)
    const edge = k === 0 ? i : k > 0 ? `${i} + ${k}` : `${i} - ${-k}`
    // Lengths of C have no sign.
    const condition = k < 0 ? `${j} + ${-k} ${sign} ${i}` : `${j} ${sign} ${edge}`
    return choose(condition, componentAt(printer, first(node), letters), '0')
  }

const joined: Placed = (printer, node, letters, { choose }) => {
  const axis = Number(node.payload ?? 0)
  const letter = letters[axis]
  if (letter === undefined) return undefined
  let text: string | undefined
  for (const [k, arg] of [...node.args.entries()].reverse()) {
    const before = node.args.slice(0, k).reduce<Length>((sum, { shape }) => addLengths(sum, shape[axis] as Length), 0)
    const own = componentAt(
      printer,
      arg,
      letters.map((each, at) => (at === axis ? minus(each, printer.length(before)) : each)),
    )
    text = text === undefined ? own : choose(`${letter} < ${printer.length(addLengths(before, arg.shape[axis] as Length))}`, own, text)
  }
  return text
}

/** Components of a × b along the last axis, whose places are numbers. */
const crossed =
  (swapped?: string): Placed =>
  (printer, node, letters, { choose, equal }) => {
    const [g, v] = node.args as [Expr, Expr]
    const [a, b] = swapped !== undefined && node.payload === swapped ? [v, g] : [g, v]
    const letter = letters[letters.length - 1] as string
    const at = (x: Expr, place: number): string => componentAt(printer, x, [...letters.slice(letters.length - x.rank, -1), String(place)])
    const [x, y, z] = [0, 1, 2].map((k) => {
      const [p, q] = [(k + 1) % 3, (k + 2) % 3]
      return `${grouped(at(a, p))} * ${grouped(at(b, q))} - ${grouped(at(a, q))} * ${grouped(at(b, p))}`
    }) as [string, string, string]
    return choose(`${letter} ${equal} 0`, x, choose(`${letter} ${equal} 1`, y, z))
  }

/** The axes that an extreme or a product runs along are those of one list. */
export function alongAxes(node: Expr, letters: readonly string[], inner: readonly string[]): string[] {
  const { axes, keepdims } = axesOf(node)
  let [outer, own] = [0, 0]
  return first(node).shape.map((_, axis) => {
    if (!axes.includes(axis)) return letters[keepdims ? axis : outer++] as string
    return inner[own++] as string
  })
}

const forms: ReadonlyMap<string, Placed> = new Map([
  ['take', taken],
  ['place', placed],
  ['tril', triangle('<=')],
  ['triu', triangle('>=')],
  ['concatenate', joined],
  ['cross', crossed()],
  ['cross_with', crossed('right')],
  ['cross_each', crossed('left')],
])
