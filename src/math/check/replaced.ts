/** Both sides of a comparison with other values in the place of names that the derivative has. */
import type { Range, Value } from '../api.ts'
import { type Expr, nameOf, number, substitute } from '../expr.ts'
import { stack } from '../ops/arrange.ts'
import { sameShape } from '../shape.ts'
import { type Part, quietly, type Sides } from './sides.ts'
import type { Subject } from './subject.ts'

/** The derivative with other nodes in the place of some, `symbols` the names that it has then; undefined where that cannot be. */
export function replacedIn(sides: Sides, nodes: ReadonlyMap<Expr, Expr>, isKept: (symbol: Expr) => boolean): Sides | undefined {
  const replaced = (expr: Expr): Expr | undefined => quietly(() => substitute(expr, nodes))
  const allOf = (parts: readonly Part[]): Part[] | undefined => {
    const made = parts.flatMap((part): Part[] => {
      const expr = replaced(part.expr)
      const read: Part['read'] = (term) => {
        const own = part.read(term)
        return own && replaced(own)
      }
      const labels: Part['labels'] = () => new Map([...part.labels()].map(([name, node]) => [name, replaced(node) ?? node]))
      return expr === undefined ? [] : [{ ...part, expr, symbols: part.symbols.filter(isKept), read, labels }]
    })
    return made.length === parts.length ? made : undefined
  }
  const parts = allOf(sides.parts)
  const again: Sides['again'] = (...asked) => {
    const made = sides.again(...asked)
    return made && allOf(made)
  }
  return parts && { ...sides, parts, strangers: sides.strangers.filter((node) => !nodes.has(node)), again }
}

/** Numbers of an array that are written out, at most. */
const MOST = 64

/** With the values of names in their place that the derivative alone knows, where the text says these once for all: C = np.array([1.5, 2.25]). */
export function withConstants({ source, derivative }: Subject, sides: Sides): Sides {
  const values = new Map<Expr, Expr>()
  for (const node of sides.strangers) {
    const name = nameOf(node) as string
    const { value, range } = derivative.declarations.get(name) ?? {}
    if (value === undefined || derivative.parameters?.includes(name) === true || isParameter(source.text, range)) continue
    const constant = countOf(value) > MOST ? undefined : quietly(() => constantOf(value))
    if (constant !== undefined && sameShape(constant.shape, node.shape)) values.set(node, constant)
  }
  return values.size === 0 ? sides : (replacedIn(sides, values, () => true) ?? sides)
}

const countOf = (value: Value): number => (typeof value === 'number' ? 1 : value.reduce<number>((sum, each) => sum + countOf(each), 0))
const constantOf = (value: Value): Expr => (typeof value === 'number' ? number(value) : stack(...value.map(constantOf)))

/** Whether a name stands in a list, and gets a value there: alpha of __init__(self, alpha=1.0), whose object has that too. */
export const isParameter = (text: string, range: Range | undefined): boolean =>
  range !== undefined &&
  /[(,]\s*$/.test(text.slice(Math.max(0, range.start - 80), range.start)) &&
  /^\s*(?::\s*[\w.[\]]+\s*)?=(?!=)/.test(text.slice(range.end, range.end + 80))
