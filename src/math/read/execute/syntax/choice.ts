/** A choice between the values of something, switch (x) { case 1: ... }, as conditions. */
import type { Range } from '../../../api.ts'
import type { Expression, Statement } from './syntax.ts'

export interface Case {
  readonly tests: Expression[]
  /** Whether it is taken where no other one is. */
  otherwise: boolean
  readonly body: Statement[]
  /** It ends by itself: case 1 -> value; */
  alone?: boolean
}

/** How a case can end without going on with the next. */
const LEAVES: ReadonlySet<string> = new Set(['break', 'return', 'continue', 'raise'])

/** The statement that a body ends with, be it in braces. */
function lastOf(body: readonly Statement[]): Statement | undefined {
  const last = body.at(-1)
  return last?.kind === 'block' ? lastOf(last.body) : last
}

function withoutBreak(body: readonly Statement[]): readonly Statement[] {
  const last = body.at(-1)
  if (last?.kind === 'block') return [...body.slice(0, -1), { ...last, body: withoutBreak(last.body) }]
  return last?.kind === 'break' && last.label === undefined ? body.slice(0, -1) : body
}

/** Whether a statement leaves what is around it so, loops inside it apart. */
function leavesWithin(statement: Statement, how: 'break' | 'continue'): boolean {
  if (statement.kind === how) return statement.label === undefined
  const inside = statement.kind === 'if' ? [...statement.then, ...statement.otherwise] : statement.kind === 'block' ? statement.body : []
  return inside.some((each) => leavesWithin(each, how))
}

/** The choice as statements; `falls`: what does not end with a break goes on with the next case. */
export function choiceOf(cases: readonly Case[], falls: boolean, range: Range): Statement[] {
  const bodyFrom = (k: number): readonly Statement[] => {
    const body: Statement[] = []
    for (const each of cases.slice(k)) {
      body.push(...each.body)
      if (!falls || each.alone === true || LEAVES.has(lastOf(each.body)?.kind ?? '')) break
    }
    return withoutBreak(body)
  }
  const last = cases.findIndex((each) => each.otherwise)
  let otherwise = last < 0 ? [] : bodyFrom(last)
  for (let k = cases.length - 1; k >= 0; k--) {
    const { tests } = cases[k] as Case
    if (tests.length === 0 || k === last) continue
    const test = tests.reduce((left, right): Expression => ({ kind: 'logic', op: 'or', left, right, range: right.range }))
    otherwise = [{ kind: 'if', test, then: bodyFrom(k), otherwise, range }]
  }
  if (!otherwise.some((statement) => leavesWithin(statement, 'break'))) return [...otherwise]
  if (otherwise.some((statement) => leavesWithin(statement, 'continue')))
    return [{ kind: 'unknown', what: 'a choice that is left in several ways', names: [], range }]
  // A break in the midst of a case leaves the choice: a loop with one round.
  const once: Expression = { kind: 'list', form: 'list', items: [{ kind: 'constant', value: null, range }], range }
  return [{ kind: 'for', target: { kind: 'name', name: ' ', range }, iterable: once, body: otherwise, otherwise: [], range }]
}
