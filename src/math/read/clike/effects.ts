/** Library functions that are called for what they write: swap, fill, copy, transform, iota, reverse, partial_sum, for_each; and those that only show something. */
import type { Range } from '../../api.ts'
import type { BinaryOperator, Expression, Statement } from '../execute/syntax/syntax.ts'
import { callOf, numeral } from '../grammar/parser.ts'
import { rotationWritten } from './rotations.ts'

type Call = Extract<Expression, { kind: 'call' }>

/** What is called for its effect, of which nothing is read. */
export const EFFECTS =
  /^(?:printf|fprintf|print|println|cout|cerr|endl|puts|log_\w+|debug|\w+!|Println|Printf|Print|Sprintf|assert\w*|exit|abort|free|malloc|WriteLine|System|fmt|Console|stopifnot|cat|message|NSLog|precondition|fatalError|debugPrint)$/

/** The index of a loop that the text does not write; no name in a text is spelled so. */
export const numbered = (range: Range): Expression => ({ kind: 'name', name: 'k ', range })
/** What an array held before it is written to. */
const former = (range: Range): Expression => ({ kind: 'name', name: 'former ', range })
const at = (object: Expression, range: Range, index = numbered(range)): Expression => ({ kind: 'index', object, items: [index], range })
const assign = (target: Expression, value: Expression, range: Range): Statement => ({ kind: 'assign', targets: [target], value, range })
const sum = (first: Expression, operand: Expression, op: BinaryOperator = '+'): Expression => ({
  kind: 'binary',
  first,
  rest: [{ op, operand }],
  range: first.range,
})

/** What v.begin(), &v[0] and v.data() stand for, and by how many places it is moved: v.begin() + 2. */
export function iterated(e: Expression | undefined): { readonly array: Expression; readonly from?: Expression } | undefined {
  if (e === undefined) return undefined
  const [step] = e.kind === 'binary' ? e.rest : []
  if (e.kind === 'binary' && e.rest.length === 1 && step?.op === '+') {
    const inner = iterated(e.first)
    return inner === undefined || inner.from !== undefined ? undefined : { array: inner.array, from: step.operand }
  }
  if (e.kind === 'call' && e.callee.kind === 'member' && /^(?:c?begin|data|as_mut_slice|iter_mut|stream)$/.test(e.callee.name))
    return iterated(e.callee.object)
  // std::begin(v)
  if (e.kind === 'call' && e.callee.kind === 'name' && /^c?begin$/.test(e.callee.name)) return iterated(e.args[0]?.value)
  return e.kind === 'name' || e.kind === 'member' || e.kind === 'index' ? { array: e } : undefined
}

/** Whether it stands for a place in an array, as v.begin(), v.begin() + 2 and v.data() do. */
export const isIterator = (e: Expression): boolean =>
  e.kind === 'binary' ? isIterator(e.first) : e.kind === 'call' && iterated(e)?.array !== undefined

export const isEnd = (e: Expression | undefined): boolean =>
  e?.kind === 'call' && /^c?end$/.test(e.callee.kind === 'member' || e.callee.kind === 'name' ? e.callee.name : '')

/** For all places of an array, or so many. */
function overAll(array: Expression, body: readonly Statement[], range: Range): Statement[] {
  return [{ kind: 'for', target: numbered(range), iterable: callOf('indices', [array], range, range), body, otherwise: [], range }]
}

/** Elements of an array for elements of another, or of the same: all are read before one is written. */
function moved(
  from: Expression,
  count: readonly Expression[],
  pair: (from: Expression) => readonly [Expression, Expression],
  range: Range,
): Statement[] {
  const [target, value] = pair(former(range))
  const kept: Statement = { kind: 'assign', targets: [former(range)], value: callOf('copy', [from], range, range), declares: true, range }
  return [
    kept,
    {
      kind: 'for',
      target: numbered(range),
      iterable: callOf('indices', count, range, range),
      body: [assign(target, value, range)],
      otherwise: [],
      range,
    },
  ]
}

/** The elements of an array from its last to its first one. */
function turned(array: Expression, range: Range): Statement[] {
  const last = sum(callOf('size', [array], range, range), numeral(1, range), '-')
  return moved(array, [array], (before) => [at(array, range), at(before, range, sum(last, numbered(range), '-'))], range)
}

/** What is added up so far: no name in a text is spelled so. */
const gathered = (range: Range): Expression => ({ kind: 'name', name: 'total ', range })

/** Each element with all before it, written into another array or the same. */
function summed(from: Expression, to: Expression, range: Range): Statement[] {
  const total = gathered(range)
  const begun: Statement = { kind: 'assign', targets: [total], value: numeral(0, range), declares: true, range }
  const added: Statement = { kind: 'update', target: total, op: '+', value: at(from, range), range }
  return [begun, ...overAll(from, [added, assign(at(to, range), total, range)], range)]
}

/** The v of std::back_inserter(v), behind whose elements more are put. */
const grownBy = (e: Expression | undefined): Expression | undefined =>
  e?.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'back_inserter' ? e.args[0]?.value : undefined

/** What goes to a place of an array, or behind its elements. */
function put(to: Expression | undefined, value: Expression, range: Range): Statement | undefined {
  const grown = grownBy(to)
  if (grown !== undefined) {
    const callee: Expression = { kind: 'member', object: grown, name: 'push_back', range }
    return { kind: 'expression', value: { kind: 'call', callee, args: [{ value, range }], range }, range }
  }
  const place = iterated(to)
  return place === undefined || place.from !== undefined ? undefined : assign(at(place.array, range), value, range)
}

const isPlace = (e: Expression): boolean => e.kind === 'name' || e.kind === 'member' || e.kind === 'index'

/** The statements that a call comes to; undefined where it writes nothing that is known here. */
export function writing(call: Call): Statement[] | undefined {
  const { range } = call
  const args = call.args.map(({ value }) => value)
  const { callee } = call
  // Rust: x.append(&mut y) also empties y.
  if (callee.kind === 'member' && callee.name === 'append' && call.args[0]?.changed === 'place')
    return [callee.object, args[0]].flatMap((each) => unread(each, callee.name, range) ?? [])
  if (callee.kind === 'member') return ofMethod(callee.object, callee.name, args, range)
  return callee.kind === 'name' ? ofFunction(callee.name, args, range) : undefined
}

function exchanged(a: Expression, b: Expression, range: Range): Statement[] {
  const pair = (items: Expression[]): Expression => ({ kind: 'list', form: 'tuple', items, range })
  return [assign(pair([a, b]), pair([b, a]), range)]
}

function ofMethod(object: Expression, name: string, args: readonly Expression[], range: Range): Statement[] | undefined {
  const [first, second] = args
  const { array } = iterated(object) ?? {}
  switch (name) {
    case 'swap':
    case 'swapAt':
      if (first !== undefined && second !== undefined) return exchanged(at(object, range, first), at(object, range, second), range)
      return name === 'swap' && first !== undefined ? exchanged(object, first, range) : undefined
    case 'fill':
    case 'setConstant':
      return first === undefined || second !== undefined ? undefined : overAll(object, [assign(at(object, range), first, range)], range)
    case 'copy_from_slice':
    case 'clone_from_slice':
    case 'clone_from':
      return first === undefined ? undefined : overAll(object, [assign(at(object, range), at(first, range), range)], range)
    case 'for_each':
      return array === undefined || first?.kind !== 'function' || array === object ? undefined : overAll(array, [changed(array, first, range)], range)
    case 'normalize':
    case 'transposeInPlace': {
      const made = name === 'normalize' ? 'normalized' : 'transpose'
      const value: Expression = { kind: 'call', callee: { kind: 'member', object, name: made, range }, args: [], range }
      return first === undefined && isPlace(object) ? [assign(object, value, range)] : undefined
    }
    case 'setZero':
      return first === undefined && isPlace(object) ? [assign(object, sum(object, object, '-'), range)] : undefined
    case 'clear':
      return isPlace(object) ? [assign(object, { kind: 'list', form: 'list', items: [], range }, range)] : undefined
    case 'assign':
      return first === undefined || second === undefined || isEnd(second)
        ? unread(object, name, range)
        : [assign(object, callOf('rep', [second, first], range, range), range)]
    case 'reverse':
      return first === undefined && isPlace(object) ? turned(object, range) : unread(first ?? object, name, range)
    case 'setIdentity':
    case 'pop_back':
    case 'pop':
    case 'insert':
    case 'erase':
    case 'truncate':
    case 'sort':
    case 'sort_by':
    case 'sort_unstable':
    case 'rotate_left':
    case 'rotate_right':
    case 'shuffle':
      return unread(object, name, range)
    default:
      return undefined
  }
}

/** f(v[k]), where f changes what it is given. */
function changed(array: Expression, f: Extract<Expression, { kind: 'function' }>, range: Range): Statement {
  const parameters = f.definition.parameters.map((parameter) => ({ ...parameter, passing: 'place' as const }))
  const callee: Expression = { ...f, definition: { ...f.definition, parameters } }
  return { kind: 'expression', value: { kind: 'call', callee, args: [{ value: at(array, range), range }], range }, range }
}

/** What is done to an array is not followed. */
function unread(object: Expression | undefined, name: string, range: Range): Statement[] | undefined {
  let base = object
  while (base?.kind === 'index' || base?.kind === 'member') base = base.object
  return base?.kind === 'name' ? [{ kind: 'unknown', what: `what "${name}" makes of "${base.name}"`, names: [base.name], range }] : undefined
}

/** What says how many elements there are in so many bytes, sizeof(x) or n * sizeof(double): x, n; undefined for others. */
function elementsIn(bytes: Expression): Expression | undefined {
  const sizeOf = (e: Expression | undefined): Expression | undefined =>
    e?.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'sizeof' ? e.args[0]?.value : undefined
  if (bytes.kind !== 'binary') return sizeOf(bytes)
  const [times] = bytes.rest
  if (bytes.rest.length !== 1 || times?.op !== '*') return undefined
  return sizeOf(times.operand) === undefined ? sizeOf(bytes.first) && times.operand : bytes.first
}

/** malloc(n * sizeof(double)), calloc(n, sizeof(double)): as many elements, as zeros; other values as they are. */
export function allocated<E extends Expression | undefined>(value: E): E | Expression {
  if (value?.kind !== 'call' || value.callee.kind !== 'name' || !/^(?:malloc|calloc|alloca)$/.test(value.callee.name)) return value
  const [first, second] = value.args.map((each) => each.value)
  const count = first === undefined ? undefined : second === undefined ? elementsIn(first) : first
  return count === undefined ? value : callOf('rep', [numeral(0, value.range), count], value.range, value.range)
}

function ofFunction(name: string, args: readonly Expression[], range: Range): Statement[] | undefined {
  const [a, b, c, d, e] = args
  const first = iterated(a)
  switch (name) {
    case 'swap':
      if (a === undefined || b === undefined) return undefined
      return c === undefined ? exchanged(a, b, range) : exchanged(at(a, range, b), at(a, range, c), range)
    case 'fill': {
      // std::fill(v.begin(), v.end(), x), Arrays.fill(v, x)
      const value = c ?? b
      if (first === undefined || value === undefined || first.from !== undefined || (c !== undefined && !isEnd(b)))
        return unread(first?.array, name, range)
      return overAll(first.array, [assign(at(first.array, range), value, range)], range)
    }
    case 'iota': {
      if (first === undefined || c === undefined || first.from !== undefined || !isEnd(b)) return unread(first?.array, name, range)
      return overAll(first.array, [assign(at(first.array, range), sum(c, numbered(range)), range)], range)
    }
    case 'copy': {
      // Go: copy(to, from), of as many as both have
      if (c === undefined)
        return a === undefined || b === undefined ? undefined : moved(b, [b, a], (before) => [at(a, range), at(before, range)], range)
      const copied = first === undefined || first.from !== undefined || !isEnd(b) ? undefined : put(c, at(first.array, range), range)
      return first === undefined || copied === undefined
        ? unread(grownBy(c) ?? iterated(c)?.array ?? c, name, range)
        : overAll(first.array, [copied], range)
    }
    case 'transform': {
      const isBinary = e !== undefined
      const to = isBinary ? d : c
      const f = isBinary ? e : d
      const other = isBinary ? iterated(c) : undefined
      const isRead = first !== undefined && f !== undefined && isEnd(b) && (!isBinary || other !== undefined)
      if (!isRead || [first, other].some((each) => each?.from !== undefined)) return unread(grownBy(to) ?? iterated(to)?.array, name, range)
      const given = [at(first.array, range), ...(other === undefined ? [] : [at(other.array, range)])]
      const made = put(to, { kind: 'call', callee: f, args: given.map((each) => ({ value: each, range })), range }, range)
      return made === undefined ? unread(iterated(to)?.array, name, range) : overAll(first.array, [made], range)
    }
    case 'for_each': {
      if (first === undefined || first.from !== undefined || c === undefined || !isEnd(b)) return undefined
      const value: Expression = { kind: 'call', callee: c, args: [{ value: at(first.array, range), range }], range }
      return overAll(first.array, [{ kind: 'expression', value, range }], range)
    }
    case 'arraycopy': {
      if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined) return undefined
      const later = (array: Expression, by: Expression): Expression => at(array, range, sum(numbered(range), by))
      return moved(a, [e], (before) => [later(c, d), later(before, b)], range)
    }
    case 'sincos':
    case 'sincosf':
      return a === undefined || b === undefined || c === undefined
        ? undefined
        : [assign(b, callOf('sin', [a], range, range), range), assign(c, callOf('cos', [a], range, range), range)]
    case 'memset': {
      const count = c === undefined ? undefined : elementsIn(c)
      return a === undefined || b?.kind !== 'number' || !b.value.isZero || count === undefined
        ? unread(a, name, range)
        : overAll(count, [assign(at(a, range), b, range)], range)
    }
    case 'memcpy':
    case 'memmove': {
      const count = c === undefined ? undefined : elementsIn(c)
      const [to, from] = [iterated(a), iterated(b)]
      return to === undefined || from === undefined || count === undefined || to.from !== undefined || from.from !== undefined
        ? unread(to?.array ?? a, name, range)
        : moved(from.array, [count], (before) => [at(to.array, range), at(before, range)], range)
    }
    case 'reverse':
      return first === undefined || first.from !== undefined || !(b === undefined || isEnd(b))
        ? unread(first?.array, name, range)
        : turned(first.array, range)
    case 'partial_sum':
    case 'inclusive_scan': {
      const to = iterated(c)
      return first === undefined || first.from !== undefined || to === undefined || to.from !== undefined || !isEnd(b) || d !== undefined
        ? unread(to?.array, name, range)
        : summed(first.array, to.array, range)
    }
    case 'setAll':
      // Arrays.setAll(v, i -> f(i))
      return a === undefined || b === undefined || c !== undefined
        ? undefined
        : overAll(a, [assign(at(a, range), { kind: 'call', callee: b, args: [{ value: numbered(range), range }], range }, range)], range)
    case 'sort':
    case 'stable_sort':
    case 'nth_element':
    case 'rotate':
    case 'shuffle':
    case 'adjacent_difference':
    case 'exclusive_scan':
    case 'generate':
      return unread((/^(?:adjacent_difference|exclusive_scan)$/.test(name) ? iterated(c) : first)?.array, name, range)
    default:
      return rotated(name, args, range)
  }
}

/** AngleAxisRotatePoint(a, x, result) and its like: the components of what they give, written into their last argument. */
function rotated(name: string, args: readonly Expression[], range: Range): Statement[] | undefined {
  const rotation = rotationWritten(name)
  const target = rotation && args[rotation.given]
  if (rotation === undefined || target === undefined) return undefined
  const [to, given] = [iterated(target), args.slice(0, rotation.given).map((each) => iterated(each))]
  if (to === undefined || to.from !== undefined || given.some((each) => each === undefined || each.from !== undefined))
    return unread(to?.array ?? target, name, range)
  const value = callOf(
    rotation.value,
    given.map((each) => each?.array as Expression),
    range,
    range,
  )
  return moved(value, [numeral(rotation.count, range)], (before) => [at(to.array, range), at(before, range)], range)
}
