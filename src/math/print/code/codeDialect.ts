/** The dialect tables of programming languages: a language's own forms, then its libraries' names, then meanings. */
import { Exact } from '../../exact.ts'
import { type Expr, isNumber, type Library, make, type Operation, symbol, topological } from '../../expr.ts'
import { Dialect } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish, type Syntax } from './codePrinter.ts'
import { meaningIn, NAMED_FIRST } from './meaning.ts'

export interface Target {
  readonly syntax: Syntax
  readonly dialect: Dialect<CodePrinter>
  /** Whether a row has a form or a name here, once it was asked for. */
  readonly named: Map<Operation, boolean>
}

/** A language: its syntax and the forms of the rows that are no plain calls. */
export function target(syntax: Syntax, forms: { readonly [row: string]: CodeForm }): Target {
  const dialect: Dialect<CodePrinter> = new Dialect<CodePrinter>(forms, (operation) => named(operation, syntax, dialect))
  return { syntax, dialect, named: new Map() }
}

/** True where the row has a form or a name in the language; else its meaning is printed. */
export function hasName(operation: Operation, { syntax, dialect, named: known }: Target): boolean {
  let has = known.get(operation)
  if (has === undefined) {
    has = dialect.has(operation) || /^(?:name|helper|value)$/.test(resolve(operation, syntax, dialect).kind)
    known.set(operation, has)
  }
  return has
}

/** How a row without a form of its own is printed. */
type Resolution =
  | { readonly kind: 'name'; readonly library: Library; readonly spelling: string }
  | { readonly kind: 'helper'; readonly name: string }
  | { readonly kind: 'meaning'; readonly meaning: (node: Expr) => Expr }
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'unknown' }

/** The language's own names come first, then functions printed along, then what can be said with them, then names of libraries beside it. */
function resolve(operation: Operation, syntax: Syntax, dialect: Dialect<CodePrinter>): Resolution {
  const own = spelledIn(operation, syntax.libraries, syntax.foreign)
  if (own !== undefined) return own
  const helper = syntax.helpers?.rows[operation.name]
  if (helper !== undefined) return { kind: 'helper', name: helper }
  const meaning = meaningIn(operation, syntax)
  if (meaning !== undefined && !NAMED_FIRST.has(operation.name) && isComplete(operation, meaning, syntax, dialect))
    return { kind: 'meaning', meaning }
  const borrowed = spelledIn(operation, syntax.companions ?? [])
  if (borrowed !== undefined) return borrowed
  if (meaning !== undefined) return { kind: 'meaning', meaning }
  const { kernel } = operation
  return operation.args.length === 0 && kernel !== undefined ? { kind: 'value', value: kernel() } : { kind: 'unknown' }
}

function spelledIn(operation: Operation, libraries: readonly Library[], foreign?: ReadonlySet<string>): Resolution | undefined {
  for (const library of libraries) {
    const spelled = operation.spell?.[library]
    const spelling = typeof spelled === 'string' ? spelled : spelled?.[0]
    if (spelling !== undefined && foreign?.has(spelling) !== true) return { kind: 'name', library, spelling }
  }
  return undefined
}

/** Whether the language has names for all that a meaning is said by; of rows over components, tried on symbols. */
function isComplete(operation: Operation, meaning: (node: Expr) => Expr, syntax: Syntax, dialect: Dialect<CodePrinter>): boolean {
  if (!operation.elementwise) return true
  const args = operation.args.flatMap((name) => (name.startsWith('...') ? [symbol('a'), symbol('b')] : [symbol(name)]))
  return topological([meaning(make(operation, args))]).every((node) => {
    if (isNumber(node) || dialect.has(node.op)) return true
    const { kind } = resolve(node.op, syntax, dialect)
    return kind !== 'unknown' && !(kind === 'name' && spelledIn(node.op, syntax.libraries, syntax.foreign) === undefined)
  })
}

function named(operation: Operation, syntax: Syntax, dialect: Dialect<CodePrinter>): CodeForm {
  const resolution = resolve(operation, syntax, dialect)
  if (resolution.kind === 'meaning') return (printer, node) => printer.piece(resolution.meaning(node))
  if (resolution.kind === 'value') {
    const value = Exact.fromDouble(resolution.value)
    return (printer) => (value === undefined ? printer.symbol(operation.name) : printer.number(value))
  }
  if (resolution.kind === 'helper') return (printer, node) => printer.call(resolution.name, node)
  if (resolution.kind === 'unknown') return (printer, node) => printer.absent(node)
  const { library, spelling } = resolution
  const usual = syntax.qualify(spelling, library, syntax.alias)
  const written = (printer: CodePrinter): string => (printer.alias === syntax.alias ? usual : syntax.qualify(spelling, library, printer.alias))
  if (operation.args.length === 0) return (printer) => finish(printer, written(printer))
  if (usual.includes('#')) {
    return (printer, node) => {
      const parts = written(printer).split(/#(\d)/)
      return finish(printer, parts.map((part, k) => (k % 2 === 0 ? part : printer.piece(node.args[Number(part) - 1] as Expr))).join(''))
    }
  }
  return (printer, node) => printer.call(written(printer), node)
}
