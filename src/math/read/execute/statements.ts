/** Running statements: assignments, conditions (both sides where they depend on symbols), returns. */
import { applyTerm, ReadError, type Term } from '../term.ts'
import { truthTerm } from './arrays/comparisons.ts'
import { fillTarget } from './arrays/filled.ts'
import { isHeldTwice } from './arrays/holders.ts'
import { operate } from './arrays/operators.ts'
import { isArray } from './arrays/shapes.ts'
import { beginningOf } from './arrays/writes.ts'
import { decorated } from './calls/decorate.ts'
import { present } from './calls/fields.ts'
import { withEarlier } from './calls/overloads.ts'
import { bindToPlace, forgetWritten, isSeveral, placeOf, unknownPlace } from './calls/places.ts'
import { bringsInForm, isReport, passCheck, refusingBranch } from './checks.ts'
import { asConstant } from './constants.ts'
import { runCount, runFor, runWhile } from './loops/loops.ts'
import { boundNames, type Expression, type FunctionSyntax, type Statement } from './syntax/syntax.ts'
import { assignTarget, bind, rewrite } from './targets.ts'
import { type Context, type Escape, refuse } from './values/context.ts'
import { assume, assuming } from './values/implied.ts'
import { mergeChanges } from './values/merge.ts'
import { cellOf, scopeInside } from './values/scopes.ts'
import { Alias, Cell, type Changes } from './values/store.ts'
import { type ClassValue, copiedWhole, isTerm, NONE, type Scope, type Value } from './values/value.ts'
import { viewOf } from './values/views.ts'

/** Runs statements; true when their end is reached. */
export function runStatements(context: Context, statements: readonly Statement[], scope: Scope, escapes: Escape[]): boolean {
  const known = context.assumed.length
  try {
    return runBlock(context, statements, scope, escapes)
  } finally {
    context.assumed.length = known
  }
}

function runBlock(context: Context, statements: readonly Statement[], scope: Scope, escapes: Escape[]): boolean {
  for (let k = 0; k < statements.length; k++) {
    const statement = statements[k] as Statement
    context.spend(statement.range)
    if (statement.kind !== 'if') {
      if (!runStatement(context, statement, scope, escapes)) return false
      continue
    }
    const refusing = refusingBranch(statement)
    if (refusing !== undefined && passCheck(context, statement.test, refusing === 'otherwise', scope)) {
      if (!context.execute(refusing === 'then' ? statement.otherwise : statement.then, scope, escapes)) return false
      continue
    }
    if (bringsInForm(context, statement, scope)) continue
    const test = context.evaluate(statement.test, scope)
    const known = context.decide(test, statement.test.range)
    if (known !== undefined) {
      const chosen = known ? statement.then : statement.otherwise
      if (!context.execute(chosen, scopeInside(context, chosen, scope), escapes)) return false
      continue
    }
    const condition = truthTerm(context, test, statement.test.range)
    const then = assuming(context, condition, true, () => branch(context, statement.then, scope))
    const otherwise = assuming(context, condition, false, () => branch(context, statement.otherwise, scope))
    // What leaves in any case under the condition leaves the rest to where it does not hold.
    const leaves = !then.falls && then.escapes.every((exit) => exit.kind === 'return')
    const others = !leaves ? guarded(otherwise.escapes, applyTerm('not', [condition], condition.range)) : otherwise.escapes
    escapes.push(...guarded(then.escapes, condition), ...others)
    if (then.falls && otherwise.falls) mergeChanges(context.store, condition, then.changes, otherwise.changes, statement.range)
    else if (!then.falls && !otherwise.falls) return false
    else {
      const leaving = then.falls ? otherwise : then
      const staying = then.falls ? then : otherwise
      assume(context, condition, then.falls)
      if (!leaving.escapes.some((exit) => exit.kind === 'continue')) {
        context.store.redo(staying.changes)
        continue
      }
      // "if c: continue": what follows in the round happens only where c does not hold.
      if (leaving.escapes.length > 1) return refuse('this way of skipping a round depends on symbols', statement.range)
      escapes.splice(
        escapes.findIndex((exit) => exit.kind === 'continue'),
        1,
      )
      const rest = context.store.attempt(() => {
        context.store.redo(staying.changes)
        return context.execute(statements.slice(k + 1), scope, escapes)
      })
      if (!rest.result) return refuse('this way of leaving a round depends on symbols', statement.range)
      if (then.falls) mergeChanges(context.store, condition, rest.changes, leaving.changes, statement.range)
      else mergeChanges(context.store, condition, leaving.changes, rest.changes, statement.range)
      return true
    }
  }
  return true
}

function branch(context: Context, statements: readonly Statement[], scope: Scope) {
  const escapes: Escape[] = []
  const { result, changes } = context.store.attempt(() => context.execute(statements, scopeInside(context, statements, scope), escapes))
  const left = escapes.map((exit) => (exit.value === undefined ? exit : { ...exit, value: asLeft(exit.value, changes) }))
  return { falls: result, changes, escapes: left }
}

/** A list or object with what was written into it by writes that were taken back: it leaves the function with these. */
function asLeft(value: Value, changes: Changes): Value {
  if (value.kind === 'list') {
    const before = value.items.value
    const after = changes.get(value.items)?.after ?? before
    const items = (after as typeof before).map((item) => asLeft(item, changes))
    return items.length === before.length && items.every((item, k) => item === before[k])
      ? value
      : { ...value, items: new Cell<readonly Value[]>(items) }
  }
  if (value.kind !== 'dictionary') return value
  const before = value.entries.value
  const after = changes.get(value.entries)?.after ?? before
  const entries = new Map([...(after as typeof before)].map(([key, entry]) => [key, asLeft(entry, changes)]))
  return entries.size === before.size && [...entries].every(([key, entry]) => before.get(key) === entry)
    ? value
    : { ...value, entries: new Cell<typeof before>(entries) }
}

const guarded = (escapes: readonly Escape[], condition: Term): Escape[] =>
  escapes.map((exit) => ({
    ...exit,
    guard: exit.guard === undefined ? condition : applyTerm('and', [condition, exit.guard], condition.range),
  }))

/** What a variable held so far, without its name, which the new value gets. */
function unnamed(old: Value, target: Expression): Value {
  const own = isTerm(old) && old.label?.kind === 'variable' && target.kind === 'name' && old.label.name === target.name
  return own ? { ...old, label: undefined } : old
}

/** v /= s divides the array itself, of numbers it makes another one. */
function changesItself(context: Context, { target, fills }: Extract<Statement, { kind: 'update' }>, held: Value, scope: Scope): boolean {
  if (target.kind !== 'name' && target.kind !== 'member') return false
  if (fills === true) return true
  if (context.dialect.updatesArrays !== true || !isTerm(held)) return false
  const first = beginningOf(held)
  if (isArray(context, first)) return true
  // Where others would see it, it has to be a number.
  if (viewOf(held) !== undefined || isHeldTwice(context, held, scope)) context.facts.takeAsNumber(first)
  return false
}

/** Whether what a place holds is given to another one that gets its own: lists and structures of MATLAB and R. */
const isOwn = ({ dialect }: Context, { kind }: Value, from: Expression): boolean =>
  dialect.copiesArrays === true &&
  (kind === 'list' || kind === 'dictionary') &&
  (from.kind === 'name' || from.kind === 'member' || from.kind === 'index')

/** Runs one statement that is no condition. */
function runStatement(context: Context, statement: Exclude<Statement, { kind: 'if' }>, scope: Scope, escapes: Escape[]): boolean {
  switch (statement.kind) {
    case 'assign': {
      // "let total" is undefined until it is assigned to; an annotation alone binds nothing.
      if (statement.value === undefined) {
        if (statement.declares === true) for (const target of statement.targets) assignTarget(context, target, NONE, scope, true)
        return true
      }
      if (statement.binding === 'place' && bindTargets(context, statement, scope)) return true
      const given = present(context, context.evaluate(statement.value, scope), statement.range)
      const value = statement.binding === 'copy' || isOwn(context, given, statement.value) ? copiedWhole(given) : given
      for (const target of statement.targets)
        if (statement.fills === true) fillTarget(context, target, value, scope, statement.range)
        else assignTarget(context, target, asConstant(context, statement, target, value, scope), scope, statement.declares === true)
      return true
    }
    case 'update': {
      const held = context.evaluate(statement.target, scope)
      const old = unnamed(held, statement.target)
      const value = context.evaluate(statement.value, scope)
      // items += [x] changes the list itself; everything else makes a new value.
      if (statement.op === '+' && old.kind === 'list' && value.kind === 'list' && context.dialect.joinsLists) {
        context.spend(statement.range, old.items.value.length + value.items.value.length)
        context.store.set(old.items, [...old.items.value, ...value.items.value])
        return true
      }
      // A sum that grows round by round is one sum, as long as it is not too long to be copied each time.
      const growing = isTerm(old) && old.kind === 'apply' && old.args.length < 100 && old.label?.kind !== 'call'
      const open = growing && (old.op === 'add' || old.op === 'mul') ? statement.op : undefined
      const updated = operate(context, statement.op, old, value, statement.range, open)
      if (isTerm(updated) && changesItself(context, statement, held, scope)) rewrite(context, statement.target, held, updated, scope)
      else context.assign(statement.target, updated, scope)
      return true
    }
    case 'expression':
      if (isReport(statement.value)) context.quietly(() => context.evaluate(statement.value, scope))
      else {
        const value = context.evaluate(statement.value, scope)
        if (value.kind === 'call' && context.dialect.hasPlaces === true) forgetWritten(context, statement.value, scope)
      }
      return true
    case 'return':
      escapes.push({ kind: 'return', value: statement.value === undefined ? NONE : context.evaluate(statement.value, scope), range: statement.range })
      return false
    case 'yield': {
      const yielded = context.frames.at(-1)?.yielded ?? refuse('a value is yielded outside of a function', statement.range)
      const value = statement.value === undefined ? NONE : context.evaluate(statement.value, scope)
      const added = statement.all
        ? (context.elements(value, statement.range) ?? refuse('how many values are yielded is not known', statement.range))
        : [value]
      context.spend(statement.range, (yielded.value.length >> 4) + added.length)
      context.store.set(yielded, [...yielded.value, ...added])
      return true
    }
    case 'break':
    case 'continue':
      escapes.push({ kind: statement.kind, label: statement.label, range: statement.range })
      return false
    case 'labelled':
      return runLabelled(context, statement.label, statement.body, scope, escapes)
    case 'raise':
      return false
    case 'pass':
      return true
    case 'block':
      return context.execute(statement.body, scopeInside(context, statement.body, scope), escapes)
    case 'for':
      return runFor(context, statement, scope, escapes)
    case 'count':
      return runCount(context, statement, scope, escapes)
    case 'while':
      return runWhile(context, statement, scope, escapes)
    case 'function':
      bindFunction(context, scope, decorated(context, { kind: 'function', definition: statement.definition, scope }), statement.definition)
      return true
    case 'class': {
      const { definition } = statement
      const members: Scope = { variables: new Map(), parent: scope }
      const bases = definition.bases.flatMap((base) => context.quietly(() => context.evaluate(base, scope)) ?? [])
      const value: ClassValue = { kind: 'class', definition, bases, members }
      bind(context, scope, definition.name, value)
      runClassBody(context, value)
      return true
    }
    case 'import':
      for (const { name, path } of statement.names) bind(context, scope, name, context.dialect.imported(path))
      return true
    case 'scope':
      for (const name of statement.names) {
        let target = scope.parent ?? scope
        while (target.parent !== undefined && (statement.outermost || !target.variables.has(name))) target = target.parent
        scope.elsewhere?.set(name, target)
      }
      return true
    case 'unknown': {
      const error = statement.error ?? new ReadError(`${statement.what} is not read`, statement.range, statement.hint)
      if (statement.names.length === 0) throw error
      for (const name of statement.names) {
        // What a call writes to may be declared around the block.
        const place = context.dialect.hasPlaces === true ? placeOf(context, { kind: 'name', name, range: statement.range }, scope) : undefined
        if (place === undefined) bind(context, scope, name, { kind: 'opaque', error })
        else context.store.set(place, { kind: 'opaque', error })
      }
      return true
    }
  }
}

/** Makes names other names of the place on the right: double &b = a; false where that is none. */
function bindTargets(context: Context, { targets, value, declares }: Extract<Statement, { kind: 'assign' }>, around: Scope): boolean {
  const [target] = targets
  // What an object has of its own holds the value itself.
  if (target?.kind !== 'name' || target.own !== undefined || value === undefined) return false
  const known = declares === true ? undefined : cellOf(around, target.name)
  let scope = around
  if (known !== undefined) {
    // A pointer to an array holds the array itself.
    const isHeld = !(known instanceof Alias) && value.kind !== 'call'
    const given = isHeld ? context.evaluate(value, around) : NONE
    if (isHeld && (!isTerm(given) || isSeveral(context, given))) return false
    if (context.store.isTrying) refuse('which place this points to depends on symbols', target.range, 'choose between the values instead')
    while (scope.parent !== undefined && !scope.variables.has(target.name)) scope = scope.parent
  }
  if (bindToPlace(context, scope, target.name, value, around)) return true
  if (value.kind !== 'call') return false
  // What a call gives may be a place as well: auto row = M.row(0).
  const given = context.evaluate(value, around)
  if (!isTerm(given)) return false
  scope.variables.set(target.name, unknownPlace(given, target.range))
  return true
}

/** A loop with a name, which jumps inside of loops in it can mean. */
function runLabelled(context: Context, label: string, body: readonly Statement[], scope: Scope, escapes: Escape[]): boolean {
  const own: Escape[] = []
  const named = body.map(
    (statement): Statement =>
      statement.kind === 'for' || statement.kind === 'count' || statement.kind === 'while' ? { ...statement, label } : statement,
  )
  const falls = context.execute(named, scope, own)
  const left = own.filter((exit) => exit.label === label && exit.kind === 'break')
  if (left.some((exit) => exit.guard !== undefined)) refuse('when the loop is left depends on symbols', (left[0] as Escape).range)
  escapes.push(...own.filter((exit) => !left.includes(exit)))
  return falls || left.length > 0
}

/** Binds the name of a function that the text defines. */
function bindFunction(context: Context, scope: Scope, value: Value, { name = '' }: FunctionSyntax): void {
  const known = (scope.elsewhere?.get(name) ?? scope).variables.get(name)?.value
  bind(context, scope, name, withEarlier(context, value, known))
}

/** Methods see their class, so that `super` and class methods find it. */
function runClassBody(context: Context, owner: ClassValue): void {
  for (const statement of owner.definition.body()) {
    if (statement.kind === 'function') {
      const { definition } = statement
      bindFunction(context, owner.members, { kind: 'function', definition, scope: owner.members.parent ?? owner.members, owner }, definition)
    } else {
      try {
        context.execute([statement], owner.members, [])
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        if (statement.kind === 'assign')
          for (const target of statement.targets) for (const name of boundNames(target)) bind(context, owner.members, name, { kind: 'opaque', error })
      }
    }
  }
}
