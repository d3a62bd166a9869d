/** What names mean in JavaScript: Math by the table, arrays and objects by their methods. */
import type { Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import { operationSpelled } from '../../ops/table.ts'
import { hasNumber, lacksNumber } from '../execute/arrays/noNumber.ts'
import { isArray } from '../execute/arrays/shapes.ts'
import { applyRow } from '../execute/calls/apply.ts'
import { callUnknown } from '../execute/calls/calls.ts'
import { isApply, numberOf } from '../execute/values/arithmetic.ts'
import { type Context, type Dialect, refuse } from '../execute/values/context.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, copied, isTerm, listOf, NONE, type ReferenceValue, reference, truth, type Value } from '../execute/values/value.ts'
import { applyTerm, nameTerm, numberTerm, ReadError } from '../term.ts'
import { arrayFrom, callArrayMethod, lengthOf, METHODS } from './arrays.ts'
import { callLibrary, HABITS } from './libraries.ts'
import { callMatrixFunction, MATRIX_NAMES } from './matrices.ts'
import { callEntries, callObject, ENTRY_METHODS } from './objects.ts'

const GLOBALS = new Set([
  'Math',
  'Number',
  'Array',
  'Object',
  'JSON',
  'console',
  'Infinity',
  'NaN',
  'parseFloat',
  'parseInt',
  'isNaN',
  'isFinite',
  'String',
  'Boolean',
  'Float64Array',
  'Float32Array',
  'Date',
  'performance',
  'document',
  'window',
  'Error',
  'TypeError',
  'RangeError',
  'Symbol',
  'Map',
  'Set',
  'Promise',
  'globalThis',
  'process',
  'require',
  'structuredClone',
  'fetch',
])

/** The operator as a function of the language; no name can be spelled so. */
export const TYPEOF = 'typeof '

const VALUES: ReadonlyMap<string, number> = new Map([
  ['Math.LN2', Math.LN2],
  ['Math.LN10', Math.LN10],
  ['Number.EPSILON', Number.EPSILON],
  ['Number.MAX_SAFE_INTEGER', Number.MAX_SAFE_INTEGER],
  ['Number.MIN_SAFE_INTEGER', Number.MIN_SAFE_INTEGER],
  ['Number.MAX_VALUE', Number.MAX_VALUE],
  ['Number.MIN_VALUE', Number.MIN_VALUE],
])

function imported(path: string): Value {
  const plain = path
    .replace(/^globalThis\./, '')
    .replace(/^Number\.(POSITIVE_)?INFINITY$/i, 'Infinity')
    .replace(/^Number\.NaN$/, 'NaN')
  if (plain === 'Math.LN2' || plain === 'Math.LN10') return applyTerm('ln', [numberTerm(plain === 'Math.LN2' ? 2 : 10)])
  if (plain === 'Math.LOG2E' || plain === 'Math.LOG10E')
    return applyTerm('div', [numberTerm(1), applyTerm('ln', [numberTerm(plain === 'Math.LOG2E' ? 2 : 10)])])
  if (plain === 'Math.SQRT2') return applyTerm('sqrt', [numberTerm(2)])
  if (plain === 'Math.SQRT1_2') return applyTerm('sqrt', [applyTerm('div', [numberTerm(1), numberTerm(2)])])
  const value = VALUES.get(plain)
  if (value !== undefined) return numberTerm(value)
  const row = operationSpelled('javascript', plain)
  return row !== undefined && row.args.length === 0 && row.elementwise ? applyTerm(row.name, []) : reference(plain)
}

export const javascriptDialect: Dialect = {
  remainder: { library: 'c', spelling: 'fmod' },
  comment: '//',
  callMethods: ['forward', 'call', 'evaluate', 'apply', 'value', 'predict'],
  constructorName: 'constructor',
  joinsLists: false,
  assignsOutwards: true,
  scopesBlocks: true,
  looseArguments: true,
  singleIndices: true,
  passesSelf: false,
  negativeIndices: false,
  imported,
  passesOver: (path) => /^(console|document|window|performance|process|JSON|fetch|setTimeout|requestAnimationFrame|alert)\b/.test(path),
  isMethod: (name) => METHODS.has(name),
  builtin(name) {
    if (name === TYPEOF) return reference(TYPEOF)
    const habit = HABITS.get(name)
    if (habit !== undefined) return reference(habit)
    return GLOBALS.has(name) ? imported(name) : MATRIX_NAMES.has(name) ? reference(name) : undefined
  },
  // A number may be called so.
  bare: ({ path }, range) => (MATRIX_NAMES.has(path) ? nameTerm(path, range) : undefined),
  member(context, object, name, range) {
    if (object.kind === 'reference') return /^(call|apply|bind)$/.test(name) ? { kind: 'method', object, name } : imported(`${object.path}.${name}`)
    if (name === 'size' && object.kind === 'dictionary') return numberTerm(object.entries.value.size)
    if (name === 'length' && (isTerm(object) || object.kind === 'list' || object.kind === 'sequence' || object.kind === 'string'))
      return lengthOf(context, object, range)
    // What an object does not have is undefined, and ?. of undefined too.
    if (object.kind === 'none' || (object.kind === 'dictionary' && !ENTRY_METHODS.has(name))) return NONE
    return { kind: 'method', object, name }
  },
  call: (context, callee, args, range) =>
    callee.kind === 'reference' ? callReference(context, callee, args, range) : callMethod(context, callee.object, callee.name, args, range),
  /** Fields of a class are its objects' own. */
  initialise(context, instance) {
    const classes = [instance.class]
    for (let base = instance.class.bases[0]; base?.kind === 'class' && classes.length < 20; base = base.bases[0]) classes.unshift(base)
    for (const { members } of classes) {
      for (const [name, cell] of members.variables) {
        if (cell.value !== undefined && cell.value.kind !== 'function') instance.attributes.set(name, new Cell<Value | undefined>(cell.value))
      }
    }
    void context
  },
}

function callReference(context: Context, { path }: ReferenceValue, args: Arguments, range: Range): Value {
  const [value] = args.positional
  const native = callObject(context, path, args, range) ?? callLibrary(context, path, args, range) ?? callMatrixFunction(context, path, args, range)
  if (native !== undefined) return native
  switch (path) {
    case TYPEOF:
      return { kind: 'string', value: typeName(value) }
    case 'Math.random':
      return { kind: 'opaque', error: new ReadError('"Math.random" gives random numbers', range, 'give the number a name') }
    case 'Math.max':
    case 'Math.min': {
      const whole = args.spread === true ? value : undefined
      if (whole !== undefined) return applyTerm(path === 'Math.max' ? 'amax' : 'amin', [context.toTerm(whole, range)], range)
      const terms = args.positional.map((each) => context.toTerm(each, range))
      if (terms.length === 0) return refuse(`"${path}" is called without numbers`, range)
      return terms.length === 1 ? (terms[0] as ReturnType<Context['toTerm']>) : applyTerm(path === 'Math.max' ? 'maximum' : 'minimum', terms, range)
    }
    case 'Math.fround':
    case 'Number':
    case 'parseFloat':
    case 'Number.parseFloat':
      return asNumber(context, value, range)
    case 'parseInt':
    case 'Number.parseInt': {
      const number = asNumber(context, value, range)
      const known = isTerm(number) ? numberOf(number, context.facts.numbers) : undefined
      return known === undefined
        ? context.call(reference('Math.trunc'), { ...args, positional: [number] }, range)
        : numberTerm(Math.trunc(known.value), range)
    }
    case 'Float64Array':
    case 'Float32Array':
    case 'Float64Array.from':
    case 'Float64Array.of':
      return value === undefined ? listOf([]) : emptyOr(context, value, range)
    case 'Array':
      return value !== undefined && args.positional.length === 1 ? emptyOr(context, value, range, true) : listOf(args.positional)
    case 'Array.of':
      return listOf(args.positional)
    case 'structuredClone':
      return value === undefined ? NONE : copied(value)
    case 'Array.from':
      return arrayFrom(context, args, range)
    case 'Array.isArray':
      // A parameter of which nothing else is said is one, where that is asked.
      if (value?.kind === 'name') return truth((context.facts.declarations.get(value.name)?.shape?.length ?? 1) > 0)
      return truth(value?.kind === 'list' || value?.kind === 'sequence' || (value?.kind === 'apply' && isArray(context, value)))
    case 'isNaN':
    case 'Number.isNaN':
      return lacksNumber(context, value ?? NONE, range)
    case 'isFinite':
    case 'Number.isFinite':
      return hasNumber(context, value ?? NONE, range)
    case 'Math.hypot':
      if (args.spread === true && value !== undefined) return applyTerm('norm', [context.toTerm(value, range)], range)
      if (args.positional.length !== 2) {
        const squares = args.positional.map((each) => applyTerm('pow', [context.toTerm(each, range), numberTerm(2)], range))
        return squares.length === 0 ? numberTerm(0) : applyTerm('sqrt', [applyTerm('add', squares, range)], range)
      }
      break
    case 'require':
      return value?.kind === 'string' ? reference(value.value) : refuse('which module this is is not known', range)
  }
  const name = path.slice(path.lastIndexOf('.') + 1)
  const row = operationSpelled('javascript', path, args.positional.length)
  if (row !== undefined) {
    // What a function does not take is left out: x.map(Math.exp) gives it the index as well.
    const taken = row.args.at(-1)?.startsWith('...') === true ? args.positional : args.positional.slice(0, row.args.length)
    return applyRow(context, row, { ...args, positional: taken }, path, range)
  }
  if (/^(Math|Number|Array|Object)\b/.test(path)) return refuse(`"${path}" is not known here`, range)
  if (/Error$/.test(path)) return NONE
  if (GLOBALS.has(path.split('.')[0] ?? '')) return { kind: 'opaque', error: new ReadError(`what "${path}" gives is not known here`, range) }
  return callUnknown(context, name, args)
}

/** The number that a value is, or that a text says. */
function asNumber(context: Context, value: Value | undefined, range: Range): Value {
  if (value === undefined) return numberTerm(0)
  if (value.kind !== 'string') return context.toTerm(value, range)
  const exact = Exact.parse(value.value.trim())
  return exact === undefined ? refuse(`"${value.value}" is no number here`, range) : numberTerm(exact, range)
}

/** What `typeof` says of a value. */
function typeName(value: Value | undefined): string {
  if (value === undefined || value.kind === 'none') return 'undefined'
  if (value.kind === 'string' || value.kind === 'boolean') return value.kind
  if (value.kind === 'function' || value.kind === 'class' || value.kind === 'method') return 'function'
  return isTerm(value) ? 'number' : 'object'
}

/** Names of numbers of places. */
const COUNTS = /^(?:[nmkNMK]|len|length|size|dim|count|(?:n|num|in|out|hidden)_?[A-Z]\w*|\w+(?:Size|Dim|Count|Length))$/

/** new Array(n) has n places, new Float64Array([1, 2]) is a copy. */
function emptyOr(context: Context, value: Value, range: Range, isLength = false): Value {
  if (!isTerm(value)) return copied(value)
  const count = numberOf(value, context.facts.numbers)?.asInteger
  const isCount = value.kind === 'name' && context.facts.declarations.get(value.name)?.shape === undefined && (isLength || COUNTS.test(value.name))
  if (count === undefined && (isCount || isApply(value, 'size'))) return applyTerm('zeros', [value], range, { shape: [{ length: 0 }] })
  if (count === undefined)
    return value.kind === 'number' || value.kind === 'apply' ? refuse('the length of this array is not known', range) : copied(value)
  if (count < 0 || count > 10_000) return refuse('this array is too long to be written out', range)
  return listOf(Array.from({ length: count }, () => numberTerm(0)))
}

function callMethod(context: Context, object: Value, name: string, args: Arguments, range: Range): Value {
  if (object.kind === 'opaque') throw object.error
  if (object.kind === 'list' || object.kind === 'sequence' || isTerm(object)) {
    const found = callArrayMethod(context, object, name, args, range)
    if (found !== undefined) return found
    if (isTerm(object) && (name === 'valueOf' || name === 'toFixed' || name === 'slice')) return name === 'slice' ? copied(object) : object
    const method = callLibrary(
      context,
      `tensorflow.${name}`,
      { ...args, positional: [object, ...args.positional], ranges: [range, ...args.ranges] },
      range,
    )
    if (method !== undefined) return method
  }
  if (object.kind === 'function' || object.kind === 'partial' || object.kind === 'reference') {
    const [, ...rest] = args.positional
    if (name === 'call') return context.call(object, { ...args, positional: rest, ranges: args.ranges.slice(1) }, range)
    if (name === 'bind') return { kind: 'partial', callee: object, positional: rest, named: new Map() }
    if (name === 'apply') {
      const [list] = rest
      const positional = list === undefined ? [] : (context.elements(list, range) ?? refuse('how many arguments there are is not known', range))
      return context.call(object, { positional, named: new Map(), ranges: [], range }, range)
    }
  }
  if (object.kind === 'string') return { kind: 'string', value: '' }
  if (object.kind === 'dictionary')
    return callEntries(context, object, name, args, range) ?? refuse(`"${name}" is no method that is known here`, range)
  return refuse(`the method "${name}" is not known here`, range)
}
