/** Where the formulas of a text are: between dollars, \( \), \[ \], in environments, in fenced blocks; found once, not read. */
import type { Range } from '../../api.ts'

/** A formula in a text. */
export interface Region {
  /** Without its delimiters. */
  readonly inner: Range
  /** With them. */
  readonly outer: Range
  readonly display: boolean
  readonly environment?: string
}

/** A fenced block of code. */
export interface CodeBlock {
  readonly inner: Range
  readonly outer: Range
  /** The first word behind the fence, in lower case. */
  readonly language: string
}

export interface Regions {
  readonly formulas: readonly Region[]
  readonly code: readonly CodeBlock[]
}

const ENVIRONMENTS = 'equation|align|gather|multline|eqnarray|flalign|alignat|xalignat|displaymath|math|dmath|dgroup|IEEEeqnarray|empheq|subequations'
const VERBATIM = 'verbatim|Verbatim|lstlisting|minted|comment|tikzpicture|tabular'
const TEX = new RegExp(
  String.raw`\\\\|\\[$%]|%|\$\$?|\\\(|\\\[|\\begin\{(?:(${ENVIRONMENTS})(\*?)|(${VERBATIM})\*?)\}|\\(?:text|mbox|textrm|intertext)\s*\{|\\verb\*?([^a-zA-Z*\s])`,
  'g',
)
const MARK = /[\\$`~]|<!--/g
const OPENING = new RegExp(String.raw`\\begin\{(?:(${ENVIRONMENTS})(\*?)|(${VERBATIM})\*?)\}|\\\\[([]|\\[\s\S]|\$\$?`, 'y')
const FENCE = /(`{3,}|~{3,})([^\n`]*)(?:\n|$)/y

/** The formulas of a LaTeX document. */
export function texRegions(text: string): Regions {
  const formulas: Region[] = []
  const find = finder(text)
  TEX.lastIndex = 0
  for (let match = TEX.exec(text); match !== null; match = TEX.exec(text)) {
    const [whole, environment, star, verbatim, verb] = match
    const at = match.index
    if (whole === '%') TEX.lastIndex = lineEnd(text, at)
    else if (whole.endsWith('{') && whole.startsWith('\\') && !whole.startsWith('\\begin')) TEX.lastIndex = groupEnd(text, at + whole.length - 1)
    else if (verb !== undefined) TEX.lastIndex = after(find, text, verb, at + whole.length)
    else if (verbatim !== undefined) TEX.lastIndex = after(find, text, `\\end{${verbatim}`, at + whole.length)
    else delimited(text, at, whole, environment, star ?? '', formulas, TEX, false, find)
  }
  return { formulas, code: [] }
}

/** The formulas and code blocks of a Markdown text. */
export function markdownRegions(text: string): Regions {
  const formulas: Region[] = []
  const code: CodeBlock[] = []
  const find = finder(text)
  MARK.lastIndex = 0
  for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
    const at = match.index
    const mark = match[0]
    if (mark === '<!--') {
      MARK.lastIndex = after(find, text, '-->', at)
      continue
    }
    if (mark === '`' || mark === '~') {
      FENCE.lastIndex = at
      const fence = beginsLine(text, at) ? FENCE.exec(text) : null
      if (fence !== null) MARK.lastIndex = fenced(text, at, fence, formulas, code)
      else if (mark === '`') MARK.lastIndex = codeSpanEnd(text, at, find)
      continue
    }
    OPENING.lastIndex = at
    const opening = OPENING.exec(text)
    if (opening === null) continue
    const [whole, environment, star, verbatim] = opening
    MARK.lastIndex = at + whole.length
    if (verbatim !== undefined) MARK.lastIndex = after(find, text, `\\end{${verbatim}`, at + whole.length)
    else delimited(text, at, whole, environment, star ?? '', formulas, MARK, true, find)
  }
  return { formulas, code }
}

/** Is there nothing but up to three spaces between the beginning of the line and this place? */
function beginsLine(text: string, at: number): boolean {
  let from = at
  while (from > at - 4 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--
  return from === 0 || text[from - 1] === '\n'
}

/** indexOf that remembers what is not there: a text full of openings without endings is searched once, not once for each. */
type Finder = (what: string, from: number) => number
function finder(text: string): Finder {
  const missing = new Set<string>()
  return (what, from) => {
    if (missing.has(what)) return -1
    const at = text.indexOf(what, from)
    if (at < 0) missing.add(what)
    return at
  }
}

function delimited(
  text: string,
  at: number,
  whole: string,
  environment: string | undefined,
  star: string,
  formulas: Region[],
  pattern: RegExp,
  markdown: boolean,
  find: Finder,
): void {
  // alignat says how many columns it has.
  const open =
    at +
    whole.length +
    (/alignat$/.test(environment ?? '') ? (/^\{\d+\}/.exec(text.slice(at + whole.length, at + whole.length + 8))?.[0].length ?? 0) : 0)
  const add = (innerEnd: number, outerEnd: number, display: boolean, innerStart = open): void => {
    formulas.push({
      inner: { start: innerStart, end: innerEnd },
      outer: { start: at, end: outerEnd },
      display,
      ...(environment === undefined ? {} : { environment }),
    })
    pattern.lastIndex = outerEnd
  }
  if (environment !== undefined) {
    const ending = `\\end{${environment}${star}}`
    const close = find(ending, open)
    if (close >= 0) add(close, close + ending.length, true)
    return
  }
  if (whole === '$$') {
    const close = find('$$', open)
    if (close >= 0) add(close, close + 2, true)
  } else if (whole === '\\(' || whole === '\\[') {
    const close = find(whole === '\\(' ? '\\)' : '\\]', open)
    if (close >= 0) add(close, close + 2, whole === '\\[')
  } else if (whole === '\\\\(' || whole === '\\\\[') {
    // Where Markdown takes one of two backslashes away.
    const ending = whole === '\\\\(' ? '\\\\)' : '\\\\]'
    const close = find(ending, open)
    if (close >= 0 && !paragraphEnds(text, open, close)) add(close, close + 3, whole === '\\\\[')
  } else if (whole === '$') {
    if (markdown && text[open] === '`') {
      const close = find('`$', open + 1)
      if (close >= 0 && !paragraphEnds(text, open, close)) {
        add(close, close + 2, false, open + 1)
        return
      }
    }
    const close = closingDollar(text, open, markdown)
    if (close >= 0) add(close, close + 1, false)
  }
}

/** The dollar that closes an inline formula; -1 where none does in this paragraph. In Markdown, prices are none. */
function closingDollar(text: string, open: number, markdown: boolean): number {
  if (markdown && /\s/.test(text[open] ?? ' ')) return -1
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) {
      // \text{if $x > 0$} inside a formula: its dollars come in pairs.
      if (/^\\(?:text|mbox)\{/.test(text.slice(at, at + 6))) at = groupEnd(text, text.indexOf('{', at)) - 1
      else at++
    } else if (code === 10 && /^\n[ \t\r]*\n/.test(text.slice(at, at + 80))) return -1
    else if (code === 36) {
      if (at === open) return -1
      if (!markdown) return at
      const before = text[at - 1] as string
      if (!/\s/.test(before) && !/\d/.test(text[at + 1] ?? '')) return at
      if (/\s/.test(before)) return -1
    }
  }
  return -1
}

const paragraphEnds = (text: string, from: number, to: number): boolean => /\n[ \t\r]*\n/.test(text.slice(from, to))

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? text.length : newline
}

function after(find: Finder, text: string, what: string, from: number): number {
  const at = find(what, from)
  return at < 0 ? text.length : at + what.length
}

function groupEnd(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length && at < open + 1000; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at++
    else if (code === 123) depth++
    else if (code === 125 && --depth === 0) return at + 1
  }
  return open + 1
}

function codeSpanEnd(text: string, at: number, find: Finder): number {
  let open = at
  while (text[open] === '`') open++
  const ticks = text.slice(at, open)
  // A run of another length does not close it; so many of those that looking on is not worth it are no code.
  for (let from = open, tries = 0; tries < 64; tries++) {
    const close = find(ticks, from)
    if (close < 0) return open
    let end = close
    while (text[end] === '`') end++
    if (end - close === ticks.length) return end
    from = end
  }
  return open
}

/** The fenced block that `fence` opens; returns where it ends. */
function fenced(text: string, at: number, [whole, fence, info]: RegExpExecArray, formulas: Region[], code: CodeBlock[]): number {
  const open = at + whole.length
  let end = open
  let outerEnd = text.length
  for (;;) {
    const stop = lineEnd(text, end)
    const line = text.slice(end, Math.min(stop, end + 200)).trim()
    if (line.length >= (fence as string).length && line.startsWith(fence as string) && [...line].every((mark) => mark === line[0])) {
      outerEnd = stop
      break
    }
    if (stop >= text.length) {
      end = text.length
      break
    }
    end = stop + 1
  }
  const outer = { start: at, end: outerEnd }
  const inner = { start: Math.min(open, end), end }
  const language = (/^\{?\.?([\w+#-]*)/.exec((info as string).trim())?.[1] ?? '').toLowerCase()
  if (language === 'math' || language === 'latex' || language === 'tex' || language === 'katex') formulas.push({ inner, outer, display: true })
  else code.push({ inner, outer, language })
  return outer.end
}
