/**
 * Runs the tests: `node scripts/test.mjs [unit | webview | extension | window] [filter] [--host VERSION] [--keep]`.
 *
 * | suite     | what it is                                                                        | where it runs        |
 * |-----------|-----------------------------------------------------------------------------------|----------------------|
 * | unit      | test/math and the other files that need no window                                 | Node                 |
 * | webview   | test/webview: the panel's page, by itself                                         | Chromium             |
 * | extension | test/extension: the tests run inside VS Code and drive it through the outside     | VS Code, each version|
 * | window    | test/window: driven from the outside only; what no test inside would survive      | VS Code, the newest  |
 *
 * Without a suite, all of them, after installing what is missing; the last line is then `N passed, N failed`, over all
 * suites, each test counted once per VS Code it ran in. A filter is part of a test file's path, or else of a test's name.
 * --host picks one VS Code, --keep leaves its window's server running afterwards, to look at.
 */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { hostVersions, installBrowser, installHost, installPackages, installPython, newestHost, root } from './install.mjs'

/**
 * What a suite came to. `crashed` says why it did not run to its end.
 * @typedef {{ suite: string, passed: number, failed: number, skipped: number, seconds: number, crashed?: string }} Outcome
 * @typedef {{ suite?: string, filter: string, hosts: string[], keep: boolean }} Wish
 */

const suites = ['unit', 'webview', 'extension', 'window']

/** What must be built for a suite that runs in Node. */
const partsOf = { unit: ['unit'], webview: ['webview', 'page'], window: ['extension', 'webview', 'window'] }

/** @param {string[]} args @returns {Wish} */
function readArguments(args) {
  const rest = args.filter((argument) => argument !== '--keep')
  const at = rest.indexOf('--host')
  const host = at >= 0 ? rest.splice(at, 2)[1] : undefined
  if (host !== undefined && !hostVersions.includes(host)) throw new Error(`--host takes one of ${hostVersions.join(', ')}`)
  const suite = rest[0] !== undefined && suites.includes(rest[0]) ? rest.shift() : undefined
  if (rest.length > 1) throw new Error(`one filter at most: ${rest.join(' ')}`)
  return { suite, filter: rest[0] ?? '', hosts: host ? [host] : hostVersions, keep: args.includes('--keep') }
}

/** Test files and a pattern for names: a filter that no file's path contains is looked for in the tests' names. */
async function chooseFiles(/** @type {keyof typeof partsOf} */ suite, /** @type {string} */ filter) {
  const { testFiles } = await import('../esbuild.mjs')
  const all = testFiles(suite)
  const files = all.filter((file) => file.includes(filter))
  if (files.length || !filter) return { files, names: undefined }
  return { files: all, names: new RegExp(filter.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) }
}

/**
 * A suite of node:test files. Tests in a browser depend on what else the machine does: what fails there is tried once more, and
 * the report says so.
 * @param {keyof typeof partsOf} suite
 * @param {string} filter
 * @returns {Promise<Outcome>}
 */
export async function runNodeSuite(suite, filter) {
  const started = performance.now()
  const { build } = await import('../esbuild.mjs')
  const { files, names } = await chooseFiles(suite, filter)
  /** @type {Outcome} */
  const outcome = { suite, passed: 0, failed: 0, skipped: 0, seconds: 0 }
  const built = await build(partsOf[suite], { quiet: true, only: (file) => files.includes(file) })
  if (!built) return { ...outcome, crashed: 'the tests could not be built' }
  const bundleOf = (/** @type {string} */ file) => `${root}dist/test/${file.slice('test/'.length).replace(/\.ts$/, '.mjs')}`
  const first = await runFiles(files.map(bundleOf), suite, names)
  const failed = files.filter((file) => [...first.failures.values()].some((failure) => sameTest(failure.file, file)))
  const again = suite === 'unit' || !failed.length ? undefined : await runFiles(failed.map(bundleOf), suite, names)
  for (const [key, { title, report, file }] of first.failures) {
    const second = again?.failures.get(key)
    if (again && !second && again.passes.has(key)) {
      first.passes.add(key)
      console.log(`  at the second try: ${title}\n${report}`)
    } else {
      outcome.failed++
      console.log(`  FAILED ${basename(file).replace(/\.mjs$/, '.ts')}: ${title}\n${second?.report ?? report}`)
    }
  }
  outcome.passed = first.passes.size
  outcome.skipped = first.skipped
  outcome.seconds = (performance.now() - started) / 1000
  if (outcome.passed + outcome.failed === 0) outcome.crashed = filter ? `no test for "${filter}"` : 'no test ran'
  return outcome
}

/** Reports name a test's source or, where it cannot be mapped, its bundle. @param {string} reported @param {string} file */
const sameTest = (reported, file) => basename(reported).replace(/\.mjs$/, '.ts') === basename(file)

/**
 * One run of test files, each in a process of its own: what passed, and what failed with how. A test is known by its file and
 * the names above it.
 * @param {string[]} files
 * @param {keyof typeof partsOf} suite
 * @param {RegExp | undefined} names
 */
async function runFiles(files, suite, names) {
  const { run } = await import('node:test')
  /** @type {Set<string>} */
  const passes = new Set()
  /** @type {Map<string, { title: string, file: string, report: string }>} */
  const failures = new Map()
  let skipped = 0
  // A page is heavier than a table of sums: Chromium takes its own core.
  const stream = run({ files, concurrency: suite === 'unit' ? 2 : 1, ...(names ? { testNamePatterns: [names] } : {}) })
  /** Names of the tests that are under way, per file: the files run side by side. @type {Map<string, string[]>} */
  const paths = new Map()
  /** @type {Map<string, number>} */
  const twins = new Map()
  const titleOf = (/** @type {string} */ file, /** @type {number} */ nesting, /** @type {string} */ name) =>
    [...(paths.get(file) ?? []).slice(0, nesting), name].join(' > ')
  /** Tests of the same name are told apart by their order. */
  const keyOf = (/** @type {string} */ file, /** @type {string} */ title) => {
    const key = `${file}: ${title}`
    const count = (twins.get(key) ?? 0) + 1
    twins.set(key, count)
    return `${key} #${count}`
  }
  stream.on('test:start', ({ name, nesting, file = '' }) => {
    const path = paths.get(file) ?? []
    path.splice(nesting, path.length, name)
    paths.set(file, path)
  })
  stream.on('test:pass', ({ details, skip, todo, name, nesting, file = '' }) => {
    if (details.type === 'suite' || isFile(name, nesting, file)) return
    if (typeof skip === 'string' && skip.includes('does not match pattern')) return
    if (skip !== undefined || todo !== undefined) {
      skipped++
      console.log(`  skipped: ${name}${typeof skip === 'string' ? ` (${skip})` : ''}`)
    } else passes.add(keyOf(file, titleOf(file, nesting, name)))
  })
  stream.on('test:fail', ({ name, details, nesting, file = '' }) => {
    const error = /** @type {Error & { failureType?: string, cause?: unknown }} */ (details.error)
    // A suite or a file fails with its tests, which have been told already.
    if (error.failureType === 'subtestsFailed') return
    const title = titleOf(file, nesting, name)
    failures.set(keyOf(file, title), { title, file, report: indent(explain(error)) })
  })
  stream.on('test:stdout', ({ message }) => process.stdout.write(message))
  stream.on('test:stderr', ({ message }) => process.stderr.write(message))
  await new Promise((resolve, reject) => {
    stream.on('end', resolve)
    stream.on('error', reject)
    stream.resume()
  })
  return { passes, failures, skipped }
}

/** Some versions of Node report each file as a test of its own. */
function isFile(/** @type {string} */ name, /** @type {number} */ nesting, /** @type {string | undefined} */ file) {
  return nesting === 0 && (name === file || name.endsWith('.test.mjs'))
}

/** @param {Error & { cause?: unknown }} error */
function explain(error) {
  const cause = error.cause instanceof Error ? error.cause : error
  const stack = cause.stack ?? String(error.cause ?? error.message)
  return stack.replaceAll(/\n\s+at [^\n]*node:internal[^\n]*/g, '')
}

/** @param {string} text */
const indent = (text) => text.replace(/^/gm, '    ')

/**
 * The extension's suite, inside each VS Code asked for, one after the other.
 * @param {Wish} wish
 * @returns {Promise<Outcome[]>}
 */
async function runExtensionSuite(wish) {
  const { build } = await import('../esbuild.mjs')
  const built = await build(['extension', 'webview', 'suite'], { quiet: true })
  if (!built) return [{ suite: 'extension', passed: 0, failed: 0, skipped: 0, seconds: 0, crashed: 'the extension could not be built' }]
  const bundle = '../dist/test/extension/host.mjs'
  const { runSuite } = /** @type {typeof import('../test/extension/host.ts')} */ (await import(bundle))
  /** @type {Outcome[]} */
  const outcomes = []
  for (const version of wish.hosts) {
    console.log(`  in VS Code ${version}`)
    const started = performance.now()
    const outcome = await runSuite({ version, filter: wish.filter, keep: wish.keep }).catch((/** @type {unknown} */ error) => ({
      passed: 0,
      failed: 0,
      skipped: 0,
      crashed: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    outcomes.push({ suite: `extension ${version}`, seconds: (performance.now() - started) / 1000, ...outcome })
  }
  return outcomes
}

/** @param {Wish} wish */
async function runAll(wish) {
  const wants = (/** @type {string} */ suite) => !wish.suite || wish.suite === suite
  await installPackages()
  // Downloads wait on the network, unit tests on the processor: side by side.
  const python = wants('unit') ? await installPython() : undefined
  if (wants('unit') && !python) console.log('No Python with NumPy here: the tests that compare with it are skipped.')
  const browser = wish.suite === 'unit' ? undefined : installBrowser()
  const versions = wants('extension') ? wish.hosts : wants('window') ? [newestHost] : []
  const hosts = Promise.all(versions.map(installHost))
  browser?.catch(() => {})
  hosts.catch(() => {})
  /** @type {Outcome[]} */
  const outcomes = []
  for (const suite of suites) {
    if (!wants(suite)) continue
    console.log(`\n${suite}`)
    if (suite !== 'unit') await browser
    if (suite === 'extension' || suite === 'window') await hosts
    if (suite === 'extension') outcomes.push(...(await runExtensionSuite(wish)))
    else outcomes.push(await runNodeSuite(/** @type {keyof typeof partsOf} */ (suite), wish.filter))
  }
  return outcomes
}

/** @param {Outcome[]} outcomes */
function report(outcomes) {
  console.log('')
  let passed = 0
  let failed = 0
  for (const outcome of outcomes) {
    if (outcome.crashed) console.log(`${outcome.suite}: ${outcome.crashed}`)
    const skipped = outcome.skipped ? `, ${outcome.skipped} skipped` : ''
    console.log(`${outcome.suite}: ${outcome.passed} passed, ${outcome.failed} failed${skipped} in ${outcome.seconds.toFixed(1)} s`)
    passed += outcome.passed
    // A suite that did not run to its end has failed at least once.
    failed += outcome.crashed ? Math.max(1, outcome.failed) : outcome.failed
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0
}

if (process.argv[1]?.endsWith('test.mjs')) {
  process.chdir(root)
  // So that a stack points into the sources, also in the processes of node:test.
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --enable-source-maps`.trim()
  if (!existsSync('package.json')) throw new Error(`no package.json in ${root}`)
  const good = report(await runAll(readArguments(process.argv.slice(2))))
  process.exit(good ? 0 : 1)
}
