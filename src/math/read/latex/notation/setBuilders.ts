/**
 * Sets that the text says the members of, R_i = \{j : t_j \ge t_i\}: a sum over j \in R_i is one over the j of which that holds; one over
 * (i, j) \in E, where E = \{(1, 2), (2, 3)\}, over these pairs. They are put in before anything is read, as macros are.
 */
import type { Declaration } from '../../term.ts'
import { expand, type Macros } from '../tokens/macros.ts'
import { type Token, tokenize } from '../tokens/tokens.ts'

/** A set by its members, written out one by one. */
interface SetList {
  readonly name: string
  readonly index?: undefined
  readonly indexed?: undefined
  readonly members: readonly Token[]
}

/** A set by its condition. */
interface SetOfCondition {
  /** What it is called, without brackets and index. */
  readonly name: string
  /** What it depends on: the i of R_i, R(i) and R(t_i), the t of R(t). */
  readonly index: string | undefined
  /** The t of R(t_i). */
  readonly indexed: string | undefined
  readonly member: string
  readonly condition: readonly Token[]
}

export type SetBuilder = SetList | SetOfCondition

const MEMBER = String.raw`(?:\d+|\(\s*\d+(?:\s*,\s*\d+)*\s*\))`
const LISTED = new RegExp(
  String.raw`((?:[A-Z]|\\[a-zA-Z]+\s*\{?\s*[A-Z]\s*\}?|\\[A-Z][a-z]+)(?:\s*_\s*\{?\s*\d\s*\}?)?)\s*(?::?=|\\coloneqq|\\triangleq)\s*(?:\\[bB]igg?l?|\\left)?(\\\{\s*${MEMBER}(?:\s*,(?:\s|\\[,;!:])*${MEMBER})*\s*(?:\\[bB]igg?r?|\\right)?\\\})`,
  'g',
)
const SET = String.raw`([A-Z]|\\[a-zA-Z]+\s*\{?\s*[A-Z]\s*\}?)\s*(?:_\s*\{?\s*([a-z])\s*\}?|\(\s*(?:([a-z])\s*_\s*\{?\s*)?([a-z])\s*\}?\s*\))?\s*(?::?=|\\coloneqq|\\triangleq|\\equiv(?![a-zA-Z]))\s*`
const SPACES = String.raw`(?:\s|\\[,;!:])*`
/** What a set is taken out of: \{1, \dots, N\} \setminus \{i\}, A(i), \mathcal{I}. Each character can be read in one way only, so that a long formula is left at once. */
const DOMAIN = String.raw`(?:\\\{[^{}$]*?\\\}|\{[^{}$]*\}|[^:|{}$\\=]|\\(?!mid|colon|vert|text)(?:[a-zA-Z]+(?![a-zA-Z])|[,;! ]))+?`
const DEFINED = new RegExp(
  String.raw`${SET}(?:\\[bB]igg?l?|\\left)?\\\{${SPACES}([a-z])${SPACES}(?:\\in(?![a-zA-Z])(${DOMAIN})|\\neq?(?![a-zA-Z])${SPACES}([a-z])${SPACES})?(?::|\\mid(?![a-zA-Z])|\\colon|\\vert|\|)([^{}$]*(?:\{[^{}$]*\}[^{}$]*)*?)(?:\\[bB]igg?r?|\\right)?\\\}(?:\s*\\(?:setminus|backslash)(?![a-zA-Z])\s*\\\{\s*([a-z])\s*\\\})?`,
  'g',
)
/** A(i) = \{1, \dots, N\} \setminus \{i\}: all but one. */
const WITHOUT = new RegExp(String.raw`${SET}(${DOMAIN}\\(?:setminus|backslash)(?![a-zA-Z])\s*\\\{\s*[a-z]\s*\\\})`, 'g')
const EXCEPT = /\\(?:setminus|backslash)(?![a-zA-Z])\s*\\\{\s*([a-z])\s*\\\}/g
const RELATION = /[<>=]|\\(?:le|ge|leq|geq|lt|gt|ne|neq)(?![a-zA-Z])/
/** Words, and sets in sets, are no condition of numbers. */
const UNREAD = /\\(?:text|mbox|mathrm|in)(?![a-zA-Z])/

/** So many members are told one by one. */
const MOST = 1000

const plain = (name: string): string => name.replaceAll(/[\s{}]/g, '')

/** What stands before the braces of a set and may be a macro: \risk{t} = \{ */
const MACRO = /\\([a-zA-Z]+)(?:\s*\{[^{}]*\})*\s*(?=(?::?=|\\coloneqq|\\triangleq)\s*(?:\\[bB]igg?l?|\\left)?\s*\\\{)/g

/** The sets of a text, and what they were found by: equal signatures mean the same. */
export function findSets(written: string, macros: Macros): { readonly sets: readonly SetBuilder[]; readonly signature: string } {
  if (!written.includes('\\{')) return { sets: [], signature: '' }
  const text =
    macros.size === 0
      ? written
      : written.replace(MACRO, (whole, name: string) =>
          macros.has(`\\${name}`)
            ? expand(tokenize(whole, 0, whole.length), macros)
                .map((token) => token.text)
                .join(' ')
            : whole,
        )
  const sets: SetBuilder[] = []
  let signature = ''
  for (const { 0: whole, 1: name = '', 2: sub, 3: indexed, 4: argument, 5: domain = '' } of text.matchAll(WITHOUT)) {
    // What has a condition besides is read with it.
    if (RELATION.test(domain)) continue
    sets.push({ name: plain(name), index: sub ?? argument, indexed, member: ANY, condition: conditionsOf(domain, ANY, []) })
    signature += `\n${whole}`
  }
  for (const {
    0: whole,
    1: name = '',
    2: sub,
    3: indexed,
    4: argument,
    5: member = '',
    6: domain = '',
    7: other,
    8: written = '',
    9: but = other,
  } of text.matchAll(DEFINED)) {
    if (!RELATION.test(written) || UNREAD.test(written)) continue
    // \{j \ne i : ...\}
    const others = but === undefined ? [] : [...notMember(member, but), COMMA]
    const condition = [...others, ...conditionsOf(domain, member, sets), ...tokenize(written, 0, written.length)]
    sets.push({ name: plain(name), index: sub ?? argument, indexed, member, condition })
    signature += `\n${whole}`
  }
  for (const { 0: whole, 1: name = '', 2: members = '' } of text.matchAll(LISTED)) {
    sets.push({ name: plain(name), members: tokenize(members, 0, members.length) })
    signature += `\n${whole}`
  }
  return { sets, signature }
}

/** The member of a set that is said without one. */
const ANY = '\\member'

const NOWHERE = { start: 0, end: 0 }
const COMMA: Token = { kind: 'symbol', text: ',', ...NOWHERE }

/** What taking a set out of another says of its members, with a comma behind each condition of several: those it is without, those of that set. */
function conditionsOf(domain: string, member: string, sets: readonly SetBuilder[]): readonly Token[] {
  const but = [...domain.matchAll(EXCEPT)].map(([, own = '']) => notMember(member, own))
  const tokens = tokenize(domain, 0, domain.length)
  const other = but.length === 0 ? namedFrom(tokens, 0, sets) : undefined
  const inner =
    other !== undefined && 'condition' in other.set ? conditionOf(other.set, { kind: 'letter', text: member, ...NOWHERE }, other.given) : []
  const all = inner.length > 0 ? [...but, inner] : but
  return all.flatMap((condition) => (member === ANY ? condition : [...condition, COMMA]))
}

/** That the member is not the one called so. */
const notMember = (member: string, own: string): readonly Token[] => [
  { kind: member === ANY ? 'command' : 'letter', text: member, ...NOWHERE },
  { kind: 'command', text: '\\ne', ...NOWHERE },
  { kind: 'letter', text: own, ...NOWHERE },
]

/** The condition of a set for this member, and for what stands in the place of its index. */
function conditionOf(set: SetOfCondition, member: Token, given: readonly Token[]): readonly Token[] {
  return set.condition.flatMap((own, at) => {
    if (own.text === set.member) return [{ ...own, kind: member.kind, text: member.text }]
    return own.text !== set.index || set.condition[at + 1]?.text === '_' ? [own] : given
  })
}

/** |R_i| of a set with a condition is how many there are: (\sum_{j : t_j \ge t_i} 1). */
function withCounts(tokens: readonly Token[], sets: readonly SetBuilder[]): readonly Token[] {
  const bar = /^(?:\||\\[lr]?vert|\\#)$/
  const conditional = sets.filter((set) => 'condition' in set)
  if (conditional.length === 0 || !tokens.some(({ text }) => bar.test(text))) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const close = bar.test(token.text) ? tokens.findIndex(({ text }, at) => at > k && bar.test(text)) : -1
    const found = close > k + 1 && close - k < 12 ? namedFrom(tokens.slice(0, close), k + 1, conditional) : undefined
    if (found === undefined || !('condition' in found.set) || found.next !== close) {
      result.push(token)
      continue
    }
    const place = { start: token.start, end: (tokens[close] as Token).end }
    const member: Token = { kind: 'letter', text: memberBeside(found), ...place }
    const symbols = (texts: string): Token[] =>
      [...texts.split(' ')].map((text) => ({ kind: text.startsWith('\\') ? 'command' : text === '1' ? 'number' : 'symbol', text, ...place }))
    const condition = conditionOf(found.set, member, found.given).map((own) => ({ ...own, ...place }))
    result.push(...symbols('( \\sum _ {'), member, ...symbols(':'), ...condition, ...symbols('} 1 )'))
    k = close
  }
  return result
}

/** A letter for the member of a set that is counted, other than what it depends on. */
function memberBeside({ set, given }: { readonly set: SetBuilder; readonly given: readonly Token[] }): string {
  const taken = new Set([...('condition' in set ? set.condition : []), ...given].map(({ text }) => text))
  if ('condition' in set && set.member !== ANY && !given.some(({ text }) => text === set.member)) return set.member
  return [...'jklmnpq'].find((letter) => !taken.has(letter)) ?? 'j'
}

/** |C_k| of sets C_1 = \{1, 4\}, C_2 = \{2, 3, 6\} is one of their sizes, which are called Csize. */
function withSizes(tokens: readonly Token[], sets: readonly SetBuilder[]): readonly Token[] {
  const sized = new Map<number, number>()
  const bars = /^(?:\||\\[lr]?vert)$/
  return tokens.flatMap((token, k) => {
    const [font, open, letter, close] = tokens.slice(k + 1, k + 5)
    const isFonted = open?.text === '{' && close?.text === '}' && /^\\math[a-z]+$/.test(font?.text ?? '')
    const name = isFonted ? letter : font
    const under = k + (isFonted ? 5 : 2)
    const behind = tokens[under + 1]?.text === '{' ? under + 4 : under + 2
    const isSize = bars.test(token.text) && /^[A-Z]$/.test(name?.text ?? '') && tokens[under]?.text === '_' && bars.test(tokens[behind]?.text ?? '')
    if (isSize && membershipNamed(sets, `${name?.text}_set`) !== undefined) {
      const inner = tokens.slice(under, behind)
      sized.set(k, behind)
      return [{ ...token, kind: 'words' as const, text: `${name?.text}size`, end: name?.end ?? token.end }, ...inner]
    }
    return [...sized].some(([from, to]) => k > from && k <= to) ? [] : [token]
  })
}

/** The tokens with the condition in the place of the set: j \in R_i becomes j : t_j \ge t_i. */
export function withSets(given: readonly Token[], sets: readonly SetBuilder[]): readonly Token[] {
  if (sets.length === 0) return given
  const tokens = withCounts(withSizes(given, sets), sets)
  if (!tokens.some(({ text }) => text === '\\in')) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const member = tokens[k - 1]
    const isMember = member?.kind === 'letter' && /^[{,]$/.test(tokens[k - 2]?.text ?? '')
    const found = token.text === '\\in' && (isMember || member?.text === ')') && isBelow(tokens, k) ? namedFrom(tokens, k + 1, sets) : undefined
    if (found === undefined || member === undefined || (!isMember && 'condition' in found.set)) {
      result.push(token)
      continue
    }
    const { set, given, next } = found
    if ('members' in set) {
      result.push(token, ...set.members.map((own) => ({ ...own, start: token.start, end: token.end })))
      k = next - 1
      continue
    }
    result.push({ ...token, kind: 'symbol', text: ':' })
    for (const own of conditionOf(set, member, given)) result.push({ ...own, start: token.start, end: token.end })
    k = next - 1
  }
  return result
}

/** What a text says of the sets B_1, B_2: which numbers belong to which, by the name B_set, and to which each belongs, k(j); see onlyMembers. */
export function declaredBySets(sets: readonly SetBuilder[], name: string, text: string): Declaration | undefined {
  if (sets.length === 0) return undefined
  const rows = membershipNamed(sets, name)
  const counted = membershipNamed(sets, name.replace(/size$/, '_set'))?.map((row) => row.reduce((sum, one) => sum + one, 0))
  if (name.endsWith('size') && counted !== undefined) return { value: counted, shape: [counted.length] }
  if (rows !== undefined) return { value: rows, shape: [rows.length, rows[0]?.length ?? 0] }
  const places = setsOfMembers(sets, name, text)
  return places && { value: places, shape: [places.length] }
}

/** B_1 = \{1, 2\}, B_2 = \{3\}: the matrix named B_set that says with 1 which numbers belong to which set, [[1, 1, 0], [0, 0, 1]]. */
function membershipNamed(sets: readonly SetBuilder[], name: string): number[][] | undefined {
  const [, base] = /^(\w+)_set$/.exec(name) ?? []
  if (base === undefined) return undefined
  const rows: number[][] = []
  for (const set of sets) {
    const [, letter, number] = /([A-Z][a-z]*)_(\d)$/.exec(set.name) ?? []
    if (!('members' in set) || letter !== base || Number(number) < 1) continue
    rows[Number(number) - 1] = set.members.flatMap(({ kind, text }) => (kind === 'number' ? [Number(text)] : []))
  }
  const count = Math.max(0, ...rows.flat())
  const isWhole = rows.length > 0 && Array.from(rows).every((row) => row !== undefined) && count <= MOST
  return isWhole ? rows.map((row) => Array.from({ length: count }, (_, k) => (row.includes(k + 1) ? 1 : 0))) : undefined
}

/** The k(j) of sets B_k that have nothing in common: for each number which set it belongs to. `text` says both. */
function setsOfMembers(sets: readonly SetBuilder[], name: string, text: string): number[] | undefined {
  if (!/^[a-z]$/.test(name) || !new RegExp(String.raw`(?<![\w\\])${name}\s*\(\s*[a-z]\s*\)`).test(text)) return undefined
  const bases = [...text.matchAll(new RegExp(String.raw`([A-Z][a-z]*)\}?\s*_\s*\{?\s*${name}(?![a-zA-Z])`, 'g'))].map(([, base]) => base)
  const rows = [...new Set(bases)].map((base) => membershipNamed(sets, `${base}_set`)).find((found) => found !== undefined) ?? []
  const places = (rows[0] ?? []).map((_, j) => rows.flatMap((row, k) => (row[j] === 1 ? [k + 1] : [])))
  return places.length > 0 && places.every(({ length }) => length === 1) ? places.flat() : undefined
}

/** Is this place in a subscript? */
function isBelow(tokens: readonly Token[], at: number): boolean {
  let depth = 0
  for (let k = at - 1; k > 0; k--) {
    const { text } = tokens[k] as Token
    if (text === '}' || text === ')') depth++
    else if ((text === '{' || text === '(') && --depth < 0) return text === '{' && tokens[k - 1]?.text === '_'
  }
  return false
}

/** The set that is named from a place on up to a comma or the end of its group, with what stands for its index. */
function namedFrom(
  tokens: readonly Token[],
  from: number,
  sets: readonly SetBuilder[],
): { readonly set: SetBuilder; readonly given: readonly Token[]; readonly next: number } | undefined {
  let depth = 0
  let next = from
  for (; next < tokens.length; next++) {
    const { text } = tokens[next] as Token
    if (text === '{' || text === '(') depth++
    else if (text === '}' || text === ')') {
      if (--depth < 0) break
    } else if (text === ',' && depth === 0) break
  }
  const own = tokens.slice(from, next)
  const written = own.map(({ text }) => text).join('')
  const [, name = '', sub, argument, index] = /^(.*?)(?:_\{?([a-z])\}?|\(([a-z])(?:_\{?([a-z])\}?)?\))?$/.exec(written) ?? []
  const set = sets.find((one) => one.name === plain(name) && (one.index === undefined) === ((sub ?? argument) === undefined))
  if (set === undefined) return undefined
  // R(t_i) of one that is said for t_i, or for any t.
  if (set.indexed !== undefined && (index === undefined || argument !== set.indexed)) return undefined
  const letters = own.filter(({ kind }) => kind === 'letter').slice(-1)
  const isWhole = set.indexed === undefined && index !== undefined
  return { set, given: isWhole ? own.slice(own.map(({ text }) => text).lastIndexOf('(') + 1, -1) : letters, next }
}
