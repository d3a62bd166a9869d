/** Matrices of GLSL and glm, whose columns come first: M[1] is a column, M[1][0] its first component. */
import type { Expression, Subscript } from '../execute/syntax/syntax.ts'

const MATRIX = /\bd?mat[234](?:x[234])?\b/
const VECTOR = /\b[bdiu]?vec[234]\b/
const MAKES_MATRIX = /^(?:d?mat[234](?:x[234])?|transpose|inverse|matrixCompMult|outerProduct)$/
const MAKES_VECTOR = /^(?:[bdiu]?vec[234]|normalize|cross|reflect|refract)$/

type Kind = 'matrix' | 'vector'

/** What is known of the names of one text. */
export class ColumnFirst {
  private readonly kinds = new Map<string, Kind>()
  private members: ReadonlyMap<string, Kind> | undefined
  /** Columns that were taken out of a matrix. */
  private readonly taken = new WeakMap<Expression, { readonly matrix: Expression; readonly at: Subscript }>()

  constructor(private readonly text: string) {}

  /** Remembers what a name is declared to be, by its type or else by its value. */
  note(name: string, type: string, value?: Expression): void {
    const kind = MATRIX.test(type)
      ? 'matrix'
      : VECTOR.test(type)
        ? 'vector'
        : /\bauto\b/.test(type) && value !== undefined
          ? this.kindOf(value)
          : undefined
    if (kind === undefined || /\[|</.test(type)) this.kinds.delete(name)
    else this.kinds.set(name, kind)
  }

  /** object[items], where that is a column or a component of such a matrix; undefined for others. */
  index(object: Expression, items: readonly Subscript[], range: Expression['range']): Expression | undefined {
    const [at] = items
    if (at === undefined || items.length > 1) return undefined
    const column = this.taken.get(object)
    if (column !== undefined) return { kind: 'index', object: column.matrix, items: [at, column.at], range }
    if (this.kindOf(object) !== 'matrix') return undefined
    const made: Expression = { kind: 'index', object, items: [{ kind: 'slice', range }, at], range }
    this.taken.set(made, { matrix: object, at })
    return made
  }

  /** M[1].y is a component; undefined for others. */
  component(object: Expression, name: string, number: (place: number) => Expression, range: Expression['range']): Expression | undefined {
    const column = this.taken.get(object)
    const place = Math.max('xyzw'.indexOf(name), 'rgba'.indexOf(name))
    if (column === undefined || name.length !== 1 || place < 0) return undefined
    return { kind: 'index', object: column.matrix, items: [number(place), column.at], range }
  }

  /** Functions of the text by what they give, and fields of structures. */
  private named(name: string): Kind | undefined {
    this.members ??= new Map(
      [...this.text.matchAll(/\b(?:(d?mat[234](?:x[234])?)|[bdiu]?vec[234])[\s&]+(?:\w+::)*(\w+)\s*[(;]/g)].map(
        ([, matrix, member = '']): [string, Kind] => [member, matrix === undefined ? 'vector' : 'matrix'],
      ),
    )
    return this.members.get(name)
  }

  private kindOf(e: Expression): Kind | undefined {
    switch (e.kind) {
      case 'name':
        return this.kinds.get(e.name) ?? (e.own === undefined ? undefined : this.named(e.name))
      case 'member':
        return this.named(e.name)
      case 'unary':
        return this.kindOf(e.operand)
      case 'index':
        return this.taken.has(e) ? 'vector' : undefined
      case 'conditional':
        return this.kindOf(e.then)
      case 'call': {
        const name = e.callee.kind === 'name' ? e.callee.name : ''
        return MAKES_MATRIX.test(name) ? 'matrix' : MAKES_VECTOR.test(name) ? 'vector' : this.named(name)
      }
      case 'binary': {
        const kinds = [e.first, ...e.rest.map(({ operand }) => operand)].map((part) => this.kindOf(part))
        return kinds.includes('vector') ? 'vector' : kinds.find((kind) => kind !== undefined)
      }
      default:
        return undefined
    }
  }
}
