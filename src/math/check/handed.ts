/**
 * What a text hands over as the derivative of another function: `least_squares(residuals, p0, jac=jac)`,
 * `ODEFunction(f!, jac = jac!)`, `odeset('Jacobian', @jac)` beside `ode15s(@rhs, ...)`, `{ fn: elu, prime: eluPrime }`.
 */
import { inPattern } from '../read/spelling.ts'
import { ownName } from '../read/words.ts'
import { listAt } from './listed.ts'
import type { Pair } from './pair.ts'

/** What a derivative is called by those who take it. */
const ROLE =
  /^(?:jac\w*|jacobian\w*|fprime2?|f_?prime|prime|grad\w*|gradient\w*|hess\w*|hessian\w*|dfun|df|d2f|dfunc|deriv\w*|derivative\w*|tgrad|slope|backward|score|dydx|gr)$/i
/** Calls whose function is followed by its derivative. */
const TAKERS =
  /(?:newton|halley|optim|optimi[sz]e\w*|minimi[sz]e\w*|f(?:min|max)\w*|fsolve|root\w*|check_?grad\w*|nlsolve|solve\w*|least_?squares|curve_?fit|l?bfgs\w*|descent|twice_?differentiable|once_?differentiable)$/i

/** lambda t, y: jac(t, y, p); @(t, y) -jac(t, y, p); (y) -> jac(y): what is called there, without a factor, and its sign. */
const CALLED =
  /^(?:lambda\b[^:]*:\s*|@\([^()]*\)\s*|\(?[\w\s,]*\)?\s*[-=]>\s*)?(-?)\s*[@&]?((?:[\w.]*\.)?[\p{L}_][\p{L}\p{N}_]*!?)\s*(?:\([^()]*\))?$/u

/** Something in a list: what it is there as, the function that it is, and whether with the other sign. */
interface Item {
  readonly role?: string
  readonly name?: string
  /** Its name alone stands there. */
  readonly isPlain: boolean
  readonly isTurned: boolean
}

const withoutOwner = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** An item of a call or an object: jac=jac, 'Jacobian', @jac, prime: eluPrime, f. */
function itemOf(text: string): Item {
  const [head = '', role] = /^(?:\w+(?:\.|->))*[.'"]?([A-Za-z_]\w*)['"]?\s*(?:=>|[=:](?![=:]))\s*/.exec(text) ?? []
  const isLambda = role === 'lambda'
  const written = text.slice(isLambda ? 0 : head.length).trim()
  const [, sign, name] = CALLED.exec(written) ?? []
  return {
    isPlain: name === written,
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

/** Of the items of a list one that is handed over as the derivative of another one, which stands at a place. */
interface Handing {
  readonly value: Item
  readonly at: number
  readonly derivative: Item
}

/** All that a list may hand over, by roles or by the order in which a call takes functions. */
const handingsIn = ({ items, callee }: Group): Handing[] =>
  items.flatMap((derivative, own) =>
    items.flatMap((value, at): Handing[] => {
      if (at === own || value.name === undefined || derivative.name === undefined || value.isTurned !== derivative.isTurned) return []
      const isOne = derivative.role === undefined ? own === at + 1 && TAKERS.test(callee) : ROLE.test(derivative.role)
      return isOne ? [{ value, at, derivative }] : []
    }),
  )

/** Places of a name that are looked at. */
const MOST = 40

/** Whether a text hands one over as the derivative of the other. */
export function isHandedOver(text: string, { value, derivative }: Pair): boolean {
  const [of, own] = [withoutOwner(value.name), withoutOwner(derivative.name)]
  const groupsAround = (name: string): Group[] =>
    [...text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}_])${inPattern(name)}(?![\\p{L}\\p{N}_!])`, 'gu'))]
      .filter(({ index }) => ![value, derivative].some(({ range }) => index >= range.start && index < range.end))
      .slice(0, MOST)
      .flatMap(({ index }) => groupAround(text, index) ?? [])
  return groupsAround(own).some((group) => {
    if (handingsIn(group).some(({ value, derivative }) => value.name === of && derivative.name === own)) return true
    // Options are given to a call of their own.
    const option = group.items.find(({ name }) => name === own)
    if (group.given === undefined || option?.role === undefined || !ROLE.test(option.role) || option.isTurned) return false
    return groupsAround(group.given).some(({ items }) => items.some(({ name, isTurned }) => name === of && !isTurned))
  })
}

/** Calls that take a function first, and its derivative. */
const SOLVERS =
  /\b(?:minimize|fmin\w*|root|root_scalar|fsolve|newton|least_squares|curve_fit|leastsq|solve_ivp|odeint|optimize|check_grad|nlsolve|OnceDifferentiable)\(/g
/** Those of them whose second function is the derivative without saying so. */
const SECOND = /^(?:check_grad|nlsolve|OnceDifferentiable)$/
const [FUNCTION, DERIVATIVE] = [/^(?:fun|func|f)$/, /^(?:jac|fprime|Dfun|jacobian)$/]

/** Names of which nothing but a call of a solver, or of a test, says that one is the derivative of the other: that takes both as they are. */
export function handedIn(text: string): { readonly of: string; readonly name: string }[] {
  const calls = [...text.matchAll(SOLVERS)].slice(0, MOST)
  return calls.flatMap(({ index, 0: { length } }) => {
    const group = groupAt(text, index + length - 1)
    const isBehind = ({ name = '' }: Item): boolean => SECOND.test(group.callee) || (group.callee === 'optimize' && name.endsWith('!'))
    return handingsIn(group).flatMap(({ value, at, derivative }) => {
      const isTaken = at === 0 && value.isPlain && derivative.isPlain && FUNCTION.test(value.role ?? 'f')
      const isTold = derivative.role === undefined ? isBehind(derivative) : DERIVATIVE.test(derivative.role)
      return isTaken && isTold ? [{ of: ownName(value.name as string), name: ownName(derivative.name as string) }] : []
    })
  })
}
