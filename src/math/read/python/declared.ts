/** What annotations, comments and documentation say about shapes: x: float, # X: (n, d), "X : array of shape (n, d)". */
import type { Range } from '../../api.ts'
import type { Length, Shape } from '../../shape.ts'
import { shapeOf } from '../../shape.ts'
import { components } from '../prose.ts'
import type { Declaration } from '../term.ts'
import { MEANT, UNIT } from '../unitNames.ts'

/** Words that say of what type something is, or what is to be given: (float), (str, optional), (Tensor). */
const TYPE =
  /^(?:float|double|complex|int|uint|integer|bool|boolean|str|string|bytes|number|numeric|scalar|real|any|object|none|null|void|optional|required|default|list|tuple|dict|set|sequence|iterable|iterator|generator|callable|function|func|lambda|array|array_?like|nd_?array|jax_?array|matrix|vector|tensor|variable|parameter|module|layer|series|data_?frame|type|dtype|path|device|class|instance|enum)s?\d*$/i

/**
 * Whether one name alone in parentheses is a length: (N), (n_hidden), or what is a length of others too. A longer word is an
 * explanation, k: (stiffness) of the spring, and a unit is none: omega: (rad).
 */
function isLength(name: string, prose: string): boolean {
  if (name === 's' || (UNIT.test(name) && MEANT.test(name))) return false
  return name.length < 4 || /[\d_]|^[A-Z]+$/.test(name) || new RegExp(`\\([\\w\\s]+,[\\w\\s,]*\\b${name}\\b|\\(\\s*${name}\\s*,`).test(prose)
}

/** "(n, d)", "(3,)", "()": lengths that are numbers or names; (x, y) are the components of a point. */
function parseShape(text: string): Shape | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  // base: (x, y) of the shoulder
  if (components(text)) return shapeOf([parts.length])
  const lengths: Length[] = []
  for (const part of parts) {
    if (/^\d+$/.test(part)) lengths.push(Number(part))
    else if (/^[A-Za-z_]\w*$/.test(part) && !TYPE.test(part)) lengths.push(part)
    else return undefined
  }
  return lengths.length > 4 ? undefined : shapeOf(lengths)
}

const NAMED =
  /(?:^|[\s#,;({[*`])(?!(?:an?|and|the|of|or|with)\b)([A-Za-z_]\w*)`?\s*(?::|\bhas shape\b|\bis\b|\bwith shape\b|-|\bin\b|∈)?\s*(?:\(?[\w\s.[\]-]*?,?\s*\bshape\b\s*[:=]?\s*)?\(\s*([\w\s,]*)\)/g
/** "a, b: (n, d)" */
const SEVERAL = /((?:[A-Za-z_]\w*\s*,\s*)+[A-Za-z_]\w*)\s*(?::|have shape|of shape)\s*\(([\w\s,]*)\)/g
const REALS = /([A-Za-z_]\w*)\s*(?:∈|in)\s*(?:ℝ|R)\^\s*[({]?\s*([\w]+(?:\s*[x×,]\s*\w+)*)\s*[)}]?/g

/** Shapes that a piece of prose states. Words that call something, such as f(x), state none: a colon, "shape" or a comma must be there. */
export function shapesIn(prose: string): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const line of prose.split('\n')) {
    if (!/[(^]/.test(line) || line.length > 300) continue
    for (const match of line.matchAll(NAMED)) {
      const [whole, name = '', lengths = ''] = match
      // (B, T, T) x (B, T, d)
      if (name === 'x' && /\)\s*$/.test(line.slice(0, match.index + 1))) continue
      const stated =
        /:|shape|∈|\bin\b/.test(whole.slice(whole.indexOf(name) + name.length)) ||
        (/,/.test(lengths) && /^[\s#]*$/.test(line.slice(0, (match.index ?? 0) + 1)))
      const isMeant = /\bshape\b/.test(whole) || !/^\s*[A-Za-z]\w*\s*$/.test(lengths) || isLength(lengths.trim(), prose)
      const shape = stated && isMeant ? parseShape(lengths) : undefined
      if (shape !== undefined && !shapes.has(name)) shapes.set(name, shape)
    }
    for (const [, names = '', lengths = ''] of line.matchAll(SEVERAL)) {
      const shape = parseShape(lengths)
      for (const name of names.split(',').map((part) => part.trim())) if (shape !== undefined && !shapes.has(name)) shapes.set(name, shape)
    }
    for (const [, name = '', lengths = ''] of line.matchAll(REALS)) {
      const shape = parseShape(lengths.replace(/\s*[x×]\s*/g, ','))
      if (shape !== undefined && !shapes.has(name)) shapes.set(name, shape)
    }
  }
  // "X : ndarray of shape (n, d)" of NumPy's documentation style.
  for (const [, name = '', lengths = ''] of prose.matchAll(
    /^\s*(\w+)\s*(?:\([^)\n]*\))?\s*:[^\n(]*(?:shape\s*[=:]?\s*|array\w*\s*|,\s*)\(([\w\s,]*)\)/gm,
  )) {
    const shape = parseShape(lengths)
    if (shape !== undefined && !shapes.has(name)) shapes.set(name, shape)
  }
  return shapes
}

/** A parameter on a line of its own, or what a field is set to, and the shape that the comment behind it states: self.w = w  # (d,) */
const BESIDE =
  /^[ \t]*(?:self\.\w+[ \t]*=[ \t]*([A-Za-z_]\w*)|([A-Za-z_]\w*)[ \t]*(?:(?:[:=][^#\n]*)?,)?)[ \t]*#[ \t]*(?:shape:?[ \t]*)?(\([\w \t,]*\))/gm

/** The comments of a stretch of text, and the documentation in it, as prose. */
function proseOf(text: string, range: Range): string {
  const part = text.slice(range.start, range.end)
  const prose: string[] = []
  for (const [comment] of part.matchAll(/#[^\n]*/g)) prose.push(comment)
  for (const [, set, parameter, shape] of part.matchAll(BESIDE)) prose.push(`${set ?? parameter}: ${shape}`)
  for (const [, quoted = ''] of part.matchAll(/(?:"""|''')([\s\S]{0,4000}?)(?:"""|''')/g)) prose.push(quoted)
  return prose.join('\n')
}

/** Declarations that the comments of a part of the text make; without a part, those of the lines outside of functions. */
export function declaredIn(text: string, inside: Range | undefined): ReadonlyMap<string, Declaration> {
  const prose = inside === undefined ? outerComments(text) : proseOf(text, inside)
  return new Map([...shapesIn(prose)].map(([name, shape]) => [name, { shape }]))
}

/** Comments on lines that are not indented. */
function outerComments(text: string): string {
  const found: string[] = []
  // From sign to sign: most lines of a long file have none.
  for (let at = text.indexOf('#'), end = 0; at >= 0; at = text.indexOf('#', end)) {
    const start = text.lastIndexOf('\n', at) + 1
    end = text.indexOf('\n', at)
    if (end < 0) end = text.length
    if (/[ \t]/.test(text[start] as string)) continue
    const line = text.slice(start, end)
    const assigned = /^([A-Za-z_]\w*)\s*=[^#]*#\s*(\([\w\s,]*\))/.exec(line)
    found.push(assigned === null ? line.slice(line.indexOf('#')) : `${assigned[1]}: ${assigned[2]}`)
  }
  return found.join('\n')
}

/** What a type annotation says: float is a scalar, list[float] a vector, Float[Array, "n d"] a matrix. */
export function annotation(text: string): { readonly rank?: number; readonly declaration?: Declaration } {
  const type = text
    .replace(/^\s*:\s*/, '')
    .replace(/^["']|["']$/g, '')
    .trim()
  if (/^(float|complex|np\.float\w*|numpy\.float\w*|Real|Number|Scalar|float \| None|Optional\[float\])$/.test(type))
    return { declaration: { shape: [] } }
  if (/^(int|np\.int\w*)$/.test(type)) return { declaration: { shape: [], traits: { integer: true } } }
  const typed = /^\w*(?:Float|Shaped|Num|Real|Double)\w*\[[\w.]+,\s*["']([^"']*)["']\]$/.exec(type)
  if (typed !== null) {
    const shape = parseShape((typed[1] ?? '').trim().split(/\s+/).join(','))
    return shape === undefined ? {} : { declaration: { shape } }
  }
  const nested = /^(?:typing\.)?(?:[Ll]ist|Sequence|[Tt]uple|Iterable)\[\s*(.*)\]$/.exec(type)
  if (nested !== null) {
    const inner = annotation((nested[1] ?? '').replace(/,\s*\.\.\.$/, ''))
    const rank = inner.rank ?? inner.declaration?.shape?.length
    const list = /^(?:typing\.)?[Ll]ist\b/.test(type) ? { declaration: { list: true } as const } : {}
    return rank === undefined ? list : { rank: rank + 1, ...list }
  }
  if (type === 'list') return { declaration: { list: true } }
  return {}
}
