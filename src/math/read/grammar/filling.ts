/** Functions without a result that fill what is handed to them: what they fill is what they give. */
import type { Expression, Parameter, Statement } from '../execute/syntax.ts'

interface Filling {
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
}

/** Parameters and body with what is filled said, and given back; as they are where nothing is. `status`: what is returned only says that it went well. */
export function filling(parameters: readonly Parameter[], body: readonly Statement[], status = false): Filling {
  const name = filledIn(body, parameters)
  const last = body[body.length - 1]
  if (name === undefined || last === undefined) return { parameters, body }
  const { range } = last
  const nothing = last.kind === 'return' && (last.value === undefined || isNothing(last.value) || (status && isStatus(last.value)))
  const itself = last.kind === 'return' && last.value?.kind === 'name' && last.value.name === name
  if (last.kind === 'return' && !nothing && !itself) return { parameters, body }
  const filled = parameters.map((each) => (each.name === name ? { ...each, fills: true } : each))
  if (itself) return { parameters: filled, body }
  return {
    parameters: filled,
    body: [...(nothing ? body.slice(0, -1) : body), { kind: 'return', value: { kind: 'name', name, range }, range }],
  }
}

const isNothing = (value: Expression): boolean =>
  (value.kind === 'constant' && value.value === null) || (value.kind === 'name' && value.name === 'nothing')

const isStatus = (value: Expression): boolean => value.kind === 'constant' || (value.kind === 'number' && value.value.isInteger)

/** Does a function end by writing into what is handed to it? */
export function endsInWriting(parameters: readonly Parameter[], body: readonly Statement[]): boolean {
  const last = body[body.length - 1]
  return last?.kind === 'assign' && last.targets[0]?.kind === 'index' && filledIn([last], parameters) !== undefined
}

/** The parameter into whose places a function writes last. */
function filledIn(body: readonly Statement[], parameters: readonly Parameter[]): string | undefined {
  let found: string | undefined
  const stack = [...body]
  for (let statement = stack.shift(); statement !== undefined; statement = stack.shift()) {
    let base = statement.kind === 'assign' ? statement.targets[0] : undefined
    const written = base?.kind === 'index'
    while (base?.kind === 'index') base = base.object
    const name = written && base?.kind === 'name' ? base.name : undefined
    if (parameters.some((parameter) => parameter.name === name)) found = name
    if (statement.kind === 'for' || statement.kind === 'count' || statement.kind === 'while' || statement.kind === 'block')
      stack.unshift(...statement.body)
    else if (statement.kind === 'if') stack.unshift(...statement.then, ...statement.otherwise)
  }
  return found
}
