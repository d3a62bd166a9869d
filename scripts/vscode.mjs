/**
 * A real VS Code with the extension in it: VS Code's own server, and its workbench in a browser.
 *
 * As a program it serves one for a person: `node scripts/vscode.mjs [--port P] [--host VERSION] [--folder F]`.
 * As a module, `launch()` opens one in a browser under control, which is how tests and screenshots see the extension.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, dirname, join, resolve } from 'node:path'
import { hostsFolder, installBrowser, installHost, installPackages, newestHost, root } from './install.mjs'

/** @typedef {'light' | 'dark' | 'high-contrast' | 'high-contrast-light'} Theme */

const scratch = join(hostsFolder, 'scratch')

/** What a person would turn off first, and what must not move while tests look. */
const calmSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.autoDetectColorScheme': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'files.exclude': { '**/.nabla-test.json': true },
}

const day = 86_400_000

/** A fresh folder under .vscode-test/scratch, where what interrupted runs left is thrown away after a day. @param {string} name */
export function scratchFolder(name) {
  mkdirSync(scratch, { recursive: true })
  for (const old of readdirSync(scratch).map((entry) => join(scratch, entry)))
    if (Date.now() - (statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) > day)
      rmSync(old, { recursive: true, force: true })
  return mkdtempSync(join(scratch, `${name}-`))
}

/** A copy of a folder of the project (examples, say) that may be written to. @param {string} folder */
export function scratchCopy(folder) {
  const copy = join(scratchFolder('workspace'), 'workspace')
  mkdirSync(copy)
  if (existsSync(folder)) cpSync(folder, copy, { recursive: true })
  return copy
}

/** A folder with what the packaged extension would hold, by the list of .vscodeignore. */
export function stageExtension() {
  const staged = join(scratchFolder('extension'), 'extension')
  const lines = readFileSync(join(root, '.vscodeignore'), 'utf8').split('\n')
  for (const pattern of lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1)))
    for (const file of filesMatching(pattern)) {
      mkdirSync(dirname(join(staged, file)), { recursive: true })
      cpSync(join(root, file), join(staged, file))
    }
  return staged
}

/**
 * The files a line of .vscodeignore names: a path, `folder/**`, or one with `*` in its last part.
 * @param {string} pattern
 * @returns {string[]}
 */
function filesMatching(pattern) {
  const folder = dirname(pattern.replace('/**', '/*'))
  if (!existsSync(join(root, folder))) return []
  const deep = pattern.endsWith('/**')
  const shape = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**', '.*')
      .replace(/(?<!\.)\*/g, '[^/]*')}$`,
  )
  return readdirSync(join(root, folder), { recursive: deep, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(resolve(root).length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((file) => shape.test(file))
}

/** The name of a theme in a host; they were renamed between versions, their files were not. @param {string} main @param {Theme} theme */
function themeName(main, theme) {
  const files = { light: 'light_modern', dark: 'dark_modern', 'high-contrast': 'hc_black', 'high-contrast-light': 'hc_light' }
  const manifest = join(dirname(dirname(main)), 'extensions', 'theme-defaults', 'package.json')
  /** @type {{ id: string, path: string }[]} */
  const themes = JSON.parse(readFileSync(manifest, 'utf8')).contributes.themes
  const found = themes.find(({ path }) => path.endsWith(`/${files[theme]}.json`))
  if (!found) throw new Error(`no theme ${theme} in ${manifest}`)
  return found.id
}

/** @returns {Promise<number>} a port that nobody listens to */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => done(port))
    })
  })
}

/**
 * A person's settings file.
 * @param {string} file
 * @param {Record<string, unknown>} settings what differs from the calm ones
 */
export function writeSettings(file, settings) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ ...calmSettings, ...settings }, undefined, 2))
}

/**
 * Starts a VS Code server; it runs until stop() is called.
 * @param {{ version?: string, port?: number, theme?: Theme, settings?: Record<string, unknown>, env?: Record<string, string> }} [options]
 */
export async function serve(options = {}) {
  const host = await installHost(options.version ?? newestHost)
  const port = options.port || (await freePort())
  const data = scratchFolder('server')
  writeSettings(join(data, 'data', 'User', 'settings.json'), {
    'workbench.colorTheme': themeName(host.main, options.theme ?? 'dark'),
    ...options.settings,
  })
  const flags = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', ...host.flags]
  // A server started from a VS Code's terminal must not take itself for a part of that one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)))
  const child = spawn(host.node, [host.main, ...flags, '--server-data-dir', data], {
    env: { ...env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise((done) => child.on('close', done))
  await new Promise((listening, failed) => {
    const limit = setTimeout(() => failed(new Error(`VS Code's server did not start within a minute\n${output}`)), 60_000)
    const watch = (/** @type {Buffer} */ chunk) => {
      output += chunk
      if (/listening on/i.test(output)) {
        clearTimeout(limit)
        listening(undefined)
      }
    }
    child.stdout.on('data', watch)
    child.stderr.on('data', watch)
    child.on('error', failed)
    child.on('close', (code) => failed(new Error(`VS Code's server ended with ${code}\n${output}`)))
  })
  return {
    version: host.version,
    port,
    ended,
    async stop() {
      child.kill()
      const hard = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(hard)
      rmSync(data, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/**
 * The address under which a server shows a folder with the extension.
 * @param {{ port: number, folder: string, extension?: string, tests?: string, file?: string }} what absolute paths
 */
export function addressOf({ port, folder, extension, tests, file }) {
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`
  const payload = [['skipWelcome', 'true']]
  if (extension) payload.push(['extensionDevelopmentPath', remote(extension)])
  if (tests) payload.push(['extensionTestsPath', remote(tests)])
  if (file) payload.push(['openFile', remote(file)])
  return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`
}

/** A browser under control, with WebGL also where there is no graphics card, and service workers for webviews. */
export async function openBrowser() {
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: await installBrowser(),
    args: [
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-features=TrackingProtection3pcd,ThirdPartyCookieDeprecationTrial,ForceThirdPartyCookieBlocking',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

/**
 * Collects what goes wrong in the extension and in its panel's page: exceptions nobody caught, providers that threw, errors on
 * the console, breaches of the content security policy. The workbench prints all of it on its own console, beside much
 * that is not ours, hence the search for our name and our staged files.
 * @param {import('playwright-core').Page} page
 * @param {string} extension the staged folder
 */
export function watchProblems(page, extension) {
  /** @type {string[]} */
  const problems = []
  const files = `${basename(dirname(extension))}/${basename(extension)}/`
  const add = (/** @type {string} */ text, /** @type {string} */ where) => {
    if ([text, where].some((line) => line.includes('nabla-math.nabla') || line.includes(files))) problems.push(text)
  }
  page.on('pageerror', (error) => add(error.stack ?? error.message, ''))
  page.on('console', async (message) => {
    if (message.type() !== 'error') return
    // An exception's text lacks its stack, which says whose it is; the object itself has it.
    const values = await Promise.all(message.args().map((value) => value.jsonValue().catch(() => '')))
    const stacks = values.filter((value) => value instanceof Error).map((error) => error.stack)
    add(
      [
        message
          .text()
          .replaceAll(/%c|color: #\w+ ?/g, '')
          .trim(),
        ...stacks,
      ].join('\n'),
      message.location().url,
    )
  })
  return problems
}

/** Where the panel's page is inside the workbench. */
const panelOuterFrame = 'iframe.webview[src*="extensionId=nabla-math.nabla"]'

/**
 * What one does in a window, in terms of a person.
 * @param {import('playwright-core').Page} page
 */
export function windowOf(page) {
  const panelFrame = () => page.frameLocator(panelOuterFrame).last().frameLocator('#active-frame')
  /**
   * Opens the quick input by its keys, types, and takes the first row with a text. All of it again where something was lost: keys
   * that nobody had the focus for, commands that extensions bring while the window is still starting, lines of an editor that is only just opening.
   * @param {string} keys
   * @param {string} typed
   * @param {string} row
   * @param {() => Promise<unknown>} [effect] waited for as well, where doing all of it twice does no harm
   */
  const choose = async (keys, typed, row, effect) => {
    const widget = page.locator('.quick-input-widget').first()
    const found = page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first()
    for (let tries = 5; ; tries--)
      try {
        await page.keyboard.press(keys)
        await widget.locator('input[type="text"]').first().fill(typed, { timeout: 3000 })
        await found.click({ timeout: 3000 })
        await effect?.()
        break
      } catch (error) {
        if (tries === 1) throw error
        await page.keyboard.press('Escape')
      }
    await widget.waitFor({ state: 'hidden' })
  }
  return {
    page,
    /** The panel's page, to look for things in. */
    panelFrame,
    /** The panel's page, to evaluate in. */
    async panelContent() {
      await panelFrame().locator('body').waitFor()
      const outer = await page.locator(panelOuterFrame).last().elementHandle()
      const inner = await (await outer?.contentFrame())?.waitForSelector('#active-frame')
      const frame = await inner?.contentFrame()
      if (!frame) throw new Error('the panel has no content')
      return frame
    },
    /** How many panels there are. */
    panelCount: () => page.locator(panelOuterFrame).count(),
    /** Runs a command from the palette by its title. @param {string} title */
    command: (title) => choose('F1', `>${title}`, title),
    /** Opens a file of the workspace by its name. @param {string} name */
    async open(name) {
      const tab = page.locator('.tab.active', { hasText: name }).first()
      await choose('Control+P', name, name, () => tab.waitFor({ timeout: 5000 }))
    },
    /** Puts the cursor on a line and column (both from 1) of the text editor that has the focus. @param {number} line @param {number} column */
    goTo: (line, column) =>
      choose('Control+G', `:${line}:${column}`, '', () => page.locator('.quick-input-widget').first().waitFor({ state: 'hidden', timeout: 5000 })),
    /** The hover at the cursor, asked for by its keys. */
    async hover() {
      await page.keyboard.press('Control+K')
      await page.keyboard.press('Control+I')
      const hover = page.locator('.monaco-hover:visible .hover-contents, .monaco-hover:visible .hover-row').first()
      await hover.waitFor({ timeout: 5000 })
      return page.locator('.monaco-hover:visible').first()
    },
    /** A picture of the window under test-results/. @param {string} name */
    async screenshot(name) {
      const path = join(root, 'test-results', `${name}.png`)
      await page.screenshot({ path })
      return path
    },
  }
}

/**
 * Makes the page load an extension into its web worker host, as vscode.dev does: as if it were built in. Servers read the
 * extension under development on their own side alone, where there is no such host. Works in 1.100.3.
 * @param {import('playwright-core').Page} page before it goes anywhere
 * @param {number} port
 * @param {string} extension
 */
function loadIntoWorker(page, port, extension) {
  const location = { scheme: 'vscode-remote', authority: `127.0.0.1:${port}`, path: extension }
  return page.addInitScript((place) => {
    // The page's configuration is changed after it is parsed and before the workbench's script reads it.
    new MutationObserver((_, observer) => {
      const element = document.getElementById('vscode-workbench-web-configuration')
      if (!element) return
      observer.disconnect()
      const configuration = JSON.parse(element.dataset.settings ?? '{}')
      element.dataset.settings = JSON.stringify({ ...configuration, additionalBuiltinExtensions: [place] })
    }).observe(document, { childList: true, subtree: true })
  }, location)
}

/**
 * A window to drive: `const { page, panelFrame, command, screenshot, close } = await launch({ theme: 'light' })`.
 * Build before. The folder defaults to a scratch copy of examples/; worker puts the extension into the web worker host, and
 * extension false leaves it out.
 * @param {{ host?: string, theme?: Theme, folder?: string, file?: string, width?: number, height?: number,
 *   settings?: Record<string, unknown>, extension?: boolean, worker?: boolean }} [options]
 */
export async function launch(options = {}) {
  await installPackages()
  const server = await serve({ version: options.host, theme: options.theme, settings: options.settings })
  const browser = await openBrowser()
  const folder = options.folder ? resolve(options.folder) : scratchCopy(join(root, 'examples'))
  const extension = options.extension === false ? undefined : stageExtension()
  const page = await browser.newPage({ viewport: { width: options.width ?? 1400, height: options.height ?? 900 } })
  const problems = extension ? watchProblems(page, extension) : []
  if (extension && options.worker) await loadIntoWorker(page, server.port, extension)
  const onServer = options.worker ? undefined : extension
  await page.goto(addressOf({ port: server.port, folder, extension: onServer, file: options.file ? resolve(folder, options.file) : undefined }))
  await page.locator('.monaco-workbench .part.editor').waitFor()
  if (options.file) await page.locator('.editor-instance .view-line, .notebook-editor .cell').first().waitFor()
  return {
    ...windowOf(page),
    server,
    folder,
    problems,
    async close() {
      await browser.close()
      await server.stop()
      for (const mine of [extension, options.folder ? undefined : folder]) if (mine) rmSync(dirname(mine), { recursive: true, force: true })
    },
  }
}

/**
 * Serves VS Code with the extension as it is being developed; prints the address and runs until it is interrupted.
 * @param {{ version?: string, port?: number, folder?: string }} [options]
 */
export async function serveForPerson(options = {}) {
  const server = await serve({ version: options.version, port: options.port, theme: 'dark', settings: { 'git.enabled': true } })
  const folder = resolve(options.folder ?? join(root, 'examples'))
  console.log(
    `VS Code ${server.version} with Nabla is at\n\n  ${addressOf({ port: server.port, folder, extension: resolve(root) })}\n\nCtrl+C ends it.`,
  )
  const stop = () => server.stop().then(() => process.exit(0))
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  await server.ended
}

if (process.argv[1]?.endsWith('vscode.mjs')) {
  /** @param {string} name */
  const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined)
  await installPackages()
  await serveForPerson({ version: option('--host'), port: Number(option('--port') ?? 0), folder: option('--folder') })
}
