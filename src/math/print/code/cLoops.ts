/** Tensors in C: loops over the components of arrays of variable length; sums are gathered before they are used. */

import { type Expr, isSymbol } from '../../expr.ts'
import { boundName } from '../../ops/binder.ts'
import { axesOf } from '../../ops/reduction.ts'
import { itemsOf } from '../../ops/slice.ts'
import { isEye } from '../../ops/structure.ts'
import { type Length, lengthNames, type Shape } from '../../shape.ts'
import { componentOf } from '../indices/component.ts'
import { isComponent, isIndexSum, lengthsOf, lettersOf } from '../indices/indexed.ts'
import { Indices } from '../indices/indices.ts'
import { placedComponent } from '../indices/places.ts'
import { LEVEL } from '../printer.ts'
import { arraySpecials, ofMatrix } from './cMatrices.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { ending } from './commonForms.ts'
import type { FunctionParts } from './function.ts'
import { placesOf } from './parts.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

/** Stands in statements for the variable they compute: no other text of C has it. */
const TARGET = '@'

/** `line` inside loops over the letters. */
function inLoops(printer: CodePrinter, letters: readonly string[], lengths: readonly Length[], lines: readonly string[]): string[] {
  let inner = [...lines]
  for (let k = letters.length - 1; k >= 0; k--) {
    const letter = letters[k] as string
    const braces = inner.filter((line) => !line.startsWith(' ')).length > 1
    inner = [
      `for (size_t ${letter} = 0; ${letter} < ${printer.length(lengths[k] as Length)}; ${letter}++)${braces ? ' {' : ''}`,
      ...inner.map((line) => `    ${line}`),
      ...(braces ? ['}'] : []),
    ]
  }
  return inner
}

const statements = (printer: CodePrinter, lines: readonly string[]): string => finish(printer, lines.join('\n'))

/** The statements that fill a tensor. */
export function fillArray(printer: CodePrinter, node: Expr): string {
  const special = specials.get(node.op.name)?.(printer, node)
  if (special !== undefined) return statements(printer, special)
  const { indices } = printer
  const letters = indices.several(node.shape)
  const place = TARGET + letters.map((letter) => `[${letter}]`).join('')
  const placed = placedComponent(printer, node, letters)
  if (placed !== undefined) return statements(printer, inLoops(printer, letters, node.shape, [`${place} = ${placed};`]))
  const component = componentOf(node, letters, indices)
  // What has no components to write out is a function of the whole.
  if (isComponent(component) && first(component) === node && !isEye(node)) return printer.absent(node)
  return statements(printer, inLoops(printer, letters, node.shape, assign(printer, place, component)))
}

/** Statements that compute one number. */
function assign(printer: CodePrinter, place: string, component: Expr): string[] {
  if (!isIndexSum(component)) return [`${place} = ${printer.piece(component)};`]
  return [`${place} = 0.0;`, ...inLoops(printer, lettersOf(component), lengthsOf(component), [`${place} += ${printer.piece(first(component))};`])]
}

/** A product over index sets that is a number. */
const einsum: CodeForm = (printer, node) => statements(printer, assign(printer, TARGET, componentOf(node, [], printer.indices)))

/** A number gathered from all components. */
const gathered =
  (start: string, step: (so: string, own: string) => string): CodeForm =>
  (printer, node) => {
    const x = first(node)
    if (axesOf(node).axes.length !== x.rank) return printer.absent(node)
    const { indices } = printer
    const letters = indices.several(x.shape)
    const own = printer.piece(componentOf(x, letters, indices))
    return statements(printer, [`${TARGET} = ${start};`, ...inLoops(printer, letters, x.shape, [`${TARGET} = ${step(TARGET, own)};`])])
  }

/** Numbers gathered from the components along some axes. */
const along =
  (start: string, step: (so: string, own: string) => string) =>
  (printer: CodePrinter, node: Expr): string[] | undefined => {
    const x = first(node)
    const { axes, keepdims } = axesOf(node)
    const { indices } = printer
    const letters = indices.several(x.shape)
    const [over, left] = [true, false].map((reduced) => [...x.shape.keys()].filter((axis) => axes.includes(axis) === reduced)) as [number[], number[]]
    const places = letters.flatMap((letter, axis) => (left.includes(axis) ? [letter] : keepdims ? ['0'] : []))
    const place = TARGET + places.map((letter) => `[${letter}]`).join('')
    const own = printer.piece(componentOf(x, letters, indices))
    const at = (chosen: readonly number[]) => [chosen.map((axis) => letters[axis] as string), chosen.map((axis) => x.shape[axis] as Length)] as const
    return inLoops(printer, ...at(left), [`${place} = ${start};`, ...inLoops(printer, ...at(over), [`${place} = ${step(place, own)};`])])
  }

const larger = (so: string, own: string): string => `fmax(${so}, ${own})`
const smaller = (so: string, own: string): string => `fmin(${so}, ${own})`
const times = (so: string, own: string): string => `${so} * (${own})`

const specials: ReadonlyMap<string, (printer: CodePrinter, node: Expr) => string[] | undefined> = new Map([
  ['stack', (printer: CodePrinter, node: Expr) => stacked(printer, node, TARGET)],
  ['amax', along('-INFINITY', larger)],
  ['amin', along('INFINITY', smaller)],
  ['prod', along('1.0', times)],
  ['sort', inOrder((value) => value)],
  ['argsort', inOrder((_, letter) => letter)],
  ['one_hot', indicators],
  ['cumsum', running('+', '0.0')],
  ['cumprod', running('*', '1.0')],
  ...arraySpecials(TARGET),
])

/** Each component at its place in the order of the last axis: behind those that are less, and equal ones that stand before. */
function inOrder(result: (value: string, letter: string) => string): (printer: CodePrinter, node: Expr) => string[] {
  return (printer, node) => {
    const x = first(node)
    const { indices } = printer
    const letters = indices.several(x.shape)
    const [lead, letter, length] = [letters.slice(0, -1), letters[letters.length - 1] as string, x.shape[x.rank - 1] as Length]
    const [other, place] = [indices.fresh(length), indices.fresh(length)]
    const [own, another] = [letters, [...lead, other]].map((each) => printer.at(componentOf(x, each, indices), LEVEL.sum)) as [string, string]
    const before = `${another} < ${own} || (${another} == ${own} && ${other} < ${letter})`
    return inLoops(printer, letters, x.shape, [
      `size_t ${place} = 0;`,
      ...inLoops(printer, [other], [length], [`if (${before}) ${place}++;`]),
      `${TARGET}${lead.map((each) => `[${each}]`).join('')}[${place}] = ${result(own, letter)};`,
    ])
  }
}

/** Each component from the one before it along an axis, or behind it. */
function running(operator: string, start: string): (printer: CodePrinter, node: Expr) => string[] {
  return (printer, node) => {
    const { axes, order } = axesOf(node)
    const axis = axes[0] as number
    const { indices } = printer
    const letters = indices.several(node.shape)
    const [letter, length] = [letters[axis] as string, printer.length(node.shape[axis] as Length)]
    const own = printer.at(componentOf(first(node), letters, indices), LEVEL.sign)
    const at = (place: string): string => TARGET + letters.map((each, k) => `[${k === axis ? place : each}]`).join('')
    const [loop, before] =
      order === 'reverse'
        ? [`for (size_t ${letter} = ${length}; ${letter}-- > 0; )`, `(${letter} + 1 < ${length} ? ${at(`${letter} + 1`)} : ${start})`]
        : [`for (size_t ${letter} = 0; ${letter} < ${length}; ${letter}++)`, `(${letter} > 0 ? ${at(`${letter} - 1`)} : ${start})`]
    const others = [...letters.keys()].filter((k) => k !== axis)
    return inLoops(
      printer,
      others.map((k) => letters[k] as string),
      others.map((k) => node.shape[k] as Length),
      [loop, `    ${at(letter)} = ${before} ${operator} ${own};`],
    )
  }
}

/** Rows of the identity. */
function indicators(printer: CodePrinter, node: Expr): string[] {
  const { indices } = printer
  const letters = indices.several(node.shape)
  const index = printer.at(componentOf(first(node), letters.slice(0, -1), indices), LEVEL.sum)
  const place = letters.map((letter) => `[${letter}]`).join('')
  return inLoops(printer, letters, node.shape, [`${TARGET}${place} = ${index} == ${letters[letters.length - 1]} ? 1.0 : 0.0;`])
}

/** Numbers each at its place; tensors component by component. */
function stacked(printer: CodePrinter, node: Expr, target: string): string[] {
  return node.args.flatMap((arg, k) => {
    const place = `${target}[${k}]`
    if (arg.rank === 0) return [`${place} = ${printer.piece(arg)};`]
    if (arg.op === node.op && !printer.isNamed(arg)) return stacked(printer, arg, place)
    const { indices } = printer
    const letters = indices.several(arg.shape)
    const own = printer.piece(componentOf(arg, letters, indices))
    return inLoops(printer, letters, arg.shape, [`${place}${letters.map((letter) => `[${letter}]`).join('')} = ${own};`])
  })
}

/** x[i][j]. */
const component: CodeForm = (printer, node) => {
  const letters = placesOf(printer, node)
  if (isEye(first(node))) return finish(printer, `(${letters.join(' == ')} ? 1.0 : 0.0)`)
  return finish(printer, `${printer.at(first(node), LEVEL.atom)}${letters.map((letter) => `[${letter}]`).join('')}`)
}

const size: CodeForm = (printer, node) => {
  const text = printer.length(node.payload as Length)
  return finish(printer, /^\w+$/.test(text) ? `(double)${text}` : `(double)(${text})`)
}

const take: CodeForm = (printer, node) => {
  const { items, whole } = itemsOf(node)
  const array = first(node)
  // An array that has no name of its own is no expression in C: its component is.
  const own = isSymbol(array) || printer.isNamed(array) ? undefined : placedComponent(printer, node, [])
  if (own !== undefined) return own
  const places = items.map((item, axis) =>
    'at' in item ? (item.at >= 0 ? String(item.at) : `${printer.length(whole[axis] as Length)} - ${-item.at}`) : '0',
  )
  return finish(printer, printer.at(first(node), LEVEL.atom) + places.map((at) => `[${at}]`).join(''))
}

/** Σ or Π over a name that counts from low to high. */
const counted =
  (start: string, operator: string): CodeForm =>
  (printer, node) => {
    const [body, low, high] = node.args as [Expr, Expr, Expr]
    const index = printer.spellName(boundName(node))
    const own = printer.piece(body)
    const loop = `for (double ${index} = ${printer.piece(low)}; ${index} <= ${printer.at(high, LEVEL.sum)}; ${index}++)`
    return statements(printer, [`${TARGET} = ${start};`, loop, `    ${TARGET} ${operator}= ${own};`])
  }

/** Of an array, which is filled by statements. */
const left: CodeForm = (printer, node) => printer.absent(node)

/** Forms of numbers made of tensors. */
export const cLoopForms: { readonly [row: string]: CodeForm } = {
  component,
  einsum,
  amax: gathered('-INFINITY', larger),
  amin: gathered('INFINITY', smaller),
  prod: gathered('1.0', times),
  size,
  take,
  det: ofMatrix('det'),
  logdet: ofMatrix('log_abs_det'),
  sort: left,
  argsort: left,
  one_hot: left,
  series: ending(counted('0.0', '+')),
  product_series: ending(counted('1.0', '*')),
}

const axes = (shape: Shape, length: (own: Length) => string): string => shape.map((own) => `[${length(own)}]`).join('')

/** A variable computed by statements or by one expression. */
function definition(name: string, text: string, dimensions: string): string[] {
  if (!text.includes(TARGET)) return [`const double ${name} = ${text};`]
  if (dimensions === '' && text.startsWith(`${TARGET} = `)) return `double ${text}`.split('\n').map((line) => line.replaceAll(TARGET, name))
  return [`double ${name}${dimensions};`, ...text.split('\n').map((line) => line.replaceAll(TARGET, name))]
}

/** The statements that copy a parameter into the result. */
function copied({ shape, result, length }: FunctionParts, to: string, taken: ReadonlySet<string>): string[] {
  const letters = new Indices(taken).several(shape)
  const place = letters.map((letter) => `[${letter}]`).join('')
  const loops = letters.map(
    (letter, axis) => `${'    '.repeat(axis)}for (size_t ${letter} = 0; ${letter} < ${length(shape[axis] as Length)}; ${letter}++)`,
  )
  return [...loops, `${'    '.repeat(letters.length)}${to}${place} = ${result}${place};`]
}

/** The definitions without those that nothing asks: an indicator that became an index. */
function used({ definitions, result }: FunctionParts): FunctionParts['definitions'] {
  const names = new Set<string>()
  const hear = (text: string): void => {
    for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) names.add(name)
  }
  hear(result)
  const kept = [...definitions].reverse().filter(({ name, text }) => {
    if (names.has(name)) hear(text)
    return names.has(name)
  })
  return kept.reverse()
}

/** A function over arrays: lengths first, the result of more than one number last. */
export function writeLoops(parts: FunctionParts): string {
  const { length } = parts
  const names = new Set<string>()
  for (const { shape } of [...parts.parameters, ...parts.definitions, { shape: parts.shape }])
    for (const own of shape) for (const name of lengthNames(own)) names.add(name)
  const taken = new Set([...parts.parameters, ...parts.definitions].map(({ name }) => name))
  const result = ['out', 'result', 'out_'].find((name) => !taken.has(name)) as string
  const given = parts.parameters.filter(({ name }) => !names.has(name))
  const parameters = [
    ...[...names].map((name) => `size_t ${length(name)}`),
    ...given.map(({ name, shape, whole }) => `${shape.length === 1 ? 'const ' : ''}${whole ? 'int' : 'double'} ${name}${axes(shape, length)}`),
    ...(parts.shape.length > 0 ? [`double ${result}${axes(parts.shape, length)}`] : []),
  ]
  const lines = used(parts).flatMap(({ name, text, shape }) => definition(name, text, axes(shape, length)))
  if (parts.shape.length > 0 && !parts.result.includes(TARGET)) lines.push(...copied(parts, result, new Set([...names, ...taken])))
  else if (parts.shape.length > 0) lines.push(...parts.result.split('\n').map((line) => line.replaceAll(TARGET, result)))
  else if (parts.result.includes(TARGET)) lines.push(...definition(result, parts.result, ''), `return ${result};`)
  else lines.push(`return ${parts.result};`)
  const head = `${parts.shape.length > 0 ? 'void' : 'double'} ${parts.name}(${parameters.length === 0 ? 'void' : parameters.join(', ')})`
  return `${head}\n{\n${lines.map((line) => `    ${line}\n`).join('')}}\n`
}
