/** Goes down a path to what is to be read, executing what stands before it, and gives its value there. */
import type { Range } from '../../api.ts'
import { resultOf } from './calls/calls.ts'
import { decorated } from './calls/decorate.ts'
import { declareNumbers, executeTolerantly, FILE } from './file.ts'
import { numbersIn } from './finish.ts'
import { assignedName, type Part } from './syntax/path.ts'
import { boundNames, changedFunction, type Expression, type FunctionSyntax, namesOf, type Statement } from './syntax/syntax.ts'
import { type Context, type Escape, NoFormula, refuse } from './values/context.ts'
import { type ClassValue, type FunctionValue, isTerm, NONE, type Scope, type Value } from './values/value.ts'

/** How the reader sets up what is around the path. */
export interface Frame {
  readonly file: Scope
  /** Binds the parameters to free names, and says which. */
  readonly parameters: (definition: FunctionSyntax, scope: Scope, self: Value | undefined) => string[]
  /** An object for a method read on its own. */
  readonly instance: (owner: ClassValue) => Value
  /** What a method leaves in its object is meant where it returns nothing. */
  readonly isLeft?: true
}

/** What was found at the end of a path. */
export interface Found {
  readonly value: Value
  readonly name?: string
  readonly parameters?: readonly string[]
  readonly range: Range
  /** The function around it, where its documentation and comments are. */
  readonly inside?: Range
}

export function walk(context: Context, path: readonly Part[], frame: Frame, selected?: readonly Statement[]): Found {
  let scope = frame.file
  let owner: ClassValue | undefined
  let self: Value | undefined
  let inside: Range | undefined
  // lambda S: ... inside of def fit(S): the S that is read is the inner one.
  const functions = path.filter((part) => part.kind === 'function')
  const innermost = functions.length > 1 ? functions.at(-1) : undefined
  for (const { name } of innermost?.node.parameters ?? []) context.facts.reserved.add(name)
  for (let k = 0; k < path.length; k++) {
    const part = path[k] as Part
    const last = k === path.length - 1
    const before = path[k - 1]
    if (part.kind === 'statement') {
      if (before !== undefined) runBefore(context, before, part.node, scope)
      if (last && selected !== undefined) return runSelected(context, selected, scope, frame, inside)
      const next = path[k + 1]
      if (part.node.kind === 'class') {
        owner = context.quietly(() => classValue(context, part.node as Extract<Statement, { kind: 'class' }>, scope, frame.file))
        if (last) {
          const method = owner === undefined ? undefined : methodOf(context, owner)
          if (method === undefined) {
            const name = part.node.definition.name.trim()
            return refuse(`${name === '' ? 'a class without a name' : `the class "${name}"`} has no method that is called with it`, part.range)
          }
          return readFunction(context, method, frame, owner as ClassValue, part.range)
        }
        continue
      }
      if (last) return readStatement(context, part.node, scope, frame, owner, inside)
      if (part.node.kind === 'for' || part.node.kind === 'count') freeLoop(context, part.node, scope, next)
      continue
    }
    if (part.kind === 'function') {
      if (part === innermost) context.facts.reserved.clear()
      const method = owner !== undefined && before?.kind === 'statement' && path[k - 2]?.kind === 'statement'
      const inner: Scope = { variables: new Map(), parent: scope, elsewhere: new Map(), definition: part.node }
      context.facts.read.add(part.node)
      if (method && owner !== undefined && !part.node.decorators.includes('staticmethod')) self = frame.instance(owner)
      if (last) {
        const name = before?.kind === 'expression' ? assignedName(path[k - 2], before.node) : undefined
        return readFunction(context, { kind: 'function', definition: part.node, scope, owner }, frame, owner, part.range, name)
      }
      frame.parameters(part.node, inner, method ? self : undefined)
      if (self !== undefined) context.frames.push({ definition: part.node, scope: inner, self, owner })
      inside ??= part.range
      scope = inner
      continue
    }
    if (last) {
      const value = context.evaluate(part.node, scope)
      if (value.kind === 'function')
        return readFunction(context, value, frame, undefined, part.range, value.name ?? value.definition.name ?? assignedName(before, part.node))
      return { value, range: part.range, inside }
    }
    if (part.node.kind === 'comprehension') {
      const inner: Scope = { variables: new Map(), parent: scope }
      for (const clause of part.node.clauses) {
        for (const name of boundNames(clause.target)) context.declare(inner, name, context.facts.free(name, inner, clause.range))
      }
      scope = inner
    }
  }
  if (selected !== undefined) return runSelected(context, selected, scope, frame, inside)
  return refuse('there is nothing to read here', path.at(-1)?.range ?? { start: 0, end: 0 })
}

/** Runs the statements of a block that stand before one of them; what cannot be read is refused only where it is used. */
function runBefore(context: Context, around: Part, statement: Statement, scope: Scope): void {
  for (const block of blocksAround(around)) {
    const at = block.indexOf(statement)
    for (let k = 0; k < at; k++) executeTolerantly(context, block[k] as Statement, scope)
  }
}

function blocksAround(part: Part): (readonly Statement[])[] {
  if (part.kind === 'function') {
    const body = part.node.body()
    return 'kind' in body ? [] : [body]
  }
  if (part.kind === 'expression') return []
  switch (part.node.kind) {
    case 'if':
      return [part.node.then, part.node.otherwise]
    case 'for':
      return [part.node.body, part.node.otherwise]
    case 'while':
    case 'block':
    case 'count':
      return [part.node.body]
    default:
      return []
  }
}

/** Inside a loop its variable is a free name, and so is what a round takes over from the one before. */
function freeLoop(context: Context, loop: Extract<Statement, { kind: 'for' | 'count' }>, scope: Scope, next: Part | undefined): void {
  if (loop.kind === 'for' && next?.kind === 'expression' && next.node === loop.iterable) return
  const carried = loop.body.flatMap(namesOf)
  const targets = loop.kind === 'for' ? boundNames(loop.target) : loop.init.flatMap(namesOf)
  for (const name of new Set([...targets, ...carried])) {
    const bound = scope.variables.get(name)?.value
    if (targets.includes(name) || (bound !== undefined && bound.kind !== 'function'))
      context.declare(scope, name, context.facts.free(name, scope, loop.range))
  }
}

/** The value of a class, also where it stands inside something that was not executed; undefined where its name is something else by then. */
function classValue(context: Context, statement: Extract<Statement, { kind: 'class' }>, scope: Scope, file: Scope): ClassValue | undefined {
  const known = scope === file ? file.resolve?.(statement.definition.name) : undefined
  if (known?.kind === 'class' && known.definition === statement.definition) return known
  const inner: Scope = { variables: new Map(), parent: scope }
  context.execute([statement], inner, [])
  const made = inner.variables.get(statement.definition.name)?.value
  return made?.kind === 'class' ? made : undefined
}

/** The method a class is for: the one that is called with its objects, else its last public one. */
function methodOf(context: Context, owner: ClassValue): FunctionValue | undefined {
  const methods = new Map([...owner.members.variables].flatMap(([name, { value }]) => (value?.kind === 'function' ? [[name, value] as const] : [])))
  for (const name of context.dialect.callMethods) {
    const value = methods.get(name)
    if (value !== undefined) return value
  }
  // One of no object only where there are no others.
  const last = (modifier: string | undefined): FunctionValue | undefined =>
    [...methods].filter(([name, { definition }]) => !name.startsWith('_') && name !== 'constructor' && definition.modifier === modifier).at(-1)?.[1]
  return last(undefined) ?? last('static')
}

/** A function, called with free names. */
function readFunction(context: Context, called: FunctionValue, frame: Frame, owner: ClassValue | undefined, range: Range, name?: string): Found {
  const { definition } = called
  if (definition.constructs !== undefined)
    throw new NoFormula(`"${definition.constructs}" makes an object`, definition.nameRange ?? definition.header, 'select a formula that uses it')
  if (definition.generator === true)
    return refuse(
      `"${definition.name ?? 'the function'}" yields its values one by one`,
      definition.nameRange ?? definition.header,
      'select a formula that uses them',
    )
  if (context.frames.some((frame) => frame.definition === definition))
    return refuse(`"${definition.name ?? 'the function'}" returns itself`, definition.nameRange ?? definition.header)
  const scope: Scope = { variables: new Map(), parent: called.scope, elsewhere: new Map(), definition }
  context.facts.read.add(definition)
  // The method's own parameters keep their names, also where its object is made with others called so.
  for (const parameter of definition.parameters) if (parameter.pattern === undefined) context.facts.free(parameter.name, scope, parameter.range)
  const isStatic = definition.decorators.includes('staticmethod') || definition.modifier === 'static'
  const self = owner === undefined || isStatic ? undefined : definition.decorators.includes('classmethod') ? owner : frame.instance(owner)
  const parameters = frame.parameters(definition, scope, self)
  const applied = decorated(context, called)
  // vmap makes a function for many of one for a single example, which is what its text says.
  const isForMany = applied.kind === 'partial' && applied.callee.kind === 'reference' && context.dialect.decorates?.(applied.callee) === true
  if (isForMany) context.facts.note('read for one example of the many it is called with', definition.header)
  const made = isForMany ? called : applied
  if (made !== called && made.kind !== 'function')
    return refuse(`what the decorators make of "${definition.name ?? 'the function'}" is not known`, range)
  if (made !== called) {
    const given = definition.parameters.map((parameter) => scope.variables.get(parameter.name)?.value ?? NONE)
    const value = context.call(made, { positional: given, named: new Map(), ranges: [], range }, range)
    return { value, name: name ?? definition.name, parameters, range, inside: definition.range }
  }
  context.frames.push({ definition, scope, self, owner })
  try {
    const body = definition.body()
    const shown = name ?? definition.name
    const where = definition.nameRange ?? definition.header
    if ('kind' in body) return { value: context.evaluate(body, scope), name: shown, parameters, range, inside: definition.range }
    const escapes: Escape[] = []
    const falls = context.execute(body, scope, escapes)
    const value = resultOf(context, escapes, falls, shown ?? 'the function', where)
    const numbers = value.kind === 'dictionary' && numbersIn(value).length > 0
    const isLeft = value.kind === 'none' && frame.isLeft === true
    if (['none', 'string', 'dictionary', 'boolean'].includes(value.kind) && !numbers && !isLeft)
      throw new NoFormula(`"${shown ?? 'the function'}" returns no number`, where, 'a function that returns a number can be differentiated')
    if (value.kind === 'function') return readReturned(context, value, frame, parameters, { name: shown, range, inside: definition.range })
    return { value, name: shown, parameters, range, inside: definition.range }
  } finally {
    context.frames.pop()
  }
}

/** A function that returns a function is read as the function of both their parameters. */
function readReturned(context: Context, value: FunctionValue, frame: Frame, outer: readonly string[], found: Omit<Found, 'value'>): Found {
  const inner = readFunction(context, value, frame, undefined, found.range, found.name)
  return { ...found, value: inner.value, parameters: [...outer, ...(inner.parameters ?? [])] }
}

function readStatement(
  context: Context,
  statement: Statement,
  scope: Scope,
  frame: Frame,
  owner: ClassValue | undefined,
  inside: Range | undefined,
): Found {
  const { range } = statement
  switch (statement.kind) {
    case 'function': {
      const value: FunctionValue = {
        kind: 'function',
        definition: statement.definition,
        scope: owner === undefined ? scope : (owner.members.parent ?? scope),
        owner,
      }
      return readFunction(context, value, frame, owner, range)
    }
    case 'return':
      if (statement.value === undefined) return refuse('nothing is returned here', range)
      return { value: context.evaluate(statement.value, scope), range: statement.value.range, inside }
    case 'expression':
      return { value: context.evaluate(statement.value, scope), range: statement.value.range, inside }
    case 'assign': {
      if (statement.value === undefined) return refuse('no value is given here', range)
      const target = statement.targets[0] as Expression
      const value = context.evaluate(statement.value, scope)
      const name = target.kind === 'name' ? target.name : undefined
      if (value.kind === 'function') return readFunction(context, value, frame, undefined, range, name ?? value.definition.name)
      const partly = value.kind === 'partial' ? appliedPartly(context, value) : undefined
      if (partly !== undefined) return readFunction(context, partly, frame, undefined, range, name)
      if (value.kind === 'opaque') throw value.error
      const member = value.kind === 'dictionary' ? lastFunction([...value.entries.value], range) : undefined
      if (member !== undefined) return readFunction(context, member[1], frame, undefined, member[1].definition.range, member[0])
      return { value, name, range, inside }
    }
    default:
      return runSelected(context, [statement], scope, frame, inside)
  }
}

/** partial(f, a, b=2) as a function of the parameters that are left; undefined where what is called is no function of the text. */
function appliedPartly(context: Context, { callee, positional, named }: Extract<Value, { kind: 'partial' }>): FunctionValue | undefined {
  const called = callee.kind === 'partial' ? appliedPartly(context, callee) : callee
  if (called?.kind !== 'function') return undefined
  const { parameters } = called.definition
  const given = new Map([...parameters.flatMap(({ name }, k) => (positional[k] === undefined ? [] : [[name, positional[k]] as const])), ...named])
  const scope: Scope = { variables: new Map(), parent: called.scope, elsewhere: new Map() }
  for (const [name, value] of given) context.declare(scope, name, value)
  const left = parameters.filter(({ name, rest }) => rest === undefined && !given.has(name))
  return left.length === 0 ? undefined : { ...called, definition: changedFunction(called.definition, { parameters: left }), scope }
}

/** The last function of a bundle of functions that is written here, and its name there. */
function lastFunction(entries: readonly (readonly [string, Value])[], { start, end }: Range): readonly [string, FunctionValue] | undefined {
  const [key, value] = entries.at(-1) ?? []
  const isWritten = value?.kind === 'function' && value.definition.range.start >= start && value.definition.range.end <= end
  return key !== undefined && isWritten && !entries.some(([, each]) => isTerm(each)) ? [key.slice(1), value] : undefined
}

/** Several statements: what the last of them returns, assigns or says. */
function runSelected(context: Context, statements: readonly Statement[], outer: Scope, frame: Frame, inside: Range | undefined): Found {
  const scope: Scope = { variables: new Map(), parent: outer, elsewhere: new Map() }
  const range = { start: (statements[0] as Statement).range.start, end: (statements.at(-1) as Statement).range.end }
  const last = statements.filter((statement) => !['import', 'pass', 'raise', 'scope'].includes(statement.kind)).at(-1)
  if (last === undefined) return refuse('there is no formula here', range)
  const escapes: Escape[] = []
  const bound = statements.map(namesOf)
  for (const [k, statement] of statements.slice(0, statements.indexOf(last)).entries()) {
    // What is changed further down is no constant that one can differentiate by.
    const isChanged = (name: string): boolean => bound.some((names, other) => other > k && names.includes(name))
    executeTolerantly(
      context,
      statement,
      scope,
      (name, value) =>
        isTerm(value) && !isChanged(name) ? (declareNumbers(context, context.facts, name, value, FILE, statement.range) ?? value) : value,
      escapes,
    )
  }
  if (last.kind === 'expression') return { value: context.evaluate(last.value, scope), range, inside }
  const falls = context.execute([last], scope, escapes)
  if (escapes.some((exit) => exit.kind === 'return'))
    return { value: resultOf(context, escapes, falls && escapes.length === 0, 'this', range), range, inside }
  const name = namesOf(last).at(-1)
  const value = name === undefined ? undefined : scope.variables.get(name)?.value
  if (name === undefined || value === undefined) return refuse('this has no value', range)
  if (value.kind === 'opaque') throw value.error
  if (value.kind === 'function') return readFunction(context, value, frame, undefined, last.range, name)
  return { value, name, range, inside }
}
