/**
 * Pairs that are told by how they are used: Newton's step J(v) \ F(v) solves with the Jacobian of F, and minimize(f, x0, jac=g) takes g for
 * the gradient of f.
 */
import { inPattern } from '../read/spelling.ts'
import type { Definition } from '../read/term.ts'
import { ownerOf, ownName } from '../read/words.ts'
import { handedIn } from './handed.ts'
import type { Pair } from './pair.ts'

/** A name, perhaps with what it is called with. */
const called = (name: string): string => String.raw`(?<![\p{L}\p{N}_.])(?<${name}>[\p{L}_][\p{L}\p{N}_]{0,60})(?<${name}At>\([^()]{0,80}\))?`
const BOTH = String.raw`(?<inner>[-−]?)\s*${called('name')}\s*,\s*(?<sign>[-−]?)\s*${called('of')}\s*[,)]`
const BEHIND = String.raw`(?:\(\s*)?(?<sign>[-−]?)\s*${called('of')}`
/** The ways in which a step is written: J(v) \ F(v); np.linalg.solve(J(x), -F(x)); inv(J(x)) @ F(x). */
const STEPS: readonly RegExp[] = [
  String.raw`${called('name')}\s{0,4}\\\s{0,4}${BEHIND}`,
  String.raw`\b(?:solve|lstsq|spsolve|mldivide|linsolve|lusolve)\(\s*${BOTH}`,
  String.raw`\bp?inv\(\s*(?<inner>[-−]?)${called('name')}\s*\)\s*(?:\*|@|\.dot\(|%\*%)\s*${BEHIND}`,
].map((step) => new RegExp(step, 'gu'))
/** x - f(x) / g(x), which 1 - f(x) / g(x) is not. */
const QUOTIENT = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.])(?<x>[\p{L}_][\p{L}\p{N}_]{0,60})\s{0,4}[-−]=?\s{0,4}${called('of')}\s{0,4}\.?\/\s{0,4}${called('name')}`,
  'gu',
)
/** How many steps are looked at. */
const MOST = 40

/** One use: what is taken for the derivative of what, and whether nothing else can be meant. */
interface Use {
  readonly of: string
  readonly name: string
  readonly isSure: boolean
}

/** Pairs of functions of which the derivative is none by its name or comments. */
export function solvedPairs(definitions: readonly Definition[], taken: ReadonlySet<Definition>, text: string): Pair[] {
  const functions = definitions.filter(({ kind, parameters, derivative }) => kind === 'function' && parameters.length > 0 && derivative === undefined)
  const open = functions.filter((definition) => !taken.has(definition))
  if (open.length === 0 || functions.length < 2) return []
  const pairs = new Map<Definition, Pair>()
  const add = (value: Definition | undefined, derivative: Definition | undefined, isLoose: boolean): void => {
    if (value === undefined || derivative === undefined || value === derivative || pairs.has(derivative)) return
    pairs.set(derivative, { value, derivative, order: 1, backward: false, isTentative: true, ...(isLoose && { isLoose }) })
  }
  for (const { of, name, isSure } of usesIn(text)) {
    const derivative = open.find((definition) => ownName(definition.name) === name)
    const owner = ownerOf(derivative?.name ?? '')
    add(
      functions.find((definition) => ownName(definition.name) === of && ownerOf(definition.name) === owner),
      derivative,
      !isSure,
    )
  }
  return [...pairs.values()]
}

/** Names that with a step say all. */
const TELLING = /^(?:[jJ]\w?|\w*jac\w*|[dD]_?[fFrRgG]|[hH]|\w*hess\w*|\w*grad\w*)$/i

function* usesIn(text: string): Generator<Use> {
  for (const handed of handedIn(text)) yield { ...handed, isSure: true }
  let count = 0
  for (const pattern of [...STEPS, QUOTIENT])
    for (const { groups = {}, index } of text.matchAll(pattern)) {
      if (count++ >= MOST) return
      const name = functionOf(groups['name'] as string, groups['nameAt'], text, index)
      const of = functionOf(groups['of'] as string, groups['ofAt'], text, index)
      if (name === undefined || of === undefined) continue
      const isStep = pattern !== QUOTIENT
      const isOfPlace = (at: string | undefined): boolean => at !== undefined && /[\p{L}_][\p{L}\p{N}_]*/u.exec(at)?.[0] === groups['x']
      if (!isStep && !(isOfPlace(groups['ofAt']) && isOfPlace(groups['nameAt']))) continue
      const minus = [groups['inner'], groups['sign'], name.sign, of.sign].filter((sign) => sign !== undefined && sign !== '').length
      // An error with its own sign, as of a robot's hand, is corrected by the step itself.
      if (isStep && (minus + Number(isTakenAway(text, index))) % 2 === 0) continue
      yield { of: of.name, name: name.name, isSure: isStep && TELLING.test(name.name) }
    }
}

/** The function that is called, or whose value a name was given before: Jx = J(x). */
function functionOf(name: string, at: string | undefined, text: string, end: number): { readonly name: string; readonly sign: string } | undefined {
  if (at !== undefined) return { name, sign: '' }
  const before = text.slice(Math.max(0, end - 2000), end)
  const given = [
    ...before.matchAll(new RegExp(String.raw`(?<![\p{L}\p{N}_.])${inPattern(name)}\s{0,8}=\s{0,8}([-−]?)\s{0,4}([\p{L}_]\w{0,60})\(`, 'gu')),
  ].at(-1)
  return given === undefined ? undefined : { name: given[2] as string, sign: given[1] as string }
}

/** Whether what begins at a place stands behind a minus, or has a name that does. */
function isTakenAway(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 80), index).replace(/(?:[\p{L}_][\p{L}\p{N}_]*(?:\.|::))*$/u, '')
  const [, minus, name] = /(?:([-−])=?|(?<![\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_]*)\s*=)\s*$/u.exec(before) ?? []
  return (
    minus !== undefined ||
    (name !== undefined && new RegExp(String.raw`[-−]=?\s{0,4}${inPattern(name)}(?![\p{L}\p{N}_])`, 'u').test(text.slice(index, index + 600)))
  )
}
