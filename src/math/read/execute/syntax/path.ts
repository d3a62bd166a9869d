/** Where a place of the text is in the syntax: the statements and expressions around it, and what stands inside each. */
import type { Range } from '../../../api.ts'
import type { FileStatements } from './pieces.ts'
import { type Expression, type FunctionSyntax, namesOf, type Statement, type Subscript } from './syntax.ts'

/** Something that has a place in the text and may hold the place looked for. */
export type Part =
  | { readonly kind: 'statement'; readonly node: Statement; readonly range: Range }
  | { readonly kind: 'expression'; readonly node: Expression; readonly range: Range }
  | { readonly kind: 'function'; readonly node: FunctionSyntax; readonly range: Range }

const ofStatement = (node: Statement): Part => ({ kind: 'statement', node, range: node.range })
const ofExpression = (node: Expression): Part => ({ kind: 'expression', node, range: node.range })
const ofFunction = (node: FunctionSyntax): Part => ({ kind: 'function', node, range: node.range })

function partsOfStatement(node: Statement): Part[] {
  switch (node.kind) {
    case 'assign':
      return [...node.targets, ...(node.value === undefined ? [] : [node.value])].map(ofExpression)
    case 'update':
      return [node.target, node.value].map(ofExpression)
    case 'expression':
      return [ofExpression(node.value)]
    case 'return':
      return node.value === undefined ? [] : [ofExpression(node.value)]
    case 'if':
      return [ofExpression(node.test), ...node.then.map(ofStatement), ...node.otherwise.map(ofStatement)]
    case 'for':
      return [ofExpression(node.target), ofExpression(node.iterable), ...node.body.map(ofStatement), ...node.otherwise.map(ofStatement)]
    case 'count':
      return [
        ...node.init.map(ofStatement),
        ...[node.test, node.step].filter((e) => e !== undefined).map(ofExpression),
        ...node.body.map(ofStatement),
      ]
    case 'while':
      return [ofExpression(node.test), ...node.body.map(ofStatement)]
    case 'block':
      return node.body.map(ofStatement)
    case 'function':
      return [ofFunction(node.definition)]
    case 'class':
      return node.definition.body().map(ofStatement)
    default:
      return []
  }
}

function partsOfFunction(node: FunctionSyntax): Part[] {
  const body = node.body()
  return 'kind' in body ? [ofExpression(body)] : body.map(ofStatement)
}

function subscriptParts(item: Subscript): Part[] {
  if (item.kind !== 'slice') return [ofExpression(item)]
  return [item.start, item.stop, item.step].filter((e) => e !== undefined).map(ofExpression)
}

export function partsOfExpression(node: Expression): Part[] {
  switch (node.kind) {
    case 'unary':
      return [ofExpression(node.operand)]
    case 'binary':
    case 'compare':
      return [node.first, ...node.rest.map(({ operand }) => operand)].map(ofExpression)
    case 'logic':
      return [node.left, node.right].map(ofExpression)
    case 'conditional':
      return [node.test, node.then, node.otherwise].map(ofExpression)
    case 'call':
      return [ofExpression(node.callee), ...node.args.map((arg) => ofExpression(arg.value))]
    case 'member':
      return [ofExpression(node.object)]
    case 'index':
      return [ofExpression(node.object), ...node.items.flatMap(subscriptParts)]
    case 'range':
      return [node.start, node.step, node.stop].filter((e) => e !== undefined).map(ofExpression)
    case 'matrix':
      return node.rows.flat().map(ofExpression)
    case 'text':
      return node.parts.flatMap((part) => (typeof part === 'string' ? [] : [ofExpression(part)]))
    case 'meant':
      return node.operands.map(ofExpression)
    case 'list':
    case 'sequence':
      return node.items.map(ofExpression)
    case 'dictionary':
      return node.entries.map((entry) => ofExpression(entry.value))
    case 'spread':
      return [ofExpression(node.value)]
    case 'comprehension':
      return [
        ...(node.key === undefined ? [] : [ofExpression(node.key)]),
        ofExpression(node.element),
        ...node.clauses.flatMap((clause) => [ofExpression(clause.iterable), ...clause.conditions.map(ofExpression)]),
      ]
    case 'function':
      return [ofFunction(node.definition)]
    case 'assignment':
      return [ofExpression(node.target), ofExpression(node.value)]
    default:
      return []
  }
}

export function partsOfPart(part: Part): Part[] {
  if (part.kind === 'statement') return partsOfStatement(part.node)
  return part.kind === 'function' ? partsOfFunction(part.node) : partsOfExpression(part.node)
}

/** Whether something in statements, or in what they are made of, is so. */
export function someInside(statements: readonly Statement[], is: (part: Part) => boolean): boolean {
  const parts = statements.map(ofStatement)
  for (const part of parts) {
    if (is(part)) return true
    parts.push(...partsOfPart(part))
  }
  return false
}

/** Whether statements make functions, which may be called when they are done. */
export const makesFunctions = (statements: readonly Statement[]): boolean => someInside(statements, ({ kind }) => kind === 'function')

const holds = (outer: Range, inner: Range): boolean => outer.start <= inner.start && inner.end <= outer.end

/** The parts around a range, outermost first. Where two parts touch at a cursor, the one that goes deeper. */
export function pathTo(statements: FileStatements, range: Range): Part[] {
  const path: Part[] = []
  let parts = statements.touching(range).map(ofStatement)
  for (;;) {
    const around = parts.filter((part) => holds(part.range, range))
    // A cursor between two parts belongs to the one it stands before, unless that is a mere name or number.
    const next = around.length < 2 ? around[0] : (around.find((part) => part.kind !== 'expression' || !isPlain(part.node)) ?? around.at(-1))
    if (next === undefined) return path
    path.push(next)
    parts = partsOfPart(next)
  }
}

const isPlain = (e: Expression): boolean => e.kind === 'name' || e.kind === 'number' || e.kind === 'string' || e.kind === 'constant'

/** The operators of a chain a + b + c that a range covers exactly, as an expression of their own. */
export function partOfChain(e: Expression, range: Range): Expression | undefined {
  if (e.kind !== 'binary') return undefined
  const operands = [e.first, ...e.rest.map(({ operand }) => operand)]
  const start = operands.findIndex((operand) => operand.range.start === range.start)
  const end = operands.findIndex((operand) => operand.range.end === range.end)
  if (start !== 0 || end <= 0) return undefined
  return { ...e, rest: e.rest.slice(0, end), range }
}

/**
 * The name of the function whose value a path ends at: the whole of what is returned at its end, where it returns nothing before. A part of
 * that is not the function, nor is what one of several branches returns.
 */
export function returnedFrom(path: readonly Part[]): string | undefined {
  const last = path.at(-1)
  const at = path.map(({ kind }) => kind).lastIndexOf('function')
  const [made, statement, value] = path.slice(at)
  if (made?.kind !== 'function') return undefined
  const body = made.node.body()
  const around = path[at - 1]
  const isAll =
    'kind' in body ? last?.node === body : last === (value ?? statement) && statement?.kind === 'statement' && isResult(body, statement.node, value)
  if (!isAll) return undefined
  return made.node.name ?? (around?.kind === 'expression' ? assignedName(path[at - 2], around.node) : undefined)
}

/** Whether a statement of a body, or the whole of its value, is what this returns: at its end, or by a name that is returned right behind it. */
function isResult(body: readonly Statement[], statement: Statement, value: Part | undefined): boolean {
  if (returnsBefore(body, statement)) return false
  if (statement.kind === 'return') return value === undefined || value.node === statement.value
  const next = body[body.indexOf(statement) + 1]
  if (statement.kind !== 'assign' || statement.value === undefined || value?.node !== statement.value || next?.kind !== 'return') return false
  const [target] = statement.targets
  return target?.kind === 'name' && next.value?.kind === 'name' && next.value.name === target.name
}

/** Whether a function may end before it comes to one of its statements. */
function returnsBefore(body: readonly Statement[], statement: Statement): boolean {
  const parts = body.slice(0, body.indexOf(statement)).map(ofStatement)
  for (const part of parts) {
    if (part.kind === 'statement' && part.node.kind === 'return') return true
    parts.push(...partsOfPart(part).filter(({ kind }) => kind === 'statement'))
  }
  return false
}

/** The name that an assignment gives to what stands on its right side. */
export function assignedName(around: Part | undefined, value: Expression): string | undefined {
  if (around?.kind !== 'statement' || around.node.kind !== 'assign' || around.node.value !== value) return undefined
  const [target] = around.node.targets
  return target?.kind === 'name' ? target.name : undefined
}

/** Functions inside of functions are looked for this deep. */
const INSIDE = 6

/** The way into the body of a function that a statement defines. */
function intoFunction(statement: Statement): Part[] {
  const definition = functionOf(statement)
  const value = statement.kind === 'assign' && statement.value !== undefined ? [ofExpression(statement.value)] : []
  return [ofStatement(statement), ...value, ...(definition === undefined ? [] : [ofFunction(definition)])]
}

/** The way to a function of this name that is defined inside of others of these statements; undefined where there is none. */
export function pathInside(statements: readonly Statement[], name: string): Part[] | undefined {
  const stack = statements.map((statement): Statement[] => [statement])
  for (let path = stack.shift(); path !== undefined; path = stack.shift()) {
    const definition = functionOf(path.at(-1) as Statement)
    const body = definition === undefined || path.length > INSIDE ? [] : definition.body()
    for (const node of Array.isArray(body) ? (body as readonly Statement[]) : []) {
      if (functionOf(node) === undefined) continue
      const isNamed = (target: Expression): boolean => target.kind === 'name' && target.name === name
      const found = node.kind === 'function' ? node.definition.name === name : node.kind === 'assign' && node.targets.some(isNamed)
      if (found) return [...path.flatMap(intoFunction), ofStatement(node)]
      stack.push([...path, node])
    }
  }
  return undefined
}

/**
 * Where a function inside of these statements last binds a name: the way into it, and its statements up to there with the name behind
 * them. Of several functions the last one; undefined where none does.
 */
export function pathToLocal(statements: readonly Statement[], name: string): { readonly path: Part[]; readonly statements: Statement[] } | undefined {
  let found: ReturnType<typeof pathToLocal>
  const paths = statements.map((statement): Part[] => [ofStatement(statement)])
  for (const path of paths) {
    const part = path.at(-1) as Part
    const body = part.kind === 'function' ? part.node.body() : []
    const all = Array.isArray(body) ? (body as readonly Statement[]) : []
    const at = all.reduce((last, statement, k) => (namesOf(statement).includes(name) ? k : last), -1)
    if (at >= 0) {
      const { range } = all[at] as Statement
      const value: Statement = { kind: 'expression', value: { kind: 'name', name, range }, range }
      found = { path: [...path, ofStatement(all[0] as Statement)], statements: [...all.slice(0, at + 1), value] }
    }
    const isInside = (inner: Part): boolean => inner.kind !== 'expression' || inner.node.kind === 'function'
    if (path.length < 3 * INSIDE) for (const inner of partsOfPart(part)) if (isInside(inner)) paths.push([...path, inner])
  }
  return found
}

/** The way to a function that a bundle holds under a name, acts.swish or swish where one bundle alone has it; undefined where there is none. */
export function pathToMember(statements: readonly Statement[], of: string): Part[] | undefined {
  const [owner, member] = of.includes('.') ? of.split('.') : [undefined, of]
  const found = statements.flatMap((node): Part[][] => {
    if (node.kind !== 'assign' || node.value?.kind !== 'dictionary') return []
    if (owner !== undefined && !node.targets.some((target) => target.kind === 'name' && target.name === owner)) return []
    const entry = node.value.entries.filter(({ key, value }) => key?.kind === 'string' && key.value === member && value.kind === 'function').at(-1)
    return entry === undefined ? [] : [[ofStatement(node), ofExpression(entry.value)]]
  })
  return found.length === 1 ? found[0] : undefined
}

/** The function that a statement defines, by name or as the value of a variable. */
const functionOf = (node: Statement): FunctionSyntax | undefined =>
  node.kind === 'function' ? node.definition : node.kind === 'assign' && node.value?.kind === 'function' ? node.value.definition : undefined
