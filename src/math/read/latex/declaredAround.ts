/** What the words around formulas that are only names declare: "the symmetric $n\times n$ matrices $A$ and $B$", "$u$, $v$ and $w$ are vectors". */
import { type Declared, declaredByWords, isAside, sizeOf } from './statements/declarations.ts'
import { type Facts, movedRange } from './statements/facts.ts'
import type { Region } from './text/regions.ts'

interface Formulas {
  readonly text: string
  readonly formulas: readonly Region[]
  readonly factsIn: (region: number) => Facts
}

/** What stands between names of a list, and how many such formulas are looked at. */
const LISTED = /^\s*(?:,|,?\s*(?:and|or|&)\b)\s*$/
export const LONGEST_LIST = 6
/** What stands between a size and the names it is said of. */
const SIZED = /^[\s-]*(?:[a-z-]+\s+){0,3}(?:matri(?:x|ces))\s*$/i
/** What is said of all names of a list before it. */
const PLURAL = /\b(?:vectors|matrices|scalars|numbers|constants)\s*$/i

const NOTHING: readonly Declared[] = []

/** What is declared so of the names of a formula; places are from where the formula begins. */
export function declaredAround(around: Formulas, region: number): readonly Declared[] {
  const { text, formulas, factsIn } = around
  const { names, declared } = factsIn(region)
  if (names === undefined) return NOTHING
  const { inner, outer } = formulas[region] as Region
  const range = movedRange(outer, -inner.start)
  const first = firstListed(around, region)
  const sized = sizeBefore(around, first)
  const told = sized === undefined ? textBefore(around, first) : `${textBefore(around, first - 1)} ${sized.between}`
  const before = first === region || PLURAL.test(told) ? told : textBefore(around, region)
  // "$A$, $B$ and $C$ are": what is said behind the last of them is said of each.
  const last = lastListed(around, region)
  const { end } = (formulas[last] as Region).outer
  const next = formulas[last + 1]
  const behind = text.slice(end, Math.min(next?.outer.start ?? text.length, end + 100))
  const after = isAside(before, behind) ? '' : behind
  // "- $A$: adjacency matrix, $n \times n$"; "$n$ is the normal and $l$ the direction to the light"
  const saidBehind = after
    .replace(
      /^\s*(?:[:–—]\s|(?=the\s+(?:(?:unit|surface|outward|inward|outer)\s+)?(?:normals?|tangents?|directions?)\b)|\((?=symmetric|orthogonal|diagonal)|,?\s*(?=(?:symmetric|positive[- ](?:semi-?)?definite|orthogonal|diagonal)\b(?![\s-]+(?:[a-z]+[\s-]+){0,3}matri)))/,
      ' is ',
    )
    .split(/[.;:]\s/)[0] as string
  // Of a list of sets, X \in \mathbb{R}^{n \times p} and S \in \mathbb{R}^{p \times p} symmetric, what is square is.
  const isSquare = declared.every(({ shape }) => shape === undefined || (shape.length === 2 && shape[0] === shape[1]))
  const said = declaredByWords(names, before, saidBehind, range)
  const words = isSquare ? said : said.map(({ traits: _, ...own }) => own)
  // Of V \in R^{m \times d} the formula says all itself.
  if (declared.some(({ shape }) => shape !== undefined)) return words
  const size =
    next !== undefined && after !== '' && !next.display && /^[^.;\n]{0,60}$/.test(after) && !isOfNext(around, last + 1)
      ? sizeOf(text.slice(next.inner.start, next.inner.end), after, text.slice(next.outer.end, next.outer.end + 40))
      : undefined
  const shape = size ?? sized?.shape
  return shape === undefined ? words : [...words, ...names.map((name) => ({ name, shape, range }))]
}

/** The words before a formula, back to the one before it. */
function textBefore({ text, formulas }: Formulas, region: number): string {
  const { start } = (formulas[region] as Region).outer
  return text.slice(Math.max(formulas[region - 1]?.outer.end ?? 0, start - 100), start)
}

/** The shape that is said before names, and the words between: "the $n\times n$ matrix $A$". */
function sizeBefore({ text, formulas }: Formulas, region: number): { readonly shape: Declared['shape']; readonly between: string } | undefined {
  const [own, before] = [formulas[region] as Region, formulas[region - 1]]
  if (before === undefined || before.display) return undefined
  const between = text.slice(before.outer.end, own.outer.start)
  const shape = SIZED.test(between) ? sizeOf(text.slice(before.inner.start, before.inner.end), '', between) : undefined
  return shape === undefined ? undefined : { shape, between }
}

/** Whether a size is said of the names behind it: "and the $n\\times m$ matrix $B$". */
const isOfNext = (around: Formulas, region: number): boolean =>
  around.formulas[region + 1] !== undefined && around.factsIn(region + 1).names !== undefined && sizeBefore(around, region + 1) !== undefined

/** Whether a formula and the next one are names of one list: "$A$ and $B$". */
function goesOn({ text, formulas, factsIn }: Formulas, region: number): boolean {
  const [own, next] = [formulas[region], formulas[region + 1]]
  if (own === undefined || next === undefined || own.display || next.display) return false
  if (!LISTED.test(text.slice(own.outer.end, next.outer.start))) return false
  return factsIn(region).names !== undefined && factsIn(region + 1).names !== undefined
}

function firstListed(around: Formulas, region: number): number {
  let first = region
  while (first > region - LONGEST_LIST && goesOn(around, first - 1)) first--
  return first
}

function lastListed(around: Formulas, region: number): number {
  let last = region
  while (last < region + LONGEST_LIST && goesOn(around, last)) last++
  return last
}
