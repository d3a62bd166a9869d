/**
 * The derivative that plain text asks for, in words or beside its formula: "find dy/dx if x² + y² = 25", "x² + y² = 25, y''", "y' of x²",
 * "f_xy, f(x, y) = x²y". It is blanked out, so that what is left is read as formulas.
 */
import type { Range } from '../../api.ts'
import { derivativeAt, freeNames } from '../latex/terms/terms.ts'
import { askedOfEquations, variableAmong, type Wanted } from '../latex/terms/wanted.ts'
import { inPattern } from '../spelling.ts'
import type { Reading, Term } from '../term.ts'
import { spelledOut } from './greek.ts'
import { identifier } from './tokens.ts'

export interface Asked extends Wanted {
  readonly range: Range
  /** Find dy/dx: what it is of is shown, with this as its derivative. Without words the derivative itself is the value. */
  readonly isSaid: boolean
  /** The 2 of f'(2). */
  readonly place?: Range
}

const NAME = String.raw`\p{L}(?:_?\w+|[₀-₉]+)?`
const TIMES = String.raw`(?:[²³⁴]|\^[2-4])`
const LEIBNIZ = String.raw`[d∂]${TIMES}?\s?(?<of>${NAME})(?:\([^()]*\))?\s?/\s?(?<by>[d∂]\s?\p{L}[\p{L}\d_²³⁴^∂]*)`
const PRIMED = String.raw`(?<primed>\p{L})(?<primes>['′″]{1,4})(?:\((?<place>[^()]*)\))?`
const SUBSCRIPT = String.raw`(?<base>[a-zA-Z])_\{?(?<letters>[a-z]{1,3})\}?(?:\([a-z](?:,\s?[a-z])*\))?(?![\w^])`
const DERIVATIVE = `(?<derivative>${LEIBNIZ}|${PRIMED}|${SUBSCRIPT})`
const VERB = String.raw`(?:(?:use|using|by)\s+implicit\s+differentiation,?\s+(?:to\s+)?)?(?:find|compute|calculate|determine|evaluate|obtain|derive|what\s+is|what's)\s+`
const HOW = String.raw`(?:\s+(?:implicitly|(?:by|using|with)\s+implicit\s+differentiation))?`
const LEADING = new RegExp(
  String.raw`^\s*(?<verb>${VERB})?${DERIVATIVE}${HOW}(?<tail>\s*[:,]|\s+(?:if|for|when|where|given(?:\s+that)?|with|of|by)\b)\s*`,
  'iu',
)
const TRAILING = new RegExp(String.raw`(?<before>[,;.:\n]|\band\b)\s*(?:then\s+)?(?<verb>${VERB})?${DERIVATIVE}${HOW}[\s.?]*$`, 'iu')

/** A text without what it asks for, and that; the text as it is where it asks for no derivative. */
export function withoutAsked(text: string): { readonly text: string; readonly asked?: Asked } {
  if (text.length > 2000 || !/['′″]|[d∂][^\n]{0,12}\/|_/.test(text)) return { text }
  const leading = LEADING.exec(text)
  const found = leading ?? TRAILING.exec(text)
  const { derivative = '', verb, before, tail = '', letters, of, primed, base } = found?.groups ?? {}
  const written = of ?? primed ?? base ?? ''
  const wanted = found === null ? undefined : wantedBy(found.groups as Record<string, string | undefined>)
  if (found === null || wanted === undefined) return { text }
  const isSaid = verb !== undefined || /[a-z:]$/.test(tail)
  const rest = text.slice(0, found.index) + ' '.repeat(found[0].length) + text.slice(found.index + found[0].length)
  // A derivative in a line of its own is a formula.
  if (!isSaid && leading === null && before !== ',') return { text }
  const isDefined = new RegExp(String.raw`(?<![\p{L}\d])${inPattern(written)}\s*(?:\([^()]*\))?\s*=`, 'u').test(rest)
  // y' of x^2; f_x is a name where no f is.
  if (!isDefined && (letters !== undefined || !(rest.includes('=') || /of|:/.test(tail)))) return { text }
  const start = found.index + found[0].indexOf(derivative)
  const place = found.groups?.place ?? ''
  const at = start + derivative.lastIndexOf(place, derivative.length - 2)
  return {
    text: rest,
    asked: {
      ...wanted,
      range: { start, end: start + derivative.length },
      isSaid,
      ...(place !== '' && { place: { start: at, end: at + place.length } }),
    },
  }
}

const calledOf = (name: string): string => spelledOut(identifier(name))

function wantedBy({ of, by, primed, primes, base, letters }: Record<string, string | undefined>): Wanted | undefined {
  if (primed !== undefined) return { of: calledOf(primed), order: (primes ?? '').replaceAll('″', "''").length }
  if (base !== undefined && letters !== undefined) return { of: base, by: [...letters], order: letters.length }
  if (of === undefined || by === undefined) return undefined
  // ∂x∂y², dx dy and dtheta.
  const parts = by.split(/[d∂]\s?(?=\p{L}(?:[²³⁴]|\^\d|_?\d)*(?:[d∂]|$))/u).filter((part) => part !== '')
  const names = (parts.length === 1 && /^[d∂]/.test(by) ? [by.slice(1).trim()] : parts).flatMap((part) => {
    const [, name = '', times = ''] = /^(.*?)([²³⁴]|\^[2-4])?$/.exec(part) ?? []
    const count = times === '' ? 1 : '²³⁴'.includes(times) ? '²³⁴'.indexOf(times) + 2 : Number(times.slice(1))
    return new Array<string>(count).fill(calledOf(name.replace(/^[d∂]\s?/, '')))
  })
  return { of: calledOf(of), by: names, order: names.length }
}

/** What a text has to answer with. */
export interface Answers {
  /** What it defines by a name. */
  readonly define: (name: string) => Reading | undefined
  /** An expression that has none. */
  readonly alone: () => Reading | undefined
  readonly equations: () => readonly Reading[]
  /** The point that is asked about. */
  readonly place?: Term
}

/** What is asked for; undefined where the text has nothing that it is of. */
export function readAsked(asked: Asked, { define, alone, equations, ...given }: Answers): Reading | undefined {
  const { of, by, order, range, isSaid } = asked
  const defined = define(of) ?? (by === undefined ? alone() : undefined)
  if (defined === undefined) return askedOfEquations(asked, range, equations())
  const own = freeNames(defined.body)
  const [first] = by ?? []
  const variable = first ?? (defined.parameters?.length === 1 ? defined.parameters[0] : variableAmong(own))
  if (variable === undefined || (by ?? []).some((name) => !own.has(name))) return undefined
  const names = by ?? new Array<string>(order).fill(variable)
  const place = given.place?.kind === 'name' && given.place.name === variable ? undefined : given.place
  if (isSaid && place === undefined && names.every((name) => name === variable))
    return { ...defined, parameters: [variable], ...(order > 1 && { order }) }
  const body = place === undefined ? undefined : derivativeAt(defined.body, names, new Map([[variable, place]]), range)
  return { ...defined, name: undefined, parameters: undefined, body: body ?? { kind: 'derivative', of: defined.body, by: names, range } }
}
