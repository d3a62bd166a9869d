/** Functions of whole arrays in C: lengths first, then the arguments, which have names, then where the result goes. */
import type { Expr } from '../../expr.ts'
import { axesBetween } from '../../ops/arrange.ts'
import type { Length } from '../../shape.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'

type Special = (printer: CodePrinter, node: Expr) => string[] | undefined

/** Rows whose arguments must have names. */
export const ofArrays: ReadonlySet<string> = new Set(['inv', 'solve', 'cholesky', 'kron', 'det', 'cofactor', 'logdet', 'reshape', 'kron_join'])

const lengthsOf = (printer: CodePrinter, node: Expr): string[] => node.shape.map((length) => printer.length(length))

/** An argument by its name; one that is computed where it stands, under a bound name, cannot be handed on. */
function named(printer: CodePrinter, node: Expr, arg: Expr): string {
  const text = printer.piece(arg)
  if (!/^\w+$/.test(text)) printer.lacks.add(node.op)
  return text
}

/** A number made of a square matrix. */
export const ofMatrix =
  (name: string): CodeForm =>
  (printer, node) => {
    const [a] = node.args as [Expr]
    // Of a stack they fill an array.
    if (a.rank > 2) return printer.absent(node)
    return finish(printer, `${name}(${printer.length(a.shape[0] as Length)}, ${named(printer, node, a)})`)
  }

/** The statements that fill an array; `target` stands for its name. */
export function arraySpecials(target: string): readonly (readonly [string, Special])[] {
  /** Of each matrix along the leading axes: `statement` gets its length, the matrix, and where the result goes. */
  const square =
    (statement: (length: string, matrix: string, result: string) => string): Special =>
    (printer, node) => {
      const stack = node.args[0] as Expr
      const lengths = lengthsOf(printer, stack)
      const letters = printer.indices.several(stack.shape.slice(0, -2))
      const at = letters.map((letter) => `[${letter}]`).join('')
      return [
        ...letters.map((letter, k) => `${'    '.repeat(k)}for (size_t ${letter} = 0; ${letter} < ${lengths[k]}; ${letter}++)`),
        `${'    '.repeat(letters.length)}${statement(lengths.at(-1) as string, `${named(printer, node, stack)}${at}`, `${target}${at}`)}`,
      ]
    }
  const filled = (name: string): Special => square((length, matrix, result) => `${name}(${length}, ${matrix}, ${result});`)
  const number = (name: string): Special => square((length, matrix, result) => `${result} = ${name}(${length}, ${matrix});`)
  const solve: Special = (printer, node) => {
    const [a, b] = node.args as [Expr, Expr]
    const [n, m = '1'] = lengthsOf(printer, b)
    // A vector is a matrix of one column.
    const column = b.rank === 1 ? '(double (*)[1])' : ''
    return [`solve(${n}, ${m}, ${named(printer, node, a)}, ${column}${named(printer, node, b)}, ${column}${target});`]
  }
  const kron: Special = (printer, node) => {
    const [a, b] = node.args as [Expr, Expr]
    const lengths = [...lengthsOf(printer, a), ...lengthsOf(printer, b)]
    return [`kron(${lengths.join(', ')}, ${named(printer, node, a)}, ${named(printer, node, b)}, ${target});`]
  }
  /** The components in the order in which they lie in memory. */
  const reshape: Special = (printer, node) => {
    const x = node.args[0] as Expr
    if (node.op.name === 'reshape' && axesBetween(node.shape, x.shape) !== undefined) return undefined
    const letter = printer.indices.fresh(node.shape[0] as Length)
    const count = lengthsOf(printer, x)
      .map((length) => (/^\w+$/.test(length) ? length : `(${length})`))
      .join(' * ')
    return [
      `for (size_t ${letter} = 0; ${letter} < ${count}; ${letter}++)`,
      `    ((double *)${target})[${letter}] = ((const double *)${named(printer, node, x)})[${letter}];`,
    ]
  }
  return [
    ['inv', filled('inv')],
    ['det', number('det')],
    ['logdet', number('log_abs_det')],
    ['cofactor', filled('cofactors')],
    ['cholesky', filled('cholesky')],
    ['solve', solve],
    ['kron', kron],
    ['reshape', reshape],
    ['kron_join', reshape],
  ]
}
