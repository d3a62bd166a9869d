/** How formulas and code are set apart from the text around them: dollars, \( \), environments, fences, comments. */
import { piecesEnd } from './pieces.ts'
import type { Mark, Marks, Region, Scan } from './scan.ts'

const ENVIRONMENTS = 'equation|align|gather|multline|eqnarray|flalign|alignat|xalignat|displaymath|math|dmath|dgroup|IEEEeqnarray|empheq|subequations'
const VERBATIM = 'verbatim|Verbatim|lstlisting|minted|comment|tikzpicture|tabular'
const TEX = new RegExp(
  String.raw`\\\\|\\[$%]|%|\$\$?|\\\(|\\\[|\\begin\{(?:(${ENVIRONMENTS})(\*?)|(${VERBATIM})\*?)\}|\\(?:text|mbox|textrm|intertext)\s*\{|\\verb\*?([^a-zA-Z*\s])`,
  'g',
)
const MARK = /[\\$`~]|<!--/g
const OPENING = new RegExp(String.raw`\\begin\{(?:(${ENVIRONMENTS})(\*?)|(${VERBATIM})\*?)\}|\\\\[([]|\\[\s\S]|\$\$?`, 'y')
const FENCE = /(`{3,}|~{3,})([^\n`]*)(?:\n|$)/y

/** What a mark of a LaTeX document begins; where to go on. */
const texMark: Mark = (scan, { 0: whole, 1: environment, 2: star, 3: verbatim, 4: verb, index: at }) => {
  const { text } = scan
  if (whole === '%') return lineEnd(text, at)
  if (whole.endsWith('{') && whole.startsWith('\\') && !whole.startsWith('\\begin')) return groupEnd(scan, at + whole.length - 1)
  if (verb !== undefined) return scan.after(verb, at + whole.length)
  if (verbatim !== undefined) return scan.after(`\\end{${verbatim}`, at + whole.length)
  return delimited(scan, at, whole, environment, star ?? '', false)
}

/** What a mark of a Markdown text begins; where to go on. */
const markdownMark: Mark = (scan, { 0: mark, index: at }) => {
  const { text } = scan
  if (mark === '<!--') return scan.after('-->', at)
  if (mark === '`' || mark === '~') {
    FENCE.lastIndex = at
    const fence = beginsLine(text, at) ? FENCE.exec(text) : null
    if (fence !== null) return fenced(scan, at, fence)
    return mark === '`' ? codeSpanEnd(scan, at) : at + 1
  }
  OPENING.lastIndex = at
  const opening = OPENING.exec(text)
  if (opening === null) return at + 1
  const [whole, environment, star, verbatim] = opening
  return verbatim === undefined ? delimited(scan, at, whole, environment, star ?? '', true) : scan.after(`\\end{${verbatim}`, at + whole.length)
}

export const texMarks: Marks = { pattern: TEX, begin: texMark }
export const markdownMarks: Marks = { pattern: MARK, begin: markdownMark }

/** Is there nothing but up to three spaces between the beginning of the line and this place? */
function beginsLine(text: string, at: number): boolean {
  let from = at
  while (from > at - 4 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--
  return from === 0 || text[from - 1] === '\n'
}

function delimited(scan: Scan, at: number, whole: string, environment: string | undefined, star: string, markdown: boolean): number {
  const { text } = scan
  // alignat says how many columns it has.
  const open =
    at +
    whole.length +
    (/alignat$/.test(environment ?? '') ? (/^\{\d+\}/.exec(text.slice(at + whole.length, at + whole.length + 8))?.[0].length ?? 0) : 0)
  const add = (innerEnd: number, outerEnd: number, display: boolean, innerStart = open): number => {
    const region: Region = {
      inner: { start: innerStart, end: innerEnd },
      outer: { start: at, end: outerEnd },
      display,
      ...(environment === undefined ? {} : { environment }),
    }
    const { inner = innerEnd, outer = outerEnd } = (display ? undefined : piecesEnd(scan, region)) ?? {}
    scan.formulas.push({ ...region, inner: { start: innerStart, end: inner }, outer: { start: at, end: outer } })
    return outer
  }
  if (environment !== undefined) {
    const ending = `\\end{${environment}${star}}`
    const close = scan.find(ending, open)
    if (close >= 0) return add(close, close + ending.length, true)
  } else if (whole === '$$') {
    const close = scan.find('$$', open)
    if (close >= 0) return add(close, close + 2, true)
  } else if (whole === '\\(' || whole === '\\[') {
    const close = scan.find(whole === '\\(' ? '\\)' : '\\]', open)
    if (close >= 0) return add(close, close + 2, whole === '\\[')
  } else if (whole === '\\\\(' || whole === '\\\\[') {
    // Where Markdown takes one of two backslashes away.
    const close = inParagraph(scan, whole === '\\\\(' ? '\\\\)' : '\\\\]', open)
    if (close >= 0) return add(close, close + 3, whole === '\\\\[')
  } else if (whole === '$') {
    const ticked = markdown && text[open] === '`' ? inParagraph(scan, '`$', open + 1) : -1
    if (ticked >= 0) return add(ticked, ticked + 2, false, open + 1)
    const close = closingDollar(scan, open, markdown)
    if (close >= 0) return add(close, close + 1, false)
  }
  return at + whole.length
}

/** Where such a piece of text comes next, if the paragraph does not end before. */
function inParagraph(scan: Scan, what: string, from: number): number {
  const at = scan.find(what, from)
  if (at < 0 || !/\n[ \t\r]*\n/.test(scan.text.slice(from, at))) return at
  scan.looked(at)
  return -1
}

/** The dollar that closes an inline formula; -1 where none does in this paragraph. In Markdown, prices are none. */
function closingDollar(scan: Scan, open: number, markdown: boolean): number {
  const { text } = scan
  const none = (at: number): number => {
    scan.looked(at + BLANK)
    return -1
  }
  if (markdown && /\s/.test(text[open] ?? ' ')) return none(open)
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) {
      // \text{if $x > 0$} inside a formula: its dollars come in pairs.
      if (/^\\(?:text|mbox)\{/.test(text.slice(at, at + 6))) at = groupEnd(scan, text.indexOf('{', at)) - 1
      else at++
    } else if (code === 10 && /^\n[ \t\r]*\n/.test(text.slice(at, at + BLANK))) return none(at)
    else if (code === 36) {
      if (at === open) return none(at)
      if (!markdown) return at
      const before = text[at - 1] as string
      if (!/\s/.test(before) && !/\d/.test(text[at + 1] ?? '')) return at
      if (/\s/.test(before)) return none(at)
    }
  }
  return none(text.length)
}

/** Characters of a blank line. */
const BLANK = 80

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? text.length : newline
}

function groupEnd(scan: Scan, open: number): number {
  const { text } = scan
  let depth = 0
  for (let at = open; at < text.length && at < open + LONGEST_GROUP; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at++
    else if (code === 123) depth++
    else if (code === 125 && --depth === 0) return at + 1
  }
  scan.looked(open + LONGEST_GROUP)
  return open + 1
}

const LONGEST_GROUP = 1000

function codeSpanEnd(scan: Scan, at: number): number {
  const { text } = scan
  let open = at
  while (text[open] === '`') open++
  const ticks = text.slice(at, open)
  // A run of another length does not close it; so many of those that looking on is not worth it are no code.
  let from = open
  for (let tries = 0; tries < 64; tries++) {
    const close = scan.find(ticks, from)
    if (close < 0) return open
    let end = close
    while (text[end] === '`') end++
    if (end - close === ticks.length) return end
    from = end
  }
  scan.looked(from)
  return open
}

/** The fenced block that `fence` opens; returns where it ends. */
function fenced({ text, formulas, code }: Scan, at: number, [whole, fence, info]: RegExpExecArray): number {
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
