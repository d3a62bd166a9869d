/** One chip per symbol: its role, shape, properties and value; its menu changes all but the value. */
import type { AnalysisView, Shape, SymbolView, Traits, Value } from '../protocol.ts'
import type { Context } from './context.ts'
import { readNumber } from './plots/controls.ts'
import { h, slot } from './widgets/dom.ts'
import { full, shapeName, short } from './widgets/format.ts'
import { icon } from './widgets/icons.ts'
import { type MenuItem, menuButton } from './widgets/menu.ts'
import { formula } from './widgets/tex.ts'

const fewSymbols = 5

export function chips(context: Context): { node: HTMLElement; update(view: AnalysisView): void } {
  const node = h('div', { class: 'chips', role: 'group', 'aria-label': 'Symbols' })
  const show = slot(node)
  return {
    node,
    update(view) {
      show(view.symbols, () => view.symbols.map((symbol) => chip(context, view.symbols, symbol)))
    },
  }
}

function chip(context: Context, symbols: SymbolView[], symbol: SymbolView): HTMLElement {
  const value = symbol.value === undefined ? '' : valueText(symbol.value)
  const shape = [...traitNames(symbol), shapeName(Array.isArray(symbol.value) ? lengthsOf(symbol.value) : symbol.shape)].join(' ')
  const label = `${symbol.name}: ${symbol.role}, ${shape}${value ? `, ${value}` : ''}`
  // Among many, a scalar parameter needs no words.
  const brief = symbols.length > fewSymbols && symbol.role !== 'variable' && symbol.shape.length === 0 && traitNames(symbol).length === 0
  const content = [
    formula(symbol.latex, 'chip-name'),
    brief ? null : h('span', { class: 'chip-role' }, symbol.role),
    brief ? null : h('span', { class: 'chip-shape' }, shape),
    value ? h('span', { class: 'chip-value', title: symbol.value === undefined ? undefined : valueTitle(symbol.value) }, value) : null,
    icon('down'),
  ]
  const button = menuButton(label, content, () => items(context, symbols, symbol), `chip chip-${symbol.role}`)
  button.title = 'Change role, shape or properties'
  // The label changes with role and shape; the focus must find the chip by its symbol.
  button.dataset.key = `chip:${symbol.name}`
  return button
}

function items(context: Context, symbols: SymbolView[], symbol: SymbolView): MenuItem[] {
  const { name } = symbol
  const variables = symbols.filter(({ role }) => role === 'variable').map((other) => other.name)
  const isVariable = symbol.role === 'variable'
  const alone = isVariable && variables.length === 1
  const setVariables = (names: string[]) => context.host.change({ variables: names })
  const setShape = (shape: Shape) => context.host.change({ shapes: { [name]: shape } })
  const inOrder = (names: string[]) => symbols.map((other) => other.name).filter((other) => names.includes(other))
  const isShape = (shape: Shape) => JSON.stringify(shape) === JSON.stringify(symbol.shape)
  const free = (wanted: string[]) => wanted.find((letter) => !symbols.some((other) => other.name === letter)) ?? wanted[0] ?? 'n'
  const rank = symbol.shape.length
  const vector: Shape = rank === 1 ? symbol.shape : [free(['n', 'k', 'd'])]
  const matrix: Shape = rank === 2 ? symbol.shape : [free(['m', 'p', 'q']), free(['n', 'k', 'd'])]
  const roles: MenuItem[] = [
    { kind: 'heading', label: 'Role' },
    { kind: 'choice', label: 'Variable', checked: isVariable, choose: () => setVariables(inOrder([...variables, name])) },
    {
      kind: 'choice',
      label: symbol.role === 'constant' ? 'Constant' : 'Parameter',
      checked: !isVariable,
      disabled: alone,
      choose: () => setVariables(variables.filter((other) => other !== name)),
    },
  ]
  if (variables.length > 1 || !isVariable) roles.push({ kind: 'choice', label: `Differentiate by ${name} only`, choose: () => setVariables([name]) })
  return [
    ...roles,
    ...valueEntry(context, symbol),
    { kind: 'separator' },
    { kind: 'heading', label: 'Shape' },
    ...[[], vector, matrix].map(
      (shape): MenuItem => ({ kind: 'choice', label: capital(shapeName(shape)), checked: isShape(shape), choose: () => setShape(shape) }),
    ),
    {
      kind: 'entry',
      label: 'Axis lengths',
      value: symbol.shape.join(', '),
      placeholder: 'n   or   m, n   or   2, 3',
      refuse: refuseShape,
      enter: (text) => setShape(readShape(text)),
    },
    ...properties(context, symbol),
  ]
}

/** The lengths of the axes of numbers that are known. */
function lengthsOf(value: Value): number[] {
  const lengths: number[] = []
  for (let part: Value | undefined = value; Array.isArray(part); part = part[0]) lengths.push(part.length)
  return lengths
}

/** The value of a symbol that decides what the formula is: how often a loop runs, which branch is taken. */
function valueEntry(context: Context, { name, value, decides }: SymbolView): MenuItem[] {
  if (decides !== true || typeof value !== 'number') return []
  return [
    { kind: 'separator' },
    { kind: 'heading', label: 'Value' },
    {
      kind: 'entry',
      label: 'The formula is shown for',
      value: short(value),
      placeholder: '3',
      refuse: refuseNumber,
      enter: (text) => context.host.change({ numbers: { [name]: readNumber(text) ?? value } }),
    },
  ]
}

/** What is wrong with a typed number. */
const refuseNumber = (text: string): string | undefined => (readNumber(text) === undefined ? `“${text}” is no number.` : undefined)

/** What can be known of a symbol beyond its shape, by rank, with the traits that it implies. */
const traitsByRank: readonly (readonly { trait: keyof Traits; label: string; implies?: keyof Traits }[])[] = [
  [
    { trait: 'positive', label: 'positive' },
    { trait: 'integer', label: 'integer' },
  ],
  [],
  [
    { trait: 'symmetric', label: 'symmetric' },
    { trait: 'positiveDefinite', label: 'positive definite', implies: 'symmetric' },
    { trait: 'diagonal', label: 'diagonal', implies: 'symmetric' },
    { trait: 'orthogonal', label: 'orthogonal' },
  ],
]

const traitsFor = ({ shape }: SymbolView) => traitsByRank[shape.length] ?? []

/** The traits of a symbol in words, without those that another implies, or its value. */
function traitNames(symbol: SymbolView): string[] {
  const known = traitsFor(symbol).filter(({ trait }) => symbol.traits[trait] && !(trait === 'positive' && typeof symbol.value === 'number'))
  return known.filter(({ trait }) => !known.some(({ implies }) => implies === trait)).map(({ label }) => label)
}

/** Each trait is on or off; one that is taken away takes with it those that imply it. */
function properties(context: Context, symbol: SymbolView): MenuItem[] {
  const traits = traitsFor(symbol)
  if (traits.length === 0) return []
  const choose = (trait: keyof Traits, on: boolean) => {
    const touched = on ? [trait] : traits.filter((other) => other.trait === trait || other.implies === trait).map((other) => other.trait)
    context.host.change({ traits: { [symbol.name]: Object.fromEntries(touched.map((name) => [name, on])) } })
  }
  return [
    { kind: 'separator' },
    { kind: 'heading', label: 'Properties' },
    ...traits.map(
      ({ trait, label }): MenuItem => ({
        kind: 'choice',
        label: capital(label),
        checked: symbol.traits[trait] === true,
        independent: true,
        choose: () => choose(trait, !symbol.traits[trait]),
      }),
    ),
  ]
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Lengths as typed, sums without spaces: "m, k + n" is m and k+n. */
const lengths = (text: string): string[] =>
  text
    .replace(/[()]/g, ' ')
    .replace(/\s*([+−-])\s*/g, (_, sign) => (sign === '+' ? '+' : '-'))
    .split(/\s+x\s+|(?<=\d)x(?=\d)|[,×\s]+/)
    .map((part) => part.trim())
    .filter(Boolean)

/** What is wrong with a typed shape. */
export function refuseShape(text: string): string | undefined {
  const parts = lengths(text)
  if (parts.length > 6) return 'At most six axes.'
  const bad = parts.find((part) => !part.split(/(?<!^)[+-]/).every((term) => /^([1-9]\d{0,8}|[\p{L}_][\p{L}\p{N}_]*)$/u.test(term)))
  return bad === undefined ? undefined : `“${bad}” is neither a length nor a name.`
}

/** Axis lengths as typed: "m, 3" is ['m', 3], "m, k+n" is ['m', 'k + n']; nothing is a scalar. */
export const readShape = (text: string): Shape => lengths(text).map((part) => (/^\d+$/.test(part) ? Number(part) : part.replace(/[+-]/g, ' $& ')))

function valueText(value: Value): string {
  if (typeof value === 'number') return `= ${short(value)}`
  const text = listText(value)
  return text.length <= 24 ? `= ${text}` : 'given in numbers'
}

const listText = (value: Value): string => (typeof value === 'number' ? short(value) : `(${value.map(listText).join(', ')})`)

function valueTitle(value: Value): string {
  const text = typeof value === 'number' ? full(value) : JSON.stringify(value)
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}
