/** `npm run test:desktop [version] [filter]`: the extension's suite in a desktop VS Code, which is downloaded once. */
import { hostsFolder, installPackages, root } from './install.mjs'

process.chdir(root)
await installPackages()
const { build } = await import('../esbuild.mjs')
if (!(await build(['extension', 'webview', 'suite'], { quiet: true }))) process.exit(1)
const { downloadAndUnzipVSCode } = await import('@vscode/test-electron')
const [version = 'stable', filter = ''] = process.argv.slice(2)
const program = await downloadAndUnzipVSCode({ version, cachePath: hostsFolder }).catch((error) => {
  console.error(`VS Code ${version} cannot be downloaded here: ${error.message}\nThe same tests run without a download in \`npm test\`.`)
  process.exit(1)
})
const bundle = '../dist/test/extension/host.mjs'
const { runDesktopSuite } = /** @type {typeof import('../test/extension/host.ts')} */ (await import(bundle))
const outcome = await runDesktopSuite({ version, filter, program })
if (outcome.crashed) console.log(outcome.crashed)
const failed = outcome.crashed ? Math.max(1, outcome.failed) : outcome.failed
console.log(`${outcome.passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
