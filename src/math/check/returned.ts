/** Functions that return their derivative behind their value: `return loss, grad`, `[J, grad] = costFunction(theta)`, `return { value, gradient }`. */
import { areValueAndGradient, isDerivativeName, isValueName, parameterOf } from '../read/derivativeNames.ts'
import type { Definition } from '../read/term.ts'
import type { Pair, Returned } from './pair.ts'

/** The pairs that are one function each. */
export function returnedPairs(definitions: readonly Definition[], text: string): Pair[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== 'function') return []
    const { start, end } = definition.range
    const [value, ...behind] = returnedItems(text.slice(start, end), start)
    if (value === undefined || behind.length === 0 || !isValueName(value.name, definition.name)) return []
    const isOptional = /\bnargout\s*(?:>|>=|==)\s*[12]\b/.test(text.slice(start, end))
    const all = behind.map(({ name }) => isDerivativeName(name, value.name, definition, isOptional))
    const other = all.indexOf(undefined)
    const by = other < 0 ? all : all.slice(0, other)
    const isLoose = other === 0 && areValueAndGradient(value.name, behind[0]?.name ?? '')
    const derivatives = behind.slice(0, isLoose ? 1 : by.length)
    if (derivatives.length === 0) return []
    const named = by.flatMap((each) => each ?? [])
    return [
      {
        value: definition,
        derivative: definition,
        by: !isLoose && named.length === derivatives.length ? named : undefined,
        order: 1,
        backward: false,
        returned: { value: value.name, derivatives },
        ...(isLoose && { isLoose }),
      },
    ]
  })
}

/** The same in a changed text, where what is returned may have lost its names; undefined where it is not so many values any more. */
export function returnedAgain(pair: Pair, definitions: readonly Definition[], text: string): Pair | undefined {
  const { value, returned } = pair
  const definition = definitions.find(({ name, range }) => name === value.name && range.start === value.range.start)
  const places = definition === undefined ? [] : returnedOf({ ...pair, derivative: definition }, text).slice(1)
  if (definition === undefined || returned === undefined || places.length < returned.derivatives.length) return undefined
  const derivatives = returned.derivatives.map(({ name }, k): Returned => ({ name, range: (places[k] as Returned).range }))
  return { ...pair, value: definition, derivative: definition, returned: { ...returned, derivatives } }
}

/** A pair whose derivative returns several values with names that say what each is by: return dj_db, dj_dw. */
export function withNames(pair: Pair, text: string): Pair {
  const { value, derivative } = pair
  if (pair.by !== undefined || pair.order > 1 || derivative.kind !== 'function') return pair
  const by = returnedOf(pair, text).map(({ name, range }) =>
    name === '' ? parameterWithin(text.slice(range.start, range.end), value.parameters) : parameterOf(name, value.parameters),
  )
  const named = by.flatMap((each) => each ?? [])
  return named.length > 1 && new Set(named).size === by.length ? { ...pair, by: named } : pair
}

/** The one parameter that a name inside of an expression says it is the derivative by: dj_db / m. */
function parameterWithin(expression: string, parameters: readonly string[]): string | undefined {
  const found = new Set((expression.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).flatMap((name) => parameterOf(name, parameters) ?? []))
  return found.size === 1 ? [...found][0] : undefined
}

/** What the derivative of a pair returns last, where that is several values. */
export const returnedOf = ({ derivative: { range } }: Pair, text: string): Returned[] =>
  returnedItems(text.slice(range.start, range.end), range.start)

/** Where the last list of returned values begins: behind `return`, or in the head of a function of MATLAB. */
const RETURNS = /\breturn\b[ \t]*[([{]?|^\s*function\s*\[/g
const [OPENING, CLOSING] = ['([{', ')]}']

/** What is returned last, by its names ('' for what has none) and places in the text; none where it is one value. */
function returnedItems(text: string, offset: number): Returned[] {
  const last = [...text.matchAll(RETURNS)].at(-1)
  if (last === undefined) return []
  const start = last.index + last[0].length
  const enclosed = OPENING.includes(last[0].at(-1) as string)
  const items: Returned[] = []
  let depth = 0
  let from = start
  let at = start
  const add = (end: number): void => {
    const item = text.slice(from, end)
    const place = offset + from + item.length - item.trimStart().length
    items.push({ name: nameOf(item), range: { start: place, end: place + item.trim().length } })
  }
  for (; at < text.length; at++) {
    const c = text[at] as string
    if (OPENING.includes(c)) depth++
    else if (CLOSING.includes(c) && --depth < 0) break
    else if (depth === 0 && !enclosed && /[\n;#%]/.test(c)) break
    else if (depth === 0 && c === ',') {
      add(at)
      from = at + 1
    }
  }
  // (a + b) * c is no list of values.
  if (enclosed && !/^[)\]}]\s*(?:[;=#%}\n]|\/\/|$)/.test(text.slice(at, at + 40))) return []
  add(at)
  return items.length > 1 ? items : []
}

/** loss, or the key of loss: ...; '' for an expression. */
const nameOf = (item: string): string =>
  /^\s*(?:["']?(\w+)["']?\s*:[^:]|([\w∇]+)\s*$)/u
    .exec(item)
    ?.slice(1)
    .find((name) => name !== undefined) ?? ''
