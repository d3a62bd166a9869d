/**
 * The syntax that programming languages are brought to before they are executed: expressions and statements, each with its
 * place in the text. What has no mathematical meaning stays as 'unknown' and is refused only where its value is needed.
 */
import type { Range } from '../../../api.ts'
import type { Exact } from '../../../exact.ts'
import type { ReadError } from '../../term.ts'

interface Placed {
  readonly range: Range
}

/** `'` transposes. */
/** `'` is the conjugate transpose, `.'` the transpose alone. */
export type UnaryOperator = '-' | '+' | 'not' | '~' | "'" | ".'"
/** What only shapes can settle in MATLAB and Julia: their `*`, `/`, `\\` and `^` are for scalars and matrices alike. */
export type ShapeOperator = 'product' | 'quotient' | 'leftdivide' | 'power'
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>' | ShapeOperator
export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=' | 'is' | 'is not' | 'in' | 'not in'

export interface Argument extends Placed {
  readonly name?: string
  readonly spread?: 'list' | 'dictionary'
  readonly value: Expression
  /** What the function can write to: the place itself, &x, or what a pointer points at. */
  readonly changed?: 'place' | 'pointed'
}

/** What a parameter is declared to be: functions of one name are told apart by that. */
export interface ParameterType {
  /** As it is written, without words that say how it is passed. */
  readonly name: string
  readonly kind?: 'number' | 'array' | 'object'
  /** The axes of an array, where the type says how many there are. */
  readonly rank?: number
  /** The fields of an object. */
  readonly fields?: readonly string[]
  /** Objects with methods, of a type that the text defines. */
  readonly holds?: HeldType
}

/** A type of the text, whose methods and signs mean what the text says. */
export interface ObjectType {
  readonly name: string
  readonly methods: ReadonlySet<string>
  /** Its fields, and what they hold where that is objects again. */
  readonly fields: readonly { readonly name: string; readonly holds: () => HeldType | undefined }[]
  /** An object that has these values for its fields. */
  readonly made: (values: readonly Expression[], range: Range) => Expression
}

/** Objects of a type, and how many indices lead to one. */
export interface HeldType {
  readonly type: ObjectType
  readonly depth: number
}

/** Whether a name stands for the place of what it is bound to, or for a copy of that. */
export type Binding = 'place' | 'copy'

/** One item between the brackets of x[...]. */
export type Subscript = Expression | Slice
export interface Slice extends Placed {
  readonly kind: 'slice'
  readonly start?: Expression
  readonly stop?: Expression
  readonly step?: Expression
}

/** "for target in iterable if condition if condition" */
export interface Clause extends Placed {
  readonly target: Expression
  readonly iterable: Expression
  readonly conditions: readonly Expression[]
}

export interface Parameter extends Placed {
  readonly name: string
  /** A parameter that takes the value apart: ([a, b]) => ... */
  readonly pattern?: Expression
  readonly initial?: Expression
  readonly annotation?: Range
  readonly typed?: ParameterType
  readonly rest?: 'list' | 'dictionary'
  /** It can only be given by its name. */
  readonly named?: boolean
  /** It stands for a type: nobody gives it in a call. */
  readonly type?: true
  /** It is only handed in to be filled: what the function gives back. A number is there as soon as it is assigned to. */
  readonly fills?: boolean | 'number'
  /** It is another name for what is given, or a copy of it; absent: as the language has it for values of that kind. */
  readonly passing?: Binding
  /** The object of the structure it is that has these values for its fields: f({1, 2}). */
  readonly braced?: (values: readonly Expression[]) => Expression
  /** A pointer whose elements are taken, or written to: what is given may be the place of one of several, &x[2]. */
  readonly elements?: 'read' | 'written'
  /** It also becomes an attribute of the object (constructor(private x)). */
  readonly field?: boolean
}

export interface FunctionSyntax extends Placed {
  readonly name?: string
  readonly nameRange?: Range
  readonly parameters: readonly Parameter[]
  /** Where the parameters stand, and what follows them up to the body. */
  readonly header: Range
  /** Brought over when it is first called; an expression is what a lambda or a short arrow function returns. */
  readonly body: () => Expression | readonly Statement[]
  readonly decorators: readonly string[]
  /** The decorators as expressions, outermost first. */
  readonly wrappers?: () => readonly Expression[]
  /** Static, getter, constructor and the like. */
  readonly modifier?: 'static' | 'getter' | 'setter'
  readonly documentation?: Range
  /** It keeps copies of the variables around it. */
  readonly captures?: 'copies'
  /** The class of which it makes an object. */
  readonly constructs?: string
  /** It yields: a generator. */
  readonly generator?: boolean
}

/** The function with some of it changed. What it says of itself only when asked is no field of its own, and would be lost. */
export function changedFunction(definition: FunctionSyntax, change: Partial<FunctionSyntax>): FunctionSyntax {
  const { nameRange, header, documentation, generator } = definition
  return { ...definition, nameRange, header, documentation, generator, ...change }
}

export interface ClassSyntax extends Placed {
  readonly name: string
  readonly nameRange: Range
  readonly bases: readonly Expression[]
  readonly body: () => readonly Statement[]
}

export type Expression =
  | (Placed & { readonly kind: 'number'; readonly value: Exact; readonly imaginary?: boolean })
  | (Placed & { readonly kind: 'string'; readonly value: string })
  | (Placed & { readonly kind: 'constant'; readonly value: boolean | null })
  | (Placed & { readonly kind: 'ellipsis' })
  | (Placed & {
      readonly kind: 'name'
      readonly name: string
      /** What it is of the object whose method this is, which it stands for itself where this is empty. */
      readonly own?: string
    })
  | (Placed & { readonly kind: 'unary'; readonly op: UnaryOperator; readonly operand: Expression })
  | (Placed & {
      readonly kind: 'binary'
      readonly first: Expression
      readonly rest: readonly { readonly op: BinaryOperator; readonly operand: Expression }[]
    })
  | (Placed & {
      readonly kind: 'compare'
      readonly first: Expression
      readonly rest: readonly { readonly op: Comparison; readonly operand: Expression }[]
    })
  | (Placed & { readonly kind: 'logic'; readonly op: 'and' | 'or' | '??'; readonly left: Expression; readonly right: Expression })
  | (Placed & { readonly kind: 'conditional'; readonly test: Expression; readonly then: Expression; readonly otherwise: Expression })
  | (Placed & {
      readonly kind: 'call'
      readonly callee: Expression
      readonly args: readonly Argument[]
      readonly fresh?: boolean
      /** Component by component: f.(x). */
      readonly dotted?: boolean
    })
  | (Placed & { readonly kind: 'member'; readonly object: Expression; readonly name: string })
  | (Placed & {
      readonly kind: 'index'
      readonly object: Expression
      readonly items: readonly Subscript[]
      /** What is written into the part is seen in the array: @view x[1:3]; or view(x, 1:3), unless the text has a function of that name. */
      readonly view?: 'written' | 'called'
      /** Slices share their elements with the array, a[1:] of Go, &mut a[1..] of Rust, and a row of an array of arrays is no copy of it. */
      readonly shares?: true
      /** Parentheses, which call a function and index an array alike (MATLAB); `values` of it are taken apart by who asks. */
      readonly parentheses?: { readonly values: boolean }
      /** Braces, which take what stands in cells: c{:} are all of them side by side (MATLAB). */
      readonly braces?: true
      /** What a pointer points at: the first element of an array, or the one thing itself. */
      readonly pointed?: true
    })
  /** start:step:stop with both ends, and the last index of what is indexed. */
  | (Placed & { readonly kind: 'range'; readonly start: Expression; readonly step?: Expression; readonly stop: Expression })
  | (Placed & { readonly kind: 'end' })
  /** Blocks side by side in rows: [A, b; c', d]. */
  | (Placed & { readonly kind: 'matrix'; readonly rows: readonly (readonly Expression[])[] })
  | (Placed & { readonly kind: 'list'; readonly form: 'list' | 'tuple' | 'set'; readonly items: readonly Expression[] })
  | (Placed & { readonly kind: 'dictionary'; readonly entries: readonly { readonly key?: Expression; readonly value: Expression }[] })
  | (Placed & { readonly kind: 'spread'; readonly value: Expression })
  | (Placed & {
      readonly kind: 'comprehension'
      readonly form: 'list' | 'generator' | 'set' | 'dictionary'
      /** The key of a dictionary's entry. */
      readonly key?: Expression
      readonly element: Expression
      readonly clauses: readonly Clause[]
    })
  | (Placed & { readonly kind: 'function'; readonly definition: FunctionSyntax })
  | (Placed & {
      readonly kind: 'assignment'
      readonly target: Expression
      readonly op?: BinaryOperator
      readonly value: Expression
      readonly old?: boolean
    })
  | (Placed & { readonly kind: 'sequence'; readonly items: readonly Expression[] })
  /** A text with values in it: f"W{l}". */
  | (Placed & { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] })
  /**
   * A sign for which the text says what it means for objects: by a method of the first operand, or by one of these functions of them
   * all; `plain` is what it means for numbers.
   */
  | (Placed & {
      readonly kind: 'meant'
      readonly sign: string
      readonly operands: readonly Expression[]
      readonly method: string
      readonly functions: readonly string[]
      readonly plain?: Expression
    })
  | (Placed & { readonly kind: 'unknown'; readonly what: string; readonly hint?: string })

export interface ImportedName extends Placed {
  /** The name bound here. */
  readonly name: string
  /** The dotted path it stands for. */
  readonly path: string
}

export type Statement =
  | (Placed & {
      readonly kind: 'assign'
      readonly targets: readonly Expression[]
      readonly value?: Expression
      readonly annotation?: Range
      readonly declares?: boolean
      /** For the whole function: var of JavaScript. */
      readonly hoisted?: boolean
      readonly binding?: Binding
      /** What is there is filled with the value: y .= x. */
      readonly fills?: true
    })
  | (Placed & {
      readonly kind: 'update'
      readonly target: Expression
      readonly op: BinaryOperator
      readonly value: Expression
      /** The array itself is changed: y .+= x. */
      readonly fills?: true
    })
  | (Placed & { readonly kind: 'expression'; readonly value: Expression })
  | (Placed & { readonly kind: 'return'; readonly value?: Expression })
  /** "yield value"; with `all`, each element of the value. */
  | (Placed & { readonly kind: 'yield'; readonly value?: Expression; readonly all: boolean })
  | (Placed & { readonly kind: 'if'; readonly test: Expression; readonly then: readonly Statement[]; readonly otherwise: readonly Statement[] })
  | (Placed & {
      readonly kind: 'for'
      readonly label?: string
      readonly target: Expression
      /** The target is a variable of what is around the loop, also where others are the loop's own. */
      readonly outer?: boolean
      readonly iterable: Expression
      readonly body: readonly Statement[]
      readonly otherwise: readonly Statement[]
    })
  | (Placed & {
      readonly kind: 'count'
      readonly label?: string
      readonly init: readonly Statement[]
      readonly test?: Expression
      readonly step?: Expression
      readonly body: readonly Statement[]
    })
  | (Placed & {
      readonly kind: 'while'
      readonly label?: string
      readonly test: Expression
      readonly body: readonly Statement[]
      readonly after?: boolean
    })
  | (Placed & { readonly kind: 'block'; readonly body: readonly Statement[] })
  | (Placed & { readonly kind: 'function'; readonly definition: FunctionSyntax })
  | (Placed & { readonly kind: 'class'; readonly definition: ClassSyntax })
  | (Placed & { readonly kind: 'import'; readonly names: readonly ImportedName[]; readonly all?: string })
  | (Placed & { readonly kind: 'scope'; readonly names: readonly string[]; readonly outermost: boolean })
  | (Placed & { readonly kind: 'raise' | 'pass' })
  /** With a label: of the loop around that has it. */
  | (Placed & { readonly kind: 'break' | 'continue'; readonly label?: string })
  | (Placed & { readonly kind: 'labelled'; readonly label: string; readonly body: readonly Statement[] })
  | (Placed & {
      readonly kind: 'unknown'
      readonly what: string
      readonly names: readonly string[]
      readonly hint?: string
      /** Why it could not be parsed. */
      readonly error?: ReadError
    })

/** The names that a target binds: a name, or those in a pattern; `x[i] = v` and `x.a = v` write into x. */
export function boundNames(target: Expression, names: string[] = []): string[] {
  if (target.kind === 'name') names.push(target.name)
  else if (target.kind === 'list') for (const item of target.items) boundNames(item, names)
  else if (target.kind === 'spread') boundNames(target.value, names)
  else if (target.kind === 'index' || target.kind === 'member') boundNames(target.object, names)
  else if (target.kind === 'assignment') boundNames(target.target, names)
  else if (target.kind === 'dictionary') for (const entry of target.entries) boundNames(entry.value, names)
  return names
}

/** Brought over on first use, then kept. */
export function once<T>(build: () => T): () => T {
  let built: { value: T } | undefined
  return () => {
    built ??= { value: build() }
    return built.value
  }
}

/** The names a statement may bind or change, for finding the statement a name comes from. */
export function namesOf(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'assign':
      return statement.value === undefined ? [] : statement.targets.flatMap((target) => boundNames(target))
    case 'update':
      return boundNames(statement.target)
    case 'function':
      return statement.definition.name === undefined ? [] : [statement.definition.name]
    case 'class':
      return [statement.definition.name]
    case 'import':
      return statement.names.map(({ name }) => name)
    case 'for':
      return [...boundNames(statement.target), ...statement.body.flatMap(namesOf), ...statement.otherwise.flatMap(namesOf)]
    case 'if':
      return [...statement.then.flatMap(namesOf), ...statement.otherwise.flatMap(namesOf)]
    case 'count':
      return [...statement.init.flatMap(namesOf), ...statement.body.flatMap(namesOf)]
    case 'while':
    case 'block':
      return statement.body.flatMap(namesOf)
    case 'unknown':
      return statement.names
    case 'expression': {
      const { value } = statement
      if (value.kind === 'assignment') return boundNames(value.target)
      // items.append(v) changes items.
      if (value.kind !== 'call' || value.callee.kind !== 'member' || value.callee.object.kind !== 'name') return []
      return CHANGES.has(value.callee.name) ? [value.callee.object.name] : []
    }
    default:
      return []
  }
}

/** Methods that change their object. */
const CHANGES = new Set(['append', 'extend', 'insert', 'push', 'unshift', 'fill', 'update', 'add', 'reverse', 'sort'])
