/**
 * `npm run check`: types, format and lint, walls and unit tests, side by side; what fails is shown, and the exit code says so.
 * With `--static` nothing is run: types, format and lint only.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { installPackages, root } from './install.mjs'

process.chdir(root)
await installPackages()

/** @param {string} name */
const tool = (name) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)

/** @type {[string, string, string[]][]} */
const checks = [
  ...['src/math', 'src/webview', 'src/extension', 'test'].map(
    (folder) => /** @type {[string, string, string[]]} */ ([`types of ${folder}`, tool('tsc'), ['-p', folder]]),
  ),
  ['format and lint', tool('biome'), ['check', '--error-on-warnings', '.']],
  ...(process.argv.includes('--static')
    ? []
    : [/** @type {[string, string, string[]]} */ (['unit tests', process.execPath, ['scripts/test.mjs', 'unit']])]),
]

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<boolean>}
 */
function check(name, command, args) {
  const start = performance.now()
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', (error) => (output += error.message))
    child.on('close', (code) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
      if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '    '))
      done(code === 0)
    })
  })
}

const results = await Promise.all(checks.map((parts) => check(...parts)))
process.exitCode = results.every(Boolean) ? 0 : 1
