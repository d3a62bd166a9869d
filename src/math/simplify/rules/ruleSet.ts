/** Sets of rules, each rule compiled when a node is met that it may be about: a first answer needs few of them. */
import type { Operation } from '../../expr.ts'
import { unshared } from '../memo.ts'
import { compileProductRule, type ProductRule } from './factors.ts'
import { type CompiledRule, type Construct, compileRule, operationsOf, type Rule, type Side } from './match.ts'
import { compileSumRule, type SumRule } from './partial.ts'

/** Rules of one kind by the operation with which their left sides begin. */
export class RuleIndex<Compiled> {
  private readonly byOperation = new Map<Operation, readonly Compiled[]>()
  private operations: readonly (readonly Operation[])[] | undefined
  private readonly compiled: (readonly Compiled[] | undefined)[] = []

  constructor(
    private readonly rules: readonly Rule[],
    private readonly compile: (rule: Rule) => readonly Compiled[],
    private readonly head: (compiled: Compiled) => Side,
    /** Rules before these. */
    private readonly others?: RuleIndex<Compiled>,
  ) {}

  /** In the order in which they are written down. */
  for(op: Operation): readonly Compiled[] {
    let found = this.byOperation.get(op)
    if (found === undefined) {
      const own = unshared(() => this.find(op))
      const before = this.others?.for(op)
      found = before === undefined ? own : [...before, ...own]
      this.byOperation.set(op, found)
    }
    return found
  }

  private find(op: Operation): Compiled[] {
    this.operations ??= this.rules.map(operationsOf)
    return this.operations.flatMap((operations, k) => {
      if (!operations.includes(op)) return []
      const compiled = this.compiled[k] ?? this.compile(this.rules[k] as Rule)
      this.compiled[k] = compiled
      return compiled.filter((one) => this.head(one).op === op)
    })
  }
}

/** Rules for functions, for pairs of terms and for pairs of factors. */
export class RuleSet {
  readonly functions: RuleIndex<CompiledRule>
  readonly sums: RuleIndex<SumRule>
  readonly products: RuleIndex<ProductRule>

  /** `construct` makes canonical nodes by no rules; the rules of `others` come before these. */
  constructor(functions: readonly Rule[], sums: readonly Rule[], products: readonly Rule[], construct: Construct, others?: RuleSet) {
    this.functions = new RuleIndex(
      functions,
      (rule) => [compileRule(rule, construct)],
      ({ left }) => left,
      others?.functions,
    )
    const first = (rule: SumRule | ProductRule): Side => rule.first.base
    this.sums = new RuleIndex(sums, (rule) => compileSumRule(rule, construct), first, others?.sums)
    this.products = new RuleIndex(products, (rule) => compileProductRule(rule, construct), first, others?.products)
  }
}
