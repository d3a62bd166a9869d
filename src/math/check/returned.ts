/** Functions that return their derivative behind their value: `return loss, grad`, `[J, grad] = costFunction(theta)`, `return { value, gradient }`. */
import type { Range } from '../api.ts'
import { areValueAndGradient, isDerivativeName, isOfDerivative, isValueName, parameterOf } from '../read/derivativeNames.ts'
import type { Definition } from '../read/term.ts'
import { wordsOf } from '../read/words.ts'
import { entriesOf, type Listed, listAt } from './listed.ts'
import type { Pair, Returned } from './pair.ts'

/** The pairs that are one function each. */
export function returnedPairs(definitions: readonly Definition[], text: string): Pair[] {
  return definitions.flatMap((definition) => {
    const items = definition.kind === 'function' ? returnedItems(text, definition.range) : []
    if (items.length === 0) return []
    return inDictionary(definition, items, text) ?? beforeValue(definition, items) ?? behindValue(definition, items, text) ?? []
  })
}

const pairOf = (definition: Definition, by: readonly string[] | undefined, returned: NonNullable<Pair['returned']>): Pair => ({
  value: definition,
  derivative: definition,
  by,
  order: 1,
  backward: false,
  returned,
})

/** return loss, dw, db */
function behindValue(definition: Definition, [value, ...behind]: readonly Listed[], text: string): Pair | undefined {
  const { start, end } = definition.range
  if (value === undefined || behind.length === 0) return undefined
  if (!isValueName(value.name, definition)) return jacobianBehind(definition, value, behind)
  const isOptional = /\bnargout\s*(?:>|>=|==)\s*[12]\b/.test(text.slice(start, end))
  const all = behind.map(({ name }) => isDerivativeName(name, value.name, definition, isOptional))
  const other = all.indexOf(undefined)
  const by = other < 0 ? all : all.slice(0, other)
  const isLoose = other === 0 && areValueAndGradient(value.name, behind[0]?.name ?? '')
  const derivatives = behind.slice(0, isLoose ? 1 : by.length).map((each, k): Returned => ({ ...each, item: k + 1 }))
  if (derivatives.length === 0) return jacobianBehind(definition, value, behind)
  const named = by.flatMap((each) => each ?? [])
  const pair = pairOf(definition, !isLoose && named.length === derivatives.length ? named : undefined, { value: value.name, at: 0, derivatives })
  return isLoose ? { ...pair, isLoose } : pair
}

/** What a matrix of derivatives is called beside a vector of any name. */
const JACOBIAN = /^(?:[jJ]|[jJ]ac(?:obian)?)_?\p{L}?$/u

/** return p, J: a vector and its Jacobian, where it is one, for J is a cost too. */
function jacobianBehind(definition: Definition, value: Listed, behind: readonly Listed[]): Pair | undefined {
  const item = behind.findIndex(({ name }) => JACOBIAN.test(name)) + 1
  const jacobian = behind[item - 1]
  if (jacobian === undefined || value.name === '' || isOfDerivative(value.name)) return undefined
  const pair = pairOf(definition, undefined, { value: value.name, at: 0, derivatives: [{ ...jacobian, item }] })
  return { ...pair, isLoose: true, isMatrix: true }
}

/** What is made small: a letter that stands last may be anything. */
const LOSSES = /^(?:loss|cost|objective|obj|energy|error|nll|mse|penalty|risk|likelihood|loglik|j)$/

/** return dw, db, loss */
function beforeValue(definition: Definition, items: readonly Listed[]): Pair | undefined {
  const [value, ...before] = [...items].reverse()
  if (value === undefined || isOfDerivative(value.name) || !wordsOf(value.name).some((word) => LOSSES.test(word))) return undefined
  const derivatives = before.reverse().map((each, item): Returned => ({ ...each, item }))
  const by = derivatives.map(({ name }) => (name === '' ? undefined : isDerivativeName(name, value.name, definition)))
  if (derivatives.length === 0 || by.includes(undefined)) return undefined
  const named = by.flatMap((each) => each ?? [])
  return pairOf(definition, named.length === derivatives.length ? named : undefined, { value: value.name, at: derivatives.length, derivatives })
}

/** return loss, grads, or return grads, loss, where grads = {"dw": dw, "db": db}: by what each is, only the reading may tell. */
function inDictionary(definition: Definition, items: readonly Listed[], text: string): Pair | undefined {
  for (const [item, bundle] of items.entries()) {
    const entries = entriesOf(text, definition.range, bundle.range)
    const isOfGradients = wordsOf(bundle.name).some((word) => /^(?:grads?|gradients?|dparams|derivatives)$/.test(word))
    const at = items.findIndex(({ name }, k) => k !== item && !isOfDerivative(name) && isValueName(name, definition))
    const value = items[at]
    if (entries === undefined || value === undefined) continue
    const nameOfEntry = ({ name: key, range: { start, end } }: Listed): string | undefined =>
      [key, text.slice(start, end)].find((each) => /^\w+$/.test(each) && isDerivativeName(each, value.name, definition) !== undefined)
    if (!isOfGradients && !entries.every((entry) => nameOfEntry(entry) !== undefined)) continue
    const derivatives = entries.map(
      (entry): Returned => ({ ...entry, name: nameOfEntry(entry) ?? `${bundle.name}.${entry.name}`, item, key: entry.name }),
    )
    return pairOf(definition, undefined, { value: value.name, at, derivatives })
  }
  return undefined
}

/** The same in a changed text, where what is returned may have lost its names; undefined where it is not so many values any more. */
export function returnedAgain(pair: Pair, definitions: readonly Definition[], text: string): Pair | undefined {
  const { value, returned } = pair
  const definition = definitions.find(({ name, range }) => name === value.name && range.start === value.range.start)
  const items = definition === undefined ? [] : returnedItems(text, definition.range)
  if (definition === undefined || returned === undefined) return undefined
  const derivatives = returned.derivatives.flatMap(({ name, item, key }): Returned[] => {
    const place = items[item]?.range
    const own = key === undefined ? place : place && entriesOf(text, definition.range, place)?.find((entry) => entry.name === key)?.range
    return own === undefined ? [] : [{ name, range: own, item, ...(key !== undefined && { key }) }]
  })
  if (derivatives.length < returned.derivatives.length) return undefined
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
export const returnedOf = ({ derivative: { range } }: Pair, text: string): Listed[] => returnedItems(text, range)

/** Where the last list of returned values begins: behind `return`, or in the head of a function of MATLAB. */
const RETURNS = /\breturn\b[ \t]*[([{]?|^\s*function\s*\[/g

/** What is returned last, by its names ('' for what has none) and places in the text; none where it is one value. */
function returnedItems(text: string, { start, end }: Range): Listed[] {
  const body = text.slice(0, end)
  const last = [...body.slice(start).matchAll(RETURNS)].at(-1)
  if (last === undefined) return []
  const isEnclosed = '([{'.includes(last[0].at(-1) as string)
  const list = listAt(body, start + last.index + last[0].length, isEnclosed)
  // (a + b) * c is no list of values, and {"dw": dw}, cost begins with a dictionary.
  const isAll = !isEnclosed || /^[)\]}]\s*(?:[;=#%}\n]|\/\/|$)/.test(body.slice(list.end, list.end + 40))
  const { items } = isAll ? list : listAt(body, start + last.index + last[0].length - 1, false)
  if (!isAll && !(last[0].endsWith('{') && items.length > 1)) return []
  const named = items.map((range) => ({ name: nameOf(text.slice(range.start, range.end)), range }))
  return named.length > 1 ? named : []
}

/** loss, or the key of loss: ...; '' for an expression. */
const nameOf = (item: string): string =>
  /^\s*(?:["']?(\w+)["']?\s*:[^:]|([\w∇]+)\s*$)/u
    .exec(item)
    ?.slice(1)
    .find((name) => name !== undefined) ?? ''
