/** Derivatives in terms of the function's own value: a(1 - a) of the sigmoid, and what a method has kept of its forward pass. */
import type { Check } from '../api.ts'
import { type Expr, nameOf, number, substitute, topological } from '../expr.ts'
import { where } from '../ops/condition.ts'
import { proseAround } from '../read/prose.ts'
import { sameShape } from '../shape.ts'
import type { Claim } from './claims.ts'
import { compare, type Known } from './compare.ts'
import { type Condition, positive, under } from './conditions.ts'
import { COMPARED } from './edges.ts'
import { saidNames } from './pair.ts'
import { replacedIn } from './replaced.ts'
import { quietly, type Sides } from './sides.ts'
import type { Subject } from './subject.ts'
import { comparisonsOf, NONE, type Suspect, suspected } from './suspect.ts'

/** What of the derivative may be the value; what a forward pass has kept of its argument is not. */
function outputOf({ derivative }: Subject, { value, strangers, names }: Sides, { by }: Claim): Expr | undefined {
  const isTaken = derivative.parameters?.some((name) => (names.get(name) ?? name) === by) === true
  const variable = strangers[0] ?? (isTaken ? value.symbols.find((node) => nameOf(node) === by) : undefined)
  return strangers.length > 1 || variable === undefined || !sameShape(variable.shape, value.expr.shape) ? undefined : variable
}

/** The derivative with the value in the place of what it takes; undefined where that cannot be. */
function atValue(sides: Sides, variable: Expr, known: Known): Sides | undefined {
  const value = new Map([[variable, sides.value.expr]])
  // What is asked of the value may be what is asked of its argument: y > 0 where x > 0.
  const [yes, no] = [number(1), number(0)]
  const asked = sides.parts.flatMap(({ expr }) => topological([expr]).filter(({ op }) => COMPARED.has(op)))
  const kept = asked.slice(0, MOST_ASKED).filter((node) => {
    const own = quietly(() => where(substitute(node, value), yes, no))
    return own !== undefined && compare(own, where(node, yes, no), known).relation === 'equal'
  })
  const output = new Map([...value, ...kept.map((node): [Expr, Expr] => [node, node])])
  // What it is called there has the value, and is none of the function's names.
  const found = replacedIn(sides, output, (node) => (sides.names.get(nameOf(node) as string) ?? nameOf(node)) !== nameOf(variable))
  return found && { ...found, names: new Map(), strangers: [] }
}

/** Conditions that are looked at. */
const MOST_ASKED = 4

/** How comments say that it takes the value: "in terms of its output". */
const SAID =
  /\b(?:(?:in\s+terms|as\s+(?:a\s+)?functions?)\s+of|given|takes?|from|expects?|us(?:es|ing)|of|by)\s+(?:the\s+|its\s+|their\s+)?(?:\w+\s+)?[*_\x60]*(?:outputs?|activations?)\b|\b(?:is|are)\s+(?:the\s+|an?\s+)?(?:outputs?|activations?)\b/i

/** Right when its argument is the function's own value; wrong as such where comments say that it is. */
export function inOutput(subject: Subject, sides: Sides, claim: Claim, known: Known): Check | Suspect | undefined {
  const variable = outputOf(subject, sides, claim)
  const own = variable && atValue(sides, variable, known)
  if (variable === undefined || own === undefined) return undefined
  const { pair } = subject
  const isRight = (condition?: Condition, values = NONE): boolean =>
    own.parts.every(({ expr }, k) => {
      const all = [expr, claim.exact[k] as Expr, known.of as Expr]
      const [yours, exact, of] = condition === undefined ? all : under(condition, all)
      return compare(yours as Expr, exact as Expr, { ...known, of, values }).relation === 'equal'
    })
  const { of, name } = saidNames(pair)
  const right = (where: string): Check => {
    const message = `${name} is the derivative of ${of} by ${claim.by}, given the value of ${of} itself${where}`
    return { verdict: 'equal-in-output', confidence: 'sampled', message, range: pair.derivative.range }
  }
  if (isRight() || (known.values.size > 0 && isRight(undefined, known.values))) return right('')
  // On which side of an edge a value lies tells on which its argument does where scales and slopes are positive, as they are there.
  const condition = positive(sides.value.symbols.filter((node) => node !== variable && !claim.symbols.includes(node)))
  if (condition.where.size > 0 && isRight(condition)) return right(`, where ${[...condition.where.keys()].map(nameOf).join(', ')} ${condition.said}`)
  if (sides.strangers.length > 0 || !SAID.test(proseAround(subject.source.text, pair.derivative.range))) return undefined
  const found = comparisonsOf(own, claim.exact, { ...known, values: NONE })
  return found.some(({ relation }) => relation === 'different') ? { ...suspected(own, claim, found, known), isOfOutput: true } : undefined
}
