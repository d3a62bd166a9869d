/** What steps by way of another: u_k = a / (K v_{k-1}) and v_k = b / (K^\top u_k) are steps of both. */

import type { Token } from '../tokens/tokens.ts'
import type { Statement } from './statements.ts'

interface Defined {
  readonly head: { readonly name: string }
  readonly statement: Statement
  readonly part: number
}

/** x_k or x_{k-1} on a right side. */
interface Reference {
  readonly base: string
  readonly steps: boolean
}

export class Mutual {
  private readonly known = new Map<string, boolean>()
  private readonly references = new Map<string, readonly Reference[]>()

  /** `familyOf`: the definitions of what has one index. */
  constructor(private readonly familyOf: (base: string) => readonly Defined[]) {}

  /** Whether what these are by their index leads back to them, one step before or after. */
  stepsBack(base: string): boolean {
    let found = this.known.get(base)
    if (found === undefined) {
      found = this.leadsBack(base)
      this.known.set(base, found)
    }
    return found
  }

  private leadsBack(base: string): boolean {
    // Each place in the text is looked at once with a step on the way to it, and once without.
    const seen = new Set<string>()
    const open: Reference[] = [...this.from(base)]
    for (const { base: next, steps } of open) {
      if (next === base && steps) return true
      const key = `${next} ${steps}`
      if (next === base || seen.has(key)) continue
      seen.add(key)
      for (const further of this.from(next)) open.push({ base: further.base, steps: steps || further.steps })
    }
    return false
  }

  private from(base: string): readonly Reference[] {
    let found = this.references.get(base)
    if (found === undefined) {
      found = this.familyOf(base).flatMap(({ head, statement, part }) => {
        const isAhead = head.name.endsWith('_plus_1')
        return statement.parts
          .slice(part + 1)
          .flatMap(referencesIn)
          .map((one) => ({ ...one, steps: one.steps || isAhead }))
      })
      this.references.set(base, found)
    }
    return found
  }
}

function referencesIn(tokens: readonly Token[]): readonly Reference[] {
  return tokens.flatMap((token, k) => {
    const base = /^\\?([a-zA-Z]+)$/.exec(token.text)?.[1]
    if (base === undefined || tokens[k + 1]?.text !== '_') return []
    const isGroup = tokens[k + 2]?.text === '{'
    const [index, sign] = [tokens[k + (isGroup ? 3 : 2)], tokens[k + 4]]
    return index?.kind === 'letter' ? [{ base, steps: isGroup && /^[-+]$/.test(sign?.text ?? '') }] : []
  })
}
