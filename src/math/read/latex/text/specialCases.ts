/**
 * Equalities that hold in one case only: "Check: for $n_1 = \\sqrt{n_0 n_2}$ and $\\delta = \\pi/2$ it vanishes" defines nothing, nor does
 * "Exercise. Take $S = 2$ and find all equilibria" behind the formula.
 */
import type { Region } from './regions.ts'

/** What leads to a case, and what is said of one. */
const LEADS = /(?:^|[\s(:,])(?:[Ff]or|[Ww]hen|[Ii]f|[Ww]henever|[Aa]t|iff|only if|(?:exactly|precisely) when)\s*$/
const SAID =
  /\b(?:[Cc]heck|vanish(?:es)?|reduces?|recovers?|special case|in the limit|limiting case|is zero|it (?:is|becomes|gives)|we (?:get|recover))\b/
/** What is said so of a formula that stands before it. */
const SAID_OF_EARLIER =
  /\b(?:this|it|that|which|(?:the|our) (?:formula|expression|loss|objective|model|sum|system|bound|estimator|likelihood|result|update|rule)) (?:is|becomes?|gives|simplifies|equals|reads|has|turns|coincides|collapses|agrees)\b|\b(?:one|we|you) (?:gets?|obtains?|finds?|sees?)\b/
/** What a paragraph begins with that asks for something, or remarks on it. */
const TASK =
  /^\s*(?:[-*>#\d.)(\s]|\\(?:textbf|emph|paragraph|subsection|noindent|item|begin)\*?\s*\{?)*(?:exercises?|problems?|questions?|tasks?|homework|quiz|remark|sanity check|your turn|try it)\b/i
const TAKES =
  /(?:^|[\s(:,])(?:[Tt]ake|[Ll]et|[Ss]et|[Pp]ut|[Cc]hoose|[Ff]ix|[Cc]onsider|[Ss]uppose|[Aa]ssume|[Ff]or|[Ww]hen|[Ii]f|[Ww]ith|[Uu]sing|[Aa]t|[Tt]he case)\s*$/
/** A displayed formula. */
const DISPLAYED = /\$\$|\\\[|\\begin\{(?:equation|align|gather|multline|eqnarray|displaymath)/
/** A number, as what is equated. */
const NUMBER = /=\s*-?[\d.]+\s*$/
/** How a text ends, without the blanks behind it, before such an equality or another one that is joined to it: most formulas stand behind something else. */
const ENDS = /(?:for|when|whenever|if|iff|at|and|,|take|let|set|put|choose|fix|consider|suppose|assume|with|using|case)$/i
/** A sentence is looked at as far as this. */
const REACH = 240

/** Whether what an inline formula equates is such a case. */
export function isSpecialCase(text: string, { display, outer, inner }: Region): boolean {
  if (display) return false
  const before = text.slice(Math.max(0, outer.start - REACH), outer.start)
  if (!ENDS.test(before.trimEnd().slice(-8))) return false
  const start = Math.max(before.lastIndexOf('\n\n'), before.search(/[.!?]\s(?![\s\S]*[.!?]\s)/))
  const said = before.slice(start + 1)
  // "for $a = b$ and $c = d$"
  const own = /\$\s*(?:and|,)\s*$/.test(said) ? said.slice(0, said.lastIndexOf('$', said.lastIndexOf('$') - 1)) : said
  const after = /^[\s\S]*?(?:[.!?](?:\s|$)|\n\n|$)/.exec(text.slice(outer.end, outer.end + REACH))?.[0] ?? ''
  if (LEADS.test(own) && SAID.test(`${own} ${after}`)) return true
  if (!NUMBER.test(text.slice(inner.start, inner.end)) || DISPLAYED.test(after)) return false
  const paragraph = Math.max(text.lastIndexOf('\n\n', outer.start), 0)
  if (!DISPLAYED.test(text.slice(0, paragraph))) return false
  return (TAKES.test(own) && TASK.test(text.slice(paragraph, outer.start))) || (LEADS.test(own) && SAID_OF_EARLIER.test(after))
}
