/** Which indices of the left side of a definition its right side has: p_{ij} = a_i b_j has both, p_{t,i} = 1 - p_i one. */
import type { Term } from '../../term.ts'
import type { First } from '../grammar/grammar.ts'
import { isCalled } from '../names/mentions.ts'
import { ordered } from '../terms/terms.ts'
import type { Token } from '../tokens/tokens.ts'
import type { Statement } from './statements.ts'

/** A definition: which of its statement's parts is the left side. */
interface Sides {
  readonly statement: Statement
  readonly part: number
}

/** What is said for each index: the name of the definition, its indices, and how far ahead of these it is. */
export interface Family {
  readonly name: string
  readonly own: readonly string[]
  readonly ahead: number
}

/** y_t = a y_{t-1} + e_t, u_i = u(x_i): the right side has the same letter, with as many indices. */
export const isRecursive = ({ statement, part }: Sides, base: string, count: number): boolean =>
  statement.parts.slice(part + 1).some((tokens) =>
    tokens.some(({ text }, k) => {
      const next = tokens[k + 1]?.text
      const isOther = next === '_' && indicesAt(tokens, k + 2) === count && !isLabelAt(tokens, k + 2, statement)
      return (text === base || text === `\\${base}`) && (isCalled(tokens, k) || isOther)
    }),
  )

/** The s of f_k = k f_s/N, a sampling rate: no letter of an index, and neither one of the left side nor one that a sum runs over. */
function isLabelAt(tokens: readonly Token[], at: number, { parts }: Statement): boolean {
  const letter = tokens[at]?.text === '{' && tokens[at + 2]?.text === '}' ? tokens[at + 1] : tokens[at]
  if (letter?.kind !== 'letter' || /[i-nt]/.test(letter.text)) return false
  return !parts.some((part, own) =>
    part.some(
      ({ text }, k) =>
        text === letter.text && (own === 0 || /^\\(?:sum|prod|max|min)$/.test(part[part[k - 1]?.text === '{' ? k - 3 : k - 2]?.text ?? '')),
    ),
  )
}

/** How many indices a subscript has: the letters of {ij}, what commas divide in {t, i}, else one; the 0 of W_s = W_0 (1 + r_s) is none. */
function indicesAt(tokens: readonly Token[], at: number): number {
  const isZero = (k: number): boolean => tokens[k]?.text === '0'
  if (isZero(at) || (isZero(at + 1) && tokens[at + 2]?.text === '}')) return 0
  if (tokens[at]?.text !== '{') return 1
  const inner = tokens.slice(
    at + 1,
    tokens.findIndex(({ text }, k) => k > at && text === '}'),
  )
  const commas = inner.filter(({ text }) => text === ',').length
  return commas > 0 ? commas + 1 : inner.every(({ kind }) => kind === 'letter') ? inner.length : 1
}

/** h_t = ..., u_{n+1} = ...: does the right side run with the index of the left one? */
export function isByIndex(defined: Sides & { readonly head: { readonly name: string } }): boolean {
  const [, index] = /_([a-z]{1,3})(?:_plus_1)?$/.exec(defined.head.name) ?? []
  return index !== undefined && runsOver(defined, [...index]).length === index.length
}

/** Which of these letters its right side has in subscripts, or as numbers: V_{max} = 3 has none. The others are labels, as the t of p_{t,i} = 1 - p_i. */
export const runsOver = ({ statement, part }: Sides, indices: readonly string[]): readonly string[] =>
  indices.filter((index) => statement.parts.slice(part + 1).some((tokens) => tokens.some(({ kind, text }) => kind === 'letter' && text === index)))

/**
 * Whether a definition by these indices, of which its right side has some, says what there is at others: labels are called the same.
 * A capital is an index where what is used has it too, E_J = B J(J + 1) in a sum over J: x_T is the last of the x_t elsewhere.
 */
export const areMeant = (own: readonly string[], running: readonly string[], at: readonly string[]): boolean =>
  running.length > 0 &&
  own.every((index, k) =>
    /^[A-Z]$/.test(index) ? at[k] === index : running.includes(index) || at[k] === index || (INDEX.test(index) && INDEX.test(at[k] ?? '')),
  )

/** Does a definition by these indices say what each entry is, at all places? */
export const areEntries = (defined: Sides, own: readonly string[]): boolean =>
  own.length > 0 && new Set(own).size === own.length && own.every((index) => INDEX.test(index)) && runsOver(defined, own).length === own.length

/** Letters that run over something wherever they stand below. */
const INDEX = /^[i-n]$/

/** Of these names those of what has two indices, the first of which is ahead by one: \alpha_{t+1,j}. */
export function pairsAhead(
  names: Iterable<string>,
  base: string,
  count: number,
): { readonly name: string; readonly own: readonly string[]; readonly ahead: number }[] {
  if (count !== 2) return []
  return [...names].flatMap((name) => {
    const [, step, place] = (name.startsWith(`${base}_`) && /^([a-z])_plus_1_([a-z](?:_prime)?)$/.exec(name.slice(base.length + 1))) || []
    return step === undefined || place === undefined ? [] : [{ name, own: [step, place], ahead: 1 }]
  })
}

/** Of these names those of \alpha_{1,j} and V_{T+1,s}: the place of the first index, and the other. */
export function firstsNamed(
  names: Iterable<string>,
  base: string,
): { readonly defined: string; readonly place: Pick<First, 'name' | 'number' | 'index'> }[] {
  return [...names].flatMap((defined) => {
    const rest = defined.startsWith(`${base}_`) ? defined.slice(base.length + 1) : ''
    const [, digits, name, ahead, index] = /^(?:(\d+)|([A-Zn])(_plus_1)?)_?([a-z](?:_prime)?)$/.exec(rest) ?? []
    return index === undefined ? [] : [{ defined, place: { name, number: Number(digits ?? (ahead === undefined ? 0 : 1)), index } }]
  })
}

/** Whether what a family is has others of it, and which of its indices step to these: the t of \alpha_{t,j} = b_j \sum_i \alpha_{t-1,i} a_{ij}. */
export function stepsIn(
  body: Term,
  base: string,
  own: readonly string[],
  ahead: number,
): { readonly recursive: boolean; readonly steps: readonly boolean[] } {
  const others = ordered(body).flatMap((term) => {
    const [of, ...places] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    return of?.kind === 'name' && of.name === base ? [places] : []
  })
  const steps = own.map((_, k) => (k === 0 && ahead > 0) || others.some((places) => places[k] !== undefined && places[k].kind !== 'name'))
  return { recursive: others.length > 0, steps }
}

/** The indices of q_{ij} by the name q_ij: i and j; of T_{ss'} s and s_prime; of E_J the capital. */
export function indicesNamed(name: string, base: string): string[] {
  const written = name.slice(base.length + 1)
  return /^[I-N]$/.test(written) ? [written] : (written.match(/[a-z](?:_prime)?/g) ?? [])
}
