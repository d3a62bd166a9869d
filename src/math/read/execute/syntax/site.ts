/** Where in a text code may be put in that comes of what stands at a path: below a statement, or a member of a class. */
import type { Range } from '../../../api.ts'
import type { Part } from './path.ts'
import type { FunctionSyntax } from './syntax.ts'

const isClass = (part: Part | undefined): boolean => part?.kind === 'statement' && part.node.kind === 'class'

const isReturn = (part: Part | undefined): boolean => part?.kind === 'statement' && part.node.kind === 'return'

/** The innermost part of a kind before a place of the path. */
function lastOf(kind: Part['kind'], path: readonly Part[], end = path.length): number {
  const kinds = path.map((part) => part.kind)
  return kinds.slice(0, end).lastIndexOf(kind)
}

export interface SiteOptions {
  /** What is put in is a function, to stand beside the one whose value it comes of; else it is a mere expression. */
  readonly isFunction: boolean
  /** It is all that the function around returns. */
  readonly isResult: boolean
  /** No function may stand in the body of another one. */
  readonly isFlat: boolean
}

export interface SiteOfPath {
  readonly below: Range
  readonly isMember: boolean
  /** The function around, and whether it is a mere part of its value: below that nothing is done. */
  readonly around?: Range
  readonly isPart?: true
}

export function siteOf(path: readonly Part[], { isFunction, isResult, isFlat }: SiteOptions): SiteOfPath | undefined {
  const own = lastOf('statement', path)
  let at = own
  while (isFunction) {
    const part = path[at]
    const around = lastOf('function', path, Math.max(at, 0))
    // Behind a return nothing is done; the function around it stands in a statement itself.
    if (around < 0 || !(isReturn(part) || isFlat || (isResult && at === own))) break
    at = lastOf('statement', path, around)
  }
  // No expression is a member of a class.
  while (!isFunction && at > 0 && isClass(path[at - 1])) at--
  const statement = path[at]
  const inner = lastOf('function', path)
  const around = inner < 0 ? undefined : path[lastOf('statement', path, inner)]
  const isPart = !isFunction && (inner > own || isReturn(path[own]))
  return statement && { below: statement.range, isMember: isClass(path[at - 1]), ...(around && { around: around.range, ...(isPart && { isPart }) }) }
}

/** The innermost method that a path ends at or goes through. */
export function methodOf(path: readonly Part[]): FunctionSyntax | undefined {
  const methods = path.flatMap((part, k) =>
    part.kind === 'statement' && part.node.kind === 'function' && isClass(path[k - 1]) ? [part.node.definition] : [],
  )
  return methods.at(-1)
}

/** What a method calls its object: nothing where it has none. */
export function receiverOf({ modifier, decorators, parameters }: FunctionSyntax, passesSelf: boolean): string | undefined {
  if (modifier === 'static' || decorators.includes('staticmethod') || decorators.includes('classmethod')) return undefined
  return passesSelf ? parameters[0]?.name : 'this'
}
