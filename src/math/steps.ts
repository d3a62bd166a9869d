/**
 * The derivation: how a derivative comes about, rule by rule, as a tree. Scalars are told as in a calculus book, by the sum,
 * product, quotient, power and chain rule; vectors and matrices by differentials, as in Magnus and Neudecker, "Matrix
 * Differential Calculus" (3rd ed. 2019).
 */
import type { Range, Step } from './api.ts'
import { componentsWith } from './differentiate/components.ts'
import { differential, freshName } from './differentiate/forward.ts'
import { DerivativeError, reverse } from './differentiate/reverse.ts'
import { type Expr, make, nameOf, rewrite, symbol, topological, withArgs } from './expr.ts'
import { add, div, mul, neg, pow } from './ops/arithmetic.ts'
import { where } from './ops/condition.ts'
import { familiesIn } from './print/formula/members.ts'
import { writtenSize } from './print/formula/naming.ts'
import { latexName } from './print/identifier.ts'
import { axesOf, isComponent, lettersOf } from './print/indices/indexed.ts'
import type { TextLetters } from './print/indices/indices.ts'
import { kindOf, Members, type Places, READABLE, type Stacking } from './print/indices/member.ts'
import { printLatex } from './print/latex/latex.ts'
import type { Label } from './read/term.ts'
import { simplify } from './simplify/simplify.ts'
import { notation } from './simplify/tensors/notation.ts'

export interface DerivationContext {
  readonly ranges: ReadonlyMap<Expr, Range>
  readonly labels: ReadonlyMap<Expr, Label>
  readonly names: ReadonlyMap<string, string>
  /** Letters for indices. */
  readonly letters?: TextLetters | undefined
}

/** Nodes of a piece that is written in a step. */
const LARGEST = 3000
const LEFT_OUT = '\\cdots'
/** Of what has no derivative by itself, and needs none. */
const NO_RULE = { rule: 'constant multiple', title: 'A factor of zero', parts: [], extra: undefined }
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

class Teller {
  private readonly depends: ReadonlySet<Expr>
  /** How its families of matrices lie. */
  private readonly stacking: Stacking | undefined
  private told = 0
  private work = 0

  constructor(
    private readonly by: Expr,
    value: Expr,
    private readonly context: DerivationContext,
  ) {
    const depends = new Set<Expr>([by])
    for (const node of topological([value])) if (node.args.some((arg) => depends.has(arg))) depends.add(node)
    this.depends = depends
    this.stacking = familiesIn(value, context.letters)
  }

  /** Whether all that varies is a scalar: then the derivation is that of a calculus book. */
  get scalars(): boolean {
    for (const node of this.depends) if (node.rank > 0) return false
    return true
  }

  /** A piece as people read it; one that nobody would read is left out. */
  private latex(expr: Expr): string {
    return writtenSize(expr) > LARGEST ? LEFT_OUT : printLatex(this.byMembers(expr), { names: this.context.names, letters: this.context.letters })
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

  /** "exp", or the name the text gives it: "outer". */
  private nameFor(node: Expr): string | undefined {
    return this.context.labels.get(node)?.name
  }

  /* Scalars. */

  scalar(node: Expr, depth: number): Step {
    this.told++
    this.work += topological([node]).length
    // What nobody would read is not worked out.
    const result = writtenSize(node) > LARGEST ? undefined : this.resultOf(node)
    const { rule, title, parts, extra } = result === 'none' ? NO_RULE : this.rule(node)
    const inner = depth >= DEPTH || this.told >= STEPS || this.work >= WORK ? [] : parts.map((part) => this.scalar(part, depth + 1))
    return {
      rule,
      title,
      before: `\\frac{\\mathrm{d}}{\\mathrm{d}${this.variable}}\\left[${this.latex(node)}\\right]`,
      after: result === undefined || result === 'none' ? LEFT_OUT : this.latex(result),
      range: this.context.ranges.get(node),
      steps: extra === undefined ? inner : [extra, ...inner],
    }
  }

  /** The derivative of a node; 'none' where a part has none that is multiplied by zero further up. */
  private resultOf(node: Expr): Expr | 'none' {
    try {
      return simplify(reverse(node, [this.by])[0] as Expr)
    } catch (error) {
      if (error instanceof DerivativeError) return 'none'
      throw error
    }
  }

  /** Which rule the node falls under, and the parts that are differentiated in turn. */
  private rule(node: Expr): { rule: string; title: string; parts: Expr[]; extra?: Step } {
    const { op } = node
    const dependent = [...new Set(node.args)].filter((arg) => this.depends.has(arg))
    if (node === this.by) return { rule: 'variable', title: 'The variable itself', parts: [] }
    if (!this.depends.has(node)) return { rule: 'constant', title: 'A constant', parts: [] }
    if (op === add.op) return { rule: 'sum', title: 'Sum rule: term by term', parts: dependent }
    if (op === neg.op) return { rule: 'constant multiple', title: 'The sign stays', parts: dependent }
    if (op === mul.op) {
      const factors = node.args.filter((arg) => this.depends.has(arg))
      if (factors.length === 1) return { rule: 'constant multiple', title: 'Constant factors stay', parts: dependent }
      return { rule: 'product', title: `Product rule over ${factors.length} factors`, parts: dependent }
    }
    if (op === div.op) {
      const [numerator, denominator] = node.args as [Expr, Expr]
      if (!this.depends.has(denominator)) return { rule: 'constant multiple', title: 'The constant denominator stays', parts: [numerator] }
      return this.depends.has(numerator)
        ? { rule: 'quotient', title: 'Quotient rule', parts: dependent }
        : { rule: 'quotient', title: 'Quotient rule with a constant numerator', parts: [denominator] }
    }
    if (op === pow.op) return this.powerRule(node)
    return this.chainRule(node, dependent)
  }

  private powerRule(node: Expr): { rule: string; title: string; parts: Expr[] } {
    const [base, exponent] = node.args as [Expr, Expr]
    if (this.depends.has(exponent)) {
      if (this.depends.has(base)) return { rule: 'power', title: 'Base and exponent vary: differentiate the logarithm', parts: [base, exponent] }
      return { rule: 'exponential', title: 'Exponential with a constant base', parts: exponent === this.by ? [] : [exponent] }
    }
    if (base === this.by) return { rule: 'power', title: 'Power rule', parts: [] }
    return { rule: 'power', title: `Power rule, then the chain rule for the base${this.named(base)}`, parts: [base] }
  }

  private named(node: Expr): string {
    const name = this.nameFor(node)
    return name === undefined ? '' : ` ${name}`
  }

  private chainRule(node: Expr, dependent: Expr[]): { rule: string; title: string; parts: Expr[]; extra?: Step } {
    const { op } = node
    if (op === where.op)
      return { rule: 'cases', title: 'Branch by branch', parts: [...new Set(node.args.slice(1))].filter((arg) => this.depends.has(arg)) }
    if (op.total !== undefined)
      return {
        rule: op.name === 'integral' ? 'Leibniz' : 'sum',
        title: op.name === 'integral' ? "Leibniz's rule" : 'Term by term under the sum',
        parts: [],
      }
    if (this.isFlat(node)) return { rule: op.name, title: `The derivative of the ${op.title} is zero`, parts: [] }
    const inside = dependent[0] as Expr
    if (dependent.length === 1 && inside === this.by && node.args.length === 1)
      return { rule: op.name, title: `Derivative of the ${op.title}${this.named(node)}`, parts: [] }
    if (dependent.length > 1) return { rule: 'chain', title: `Chain rule for the ${op.title} of ${dependent.length} expressions`, parts: dependent }
    const outerName = this.nameFor(node) ?? op.title
    const innerName = this.nameFor(inside)
    const title = `Chain rule: outer function ${outerName}, inner function ${innerName ?? 'u'}`
    return { rule: 'chain', title, parts: inside === this.by ? [] : [inside], extra: this.outerStep(node, inside, outerName) }
  }

  /** Whether the derivative is zero by its row alone, whatever the arguments do. */
  private isFlat({ op, args }: Expr): boolean {
    return op.derivative !== undefined && args.every((arg, k) => !this.depends.has(arg) || op.derivative?.[k] === null)
  }

  /** d outer / du, with u in the place of the inner function. */
  private outerStep(node: Expr, inside: Expr, outerName: string): Step {
    const u = symbol(freshName('u', [node]), inside.shape)
    const over = make(
      node.op,
      node.args.map((arg) => (arg === inside ? u : arg)),
      node.payload,
    )
    const after = simplify(reverse(over, [u])[0] as Expr)
    return {
      rule: node.op.name,
      title: `Outer function ${outerName}, with u = the inner function`,
      before: `\\frac{\\mathrm{d}}{\\mathrm{d}${latexName(nameOf(u) as string)}}\\left[${this.latex(over)}\\right]`,
      after: `${this.latex(after)}, \\quad ${latexName(nameOf(u) as string)} = ${this.latex(inside)}`,
      range: this.context.ranges.get(node),
      steps: [],
    }
  }

  /* Vectors and matrices: the differential of each part in terms of those below it. */

  tensor(value: Expr, derivative: Expr): Step {
    const title = value.rank === 0 ? 'The differential, collected into the gradient' : 'The differential, collected into the Jacobian'
    return this.whole(value, derivative, 'differential', title, this.differentials(value))
  }

  whole(value: Expr, derivative: Expr, rule: string, title: string, steps: Step[]): Step {
    return {
      rule,
      title,
      before: `\\frac{\\partial}{\\partial ${this.variable}}\\left[${this.latex(value)}\\right]`,
      after: this.latex(notation(derivative, { layout: 'numerator', valueRank: value.rank })),
      range: this.context.ranges.get(value),
      steps,
    }
  }

  /** From the value down to the variable, one step a node. */
  private differentials(value: Expr): Step[] {
    const asked = new Set([value])
    const order = topological([value]).filter((node) => this.depends.has(node) && node !== this.by)
    // Nothing below what has the derivative zero is asked for.
    for (const node of [...order].reverse()) if (asked.has(node) && !this.isFlat(node)) for (const arg of node.args) asked.add(arg)
    return order
      .filter((node) => asked.has(node))
      .reverse()
      .slice(0, STEPS / 2)
      .map((node) => this.differentialStep(node))
  }

  private differentialStep(node: Expr): Step {
    const names = new Map(this.context.names)
    const tangents = new Map<string, Expr>()
    const after = differential(
      node,
      (arg) => this.depends.has(arg),
      (name, arg) => {
        tangents.set(name, arg)
        names.set(name, this.differentialLatex(this.latex(arg), arg))
      },
    )
    const [written] = rewrite([this.byMembers(notation(simplify(after)), new Set(tangents.keys()))], (own, args) => {
      const arg = isComponent(own) ? tangents.get(nameOf(own.args[0] as Expr) ?? '') : undefined
      const member = arg && this.tangentMember(arg, own)
      if (member === undefined) return args.length === 0 ? own : withArgs(own, args)
      const name = `d${names.size}_${lettersOf(own).join('')}`
      names.set(name, member)
      return symbol(name, own.shape)
    }) as [Expr]
    const name = this.nameFor(node)
    return {
      rule: ruleOf(node),
      title: `${this.isFlat(node) ? `The differential of the ${node.op.title} is zero` : titleOf(node)}${name === undefined ? '' : ` (${name})`}`,
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

function ruleOf(node: Expr): string {
  const { op } = node
  if (op === add.op || op === neg.op) return 'sum'
  if (op === mul.op || op.name === 'matmul' || op.name === 'outer' || op.name === 'einsum') return 'product'
  if (op === div.op) return 'quotient'
  return op.elementwise ? 'chain' : op.name
}

function titleOf(node: Expr): string {
  const { op } = node
  switch (ruleOf(node)) {
    case 'sum':
      return 'Sum rule'
    case 'product':
      return op === mul.op ? (node.rank === 0 ? 'Product rule' : 'Product rule, component by component') : `Product rule for the ${op.title}`
    case 'quotient':
      return 'Quotient rule'
    case 'chain':
      return `Chain rule through the ${op.title}${node.rank === 0 ? '' : ' of each component'}`
    default:
      return `Differential of the ${op.title}`
  }
}
