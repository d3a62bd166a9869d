/**
 * The panel's page in a real Chromium without VS Code: the built dist/webview.js under the same content security policy,
 * with a host that records what the page asks for, and the colours of each of the four kinds of theme.
 */
import { createReadStream, existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../scripts/vscode.mjs'
import { type HostApi, type Message, type PageApi, pack } from '../../src/protocol.ts'
import { hostStyles, lookOf, type ThemeKind, type ThemeLook } from './themes.ts'

export interface PanelOptions {
  theme?: ThemeKind
  width?: number
  height?: number
  reducedMotion?: boolean
  /** What the page kept with setState in an earlier life. */
  state?: unknown
}

/** A call the page made of the host. */
export interface HostCall {
  method: keyof HostApi
  args: unknown[]
}

export interface Panel {
  page: Page
  /** Calls a method of the page, as the host does. */
  call<K extends keyof PageApi>(method: K, ...args: Parameters<PageApi[K]>): Promise<void>
  /** What the page has asked of the host so far, oldest first. */
  calls(): Promise<HostCall[]>
  /** Waits for the page to call a method (again), and gives its arguments. */
  waitForCall<K extends keyof HostApi>(method: K): Promise<Parameters<HostApi[K]>>
  /** What the page keeps with setState. */
  state(): Promise<unknown>
  setTheme(theme: ThemeKind): Promise<void>
  /** Errors of the page's scripts and breaches of the content security policy. */
  problems: string[]
  /** A picture under test-results/. */
  screenshot(name: string): Promise<string>
  close(): Promise<void>
}

const dist = resolve('dist')
const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.map': 'application/json' }

/** As src/extension gives it to the webview, with this server in place of the webview's resource origin. */
const policy = (origin: string, nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `style-src ${origin}`,
    `font-src ${origin}`,
    `img-src ${origin} data: blob:`,
  ].join('; ')

/** What VS Code's own script gives a webview: the theme, and acquireVsCodeApi, here with a memory that tests can look into. */
const hostScript = `{
  window.setLook = ({ bodyClass, properties }) => {
    const root = document.documentElement.style
    for (const name of [...root]) if (name.startsWith('--vscode-')) root.removeProperty(name)
    for (const [name, value] of Object.entries(properties)) root.setProperty(name, value)
    const kept = [...document.body.classList].filter((name) => !/^vscode-(light|dark|high-contrast|high-contrast-light)$/.test(name))
    document.body.className = [...kept, ...bodyClass.split(' ')].join(' ')
    document.body.dataset.vscodeThemeKind = bodyClass.split(' ')[0]
  }
  const calls = (window.hostCalls = [])
  let state = window.initialState
  window.hostState = () => state
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => void calls.push(structuredClone(message)),
    getState: () => state,
    setState: (next) => (state = structuredClone(next)),
  })
}`

function pageOf(origin: string, options: PanelOptions): string {
  const nonce = 'nabla'
  const data = JSON.stringify({ state: options.state, look: lookOf(options.theme ?? 'dark') }).replaceAll('<', '\\u003c')
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy(origin, nonce)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="/host.css">
  <link rel="stylesheet" href="/webview.css">
</head>
<body class="vscode-body${options.reducedMotion ? ' vscode-reduce-motion' : ''}">
  <script nonce="${nonce}">const given = ${data}; window.initialState = given.state; ${hostScript}; window.setLook(given.look)</script>
  <script type="module" nonce="${nonce}" src="/webview.js"></script>
</body>
</html>`
}

/** Serves the page at / and the bundles beside it. */
async function serveDist(options: PanelOptions) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const { port } = server.address() as AddressInfo
    if (path === '/' || path === '/host.css') {
      response.setHeader('content-type', path === '/' ? 'text/html; charset=utf-8' : 'text/css')
      response.end(path === '/' ? pageOf(`http://127.0.0.1:${port}`, options) : hostStyles)
      return
    }
    const file = join(dist, path)
    if (!file.startsWith(dist) || !existsSync(file)) {
      response.statusCode = path === '/favicon.ico' ? 204 : 404
      response.end()
      return
    }
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

/** One browser for all panels of a test file. */
let browser: Promise<Browser> | undefined
let open = 0

/** The page's memory of the host, as hostScript leaves it. */
interface HostMemory {
  hostCalls: Message[]
  hostState(): unknown
  setLook(look: ThemeLook): void
}

/** Opens the page and waits until it says that it is ready. */
export async function openPanel(options: PanelOptions = {}): Promise<Panel> {
  browser ??= openBrowser()
  open++
  const server = await serveDist(options)
  const context = await (await browser).newContext({
    viewport: { width: options.width ?? 720, height: options.height ?? 900 },
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  const { port } = server.address() as AddressInfo
  await page.goto(`http://127.0.0.1:${port}/`)
  const calls = async (): Promise<HostCall[]> =>
    (await page.evaluate(() => (globalThis as unknown as HostMemory).hostCalls)).map(({ method, args }) => ({
      method: method as keyof HostApi,
      args,
    }))
  const panel: Panel = {
    page,
    problems,
    calls,
    async call(method, ...args) {
      const message: Message = { nabla: 1, method, args: pack(args) as unknown[] }
      await page.evaluate((data) => window.postMessage(data, '*'), message)
      // Messages are delivered in order: after this one's echo the page has taken it.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    },
    async waitForCall<K extends keyof HostApi>(method: K) {
      const seen = (await calls()).filter((call) => call.method === method).length
      const already = method === 'ready' && seen > 0 ? seen - 1 : seen
      await page.waitForFunction(
        ([name, count]) => (globalThis as unknown as HostMemory).hostCalls.filter((call) => call.method === name).length > count,
        [method, already] as const,
        { timeout: 10_000 },
      )
      const args = (await calls()).filter((call) => call.method === method).at(-1)?.args
      return args as Parameters<HostApi[K]>
    },
    state: () => page.evaluate(() => (globalThis as unknown as HostMemory).hostState()),
    async setTheme(next) {
      await page.evaluate((look) => (globalThis as unknown as HostMemory).setLook(look), lookOf(next))
    },
    async screenshot(name) {
      await mkdir('test-results', { recursive: true })
      const path = join('test-results', `${name}.png`)
      await page.screenshot({ path, fullPage: true })
      return path
    },
    async close() {
      await context.close()
      server.closeAllConnections()
      server.close()
      if (--open === 0) {
        await (await browser)?.close()
        browser = undefined
      }
    },
  }
  const ready = () => (globalThis as unknown as HostMemory).hostCalls.some((call) => call.method === 'ready')
  await page.waitForFunction(ready, undefined, { timeout: 20_000 }).catch(async (error: unknown) => {
    // A browser left open would keep the test's process alive for ever.
    await panel.close()
    throw new Error(`the page did not start: ${problems.join('; ') || String(error)}`)
  })
  return panel
}
