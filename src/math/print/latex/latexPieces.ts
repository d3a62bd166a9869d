/** Pieces of LaTeX side by side and raised: what keeps letters, commands and superscripts apart. */

export const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90)

/** Two pieces side by side: a letter right after a control word would become part of it, and a vector of ones behind a number one of its digits. */
export function beside(left: string, right: string): string {
  if (right.startsWith('\\mathbf{1}') && /\d$/.test(left)) return `${left}\\,${right}`
  let at = left.length - 1
  if (isLetter(right.charCodeAt(0)) && isLetter(left.charCodeAt(at))) while (isLetter(left.charCodeAt(at))) at--
  return at < left.length - 1 && left.charCodeAt(at) === 92 ? `${left} ${right}` : left + right
}

/** A name that is raised itself, W^{(2)}, x^* or x'_i: in braces, where another superscript follows. */
const RAISED = /^(?:\\[a-zA-Z]+\*?|[A-Za-z])(?:\{[^{}]*\})?(?:_(?:\w|\{[^{}]*\}))?\^(?:\{[^{}]*\}|\\[a-zA-Z]+|[^{}\s])(?:_(?:\w|\{[^{}]*\}))?$/
const PRIMED = /^(?:\\[a-zA-Z]+|[A-Za-z])'+(?:_(?:\w|\{[^{}]*\}))?$/
export const raisable = (text: string): string =>
  (text.includes('^') && RAISED.test(text)) || (text.includes("'") && PRIMED.test(text)) ? `{${text}}` : text
