/** Mutated texts of all languages, and what is wrong with the answer to one. The texts are those of test/cases and test/data. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** @typedef {import('../src/math/api.ts').Language} Language */
/** @typedef {typeof import('../src/math/index.ts').analyze} Analyze */
/** @typedef {{ language: Language, text: string, selection?: { start: number, end: number } }} Source */

/** @type {Language[]} */
export const languages = ['python', 'javascript', 'typescript', 'latex', 'markdown', 'julia', 'matlab', 'plain']

/** Analyses longer than this are told, in milliseconds. */
export const SLOW = 200

const PIECES = [
  ...'()[]{}:,=+-*/^_&|!?.;\'"`$#%@~<>\\'.split(''),
  ...['**', '==', '=>', '->', '"""', '${', '...', '\n', '    ', '\t', '\r\n', '\u0000', '😀', 'é', '\u2212', '\ud800'],
  ...['x', 'self', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'this.', 'new ', 'super()', 'lambda ', 'yield ', 'import '],
  ...[
    'for ',
    ' in ',
    'if ',
    'else',
    'return ',
    'while ',
    'class ',
    'end\n',
    'function ',
    'def f(x): ',
    'range(10**9)',
    '1e999',
    '0',
    '1e-320',
    'not ',
  ],
  ...[
    '\\frac',
    '\\sum_{i=1}^n',
    '\\begin{cases}',
    '\\end{cases}',
    '\\left(',
    '\\right)',
    '\\mathbf{',
    '\\int',
    '\\partial',
    '$$',
    '\\\\',
    '```python\n',
  ],
]

const read = (/** @type {string} */ file) =>
  existsSync(`${process.cwd()}/test/${file}`) ? readFileSync(`${process.cwd()}/test/${file}`, 'utf8') : ''

/** Files of test/cases by what their names begin with. @type {Record<Language, RegExp>} */
const FILES = {
  python: /^python/,
  javascript: /^javascript/,
  typescript: /^javascript/,
  latex: /^latex/,
  markdown: /^markdown/,
  julia: /^julia/,
  matlab: /^matlab/,
  plain: /^(?:plain|clike)/,
}

/** The texts of a language. @param {Language} language @returns {string[]} */
export function textsOf(language) {
  const pairs = ['cookbook', 'ml', 'matrixcalculus'].flatMap((name) =>
    [...read(`data/${name}_pairs.json`).matchAll(/"(?:f|d)": "(.*?)",/g)].map(([, text = '']) => text),
  )
  const formulas = read('data/feynman.csv')
    .split('\n')
    .flatMap((line) => line.split(',')[3] ?? [])
  const files = readdirSync(`${process.cwd()}/test/cases`).filter((name) => FILES[language].test(name))
  return [
    ...files.flatMap((file) => textsIn(read(`cases/${file}`), file)),
    ...(/julia|matlab|plain/.test(language) ? pairs : []),
    ...(language === 'plain' ? formulas : []),
  ]
    .map((text) => text.replace(/[‹›«»‸]/g, ''))
    .filter((text) => text.trim() !== '' && text.length < 5000)
}

/** The texts of a file of cases: functions under titles, code above its readings, one on a line, or all of it. @param {string} cases @param {string} file */
function textsIn(cases, file) {
  if (file.endsWith('.tex')) return [cases]
  if (/^### /m.test(cases)) return cases.split(/^### .*\n/m).slice(1)
  if (/^==> /m.test(cases)) return [...cases.matchAll(/^# .*\n\n([\s\S]*?)\n==> /gm)].map(([, text = '']) => text)
  return cases.split('\n').flatMap((line) => {
    const [text = '', ...more] = line.split(/ ==> | ; /)
    return more.length > 0 && !line.startsWith('#') ? [text.replaceAll('⏎', '\n')] : []
  })
}

/** Numbers below n, the same for the same seed. @param {number} seed */
export function dice(seed) {
  let state = (seed * 2654435761 + 1) % 2147483647 || 1
  return (/** @type {number} */ n) => {
    state = (state * 48271) % 2147483647
    return Math.floor((state / 2147483647) * n)
  }
}

/** A mutated text and a place to ask at. @param {Language} language @param {readonly string[]} pool @param {(n: number) => number} below @returns {Source} */
export function mutant(language, pool, below) {
  let text = /** @type {string} */ (pool[below(pool.length)])
  for (let n = below(4); n >= 0; n--) {
    const at = below(text.length + 1)
    const other = /** @type {string} */ (pool[below(pool.length)])
    const from = below(other.length)
    const changes = [
      () => text.slice(0, at) + PIECES[below(PIECES.length)] + text.slice(at),
      () => text.slice(0, at) + text.slice(at + 1 + below(6)),
      () => text.slice(0, at) + other.slice(from, from + 1 + below(40)) + text.slice(at),
      () => text.slice(0, at) + String.fromCharCode(32 + below(95)) + text.slice(at + 1),
      () => text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) || 65) ^ (1 << below(8))) + text.slice(at + 1),
      () => text.slice(0, at) + text.slice(at, at + 12).repeat(1 + below(30)) + text.slice(at),
      () => text.slice(0, at),
      () => {
        const bytes = Buffer.from(text)
        for (let flips = below(3); flips >= 0 && bytes.length > 0; flips--) {
          const place = below(bytes.length)
          bytes[place] = /** @type {number} */ (bytes[place]) ^ (1 << below(8))
        }
        return bytes.toString()
      },
    ]
    text = /** @type {() => string} */ (changes[below(changes.length)])()
  }
  if (below(3) === 0) return { language, text }
  const start = below(text.length + 1)
  return { language, text, selection: { start, end: below(2) === 0 ? start : Math.min(text.length, start + below(60)) } }
}

/** Does the message say something that stands at its place or in quotes? @param {string} message @param {string} text @param {{ start: number, end: number }} range */
function names(message, text, { start, end }) {
  const there = text.slice(start, end).trim() || text.slice(0, start).trim()
  if (there === '') return message !== ''
  const flat = text.replaceAll(/\s+/g, ' ')
  const quoted = [...message.matchAll(/"(?:\.\.\.)?(.+?)(?:\.\.\.)?"/gs)].map(([, piece = '']) => piece)
  return quoted.some((piece) => flat.includes(piece)) || (there.match(/[\p{L}\p{N}_]+|\S/gu) ?? []).some((word) => message.includes(word))
}

/** What is wrong with the answer to a text; undefined where nothing is. @param {Analyze} analyze @param {Source} source */
export function fault(analyze, source, slow = SLOW) {
  const { text } = source
  const started = performance.now()
  try {
    const answer = analyze(source)
    const spent = performance.now() - started
    if (spent > slow) return `${Math.round(spent)} ms`
    if (answer.ok) {
      for (const formula of [answer.value, ...answer.derivatives]) if (formula.latex === '' || formula.text === '') return 'an empty formula'
      // All that the panel asks of an answer.
      for (const derivative of answer.derivatives) if (derivative.steps.title === '' || derivative.code('numpy') === '') return 'no steps or code'
      return undefined
    }
    const { message, range } = answer
    if (!(range.start >= 0 && range.start <= range.end && range.end <= text.length))
      return `a range outside of the text: ${range.start} to ${range.end}`
    if (!names(message, text, range)) return `a refusal that names nothing of the text: ${message}`
    // A command of the text may be called so.
    const said = message.replaceAll(/"[^"]*"|\\\w+/g, '')
    if (/\bundefined\b|\[object|could not be analysed|Cannot read|is not a function|\bNaN\b/.test(said)) return `an unclear refusal: ${message}`
    return undefined
  } catch (error) {
    return `thrown: ${error instanceof Error ? error.stack : error}`
  }
}
