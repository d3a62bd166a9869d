/**
 * What the document says about plotting a function: the interval that the author plots it over and whether the axis is
 * logarithmic, from code (`np.linspace(-3, 3, 400)`, `plt.yscale('log')`) and from prose ("over $[-3, 3]$").
 */

export interface PlotHint {
  /** An interval, of every variable when there are several. */
  range?: [number, number]
  logarithmic?: boolean
}

/** How far a hint may stand from the function it is about, in characters. */
const reach = { after: 1600, before: 800 }

const number = String.raw`([-+−]?\s*(?:\d+\.?\d*(?:[eE][-+]?\d+)?\s*\*?\s*)?(?:(?:np\.|numpy\.|math\.|Math\.|torch\.)?(?:pi|PI)\b|\\pi\b|π)?(?:\s*/\s*\d+)?)`
const comma = String.raw`\s*[,;]\s*`

/** Ways to write an interval, in code and in prose; the two groups are its ends. */
const intervals = [
  new RegExp(String.raw`\b(?:linspace|arange|xlim|set_xlim)\(\s*${number}${comma}${number}\s*[,)]`, 'g'),
  new RegExp(String.raw`\blinspace\(\s*${number}${comma}${number}`, 'g'),
  new RegExp(
    String.raw`(?:\b(?:over|on|in|from|between|interval|range|domain)\b|\\in|∈)[\s$\\(]*(?:\\left)?\[\s*${number}${comma}${number}\s*(?:\\right)?\]`,
    'gi',
  ),
  new RegExp(String.raw`\bfrom\s+\$?${number}\$?\s+to\s+\$?${number}`, 'gi'),
  new RegExp(String.raw`${number}\s*(?:<=|≤|\\le(?:q|qslant)?)\s*[a-zA-Z\\]+\s*(?:<=|≤|\\le(?:q|qslant)?)\s*${number}`, 'g'),
]

const logarithmic =
  /yscale\(\s*(?:value\s*=\s*)?['"]log|\bsemilogy\(|\bloglog\(|logarithmic\s+(?:y[\s-]+|vertical\s+)?(?:axis|scale)|\blog\s+(?:axis|scale)/i

/** Where the next thing begins: what stands behind it is about something else. */
const definition =
  /^[ \t]*(?:(?:export\s+)?(?:async\s+)?(?:def|class|function)\b|(?:export\s+)?(?:const|let|var)\s+\w+[^=\n]*=\s*(?:async\s*)?(?:\(|\w+\s*=>|function\b)|# ?%%)/gm
const heading = /^(?:#{1,6}[ \t]+\S|[ \t]*\\(?:sub)*section\b)/gm

/** Comment lines at the end of a text: they speak of what comes next. */
const lastComment = /(?:(?:^|\n)[ \t]*(?:\/\/|#|\/?\*)[^\n]*)+\s*$/

/**
 * The hint nearest to a definition: behind it up to the next one, else before it: in prose in the same section, in code in the
 * comment above it.
 * @param before the text up to the definition
 * @param after the text behind it
 * @param prose whether the text around is written for people (Markdown, LaTeX), or code
 */
export function plotHint(before: string, after: string, prose: boolean): PlotHint {
  const behind = upToNext(after.slice(0, reach.after), prose)
  const ahead = sinceLast(before.slice(-reach.before), prose)
  const range = firstInterval(behind) ?? lastInterval(ahead)
  const scale = logarithmic.test(behind) || logarithmic.test(ahead)
  return { ...(range ? { range } : {}), ...(scale ? { logarithmic: true } : {}) }
}

function upToNext(text: string, prose: boolean): string {
  const lineEnd = text.indexOf('\n')
  if (lineEnd < 0) return text
  const stop = [...text.slice(lineEnd + 1).matchAll(prose ? heading : definition)][0]
  if (!stop) return text
  const own = text.slice(0, lineEnd + 1 + stop.index)
  return prose ? own : own.replace(lastComment, '')
}

function sinceLast(text: string, prose: boolean): string {
  const last = [...text.matchAll(prose ? heading : definition)].at(-1)
  if (prose) return text.slice(last?.index ?? 0)
  const start = last && !last[0].includes('%%') ? last.index : text.length
  const above = lastComment.exec(text.slice(0, start))?.[0] ?? ''
  return above + text.slice(start)
}

function allIntervals(text: string): { at: number; range: [number, number] }[] {
  const found: { at: number; range: [number, number] }[] = []
  for (const pattern of intervals) {
    for (const match of text.matchAll(pattern)) {
      const low = readNumber(match[1] ?? '')
      const high = readNumber(match[2] ?? '')
      if (low !== undefined && high !== undefined && low < high) found.push({ at: match.index, range: [low, high] })
    }
  }
  return found.sort((a, b) => a.at - b.at)
}

const firstInterval = (text: string) => allIntervals(text)[0]?.range
const lastInterval = (text: string) => allIntervals(text).at(-1)?.range

/** A number as people write the ends of intervals: `-3`, `2*np.pi`, `-\pi/2`. */
export function readNumber(text: string): number | undefined {
  const parts = /^([-+−]?)\s*(\d+\.?\d*(?:[eE][-+]?\d+)?)?\s*\*?\s*((?:\w+\.)?(?:pi|PI)|\\pi|π)?(?:\s*\/\s*(\d+))?$/.exec(text.trim())
  if (!parts || (parts[2] === undefined && parts[3] === undefined)) return undefined
  const value = (parts[2] === undefined ? 1 : Number(parts[2])) * (parts[3] ? Math.PI : 1)
  return ((parts[1] === '-' || parts[1] === '−' ? -1 : 1) * value) / (parts[4] ? Number(parts[4]) : 1)
}
