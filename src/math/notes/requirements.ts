/** What arguments must be, told of the simplest thing that decides it: ln x of 1/ln x must not be 0, so x not 1. The same is said once, and nothing weaker beside it. */
import type { Enclosure } from '../evaluate/interval.ts'
import { type Expr, exactOf, isSymbol, traitsOf } from '../expr.ts'
import { cbrt, ln, mul, neg, sqrt } from '../ops/arithmetic.ts'
import { abs } from '../ops/condition.ts'

/** How something lies to a bound. */
export type Sense = '>' | '≥' | '≠'

export interface Bound {
  readonly value: number
  readonly text: string
}

/** What an operation asks of one argument. */
export interface Requirement {
  /** "the quotient" */
  readonly title: string
  readonly node: Expr
  readonly subject: Expr
  readonly sense: Sense
  readonly bound: Bound
  /** What is said of a bound that belongs to it. */
  readonly edge: string
}

interface Atom {
  readonly subject: Expr
  readonly sense: Sense
  readonly bound: Bound
}

/** What is known of signs without any requirement. */
export interface Signs {
  readonly enclosures: ReadonlyMap<Expr, Enclosure>
  isPositive(node: Expr): boolean
}

/** What stands in a requirement where all that is simpler has been said. */
export interface Told {
  readonly requirement: Requirement
  readonly subjects: readonly Expr[]
  readonly sense: Sense
  readonly bound: Bound
  readonly edge: string
}

/** Requirements in the order given, those left out that others contain. */
export function told(requirements: readonly Requirement[], signs: Signs): Told[] {
  const parted = requirements.map((requirement) => ({ requirement, atoms: atomsOf(requirement, signs) }))
  const strongest = new Map<string, Atom>()
  for (const { atoms } of parted)
    for (const atom of atoms) {
      const key = keyOf(atom)
      const known = strongest.get(key)
      strongest.set(key, known === undefined ? atom : stronger(known, atom))
    }
  const said = new Set<string>()
  return parted.flatMap(({ requirement, atoms }) => {
    // Factors that must not be 0 are one product.
    const groups = new Map<string, Atom[]>()
    for (const atom of atoms) {
      const key = keyOf(atom)
      const { subject, sense, bound } = strongest.get(key) as Atom
      const lowest = strongest.get(String(subject.id))
      const isSaid = said.has(key) || (lowest !== undefined && lowest.sense !== '≠' && lowest.bound.value > bound.value)
      said.add(key)
      if (isSaid) continue
      const group = sense === '≠' && bound.value === 0 ? '' : key
      groups.set(group, [...(groups.get(group) ?? []), { subject, sense, bound }])
    }
    return [...groups.values()].map((group): Told => {
      const [{ sense, bound }] = group as [Atom]
      const isOwn = sense === requirement.sense && bound.value === requirement.bound.value
      return { requirement, subjects: group.map(({ subject }) => subject), sense, bound, edge: isOwn ? requirement.edge : '' }
    })
  })
}

/** What requirements come together by: those of one thing, but for single numbers that it must not be. */
const keyOf = ({ subject, sense, bound }: Atom): string => (sense === '≠' && bound.value !== 0 ? `${subject.id} ${bound.value}` : String(subject.id))

/** What two requirements of the same thing come to. */
function stronger(a: Atom, b: Atom): Atom {
  if (a.sense === '≠' || b.sense === '≠') {
    const [left, other] = a.sense === '≠' ? [a, b] : [b, a]
    return other.sense === '≥' && other.bound.value === left.bound.value
      ? { ...other, sense: '>' }
      : other.sense === '≠' || other.bound.value < left.bound.value
        ? left
        : other
  }
  if (a.bound.value !== b.bound.value) return a.bound.value > b.bound.value ? a : b
  return a.sense === '>' ? a : b
}

const isEven = (exponent: number): boolean => exponent % 2 === 0

/** What decides a requirement; nothing where it always holds. */
function atomsOf({ subject, sense, bound }: Pick<Requirement, 'subject' | 'sense' | 'bound'>, signs: Signs): Atom[] {
  const inner = (node: Expr, own = sense, at = bound): Atom[] => atomsOf({ subject: node, sense: own, bound: at }, signs)
  const here: Atom[] = [{ subject, sense, bound }]
  const { op, args } = subject
  const [first, second] = args as [Expr, Expr | undefined]
  if (op === ln.op) return inner(first, sense, exponential(bound))
  if (bound.value !== 0) return here
  if (sense === '≠' ? isNonzero(subject, signs) : isAbove(subject, signs)) return []
  if (op === neg.op) return sense === '≠' ? inner(first) : here
  if (op === abs.op || op.name === 'square') return sense === '≥' ? [] : inner(first, '≠')
  if (op === sqrt.op || op === cbrt.op) return inner(first)
  if (op.name === 'pow') {
    const exponent = exactOf(second as Expr)
    if (exponent === undefined) return sense === '≥' || traitsOf(second as Expr).integer === true ? here : inner(first, sense)
    if (exponent.isNegative || exponent.isZero) return here
    if (sense === '≠' || !exponent.isInteger || !isEven(exponent.value)) return inner(first)
    return sense === '≥' ? [] : inner(first, '≠')
  }
  if (op.name === 'div') return sense === '≠' || isAbove(second as Expr, signs) ? inner(first) : here
  if (op !== mul.op) return here
  if (sense === '≠') return args.flatMap((factor) => inner(factor))
  const open = args.filter((factor) => !isAbove(factor, signs))
  return open.length === 1 && open.length < args.length ? inner(open[0] as Expr) : here
}

/** e to a bound. */
const exponential = ({ value, text }: Bound): Bound => ({ value: Math.exp(value), text: value === 0 ? '1' : value === 1 ? 'e' : `e^${text}` })

/** Surely positive. */
function isAbove(node: Expr, { enclosures, isPositive }: Signs): boolean {
  const exact = exactOf(node)
  if (exact !== undefined) return exact.value > 0
  return (enclosures.get(node)?.[0] ?? 0) > 0 || (!isSymbol(node) && isPositive(node)) || traitsOf(node).positive === true
}

/** Surely not 0: by its row, by where it lies, or by its sign. */
function isNonzero(node: Expr, signs: Signs): boolean {
  const enclosure = signs.enclosures.get(node)
  return node.op.values?.except === 0 || (enclosure !== undefined && (enclosure[0] > 0 || enclosure[1] < 0)) || isAbove(node, signs)
}
