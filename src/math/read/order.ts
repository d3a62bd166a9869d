/** The terms of a reading in order: those below before those above, each once. */
import type { Term } from './term.ts'

// The path of the walk that runs: no walk runs within another.
const stack: Term[] = []
const parts: (readonly Term[])[] = []
const next: number[] = []

/** The terms below a term, each once, arguments first; iterative. */
export class TermOrder {
  readonly terms: Term[] = []
  /** Where each stands in `terms`. */
  readonly positions = new Map<Term, number>()
  private several: Set<Term> | undefined
  private found: Set<string> | undefined

  constructor(root: Term) {
    // What an exception left of a walk before.
    if (stack.length > 0) stack.length = parts.length = next.length = 0
    stack.push(root)
    parts.push(partsOf(root))
    next.push(0)
    while (stack.length > 0) {
      const top = stack.length - 1
      const at = next[top] as number
      const part = (parts[top] as readonly Term[])[at]
      if (part === undefined) {
        const term = stack.pop() as Term
        parts.pop()
        next.pop()
        this.positions.set(term, this.terms.length)
        this.terms.push(term)
        continue
      }
      next[top] = at + 1
      if (this.positions.has(part)) {
        if (this.several === undefined) this.several = new Set()
        this.several.add(part)
        continue
      }
      const below = partsOf(part)
      if (below.length === 0) {
        this.positions.set(part, this.terms.length)
        this.terms.push(part)
        continue
      }
      stack.push(part)
      parts.push(below)
      next.push(0)
    }
  }

  /**
   * Whether an operation or a kind of terms is among them: 'ln', 'component', 'binder'. What looks for something rare looks here first,
   * and most formulas have nothing of it.
   */
  has(what: string): boolean {
    if (this.found === undefined) {
      this.found = new Set()
      for (const term of this.terms) this.found.add(term.kind === 'apply' ? term.op : term.kind)
    }
    return this.found.has(what)
  }

  /** Those that stand in several places. */
  get shared(): ReadonlySet<Term> {
    return this.several ?? NONE
  }
}

const NONE: ReadonlySet<Term> = new Set()

let latest: { readonly root: Term; readonly order: TermOrder } | undefined

/** The order of a term, kept until that of another one with parts is asked for: all that looks at a formula while it is read asks for the same. */
export function orderOf(root: Term): TermOrder {
  if (latest?.root === root) return latest.order
  const order = new TermOrder(root)
  if (order.terms.length > 1) latest = { root, order }
  return order
}

/** Whether an operation or a kind of terms occurs in a term. */
export const occurs = (root: Term, what: string): boolean => orderOf(root).has(what)

const NO_PARTS: readonly Term[] = []

/** The terms directly inside a term. */
export function partsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'apply':
    case 'call':
      return term.args
    case 'binder':
      if (term.high === undefined) return term.low === undefined ? [term.body] : [term.low, term.body]
      return term.low === undefined ? [term.high, term.body] : [term.low, term.high, term.body]
    case 'derivative':
      // What stands for the point is as that is.
      if (term.placed) return [...(term.at ?? []), term.of]
      return term.at === undefined ? [term.of] : [term.of, ...term.at]
    default:
      return NO_PARTS
  }
}

/**
 * Whether something holds of a term and of all that `below` says it depends on, each once, however often it is shared; where it does not
 * hold, `below` says undefined.
 */
export function holdsThroughout(root: Term, below: (term: Term) => readonly Term[] | undefined): boolean {
  const seen = new Set([root])
  for (const term of seen) {
    const next = below(term)
    if (next === undefined) return false
    for (const part of next) seen.add(part)
  }
  return true
}

/** The term over other parts; itself where they are the same. */
export function overParts(term: Term, get: (part: Term) => Term): Term {
  if (partsOf(term).every((part) => get(part) === part)) return term
  switch (term.kind) {
    case 'apply':
    case 'call':
      return { ...term, args: term.args.map(get) }
    case 'binder':
      return {
        ...term,
        body: get(term.body),
        ...(term.low === undefined ? {} : { low: get(term.low) }),
        ...(term.high === undefined ? {} : { high: get(term.high) }),
      }
    case 'derivative':
      return { ...term, of: get(term.of), ...(term.at === undefined ? {} : { at: term.at.map(get) }) }
    default:
      return term
  }
}

/** Rebuilds bottom up: `change` gets each term over its rebuilt parts, and the term as it was. */
export function mapTerms(root: Term, change: (term: Term, original: Term) => Term): Term {
  const { terms, positions } = orderOf(root)
  if (terms.length === 1) return change(root, root)
  const done = new Array<Term>(terms.length)
  const get = (term: Term): Term => done[positions.get(term) as number] as Term
  for (let k = 0; k < terms.length; k++) done[k] = change(overParts(terms[k] as Term, get), terms[k] as Term)
  return get(root)
}

/** What the terms of an order stand in. */
export function parentsOf(order: readonly Term[]): ReadonlyMap<Term, readonly Term[]> {
  const parents = new Map<Term, Term[]>()
  for (const term of order)
    for (const part of partsOf(term)) {
      const known = parents.get(part)
      if (known === undefined) parents.set(part, [term])
      else known.push(term)
    }
  return parents
}
