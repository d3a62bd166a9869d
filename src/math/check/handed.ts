/**
 * Whether a text hands a function over as the derivative of another one: `least_squares(residuals, p0, jac=jac)`,
 * `ODEFunction(f!, jac = jac!)`, `odeset('Jacobian', @jac)` beside `ode15s(@rhs, ...)`, `{ fn: elu, prime: eluPrime }`.
 */
import { inPattern } from '../read/spelling.ts'
import { listAt } from './listed.ts'
import type { Pair } from './pair.ts'

/** What a derivative is called by those who take it. */
const ROLE =
  /^(?:jac\w*|jacobian\w*|fprime2?|f_?prime|prime|grad\w*|gradient\w*|hess\w*|hessian\w*|dfun|df|d2f|dfunc|deriv\w*|derivative\w*|tgrad|slope|backward|score|dydx)$/i
/** Calls whose function is followed by its derivative. */
const TAKERS =
  /(?:newton|halley|optimi[sz]e\w*|minimi[sz]e\w*|f(?:min|max)\w*|fsolve|root\w*|check_?grad\w*|nlsolve|solve\w*|least_?squares|curve_?fit|l?bfgs\w*|descent|twice_?differentiable|once_?differentiable)$/i

/** lambda t, y: jac(t, y, p); @(t, y) -jac(t, y, p); (y) -> jac(y): what is called there, without a factor, and its sign. */
const CALLED =
  /^(?:lambda\b[^:]*:\s*|@\([^()]*\)\s*|\(?[\w\s,]*\)?\s*[-=]>\s*)?(-?)\s*[@&]?((?:[\w.]*\.)?[\p{L}_][\p{L}\p{N}_]*!?)\s*(?:\([^()]*\))?$/u

/** Something in a list: what it is there as, the function that it is, and whether with the other sign. */
interface Item {
  readonly role?: string
  readonly name?: string
  readonly isTurned: boolean
}

const withoutOwner = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** An item of a call or an object: jac=jac, 'Jacobian', @jac, prime: eluPrime, f. */
function itemOf(text: string): Item {
  const [head = '', role] = /^(?:\w+(?:\.|->))*[.'"]?([A-Za-z_]\w*)['"]?\s*(?:=>|[=:](?![=:]))\s*/.exec(text) ?? []
  const isLambda = role === 'lambda'
  const [, sign, name] = CALLED.exec(text.slice(isLambda ? 0 : head.length).trim()) ?? []
  return {
    isTurned: sign === '-',
    ...(role !== undefined && !isLambda && { role }),
    ...(name !== undefined && { name: withoutOwner(name) }),
  }
}

/** A list that encloses a place: its items, the word before its bracket, and the name that it is given. */
interface Group {
  readonly items: readonly Item[]
  readonly callee: string
  readonly given?: string
}

function groupAround(text: string, at: number): Group | undefined {
  let depth = 0
  for (let start = at - 1; start >= Math.max(0, at - FAR); start--) {
    const c = text[start] as string
    if (')]}'.includes(c)) depth++
    else if ('([{'.includes(c) && --depth < 0) return groupAt(text, start)
  }
  return undefined
}

/** How far before a name the list may begin that it stands in. */
const FAR = 2000

function groupAt(text: string, start: number): Group {
  const items = listAt(text, start + 1, true).items.flatMap(({ start: from, end }) => text.slice(from, end).split(/\s*;\s*/))
  const before = text.slice(Math.max(0, start - 120), start)
  const callee = /([\p{L}_][\p{L}\p{N}_]*!?)\s*$/u.exec(before)?.[1] ?? ''
  const given = /(?:^|\n)\s*(?:const\s+|let\s+|var\s+)?(\w+)\s*(?::\s*[\w<>]+\s*)?=\s*(?:new\s+)?[\w.]*\s*$/.exec(before)?.[1]
  return { items: roled(items.map(itemOf), items), callee, ...(given !== undefined && { given }) }
}

/** 'Jacobian', @jac: the item behind the name of an option has that role. */
function roled(items: readonly Item[], texts: readonly string[]): Item[] {
  return items.map((item, k) => {
    const option = /^(['"])(\w+)\1$/.exec(texts[k - 1] ?? '')?.[2]
    return item.role === undefined && option !== undefined ? { ...item, role: option } : item
  })
}

/** Whether a group hands over one as the derivative of the other. */
function handsOver({ items, callee }: Group, value: string, derivative: string): boolean {
  const [of, own] = [value, derivative].map((name) => items.findIndex((item) => item.name === name)) as [number, number]
  const [function_, given] = [items[of], items[own]]
  if (function_ === undefined || given === undefined || function_.isTurned !== given.isTurned) return false
  return given.role === undefined ? own === of + 1 && TAKERS.test(callee) : ROLE.test(given.role)
}

/** Places of a name that are looked at. */
const MOST = 40

export function isHandedOver(text: string, { value, derivative }: Pair): boolean {
  const [of, own] = [withoutOwner(value.name), withoutOwner(derivative.name)]
  const groupsAround = (name: string): Group[] =>
    [...text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}_])${inPattern(name)}(?![\\p{L}\\p{N}_!])`, 'gu'))]
      .filter(({ index }) => ![value, derivative].some(({ range }) => index >= range.start && index < range.end))
      .slice(0, MOST)
      .flatMap(({ index }) => groupAround(text, index) ?? [])
  return groupsAround(own).some((group) => {
    if (handsOver(group, of, own)) return true
    // Options are given to a call of their own.
    const option = group.items.find(({ name }) => name === own)
    if (group.given === undefined || option?.role === undefined || !ROLE.test(option.role) || option.isTurned) return false
    return groupsAround(group.given).some(({ items }) => items.some(({ name, isTurned }) => name === of && !isTurned))
  })
}
