/**
 * Mutated texts of all languages, each analysed at once: `npm run fuzz [count] [seed] [language...]`. An analysis that throws,
 * takes longer than it may, or refuses without pointing into the text and naming what is there is told, with the text.
 *
 * A mutation inserts, removes, repeats or flips characters, puts in a piece of another text, or flips bits of the UTF-8. What
 * was slow is timed once more in a thread of its own, by what the processor does alone.
 */
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { dice, fault, languages, mutant, SLOW, textsOf } from './mutants.mjs'

/** @typedef {import('./mutants.mjs').Language} Language */
/** @typedef {import('./mutants.mjs').Analyze} Analyze */
/** @typedef {import('./mutants.mjs').Source} Source */

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
  const before = process.cpuUsage()
  analyze(workerData)
  const { user, system } = process.cpuUsage(before)
  parentPort.postMessage((user + system) / 1000)
} else {
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
