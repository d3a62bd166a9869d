/** Checks at the head of printed functions: a formula that holds for some lengths or numbers alone raises where others are given. */
import type { CodeLanguage } from '../../api.ts'
import type { Shape } from '../../shape.ts'

/** Lengths of axes, those that are numbers, and numbers, by the names that must have them. */
export interface Supposed {
  readonly shapes: Readonly<Record<string, Shape>>
  readonly numbers: Readonly<Record<string, number>>
}

/** What must be so: an axis of what has so many as long as this, or without one the name this number. */
export interface SizeCheck {
  readonly name: string
  readonly axis?: number
  readonly rank: number
  readonly is: number
}

/** What must be so of these parameters, each as it is spelled. */
export function sizeChecks(supposed: Supposed | undefined, parameters: readonly string[], spell: (name: string) => string): readonly SizeCheck[] {
  if (supposed === undefined) return []
  const { shapes, numbers } = supposed
  return parameters.flatMap((parameter): SizeCheck[] => {
    const name = spell(parameter)
    const shape = Object.hasOwn(shapes, parameter) ? (shapes[parameter] as Shape) : []
    const lengths = shape.flatMap((is, axis): SizeCheck[] => (typeof is === 'number' ? [{ name, axis, rank: shape.length, is }] : []))
    return Object.hasOwn(numbers, parameter) ? [...lengths, { name, rank: 0, is: numbers[parameter] as number }] : lengths
  })
}

/** What is compared, given where it is the length of an axis, and the statement. */
interface Checking {
  readonly length: (name: string, axis: number, rank: number) => string
  readonly statement: (measured: string, is: number) => string
}

const python: Checking = {
  length: (name, axis) => (axis === 0 ? `len(${name})` : `${name}.shape[${axis}]`),
  statement: (measured, is) => `assert ${measured} == ${is}`,
}
/** Of a matrix of SymPy the number of components is its length. */
const sympy: Checking = { ...python, length: (name, axis, rank) => (rank === 1 ? `len(${name})` : `${name}.shape[${axis}]`) }
const javascript: Checking = {
  length: (name, axis) => `${name}${'[0]'.repeat(axis)}.length`,
  statement: (measured, is) => `if (${measured} !== ${is}) throw new RangeError('${measured} must be ${is}');`,
}
const julia: Checking = {
  length: (name, axis, rank) => (rank === 1 ? `length(${name})` : `size(${name}, ${axis + 1})`),
  statement: (measured, is) => `@assert ${measured} == ${is}`,
}
/** Vectors may be rows. */
const matlab: Checking = {
  length: (name, axis, rank) => (rank === 1 ? `numel(${name})` : `size(${name}, ${axis + 1})`),
  statement: (measured, is) => `assert(${measured} == ${is});`,
}

/** C has none: its arrays say in the head how long they are, and nobody can ask them. */
const checking: { readonly [L in CodeLanguage]?: Checking } = {
  numpy: python,
  python,
  jax: python,
  torch: python,
  sympy,
  javascript,
  typescript: javascript,
  julia,
  matlab,
}

/** The checks as statements of a language, one a line. */
export function writeChecks(language: CodeLanguage, checks: readonly SizeCheck[]): readonly string[] {
  const written = checking[language]
  if (written === undefined) return []
  return checks.map(({ name, axis, rank, is }) => written.statement(axis === undefined ? name : written.length(name, axis, rank), is))
}
