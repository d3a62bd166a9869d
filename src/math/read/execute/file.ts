/**
 * The variables of a file, executed only when they are asked for: a name is looked up in the last statement before the
 * place of the question that binds it. Plain numbers and data keep their names, so that one can differentiate by them.
 */
import type { Value as Numbers, Range } from '../../api.ts'
import { type ApplyTerm, applyTerm, ReadError, type Term } from '../term.ts'
import { rowLiteral } from './arrays/sequences.ts'
import { shapeOfTerm } from './arrays/shapes.ts'
import { withEarlier } from './calls/overloads.ts'
import { partsOfExpression } from './syntax/path.ts'
import type { FileStatements } from './syntax/pieces.ts'
import { type Expression, namesOf, once, type Statement } from './syntax/syntax.ts'
import { isApply, numberOf } from './values/arithmetic.ts'
import type { Context, Escape } from './values/context.ts'
import type { Facts } from './values/facts.ts'
import { isTerm, type Scope, type Value } from './values/value.ts'

/** What free names of the file have in common, apart from those of functions' parameters. */
export const FILE = 'file'

/** The statements of a file and which of them bind a name. */
export class Outline {
  private binders: Map<string, number[]> | undefined

  constructor(readonly statements: FileStatements) {}

  /** Numbers of the statements that bind the name, ascending. */
  binding(name: string): readonly number[] {
    return this.bound.get(name) ?? []
  }

  /** All names that statements bind. */
  get names(): readonly string[] {
    return [...this.bound.keys()]
  }

  private get bound(): ReadonlyMap<string, readonly number[]> {
    if (this.binders === undefined) {
      this.binders = new Map()
      for (let k = 0; k < this.statements.length; k++) {
        for (const bound of this.statements.namesAt(k)) {
          const list = this.binders.get(bound)
          if (list === undefined) this.binders.set(bound, [k])
          else if (list.at(-1) !== k) list.push(k)
        }
      }
    }
    return this.binders
  }

  /** Statements that import everything of a module. */
  readonly starred = once(() => this.statements.of('import').flatMap(({ all }) => all ?? []))
}

export class FileScope implements Scope {
  readonly variables = new Map()
  private readonly executed = new Map<number, Scope>()
  private readonly underway = new Set<number>()
  /** Names of what cannot be read: data from files, random numbers. */
  private readonly loaded = new Set<string>()
  /** Names that loops and branches which cannot be read would have changed, with what is said of these. */
  private readonly unread = new Map<string, ReadError>()
  /** Functions with the others of their names. */
  private readonly joined = new Set<Value>()
  /** Statements from this number on are not yet known where the question is asked. */
  viewpoint: number

  constructor(
    private readonly context: Context,
    private readonly outline: Outline,
    private readonly star: (module: string, name: string) => Value | undefined,
  ) {
    this.viewpoint = outline.statements.length
  }

  resolve(name: string): Value | undefined {
    const binders = this.outline.binding(name)
    const before = binders.filter((k) => k < this.viewpoint && !this.underway.has(k))
    // A cell further down may have been run already; a function further down is known when it is called.
    const chosen = before.at(-1) ?? binders.filter((k) => !this.underway.has(k) && !this.isItself(k)).at(-1)
    if (chosen === undefined) {
      for (const module of this.outline.starred()) {
        const value = this.star(module, name)
        if (value !== undefined) return value
      }
      return undefined
    }
    this.prepare(chosen)
    const value = this.after(chosen, name)
    return value === undefined ? undefined : this.withOthers(value, name, chosen, binders)
  }

  /** A function with the others of its name, those before the question first: each of them may call them. */
  private withOthers(value: Value, name: string, chosen: number, binders: readonly number[]): Value {
    if (value.kind !== 'function' || this.context.dialect.overloads !== true || binders.length < 2 || this.joined.has(value)) return value
    const isBefore = (k: number): number => Number(k < this.viewpoint)
    const cells = binders
      .filter((k) => k === chosen || (!this.underway.has(k) && /^(?:function|class)$/.test((this.outline.statements.at(k) as Statement).kind)))
      .sort((a, b) => isBefore(a) - isBefore(b) || a - b)
      .flatMap((k) => this.execute(k).variables.get(name) ?? [])
    const values = cells.flatMap(({ value: each }) => each ?? [])
    for (const cell of cells) {
      const own = cell.value
      if (own?.kind !== 'function') continue
      cell.value = [...values.filter((each) => each !== own), own].reduce((earlier, each) => withEarlier(this.context, each, earlier))
      this.joined.add(cell.value)
    }
    return this.execute(chosen).variables.get(name)?.value ?? value
  }

  /** Whether a statement is the one that is read, and not one that may call itself: y = y + x is about another y. */
  private isItself(k: number): boolean {
    const statement = this.outline.statements.at(k)
    return k === this.viewpoint && statement?.kind === 'assign' && statement.value?.kind !== 'function'
  }

  /** Executes what a statement builds on, first things first: chains of thousands of statements are no deep recursion. */
  private prepare(last: number): void {
    const stack = [{ k: last, needs: this.needs(last), next: 0 }]
    const seen = new Set([last])
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as (typeof stack)[0]
      const need = top.needs[top.next++]
      if (need === undefined) {
        stack.pop()
        if (top.k !== last) this.execute(top.k)
      } else if (!seen.has(need) && !this.executed.has(need) && !this.underway.has(need)) {
        seen.add(need)
        stack.push({ k: need, needs: this.needs(need), next: 0 })
      }
    }
  }

  private needs(k: number): number[] {
    const statement = this.outline.statements.at(k) as Statement
    const expressions = statement.kind === 'assign' || statement.kind === 'update' || statement.kind === 'expression' ? [statement.value] : []
    const names = new Set<string>(namesOf(statement))
    const stack = expressions.filter((e): e is Expression => e !== undefined)
    for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
      if (e.kind === 'name') names.add(e.name)
      for (const part of partsOfExpression(e)) if (part.kind === 'expression') stack.push(part.node)
    }
    return [...names].flatMap((name) =>
      this.outline
        .binding(name)
        .filter((other) => other < k)
        .slice(-1),
    )
  }

  private after(k: number, name: string): Value | undefined {
    const scope = this.execute(k)
    const value = scope.variables.get(name)?.value
    if (value !== undefined) return value
    // It did not come to bind the name: an earlier statement did.
    const viewpoint = this.viewpoint
    const again = this.underway.has(k)
    this.viewpoint = k
    this.underway.add(k)
    try {
      return this.resolve(name)
    } finally {
      this.viewpoint = viewpoint
      if (!again) this.underway.delete(k)
    }
  }

  /** The variables that a statement binds. */
  private execute(k: number): Scope {
    const known = this.executed.get(k)
    if (known !== undefined) return known
    const statement = this.outline.statements.at(k) as Statement
    const scope: Scope = { variables: new Map(), parent: this }
    const viewpoint = this.viewpoint
    this.viewpoint = k
    this.underway.add(k)
    try {
      this.context.store.lasting(() => executeTolerantly(this.context, statement, scope, (name, value) => this.asData(name, value, statement)))
    } finally {
      this.viewpoint = viewpoint
      this.underway.delete(k)
    }
    this.executed.set(k, scope)
    return scope
  }

  /** What a name of the file stands for: itself, where it is bound to plain numbers or to what cannot be read. */
  private asData(name: string, value: Value, statement: Statement): Value {
    const { facts } = this.context
    const { range } = statement
    if (value.kind === 'opaque') {
      if (value.error !== undefined && isCompound(statement)) this.unread.set(name, value.error)
      // A grid that turned out to be used as an array.
      const { points } = value
      const count = points === undefined ? 0 : (rowLiteral(points) ?? (points as ApplyTerm)).args.length
      if (points !== undefined && facts.isVectorOf(name, count)) return declareNumbers(this.context, facts, name, points, FILE, range) ?? points
      const free = facts.free(name, FILE, range)
      if (this.unread.has(name)) facts.forget(free.name)
      if (points !== undefined) facts.grids.set(free.name, count)
      if (value.shape === undefined) this.loaded.add(free.name)
      else facts.declare(free.name, { shape: value.shape, range })
      return free
    }
    const axes = isTerm(value) ? this.axesOfData(name, value) : undefined
    if (axes !== undefined) {
      // Where somebody gives the data themselves, it is read by them.
      const [data] = isTerm(value) && isApply(value, 'index') ? value.args : []
      if (data?.kind === 'name') facts.absent.add(data.name)
      return facts.free(name, FILE, range, axes)
    }
    return isTerm(value) ? (declareNumbers(this.context, facts, name, value, FILE, range) ?? value) : value
  }

  /** Why a name has no value where a loop or a branch that changes it cannot be read: what it had before is not what it has. */
  unreadable(name: string): ReadError | undefined {
    return this.unread.get(name)
  }

  /** Whether these are data that the file loads or has from elsewhere, or parts of such. */
  areLoaded(names: ReadonlySet<string>): boolean {
    const isLoaded = (name: string): boolean => this.loaded.has(name) || [...this.loaded].some((bundle) => this.context.facts.hasPart(bundle, name))
    return names.size > 0 && [...names].every(isLoaded)
  }

  /** How many axes data[:, 0] has, of data that was loaded: a column that has a name is known by that. */
  private axesOfData(name: string, value: Term): number | undefined {
    const [base, ...places] = isApply(value, 'index') ? value.args : []
    const { facts } = this.context
    // x = df['dose']
    if (value.kind === 'name' && value.name !== name && [...this.loaded].some((bundle) => facts.hasPart(bundle, value.name)))
      return value.hint?.rank ?? 1
    if (base?.kind !== 'name' || !this.loaded.has(base.name) || facts.isPresent(base.name) || !places.every(({ kind }) => kind === 'number'))
      return undefined
    const items = ((value as ApplyTerm).attributes?.['items'] ?? []) as readonly unknown[]
    const axes = items.filter((item) => typeof item === 'object' && item !== null && !('at' in item)).length
    return axes > 0 && items.every((item) => typeof item === 'object') ? axes : undefined
  }
}

const isCompound = ({ kind }: Statement): boolean => kind === 'for' || kind === 'while' || kind === 'count' || kind === 'if' || kind === 'block'

/** A free name for plain numbers, declared with its value; undefined where the term is not made of numbers. */
export function declareNumbers(context: Context, facts: Facts, name: string, term: Term, origin: unknown, range: Range): Term | undefined {
  const row = rowLiteral(term)
  if (row !== undefined) {
    const column = declareNumbers(context, facts, name, row, origin, range)
    const attributes = term.kind === 'apply' ? term.attributes : undefined
    return column === undefined ? undefined : applyTerm('transpose', [column], term.range, attributes)
  }
  const value = plainNumbers(term)
  if (value === undefined) return undefined
  const free = facts.free(name, origin, range)
  facts.declare(free.name, { shape: shapeOfTerm(context, term) ?? [], value, range })
  const exact = numberOf(term)
  if (exact !== undefined) facts.numbers.learn(free.name, exact)
  return free
}

/** Nested arrays of the numbers a term is made of. */
export function plainNumbers(term: Term): Numbers | undefined {
  const number = numberOf(term)
  if (number !== undefined) return number.value
  if (term.kind !== 'apply' || term.op !== 'array' || term.attributes?.['explicit'] === true) return undefined
  const rows: Numbers[] = []
  for (const arg of term.args) {
    const row = plainNumbers(arg)
    if (row === undefined) return undefined
    rows.push(row)
  }
  return rows
}

/** Runs a statement; what cannot be read leaves its names bound to the refusal. */
export function executeTolerantly(
  context: Context,
  statement: Statement,
  scope: Scope,
  change?: (name: string, value: Value) => Value,
  escapes: Escape[] = [],
): void {
  let refusal: ReadError | undefined
  context.tolerate(() => {
    try {
      context.execute([statement], scope, escapes)
    } catch (error) {
      if (error instanceof ReadError) refusal = error
      throw error
    }
  })
  if (refusal !== undefined) {
    for (const name of namesOf(statement)) context.declare(scope, name, { kind: 'opaque', error: refusal })
  }
  if (change === undefined) return
  for (const [name, cell] of scope.variables) if (cell.value !== undefined) cell.value = change(name, cell.value)
}
