/** Tests in Julia: a test set of the standard library's Test. */
import type { Value } from '../../api.ts'
import {
  ABSOLUTE,
  called,
  type GradientTest,
  indented,
  ownNames,
  RELATIVE,
  realNumber,
  STEP,
  type TestVariable,
  testProgram,
  titleOf,
  written,
} from './program.ts'

const INDENT = '    '

/** Undefined for derivatives of more than two axes, but those of numbers. */
export function juliaTest(test: GradientTest, text: string): string | undefined {
  const { by, fixed } = test
  if (!by.every((variable) => test.shape.length === 0 || (test.shape.length === 1 && variable.shape.length <= 1))) return undefined
  if (![...fixed.values()].every(isWritable)) return undefined
  const { h, e, k, numeric } = ownNames(test, ['h', 'e', 'k', 'numeric'])
  const valueAt = (name: string, change: string): string => `${called(test, name, change)}${test.isFirst ? '[1]' : ''}`
  const difference = (name: string, step: string): string =>
    `(${valueAt(name, `${name} + ${step}`)} - ${valueAt(name, `${name} - ${step}`)}) / (2 * ${h})`
  const differences = ({ name, shape }: TestVariable): string[] =>
    shape.length === 0
      ? [`${numeric} = ${difference(name, h)}`]
      : [
          `${numeric} = ${test.shape.length === 0 ? `zeros(size(${name}))` : `zeros(${test.shape[0]}, length(${name}))`}`,
          `for ${k} in eachindex(${name})`,
          ...indented(
            [`${e} = zeros(size(${name}))`, `${e}[${k}] = ${h}`, `${numeric}[${test.shape.length === 0 ? k : `:, ${k}`}] = ${difference(name, e)}`],
            INDENT,
          ),
          'end',
        ]
  return testProgram(test, {
    indent: INDENT,
    head: [...(/^[ \t]*using\b.*\bTest\b/m.test(text) ? [] : ['using Test', '']), `@testset "${titleOf(test).replace(/\.$/, '')}" begin`],
    first: [`${h} = ${STEP}`],
    foot: ['end'],
    literal: (name, value) => matrix(value, (number) => realNumber(test, name, number)),
    assigned: (name, literal) => `${name} = ${literal}`,
    number: (name, value) => realNumber(test, name, value),
    loop: (names, points) => {
      const isAlone = names.length === 1
      const list = points.map((point) => (isAlone ? point[0] : `(${point.join(', ')})`)).join(', ')
      return { open: [`for ${isAlone ? names[0] : `(${names.join(', ')})`} in [${list}]`], close: 'end' }
    },
    unpacked: (results, before, call) =>
      results.length + before === 1 ? undefined : `${[...Array.from({ length: before }, () => '_'), ...results].join(', ')} = ${call}`,
    compared: (variable, result) => [...differences(variable), `@test ${result} ≈ ${numeric} rtol = ${RELATIVE} atol = ${ABSOLUTE}`],
  })
}

/** Arrays of up to two axes have literals. */
const isWritable = (value: Value): boolean =>
  !Array.isArray(value) || value.every((row) => !Array.isArray(row) || row.every((each) => typeof each === 'number'))

const matrix = (value: Value, number: (value: number) => string): string =>
  Array.isArray(value) && Array.isArray(value[0])
    ? `[${value.map((row) => (row as number[]).map(number).join(' ')).join('; ')}]`
    : written(value, number, (items) => `[${items.join(', ')}]`)
