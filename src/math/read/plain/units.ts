/** Units behind the numbers of definitions, g = 9.81 m/s², a = 1.94 (1/Å): formulas are about the numbers. */
import { MEANT, UNIT } from '../unitNames.ts'
import { known, type Line } from './lines.ts'
import { identifier, type Token, written } from './tokens.ts'

/** A unit at the end of a line: where it begins, and whether it is one whatever else is called so. */
interface Found {
  readonly at: number
  readonly isPlain: boolean
}

/** The lines without units, of constants that other lines use; a letter that is a name elsewhere is none. */
export function withoutUnits(given: readonly Line[]): Line[] {
  const lines = withoutRemarks(given)
  const units = lines.map(unitOf)
  if (units.every((unit) => unit === undefined)) return [...lines]
  const names = new Set(lines.flatMap(({ name, body }, k) => [name, ...body.slice(0, units[k]?.at).map(({ text }) => text)]))
  const used = new Set<string | undefined>(
    lines.flatMap(({ body }) => body.flatMap(({ kind, text }) => (kind === 'name' ? [known(identifier(text))] : []))),
  )
  return lines.map((line, k) => {
    const unit = units[k]
    if (unit === undefined || !used.has(line.name) || (!unit.isPlain && line.body.slice(unit.at).some(({ text }) => names.has(text)))) return line
    return { ...line, body: line.body.slice(0, unit.at) }
  })
}

/** The lines without words in parentheses behind the number of a definition: C1 = 220.8 (benzene). What is a name elsewhere is a factor. */
function withoutRemarks(lines: readonly Line[]): readonly Line[] {
  const remarks = lines.map(remarkOf)
  if (remarks.every((at) => at < 0)) return lines
  const names = new Set(lines.flatMap(({ name, body }, k) => [name, ...(remarks[k] === -1 ? body : []).map(({ text }) => text)]))
  return lines.map((line, k) => {
    const at = remarks[k] as number
    return at < 0 || line.body.slice(at).some(({ kind, text }) => kind === 'name' && names.has(text))
      ? line
      : { ...line, body: line.body.slice(0, at) }
  })
}

/** Where a remark at the end of a line begins; -1 where there is none. */
function remarkOf({ name, parameters, body }: Line): number {
  if (name === undefined || parameters !== undefined || body.at(-1)?.text !== ')') return -1
  const number = numberEnd(body)
  const at = number < 0 ? -1 : body.findIndex(({ text, spaced }, k) => k >= number && text === '(' && spaced)
  const inside = at < 0 ? [] : body.slice(at + 1, -1)
  const isWord = ({ kind, text }: Token): boolean => (kind === 'name' && WORD.test(text)) || text === ','
  // T = 291.15   (18 C): the same in another unit.
  const end = inside.length > 1 ? numberEnd(inside) : -1
  const isValue = end > 0 && end < inside.length && UNIT.test(written(inside.slice(end)))
  return inside.length > 0 && (isValue || inside.every(isWord)) ? at : -1
}

/** A word of a language or a code such as BK7, and no name with an underscore. */
const WORD = /^\p{L}[\p{L}\d]+$/u

function unitOf({ name, parameters, body }: Line): Found | undefined {
  const at = name === undefined || parameters !== undefined ? -1 : numberEnd(body)
  // 6.955 in mmHg
  const isSaid = body[at]?.text === 'in' && body.length > at + 1
  const tokens = at < 0 ? [] : body.slice(isSaid ? at + 1 : at)
  const [first] = tokens
  if (first === undefined) return undefined
  const isEnclosed = /^[([]$/.test(first.text) && /^[)\]]$/.test(tokens.at(-1)?.text ?? '')
  // J/(mol K)
  const unit = written(isEnclosed ? tokens.slice(1, -1) : tokens).replace(
    /\/\(([^()]*)\)/g,
    (_, below: string) => `/${below.split(/[\s*]+/).join('/')}`,
  )
  if (!UNIT.test(unit)) return undefined
  const isApart = first.start > (body[at - 1] as Token).end
  return { at, isPlain: isApart && (isSaid || isEnclosed || unit.includes('/') || MEANT.test(unit)) }
}

/** Where the number that a body begins with ends: 9.81, -2, 6.02e23, 3 * 10^8; -1 where there is none. */
function numberEnd(body: readonly Token[]): number {
  const first = body[0]?.text === '-' ? 1 : 0
  if (body[first]?.kind !== 'number') return -1
  const [times, ten, power] = body.slice(first + 1)
  if (!/^[*×·]$/.test(times?.text ?? '') || ten?.text !== '10') return first + 1
  if (power?.kind === 'superscript') return first + 4
  if (power?.text !== '^') return -1
  return first + (body[first + 4]?.text === '-' ? 6 : 5)
}
