/** What terms hold and say as a whole, found once of each: those of a loop's rounds hold those of all rounds before. */
import { hashText } from '../../../intern.ts'
import { partsOf } from '../../order.ts'
import type { Term } from '../../term.ts'

/** Whether a term, or one inside it, is such. */
export function holding(isSuch: (term: Term) => boolean): (root: Term) => boolean {
  const found = new WeakMap<Term, boolean>()
  return (root) => {
    const known = found.get(root)
    if (known !== undefined) return known
    const seen = new Set<Term>([root])
    for (const term of seen) {
      if (found.get(term) === true || isSuch(term)) {
        found.set(root, true)
        return true
      }
      for (const part of partsOf(term)) if (found.get(part) !== false) seen.add(part)
    }
    for (const term of seen) found.set(term, false)
    return false
  }
}

/** What is found of each term once: of those that stand at many places too. */
export function foundOnce<Found>(find: (term: Term) => Found): (term: Term) => Found {
  const known = new WeakMap<Term, { readonly found: Found }>()
  return (term) => {
    const before = known.get(term)
    if (before !== undefined) return before.found
    const found = find(term)
    known.set(term, { found })
    return found
  }
}

const hashes = new WeakMap<Term, number>()

/** A number that is the same for terms that say the same, and seldom for others. */
export function hashOf(root: Term): number {
  const stack = [root]
  while (stack.length > 0) {
    const term = stack.at(-1) as Term
    const parts = partsOf(term)
    const open = hashes.has(term) ? [] : parts.filter((part) => !hashes.has(part))
    stack.push(...open)
    if (open.length > 0) continue
    stack.pop()
    if (!hashes.has(term))
      hashes.set(
        term,
        parts.reduce((hash, part) => (Math.imul(hash, 31) + (hashes.get(part) as number)) | 0, ownHash(term)),
      )
  }
  return hashes.get(root) as number
}

function ownHash(term: Term): number {
  switch (term.kind) {
    case 'number':
      return hashText(String(term.value.value))
    case 'name':
    case 'call':
      return hashText(term.name)
    case 'apply':
    case 'binder':
      return hashText(term.op)
    default:
      return hashText(term.kind)
  }
}
