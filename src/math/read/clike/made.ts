/** Vectors and matrices that their types make: Vector3d::Zero(), MatrixXd::Identity(n, n), Matrix2::new(a, b, c, d). */
import type { Range } from '../../api.ts'
import { pointsBetween } from '../execute/arrays/spaced.ts'
import { numberOf } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, listOf, type Value } from '../execute/values/value.ts'
import { type Native, termAt } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'
import { inAllPlaces } from './counts.ts'

/** Classes of Eigen, nalgebra and glam, with their lengths where the names say them. */
const TYPE = /^(?:(Row)?(Vector|Matrix|Array)(X{1,2}(?=[dfi]?$)|[2-4](?=[dfi]$))[dfi]?|(?:D|S)?(Vector|Matrix)([2-6])?|D?(Vec|Mat)([2-4]))$/
const MADE = /^(?:Zero|zeros?|Ones|from_element|repeat|splat|Constant|Identity|identity|eye|LinSpaced|Unit[XYZ]|new|from_vec|from_diagonal|from)$/

interface Kind {
  readonly axes: 1 | 2
  readonly row: boolean
  readonly length?: number
}

/** What a type is; undefined for others. */
function kindOf(type: string): Kind | undefined {
  const found = TYPE.exec(type)
  if (found === null) return undefined
  const [, row, eigen, size, other, count, short, few] = found
  const length = Number(size ?? count ?? few)
  const axes = (eigen ?? other ?? short ?? '').startsWith('Mat') || size === 'XX' ? 2 : 1
  return { axes, row: row !== undefined, ...(length > 0 && { length }) }
}

/** Whether a type is known to make something by this name. */
export const isMaker = (type: string, name: string): boolean => MADE.test(name) && kindOf(type) !== undefined

/** The native that Type::name is; undefined where it is none. */
export function makerNamed(path: string): Native | undefined {
  if (!path.includes('::')) return undefined
  const [type = '', name = ''] = path.split('::')
  const kind = name === '' ? undefined : kindOf(type)
  return kind === undefined ? undefined : (context, args, range) => made(context, kind, name, args, range)
}

function made(context: Context, kind: Kind, name: string, args: Arguments, range: Range): Value {
  const terms = args.positional.map((_, k) => k).filter((k) => args.positional[k]?.kind !== 'list')
  const given = (k: number): Term => termAt(context, args, k, range)
  const turned = (value: Value): Value => (kind.row ? applyTerm('transpose', [context.toTerm(value, range)], range) : value)
  switch (name) {
    case 'Zero':
    case 'zero':
    case 'zeros':
      return turned(inAll(context, kind, terms.map(given), numberTerm(0), range))
    case 'Ones':
      return turned(inAll(context, kind, terms.map(given), numberTerm(1), range))
    case 'Constant':
    case 'from_element':
    case 'repeat':
    case 'splat':
      return turned(inAll(context, kind, terms.slice(0, -1).map(given), given(terms.length - 1), range))
    case 'Identity':
    case 'identity':
    case 'eye': {
      const count = kind.length === undefined ? countOf(context, given(0), range) : kind.length
      return listOf(Array.from({ length: count }, (_, i) => listOf(Array.from({ length: count }, (_, j) => numberTerm(i === j ? 1 : 0)))))
    }
    case 'LinSpaced':
      return turned(pointsBetween(context, given(1), given(2), given(0), range) ?? refuse('how many points there are is not known', range))
    case 'UnitX':
    case 'UnitY':
    case 'UnitZ':
      return turned(listOf(Array.from({ length: kind.length ?? 3 }, (_, k) => numberTerm(k === 'XYZ'.indexOf(name.slice(-1)) ? 1 : 0))))
    case 'from_diagonal':
      return applyTerm('diag', [given(0)], range)
    case 'new':
      return newOf(kind, args.positional, range)
    case 'from':
      // nalgebra: from the columns of a matrix.
      if (kind.axes === 2) return applyTerm('transpose', [given(0)], range)
      return given(0)
    default:
      // The components of a matrix stand in a row here, column by column.
      return args.positional.length === 1 && kind.axes === 1 ? (args.positional[0] as Value) : refuse(`"${name}" is not read`, range)
  }
}

/** Vector3::new(a, b, c), Matrix2::new(a, b, c, d) row by row. */
function newOf({ axes, length }: Kind, items: readonly Value[], range: Range): Value {
  if (length === undefined || items.length !== length ** axes) return refuse('there are not as many numbers as this has places', range)
  return axes === 1 ? listOf(items) : listOf(Array.from({ length }, (_, k) => listOf(items.slice(k * length, (k + 1) * length))))
}

const countOf = (context: Context, term: Term, range: Range): number =>
  numberOf(term, context.facts.numbers)?.asInteger ?? refuse('how many there are is not known', range)

function inAll(context: Context, kind: Kind, sizes: readonly Term[], value: Term, range: Range): Value {
  const lengths = kind.length === undefined ? sizes.slice(0, kind.axes) : new Array<Term>(kind.axes).fill(numberTerm(kind.length))
  if (lengths.length < kind.axes) return refuse('how many there are is not said', range)
  return inAllPlaces(context, value, lengths, range)
}
