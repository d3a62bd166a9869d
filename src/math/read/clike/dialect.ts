/** What names mean in C, C++, Java, Rust, Go, Swift and Kotlin: the functions of their mathematical libraries, and methods of numbers and arrays. */
import type { Range } from '../../api.ts'
import type { Library, Operation } from '../../expr.ts'
import { operationNamed } from '../../ops/table.ts'
import { isEntrywise, operate } from '../execute/arrays/operators.ts'
import { isArray, rankSaid } from '../execute/arrays/shapes.ts'
import { isShared } from '../execute/arrays/sharing.ts'
import { callUnknown } from '../execute/calls/calls.ts'
import { isApply, numberOf } from '../execute/values/arithmetic.ts'
import { type Context, type Dialect, refuse } from '../execute/values/context.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, copiedWhole, isTerm, listOf, NONE, reference, resultOf, truth, tupleOf, type Value } from '../execute/values/value.ts'
import {
  argument,
  call,
  callRow,
  lengthOf,
  mapped,
  type Native,
  names,
  operator,
  randomData,
  rowNamed,
  same,
  sineAndCosine,
  termAt,
} from '../grammar/library.ts'
import { NUMBERLESS } from '../grammar/numberless.ts'
import { callArrayMethod } from '../javascript/arrays.ts'
import { BUILTINS } from '../python/builtins.ts'
import { applyTerm, nameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { BEYOND, CONSTANTS, GROWN } from './constants.ts'
import { between, indices, lengthened, repeated, resized, stepped, wholeQuotient } from './counts.ts'
import { reduceEach } from './each.ts'
import { EFFECTS } from './effects.ts'
import { foldings } from './foldings.ts'
import { FUNCTORS } from './functors.ts'
import { makerNamed } from './made.ts'
import { countIn, MATRIX_METHODS } from './matrices.ts'
import { queries } from './queries.ts'
import { ROTATION_VALUES } from './rotations.ts'
import { FUNCTIONS, SHADER_NATIVES } from './shaders.ts'
import { shortMatrix, shortVector } from './shortArrays.ts'

const LIBRARIES: readonly Library[] = ['c']

/** A native of Python's that does the same. */
const python = (name: string): Native => BUILTINS.get(name) as Native
/** A method of JavaScript's arrays that does the same. */
const method =
  (name: string): Native =>
  (context, args, range) =>
    callArrayMethod(
      context,
      argument(args, 0, range),
      name,
      { ...args, positional: args.positional.slice(1), ranges: args.ranges.slice(1) },
      range,
    ) ?? refuse(`"${name}" of this is not read`, range)

const rowOf = (name: string): Operation => operationNamed(name) as Operation

const power =
  (exponent: number): Native =>
  (context, args, range) =>
    applyTerm('pow', [termAt(context, args, 0, range), numberTerm(exponent)], range)
const row =
  (name: string): Native =>
  (context, args, range, called) => {
    const count = rowOf(name).args.length
    if (args.positional.length !== count)
      return refuse(`"${called}" takes ${count} number${count === 1 ? '' : 's'}, not ${args.positional.length}`, range)
    return applyTerm(
      name,
      args.positional.map((_, k) => termAt(context, args, k, range)),
      range,
    )
  }

/** Whether these are rows, of all whose components something is asked. */
const areRows = (context: Context, values: readonly Value[]): boolean =>
  values.some((value) => value.kind === 'list' || (isTerm(value) && isArray(context, value)))

/** The largest or smallest of numbers, or of the elements of one array. */
const extremum =
  (each: string, all: string): Native =>
  (context, args, range, name) => {
    const values = args.positional.length === 1 ? context.elements(argument(args, 0, range), range) : args.positional
    if (values === undefined || (args.positional.length === 1 && areRows(context, values))) return callRow(context, rowOf(all), args, name, range)
    const terms = values.map((value) => context.toTerm(value, range))
    return terms.length === 1 ? (terms[0] as Term) : applyTerm(each, terms, range)
  }

const fused: Native = (context, args, range) => {
  const [a, b, c] = [0, 1, 2].map((k) => termAt(context, args, k, range)) as [Term, Term, Term]
  return operate(context, '+', applyTerm('mul', [a, b], range), c, range)
}

const clamped: Native = (context, args, range) =>
  applyTerm(
    'minimum',
    [applyTerm('maximum', [termAt(context, args, 0, range), termAt(context, args, 1, range)], range), termAt(context, args, 2, range)],
    range,
  )

/** Functions; a method is one whose first argument is its object. */
export const NATIVES: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['whole/', wholeQuotient],
  ['..<', between(0)],
  ['..=', between(1)],
  ['indices', indices],
  ['rep', repeated],
  ['fill', repeated],
  // std::vector<double>(n, x), and of another one a copy
  [
    'vector',
    (context, args, range, name) => {
      const [first, second] = args.positional
      if (first !== undefined && !isTerm(first)) return copiedWhole(first)
      return repeated(context, { ...args, positional: [second ?? numberTerm(0), argument(args, 0, range)] }, range, name)
    },
  ],
  ...names('max fmax fmaxf maxOf maximum', extremum('maximum', 'amax')),
  ...names('min fmin fminf minOf minimum', extremum('minimum', 'amin')),
  ...names('clamp coerceIn', clamped),
  ...names('mul_add fma fmaf', fused),
  ...names('sin_cos sincos', sineAndCosine),
  ...names('powi powf pow powl pown', row('pow')),
  ...names('square sqr squared', power(2)),
  ['cube', power(3)],
  ...names('recip inverse_number', power(-1)),
  ...names('ln log logf logl', (context, args, range) => {
    const value = applyTerm('ln', [termAt(context, args, 0, range)], range)
    // x.log(base)
    return args.positional.length < 2 ? value : applyTerm('div', [value, applyTerm('ln', [termAt(context, args, 1, range)], range)], range)
  }),
  ['ln_1p', row('log1p')],
  ['exp_m1', row('expm1')],
  ['signum', row('sign')],
  ...names('asin_h', row('asinh')),
  ...names('invsqrt inversesqrt rsqrt rsqrtf', (context, args, range) =>
    applyTerm('div', [numberTerm(1), applyTerm('sqrt', [termAt(context, args, 0, range)], range)], range),
  ),
  ...names('powi32', row('pow')),
  [
    'Inf',
    (context, args, range) =>
      numberOf(termAt(context, args, 0, range), context.facts.numbers)?.isNegative === true ? applyTerm('neg', [BEYOND]) : BEYOND,
  ],
  ...names('toRadians to_radians', (context, args, range) =>
    applyTerm('div', [applyTerm('mul', [termAt(context, args, 0, range), applyTerm('pi', [])], range), numberTerm(180)], range),
  ),
  [
    'trunc',
    (context, args, range, name) => {
      const value = numberOf(termAt(context, args, 0, range))
      return value === undefined ? row('trunc')(context, args, range, name) : numberTerm(Math.trunc(value.value), range)
    },
  ],
  ...names(
    'getAsDouble toDouble toFloat doubleValue floatValue to_f64 into copied cloned iter iter_mut into_iter par_iter stream collect toList toArray toTypedArray asSequence as_ref as_slice unwrap eval abs_value boxed value val data asList listOf arrayOf doubleArrayOf floatArrayOf mutableListOf noalias view',
    (context, args, range, name) => {
      if (args.positional.length > 1 || /^(?:list|array|doubleArray|floatArray|mutableList)Of$/.test(name)) return listOf(args.positional)
      return same(context, args, range, name)
    },
  ),
  ...names('clone copy copyOf to_vec to_owned to_array', (context, args, range) => {
    const value = argument(args, 0, range)
    // Arrays.copyOf(x, n) has n elements.
    return args.positional[1] === undefined ? copiedWhole(value) : lengthened(context, value, termAt(context, args, 1, range), range)
  }),
  [
    'copyOfRange',
    (context, args, range) =>
      context.index(
        argument(args, 0, range),
        [{ kind: 'slice', start: termAt(context, args, 1, range), stop: termAt(context, args, 2, range) }],
        range,
      ),
  ],
  ...names('len size length count cap ssize', lengthOf),
  ...names('map mapToDouble mapToObj', (context, args, range) => mapped(context, argument(args, 1, range), [argument(args, 0, range)], range)),
  ...foldings((name) => (/^f?(?:max|min)f?$/i.test(name) ? NATIVES.get(name.toLowerCase()) : undefined)),
  ...names('enumerate enumerated withIndex', python('enumerate')),
  ...names('rev reversed', method('reverse')),
  // Of a matrix all elements, of a list its items.
  ...names('sum', (context, args, range, name) => {
    const of = argument(args, 0, range)
    const isWhole = isTerm(of) || (of.kind === 'list' && areRows(context, of.items.value))
    return isWhole ? callRow(context, rowOf('sum'), args, name, range) : python('sum')(context, args, range, name)
  }),
  ...names('sumOf sumByDouble', (context, args, range, name) =>
    python('sum')(context, { ...args, positional: [mapped(context, argument(args, 1, range), [argument(args, 0, range)], range)] }, range, name),
  ),
  ['range', between(0)],
  ['rangeClosed', between(1)],
  ['product', (context, args, range) => callRow(context, rowOf('prod'), args, 'product', range)],
  ...names('average mean', (context, args, range) => callRow(context, rowOf('mean'), args, 'mean', range)),
  ...(['max', 'min'] as const).map((name): [string, Native] => [
    `${name}_element`,
    (context, args, range) => {
      const [from] = args.positional
      return applyTerm(`a${name}`, [context.toTerm(from?.kind === 'method' ? from.object : argument(args, 0, range), range)], range)
    },
  ]),
  ...FUNCTORS,
  ['step_by', stepped],
  ...names('first front', (context, args, range) => context.index(argument(args, 0, range), [numberTerm(0)], range)),
  ...names('last back', (context, args, range) => {
    const value = argument(args, 0, range)
    const at = value.kind === 'list' ? value.items.value.length - 1 : -1
    return context.index(value, [numberTerm(at)], range)
  }),
  ...names('make_pair make_tuple', (_context, args) => tupleOf(args.positional)),
  ...names('skip drop', (context, args, range) =>
    context.index(argument(args, 0, range), [{ kind: 'slice', start: termAt(context, args, 1, range) }], range),
  ),
  ...names('take limit', (context, args, range) =>
    context.index(argument(args, 0, range), [{ kind: 'slice', stop: termAt(context, args, 1, range) }], range),
  ),
  ...names('get at coeff', (context, args, range) => context.index(argument(args, 0, range), args.positional.slice(1), range)),
  ...names('push_back push append emplace_back add', (context, args, range, name) => {
    const list = argument(args, 0, range)
    if (list.kind !== 'list') return refuse('what grows here is not known', range)
    // C++ keeps a copy.
    const added = args.positional.slice(1)
    context.store.set(list.items, [...list.items.value, ...(/_back$/.test(name) ? added.map(copiedWhole) : added)])
    return list
  }),
  [
    GROWN,
    (_context, args, range) => {
      const given = argument(args, 0, range)
      // var a []float64
      const list: Value = given.kind === 'none' ? listOf([]) : given
      if (list.kind !== 'list') return refuse('what grows here is not known', range)
      if (isShared(list.items)) return refuse('whether "append" writes over what stands behind this part of an array is not known here', range)
      return { ...list, items: new Cell([...list.items.value, ...args.positional.slice(1)]) }
    },
  ],
  ...names(
    'vec2 vec3 vec4 dvec2 dvec3 dvec4 ivec2 ivec3 ivec4 uvec2 uvec3 uvec4 float2 float3 float4 double2 double3 double4 int2 int3 int4 make_float2 make_float3 make_float4 ' +
      'make_double2 make_double3 Vector2d Vector3d Vector4d Vector2f Vector3f Vector4f Vec2 Vec3 Vec4',
    shortVector,
  ),
  ...names('RowVector2d RowVector3d RowVector4d', (context, args, range, name) =>
    applyTerm('transpose', [context.toTerm(shortVector(context, args, range, name), range)], range),
  ),
  ...names('mat2 mat3 mat4 dmat2 dmat3 dmat4', shortMatrix),
  ...SHADER_NATIVES,
  ...ROTATION_VALUES,
  ['resize', resized],
  ...names('reserve shrink_to_fit', () => NONE),
  ['with_capacity', () => listOf([])],
  ...names('ArrayList LinkedList', (_context, { positional: [given] }) => (given?.kind === 'list' ? copiedWhole(given) : listOf([]))),
  // List.of(1, 2), DoubleStream.of(x)
  ...names('of asList', (_context, { positional }) => {
    const [only] = positional
    return only !== undefined && positional.length === 1 && !(isTerm(only) && only.kind === 'number') ? only : listOf(positional)
  }),
  // f64::from(k), Vec::from(x)
  ['from', (context, args, range, name) => (args.positional.length === 1 ? same(context, args, range, name) : callUnknown(context, name, args))],
  ...names('flat_map flatMap', method('flatMap')),
  // Vec::new()
  ['new', (context, args, _range, name) => (args.positional.length === 0 ? listOf([]) : callUnknown(context, name, args))],
  // Matrices and vectors of libraries.
  [
    'dot',
    (context, args, range) => {
      // Of rows and columns alike.
      const [a, b] = [0, 1].map((k) => {
        const term = termAt(context, args, k, range)
        return isApply(term, 'transpose') && rankSaid(context, term.args[0] as Term) === 1 ? (term.args[0] as Term) : term
      }) as [Term, Term]
      return applyTerm('matmul', [a, b], range)
    },
  ],
  ...names('transpose t adjoint', row('transpose')),
  ...names('norm magnitude', (context, args, range) => applyTerm('norm', [termAt(context, args, 0, range)], range)),
  ...names('squaredNorm squared_length norm_squared length_squared magnitude_squared', (context, args, range) => {
    const x = termAt(context, args, 0, range)
    return applyTerm('sum', [applyTerm('pow', [x, numberTerm(2)], range)], range)
  }),
  ...names('inverse inv', (context, args, range) => {
    const x = termAt(context, args, 0, range)
    return isEntrywise(x) ? applyTerm('pow', [x, numberTerm(-1)], range) : applyTerm('inv', [x], range)
  }),
  ['atan', (context, args, range, name) => (args.positional.length === 2 ? row('atan2') : row('atan'))(context, args, range, name)],
  ...names('determinant det', row('det')),
  ...names('trace tr', row('trace')),
  ...MATRIX_METHODS,
  ['cwiseProduct', operator('mul')],
  ['cwiseQuotient', operator('div')],
  ...names('rand random drand48 randf', randomData),
  ['orElse', same],
  ...queries((name) => NATIVES.get(name.toLowerCase()) as Native, python('zip')),
  ...NUMBERLESS,
  ...names('is_empty empty isEmpty', () => truth(false)),
])

/** As it is written, with a small letter first, and without the type that C writes behind. */
function rowOfName(name: string, count?: number): Operation | undefined {
  const small = name.slice(0, 1).toLowerCase() + name.slice(1)
  for (const each of [name, small, small.replace(/[fl]$/, '')]) {
    const found = rowNamed(LIBRARIES, each, count)
    if (found !== undefined && found.args.length > 0) return found
  }
  return undefined
}

/** A native by its name as written, or as Go and C# write it. */
function nativeNamed(name: string): Native | undefined {
  return makerNamed(name) ?? NATIVES.get(name) ?? NATIVES.get(name.slice(0, 1).toLowerCase() + name.slice(1))
}

export const clikeDialect: Dialect = {
  // What is not called is a field: p->sigma, params.gamma.
  isMethod: () => false,
  passesOver: (path) => EFFECTS.test(path),
  remainder: { library: 'c', spelling: 'fmod' },
  comment: '//',
  callMethods: [],
  constructorName: '',
  joinsLists: false,
  assignsOutwards: true,
  scopesBlocks: true,
  looseArguments: true,
  singleIndices: true,
  overloads: true,
  passesSelf: false,
  nestsFunctions: false,
  negativeIndices: false,
  growsArrays: true,
  columnsMeet: true,
  hasPlaces: true,
  callsFunctionsOnly: true,
  imported: reference,
  builtin(name) {
    const constant = CONSTANTS.get(name)
    if (constant !== undefined) return constant()
    return nativeNamed(name) !== undefined || FUNCTIONS.has(name) || EFFECTS.test(name) || rowOfName(name) !== undefined ? reference(name) : undefined
  },
  // Words such as gain or mean that are not called are names of their own.
  bare: ({ path }, range) => nameTerm(path, range),
  member(context, object, name, range) {
    const counted = isTerm(object) ? countIn(context, object, name, range) : undefined
    if (counted !== undefined) return counted
    // The parts of a pair.
    const part = object.kind === 'list' && object.items.value.length === 2 ? object.items.value[['first', 'second'].indexOf(name)] : undefined
    if (part !== undefined) return part
    return object.kind === 'reference' && EFFECTS.test(object.path) ? reference('print') : { kind: 'method', object, name }
  },
  call(context, callee, args, range) {
    if (callee.kind === 'reference') return (FUNCTIONS.get(callee.path) ?? callNamed)(context, args, range, callee.path)
    const { object, name } = callee
    // begin() and end() of a container stand for it.
    if (/^c?(?:begin|end)$/.test(name)) return { kind: 'method', object, name: 'iterator' }
    // v.x() of a vector is its first component.
    if (/^[xyzw]$/.test(name) && args.positional.length === 0 && object.kind !== 'dictionary') return context.toTerm(callee, range)
    if (object.kind === 'function' || (object.kind === 'reference' && FUNCTIONAL.test(name))) return call(context, object, args.positional, range)
    const whole: Arguments = { ...args, positional: [object, ...args.positional], ranges: [range, ...args.ranges] }
    return callNamed(context, whole, range, name)
  },
}

/** What the functions of Java, C# and Swift that are objects are called by. */
const FUNCTIONAL = /^(?:apply(?:As\w+)?|invoke|Invoke|call|accept|get|test)$/

function callNamed(context: Context, args: Arguments, range: Range, name: string): Value {
  const reduced = reduceEach(args.positional[0], name, range)
  if (reduced !== undefined) return reduced
  const native = nativeNamed(name)
  if (native !== undefined) return native(context, args, range, name)
  if (EFFECTS.test(name)) return resultOf(reference(name))
  if (name === 'error') return { kind: 'opaque', error: new ReadError('this raises an error', range) }
  const found = rowOfName(name, args.positional.length)
  return found === undefined ? callUnknown(context, name, args) : callRow(context, found, args, name, range)
}
