/** The dialect tables of programming languages: a language's own forms, then its libraries' names, then meanings. */
import type { Expr, Operation } from '../expr.ts'
import type { CodeForm, CodePrinter, Syntax } from './codePrinter.ts'
import { meaningIn } from './meaning.ts'
import { Dialect, LEVEL } from './printer.ts'

export interface Target {
  readonly syntax: Syntax
  readonly dialect: Dialect<CodePrinter>
}

/** A language: its syntax and the forms of the rows that are no plain calls. */
export const target = (syntax: Syntax, forms: { readonly [row: string]: CodeForm }): Target => ({
  syntax,
  dialect: new Dialect<CodePrinter>(forms, (operation) => named(operation, syntax)),
})

/** True where the row has a form or a name in the language; else its meaning is printed. */
export const hasName = (operation: Operation, { syntax, dialect }: Target): boolean =>
  dialect.has(operation) || spelling(operation, syntax, syntax.alias) !== undefined

/** The name printed for a row, qualified; undefined where the language has none. */
function spelling(operation: Operation, { libraries, qualify }: Syntax, alias: string): string | undefined {
  for (const library of libraries) {
    const spelled = operation.spell?.[library]
    const name = typeof spelled === 'string' ? spelled : spelled?.[0]
    if (name !== undefined) return qualify(name, library, alias)
  }
  return undefined
}

function named(operation: Operation, syntax: Syntax): CodeForm {
  const usual = spelling(operation, syntax, syntax.alias)
  if (usual === undefined) {
    const meaning = meaningIn(operation, syntax)
    if (meaning !== undefined) return (printer, node) => printer.piece(meaning(node))
    return (printer, node) => (node.args.length === 0 ? printer.symbol(operation.name) : printer.call(operation.name, node))
  }
  const written = (printer: CodePrinter): string => (printer.alias === syntax.alias ? usual : (spelling(operation, syntax, printer.alias) as string))
  if (operation.args.length === 0) {
    const level = usual.includes('(') || !/\W[-+*/]/.test(usual) ? LEVEL.atom : LEVEL.sum
    return (printer) => {
      printer.level = level
      return written(printer)
    }
  }
  if (!usual.includes('#')) return (printer, node) => printer.call(written(printer), node)
  return (printer, node) => {
    const parts = written(printer).split(/#(\d)/)
    const text = parts.map((part, k) => (k % 2 === 0 ? part : printer.piece(node.args[Number(part) - 1] as Expr))).join('')
    printer.level = LEVEL.atom
    printer.mark = 0
    return text
  }
}
