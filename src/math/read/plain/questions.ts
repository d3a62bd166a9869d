/** Questions about formulas: "what is the gradient of F in w?", "is F convex?". What they ask by, and which words are no part of the formula. */

/** A word for what is asked for, and behind the formula by which name. */
const ASKED_BY =
  /\b(?:derivatives?|gradients?|slope|jacobian|hessian|differentiate|derive)\b.*?(\s(?:in|by|for|over)\s+([a-zA-Zα-ω]\w*(?:\s*(?:,|and)\s*[a-zA-Zα-ω]\w*)*)\s*[?.]?\s*)$/i
/** "is F convex?", "is F a convex function?" */
const PROPERTY =
  /^(\s*(?:so\s+|and\s+|but\s+)?is\s+(?:the\s+function\s+)?)(.*?)(\s+(?:always\s+|strictly\s+|strongly\s+|jointly\s+|a\s+|an\s+)*(?:convex|concave|differentiable|continuous|smooth|monotone|monotonic|increasing|decreasing|bounded|positive|negative|even|odd|lipschitz|coercive|invertible|symmetric)(?:\s+(?:function|everywhere|in\s+[a-z]\w*|for\s[^?]*|on\s[^?]*|or\s[^?]*))*\s*\?\s*)$/i

const blank = (text: string): string => ' '.repeat(text.length)

/** A line without what only asks; the names that it asks to differentiate by are added to `by`. */
export function withoutQuestion(line: string, by: string[]): string {
  const [, lead, formula, tail] = (line.includes('?') ? PROPERTY.exec(line) : null) ?? []
  if (lead !== undefined && formula !== undefined && tail !== undefined) return blank(lead) + formula + blank(tail)
  const [, asked = '', names = ''] = /\b(?:in|by|for|over)\b/.test(line) ? (ASKED_BY.exec(line) ?? []) : []
  // "the derivative of f(x) for x = 2" says where.
  if (asked === '' || /=\s*$/.test(line.slice(0, -asked.length))) return line
  by.push(...names.split(/\s*(?:,|\band\b)\s*/))
  return line.slice(0, line.length - asked.length) + blank(asked)
}
