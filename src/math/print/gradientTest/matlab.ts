/** Tests in MATLAB and Octave: a function that asserts. Vectors are columns. */
import type { Value } from '../../api.ts'
import { ABSOLUTE, called, type GradientTest, indented, ownNames, RELATIVE, STEP, type TestVariable, testProgram, titleOf } from './program.ts'

const INDENT = '    '

/** Undefined for derivatives of more than two axes, but those of numbers. */
export function matlabTest(test: GradientTest): string | undefined {
  const { by, fixed, derivative } = test
  const isColumn = (shape: readonly number[]): boolean => shape.length <= 1 || (shape.length === 2 && shape[1] === 1)
  if (!by.every((variable) => test.shape.length === 0 || (isColumn(test.shape) && isColumn(variable.shape)))) return undefined
  if ([...fixed.values()].some((value) => depth(value) > 2)) return undefined
  const { h, e, k, numeric, point, difference } = ownNames(test, ['h', 'e', 'k', 'numeric', 'point', 'difference'])
  const slope = (name: string, step: string): string =>
    `(${called(test, name, `${name} + ${step}`)} - ${called(test, name, `${name} - ${step}`)}) / (2 * ${h})`
  const differences = ({ name, shape }: TestVariable): string[] =>
    shape.length === 0
      ? [`${numeric} = ${slope(name, h)};`]
      : [
          `${numeric} = ${test.shape.length === 0 ? `zeros(size(${name}))` : `zeros(${test.shape[0]}, numel(${name}))`};`,
          `for ${k} = 1:numel(${name})`,
          ...indented(
            [`${e} = zeros(size(${name}));`, `${e}(${k}) = ${h};`, `${numeric}(${test.shape.length === 0 ? k : `:, ${k}`}) = ${slope(name, e)};`],
            INDENT,
          ),
          'end',
        ]
  return testProgram(test, {
    indent: INDENT,
    head: [`function test_${derivative}()`],
    first: [`% ${titleOf(test)}`, `${h} = ${STEP};`],
    foot: ['end'],
    literal: (_, value) => columns(value),
    assigned: (name, literal) => `${name} = ${literal};`,
    number: (_, value) => String(value),
    // A loop goes along columns.
    loop: (names, points) => {
      const isAlone = names.length === 1
      const list = names.map((_, at) => points.map((numbers) => numbers[at]).join(', ')).join('; ')
      const unpacked = `[${names.join(', ')}] = deal(${names.map((_, at) => `${point}(${at + 1})`).join(', ')});`
      return { open: [`for ${isAlone ? names[0] : point} = [${list}]`, ...(isAlone ? [] : indented([unpacked], INDENT))], close: 'end' }
    },
    unpacked: (results, before, call) => {
      const outputs = [...Array.from({ length: before }, () => '~'), ...results]
      return `${outputs.length === 1 ? outputs[0] : `[${outputs.join(', ')}]`} = ${call};`
    },
    compared: (variable, result) => [
      ...differences(variable),
      `${difference} = abs(${result} - ${numeric});`,
      `assert(all(${difference}(:) <= ${RELATIVE} * abs(${numeric}(:)) + ${ABSOLUTE}));`,
    ],
  })
}

const depth = (value: Value): number => (Array.isArray(value) ? 1 + depth(value[0] ?? 0) : 0)

const columns = (value: Value): string =>
  Array.isArray(value) ? `[${value.map((row) => (Array.isArray(row) ? row.join(', ') : row)).join('; ')}]` : String(value)
