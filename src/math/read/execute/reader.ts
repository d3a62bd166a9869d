/** A file of code as a document: what it defines, and the reading of a definition, of a selection, or of what is at the cursor. */
import type { Range } from '../../api.ts'
import { proseAround, statedIn } from '../prose.ts'
import { spelledAmong } from '../spelling.ts'
import { type Assignment, type Declaration, type Definition, type Document, ReadError, type Reading, type Target, type Term } from '../term.ts'
import { frameAfter } from './after.ts'
import { OwnFields } from './calls/ownFields.ts'
import { bindFields, type SharedFields, sharedFields } from './calls/sharedFields.ts'
import { Stored } from './calls/stored.ts'
import { choose, lastReadable, namesIn, openNames } from './choose.ts'
import { constantsAmong, tellNeeded } from './constants.ts'
import { Budget, Executor } from './executor.ts'
import { FILE, FileScope, Outline } from './file.ts'
import { givingBack } from './filling.ts'
import { type Finished, finish, finishLeft, storedTerms } from './finish.ts'
import { givingOneOf } from './gives.ts'
import { openInstance } from './openInstance.ts'
import { ParameterBinder } from './parameters.ts'
import { assignmentsIn } from './syntax/assignments.ts'
import { type Part, partOfChain, pathInside, pathTo, pathToLocal, pathToMember, returnedFrom } from './syntax/path.ts'
import { methodOf, receiverOf, siteOf } from './syntax/site.ts'
import type { Expression, Statement } from './syntax/syntax.ts'
import { Exhausted, NoFormula } from './values/context.ts'
import { definitionsIn, innerDefinitions } from './values/definitions.ts'
import type { Program } from './values/program.ts'
import type { ClassValue, Value } from './values/value.ts'
import { type Frame, walk } from './walk.ts'

export class ProgramReader implements Document {
  private known: Outline | undefined
  private budget = new Budget()
  private target: Target = {}

  constructor(private readonly program: Program) {}

  private get outline(): Outline {
    this.known ??= new Outline(this.program.statements)
    return this.known
  }

  definitions(): Definition[] {
    return leniently(() => definitionsIn(this.program.statements, this.program.dialect))
  }

  inner(): Definition[] {
    return leniently(() => innerDefinitions(this.program.statements, this.program.text))
  }

  assignments(within: Range): Assignment[] {
    return leniently(() => assignmentsIn(this.program.statements, within))
  }

  read(target: Target): Reading {
    this.budget = new Budget(target.tried)
    this.target = target
    try {
      if (target.of !== undefined) return this.readNamed(target.of)
      if (target.selection !== undefined) return this.readSelection(target.selection)
      return lastReadable(this.program.statements, this.program.text, (path) => this.readPath(path), target.by ?? [])
    } catch (error) {
      if (error instanceof Exhausted) throw new Exhausted(error.message, this.clamp(error.range), error.hint)
      if (error instanceof ReadError) throw new ReadError(error.message, this.clamp(error.range), error.hint, error.open)
      if (error instanceof RangeError)
        throw new ReadError('this is nested too deeply', target.selection ?? this.whole, 'split the expression with intermediate names')
      throw error
    }
  }

  private get whole(): Range {
    return { start: 0, end: this.program.text.length }
  }

  /** Ranges of refusals lie inside the text, whatever they come from. */
  private clamp({ start, end }: Range = this.whole): Range {
    const length = this.program.text.length
    const from = Math.min(Math.max(0, start), length)
    return { start: from, end: Math.min(Math.max(from, end), length) }
  }

  /** "Layer.forward" of "forward", where one class alone has a method called so. */
  private methodNamed(of: string): string | undefined {
    const owners = this.program.statements.of('class').flatMap(({ definition }) => {
      const has = definition.body().some((each) => each.kind === 'function' && each.definition.name === of)
      return has ? [definition.name] : []
    })
    return owners.length === 1 ? `${owners[0]}.${of}` : undefined
  }

  private readNamed(asked: string): Reading {
    const of = this.outline.binding(asked).length > 0 ? asked : spelledAmong(asked, this.outline.names)
    const [owner, method] = of.split('.')
    const binders = this.outline.binding(owner ?? of)
    const last = binders.slice(-1).map((k) => this.program.statements.at(k) as Statement)
    for (const statement of last) {
      if (statement.kind === 'function' && statement.definition.name === of)
        return this.readPath([{ kind: 'statement', node: statement, range: statement.range }])
      if (statement.kind === 'assign' && statement.targets.some((target) => target.kind === 'name' && target.name === of)) {
        return this.readPath([{ kind: 'statement', node: statement, range: statement.range }])
      }
      if (statement.kind === 'class' && statement.definition.name === owner) {
        const wanted = method === undefined ? this.program.dialect.callMethods : [method]
        const member = statement.definition.body().find((each) => each.kind === 'function' && wanted.includes(each.definition.name ?? ''))
        if (member !== undefined) {
          return this.readPath([
            { kind: 'statement', node: statement, range: statement.range },
            { kind: 'statement', node: member, range: member.range },
          ])
        }
      }
    }
    const statement = method === undefined ? last[0] : undefined
    const qualified = statement === undefined && method === undefined ? this.methodNamed(of) : undefined
    if (qualified !== undefined) return this.readNamed(qualified)
    const inner = statement === undefined ? pathInside(this.program.statements.of('function', 'assign'), of) : undefined
    if (inner !== undefined) return this.readPath(inner)
    const member = statement === undefined ? pathToMember(this.program.statements.of('assign'), of) : undefined
    if (member !== undefined) return this.readPath(member, method ?? of)
    // A method by its class, in languages whose methods are read by their names.
    if (statement === undefined && method !== undefined && this.outline.binding(method).length > 0) return this.readNamed(method)
    const filled = statement === undefined ? this.readFilled(of) : undefined
    if (filled !== undefined) return filled
    const local = statement === undefined ? pathToLocal(this.program.statements.of('function', 'class', 'assign'), of) : undefined
    if (local !== undefined) return this.readPath(local.path, of, local.statements)
    if (statement === undefined) throw new ReadError(`"${of}" is not defined here`, this.whole)
    const value: Expression = { kind: 'name', name: of, range: statement.range }
    return this.readPath([{ kind: 'expression', node: value, range: statement.range }], of)
  }

  /** What the last function that writes into a parameter of this name makes of it; undefined where there is none. */
  private readFilled(of: string): Reading | undefined {
    for (const statement of this.program.statements.of('function').reverse()) {
      const name = spelledAmong(
        of,
        statement.definition.parameters.map((each) => each.name),
      )
      const definition = givingBack(statement.definition, name)
      if (definition !== undefined) return this.readPath([{ kind: 'statement', node: { ...statement, definition }, range: statement.range }])
    }
    return undefined
  }

  private readSelection(selection: Range): Reading {
    const { text } = this.program
    let { start, end } = this.clamp(selection)
    if (start === end) return this.firstOf(choose(this.program.statements, text, start), { start, end })
    // A statement of Python ends behind its last line.
    const statement = this.exactly({ start, end })
    if (statement !== undefined) return this.readPath(givingOneOf(this.target.gives ?? [], statement))
    while (start < end && /\s/.test(text[start] as string)) start++
    while (end > start && /[\s;]/.test(text[end - 1] as string)) end--
    if (start === end) throw new ReadError('nothing is selected', { start, end })
    const range = { start, end }
    const exact = this.exactly(range)
    if (exact !== undefined) return this.readPath(exact)
    // A name that is no expression of its own (of a function, a parameter, a keyword) means what is around it.
    if (/^[\w$]+$/.test(text.slice(start, end))) return this.firstOf(choose(this.program.statements, text, start), range)
    const fragment = this.program.fragment(range)
    const alone = fragment?.length === 1 ? fragment[0] : undefined
    if (alone?.kind === 'expression') {
      const around = pathTo(this.program.statements, range)
      return this.readPath([...around, { kind: 'expression', node: alone.value, range }])
    }
    const selected = this.statementsIn(range)
    if (selected !== undefined) return this.readPath(selected.path, undefined, selected.statements)
    if (fragment !== undefined && fragment.length > 0 && fragment.every((statement) => statement.kind !== 'unknown')) {
      return this.readPath([], undefined, fragment)
    }
    return this.firstOf(
      choose(this.program.statements, text, start).filter((path) => (path.at(-1)?.range.end ?? 0) >= end),
      range,
    )
  }

  /** The path to the one expression, statement or function that a range covers. */
  private exactly(range: Range): Part[] | undefined {
    const path = pathTo(this.program.statements, range)
    const at = path.findIndex((part) => part.range.start === range.start && part.range.end === range.end)
    if (at >= 0) return path.slice(0, at + 1)
    const inner = path.at(-1)
    const chain = inner?.kind === 'expression' ? partOfChain(inner.node, range) : undefined
    return chain === undefined ? undefined : [...path, { kind: 'expression', node: chain, range }]
  }

  /** Several statements of one block. */
  private statementsIn(range: Range): { path: Part[]; statements: readonly Statement[] } | undefined {
    const path = pathTo(this.program.statements, range)
    for (let k = path.length; k >= 0; k--) {
      const outer = path[k - 1]
      const blocks = outer === undefined ? [this.program.statements.touching(range)] : blocksOf(outer)
      for (const block of blocks) {
        const inside = block.filter((statement) => statement.range.start < range.end && statement.range.end > range.start)
        if (inside.length === 0) continue
        return {
          path: [...path.slice(0, k), { kind: 'statement', node: inside[0] as Statement, range: (inside[0] as Statement).range }],
          statements: inside,
        }
      }
    }
    return undefined
  }

  /** The first of several readings that makes sense; the refusal of the first where none does. */
  private firstOf(paths: readonly (readonly Part[])[], range: Range): Reading {
    let refusal: ReadError | undefined
    let constant: Reading | undefined
    for (const path of paths) {
      try {
        const reading = this.readPath(path)
        if (openNames(reading).size > 0) return reading
        constant ??= reading
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        if (error instanceof Exhausted) throw refusal ?? error
        refusal ??= error
      }
    }
    if (constant !== undefined) return constant
    throw refusal ?? new ReadError('there is no expression here', range, 'put the cursor into a formula, or select one')
  }

  /** Reads what a path ends at, in the state that execution has there. */
  private readPath(path: readonly Part[], name?: string, selected?: readonly Statement[], target = this.target): Reading {
    const { constants } = target
    if (constants === undefined) return this.readOnce(path, name, selected, target)
    let budget = this.budget
    return constants.settle(() => {
      this.budget = budget
      budget = new Budget(target.tried)
      return this.readOnce(path, name, selected, target)
    })
  }

  private readOnce(path: readonly Part[], name: string | undefined, selected: readonly Statement[] | undefined, target: Target): Reading {
    const { program } = this
    const executor = new Executor(program.dialect, (unknown, range) => executor.facts.free(unknown, FILE, range), this.budget, target)
    // What all entries of a bundle are is known when the text was gone through.
    const again = (): Reading | undefined => {
      const entries = executor.facts.entriesFound
      const refusal = entries === undefined ? executor.facts.unknownBundle : undefined
      if (refusal !== undefined) throw refusal
      return entries && this.readPath(path, name, selected, { ...target, entries })
    }
    const file = new FileScope(executor, this.outline, (module, wanted) => program.star(module, wanted))
    const top = path[0]
    const first = top?.kind === 'statement' ? program.statements.indexOf(top.node) : -1
    // What is a function is called later, and knows what the file defines behind it.
    const inFunction = path.some(({ kind, node }) => kind === 'function' || node.kind === (kind === 'statement' ? 'class' : 'function'))
    const inMethod = path.some(({ kind, node }) => kind === 'statement' && node.kind === 'class')
    if (first >= 0 && !inFunction && !(top?.kind === 'statement' && top.node.kind === 'function')) file.viewpoint = first
    const parameters = new ParameterBinder(program, this.outline, executor, file)
    const stored = new Stored()
    const method = methodOf(path)
    const receiver = method && receiverOf(method, program.dialect.passesSelf)
    let fields: OwnFields | undefined
    let shared: SharedFields | undefined
    const frame: Frame = {
      file,
      parameters: (definition, scope, self) => {
        if (shared !== undefined) bindFields(shared, definition, scope)
        return parameters.bind(definition, scope, self)
      },
      instance: (owner: ClassValue) => {
        const free = (wanted: string, range: Range, said: Declaration | undefined): Value => {
          const value = executor.facts.free(wanted, owner, range)
          if (said !== undefined && value.kind === 'name' && !executor.facts.declarations.has(value.name)) executor.facts.declare(value.name, said)
          return value
        }
        const object = openInstance(executor, executor.facts, owner, free, (part) => program.declared(part), this.target.after !== undefined)
        if (receiver !== undefined) fields = new OwnFields(object, receiver, program.dialect.passesSelf)
        return stored.watch(object)
      },
    }
    try {
      const earlier = this.target.after === undefined ? undefined : this.exactly(this.target.after)
      if (earlier !== undefined && !inMethod) shared = stored.watch(sharedFields(executor, program, [earlier, path], file))
      const own =
        earlier === undefined ? frame : frameAfter(executor, { ...frame, isLeft: true }, shared, (first) => walk(executor, earlier, first).value)
      stored.begin()
      const found = walk(executor, path, own, selected)
      const refusal = name === undefined ? undefined : file.unreadable(name)
      if (refusal !== undefined) throw refusal
      const around = parametersAround(path)
      const of = { name: name ?? found.name ?? '', parameters: found.parameters ?? around }
      const gradients = stored.gradients()
      const left =
        inMethod || shared !== undefined ? { stored: storedTerms(executor, stored.values(), found.range), unread: gradients.unread } : undefined
      const isLeft = this.target.after !== undefined && (found.value.kind === 'none' || (shared?.outputs.size ?? 0) > 0)
      const finished = isLeft ? finishLeft(left?.stored, gradients, found.range) : finish(executor, found.value, found.range, of)
      const plain = this.reading(executor, finished, { ...found, around }, name, left)
      tellNeeded(executor.facts)
      const returnedBy = selected === undefined ? returnedFrom(path) : undefined
      const isResult = returnedBy !== undefined && plain.name === undefined
      const where = { isFunction: isResult || plain.name !== undefined, isResult, isFlat: program.dialect.nestsFunctions === false }
      const { below, isMember, ...part } = siteOf(path, where) ?? { below: found.range, isMember: false }
      const inClass = (method !== undefined || isMember) && { isMember, receiver, fields: fields?.written(executor.facts, !isMember) ?? new Map() }
      const site = { ...part, below: { start: below.start, end: Math.max(below.end, found.range.end) }, ...(inClass && { inClass }) }
      const reading = again() ?? { ...plain, around, returnedBy, site }
      return found.parameters === undefined && file.areLoaded(openNames(reading)) ? { ...reading, ofData: true } : reading
    } catch (error) {
      const { open } = executor.facts
      const reading = error instanceof ReadError && !(error instanceof Exhausted) ? again() : undefined
      if (reading !== undefined) return reading
      // What makes no sense in itself is not read for any lengths.
      if (!(error instanceof ReadError) || error instanceof NoFormula || error instanceof Exhausted || open.length === 0) throw error
      throw new ReadError(error.message, error.range, error.hint, open)
    }
  }

  /** What the comments of a script say of the names in a formula of which nothing else is known. */
  private saidInComments(body: Term, known: ReadonlyMap<string, Declaration>, { end }: Range): ReadonlyMap<string, Declaration> {
    const names = new Set([...namesIn(body)].filter((name) => !known.has(name)))
    return names.size === 0 ? new Map() : statedIn(proseAround(this.program.text, { start: 0, end }), names)
  }

  private reading(
    executor: Executor,
    finished: Finished,
    found: ReturnType<typeof walk> & { readonly around: readonly string[] },
    name: string | undefined,
    { stored, unread = [] }: Pick<Reading, 'stored' | 'unread'> = {},
  ): Reading {
    const declarations = new Map(executor.facts.declarations)
    const said = found.inside === undefined ? this.saidInComments(finished.body, declarations, found.range) : new Map<string, Declaration>()
    for (const [declared, declaration] of said) declarations.set(declared, declaration)
    const rows = new Set([...said].flatMap(([declared, { row }]) => (row === true ? [declared] : [])))
    const { withRows = (term) => term } = this.program.dialect
    const [body, results] = [withRows(finished.body, rows), finished.results?.map((result) => withRows(result, rows))]
    const bundled = finished.bundled?.map((each) => ({ ...each, term: withRows(each.term, rows) }))
    for (const inside of [undefined, found.inside]) {
      for (const [declared, declaration] of this.program.declared(inside)) {
        if (inside === undefined && found.inside !== undefined && (found.parameters ?? found.around).includes(declared)) continue
        const known = declarations.get(declared)
        declarations.set(declared, known?.value === undefined ? { ...known, ...declaration } : known)
      }
    }
    const all = [body, ...(results ?? []), ...(bundled ?? []).map(({ term }) => term), ...(stored?.values() ?? [])]
    const names = new Set(all.flatMap((term) => [...namesIn(term)]))
    for (const declared of declarations.keys())
      if (!names.has(declared) && found.parameters?.includes(declared) !== true) declarations.delete(declared)
    return {
      name: name ?? found.name,
      parameters: found.parameters?.flatMap((parameter) => executor.facts.namesOf(parameter)),
      options: executor.facts.options,
      body,
      results,
      called: finished.called,
      isFirst: finished.isFirst,
      keys: finished.keys,
      ...(bundled && { bundled }),
      ...(stored && { stored }),
      ...(unread.length > 0 && { unread }),
      range: found.range,
      declarations,
      notes: executor.facts.notes,
      ...this.program.library(),
      open: executor.facts.open,
      taken: executor.facts.taken,
      long: executor.facts.long,
      calledWith: executor.facts.calledWith,
      rounds: executor.facts.rounds,
      absent: executor.facts.absent,
      constants: constantsAmong(executor.facts, names, this.program.text),
      scalars: executor.facts.scalars,
      defaults: executor.facts.defaults,
      grids: executor.facts.grids,
      arrays: this.program.dialect.countsFromOne === true ? 'columns' : 'rows',
    }
  }
}

/** Nothing where the text cannot be gone through. */
function leniently<T>(find: () => T[]): T[] {
  try {
    return find()
  } catch (error) {
    if (error instanceof ReadError || error instanceof RangeError) return []
    throw error
  }
}

/** Parameters of the functions that a path goes through. */
const parametersAround = (path: readonly Part[]): readonly string[] =>
  path.flatMap((part) => (part.kind === 'function' ? part.node.parameters.map(({ name }) => name) : []))

/** The lists of statements directly inside a part. */
function blocksOf(part: Part): (readonly Statement[])[] {
  if (part.kind === 'function') {
    const body = part.node.body()
    return 'kind' in body ? [] : [body]
  }
  if (part.kind === 'expression') return []
  const { node } = part
  if (node.kind === 'if') return [node.then, node.otherwise]
  if (node.kind === 'class') return [node.definition.body()]
  if (node.kind === 'for') return [node.body, node.otherwise]
  return node.kind === 'while' || node.kind === 'block' || node.kind === 'count' ? [node.body] : []
}
