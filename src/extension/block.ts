/** Where code may be put in below an expression without tearing apart what stands around it. */

export interface Block {
  /** The first and the last line. */
  start: number
  end: number
  /** The white space its first line begins with. */
  indent: string
}

/** A line that begins the definition of a function, which goes on below it. */
export const definition = /^\s*(?:(?:export\s+)?(?:async\s+)?(?:def|function)\b|(?:export\s+)?(?:const|let|var)\s+\w+[^=]*=.*=>\s*\{\s*$)/

/** What begins on a line: its further lines are those that are indented deeper, and the bracket or word that closes it. */
export function enclosingBlock(lines: readonly string[], start: number): Block {
  const indent = indentOf(lines[start])
  let end = start
  for (let i = start + 1; i < lines.length; i++) {
    const text = lines[i] ?? ''
    if (text.trim() === '') continue
    const deeper = indentOf(text).length > indent.length
    const closing = indentOf(text).length === indent.length && /^\s*(?:[)\]}]|end\b)/.test(text)
    if (!deeper && !closing) break
    end = i
    if (closing) break
  }
  return { start, end, indent }
}

/** Whether what is put in below a line needs a blank line behind it: where the text goes on at once, and not with what closes a block. */
export const isCrowded = (lines: readonly string[], line: number): boolean => /^\s*(?![)\]}]|end\b)\S/.test(lines[line + 1] ?? '')

export const indentOf = (text: string | undefined): string => /^\s*/.exec(text ?? '')?.[0] ?? ''
