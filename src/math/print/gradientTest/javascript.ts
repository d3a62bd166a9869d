/** Tests in JavaScript: functions that throw, which every test runner takes. Vectors and matrices are arrays of numbers. */
import {
  ABSOLUTE,
  called,
  type GradientTest,
  indented,
  ownNames,
  RELATIVE,
  STEP,
  type TestVariable,
  testProgram,
  titleOf,
  written,
} from './program.ts'

const INDENT = '  '

/** `isTyped`: with TypeScript's types. Undefined for derivatives of more than two axes. */
export function javascriptTest(test: GradientTest, isTyped: boolean): string | undefined {
  const { by, derivative } = test
  if (by.some(({ shape }) => shape.length + test.shape.length > 2)) return undefined
  const names = ownNames(test, ['h', 'exact', 'numeric', 'change', 'value', 'row', 'i', 'j', 'k', 'above', 'below', 'moved', 'compare'])
  const { h, exact, numeric, change, value, row, i, j, k, above, below, moved, compare } = names
  const valueAt = (name: string, changed: string): string => `${called(test, name, changed)}${test.isFirst ? '[0]' : ''}`
  const parameter = (name: string): string => (isTyped ? `${name}: number` : name)

  /** Compares the component of the result that belongs to one of the variable's. */
  const comparedAt = (name: string, result: string, place: string, [up, down]: readonly [string, string]): string[] =>
    test.shape.length === 0
      ? [`${compare}(${result}${place}, (${valueAt(name, up)} - ${valueAt(name, down)}) / (2 * ${h}));`]
      : [
          `const [${above}, ${below}] = [${valueAt(name, up)}, ${valueAt(name, down)}];`,
          `${above}.forEach((_, ${i}) => ${compare}(${result}[${i}]${place}, (${above}[${i}] - ${below}[${i}]) / (2 * ${h})));`,
        ]
  const both = [`${moved}(${h})`, `${moved}(-${h})`] as const
  const compared = ({ name, shape }: TestVariable, result: string): string[] => {
    if (shape.length === 0) return comparedAt(name, result, '', [`${name} + ${h}`, `${name} - ${h}`])
    const [open, copy, place, close] =
      shape.length === 1
        ? [`${name}.forEach((_, ${k}) => {`, `${name}.map((${value}, ${j}) => (${j} === ${k} ? ${value} + ${change} : ${value}))`, `[${k}]`, '});']
        : [
            `${name}.forEach((${row}, ${i}) => ${row}.forEach((_, ${k}) => {`,
            `${name}.map((all, m) => all.map((${value}, ${j}) => (m === ${i} && ${j} === ${k} ? ${value} + ${change} : ${value})))`,
            `[${i}][${k}]`,
            '}));',
          ]
    const body = [`const ${moved} = (${parameter(change)}) => ${copy};`, ...comparedAt(name, result, place, both)]
    return [open, ...indented(body, INDENT), close]
  }

  return testProgram(test, {
    indent: INDENT,
    head: [`/** ${titleOf(test)} Throws where that is not so. */`, `function ${testName(derivative)}() {`],
    first: [
      `const ${h} = ${STEP};`,
      `const ${compare} = (${parameter(exact)}, ${parameter(numeric)}) => {`,
      `${INDENT}if (Math.abs(${exact} - ${numeric}) <= ${RELATIVE} * Math.abs(${numeric}) + ${ABSOLUTE}) return;`,
      `${INDENT}throw new Error(\`${derivative} gives \${${exact}} where differences of ${test.function} give \${${numeric}}\`);`,
      '};',
    ],
    foot: ['}'],
    literal: (_, given) => written(given, String, (items) => `[${items.join(', ')}]`),
    assigned: (name, literal) => `const ${name} = ${literal};`,
    number: (_, given) => String(given),
    loop: (all, points) => {
      const [pattern, ...more] = all
      const isAlone = more.length === 0
      const list = points.map((point) => (isAlone ? point[0] : `[${point.join(', ')}]`)).join(', ')
      return { open: [`for (const ${isAlone ? pattern : `[${all.join(', ')}]`} of [${list}]) {`], close: '}' }
    },
    unpacked: (results, before, call) =>
      `const ${results.length + before === 1 ? results[0] : `[${', '.repeat(before)}${results.join(', ')}]`} = ${call};`,
    compared,
  })
}

const testName = (name: string): string => (name.includes('_') ? `test_${name}` : `test${name.slice(0, 1).toUpperCase()}${name.slice(1)}`)
