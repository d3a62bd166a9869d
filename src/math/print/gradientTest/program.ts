/** What is tested, and the frame that its tests have in all languages: values, a loop over points, comparisons. */
import type { Value } from '../../api.ts'

/** A variable of a test. */
export interface TestVariable {
  readonly name: string
  /** Its shape at the points: [] is a number. */
  readonly shape: readonly number[]
}

/** A derivative function, what it is the derivative of, and points to compare the two at. */
export interface GradientTest {
  readonly function: string
  readonly derivative: string
  /** The names of the variables that each is called with, in order. */
  readonly takes: readonly string[]
  readonly derivativeTakes: readonly string[]
  /** By which variables the values are that the derivative returns, in order. */
  readonly by: readonly TestVariable[]
  /** The shape of the function's value. */
  readonly shape: readonly number[]
  /** The function returns more behind its value. */
  readonly isFirst: boolean
  /** So many values stand before the derivatives where these are returned. */
  readonly before: number
  /** Variables with one value at all points. */
  readonly fixed: ReadonlyMap<string, Value>
  /** The others, all of them numbers, with their values at each point. */
  readonly varied: ReadonlyMap<string, readonly number[]>
  /** The names of whole numbers; all others are real ones, also where they are whole at the points. */
  readonly whole: ReadonlySet<string>
}

/** The step of central differences, and how far a derivative may be from them: relative to its size, and at least; as all languages write them. */
export const [STEP, RELATIVE, ABSOLUTE] = ['1e-6', '1e-5', '1e-7']

/** How a language writes a test. */
export interface TestSyntax {
  readonly indent: string
  /** What stands around the body, and first in it. */
  readonly head: readonly string[]
  readonly first: readonly string[]
  readonly foot: readonly string[]
  /** The value of a variable. */
  readonly literal: (name: string, value: Value) => string
  readonly assigned: (name: string, literal: string) => string
  /** Numbers of a list of points. */
  readonly number: (name: string, value: number) => string
  /** The lines that begin a loop over points, and the one that ends it. */
  readonly loop: (names: readonly string[], points: readonly (readonly string[])[]) => { readonly open: readonly string[]; readonly close?: string }
  /** A call whose results get names; undefined where a single result may stand as the call itself. */
  readonly unpacked: (names: readonly string[], before: number, call: string) => string | undefined
  /** Compares a result with what it should be. */
  readonly compared: (by: TestVariable, result: string) => readonly string[]
}

/** The whole test. */
export function testProgram(test: GradientTest, syntax: TestSyntax): string {
  const { by, before, derivative, derivativeTakes, fixed, varied } = test
  const { indent, head, first, foot, literal, assigned, number, loop, unpacked, compared } = syntax
  const call = `${derivative}(${derivativeTakes.join(', ')})`
  const wished = by.map(({ name }) => `d${name}`)
  const own = ownNames(test, wished)
  const results = wished.map((name) => own[name] as string)
  const unpacking = unpacked(results, before, call)
  const body = [
    ...(unpacking === undefined ? [] : [unpacking]),
    ...by.flatMap((variable, k) => compared(variable, unpacking === undefined ? call : (results[k] as string))),
  ]
  const names = [...varied.keys()]
  const count = Math.max(0, ...[...varied.values()].map(({ length }) => length))
  const points = Array.from({ length: count }, (_, k) => names.map((name) => number(name, varied.get(name)?.[k] as number)))
  const { open, close } = loop(names, points)
  const looped = names.length === 0 ? body : [...open, ...indented(body, indent), ...(close === undefined ? [] : [close])]
  const values = [...fixed].map(([name, value]) => assigned(name, literal(name, value)))
  return [...head, ...indented([...first, ...values, ...looped], indent), ...foot, ''].join('\n')
}

/** The names of a test's own variables, beside those that are taken. */
export function ownNames<K extends string>(test: GradientTest, wished: readonly K[]): Record<K, string> {
  const taken = new Set([...test.takes, ...test.derivativeTakes, test.function, test.derivative])
  const named = {} as Record<K, string>
  for (const name of wished) {
    let own: string = name
    for (let k = 1; taken.has(own); k++) own = `${name}${k}`
    taken.add(own)
    named[name] = own
  }
  return named
}

/** What the test says of itself. */
export const titleOf = ({ function: of, derivative }: GradientTest): string =>
  of === derivative ? `The gradient that ${derivative} returns is that of its value.` : `${derivative} is the derivative of ${of}.`

/** A call of the function with one argument changed. */
export const called = (test: GradientTest, by = '', change = ''): string =>
  `${test.function}(${test.takes.map((name) => (name === by ? change : name)).join(', ')})`

/** Lines further in; empty ones stay empty. */
export const indented = (lines: readonly string[], by: string): string[] => lines.map((line) => (line === '' ? '' : by + line))

/** A number as languages write it that tell real numbers from whole ones. */
export const realNumber = (test: GradientTest, name: string, value: number): string =>
  Number.isInteger(value) && !test.whole.has(name) ? `${value}.0` : String(value)

/** Numbers and lists of lists of them. */
export const written = (value: Value, number: (value: number) => string, list: (items: readonly string[], isOfLists: boolean) => string): string =>
  Array.isArray(value)
    ? list(
        value.map((each) => written(each, number, list)),
        Array.isArray(value[0]),
      )
    : number(value)
