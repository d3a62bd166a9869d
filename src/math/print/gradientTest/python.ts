/** Tests in Python: plain numbers, NumPy's arrays, and what PyTorch and JAX differentiate themselves. */
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
  type TestSyntax,
  type TestVariable,
  testProgram,
  titleOf,
  written,
} from './program.ts'

const INDENT = '    '

/** What all of them share. */
const syntaxOf = (test: GradientTest, first: readonly string[], compared: TestSyntax['compared']): TestSyntax => ({
  indent: INDENT,
  head: [`def test_${test.derivative}():`],
  first: [`"""${titleOf(test)}"""`, ...first],
  foot: [],
  literal: (name, value) => list(test, name, value),
  assigned: (name, literal) => `${name} = ${literal}`,
  number: (name, value) => realNumber(test, name, value),
  loop: (names, points) => ({
    open: [`for ${names.join(', ')} in [${points.map((point) => (point.length === 1 ? point[0] : `(${point.join(', ')})`)).join(', ')}]:`],
  }),
  unpacked: (names, before, call) =>
    names.length + before === 1 ? undefined : `${[...Array.from({ length: before }, () => '_'), ...names].join(', ')} = ${call}`,
  compared,
})

/** For numbers alone: no library is asked. Undefined for arrays. */
export function pythonTest(test: GradientTest): string | undefined {
  const { by, shape, fixed } = test
  if (shape.length > 0 || by.some((variable) => variable.shape.length > 0) || [...fixed.values()].some(Array.isArray)) return undefined
  const { h, numeric } = ownNames(test, ['h', 'numeric'])
  return testProgram(
    test,
    syntaxOf(test, [`${h} = ${STEP}`], ({ name }, result) => [
      `${numeric} = ${difference(test, name, h, h)}`,
      `assert abs(${result} - ${numeric}) <= ${RELATIVE} * abs(${numeric}) + ${ABSOLUTE}`,
    ]),
  )
}

/** With NumPy, whose arrays are moved one component at a time. */
export function numpyTest(test: GradientTest, alias: string | undefined): string {
  const np = alias ?? 'np'
  const { h, e, k, numeric } = ownNames(test, ['h', 'e', 'k', 'numeric'])
  const numberOf = ({ name, shape }: TestVariable): string[] => {
    if (shape.length === 0) return [`${numeric} = ${difference(test, name, h, h)}`]
    const isScalar = test.shape.length === 0
    return [
      `${numeric} = ${np}.zeros(${isScalar ? '' : `${np}.shape(${valueAt(test)}) + `}${name}.shape)`,
      `for ${k} in ${np}.ndindex(${name}.shape):`,
      ...indented(
        [`${e} = ${np}.zeros(${name}.shape)`, `${e}[${k}] = ${h}`, `${numeric}[${isScalar ? k : `(..., *${k})`}] = ${difference(test, name, e, h)}`],
        INDENT,
      ),
    ]
  }
  const first = [...(alias === undefined ? ['import numpy as np', ''] : []), `${h} = ${STEP}`]
  const syntax = syntaxOf(test, first, (by, result) => [
    ...numberOf(by),
    `${np}.testing.assert_allclose(${result}, ${numeric}, rtol=${RELATIVE}, atol=${ABSOLUTE})`,
  ])
  return testProgram(test, { ...syntax, literal: (name, value) => arrayOf(test, `${np}.array`, name, value) })
}

/** With PyTorch or JAX: what they get by automatic differentiation is exact. */
export function tracingTest(test: GradientTest, library: 'torch' | 'jax', text: string, alias: string | undefined): string {
  return library === 'torch' ? torchTest(test, alias) : jaxTest(test, text, alias)
}

function torchTest(test: GradientTest, alias: string | undefined): string {
  const torch = alias ?? 'torch'
  const { exact } = ownNames(test, ['exact'])
  const tensor = (text: string): string => `${torch}.tensor(${text}, dtype=${torch}.float64)`
  const syntax = syntaxOf(test, alias === undefined ? ['import torch', ''] : [], ({ name }, result) => [
    `${exact} = ${torch}.autograd.functional.jacobian(lambda ${name}: ${valueAt(test)}, ${name})`,
    `${torch}.testing.assert_close(${result}, ${exact})`,
  ])
  return testProgram(test, {
    ...syntax,
    // Its functions take tensors alone; how many of something there are stays a number.
    literal: (name, value) => (test.whole.has(name) && !Array.isArray(value) ? String(value) : tensor(list(test, name, value))),
    loop: (names, points) => ({
      open: [
        `for ${names.join(', ')} in ${tensor(`[${points.map((point) => (point.length === 1 ? point[0] : `[${point.join(', ')}]`)).join(', ')}]`)}:`,
      ],
    }),
  })
}

function jaxTest(test: GradientTest, text: string, alias: string | undefined): string {
  const jnp = alias ?? 'jnp'
  const { exact } = ownNames(test, ['exact'])
  const imports = [...(/^import jax[ \t]*(?:#.*)?$/m.test(text) ? [] : ['import jax']), ...(alias === undefined ? ['import jax.numpy as jnp'] : [])]
  const syntax = syntaxOf(test, imports.length === 0 ? [] : [...imports, ''], ({ name }, result) => [
    `${exact} = jax.jacobian(lambda ${name}: ${valueAt(test)})(${name})`,
    // JAX computes in single precision unless it is told otherwise.
    `assert ${jnp}.allclose(${result}, ${exact}, rtol=1e-4, atol=1e-5)`,
  ])
  return testProgram(test, { ...syntax, literal: (name, value) => arrayOf(test, `${jnp}.array`, name, value) })
}

const list = (test: GradientTest, name: string, value: Value): string =>
  written(
    value,
    (number) => realNumber(test, name, number),
    (items) => `[${items.join(', ')}]`,
  )

const arrayOf = (test: GradientTest, make: string, name: string, value: Value): string =>
  Array.isArray(value) ? `${make}(${list(test, name, value)})` : list(test, name, value)

/** The function's value, also where it returns more. */
const valueAt = (test: GradientTest, by?: string, change?: string): string => `${called(test, by, change)}${test.isFirst ? '[0]' : ''}`

const difference = (test: GradientTest, by: string, step: string, h: string): string =>
  `(${valueAt(test, by, `${by} + ${step}`)} - ${valueAt(test, by, `${by} - ${step}`)}) / (2 * ${h})`
