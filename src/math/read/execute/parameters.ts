/** The parameters of what is read: free names, with what defaults, annotations and calls in the file say about them. */
import type { Value as Numbers } from '../../api.ts'
import { Exact } from '../../exact.ts'
import { describedIn, proseAround, proseAtHead, statedIn } from '../prose.ts'
import { inPattern } from '../spelling.ts'
import { applyTerm, type Declaration, type NameTerm, numberTerm, ReadError } from '../term.ts'
import { listOf } from './arrays/filled.ts'
import { isNoNumber } from './arrays/noNumber.ts'
import { rowLiteral } from './arrays/sequences.ts'
import { defaultIn } from './defaults.ts'
import type { Executor } from './executor.ts'
import { type FileScope, type Outline, plainNumbers } from './file.ts'
import { boundNames, type Expression, type FunctionSyntax, type Parameter } from './syntax/syntax.ts'
import { computed } from './values/arithmetic.ts'
import { fieldsOf } from './values/members.ts'
import type { Program } from './values/program.ts'
import { Cell } from './values/store.ts'
import { type ClassValue, NONE, type Scope, type Value } from './values/value.ts'

/** What a text says around a function, of its parameters, and whether of some that they are arrays. */
interface SaidOfParameters {
  readonly prose: string
  readonly said: ReturnType<typeof statedIn>
  readonly typed: boolean
}

/** By program and function: a text that is damaged is read by many ways, and each binds the parameters anew. */
const known = new WeakMap<Program, WeakMap<FunctionSyntax, SaidOfParameters>>()

function saidOf(program: Program, definition: FunctionSyntax): SaidOfParameters {
  const ofProgram = known.get(program) ?? new WeakMap<FunctionSyntax, SaidOfParameters>()
  known.set(program, ofProgram)
  const found = ofProgram.get(definition) ?? findSaid(program, definition)
  ofProgram.set(definition, found)
  return found
}

function findSaid({ text }: Program, { range, parameters }: FunctionSyntax): SaidOfParameters {
  const prose = proseAround(text, range)
  const own = new Set(parameters.map(({ name }) => name))
  // What is said right here goes before what is said for the whole file.
  const said = new Map([...statedIn(proseAtHead(text), own), ...statedIn(prose, own)])
  const types = parameters.map(({ annotation }) => (annotation === undefined ? '' : text.slice(annotation.start, annotation.end)))
  return { prose, said, typed: types.some((type) => ARRAY_TYPE.test(type)) || OTHERS.test(prose) }
}

export class ParameterBinder {
  constructor(
    private readonly program: Program,
    private readonly outline: Outline,
    private readonly executor: Executor,
    private readonly file: FileScope,
  ) {}

  /** Parameters of what is read are free names, declared as far as the text says something about them; what the file calls so is something else. */
  bind(definition: FunctionSyntax, scope: Scope, self: Value | undefined): string[] {
    const names: string[] = []
    const { executor, file } = this
    const { facts } = executor
    if (executor.dialect.growsArrays === true) executor.declare(scope, 'nargin', numberTerm(definition.parameters.length))
    const stated = this.program.declared(definition.range)
    const { prose, said, typed } = saidOf(this.program, definition)
    facts.prose ||= prose
    // Beside columns of data; what stands beside matrices, or vectors of so many components, may be vectors of other lengths.
    const told =
      [...said.values()].some(({ rank, shape }) => (shape?.length ?? rank) === 1) &&
      [...said.values()].every(({ rank, shape }) => (shape?.length ?? rank ?? 2) <= 1 && typeof shape?.[0] !== 'number')
    const rows = [...said.values()].some(({ row }) => row === true)
    for (const [k, parameter] of definition.parameters.entries()) {
      const bind = (name: string, value: Value): void => {
        executor.declare(scope, name, value)
      }
      if (self !== undefined && k === 0 && this.program.dialect.passesSelf) {
        bind(parameter.name, self)
        continue
      }
      if (parameter.fills !== undefined && parameter.fills !== false) {
        const shape = facts.shapeGiven(parameter.name)
        const filled = shape === undefined || shape.length < 2 ? undefined : listOf(numberTerm(0), shape)
        bind(parameter.name, parameter.fills === 'number' ? NONE : (filled ?? { kind: 'list', form: 'list', items: new Cell([]) }))
        continue
      }
      // What is declared to gather numbers is an array of these.
      if (parameter.rest !== undefined && parameter.typed?.kind !== 'array') {
        const error = new ReadError(`how many arguments "${parameter.name}" gathers is not known`, parameter.range)
        bind(parameter.name, { kind: 'opaque', error })
        continue
      }
      const { rank, declaration: annotated, entrywise, matrix } = this.program.annotated(parameter)
      const commented = stated.get(parameter.name)
      const declaration = annotated?.list === true ? { ...commented, ...annotated } : (annotated ?? commented)
      const written = parameter.initial ?? defaultIn(definition, parameter.name)
      const initial = written === undefined ? undefined : this.valueOf(written)
      if (
        initial !== undefined &&
        parameter.pattern === undefined &&
        (KEPT.has(initial.kind) || arePlaces(initial)) &&
        !(initial.kind === 'none' && (parameter.annotation !== undefined || facts.isPresent(parameter.name)))
      ) {
        if (initial.kind === 'none') facts.absent.add(parameter.name)
        bind(parameter.name, this.asked(parameter.name, initial))
        continue
      }
      const owner = this.classNamed(parameter)
      if (owner !== undefined) {
        // Of several objects of a class each has names of its own: a_x and b_x.
        const isOnly = definition.parameters.every(
          (other) => other === parameter || this.classNamed(other)?.definition.name !== owner.definition.name,
        )
        const parts = [...fieldsOf(owner)].map(
          (field) => [field, new Cell<Value | undefined>(facts.part(parameter.name, field, parameter.range, isOnly))] as const,
        )
        const choice = firstOf(owner)
        if (choice !== undefined) {
          facts.note(`read for ${parameter.name} = ${owner.definition.name}.${choice.name}`, parameter.range)
          bind(parameter.name, choice.value)
          continue
        }
        names.push(parameter.name)
        facts.parameters.add(parameter.name)
        bind(parameter.name, { kind: 'instance', class: owner, attributes: new Map(parts), open: true, ...(!isOnly && { called: parameter.name }) })
        continue
      }
      if (parameter.pattern !== undefined) {
        const defaults = defaultsIn(parameter.pattern)
        for (const name of boundNames(parameter.pattern)) {
          const part = facts.free(name, scope, parameter.range)
          const given = defaults.get(name)
          const value = given === undefined ? undefined : executor.quietly(() => executor.evaluate(given, file))
          if (value !== undefined && KEPT.has(value.kind)) {
            bind(name, value)
            continue
          }
          names.push(part.name)
          facts.parameters.add(part.name)
          if (value?.kind === 'number') facts.options.add(part.name)
          this.declareDefault(part.name, value)
          bind(name, part)
        }
        continue
      }
      const named = facts.free(parameter.name, scope, parameter.range, declaration?.shape === undefined ? rank : undefined)
      const isNumber =
        rank === undefined &&
        parameter.annotation === undefined &&
        this.isNumberBeside(parameter.name, typed, told && !said.has(parameter.name), prose)
      const free: NameTerm = { ...named, ...(isNumber && { hint: { usually: 'number' } }), ...(entrywise && { entrywise }) }
      if (parameter.typed?.holds !== undefined) facts.objects.set(free.name, { ...parameter.typed.holds, scope: file })
      // One can differentiate by an option, but that is not what is asked first.
      if (isOption(parameter, initial, declaration)) facts.options.add(free.name)
      names.push(free.name)
      facts.parameters.add(free.name)
      const stating = said.get(parameter.name)
      if (declaration !== undefined) facts.declare(free.name, declaration)
      else if (stating !== undefined && (rank === undefined || (stating.shape?.length ?? stating.rank) === rank)) facts.declare(free.name, stating)
      const isTable = matrix === true || stating?.shape?.length === 2 || stating?.rank === 2
      if (isTable) facts.declare(free.name, { matrix: true })
      if (!this.declareDefault(free.name, initial)) this.declareAlike(definition, k, free.name)
      const turned = facts.declarations.get(free.name)?.row ?? stating?.row
      const knowsRows = executor.dialect.countsFromOne === true || executor.dialect.hasPlaces === true
      const row = knowsRows && (turned === true || (turned === 'listed' && rows))
      bind(parameter.name, row ? applyTerm('transpose', [free], parameter.range) : free)
    }
    return names
  }

  /**
   * Whether a parameter of which no shape is said is a number: one that prose calls what numbers are called, and those beside parameters
   * that are said to be arrays, unless their names are those of data, or prose describes them as what may be many.
   */
  private isNumberBeside(name: string, typed: boolean, told: boolean, prose: string): boolean {
    const described = describedIn(prose, name)
    if (described === 'number') return true
    return !DATA.test(name) && (typed || (told && described === undefined && !PLAIN_DATA.test(name)))
  }

  /** What a default is: of a number of the file, which keeps its name elsewhere, the number. */
  private valueOf(initial: Expression): Value | undefined {
    const { executor, file } = this
    const value = executor.quietly(() => executor.evaluate(initial, file))
    if (value?.kind !== 'name') return value
    const known = executor.facts.declarations.get(value.name)?.value
    if (typeof known !== 'number') return value
    const whole = executor.facts.numbers.get(value.name)
    return numberTerm(whole ?? Exact.parse(Number.isInteger(known) ? `${known}.0` : `${known}`) ?? known)
  }

  /** Declares a parameter by the number or numbers that are its default; false where there are none. */
  private declareDefault(name: string, initial: Value | undefined): boolean {
    const { executor } = this
    const { facts } = executor
    if (facts.numberGiven(name) !== undefined) return true
    // NaN says that nothing is given: what is, is a number.
    if (initial?.kind === 'apply' && isNoNumber(initial)) {
      facts.declare(name, { shape: facts.declarations.get(name)?.shape ?? [] })
      return true
    }
    const given =
      initial === undefined
        ? undefined
        : executor.quietly(() => {
            const term = executor.toTerm(initial, { start: 0, end: 0 })
            return plainNumbers(rowLiteral(term) ?? term) ?? computed(term)
          })
    if (initial?.kind === 'number') {
      facts.declare(name, { value: initial.value.value, shape: facts.declarations.get(name)?.shape ?? [] })
      facts.numbers.learn(name, initial.value)
    } else if (given !== undefined) facts.declare(name, declarationOf(given))
    return given !== undefined
  }

  /** A truth value that is a default, or what the person gives for it, as a number. */
  private asked(name: string, initial: Value): Value {
    if (initial.kind !== 'boolean') return initial
    const { facts } = this.executor
    const given = facts.numberGiven(name)
    return facts.flag(name, given === undefined ? initial.value : given !== 0)
  }

  /** The class of the file that a parameter's annotation names. */
  private classNamed({ annotation }: Parameter): ClassValue | undefined {
    const type = annotation === undefined ? '' : this.program.text.slice(annotation.start, annotation.end).replace(/^\s*:\s*["']?|["']\s*$/g, '')
    if (!/^\w+$/.test(type) || this.outline.binding(type).length === 0) return undefined
    const value = this.file.resolve(type)
    return value?.kind === 'class' ? value : undefined
  }

  /**
   * A parameter that the file calls the function with under its own name, layer(x, W, b): what that is bound to at the call is a value
   * of it, if it has as many axes. So are numbers in an array of its name above a function that the file does not call.
   */
  private declareAlike(definition: FunctionSyntax, position: number, free: string): void {
    const { executor, file } = this
    const name = definition.parameters[position]?.name as string
    const calls = this.callsOf(definition)
    const called = calls.filter(({ args }) => args[position] === name).at(-1)
    if (called === undefined && calls.length > 0) return
    for (const k of [...this.outline.binding(name)].reverse()) {
      const statement = this.program.statements.at(k)
      if (statement === undefined || statement.range.start > (called?.at ?? definition.range.start)) continue
      if (statement.kind !== 'assign' || statement.value === undefined || statement.targets[0]?.kind !== 'name') continue
      const value = executor.quietly(() => executor.term(statement.value as Expression, file))
      const numbers = value === undefined ? undefined : plainNumbers(value)
      // A number of this name may be anything.
      if (numbers !== undefined && (called !== undefined || Array.isArray(numbers))) executor.facts.calledWith.set(free, numbers)
      return
    }
  }

  /** Calls of a function outside of its definition, with their arguments as written. */
  private callsOf({ name, range }: FunctionSyntax): { at: number; args: string[] }[] {
    if (name === undefined) return []
    const calls = this.program.text.matchAll(new RegExp(`(?<![\\w.])(?<!\\b(?:def|function)\\s+)${inPattern(name)}\\(([^()]*)\\)`, 'g'))
    return [...calls]
      .map(({ index, 1: args = '' }) => ({ at: index, args: args.split(',').map((argument) => argument.trim()) }))
      .filter(({ at }) => at < range.start || at >= range.end)
  }
}

/** Defaults of parameters that are no numbers: the parameter is taken to be that. */
const KEPT: ReadonlySet<Value['kind']> = new Set([
  'string',
  'boolean',
  'none',
  'function',
  'reference',
  'class',
  'dictionary',
  'partial',
  'instance',
  'layer',
])

/** Names of data and of matrices, which are arrays without saying so; L0 and T_ref are lengths and temperatures to compare with. */
const DATA = /^(?:[A-Z](?!_?0$|_?ref$)|[XY]_?0$|ys?$|targets?$|labels?$|weights?$|mask|data|obs|y_|pred|b[1-9]$|bias)/
const PLAIN_DATA = /^(?:[tuvwxyz]s?[1-9]?|[a-z]{2,}[a-rt-z]s)$/
/** Types of arrays; and that all else is none. */
const ARRAY_TYPE = /\b(?:ndarray|NDArray|Array|ArrayLike|Tensor|Vector|Matrix|AbstractVector|AbstractMatrix)\b/
const OTHERS =
  /\b(?:everything else|(?:all )?(?:the )?(?:others?|rest)(?: parameters| arguments)?)\s+(?:is|are)\s+(?:a\s+)?(?:scalars?|numbers?|floats?)\b/i

/** A guard against division by zero, by its name. */
const GUARD = /^(?:eps(?:ilon)?|tol(?:erance)?|jitter|tiny)(?:_|$)/i

/** Whether a parameter with a number as its default is an option: given by name only, counted in whole numbers, or a tiny guard. */
function isOption({ name, named }: Parameter, initial: Value | undefined, declaration: Declaration | undefined): boolean {
  if (initial?.kind !== 'number') return false
  return named === true || declaration?.traits?.integer === true || (GUARD.test(name) && Math.abs(initial.value.value) < 0.01)
}

/** Rows of whole numbers, ((0, 1), (1, 2)): which elements are meant, nothing to differentiate by. */
const arePlaces = (value: Value): boolean => {
  const rows = value.kind === 'list' ? value.items.value : []
  const isWhole = (part: Value): boolean => part.kind === 'number' && part.value.isInteger && !part.value.decimal
  return rows.length > 0 && rows.every((row) => row.kind === 'list' && row.items.value.length > 0 && row.items.value.every(isWhole))
}

/** The first of the values that an enumeration of Python names. */
function firstOf({ bases, members }: ClassValue): { name: string; value: Value } | undefined {
  if (!bases.some((base) => base.kind === 'reference' && /(?:^|\.)(?:Int|Str)?Enum$|Flag$/.test(base.path))) return undefined
  for (const [name, { value }] of members.variables) if (value !== undefined && value.kind !== 'function') return { name, value }
  return undefined
}

/** The defaults that a pattern gives its names: { x, mu = 0 }. */
function defaultsIn(pattern: Expression, found = new Map<string, Expression>()): Map<string, Expression> {
  if (pattern.kind === 'assignment' && pattern.target.kind === 'name') found.set(pattern.target.name, pattern.value)
  else if (pattern.kind === 'dictionary') for (const { value } of pattern.entries) defaultsIn(value, found)
  else if (pattern.kind === 'list') for (const item of pattern.items) defaultsIn(item, found)
  return found
}

/** What is declared of a name bound to these numbers. */
function declarationOf(numbers: Numbers): Declaration {
  const shape: number[] = []
  for (let part = numbers; Array.isArray(part); part = part[0] ?? 0) shape.push(part.length)
  return shape.length === 0 ? { value: numbers } : { value: numbers, shape }
}
