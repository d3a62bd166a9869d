/**
 * `npm run bench`: how fast and how small, as ratios against others in one run on this machine. `npm run bench symbolic`
 * runs one part. See README.md on how to read it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a program to its end, its output shown. */
function run(/** @type {string} */ command, /** @type {string[]} */ args, /** @type {string} */ cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}

if (!existsSync(`${here}node_modules`)) run('npm', ['ci', '--no-audit', '--no-fund'], here)
run(process.execPath, ['esbuild.mjs', 'math'], root)

const parts = ['start', 'reading', 'symbolic', 'analysis', 'scaling', 'evaluation', 'memory']
const wanted = process.argv.slice(2)
for (const part of parts) {
  if (wanted.length > 0 && !wanted.includes(part)) continue
  console.log(`\n== ${part} ==`)
  run(process.execPath, [`${here}${part}.mjs`], root)
}
