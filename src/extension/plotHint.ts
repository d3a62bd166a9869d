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
const nextDefinition = /^(?:[ \t]*(?:def|class|function|export function|export const \w+ = \()\b|# ?%%|#{1,6}[ \t]+\S|[ \t]*\\(?:sub)*section\b)/m

/**
 * The hint nearest to a definition: behind it up to the next definition or heading, else before it in the same section.
 * @param before the text up to the definition
 * @param after the text behind it
 * @param prose whether `#` at the start of a line is a heading (and not a comment of the language)
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
  const stop = boundary(prose).exec(text.slice(lineEnd + 1))
  return stop ? text.slice(0, lineEnd + 1 + stop.index) : text
}

function sinceLast(text: string, prose: boolean): string {
  const all = [...text.matchAll(new RegExp(boundary(prose).source, 'gm'))]
  const last = all.at(-1)
  return last ? text.slice(last.index) : text
}

function boundary(prose: boolean): RegExp {
  return prose ? nextDefinition : new RegExp(nextDefinition.source.replace('#{1,6}[ \\t]+\\S|', ''), 'm')
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
