/** Which names a function gives to a plain number once, and to nothing else: c = 3e8. */
import { type Part, partsOfPart } from './path.ts'
import { type BinaryOperator, boundNames, type Expression, type FunctionSyntax, type Statement } from './syntax.ts'

const ARITHMETIC: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>(['+', '-', '*', '/', '**', 'product', 'quotient', 'power'])

/** Longer arithmetic gives no name a number. */
const DEEPEST = 20

/** A number as it is written, also one that is computed of numbers. */
function isPlainNumber(e: Expression, depth = 0): boolean {
  if (depth > DEEPEST) return false
  const isPlain = (part: Expression): boolean => isPlainNumber(part, depth + 1)
  if (e.kind === 'number') return e.imaginary !== true
  if (e.kind === 'unary') return (e.op === '-' || e.op === '+') && isPlain(e.operand)
  if (e.kind === 'binary') return isPlain(e.first) && e.rest.every(({ op, operand }) => ARITHMETIC.has(op) && isPlain(operand))
  // float(3), np.float64(0.5)
  return e.kind === 'call' && e.args.length === 1 && e.args.every(({ value }) => isPlain(value))
}

/** What gives names their values. */
export type Assignment = Pick<Extract<Statement, { kind: 'assign' }>, 'targets' | 'value' | 'range'>

/** The names to which an assignment gives plain numbers: c = 3e8, a, b = 1, 100. */
export function numbersGiven({ targets, value }: Assignment): string[] {
  if (value === undefined) return []
  return targets.flatMap((target) => {
    if (target.kind === 'name') return isPlainNumber(value) ? [target.name] : []
    if (target.kind !== 'list' || value.kind !== 'list' || target.items.length !== value.items.length) return []
    return target.items.flatMap((item, k) => (item.kind === 'name' && isPlainNumber(value.items[k] as Expression) ? [item.name] : []))
  })
}

/** By body. */
const known = new WeakMap<object, ReadonlySet<string>>()
const NONE: ReadonlySet<string> = new Set()

/** These names of a function. */
export function constantsOf(definition: FunctionSyntax): ReadonlySet<string> {
  const body = definition.body()
  const before = known.get(body)
  if (before !== undefined) return before
  const found = constantsIn(definition)
  known.set(body, found)
  return found
}

function constantsIn(definition: FunctionSyntax): ReadonlySet<string> {
  const given = new Set<string>()
  const others = new Set(definition.parameters.flatMap(({ name, pattern }) => (pattern === undefined ? [name] : boundNames(pattern))))
  const parts: Part[] = partsOfPart({ kind: 'function', node: definition, range: definition.range })
  for (const part of parts) {
    const assignment = assignmentOf(part)
    const numbers = assignment === undefined ? [] : numbersGiven(assignment)
    for (const name of changedBy(part)) {
      if (numbers.includes(name) && !given.has(name)) given.add(name)
      else others.add(name)
    }
    parts.push(...partsOfPart(part))
  }
  return given.size === 0 ? NONE : new Set([...given].filter((name) => !others.has(name)))
}

function assignmentOf({ kind, node }: Part): Assignment | undefined {
  if (kind === 'statement') return node.kind === 'assign' ? node : undefined
  return kind === 'expression' && node.kind === 'assignment' ? plainly(node) : undefined
}

/** As an assignment, what assigns within an expression and does not change what was there: (c = 3). */
export const plainly = ({ target, op, value, old, range }: Extract<Expression, { kind: 'assignment' }>): Assignment | undefined =>
  op === undefined && old !== true ? { targets: [target], value, range } : undefined

/** The names that something binds or may change, apart from what is inside of it. */
function changedBy({ kind, node }: Part): readonly string[] {
  if (kind === 'function') return []
  switch (node.kind) {
    case 'assign':
      // double &r = c
      return [
        ...(node.value === undefined ? [] : node.targets.flatMap((target) => boundNames(target))),
        ...(node.binding === 'place' && node.value ? boundNames(node.value) : []),
      ]
    case 'update':
    case 'assignment':
    case 'for':
      return boundNames(node.target)
    case 'function':
      return kind === 'statement' && node.definition.name !== undefined ? [node.definition.name] : []
    case 'class':
      return [node.definition.name]
    case 'import':
      return node.names.map(({ name }) => name)
    case 'scope':
    case 'unknown':
      return 'names' in node ? node.names : []
    case 'comprehension':
      return node.clauses.flatMap(({ target }) => boundNames(target))
    case 'call':
      return node.args.flatMap(({ changed, value }) => (changed === undefined ? [] : boundNames(value)))
    default:
      return []
  }
}
