/** What a text gives to names that a pair only takes: D = diff_matrix(n) before minimize(objective, ..., args=(A, b, D, lam), jac=grad). */
import type { Source } from '../api.ts'
import { type Expr, nameOf } from '../expr.ts'
import { transpose } from '../ops/linear.ts'
import { elaborate } from '../read/elaborate.ts'
import { open } from '../read/open.ts'
import { inPattern } from '../read/spelling.ts'
import { compare } from './compare.ts'
import { listAt } from './listed.ts'
import type { Pair } from './pair.ts'
import { quietly } from './sides.ts'

/** Places at which a name gets a value that are read. */
const MOST = 4

/** What a name is elsewhere in the text, as far as that can be read. */
function madeOf({ text, language }: Source, { value, derivative }: Pair, name: string): Expr[] {
  const isInside = (at: number): boolean => [value, derivative].some(({ range }) => at >= range.start && at < range.end)
  const places = [...text.matchAll(new RegExp(`^[ \\t]*(?:(?:const|let|var)[ \\t]+)?${inPattern(name)}[ \\t]*=(?!=)[ \\t]*`, 'gmu'))]
  return places
    .filter(({ index }) => !isInside(index))
    .slice(0, MOST)
    .flatMap(({ 0: head, index }) => {
      const start = index + head.length
      const [written = ''] = text.slice(start, listAt(text, start, false).end).split(';', 1)
      const end = start + written.trimEnd().length
      return end <= start ? [] : (quietly(() => elaborate(open(text, language).read({ selection: { start, end } })).expr) ?? [])
    })
}

/** Whether a name is given to the function where that is called or handed over. */
export function isGiven({ text }: Source, { value, derivative }: Pair, name: string): boolean {
  const [of, given] = [value.name.slice(value.name.lastIndexOf('.') + 1), name].map(inPattern)
  const uses = text.matchAll(new RegExp(`(?<![\\w.])${of}(?![\\w!])[^;]{0,${FAR}}?(?<![\\w.])${given}(?![\\w(])`, 'gu'))
  return [...uses].some(({ index }) => ![value, derivative].some(({ range }) => index >= range.start && index < range.end))
}

/** How far behind the name of a function what it is given may stand. */
const FAR = 160

/** Whether the matrices of this name that the text makes and gives the function are symmetric; undefined where it makes none, or such and such. */
export function isMadeSymmetric(source: Source, pair: Pair, matrix: Expr): boolean | undefined {
  const name = nameOf(matrix) as string
  const all = isGiven(source, pair, name) ? madeOf(source, pair, name).filter(({ rank, shape }) => rank === 2 && shape[0] === shape[1]) : []
  const relations = new Set(all.map((made) => compare(made, transpose(made), { values: new Map(), defaults: new Map() }).relation))
  const [relation, ...others] = relations
  return others.length > 0 || (relation !== 'equal' && relation !== 'different') ? undefined : relation === 'equal'
}
