/** What VS Code runs as `extensionTestsPath`: mocha over the test files of this folder, each result told to host.ts at once. */

import { tests } from 'nabla:tests'
import Mocha from 'mocha'
import { driver, type Report } from './driver.ts'

export async function run(): Promise<void> {
  const { filter } = await driver.settings()
  // A keystroke can be lost on a busy machine: what fails is tried once more, and the report says so.
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, retries: 1, reporter: Silent })
  // The functions describe, it and so on become globals, as they would for files that mocha loads itself.
  mocha.suite.emit('pre-require', globalThis, '', mocha)
  const names = Object.keys(tests)
  const chosen = names.filter((name) => name.includes(filter))
  for (const name of chosen.length ? chosen : names) await tests[name]?.()
  if (!chosen.length) mocha.fgrep(filter)

  // Answers may overtake one another; the run ends when the last is told.
  let told: Promise<unknown> = Promise.resolve()
  const tell = (report: Report): void => {
    told = told.then(() => driver.report(report))
  }
  let count = 0
  await new Promise<void>((done) => {
    const runner = mocha.run(() => done())
    runner.on('pass', (test) => tell({ kind: 'pass', title: test.fullTitle(), milliseconds: test.duration ?? 0 }))
    runner.on('pending', (test) => tell({ kind: 'skip', title: test.fullTitle(), milliseconds: 0 }))
    runner.on('retry', (test, error) => tell({ kind: 'again', title: test.fullTitle(), error: error.stack ?? String(error) }))
    runner.on('fail', (test, error: Error) => tell({ kind: 'fail', title: test.fullTitle(), error: error.stack ?? String(error) }))
    runner.on('test end', () => count++)
  })
  tell({ kind: 'end', tests: count })
  await told
}

/** host.ts prints, mocha need not. */
class Silent extends Mocha.reporters.Base {}
