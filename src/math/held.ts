/**
 * Derivatives by what a text gives a name to on the way, the z of z = w x + b, L = log(1 + exp(-y z)): asked for, z stays a name with the
 * shape that it has there, so that this is the adjoint of z as reverse mode has it.
 */
import { nameOf } from './expr.ts'
import type { Elaborated } from './read/elaborate.ts'
import { substitute } from './read/latex/terms/terms.ts'
import { mapTerms, orderOf } from './read/order.ts'
import { spelledAmong } from './read/spelling.ts'
import { applyTerm, nameTerm, numberTerm, type Reading, type Term } from './read/term.ts'
import type { Shape } from './shape.ts'

export interface Held {
  readonly reading: Reading
  /** What the names that are held have for shapes. */
  readonly shapes: Readonly<Record<string, Shape>>
}

/** The u of u_1 and u_2, where nothing else is called so: these are its components. */
function wholesOf(asked: readonly string[], free: ReadonlySet<string>, symbols: Elaborated['symbols']): ReadonlyMap<string, Term> {
  const parts = new Map<string, Term>()
  for (const name of asked) {
    if (free.has(spelledAmong(name, [...free]))) continue
    const own = symbols.flatMap((node) => {
      const [, base, number] = /^(\w+?)_?(\d{1,2})$/.exec(nameOf(node) as string) ?? []
      return base === name && node.rank === 0 ? [{ name: nameOf(node) as string, number: Number(number) }] : []
    })
    const first = Math.min(...own.map(({ number }) => number))
    if (own.length < 2 || first > 1) continue
    for (const { name: part, number } of own)
      parts.set(part, applyTerm('component', [nameTerm(name, undefined, { rank: 1 }), numberTerm(number - first + 1)]))
  }
  return parts
}

/** The reading with such names left as they are; undefined where none of those asked for is one. */
export function withHeld(reading: Reading, { symbols, labels }: Elaborated, asked: readonly string[]): Held | undefined {
  if (asked.length === 0) return undefined
  const free = new Set(symbols.map((node) => nameOf(node) as string))
  const parts = wholesOf(asked, free, symbols)
  if (parts.size > 0) return { reading: { ...reading, body: substitute(reading.body, parts), parameters: undefined, results: undefined }, shapes: {} }
  const named = new Map([...labels].flatMap(([node, { kind, name }]) => (kind === 'variable' ? [[name, node] as const] : [])))
  const shapes: Record<string, Shape> = {}
  for (const name of asked) {
    // A parameter is meant as it was handed in, even if its name stands for something else later on.
    if (free.has(spelledAmong(name, [...free])) || reading.parameters?.includes(name)) continue
    const own = spelledAmong(name, [...named.keys()])
    const node = named.get(own)
    if (node !== undefined) shapes[own] = node.shape
  }
  const isHeld = ({ label }: Term): boolean => label?.kind === 'variable' && Object.hasOwn(shapes, label.name)
  // What is computed for each index has another value at each.
  const isForEach = (term: Term): boolean => orderOf(term).terms.some((part) => part.kind === 'name' && !free.has(part.name))
  for (const term of orderOf(reading.body).terms) if (isHeld(term) && isForEach(term)) delete shapes[term.label?.name as string]
  if (Object.keys(shapes).length === 0) return undefined
  const body = mapTerms(reading.body, (term, original) => (isHeld(original) ? nameTerm(original.label?.name as string, original.range) : term))
  return { reading: { ...reading, body, results: undefined }, shapes }
}
