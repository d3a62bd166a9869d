/** Vectors and matrices of two to four axes as GLSL, HLSL, CUDA and Eigen make them. */
import type { Range } from '../../api.ts'
import { shapeOfTerm } from '../execute/arrays/shapes.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, listOf, type Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** vec3(x, y, z), vec3(1.0) of three of them, vec4(p, 1.0) of the components of p and one more. */
export function shortVector(context: Context, args: Arguments, range: Range, name: string): Value {
  const count = Number(/\d/.exec(name)?.[0])
  const [first] = args.positional
  if (args.positional.length === count || first === undefined) return listOf(args.positional)
  const parts = args.positional.map((value, k) => context.toTerm(value, args.ranges[k] ?? range))
  const written = parts.length > 1 ? componentsOf(context, parts, range) : undefined
  if (written?.length === count) return listOf(written)
  if (parts.length > 1) return applyTerm('blocks', parts, range, { columns: parts.map(() => 1) })
  const isOne = (shapeOfTerm(context, parts[0] as Term)?.length ?? 0) === 0
  return isOne ? listOf(new Array<Value>(count).fill(first)) : first
}

/** The components of numbers and of vectors of known length, one after the other; undefined where a length is not known. */
function componentsOf(context: Context, parts: readonly Term[], range: Range): readonly Value[] | undefined {
  const all = parts.map((part) => {
    const shape = shapeOfTerm(context, part)
    const [length] = shape ?? []
    if (shape?.length === 0) return [part]
    return shape?.length === 1 && typeof length === 'number'
      ? Array.from({ length }, (_, k) => context.index(part, [numberTerm(k)], range))
      : undefined
  })
  return all.every((each) => each !== undefined) ? all.flat() : undefined
}

/** mat2(a, b, c, d), mat3(u, v, w): column by column, as GLSL counts; mat3(1.0) is a multiple of the identity. */
export function shortMatrix(context: Context, args: Arguments, range: Range, name: string): Value {
  const count = Number(name.at(-1))
  const parts = args.positional.map((value, k) => context.toTerm(value, args.ranges[k] ?? range))
  const rows = (entry: (i: number, j: number) => Term): Term =>
    applyTerm(
      'array',
      Array.from({ length: count }, (_, i) =>
        applyTerm(
          'array',
          Array.from({ length: count }, (_, j) => entry(i, j)),
        ),
      ),
      range,
    )
  if (parts.length === 1) return rows((i, j) => (i === j ? (parts[0] as Term) : numberTerm(0)))
  if (parts.length === count) return applyTerm('transpose', [applyTerm('array', parts)], range)
  return parts.length === count * count ? rows((i, j) => parts[j * count + i] as Term) : refuse(`"${name}" takes ${count * count} numbers`, range)
}
