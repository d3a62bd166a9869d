/** The values on the way of a function that have names, and what a backward pass hands back to each: the derivative of all that is made of it. */
import { reverse } from '../differentiate/reverse.ts'
import { type Expr, nameOf, substitute, symbol } from '../expr.ts'
import { ofProbabilities } from '../notes/probabilities.ts'
import { isSize } from '../ops/structure.ts'
import { type Elaborated, elaborate } from '../read/elaborate.ts'
import { replaceTerms, termsIn } from '../read/execute/values/arithmetic.ts'
import { applyTerm, nameTerm, type Term } from '../read/term.ts'
import type { Shape } from '../shape.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { recognise } from '../simplify/whole/recognise.ts'
import { unguarded } from './domain.ts'
import { quietly, type Sides } from './sides.ts'
import type { Subject } from './subject.ts'

/** A value on the way. */
export interface Forward {
  readonly term: Term
  /** Over the names of the function. */
  readonly node: Expr
}

/** What is handed back to a value on the way, by the name of what holds it. */
export interface Given {
  readonly called: string
  readonly value: Expr
}

/** What is to be handed back to one of them. */
export interface Adjoint {
  /** Over the names of the function. */
  readonly whole: Expr
  /** Over those of the values on the way, and of what is handed back to them, as people write it. */
  readonly local: Expr
  /** All of these names. */
  readonly symbols: readonly Expr[]
  /** What is written over these names, over those of the function. */
  readonly meant: (local: Expr) => Expr
  /** And what is over those of the function, over these where they say it. */
  readonly named: (whole: Expr) => Expr
}

/** What is handed back to a value on the way, before anybody tells it. */
interface Pulled {
  readonly own: Forward
  /** The values past which nothing is gone. */
  readonly cut: ReadonlySet<string>
  readonly shapes: ReadonlyMap<string, Shape>
  readonly elaborated: Elaborated
  readonly by: Expr
  /** Over the names of these values. */
  readonly raw: Expr
  readonly whole: Expr
  /** What these names are. */
  readonly meanings: ReadonlyMap<Expr, Expr>
}

/** By what name the text has a term. */
const nameAt = ({ label, ...term }: Term): string | undefined =>
  label === undefined ? (term.kind === 'name' ? term.name : undefined) : label.kind === 'variable' ? label.name : label.variable

/** Values on the way of which no more is asked: those that have names, and those that have none. */
const [MOST, MOST_UNNAMED] = [40, 16]

/** Arithmetic: what is handed back to its arguments is made of what is handed back to it by other factors alone. */
const ARITHMETIC = new Set(['add', 'neg', 'mul', 'hadamard', 'div', 'array', 'put'])

export class Forwards {
  readonly all: Map<string, Forward>
  /** What those are called here that have no name. */
  private unnamed: ReadonlyMap<Term, string> | undefined
  /** What is handed back to values past no others. */
  private readonly alone = new Map<string, Pulled | undefined>()
  private readonly shapes: ReadonlyMap<string, Shape>

  constructor(
    private readonly value: Subject['value'],
    private readonly sides: Sides,
    /** The targets of a cross-entropy sum to one. */
    private readonly areShares: boolean,
  ) {
    this.shapes = new Map(sides.value.symbols.map((node) => [nameOf(node) as string, node.shape]))
    const found = new Map<string, Forward | undefined>()
    for (const term of termsIn(value.body)) {
      const name = nameAt(term)
      if (name === undefined || found.size > MOST) continue
      const node = this.elaborated(term)?.expr
      const known = found.get(name)
      // What has its name for another value too is neither.
      found.set(name, node === undefined || (found.has(name) && known?.node !== node) ? undefined : { term, node })
    }
    this.all = new Map([...found].flatMap(([name, forward]) => (forward === undefined ? [] : [[name, forward]])))
  }

  /** Arguments of functions that have no name, as x @ w of tanh(x @ w): what they are called here. */
  withoutNames(): readonly string[] {
    if (this.unnamed === undefined) {
      const found = new Map<Term, string>()
      const nodes = new Set([...this.all.values()].map(({ node }) => node))
      for (const parent of termsIn(this.value.body))
        for (const term of parent.kind === 'apply' && !ARITHMETIC.has(parent.op) ? parent.args : []) {
          if (found.size >= MOST_UNNAMED) break
          if (term.kind !== 'apply' || term.range === undefined || nameAt(term) !== undefined || found.has(term)) continue
          const node = this.elaborated(term)?.expr
          if (node === undefined || node.args.length === 0 || nodes.has(node)) continue
          nodes.add(node)
          const name = `nabla_on_the_way_${found.size}`
          found.set(term, name)
          this.all.set(name, { term, node })
        }
      this.unnamed = found
    }
    return [...this.unnamed.values()]
  }

  /** Over the names of values on the way, where they say it and the text speaks of them. */
  named(whole: Expr, isSpoken: (name: string) => boolean): Expr {
    const names = new Map<Expr, Expr>()
    for (const [name, { node }] of this.all)
      if (node.args.length > 0 && isSpoken(name)) names.set(recognise(simplify(unguarded(node, this.value.declarations))), symbol(name, node.shape))
    return substitute(whole, names)
  }

  /**
   * What is to be handed back to a value on the way, through those to which something is handed back already, and past these, over the
   * names of the function; undefined where nobody can tell.
   */
  whole(of: string, given: ReadonlyMap<string, Given>): Expr | undefined {
    return this.pulledTo(of, given)?.whole
  }

  /** The same, told. `isSpoken`: whether it may be written by the name of another value. */
  adjoint(of: string, given: ReadonlyMap<string, Given>, isSpoken: (name: string) => boolean): Adjoint | undefined {
    const pulled = this.pulledTo(of, given)
    if (pulled === undefined) return undefined
    const { own, cut, shapes, elaborated, by, raw, whole, meanings } = pulled
    const names = new Map<Expr, Expr>()
    for (const [name, { term, node }] of this.all) {
      const own = name === of || node.args.length === 0 || !isSpoken(name) ? undefined : this.elaborated(this.cutAt(term, cut, true), shapes)
      if (own !== undefined) names.set(this.plain(own), symbol(name, own.expr.shape))
    }
    for (const part of this.sides.parts) for (const [name, node] of part.labels()) if (isSize(node) && isSpoken(name)) names.set(node, symbol(name))
    const written = new Map([...names].map(([node, name]) => [name, node]))
    const named = (whole: Expr): Expr => substitute(whole, names)
    // What has no name is written as it is.
    const isUnnamed = [...(this.unnamed?.values() ?? [])].includes(of)
    return quietly(() => ({
      local: simplify(isUnnamed ? substitute(named(raw), new Map([[by, simplify(unguarded(own.node, this.value.declarations))]])) : named(raw)),
      whole,
      symbols: [...elaborated.symbols, ...names.values()],
      meant: (local) => substitute(substitute(local, written), meanings),
      named,
    }))
  }

  private pulledTo(of: string, given: ReadonlyMap<string, Given>): Pulled | undefined {
    if (given.size > 0) return this.pulled(of, given)
    if (!this.alone.has(of)) this.alone.set(of, this.pulled(of, given))
    return this.alone.get(of)
  }

  private pulled(of: string, given: ReadonlyMap<string, Given>): Pulled | undefined {
    const { cotangent, value } = this.sides
    const own = this.all.get(of)
    if (own === undefined || (cotangent === undefined && value.expr.rank > 0)) return undefined
    const cut = new Set([of, ...given.keys()])
    const shapes = new Map([...this.shapes, [of, own.node.shape] as const])
    for (const [name, { called, value }] of given) {
      const shape = this.all.get(name)?.node.shape
      if (shape === undefined || shapes.has(called)) return undefined
      shapes.set(name, shape).set(called, value.shape)
    }
    const times = (name: string, term: Term, { rank }: Expr): Term => {
      const product = applyTerm('mul', [nameTerm(name), term])
      return rank === 0 ? product : applyTerm('sum', [product])
    }
    const body = this.cutAt(this.value.body, cut)
    const whole = cotangent === undefined ? body : times(nameOf(cotangent) as string, body, cotangent)
    const through = [...given].map(([name, { called, value }]) => times(called, this.cutAt(this.all.get(name)?.term as Term, cut, true), value))
    const elaborated = this.elaborated(
      through.reduce((sum, term) => applyTerm('add', [sum, term]), whole),
      shapes,
    )
    const by = elaborated?.symbols.find((node) => nameOf(node) === of)
    if (elaborated === undefined || by === undefined) return undefined
    const [pulled] = quietly(() => reverse(this.plain(elaborated), [by])) ?? []
    if (pulled === undefined) return undefined
    const shares = this.areShares ? quietly(() => ofProbabilities(value.expr, notation(simplify(pulled)))) : undefined
    const raw = shares?.derivative ?? pulled
    const meanings = new Map<Expr, Expr>()
    for (const node of elaborated.symbols) {
      const name = nameOf(node) as string
      const [held] = [...given.values()].filter(({ called }) => called === name)
      const meaning = cut.has(name) ? this.all.get(name)?.node : held?.value
      if (meaning !== undefined) meanings.set(node, meaning)
    }
    return quietly(() => ({ own, cut, shapes, elaborated, by, raw, whole: substitute(raw, meanings), meanings }))
  }

  private elaborated(body: Term, shapes = this.shapes): Elaborated | undefined {
    return quietly(() => elaborate({ ...this.value, body }, { shapes }))
  }

  private plain({ expr }: Elaborated): Expr {
    return recognise(simplify(unguarded(expr, this.value.declarations)))
  }

  /** A term with names in the place of values on the way; `below`: itself stays what it is. */
  private cutAt(root: Term, names: ReadonlySet<string>, below = false): Term {
    return replaceTerms(root, (term) => {
      const name = below && term === root ? undefined : (nameAt(term) ?? this.unnamed?.get(term))
      return name !== undefined && names.has(name) && this.all.has(name) ? nameTerm(name, term.range) : undefined
    })
  }
}
