/** Where in a text code may be put in that comes of what stands at a path: below a statement, or a member of a class. */
import type { Range } from '../../../api.ts'
import type { Part } from './path.ts'
import type { FunctionSyntax } from './syntax.ts'

const isClass = (part: Part | undefined): boolean => part?.kind === 'statement' && part.node.kind === 'class'

/** The innermost part of a kind before a place of the path. */
function lastOf(kind: Part['kind'], path: readonly Part[], end = path.length): number {
  const kinds = path.map((part) => part.kind)
  return kinds.slice(0, end).lastIndexOf(kind)
}

export interface SiteOptions {
  /** What is put in is a function, to stand beside the one whose value it comes of; else it is a mere expression. */
  readonly isFunction: boolean
  /** No function may stand in the body of another one. */
  readonly isFlat: boolean
}

export function siteOf(
  path: readonly Part[],
  { isFunction, isFlat }: SiteOptions,
): { readonly below: Range; readonly isMember: boolean } | undefined {
  let at = lastOf('statement', path)
  while (isFunction) {
    const part = path[at]
    const around = lastOf('function', path, Math.max(at, 0))
    // Behind a return nothing is done; the function around it stands in a statement itself.
    const isReturn = part?.kind === 'statement' && part.node.kind === 'return'
    if (around < 0 || !(isReturn || isFlat)) break
    at = lastOf('statement', path, around)
  }
  // No expression is a member of a class.
  while (!isFunction && at > 0 && isClass(path[at - 1])) at--
  const statement = path[at]
  return statement && { below: statement.range, isMember: isClass(path[at - 1]) }
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
