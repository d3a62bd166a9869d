/** Equalities that hold in one case only: "Check: for $n_1 = \\sqrt{n_0 n_2}$ and $\\delta = \\pi/2$ it vanishes" defines nothing. */
import type { Region } from './regions.ts'

/** What leads to a case, and what is said of one. */
const LEADS = /(?:^|[\s(:,])(?:[Ff]or|[Ww]hen|[Ii]f|[Ww]henever|[Aa]t|iff|only if|(?:exactly|precisely) when)\s*$/
const SAID =
  /\b(?:[Cc]heck|vanish(?:es)?|reduces?|recovers?|special case|in the limit|limiting case|is zero|it (?:is|becomes|gives)|we (?:get|recover))\b/
/** How a text ends, without the blanks behind it, before such an equality or another one that is joined to it: most formulas stand behind something else. */
const ENDS = /(?:for|when|whenever|if|iff|at|and|,)$/i
/** A sentence is looked at as far as this. */
const REACH = 240

/** Whether what an inline formula equates is such a case. */
export function isSpecialCase(text: string, { display, outer }: Region): boolean {
  if (display) return false
  const before = text.slice(Math.max(0, outer.start - REACH), outer.start)
  if (!ENDS.test(before.trimEnd().slice(-8))) return false
  const start = Math.max(before.lastIndexOf('\n\n'), before.search(/[.!?]\s(?![\s\S]*[.!?]\s)/))
  const said = before.slice(start + 1)
  // "for $a = b$ and $c = d$"
  const own = /\$\s*(?:and|,)\s*$/.test(said) ? said.slice(0, said.lastIndexOf('$', said.lastIndexOf('$') - 1)) : said
  if (!LEADS.test(own)) return false
  const after = /^[\s\S]*?(?:[.!?](?:\s|$)|\n\n|$)/.exec(text.slice(outer.end, outer.end + REACH))?.[0] ?? ''
  return SAID.test(`${own} ${after}`)
}
