/** Functions without a result that fill what is handed to them: what they fill is what they give. */
import { mentions } from './loops/carried.ts'
import { partsOfExpression, someInside } from './syntax/path.ts'
import { boundNames, changedFunction, type Expression, type FunctionSyntax, type Parameter, type Statement } from './syntax/syntax.ts'

interface Filling {
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
}

/** Parameters and body with what is filled said, and given back; as they are where nothing is. `status`: what is returned only says that it went well. */
export function filling(parameters: readonly Parameter[], body: readonly Statement[], status = false): Filling {
  const written = filledIn(body, parameters)
  const last = body[body.length - 1]
  if (written === undefined || last === undefined) return { parameters, body }
  const { name, builds } = written
  const { range } = last
  const nothing = last.kind === 'return' && (last.value === undefined || isNothing(last.value) || (status && isStatus(last.value)))
  const itself = last.kind === 'return' && last.value?.kind === 'name' && last.value.name === name
  if (last.kind === 'return' && !nothing && !itself) return { parameters, body }
  const filled = parameters.map((each) => (each.name === name && !builds ? { ...each, ...howFilled(each, body) } : each))
  if (itself) return { parameters: filled, body }
  return {
    parameters: filled,
    body: [...(nothing ? body.slice(0, -1) : body), { kind: 'return', value: { kind: 'name', name, range }, range }],
  }
}

/** A function as one that gives back the parameter of this name, which it writes into; undefined where it has none such. */
export function givingBack(definition: FunctionSyntax, name: string): FunctionSyntax | undefined {
  const { parameters, body } = definition
  const statements = body()
  const own = parameters.find((parameter) => parameter.name === name)
  if (own === undefined || 'kind' in statements || !writesInto(definition, name)) return undefined
  const last = statements.at(-1)
  if (last === undefined) return undefined
  const { range } = last
  const kept = last.kind === 'return' ? statements.slice(0, -1) : statements
  return changedFunction(definition, {
    name,
    parameters: parameters.map((each) => (each === own ? { ...each, fills: undefined, ...howFilled(each, statements) } : each)),
    body: () => [...kept, { kind: 'return', value: { kind: 'name', name, range }, range }],
  })
}

/** Whether a function writes into the parameter of this name. */
export function writesInto({ parameters, body }: FunctionSyntax, name: string): boolean {
  const statements = body()
  const own = parameters.find((parameter) => parameter.name === name)
  const isWriting = (node: Statement): boolean => node.kind !== 'function' && writtenBy(node, [own as Parameter]) === name
  return (
    own !== undefined && !('kind' in statements) && someInside(statements, ({ kind, node }) => kind === 'statement' && isWriting(node as Statement))
  )
}

/** What is written into before anything is read of it is not needed from who calls; a number, where all of it is assigned to. */
function howFilled({ name, passing }: Parameter, body: readonly Statement[]): Pick<Parameter, 'fills'> {
  const isOwn = (e: Expression | undefined): boolean => e?.kind === 'name' && e.name === name
  const isWhole = (e: Expression | undefined): boolean => isOwn(e) || (e?.kind === 'index' && e.pointed === true && isOwn(e.object))
  if (firstUse(body, name) === 'read') return {}
  if (passing !== 'place') return { fills: true }
  const own = assignmentsIn(body).filter(({ target }) => isWhole(target))
  if (own.length === 0) return { fills: true }
  return own[0]?.isNew === true ? { fills: 'number' } : {}
}

/** What is assigned to, in the order of the text, and whether the old value does not count: y = x, but not y += x and y = y + x. */
function assignmentsIn(body: readonly Statement[]): { readonly target: Expression | undefined; readonly isNew: boolean }[] {
  return body.flatMap((statement) => {
    switch (statement.kind) {
      case 'assign': {
        const [target] = statement.targets
        const name = target?.kind === 'name' ? target.name : target?.kind === 'index' && target.object.kind === 'name' ? target.object.name : ''
        return [{ target, isNew: statement.value !== undefined && !mentions(statement.value, name) }]
      }
      case 'update':
        return [{ target: statement.target, isNew: false }]
      case 'for':
      case 'count':
      case 'while':
      case 'block':
        return assignmentsIn(statement.body)
      case 'if':
        return [...assignmentsIn(statement.then), ...assignmentsIn(statement.otherwise)].map((each) => ({
          ...each,
          isNew: each.isNew && statement.otherwise.length > 0,
        }))
      default:
        return []
    }
  })
}

const isNothing = (value: Expression): boolean =>
  (value.kind === 'constant' && value.value === null) || (value.kind === 'name' && value.name === 'nothing')

const isStatus = (value: Expression): boolean => value.kind === 'constant' || (value.kind === 'number' && value.value.isInteger)

/** Does a function end by writing into what is handed to it? */
export function endsInWriting(parameters: readonly Parameter[], body: readonly Statement[]): boolean {
  const last = body[body.length - 1]
  return last !== undefined && writtenBy(last, parameters) !== undefined && filledIn([last], parameters) !== undefined
}

/** What a statement writes into: x[i] = v, x .= v, x .+= v, and y = v, y += v of a y that stands for a place. */
function writtenBy(statement: Statement, parameters: readonly Parameter[]): string | undefined {
  if (statement.kind !== 'assign' && statement.kind !== 'update') return undefined
  let base = statement.kind === 'assign' ? statement.targets[0] : statement.target
  if (base === undefined) return undefined
  const isPlace = (name: string): boolean => parameters.some((parameter) => parameter.name === name && parameter.passing === 'place')
  const written = statement.fills === true || base.kind === 'index' || (base.kind === 'name' && isPlace(base.name))
  while (base.kind === 'index') base = base.object
  return written && base.kind === 'name' ? base.name : undefined
}

/** The parameter into whose places a function writes last, and whether it builds on what is there: y .+= x. */
function filledIn(body: readonly Statement[], parameters: readonly Parameter[]): { readonly name: string; readonly builds: boolean } | undefined {
  let found: string | undefined
  const built = new Set<string>()
  const stack = [...body]
  for (let statement = stack.shift(); statement !== undefined; statement = stack.shift()) {
    const name = writtenBy(statement, parameters)
    if (name !== undefined && statement.kind === 'update' && statement.fills === true) built.add(name)
    if (parameters.some((parameter) => parameter.name === name)) found = name
    if (statement.kind === 'for' || statement.kind === 'count' || statement.kind === 'while' || statement.kind === 'block')
      stack.unshift(...statement.body)
    else if (statement.kind === 'if') stack.unshift(...statement.then, ...statement.otherwise)
  }
  return found === undefined ? undefined : { name: found, builds: built.has(found) }
}

/** Calls that ask how long something is, or make something as long: what it holds is not read. */
const LENGTHS =
  /^(?:length|size|eachindex|axes|firstindex|lastindex|ndims|similar|zero|eltype|numel|len|count|indices|rows|cols|columns|capacity|reserve|resize)$/

/** Whether a function reads what a parameter of this name holds before it writes into that, in the order in which it is executed. */
function firstUse(body: readonly Statement[], name: string): 'read' | 'write' | undefined {
  for (const statement of body) {
    const use = firstUseIn(statement, name)
    if (use !== undefined) return use
  }
  return undefined
}

function firstUseIn(statement: Statement, name: string): 'read' | 'write' | undefined {
  const read = (...parts: readonly (Expression | undefined)[]): 'read' | undefined =>
    parts.some((part) => part !== undefined && isReadIn(part, name)) ? 'read' : undefined
  switch (statement.kind) {
    case 'assign':
      return (
        read(statement.value, ...statement.targets.flatMap(subscriptsOf)) ??
        (statement.targets.some((target) => isPartOf(target, name)) ? 'write' : undefined)
      )
    case 'update':
      return isPartOf(statement.target, name) ? 'read' : read(statement.value, ...subscriptsOf(statement.target))
    case 'expression': {
      const { value } = statement
      if (value.kind === 'assignment')
        return value.op !== undefined && isPartOf(value.target, name)
          ? 'read'
          : (read(value.value) ?? (isPartOf(value.target, name) ? 'write' : undefined))
      // mul!(y, A, x)
      const [first, ...others] = value.kind === 'call' && value.callee.kind === 'name' && value.callee.name.endsWith('!') ? value.args : []
      const isFilled = first?.value.kind === 'name' && first.value.name === name && others.length < 3 && others.length > 0
      return isFilled ? (read(...others.map((other) => other.value)) ?? 'write') : read(value)
    }
    case 'return':
      return read(statement.value)
    case 'if': {
      const both = [firstUse(statement.then, name), firstUse(statement.otherwise, name)]
      return read(statement.test) ?? (both.includes('read') ? 'read' : (both[0] ?? both[1]))
    }
    case 'for':
      return read(statement.iterable) ?? firstUse(statement.body, name)
    case 'count':
      return firstUse(statement.init, name) ?? read(statement.test) ?? firstUse(statement.body, name)
    case 'while':
      return read(statement.test) ?? firstUse(statement.body, name)
    case 'block':
    case 'labelled':
      return firstUse(statement.body, name)
    default:
      return undefined
  }
}

/** Whether a target is something of this name, or a part of it. */
const isPartOf = (target: Expression, name: string): boolean => boundNames(target).includes(name)

const subscriptsOf = (target: Expression): Expression[] =>
  target.kind === 'index' ? [...target.items.filter((item) => item.kind !== 'slice'), ...subscriptsOf(target.object)] : []

/** Whether an expression needs what something of this name holds, not only how long it is. */
function isReadIn(expression: Expression, name: string): boolean {
  const stack = [expression]
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === 'name' && e.name === name) return true
    const asked =
      e.kind === 'call' ? (e.callee.kind === 'name' || e.callee.kind === 'member' ? e.callee.name : '') : e.kind === 'member' ? e.name : ''
    const isOwn = (part: Expression): boolean => part.kind === 'name' && part.name === name
    for (const part of partsOfExpression(e))
      if (part.kind === 'expression' && !(LENGTHS.test(asked) && (isOwn(part.node) || part.node.kind === 'member'))) stack.push(part.node)
  }
  return false
}
