/**
 * Checks at the beginning of functions, and reports to a log: they compute nothing. Where a check refuses, there is no value; elsewhere it
 * holds, and what it says of shapes is so.
 */
import type { Length, Shape } from '../../shape.ts'
import { ReadError } from '../term.ts'
import type { Expression, Statement } from './syntax/syntax.ts'
import { type Context, Exhausted } from './values/context.ts'
import { isTerm, type Scope } from './values/value.ts'

/** The branch of a condition that only refuses: it raises, perhaps with a message it makes before. */
export function refusingBranch({ then, otherwise }: Extract<Statement, { kind: 'if' }>): 'then' | 'otherwise' | undefined {
  const refuses = (branch: readonly Statement[]): boolean =>
    branch.at(-1)?.kind === 'raise' && branch.every(({ kind }) => ['raise', 'assign', 'expression', 'pass'].includes(kind))
  return refuses(then) ? 'then' : refuses(otherwise) ? 'otherwise' : undefined
}

/** if x.ndim == 1: x = x[None, :] brings a vector to what follows is written for; where the axes of x are not known, they are those. */
export function bringsInForm(context: Context, { test, then, otherwise }: Extract<Statement, { kind: 'if' }>, scope: Scope): boolean {
  const asked = test.kind === 'compare' ? askedOf(test.first) : undefined
  const [only] = then
  if (asked?.what !== 'rank' || asked.of.kind !== 'name' || otherwise.length > 0 || then.length !== 1 || only?.kind !== 'assign') return false
  const { name } = asked.of
  if (!only.targets.some((target) => target.kind === 'name' && target.name === name)) return false
  return context.quietly(() => context.evaluate(test, scope)) === undefined
}

/** Takes a check as passed, unless it is known not to be; says whether it is. */
export function passCheck(context: Context, test: Expression, holds: boolean, scope: Scope): boolean {
  learn(context, test, holds, scope)
  try {
    const known = context.decide(context.evaluate(test, scope), test.range)
    return known === undefined || known === holds || asksForType(test)
  } catch (error) {
    // What cannot be read of a check is not needed for the value.
    if (!(error instanceof ReadError) || error instanceof Exhausted) throw error
    return true
  }
}

const TYPES = /^(?:isinstance|issubclass|issubdtype|type|callable|dtype)$/

/** Whether a condition asks of what type something is, of which a formula knows nothing: a.dtype == float, isinstance(b, int). */
function asksForType(test: Expression): boolean {
  switch (test.kind) {
    case 'unary':
      return asksForType(test.operand)
    case 'logic':
      return asksForType(test.left) || asksForType(test.right)
    case 'compare':
      return [test.first, ...test.rest.map(({ operand }) => operand)].some(asksForType)
    case 'call':
      return asksForType(test.callee) || test.args.some(({ value }) => asksForType(value))
    case 'member':
      return TYPES.test(test.name) || asksForType(test.object)
    case 'name':
      return TYPES.test(test.name)
    default:
      return false
  }
}

/** What a condition says of shapes: x.ndim == 2, len(x) == 3, x.shape == (3, 3). */
function learn(context: Context, test: Expression, holds: boolean, scope: Scope): void {
  if (test.kind === 'unary' && test.op === 'not') learn(context, test.operand, !holds, scope)
  else if (test.kind === 'logic' && test.op === (holds ? 'and' : 'or')) {
    learn(context, test.left, holds, scope)
    learn(context, test.right, holds, scope)
  } else if (test.kind === 'compare' && test.rest.length === 1) {
    const [{ op, operand }] = test.rest as [(typeof test.rest)[0]]
    if (op === (holds ? '==' : '!='))
      for (const [a, b] of [
        [test.first, operand],
        [operand, test.first],
      ] as const)
        learnEqual(context, a, b, scope)
  }
}

function learnEqual(context: Context, asked: Expression, told: Expression, scope: Scope): void {
  const { of, what } = askedOf(asked) ?? {}
  const value = of === undefined ? undefined : context.quietly(() => context.evaluate(of, scope))
  if (value === undefined || !isTerm(value) || value.kind !== 'name' || !context.facts.isFree(value.name)) return
  const known = context.facts.declarations.get(value.name)
  if (known?.shape !== undefined) return
  const lengthOf = (e: Expression): Length | undefined => {
    const length = context.quietly(() => context.attribute(context.evaluate(e, scope), e.range))
    return typeof length === 'number' || typeof length === 'string' ? length : undefined
  }
  if (what === 'rank') {
    const rank = lengthOf(told)
    if (typeof rank === 'number') context.facts.declare(value.name, { rank, stated: true })
    return
  }
  const other = what === 'shape' ? askedOf(told) : undefined
  if (other?.what === 'shape') {
    const like = context.quietly(() => context.evaluate(other.of, scope))
    const declared = like?.kind === 'name' ? context.facts.declarations.get(like.name) : undefined
    if (declared?.shape !== undefined) context.facts.declare(value.name, { shape: declared.shape, stated: true })
    return
  }
  const lengths = what === 'shape' ? (told.kind === 'list' ? told.items.map(lengthOf) : []) : [lengthOf(told)]
  if (lengths.length > 0 && lengths.every((length) => length !== undefined) && (what === 'shape' || typeof lengths[0] === 'number'))
    context.facts.declare(value.name, { shape: lengths as Shape, stated: true })
}

/** What an expression asks of an array: x.ndim, x.shape, len(x), x.length. */
function askedOf(e: Expression): { readonly of: Expression; readonly what: 'rank' | 'shape' | 'length' } | undefined {
  if (e.kind === 'member' && e.name === 'ndim') return { of: e.object, what: 'rank' }
  if (e.kind === 'member' && e.name === 'shape') return { of: e.object, what: 'shape' }
  if (e.kind === 'member' && e.name === 'length') return { of: e.object, what: 'length' }
  if (e.kind !== 'call') return undefined
  const name = e.callee.kind === 'name' ? e.callee.name : e.callee.kind === 'member' ? e.callee.name : ''
  const [first] = e.args
  if (e.callee.kind === 'member' && first === undefined && /^(?:dim|ndimension)$/.test(name)) return { of: e.callee.object, what: 'rank' }
  if (first === undefined || e.args.length > 1) return undefined
  const inner = name === 'len' ? askedOf(first.value) : undefined
  if (inner?.what === 'shape') return { ...inner, what: 'rank' }
  return name === 'len' ? { of: first.value, what: 'length' } : /^(?:ndim|rank)$/.test(name) ? { of: first.value, what: 'rank' } : undefined
}

const REPORTS =
  /^(?:debug|info|warn|warning|error|log|trace|verbose|critical|exception|print|add_scalar|set_postfix|set_description|assert\w*|strictEqual)$/

/** logger.debug(...), assert.equal(...): whatever it is called on, it gives nothing. */
export const isReport = (e: Expression): boolean =>
  e.kind === 'call' &&
  ((e.callee.kind === 'member' &&
    (REPORTS.test(e.callee.name) ||
      (e.callee.object.kind === 'name' && /^(?:assert|console|_?log(?:ger|ging)?|invariant)$/i.test(e.callee.object.name)) ||
      isTraining(e.callee.object, e.callee.name))) ||
    (e.callee.kind === 'name' && /^(?:assert|invariant)$/.test(e.callee.name)))

/** optimizer.step(), self.scheduler.step(), scaler.update(): what comes of it is there in the next round of training alone. */
const isTraining = (object: Expression, method: string): boolean =>
  /^(?:step|update|zero_grad)$/.test(method) &&
  (object.kind === 'name' || object.kind === 'member') &&
  /^(?:\w*_)?(?:opt|optim|optimi[sz]er|sche?|sched|scheduler|lr_scheduler|scaler|pbar|progress_bar)(?:_?[\dA-Za-z])?$/i.test(object.name)
