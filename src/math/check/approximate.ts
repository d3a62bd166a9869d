/**
 * How comments say that what is computed is not the derivative itself: "approximate gradient", "by finite differences", "straight-through".
 * Only what is said of the derivative counts: data may be minibatches, and a method be a stochastic one, beside an exact gradient.
 */

const DERIVATIVES = String.raw`(?:sub-?)?(?:gradients?|derivatives?|jacobians?|hessians?|slopes?)\b`
const ARTICLE = String.raw`(?:(?:the|a|an|this|its|one|each|every)\s+)?`
/** Methods are called after what they use. */
const NO_METHOD = String.raw`(?!\s+(?:descent|ascent|methods?|algorithms?|optimi[sz]\w*|solvers?|steps?|updates?|iterations?|fits?|checks?|tests?)\b)`

/** What it is instead. */
const INSTEAD: readonly RegExp[] = [
  String.raw`\bapproximat\w*\s+(?:of\s+|to\s+|for\s+)?(?:the\s+)?(?:exact\s+|true\s+)?${DERIVATIVES}`,
  String.raw`\b${DERIVATIVES}\s+(?:(?:is|are|here)\s+)*(?:an?\s+|only\s+)?(?:roughly\s+)?(?:approximat|estimat)`,
  String.raw`\b(?:inexact|rough|simplified|truncated|frozen|lagged|surrogate|pseudo|secant)[- ]${DERIVATIVES}`,
  String.raw`\b${DERIVATIVES}\s+(?:is|are)\s+(?:inexact|simplified|truncated|frozen|lagged)\b`,
  String.raw`\bsurrogate\b(?!\s+(?:loss|risk|models?|objective|cost|likelihood)\b)`,
  String.raw`\b(?:truncat\w*|one-step)\s+(?:t?bptt\b|back-?prop)|\btbptt\b|\bno\s+(?:${DERIVATIVES}|back-?prop\w*)\s+through\s+time\b`,
  String.raw`\bstraight-?through|\bstop[- _]?gradient|\bsemi-?gradient`,
  String.raw`(?<!\b(?:for|in|by|with|of|from|a|the)\s+)\bgauss-?newton${NO_METHOD}`,
  String.raw`\bgauss-?newton\s+(?:approximation|hessian|matrix)`,
  String.raw`\b(?:neglect\w*|ignor\w*|omit\w*|drop(?:s|ped|ping)?)\b[^.;]{0,40}\b(?:terms?|contributions?|dependence|coupling|curvature|second[- ]order|chain rule)\b`,
  String.raw`\btreat(?:s|ed|ing)?\b[^.;]{0,30}\bas\s+(?:an?\s+|if\s+\w+\s+\w+\s+)?(?:constant|fixed)\b`,
].map((pattern) => new RegExp(pattern, 'i'))

/** What somebody may have compared it with. */
const MEASURED: readonly RegExp[] = [
  String.raw`\bfinite[- ]differenc`,
  String.raw`\b(?:central|forward|backward)[- ]differenc`,
  String.raw`\bnumeric(?:al|ally)?\s+(?:${DERIVATIVES}|estimate|differentiat)`,
].map((pattern) => new RegExp(pattern, 'i'))
const COMPARED =
  /\b(?:check|verif|test|compar|match|agree|validat|confirm|against|versus|vs|unlike|instead of|rather than|no|not|without|than|faster|cheaper|avoid)\w*\b/i

/** What is drawn anew each time; beside the value of the same draw it is that one's derivative. */
const DRAWN: readonly RegExp[] = [
  String.raw`\b(?:stochastic|noisy|sampled|monte[- ]carlo|(?:mini-?|sub-?)batch)\s+(?:estimat\w*\s+(?:of\s+)?(?:the\s+)?)?(?:${DERIVATIVES}|estimat\w*|approximation)${NO_METHOD}`,
  String.raw`\b(?:unbiased|biased)\s+(?:estimat|gradient)`,
  String.raw`\bestimat(?:e|es|or|ors|ion|ing)\s+(?:of\s+)?(?:the\s+)?(?:full\s+|true\s+)?${DERIVATIVES}`,
  String.raw`\b${DERIVATIVES}\s+(?:\w+\s+)?(?:on|over|of|from|for|at|with|using)\s+${ARTICLE}(?:(?:random|single|sampled|one)\s+)*(?:mini-?batch|(?<=(?:random|single|sampled|one)\s+)(?:samples?|examples?|subsets?|observations?|points?))`,
].map((pattern) => new RegExp(pattern, 'i'))

/** Sentences, and the items of lists. */
const SENTENCES = /[.;!?](?=\s)|\n\s*\n|\n(?=\s*(?:[-*•]|\w+\s*:))/

/** Whether comments say so; `isBeside`: the value is computed with it, of the same data. */
export function isSaidApproximate(prose: string, isBeside: boolean): boolean {
  return prose.split(SENTENCES).some((part) => {
    const sentence = part.replaceAll(/\s+/g, ' ')
    if (INSTEAD.some((pattern) => pattern.test(sentence)) || (!isBeside && DRAWN.some((pattern) => pattern.test(sentence)))) return true
    return MEASURED.some((pattern) => {
      const at = sentence.search(pattern)
      return at >= 0 && !COMPARED.test(sentence.slice(0, at))
    })
  })
}
