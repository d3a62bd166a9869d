/**
 * The derivation: how a derivative comes about, rule by rule, as a tree. Scalars are told as in a calculus book, by the sum,
 * product, quotient, power and chain rule; vectors and matrices by differentials, as in Magnus and Neudecker, "Matrix
 * Differential Calculus" (3rd ed. 2019).
 */
import type { Range, Step } from '../api.ts'
import { componentsWith } from '../differentiate/components.ts'
import { freshName } from '../differentiate/forward.ts'
import { DerivativeError, reverse } from '../differentiate/reverse.ts'
import { type Expr, nameOf, number, rewrite, symbol, topological, withArgs } from '../expr.ts'
import { familiesIn } from '../print/formula/members.ts'
import { writtenSize } from '../print/formula/naming.ts'
import { latexName } from '../print/identifier.ts'
import { axesOf, isComponent, lettersOf } from '../print/indices/indexed.ts'
import type { TextLetters } from '../print/indices/indices.ts'
import { kindOf, Members, type Places, READABLE, type Stacking } from '../print/indices/member.ts'
import { printLatex } from '../print/latex/latex.ts'
import type { Label } from '../read/term.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { haveSameTerms, operator } from './asWritten.ts'
import { namedRule } from './named.ts'
import { NO_RULE, type Outer, outerName, type Rule, ruleFor, type Told } from './rules.ts'
import { collected, collectedTitle, type Part, partsOf, putTogether } from './together.ts'

export interface DerivationContext {
  readonly ranges: ReadonlyMap<Expr, Range>
  readonly labels: ReadonlyMap<Expr, Label>
  readonly names: ReadonlyMap<string, string>
  /** Whether the value is a function of several variables: ∂/∂x in the place of d/dx. */
  readonly partial: boolean
  /** Letters for indices. */
  readonly letters?: TextLetters | undefined
}

/** Nodes of a piece that is written in a step. */
const LARGEST = 3000
/** LaTeX of what is collected: where it is longer, index notation says the same shorter. */
const ONE_LINE = 300
const LEFT_OUT = '\\cdots'
/** Where a formula names parts of itself, which stands at its end. */
const NAMED = ', \\quad '
/** Steps told for one derivative, and how deep they nest: more than that nobody reads; and nodes that all of them simplify. */
const STEPS = 120
const WORK = 60_000
const DEPTH = 24
/** A table of more entries is told by differentials. */
const COMPONENTS = 9

/** The derivation of d value / d by. */
export function derivation(value: Expr, by: Expr, derivative: Expr, context: DerivationContext): Step {
  const teller = new Teller(by, value, context)
  if (teller.scalars && value.rank === 0) return teller.scalar(value, 0)
  const { values, places } = componentsWith(value, by) ?? {}
  if (values === undefined || places === undefined || values.length * places.length > COMPONENTS) return teller.tensor(value, derivative)
  const each = values.flatMap((component) => places.map((place) => new Teller(place, component, context).scalar(component, 0)))
  return teller.whole(value, derivative, 'components', 'Component by component', each)
}

/** The derivations of one order after another, each of what the one before came to, as one of the last. */
export function derivationOfOrder(value: Expr, by: Expr, told: readonly Step[], context: DerivationContext): Step {
  const order = told.length
  const latex = (expr: Expr): string => printLatex(expr, { names: context.names, letters: context.letters })
  const each = operator(latex(by), context.partial || by.rank > 0, '', order)
  return {
    rule: 'order',
    title: `Derivative of order ${order}: the derivative of the derivative${order > 2 ? ', and so on' : ''}`,
    before: `${each}\\left[${writtenSize(value) > LARGEST ? LEFT_OUT : latex(value)}\\right]`,
    after: (told.at(-1) as Step).after,
    range: context.ranges.get(value),
    steps: [...told],
  }
}

class Teller {
  private readonly parts: ReadonlySet<Expr>
  private readonly depends: ReadonlySet<Expr>
  private readonly rules: Told
  private readonly results = new Map<Expr, Expr | 'none'>()
  /** How its families of matrices lie. */
  private readonly stacking: Stacking | undefined

  constructor(
    private readonly by: Expr,
    value: Expr,
    private readonly context: DerivationContext,
    /** What is told so far. */
    private readonly spent = { steps: 0, work: 0 },
  ) {
    const depends = new Set<Expr>([by])
    this.parts = new Set(topological([value, by]))
    for (const node of this.parts) if (node.args.some((arg) => depends.has(arg))) depends.add(node)
    this.depends = depends
    this.rules = { by, depends: (node) => this.dependsOn(node), labelOf: (node) => context.labels.get(node) }
    this.stacking = familiesIn(value, context.letters)
  }

  /** Whether all that varies is a scalar: then the derivation is that of a calculus book. */
  get scalars(): boolean {
    for (const node of this.depends) if (node.rank > 0) return false
    return true
  }

  /** Of what rules make of parts of the value, too: the logarithm of a power is none. */
  private dependsOn(node: Expr): boolean {
    return this.parts.has(node) ? this.depends.has(node) : node.args.some((arg) => this.dependsOn(arg))
  }

  /** A piece as people read it; one that nobody would read is left out. */
  private latex(expr: Expr, names = this.context.names): string {
    return writtenSize(expr) > LARGEST ? LEFT_OUT : printLatex(this.byMembers(expr), { names, letters: this.context.letters })
  }

  /** A piece by the members of families, or its part at some places, where it has such a form; `parts` are names for parts of it. */
  private byMembers(expr: Expr, parts: ReadonlySet<string> = new Set(), at?: Places): Expr {
    if (this.stacking === undefined || topological([expr]).length > READABLE) return expr
    const members = new Members({ ...this.stacking, letters: this.context.letters, parts })
    const written = members.at(expr, at ?? members.placesOf(expr))
    return written === undefined || kindOf(written) === 'components' ? expr : written
  }

  private get variable(): string {
    return this.latex(this.by)
  }

  /* Scalars. */

  scalar(node: Expr, depth: number): Step {
    const { spent } = this
    spent.steps++
    spent.work += topological([node]).length
    // What nobody would read is not worked out.
    const result = writtenSize(node) > LARGEST ? undefined : this.resultOf(node)
    const rule = result === 'none' ? NO_RULE : this.ruleOf(node, depth)
    const isLast = depth >= DEPTH || spent.steps >= STEPS || spent.work >= WORK
    const inner = isLast ? [] : [...this.byNames(rule, depth + 1), ...rule.parts.map((part) => this.scalar(part, depth + 1))]
    const after = result === undefined || result === 'none' ? LEFT_OUT : this.latex(result)
    // The rules of a calculus book are those of numbers.
    const isOfNumbers = node.rank === 0 && rule.parts.every(({ rank }) => rank === 0)
    const filled = after === LEFT_OUT || spent.work >= WORK || !isOfNumbers ? undefined : this.filled(rule, result as Expr, after)
    return {
      rule: rule.rule,
      title: rule.title,
      before: `${operator(this.variable, this.context.partial)}\\left[${this.latex(rule.named?.over ?? node)}\\right]`,
      ...(filled !== undefined && { filled }),
      after,
      range: this.context.ranges.get(node),
      steps: rule.outer === undefined ? inner : [this.outerStep(node, rule.outer), ...inner],
    }
  }

  /** Over names where the text defines what is told: its own sub-expressions are told by the rules of a calculus book. */
  private ruleOf(node: Expr, depth: number): Rule {
    const isDefined = depth === 0 || this.rules.labelOf(node)?.kind === 'variable'
    return (isDefined ? namedRule(node, this.rules) : undefined) ?? ruleFor(node, this.rules)
  }

  /** The derivatives by the names that stand for parts. */
  private byNames({ named }: Rule, depth: number): Step[] {
    if (named === undefined) return []
    const { over, by } = named
    const context = { ...this.context, partial: by.length > 1 }
    return by.map((each) => new Teller(each, over, context, this.spent).scalar(over, depth))
  }

  /** The derivative of a node; 'none' where a part has none that is multiplied by zero further up. */
  private resultOf(node: Expr): Expr | 'none' {
    const known = this.results.get(node)
    if (known !== undefined) return known
    const result = this.derived(node)
    this.results.set(node, result)
    return result
  }

  private derived(node: Expr): Expr | 'none' {
    try {
      return simplify(reverse(node, [this.by])[0] as Expr)
    } catch (error) {
      if (error instanceof DerivativeError) return 'none'
      throw error
    }
  }

  /** The rule filled in with the derivatives of the parts; undefined where that is the result but for the order of terms, or is too long. */
  private filled({ filled }: Rule, result: Expr, after: string): string | undefined {
    if (filled === undefined) return undefined
    const slope = (part: Expr): Expr => {
      if (!this.dependsOn(part)) return number(0)
      const result = this.resultOf(part)
      if (result === 'none') throw new DerivativeError('none', part)
      return result
    }
    try {
      const own = filled(slope)
      if (haveSameTerms(own, result)) return undefined
      const text = this.latex(own)
      return text === after || text.includes(LEFT_OUT) || text.includes(NAMED) ? undefined : text
    } catch (error) {
      if (error instanceof DerivativeError || error instanceof RangeError) return undefined
      throw error
    }
  }

  /** d outer / du, with u in the place of the inner function. */
  private outerStep(node: Expr, outer: Outer): Step {
    const u = latexName(outerName(outer))
    return {
      rule: node.op.name,
      title: outer.title,
      before: `${operator(u, false)}\\left[${this.latex(outer.over)}\\right]`,
      after: `${this.latex(outer.derivative)}, \\quad ${u} = ${this.latex(outer.inner)}`,
      range: this.context.ranges.get(node),
      steps: [],
    }
  }

  /* Vectors and matrices: the differential of each part in terms of those below it. */

  tensor(value: Expr, derivative: Expr): Step {
    const title = value.rank === 0 ? 'The differential, collected into the gradient' : 'The differential, collected into the Jacobian'
    const parts = partsOf(value, this.rules, STEPS / 2, (node) => this.byMembers(node) !== node)
    const steps = parts.map((part) => this.differentialStep(part))
    const last = this.collectedStep(value, derivative, parts)
    return this.whole(value, derivative, 'differential', title, last === undefined || last.after === steps[0]?.after ? steps : [...steps, last])
  }

  whole(value: Expr, derivative: Expr, rule: string, title: string, steps: Step[]): Step {
    return {
      rule,
      title,
      before: `${operator(this.variable, this.context.partial || this.by.rank > 0)}\\left[${this.latex(value)}\\right]`,
      after: this.latex(this.result(value, derivative)),
      range: this.context.ranges.get(value),
      steps,
    }
  }

  private result(value: Expr, derivative: Expr): Expr {
    return notation(derivative, { layout: 'numerator', valueRank: value.rank })
  }

  /** All parts put together, and brought to the form from which the derivative is read. */
  private collectedStep(value: Expr, derivative: Expr, parts: readonly Part[]): Step | undefined {
    const { by } = this
    // Matrices among families are told by their members, of which no trace of all is made.
    if (this.stacking !== undefined && by.rank > 1) return undefined
    const direction = symbol(freshName('d', [value]), by.shape)
    const last = collected(value, this.result(value, derivative), direction)
    if (last === undefined) return undefined
    const names = new Map([...this.context.names, [nameOf(direction) as string, this.differentialLatex(this.variable, by)]])
    const [filled, after] = [putTogether(value, by, direction, parts), last].map((expr) => expr && this.latex(expr, names))
    const isRead = (text: string | undefined): text is string =>
      text !== undefined && text.length <= ONE_LINE && !text.includes(NAMED) && !text.includes(LEFT_OUT)
    if (!isRead(after)) return undefined
    return {
      rule: 'collect',
      title: collectedTitle(value, by),
      before: this.differentialLatex(this.latex(value), value),
      ...(isRead(filled) && filled !== after && { filled }),
      after,
      range: this.context.ranges.get(value),
      steps: [],
    }
  }

  private differentialStep({ node, rule: { rule, title }, differential: { written: after, tangents } }: Part): Step {
    const names = new Map(this.context.names)
    for (const [name, arg] of tangents) names.set(name, this.differentialLatex(this.latex(arg), arg))
    const [written] = rewrite([this.byMembers(after, new Set(tangents.keys()))], (own, args) => {
      const arg = isComponent(own) ? tangents.get(nameOf(own.args[0] as Expr) ?? '') : undefined
      const member = arg && this.tangentMember(arg, own)
      if (member === undefined) return args.length === 0 ? own : withArgs(own, args)
      const name = `d${names.size}_${lettersOf(own).join('')}`
      names.set(name, member)
      return symbol(name, own.shape)
    }) as [Expr]
    const name = this.context.labels.get(node)?.name
    return {
      rule,
      title: `${title}${name === undefined ? '' : ` (${name})`}`,
      before: this.differentialLatex(this.latex(node), node),
      after: printLatex(written, { names, letters: this.context.letters }),
      range: this.context.ranges.get(node),
      steps: [],
    }
  }

  /** d(Λ_m + ε I) of the component of a tangent at m. */
  private tangentMember(arg: Expr, component: Expr): string | undefined {
    const letters = lettersOf(component)
    const places = arg.shape.map((_, axis) => letters[axesOf(component).indexOf(axis)])
    const member = this.byMembers(arg, undefined, places)
    return member === arg ? undefined : this.differentialLatex(printLatex(member, { names: this.context.names, letters: this.context.letters }), arg)
  }

  private differentialLatex(text: string, node: Expr): string {
    return nameOf(node) !== undefined ? `\\mathrm{d}${text}` : `\\mathrm{d}\\left(${text}\\right)`
  }
}
