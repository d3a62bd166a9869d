/**
 * Mutated texts of all languages, each analysed at once: `npm run fuzz [count] [seed] [language...]`. An analysis that throws,
 * takes longer than it may, or refuses without pointing into the text and naming what is there is told, with the text.
 *
 * The texts are those of test/cases and test/data; a mutation inserts, removes, repeats or flips characters, or puts in a
 * piece of another text.
 */
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** @typedef {import('../src/math/api.ts').Language} Language */
/** @typedef {typeof import('../src/math/index.ts').analyze} Analyze */
/** @typedef {{ language: Language, text: string, selection?: { start: number, end: number } }} Source */

/** @type {Language[]} */
export const languages = ['python', 'javascript', 'typescript', 'latex', 'markdown', 'julia', 'matlab', 'plain']

/** Analyses longer than this are told, in milliseconds. */
const SLOW = 200

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

/** The texts of a language. @param {Language} language @returns {string[]} */
export function textsOf(language) {
  const family = language === 'typescript' ? 'javascript' : language
  const functions = read(`cases/${family}-functions.txt`).split(/^### .*\n/m)
  const cases = read(`cases/${family}.txt`)
  const code = /^==> /m.test(cases) ? [...cases.matchAll(/^# .*\n\n([\s\S]*?)\n==> /gm)].map(([, text = '']) => text) : []
  const lines = cases
    .split('\n')
    .flatMap((line) => (line.includes(' ==> ') ? [/** @type {string} */ (line.split(' ==> ')[0]).replaceAll('⏎', '\n')] : []))
  const pairs = ['cookbook', 'ml', 'matrixcalculus'].flatMap((name) =>
    [...read(`data/${name}_pairs.json`).matchAll(/"(?:f|d)": "(.*?)",/g)].map(([, text = '']) => text),
  )
  const formulas = read('data/feynman.csv')
    .split('\n')
    .flatMap((line) => line.split(',')[3] ?? [])
  const more =
    language === 'latex'
      ? [read('cases/latex-paper.tex')]
      : language === 'plain'
        ? [...pairs, ...formulas]
        : /julia|matlab/.test(language)
          ? pairs
          : []
  return [...functions, ...code, ...lines, ...more]
    .map((text) => text.replace(/[‹›«»‸]/g, ''))
    .filter((text) => text.trim() !== '' && text.length < 5000)
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
    ]
    text = /** @type {() => string} */ (changes[below(changes.length)])()
  }
  if (below(3) === 0) return { language, text }
  const start = below(text.length + 1)
  return { language, text, selection: { start, end: below(2) === 0 ? start : Math.min(text.length, start + below(60)) } }
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
      return undefined
    }
    const { message, range } = answer
    if (!(range.start >= 0 && range.start <= range.end && range.end <= text.length))
      return `a range outside of the text: ${range.start} to ${range.end}`
    if (message.trim() === '') return 'a refusal without a message'
    if (/undefined|\[object|could not be analysed|Cannot read|is not a function|NaN/.test(message)) return `an unclear refusal: ${message}`
    return undefined
  } catch (error) {
    return `thrown: ${error instanceof Error ? error.stack : error}`
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [count = '100000', seed = '1', ...only] = process.argv.slice(2)
  const { analyze } = await import(`${process.cwd()}/dist/math.mjs`)
  const chosen = languages.filter((language) => only.length === 0 || only.includes(language))
  const pools = new Map(chosen.map((language) => [language, textsOf(language)]))
  const below = dice(Number(seed))
  /** @type {Map<string, number>} */
  const found = new Map()
  for (let k = 0; k < Number(count); k++) {
    const language = /** @type {Language} */ (chosen[k % chosen.length])
    const source = mutant(language, /** @type {string[]} */ (pools.get(language)), below)
    const wrong = fault(analyze, source)
    if (wrong === undefined) continue
    const kind = `${language}: ${wrong.replace(/\d+/g, 'N').split('\n').slice(0, 2).join(' ').slice(0, 160)}`
    found.set(kind, (found.get(kind) ?? 0) + 1)
    if ((found.get(kind) ?? 0) <= 2)
      console.log(`${language}: ${wrong.split('\n').slice(0, 4).join('\n')}\n  ${JSON.stringify(source).slice(0, 1500)}`)
  }
  for (const [kind, times] of found) console.log(`${String(times).padStart(6)} ${kind}`)
  console.log(`${count} texts, ${[...found.values()].reduce((sum, times) => sum + times, 0)} faults`)
  process.exitCode = found.size > 0 ? 1 : 0
}
