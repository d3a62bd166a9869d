/** Whole functions in each language: head, the definitions of what is used more than once, the result. */
import type { CodeLanguage } from '../../api.ts'
import type { Length, Shape } from '../../shape.ts'

/** What a function consists of, every part already in the language. */
export interface FunctionParts {
  readonly name: string
  readonly parameters: readonly FunctionParameter[]
  /** Statements before all else, which raise where the function is not what is wanted. */
  readonly checks: readonly string[]
  readonly definitions: readonly { readonly name: string; readonly text: string; readonly shape: Shape }[]
  readonly result: string
  /** Of a function that returns several values: these instead. */
  readonly results?: readonly string[]
  /** The shapes of what is returned. */
  readonly shapes: readonly Shape[]
  readonly shape: Shape
  /** A length in the language. */
  readonly length: (length: Length) => string
  /** It is a member of a class; of an object by this name, or else of none. */
  readonly member?: { readonly receiver?: string | undefined }
  /** Functions that it needs, where these have no place beside it. */
  readonly inside?: readonly string[]
}

export interface FunctionParameter {
  readonly name: string
  readonly shape: Shape
  /** Its numbers are indices. */
  readonly whole?: boolean
  /** The number that it is where none is given. */
  readonly initial?: string
}

/** The parameters of a language in which each may have a value where none is given. */
const parametersOf = (parts: FunctionParts, between = '='): string =>
  parts.parameters.map(({ name, initial }) => (initial === undefined ? name : `${name}${between}${initial}`)).join(', ')

function python(parts: FunctionParts): string {
  const { member } = parts
  const body = bodyOf(parts, '    ', ({ name, text }) => `${name} = ${text}`)
  const parameters = [member?.receiver, parametersOf(parts)].filter((part) => part !== undefined && part !== '').join(', ')
  const decorator = member !== undefined && member.receiver === undefined ? '@staticmethod\n' : ''
  return `${decorator}def ${parts.name}(${parameters}):\n${insideOf(parts, '    ')}${body}    return ${parts.results?.join(', ') ?? parts.result}\n`
}

/** The checks and definitions of the body, one a line. */
const bodyOf = (
  { checks, definitions }: FunctionParts,
  indent: string,
  written: (definition: FunctionParts['definitions'][number]) => string,
): string => [...checks, ...definitions.map(written)].map((line) => `${indent}${line}\n`).join('')

/** The functions that are defined in the body. */
const insideOf = ({ inside = [] }: FunctionParts, indent: string): string =>
  inside.map((text) => `${text.trimEnd().replace(/^(?=.)/gm, indent)}\n\n`).join('')

const javascript = (parts: FunctionParts): string => javascriptFunction(parts, parametersOf(parts, ' = '), '')

/** number, number[], number[][]: arrays as JavaScript has them. */
const typeOf = ({ length }: Shape): string => `number${'[]'.repeat(length)}`

function typescript(parts: FunctionParts): string {
  const parameters = parts.parameters
    .map(({ name, shape, initial }) => (initial === undefined ? `${name}: ${typeOf(shape)}` : `${name} = ${initial}`))
    .join(', ')
  const types = parts.shapes.map(typeOf)
  return javascriptFunction(parts, parameters, `: ${parts.results === undefined ? types[0] : `[${types.join(', ')}]`}`)
}

function javascriptFunction(parts: FunctionParts, parameters: string, type: string): string {
  const { name, results, result, member } = parts
  const word = member === undefined ? 'function ' : member.receiver === undefined ? 'static ' : ''
  const body = bodyOf(parts, '  ', (definition) => `const ${definition.name} = ${definition.text};`)
  return `${word}${name}(${parameters})${type} {\n${insideOf(parts, '  ')}${body}  return ${results === undefined ? result : `[${results.join(', ')}]`};\n}\n`
}

function julia(parts: FunctionParts): string {
  if (parts.checks.length + parts.definitions.length === 0 && parts.results === undefined)
    return `${parts.name}(${parametersOf(parts)}) = ${parts.result}\n`
  const body = bodyOf(parts, '    ', ({ name, text }) => `${name} = ${text}`)
  return `function ${parts.name}(${parametersOf(parts)})\n${body}    return ${parts.results?.join(', ') ?? parts.result}\nend\n`
}

function matlab(parts: FunctionParts): string {
  if (parts.results !== undefined) return matlabSeveral(parts, parts.results)
  const taken = new Set([...parts.parameters, ...parts.definitions].map(({ name }) => name))
  const result = ['y', 'result', 'value', 'result_'].find((name) => !taken.has(name)) as string
  const body = bodyOf(parts, '    ', ({ name, text }) => `${name} = ${text};`)
  return `function ${result} = ${parts.name}(${parts.parameters.map(({ name }) => name).join(', ')})\n${body}    ${result} = ${parts.result};\nend\n`
}

/** Results that are no variables of the function get one. */
function matlabSeveral(parts: FunctionParts, results: readonly string[]): string {
  const { name, parameters, definitions } = parts
  const own = new Set(definitions.map((definition) => definition.name))
  const lines = [bodyOf(parts, '    ', (definition) => `${definition.name} = ${definition.text};`)]
  const outputs = results.map((result, k) => {
    if (own.has(result) && results.indexOf(result) === k) return result
    lines.push(`    result${k + 1} = ${result};\n`)
    return `result${k + 1}`
  })
  return `function [${outputs.join(', ')}] = ${name}(${parameters.map((parameter) => parameter.name).join(', ')})\n${lines.join('')}end\n`
}

const writers: { readonly [L in CodeLanguage]?: (parts: FunctionParts) => string } = {
  numpy: python,
  python,
  jax: python,
  torch: python,
  sympy: python,
  javascript,
  typescript,
  julia,
  matlab,
}

/** The function as text, ending in a line break. */
export const writeFunction = (language: CodeLanguage, parts: FunctionParts): string => (writers[language] as (parts: FunctionParts) => string)(parts)

/** A definition standing before an expression, where it cannot be written out in one. */
export function writeDefinition(language: CodeLanguage, name: string, text: string): string {
  if (language === 'javascript' || language === 'typescript') return `const ${name} = ${text};`
  if (language === 'c') return `const double ${name} = ${text};`
  return language === 'matlab' ? `${name} = ${text};` : `${name} = ${text}`
}
