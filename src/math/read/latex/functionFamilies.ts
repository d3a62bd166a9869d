/** Functions that a text defines for each index: g_i(x) = ..., \Omega_{ij}(\rho) = ...; one of them, or all as a vector or a matrix. */
import type { Term } from '../term.ts'
import type { Defined } from './defined.ts'
import type { FunctionDefinition } from './grammar/grammar.ts'
import type { Outline } from './outline.ts'
import { areEntries, indicesNamed } from './statements/heldIndices.ts'
import { atIndices, eachOf } from './terms/terms.ts'

/** The function that is meant by a name with indices, which its right side is read with. */
type Meant = (name: string, own: readonly string[]) => { readonly defined: Defined; body(): Term } | undefined

export class FunctionFamilies {
  constructor(
    private readonly outline: Outline,
    private readonly meant: Meant,
  ) {}

  /** The function f_k where the text says what f_i(x) is. Throws ReadError. */
  at(base: string, indices: readonly string[]): FunctionDefinition | undefined {
    for (const name of this.outline.definedByIndex(base, indices.length)) {
      const own = indicesNamed(name, base)
      const meant = this.meant(name, own)
      if (meant === undefined || new Set(own).size < own.length) continue
      const body = meant.body()
      return { name, parameters: meant.defined.head.parameters ?? [], indices, body: () => atIndices(body, own, indices) }
    }
    return undefined
  }

  /** \Omega where the text says what each entry \Omega_{ij}(\rho) is. */
  whole(base: string): FunctionDefinition | undefined {
    for (const name of [2, 1].flatMap((count) => this.outline.definedByIndex(base, count))) {
      const own = indicesNamed(name, base)
      const meant = this.meant(name, own)
      if (meant === undefined || !areEntries(meant.defined, own)) continue
      return { name: base, parameters: meant.defined.head.parameters ?? [], body: () => eachOf(meant.body(), own) }
    }
    return undefined
  }
}
