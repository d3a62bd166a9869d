/**
 * `npm start`: installs what is missing, builds, and opens a VS Code with the extension on the examples. That is the `code`
 * on PATH, else a desktop VS Code that is downloaded once, else VS Code's server, whose address is printed.
 *
 * `npm start -- --server [--port P] [--host VERSION] [--folder F]` takes the server right away.
 */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { hostsFolder, installPackages, root, which } from './install.mjs'

/** How long a download may take before the server is started instead. */
const downloadLimit = 180_000

/** @param {string} name */
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined)
const folder = resolve(option('--folder') ?? join(root, 'examples'))

/** Is there a screen to open a window on? */
function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * Runs a program to its end; true when it ended well.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<boolean>}
 */
function opened(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
    child.on('error', () => done(false))
    child.on('close', (code) => done(code === 0))
  })
}

/** The arguments that make any desktop VS Code show the extension. */
const desktopArguments = [`--extensionDevelopmentPath=${resolve(root)}`, folder]

/** The VS Code that is installed here. */
async function openInstalled() {
  const code = which('code') ?? which('code-insiders')
  if (!code) return false
  console.log(`Opening ${folder} in ${code}`)
  return opened(code, desktopArguments)
}

/** A VS Code for tests, downloaded once; false when it cannot be had in good time. */
async function openDownloaded() {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron')
  console.log('Looking for a VS Code to download (about 150 MB, once)')
  const tooLong = new Promise((_, fail) => setTimeout(() => fail(new Error(`not there after ${downloadLimit / 1000} s`)), downloadLimit).unref())
  try {
    const program = await Promise.race([downloadAndUnzipVSCode({ version: 'stable', cachePath: hostsFolder }), tooLong])
    return opened(String(program), [...desktopArguments, '--disable-workspace-trust', `--user-data-dir=${join(hostsFolder, 'start-user-data')}`])
  } catch (error) {
    console.log(`It cannot be downloaded here: ${error instanceof Error ? error.message : error}`)
    return false
  }
}

process.chdir(root)
await installPackages()
const { build } = await import('../esbuild.mjs')
if (!(await build(['extension', 'webview']))) process.exit(1)
const wantsServer = process.argv.includes('--server') || !hasDisplay()
if (wantsServer || !((await openInstalled()) || (await openDownloaded()))) {
  const { serveForPerson } = await import('./vscode.mjs')
  await serveForPerson({ version: option('--host'), port: Number(option('--port') ?? 0), folder })
}
