/** Equal calls of a function of the text, f(x_i) here and there, as one term. */
import type { Term } from '../term.ts'
import type { FunctionDefinition } from './grammar/grammar.ts'
import { ordered, substitute } from './terms/terms.ts'

export class Calls {
  private readonly known = new Map<string, Term>()

  /** The function's right side at these arguments; undefined where they are not simple. */
  applied(definition: FunctionDefinition, args: readonly Term[]): Term | undefined {
    const simple = args.map((arg) => (arg.kind === 'name' ? `${arg.name}` : arg.kind === 'number' ? `#${arg.value.key}` : undefined))
    if (simple.includes(undefined)) return undefined
    const body = definition.body(args)
    const key = `${ordered(body).length}|${definition.name}|${definition.indices?.join(',')}|${body.range?.start}|${simple.join('|')}`
    let term = this.known.get(key)
    if (term === undefined) {
      term = substitute(body, new Map(definition.parameters.map((parameter, k) => [parameter, args[k] as Term])))
      this.known.set(key, term)
    }
    return term
  }
}
