/** Syntax brought to another place of the text. */
import type { Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { ReadError } from '../../term.ts'
import { type FunctionSyntax, once } from './syntax.ts'

/** The same syntax, so many characters further on; what is brought over only when it is asked for is moved only then. */
export function moved<T>(syntax: T, by: number): T {
  return by === 0 ? syntax : (shifted(syntax, by) as T)
}

function shifted(value: unknown, by: number): unknown {
  if (typeof value === 'function') return once(() => shifted(value(), by))
  if (typeof value !== 'object' || value === null || value instanceof Exact) return value
  if (Array.isArray(value)) return value.map((item) => shifted(item, by))
  if (value instanceof ReadError) return new ReadError(value.message, shiftedRange(value.range, by), value.hint)
  if ('header' in value) return shiftedFunction(value as FunctionSyntax, by)
  if ('start' in value && 'end' in value && typeof value.start === 'number') return shiftedRange(value as Range, by)
  const copy: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) copy[key] = shifted(part, by)
  return copy
}

const shiftedRange = ({ start, end }: Range, by: number): Range => ({ start: start + by, end: end + by })

/** Most functions of a file are not looked into. */
function shiftedFunction(source: FunctionSyntax, by: number): FunctionSyntax {
  const { name, decorators, modifier, range } = source
  const parameters = once(() => moved(source.parameters, by))
  return {
    name,
    decorators,
    modifier,
    range: shiftedRange(range, by),
    get parameters() {
      return parameters()
    },
    get nameRange() {
      return moved(source.nameRange, by)
    },
    get header() {
      return moved(source.header, by)
    },
    get documentation() {
      return moved(source.documentation, by)
    },
    get generator() {
      return source.generator
    },
    body: once(() => moved(source.body(), by)),
    wrappers: source.wrappers === undefined ? undefined : once(() => moved(source.wrappers?.() ?? [], by)),
  }
}
