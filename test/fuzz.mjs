/**
 * Mutated texts of all languages, each analysed at once: `npm run fuzz [count] [seed] [language...]`. An analysis that throws,
 * takes longer or more memory than it may, or refuses without pointing into the text and naming what is there is told, with the
 * text. The text of a number is the same for the same seed, whatever was asked before it.
 *
 * A mutation inserts, removes, repeats or flips characters, puts in a piece of another text, or flips bits of the UTF-8. What
 * was slow is timed once more in a thread of its own, by the clock or by what the processor does for all threads, whichever is less. What does not end is ended.
 */
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { dice, fault, languages, mutant, SLOW, textsOf } from './mutants.mjs'

/** @typedef {import('./mutants.mjs').Language} Language */
/** @typedef {import('./mutants.mjs').Analyze} Analyze */
/** @typedef {import('./mutants.mjs').Source} Source */

/** Milliseconds after which a text is given up, and bytes. */
const ENDLESS = 30_000
const LARGEST = 3e9
/** Texts that are handed to the thread at once. */
const BATCH = 200

/** @returns {Promise<Analyze>} */
const load = async () => (await import(`${process.cwd()}/dist/math.mjs`)).analyze

/** @type {Map<Language, string[]>} */
const pools = new Map()

/** The text of a number. @param {number} seed @param {number} k @param {readonly Language[]} chosen @returns {Source} */
function numbered(seed, k, chosen) {
  const language = /** @type {Language} */ (chosen[k % chosen.length])
  let pool = pools.get(language)
  if (pool === undefined) {
    pool = textsOf(language)
    pools.set(language, pool)
  }
  const below = dice(seed * 1_000_003 + k)
  for (let skipped = 0; skipped < 3; skipped++) below(2)
  return mutant(language, pool, below)
}

/** Milliseconds an analysis takes in a thread of its own, after others have warmed it up, as far as they are not the machine's other work. @param {Source} source @returns {Promise<number>} */
const timedAlone = (source) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { alone: source } })
    const patience = setTimeout(() => worker.terminate().then(() => resolve(ENDLESS)), ENDLESS)
    worker.once('message', (spent) => {
      clearTimeout(patience)
      resolve(spent)
    })
    worker.once('error', reject)
  })

/** Analyses texts and says what was wrong with each, as long as it is not ended. */
async function inThread() {
  const analyze = await load()
  if (workerData.alone !== undefined) {
    const { language } = workerData.alone
    for (let k = 0; k < 100; k++) analyze(numbered(1, k, [language]))
    const [began, before] = [performance.now(), process.cpuUsage()]
    analyze(workerData.alone)
    const { user, system } = process.cpuUsage(before)
    parentPort?.postMessage(Math.min(performance.now() - began, (user + system) / 1000))
    return
  }
  const { seed, chosen, at } = workerData
  parentPort?.on('message', ([from, to]) => {
    const wrong = []
    for (let k = from; k < to; k++) {
      Atomics.store(at, 0, k)
      const source = numbered(seed, k, chosen)
      const fault_ = fault(analyze, source)
      if (fault_ !== undefined) wrong.push([k, fault_])
    }
    parentPort?.postMessage(wrong)
  })
}

/** @param {number} count @param {number} seed @param {readonly Language[]} chosen */
async function watch(count, seed, chosen) {
  const at = new Int32Array(new SharedArrayBuffer(4))
  /** @type {Map<string, number>} */
  const found = new Map()
  /** @type {[number, Source][]} */
  const slowest = []
  const tell = (/** @type {number} */ k, /** @type {string} */ wrong) => {
    const source = numbered(seed, k, chosen)
    const kind = `${source.language}: ${wrong.replace(/\d+/g, 'N').split('\n').slice(0, 2).join(' ').slice(0, 160)}`
    found.set(kind, (found.get(kind) ?? 0) + 1)
    if ((found.get(kind) ?? 0) <= 3)
      console.log(`${k} ${source.language}: ${wrong.split('\n').slice(0, 4).join('\n')}\n  ${JSON.stringify(source).slice(0, 1500)}`)
  }
  const faults = () => [...found.values()].reduce((sum, times) => sum + times, 0)
  const start = () => {
    const made = new Worker(fileURLToPath(import.meta.url), { workerData: { seed, chosen, at }, resourceLimits: { maxOldGenerationSizeMb: 2000 } })
    // One that is ended for its memory may fail on the way.
    made.on('error', () => {})
    return made
  }
  let worker = start()
  const began = performance.now()
  for (let from = 0; from < count; ) {
    const to = Math.min(from + BATCH, count)
    /** @type {[number, string][] | string} */
    const wrong = await new Promise((resolve) => {
      let last = -1
      let since = performance.now()
      const done = (/** @type {[number, string][] | string} */ result) => {
        clearInterval(watching)
        worker.off('message', done).off('error', failed)
        resolve(result)
      }
      const failed = (/** @type {Error} */ error) => done(`thrown: ${error.stack}`)
      const watching = setInterval(() => {
        const now = Atomics.load(at, 0)
        if (now !== last) since = performance.now()
        last = now
        if (performance.now() - since > ENDLESS) done('does not end')
        else if (process.memoryUsage().rss > LARGEST) done('takes too much memory')
      }, 500)
      worker.once('message', done)
      worker.once('error', failed)
      worker.postMessage([from, to])
    })
    if (typeof wrong === 'string') {
      await worker.terminate()
      const k = Atomics.load(at, 0)
      tell(k, wrong)
      from = k + 1
      worker = start()
      continue
    }
    for (const [k, fault_] of wrong) {
      if (!fault_.endsWith(' ms')) {
        tell(k, fault_)
        continue
      }
      const source = numbered(seed, k, chosen)
      let alone = await timedAlone(source)
      if (alone > SLOW && alone < ENDLESS) alone = Math.min(alone, await timedAlone(source))
      slowest.push([alone, source])
      slowest.sort(([a], [b]) => b - a).splice(5)
      if (alone > SLOW) tell(k, `${Math.round(alone)} ms`)
    }
    from = to
    if (from % 2000 < BATCH || from === count)
      console.log(
        `${from.toLocaleString('en')} texts, ${faults()} faults, ${Math.round((from / (performance.now() - began)) * 1000)} a second, ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
      )
  }
  await worker.terminate()
  console.log('the slowest, alone:')
  for (const [alone, source] of slowest) console.log(`${String(Math.round(alone)).padStart(6)} ms ${JSON.stringify(source).slice(0, 200)}`)
  for (const [kind, times] of found) console.log(`${String(times).padStart(6)} ${kind}`)
  console.log(`${count} texts, ${faults()} faults, seed ${seed}`)
  process.exitCode = found.size > 0 ? 1 : 0
}

if (isMainThread) {
  const [count = '100000', seed = '1', ...only] = process.argv.slice(2)
  await watch(
    Number(count),
    Number(seed),
    languages.filter((language) => only.length === 0 || only.includes(language)),
  )
} else await inThread()
