/** Running statements: assignments, conditions (both sides where they depend on symbols), returns. */
import { applyTerm, ReadError, type Term } from '../term.ts'
import { labelled } from './arithmetic.ts'
import { bringsInForm, isReport, passCheck, refusingBranch } from './checks.ts'
import { itemsFromOne } from './columns.ts'
import { type Context, type Escape, refuse } from './context.ts'
import { decorated } from './decorate.ts'
import { subscript } from './evaluate.ts'
import { writeField } from './fields.ts'
import { fillTarget } from './filled.ts'
import { isHeldTwice, overwrite } from './holders.ts'
import { runCount, runFor, runWhile } from './loops.ts'
import { mergeChanges } from './merge.ts'
import { conditionTerm, operate } from './operators.ts'
import { assignOwn, ownValue } from './own.ts'
import { bindToPlace, forgetWritten, pointedTarget, present, scopeInside, unknownPlace } from './places.ts'
import { isArray } from './shapes.ts'
import { Alias, Cell } from './store.ts'
import { writeItem } from './subscripts.ts'
import { boundNames, type Expression, type Statement } from './syntax.ts'
import { takeApart } from './unpack.ts'
import { type ClassValue, copiedWhole, describe, isTerm, NONE, type Scope, type Value } from './value.ts'
import { viewOf } from './views.ts'
import { beginningOf } from './writes.ts'

/** Runs statements; true when their end is reached. */
export function runStatements(context: Context, statements: readonly Statement[], scope: Scope, escapes: Escape[]): boolean {
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
    const condition = conditionTerm(context, test, statement.test.range)
    const then = branch(context, statement.then, scope)
    const otherwise = branch(context, statement.otherwise, scope)
    // What leaves in any case under the condition leaves the rest to where it does not hold.
    const leaves = !then.falls && then.escapes.every((exit) => exit.kind === 'return')
    const others = !leaves ? guarded(otherwise.escapes, applyTerm('not', [condition], condition.range)) : otherwise.escapes
    escapes.push(...guarded(then.escapes, condition), ...others)
    if (then.falls && otherwise.falls) mergeChanges(context.store, condition, then.changes, otherwise.changes, statement.range)
    else if (!then.falls && !otherwise.falls) return false
    else {
      const leaving = then.falls ? otherwise : then
      const staying = then.falls ? then : otherwise
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
  return { falls: result, changes, escapes }
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
      const value = statement.binding === 'copy' ? copiedWhole(given) : given
      for (const target of statement.targets)
        if (statement.fills === true) fillTarget(context, target, value, scope, statement.range)
        else assignTarget(context, target, value, scope, statement.declares === true)
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
      bind(context, scope, statement.definition.name ?? '', decorated(context, { kind: 'function', definition: statement.definition, scope }))
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
      for (const name of statement.names) bind(context, scope, name, { kind: 'opaque', error })
      return true
    }
  }
}

/** Makes names other names of the place on the right: double &b = a; false where that is none. */
function bindTargets(context: Context, { targets, value }: Extract<Statement, { kind: 'assign' }>, scope: Scope): boolean {
  const [target] = targets
  if (target?.kind !== 'name' || value === undefined) return false
  if (bindToPlace(context, scope, target.name, value, scope)) return true
  if (value.kind !== 'call') return false
  // What a call gives may be a place as well: auto row = M.row(0).
  const given = context.evaluate(value, scope)
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

/** Methods see their class, so that `super` and class methods find it. */
function runClassBody(context: Context, owner: ClassValue): void {
  for (const statement of owner.definition.body()) {
    if (statement.kind === 'function') {
      const name = statement.definition.name ?? ''
      bind(context, owner.members, name, { kind: 'function', definition: statement.definition, scope: owner.members.parent ?? owner.members, owner })
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

/** Binds a name of a scope. */
export function bind(context: Context, scope: Scope, name: string, value: Value): void {
  const home = scope.elsewhere?.get(name) ?? scope
  let cell = home.variables.get(name)
  if (cell === undefined) {
    cell = new Cell<Value | undefined>(undefined)
    home.variables.set(name, cell)
  }
  context.store.set(cell, value)
}

/** The scope a language without declarations in inner scopes assigns in: where the name is known already, in JavaScript. */
function homeOf(context: Context, scope: Scope, name: string): Scope {
  if (!context.dialect.assignsOutwards) return scope
  for (let home: Scope | undefined = scope; home !== undefined; home = home.parent) if (home.variables.get(name)?.value !== undefined) return home
  return scope
}

/** Assigns a value to a target: a name, a pattern of names, an element, an attribute. */
export function assignTarget(context: Context, target: Expression, value: Value, scope: Scope, declare: boolean): void {
  switch (target.kind) {
    case 'name': {
      if (assignOwn(context, target, value)) return
      if (declare && scope.variables.get(target.name) instanceof Alias) scope.variables.delete(target.name)
      const anonymous = value.kind === 'function' && value.definition.name === undefined && value.name === undefined
      const named = isTerm(value) ? labelled(value, { name: target.name, kind: 'variable' }) : anonymous ? { ...value, name: target.name } : value
      bind(context, declare ? scope : homeOf(context, scope, target.name), target.name, named)
      return
    }
    case 'list': {
      const star = target.items.findIndex((item) => item.kind === 'spread')
      const elements = takeApart(context, value, star >= 0 ? undefined : target, target.range)
      if (star < 0 && elements.length !== target.items.length && context.dialect.joinsLists) {
        refuse(`${elements.length} values for ${target.items.length} names`, target.range)
      }
      const after = target.items.length - star - 1
      // Parts of arrays that are written to meanwhile: a[0], a[1] = a[1], a[0] of rows.
      const items = new Cell(elements)
      context.goneThrough.push({ kind: 'list', form: 'list', items })
      target.items.forEach((item, k) => {
        if (k === star) {
          const rest = elements.slice(star, elements.length - after)
          assignTarget(
            context,
            (item as Extract<Expression, { kind: 'spread' }>).value,
            { kind: 'list', form: 'list', items: new Cell(rest) },
            scope,
            declare,
          )
          return
        }
        const element = items.value[star >= 0 && k > star ? elements.length - (target.items.length - k) : k]
        if (element !== undefined) assignTarget(context, item, element, scope, declare)
        else if (context.dialect.looseArguments) assignTarget(context, item, NONE, scope, declare)
      })
      context.goneThrough.pop()
      return
    }
    case 'dictionary':
      for (const { key, value: part } of target.entries) {
        const name = key?.kind === 'string' ? key.value : refuse('this pattern is not read', target.range)
        assignTarget(context, part, context.member(value, name, part.range), scope, declare)
      }
      return
    case 'assignment': {
      // A pattern with a default: [a = 1].
      assignTarget(context, target.target, value.kind === 'none' ? context.evaluate(target.value, scope) : value, scope, declare)
      return
    }
    case 'index': {
      if (target.pointed === true) {
        const place = pointedTarget(context, target, scope)
        if (place.kind !== 'index' || place.pointed === true) {
          assignTarget(context, place, value, scope, declare)
          return
        }
      }
      const object = written(context, target.object, scope, declare, () => ({ kind: 'list', form: 'list', items: new Cell([]) }))
      if (object.kind === 'instance') refuse(`${describe(object)} has no elements to write to`, target.range)
      const items =
        context.dialect.countsFromOne === true
          ? itemsFromOne(context, object, target.items, scope)
          : target.items.map((item) => subscript(context, item, scope))
      const changed = writeItem(context, object, items, value, target.range)
      if (changed === undefined) return
      rewrite(context, target.object, object, changed, scope)
      return
    }
    case 'member': {
      const object = written(context, target.object, scope, declare, () => ({ kind: 'dictionary', entries: new Cell(new Map()) }))
      if (object.kind === 'instance') {
        let cell = object.attributes.get(target.name)
        if (cell === undefined) {
          cell = new Cell<Value | undefined>(undefined)
          object.attributes.set(target.name, cell)
        }
        const named = isTerm(value)
          ? labelled(value, { name: target.name, kind: 'variable' })
          : value.kind === 'layer'
            ? { ...value, name: target.name }
            : value
        context.store.set(cell, named)
        return
      }
      const changed = writeField(context, object, target.name, value, target.range)
      if (changed !== undefined) rewrite(context, target.object, object, changed, scope)
      return
    }
    default:
      refuse('nothing can be assigned to this', target.range)
  }
}

/** The array that a target names is changed itself, for all who hold it. */
function rewrite(context: Context, target: Expression, array: Value, changed: Value, scope: Scope): void {
  if (!isTerm(changed)) {
    assignTarget(context, target, changed, scope, false)
    return
  }
  const named = target.kind === 'name' ? labelled(changed, { name: target.name, kind: 'variable' }) : changed
  const found = overwrite(context, array, named, scope)
  // A name of a file is bound anew.
  const stays = target.kind === 'name' && context.bound(target.name, scope) === array
  if (!found || stays) assignTarget(context, target, changed, scope, false)
}

/** What is written into: in MATLAB and R, an array or structure that nothing was said of is made by that. */
function written(context: Context, object: Expression, scope: Scope, declare: boolean, make: () => Value): Value {
  const own = object.kind === 'name' ? ownValue(context, object, object.range) : undefined
  if (own !== undefined) return own
  const known = object.kind === 'name' ? context.bound(object.name, scope) : undefined
  const element = elementWritten(context, object, scope, declare, make)
  if (element !== undefined) return element
  if (context.dialect.growsArrays !== true || object.kind !== 'name' || (known !== undefined && known.kind !== 'none'))
    return context.evaluate(object, scope)
  const made = make()
  assignTarget(context, object, made, scope, declare)
  return made
}

/** s(2).k = 3 makes the second of a list of structures. */
function elementWritten(context: Context, object: Expression, scope: Scope, declare: boolean, make: () => Value): Value | undefined {
  if (context.dialect.growsArrays !== true || object.kind !== 'index' || object.object.kind !== 'name' || object.items.length !== 1) return undefined
  const list = context.bound(object.object.name, scope)
  if (list !== undefined && list.kind !== 'list') return undefined
  const at = context.quietly(() => itemsFromOne(context, list ?? NONE, object.items, scope))?.[0]
  const place = at?.kind === 'number' ? at.value.asInteger : undefined
  const items = list?.items.value ?? []
  if (place === undefined || place !== items.length) return undefined
  const made = make()
  assignTarget(context, object, made, scope, declare)
  return made
}
