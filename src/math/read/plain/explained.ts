/** Lines in the order in which they explain each other: definitions come before what uses them. */
import { mayBeProduct } from './choosing.ts'
import { known, type Line } from './lines.ts'
import { literal } from './literals.ts'
import type { Sentences } from './sentences.ts'
import { identifier, type Token } from './tokens.ts'

/** Definitions that explain what stands before them in the same line come before it. */
export function explained(lines: readonly Line[], text: string, asides: Sentences['asides']): readonly Line[] {
  if (lines.length < 2) return lines
  const ordered: Line[] = []
  for (const line of lines) {
    const last = ordered.at(-1)
    // N = N_0 e^(-k t), k = ln(2)/T
    const comma = last !== undefined && /^\s*,\s*$/.test(text.slice(last.range.end, line.range.start)) ? last.range.end : undefined
    const used =
      comma !== undefined &&
      line.name !== undefined &&
      last?.body.some(({ kind, text: own }) => kind === 'name' && known(identifier(own)) === line.name)
    const aside = used ? comma : asides.find(({ start, end }) => start <= line.range.start && line.range.start < end)?.start
    if (aside !== undefined) {
      const before = ordered.findIndex(({ range }) => range.start < aside && !text.slice(range.start, aside).includes('\n'))
      ordered.splice(before < 0 ? ordered.length : before, 0, line)
      continue
    }
    const at = helped(line, ordered)
    const needed = at < 0 ? [] : neededFrom(line, ordered.slice(at))
    if (at < 0 || needed === undefined) ordered.push(line)
    else {
      const others = ordered.slice(at).filter((one) => !needed.includes(one))
      ordered.splice(at, ordered.length - at, ...needed, line, ...others)
    }
  }
  return ordered
}

const uses = (tokens: readonly Token[], one: string | undefined): boolean =>
  tokens.some(({ kind, text: own }) => kind === 'name' && (known(identifier(own)) === one || isFactor(one, own)))

/** The x of xy, which may be a product. */
const isFactor = (one: string | undefined, own: string): boolean => one?.length === 1 && own.includes(one) && mayBeProduct(own)

/** The first line that uses what a later one defines, where nothing before has that name; -1 where there is none. */
function helped({ name, parameters, body }: Line, before: readonly Line[]): number {
  if (name === undefined || parameters !== undefined || literal(body) !== undefined || before.some((line) => line.name === name)) return -1
  return before.findIndex((line) => !line.parameters?.includes(name) && uses(line.body, name))
}

/** Those of some lines that a later one needs, itself or for what it needs; undefined where it needs the first of them, which needs it. */
function neededFrom(line: Line, lines: readonly Line[]): readonly Line[] | undefined {
  const needed = new Set<Line>()
  const add = ({ body }: Line): void => {
    for (const one of lines)
      if (one.name !== undefined && !needed.has(one) && uses(body, one.name)) {
        needed.add(one)
        add(one)
      }
  }
  add(line)
  return needed.has(lines[0] as Line) ? undefined : lines.filter((one) => needed.has(one))
}
