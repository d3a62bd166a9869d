/** What declarations make: arrays of zeros, vectors and matrices of numbers, objects. */
import type { Range } from '../../api.ts'
import { boundNames, type Expression } from '../execute/syntax/syntax.ts'
import { callOf, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { CDefinitions } from './definitions.ts'
import { isEnd, isIterator, iterated } from './effects.ts'
import { factoringMethod } from './factorizations.ts'
import { shapeOfType } from './types.ts'

/** Small vectors and matrices are written out up to so many components. */
const WRITTEN = 64
/** Types of few components, which are made of them. */
const SHORT = /\b(?:[bdiu]?vec[234]|d?mat[234]|(?:float|double|int)[234]|Vec[234][df]?|(?:Row)?Vector[234][dfi])\b/
/** Classes of Eigen. */
const LINEAR = /\b(?:Row)?(?:Vector|Matrix|Array)(?:X{1,2}|[2-4])[dfi]\b|\bMatrix\s*</

const lastWord = (type: string): string => type.match(/\w+/g)?.at(-1) ?? ''
const namesIn = (place: Expression): string => boundNames(place).join()
const placesIn = (lengths: readonly number[]): number => lengths.reduce((product, length) => product * length, 1)

export abstract class CConstructions extends CDefinitions {
  /** The lengths of vectors and matrices that were declared. */
  private readonly lengths = new Map<string, readonly number[]>()

  /** Nested lists of these lengths, filled in order; undefined where there are more or fewer items than places. */
  private nested(lengths: readonly number[], items: readonly Expression[], range: Range): Expression | undefined {
    if (items.length !== placesIn(lengths) || lengths.length === 0) return undefined
    const fill = (axis: number, from: number, count: number): Expression => {
      const length = lengths[axis]
      if (length === undefined) return items[from] as Expression
      const step = count / length
      const parts = Array.from({ length }, (_, k) => fill(axis + 1, from + k * step, step))
      return { kind: 'list', form: 'list', items: parts, range }
    }
    return fill(0, 0, items.length)
  }

  /** What a vector or matrix of known lengths holds that is declared without a value. */
  private nothing(name: string, lengths: readonly (number | string)[], range: Range): Expression | undefined {
    const known = lengths.filter((length) => typeof length === 'number')
    if (known.length < lengths.length || placesIn(known) > WRITTEN) return undefined
    this.lengths.set(name, known)
    return this.zerosOf(known, range)
  }

  /** What a variable holds that is declared without a value, with the lengths behind its name. */
  protected begun(type: string, name: Token, sizes: readonly Expression[], signs: string): Expression | undefined {
    const range = { start: name.start, end: this.end }
    if (sizes.length > 0) {
      const known = sizes.map((size) => (size.kind === 'number' ? size.value.asInteger : undefined))
      const counts = known.filter((count) => count !== undefined)
      const [length, width] = sizes as [Expression, Expression | undefined]
      if (width === undefined) return callOf('rep', [numeral(0, range), length], range, range)
      if (counts.length === sizes.length && placesIn(counts) <= WRITTEN) return this.zerosOf(counts, range)
      return sizes.length === 2
        ? callOf('MatrixX::Zero', sizes, range, range)
        : { kind: 'unknown', what: 'an array of so many axes without values', range }
    }
    if (/^(?:const )?(?:std::)?(?:vector|deque|list)\s*<|^(?:Array)?List\s*</.test(type.trim()) && !/[&*]/.test(signs))
      return { kind: 'list', form: 'list', items: [], range }
    const lengths = shapeOfType(type).declaration?.shape
    const object = /[&*]/.test(signs) || this.style.name !== 'C' ? undefined : this.objectBegun(lastWord(type), range)
    if (object !== undefined) return object
    return lengths === undefined || lengths.length === 0 || /[&*]/.test(signs) ? undefined : this.nothing(name.text, lengths, range)
  }

  /** Nested lists of zeros. */
  protected zerosOf(lengths: readonly number[], range: Range): Expression | undefined {
    return this.nested(lengths, new Array<Expression>(placesIn(lengths)).fill(numeral(0, range)), range)
  }

  /** What T x{a, b} is. */
  protected braced(type: string, name: Token): Expression {
    const list = this.expression(20)
    const short = this.isOwnType(lastWord(type)) ? undefined : SHORT.exec(type)?.[0]
    const items = list.kind === 'list' ? list.items : []
    const own = lastWord(type)
    if (this.isConstructed(own, items.length)) return this.madeBy(own, items, list.range) ?? this.unknownObject(own, rangeOf(name))
    // {{1, 2}, {3, 4}} are rows.
    if (short === undefined || items.length === 0 || items.some(({ kind }) => kind === 'list')) return list
    return callOf(short, items, rangeOf(name), list.range)
  }

  /** Whether a type is one of vectors and matrices whose components are taken by parentheses. */
  protected isLinear(type: string): boolean {
    return LINEAR.test(type)
  }

  /** What T x(a, b) makes of its arguments. */
  protected constructed(type: string, args: readonly Expression[], name: Token): Expression | undefined {
    const [first] = args
    const range = { start: name.start, end: this.end }
    if (first === undefined) return this.begun(type, name, [], type)
    const own = lastWord(type)
    if (this.isConstructed(own, args.length)) return this.madeBy(own, args, range) ?? this.unknownObject(own, rangeOf(name))
    const factored = factoringMethod(type)
    if (factored !== undefined) return callOf(factored, [first], range, first.range)
    const structure = this.structureOf(type)
    if (structure !== undefined && args.length > 1) return this.objectOf(structure, args, rangeOf(name))
    const short = SHORT.exec(type)?.[0]
    if (short !== undefined && (args.length > 1 || !LINEAR.test(type))) return callOf(short, args, range, range)
    const open = /\b(?:Row)?(?:Vector|Matrix|Array)X{1,2}[dfi]\b/.exec(type)?.[0]
    if (open !== undefined && (args.length > 1 || this.isCount(first))) {
      const lengths = args.map((each) => (each.kind === 'number' ? each.value.asInteger : undefined)).filter((length) => length !== undefined)
      return (lengths.length === args.length ? this.nothing(name.text, lengths, range) : undefined) ?? callOf(`${open}::Zero`, args, range, range)
    }
    if (open === undefined && /vector|Array|Vec/.test(type)) {
      // v(n, x) has n of them; v(other) and v(other.begin(), other.end()) are copies.
      if (args.length === 1 && !this.isCount(first)) return callOf('copy', [first], range, range)
      const between = args.length === 2 ? this.betweenPlaces(first, args[1] as Expression, range) : undefined
      if (between !== undefined) return between
      return callOf('rep', [args[1] ?? numeral(0, range), first], range, range)
    }
    if (args.length === 1) return first
    return structure === undefined
      ? { kind: 'unknown', what: `what ${type.trim()} makes of these`, range }
      : this.objectOf(structure, args, rangeOf(name))
  }

  /** What v.begin() + 1 and v.end(), or p and p + n, have between them; undefined where these are no places of an array. */
  private betweenPlaces(from: Expression, to: Expression, range: Range): Expression | undefined {
    const isPlace = isIterator(from) || (from.kind === 'name' && this.pointers.has(from.name))
    const [begin, end] = [iterated(from), iterated(to)]
    if (!isPlace || begin === undefined) return undefined
    if (isEnd(to) && begin.from === undefined) return callOf('copy', [begin.array], range, range)
    const isSame = end?.from !== undefined && namesIn(end.array) === namesIn(begin.array)
    if (!isEnd(to) && !isSame) return { kind: 'unknown', what: 'a part of an array between these places', range }
    const part: Expression = { kind: 'index', object: begin.array, items: [{ kind: 'slice', start: begin.from, stop: end?.from, range }], range }
    return callOf('copy', [part], range, range)
  }

  /** Whether something says how many there are, and is no array. */
  private isCount(e: Expression): boolean {
    switch (e.kind) {
      case 'number':
        return true
      case 'name':
        return !this.arrays.has(e.name) && !this.listed.has(e.name)
      case 'call':
        return this.isWhole(e) || (e.callee.kind === 'member' && /^(?:[Ss]ize|[Ll]ength|[Cc]ount|rows|cols)$/.test(e.callee.name))
      case 'binary':
        return this.isCount(e.first) && e.rest.every(({ operand }) => this.isCount(operand))
      default:
        return this.isWhole(e)
    }
  }

  /** M << 1, 2, 3, 4 fills what was declared, row by row (Eigen). */
  protected commaFilled(target: Expression): Expression | undefined {
    const lengths = target.kind === 'name' && this.is('<<') ? this.lengths.get(target.name) : undefined
    if (lengths === undefined) return undefined
    const { start } = this.next()
    const items = [this.expression()]
    while (this.take(',')) items.push(this.expression())
    const range = { start, end: this.end }
    return this.nested(lengths, items, range) ?? this.fail('there are not as many numbers as this array has places', range)
  }
}
