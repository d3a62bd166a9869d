/**
 * Mutated texts of all languages, each analysed at once: `npm run fuzz [count] [seed] [language...]`. An analysis that throws,
 * takes longer than it may, or refuses without pointing into the text and naming what is there is told, with the text.
 *
 * The texts are those of test/cases and test/data; a mutation inserts, removes, repeats or flips characters, puts in a
 * piece of another text, or flips bits of its UTF-8. What was slow is timed once more in a thread of its own.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

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

/** Files of test/cases by what their names begin with. @type {Record<Language, RegExp>} */
const FILES = {
  python: /^python/,
  javascript: /^(?:javascript|clike)/,
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
      return undefined
    }
    const { message, range } = answer
    if (!(range.start >= 0 && range.start <= range.end && range.end <= text.length))
      return `a range outside of the text: ${range.start} to ${range.end}`
    if (!names(message, text, range)) return `a refusal that names nothing of the text: ${message}`
    if (/\bundefined\b|\[object|could not be analysed|Cannot read|is not a function|\bNaN\b/.test(message.replaceAll(/"[^"]*"/g, '')))
      return `an unclear refusal: ${message}`
    return undefined
  } catch (error) {
    return `thrown: ${error instanceof Error ? error.stack : error}`
  }
}

/** Milliseconds that an analysis takes in a thread of its own, after others have warmed it up. @param {Source} source @returns {Promise<number>} */
const timedAlone = (source) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: source })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

/** @returns {Promise<Analyze>} */
const load = async () => (await import(`${process.cwd()}/dist/math.mjs`)).analyze

if (!isMainThread && parentPort !== null) {
  const analyze = await load()
  const below = dice(1)
  const { language } = /** @type {Source} */ (workerData)
  const pool = textsOf(language)
  for (let k = 0; k < 100; k++) analyze(mutant(language, pool, below))
  const started = performance.now()
  analyze(workerData)
  parentPort.postMessage(performance.now() - started)
} else if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [count = '100000', seed = '1', ...only] = process.argv.slice(2)
  const analyze = await load()
  const chosen = languages.filter((language) => only.length === 0 || only.includes(language))
  const pools = new Map(chosen.map((language) => [language, textsOf(language)]))
  const below = dice(Number(seed))
  /** @type {Map<string, number>} */
  const found = new Map()
  for (let k = 0; k < Number(count); k++) {
    const language = /** @type {Language} */ (chosen[k % chosen.length])
    const source = mutant(language, /** @type {string[]} */ (pools.get(language)), below)
    let wrong = fault(analyze, source)
    if (wrong?.endsWith(' ms')) {
      const alone = await timedAlone(source)
      wrong = alone > SLOW ? `${Math.round(alone)} ms` : undefined
    }
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
