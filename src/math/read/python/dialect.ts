/** What names mean in Python: its own functions, those of its libraries by the table, methods of lists and arrays. */
import type { Range } from '../../api.ts'
import { countOfChosen } from '../execute/arrays/counted.ts'
import { NO_NUMBER } from '../execute/arrays/noNumber.ts'
import { countOfAll } from '../execute/arrays/shapes.ts'
import { PLACES } from '../execute/arrays/subscripts.ts'
import { applyRow } from '../execute/calls/apply.ts'
import { callUnknown, weightOf } from '../execute/calls/calls.ts'
import { type Context, type Dialect, refuse } from '../execute/values/context.ts'
import { detachArgument } from '../execute/values/detach.ts'
import { Cell } from '../execute/values/store.ts'
import { bracedText } from '../execute/values/texts.ts'
import { type Arguments, isTerm, type MethodValue, NONE, type ReferenceValue, reference, truth, type Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm, ReadError } from '../term.ts'
import { ARRAYS, dataShape } from './arrays/arrays.ts'
import { entriesOf } from './arrays/entries.ts'
import { callFlat, callFlatTensor } from './arrays/flattened.ts'
import { joinedByBrackets } from './arrays/gridded.ts'
import { arrayAttribute, callArrayMethod, isArrayMethod } from './arrays/methods.ts'
import { callOverNumbers } from './arrays/numberless.ts'
import { placeAlong, sortedElements } from './arrays/ordered.ts'
import { askPlaces, changePlaces } from './arrays/places.ts'
import { sharing } from './arrays/shared.ts'
import { callMatrixFunction, callMatrixMethod, matrixAttribute, symbolicMatrices } from './arrays/symbolic.ts'
import { callSymbolic } from './arrays/sympy.ts'
import { withAlpha, withTarget, writingInto } from './arrays/writing.ts'
import { BUILTIN_NAMES, BUILTINS } from './builtins.ts'
import { callDictionaryMethod } from './dictionaries.ts'
import { askDistribution, callDistribution } from './distributions/distributions.ts'
import { DATA, isKnownModule, PASSED_OVER, rowOf, spelled } from './modules.ts'
import { callKerasLoss } from './networks/kerasLosses.ts'
import { makeLayer } from './networks/layers.ts'
import { callLoss } from './networks/losses.ts'
import { callMarginLoss } from './networks/margins.ts'
import { STANDARD } from './standard.ts'
import { callSlope, callTape, isSlope, isTape } from './transforms/grad.ts'
import { callRows, makesAnother, ROWS } from './transforms/vmap.ts'
import { usualPath } from './usual.ts'

const TYPES = /^(int|float|complex|bool|str|list|tuple|dict|set|object|type|bytes)$/

/** A constant of a library as a term, anything else as a reference to call. */
export function imported(path: string): Value {
  if (/\.(tau)$/.test(path) && isKnownModule(path)) return applyTerm('mul', [numberTerm(2), applyTerm('pi', [])])
  if (/\.newaxis$/.test(path)) return NONE
  if (/\.(NaN|NAN)$/.test(path) && isKnownModule(path)) return NO_NUMBER
  if (path === 'sympy.I') return applyTerm('imaginary', [])
  const row = isKnownModule(path) ? rowOf(path, 0) : undefined
  return row !== undefined && row.args.length === 0 && row.attributes === undefined && row.shape !== undefined && row.elementwise
    ? applyTerm(row.name, [])
    : reference(path)
}

/** Names that everybody gives these modules: a part of a file may lack the import. */
const HABITS: ReadonlyMap<string, string> = new Map([
  ['np', 'numpy'],
  ['numpy', 'numpy'],
  ['math', 'math'],
  ['jnp', 'jax.numpy'],
  ['jax', 'jax'],
  ['torch', 'torch'],
  ['F', 'torch.nn.functional'],
  ['nn', 'torch.nn'],
  ['tf', 'tensorflow'],
  ['scipy', 'scipy'],
  ['sympy', 'sympy'],
  ['plt', 'matplotlib.pyplot'],
  ['pd', 'pandas'],
  ['sys', 'sys'],
  ['os', 'os'],
])

/** Of what is passed over, what gives something. */
const UNKNOWN = /^(os|sys|pathlib|builtins\.input|time)(\.|$)/

/** Methods of objects by the operator that calls them. */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['*', 'mul'],
  ['/', 'truediv'],
  ['//', 'floordiv'],
  ['%', 'mod'],
  ['**', 'pow'],
  ['@', 'matmul'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
  ['==', 'eq'],
  ['!=', 'ne'],
])

/** `torch` tells whose methods x.sum(dim=0) and x.transpose(0, 1) are, `fixed` that arrays are those of JAX, which never change, `plain` that nothing tells of arrays. */
export function pythonDialect({ torch, fixed, plain }: { readonly torch: boolean; readonly fixed: boolean; readonly plain: boolean }): Dialect {
  return {
    remainder: { library: 'numpy', spelling: 'mod' },
    listsEntries: /^(?:items|values|keys)$/,
    callMethods: ['__call__', 'forward', 'call'],
    constructorName: '__init__',
    joinsLists: true,
    updatesArrays: !fixed,
    slicesOf: plain ? 'either' : undefined,
    assignsOutwards: false,
    looseArguments: false,
    passesSelf: true,
    operators: OPERATORS,
    negativeIndices: true,
    imported,
    passesOver: (path) => PASSED_OVER.test(path) && !UNKNOWN.test(path),
    isMethod: (name) => isArrayMethod(name),
    builtin(name) {
      if (BUILTIN_NAMES.has(name) || TYPES.test(name)) return reference(`builtins.${name}`)
      const habit = HABITS.get(name)
      if (habit !== undefined) return reference(habit)
      return name === 'NotImplemented' || /(Error|Exception|Warning)$/.test(name) ? reference(`builtins.${name}`) : undefined
    },
    usual: usualPath,
    member(context, object, name, range) {
      if (object.kind === 'reference') return imported(`${object.path}.${name}`)
      if (object.kind === 'function')
        return name === '__name__' || name === '__doc__' ? { kind: 'string', value: '' } : { kind: 'method', object, name }
      // x.max(dim=0).values
      if (object.kind === 'list' && (name === 'values' || name === 'indices')) return object.items.value[name === 'values' ? 0 : 1] ?? NONE
      const count = name === 'size' && !torch ? countOfChosen(context, object, range) : undefined
      if (count !== undefined) return count
      if (object.kind === 'sequence' && name !== 'append') return this.member(context, context.toTerm(object, range), name, range)
      const entries = entriesOf(object)
      if (entries !== undefined) return matrixAttribute(entries, name, range) ?? { kind: 'method', object, name }
      if (isTerm(object)) {
        const attribute = arrayAttribute(context, object, name, range)
        if (attribute !== undefined) return attribute
        // x.size is a number in NumPy, a method in PyTorch.
        return name === 'size' && !torch ? countOfAll(context, object, range) : { kind: 'method', object, name }
      }
      if (object.kind === 'instance') return undefined
      if (object.kind === 'layer' && object.weights.has(name)) return weightOf(context, object, name, range)
      if (object.kind === 'partial') return askPlaces(object, name) ?? askDistribution(object, name)
      return { kind: 'method', object, name }
    },
    decorates: makesAnother,
    explicit: symbolicMatrices,
    joinsInBrackets: joinedByBrackets,
    call(context, callee, given, range) {
      const args = withAlpha(context, callee, withTarget(callee, given), range)
      const flat = torch ? callFlatTensor(context, callee, args, range) : callFlat(context, callee, args, range)
      if (flat !== undefined) return flat
      const value = callee.kind === 'reference' ? callReference(context, callee, args, range) : callMethod(context, callee, args, range, torch)
      return writingInto(context, callee, args, sharing(context, callee, args, value, range), range)
    },
  }
}

function callReference(context: Context, { path }: ReferenceValue, args: Arguments, range: Range): Value {
  const name = path.slice(path.lastIndexOf('.') + 1)
  if (path.startsWith('builtins.')) {
    const native = BUILTINS.get(name)
    if (native !== undefined) return native(context, args, range)
    if (/(Error|Exception|Warning)$/.test(name)) return NONE
  }
  if (UNKNOWN.test(path)) return { kind: 'opaque', error: new ReadError(`what "${name}" gives is not known here`, range) }
  if (path === ROWS) return callRows(context, args, range)
  if (isSlope(path)) return callSlope(context, path, args, range)
  if (isTape(path)) return callTape(context, path, args, range)
  if (path.startsWith(PLACES)) return changePlaces(context, name, args, range)
  const standard = STANDARD.get(path)
  if (standard !== undefined) return standard(context, args, range, path)
  const special =
    makeLayer(context, path, args, range) ??
    callKerasLoss(context, path, args, range) ??
    callMarginLoss(context, path, args, range) ??
    callLoss(context, path, args, range) ??
    callDistribution(context, path, args, range)
  if (special !== undefined) return special
  if (isKnownModule(path)) {
    if (path.startsWith('sympy.')) {
      const symbolic = callMatrixFunction(context, name, args, range) ?? callSymbolic(context, name, args, range)
      if (symbolic !== undefined) return symbolic
    }
    if (/(^|\.)random\.|^torch\.(randn?|randint|normal|rand_like|randn_like)$/.test(path)) {
      // What is drawn from a generator is as what the module draws itself.
      if (/^(?:default_rng|RandomState|Generator)$/.test(name)) return reference(path.slice(0, -name.length - 1))
      if (name === 'shuffle') return refuse('"shuffle" puts components in a random order', range)
      return {
        kind: 'opaque',
        error: new ReadError(`"${name}" gives random numbers`, range, 'give the numbers a name'),
        random: true,
        shape: dataShape(context, name, args, range),
      }
    }
    const overAll = callOverNumbers(context, path, args, range)
    if (overAll !== undefined) return overAll
    if (/^arg(max|min)$/.test(name)) return placeAlong(context, name, args, range)
    if (/^(detach|stop_gradient)$/.test(name)) return detachArgument(context, args, range)
    const library = spelled(path)?.library
    if (library !== 'python' && library !== 'scipy') {
      const native = ARRAYS.get(name)
      if (native !== undefined) return native(context, args, range, path)
    }
    const count = args.positional.length
    const row = rowOf(path, count)
    if (row !== undefined) return applyRow(context, row, args, name, range)
    if (DATA.test(path)) return { kind: 'opaque', error: new ReadError(`what "${name}" gives is not known here`, range) }
    return refuse(`"${path}" is not known here`, range)
  }
  if (DATA.test(path) || path.startsWith('builtins.'))
    return { kind: 'opaque', error: new ReadError(`what "${name}" gives is not known here`, range) }
  return callUnknown(context, name, args)
}

function callMethod(context: Context, { object, name }: MethodValue, args: Arguments, range: Range, torch: boolean): Value {
  const [key, otherwise] = args.positional
  // config.get('eps', 1e-5) of a dictionary that is a parameter.
  if (name === 'get' && key?.kind === 'string' && otherwise !== undefined && isTerm(object) && object.kind === 'name') return otherwise
  const entries = entriesOf(object)
  if (entries !== undefined && name !== 'subs' && name !== 'xreplace') return callMatrixMethod(context, entries, name, args, range)
  switch (object.kind) {
    case 'list':
      return callListMethod(context, object, name, args, range)
    case 'sequence':
      return name === 'append'
        ? refuse('how long this list becomes is not known', range)
        : callArrayMethod(context, context.toTerm(object, range), name, args, range, torch)
    case 'dictionary': {
      const value = callDictionaryMethod(context, object, name, args, range)
      if (value !== undefined) return value
      break
    }
    case 'string':
      if (name === 'startswith' || name === 'endswith') {
        const [part] = args.positional
        if (part?.kind === 'string') return truth(name === 'startswith' ? object.value.startsWith(part.value) : object.value.endsWith(part.value))
      }
      if (name === 'format') return args.named.size > 0 ? { ...object, open: true } : bracedText(object, args.positional)
      return name === 'join' || name === 'upper' || name === 'strip'
        ? object
        : name === 'lower'
          ? { kind: 'string', value: object.value.toLowerCase() }
          : { kind: 'opaque', error: new ReadError('texts are not read', range) }
    case 'boolean':
      // np.isnan(x).any()
      if (object.of === undefined || /^(?:any|all)$/.test(name)) return truth(object.value)
      if (/^(?:float|double|to|type|cpu|cuda|bool|astype|copy|clone|numpy)$/.test(name)) return object
      return callArrayMethod(context, context.toTerm(object, range), name, args, range, torch)
    case 'super':
    case 'function':
    case 'none':
      return NONE
    case 'opaque':
      throw object.error
  }
  if (isTerm(object)) return callArrayMethod(context, object, name, args, range, torch)
  return refuse(`the method "${name}" is not known here`, range)
}

function callListMethod(context: Context, list: Extract<Value, { kind: 'list' }>, name: string, args: Arguments, range: Range): Value {
  const items = list.items.value
  const [value] = args.positional
  context.spend(range, items.length >> 4)
  switch (name) {
    case 'append':
    case 'add':
      if (value !== undefined) context.store.set(list.items, [...items, value])
      return NONE
    case 'extend': {
      const added = (value === undefined ? undefined : context.elements(value, range)) ?? refuse('how long this list becomes is not known', range)
      context.spend(range, items.length + added.length)
      context.store.set(list.items, [...items, ...added])
      return NONE
    }
    case 'insert': {
      const at = value === undefined ? undefined : Number(context.attribute(value, range))
      const added = args.positional[1]
      if (at === undefined || added === undefined) return refuse('where this is inserted is not known', range)
      context.store.set(list.items, [...items.slice(0, at), added, ...items.slice(at)])
      return NONE
    }
    case 'pop': {
      const at = value === undefined ? items.length - 1 : Number(context.attribute(value, range))
      const removed = items.at(at) ?? refuse('the list is empty', range)
      context.store.set(
        list.items,
        items.filter((_, k) => k !== (at < 0 ? at + items.length : at)),
      )
      return removed
    }
    case 'reverse':
      context.store.set(list.items, [...items].reverse())
      return NONE
    case 'copy':
      return { ...list, items: new Cell(items) }
    case 'sort': {
      context.store.set(list.items, sortedElements(context, list, args, range))
      return NONE
    }
    case 'index':
    case 'count':
      return refuse(`"${name}" of a list is not read`, range)
  }
  return refuse(`a list has no method "${name}"`, range)
}
