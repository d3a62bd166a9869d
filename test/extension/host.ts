/**
 * The outside of an extension test: starts a VS Code with the suite in it, answers what the tests ask
 * (driver.ts), and counts what they report.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { SourceMap } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join, relative, resolve } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import {
  addressOf,
  freePort,
  openBrowser,
  scratchCopy,
  scratchFolder,
  serve,
  stageExtension,
  watchProblems,
  windowOf,
  writeSettings,
} from '../../scripts/vscode.mjs'
import type { Driver, HoverContent, Picture, Report } from './driver.ts'
import { panelSurvivesReload } from './reload.ts'

export interface SuiteOptions {
  version: string
  filter: string
  /** Leave the server running at the end, and say where. */
  keep: boolean
}

export interface SuiteOutcome {
  passed: number
  failed: number
  skipped: number
  crashed?: string
}

const suite = resolve('dist/test/extension/suite.cjs')

/** A run that tells nothing for so long is stuck. */
const patience = 120_000

/** The suite in a VS Code server of a version, with its workbench in a browser. */
export async function runSuite({ version, filter, keep }: SuiteOptions): Promise<SuiteOutcome> {
  const run = await prepareRun({ version, filter })
  const server = await serve({ version })
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1500, height: 950 } })
    const ended = new Promise<string | undefined>((done) => {
      page.exposeFunction('codeAutomationExit', (code: number) => done(code === 0 ? undefined : `the suite ended with code ${code}`))
    })
    const log: string[] = []
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => log.push(`${type}: ${args.map(String).join(' ')}`))
    run.drive(page)
    await page.goto(addressOf({ port: server.port, folder: run.folder, extension: run.extension, tests: suite }))
    const outcome = await run.outcome(ended)
    if (outcome.crashed) console.log(log.map((line) => `  ${line}`).join('\n'))
    const reload = () => panelSurvivesReload(browser, addressOf({ port: server.port, folder: run.folder, extension: run.extension }))
    const tell = (kind: 'fail' | 'again') => (error: Error) =>
      run.report({ kind, title: 'the panel survives a reload', error: error.stack ?? error.message })
    if ('the panel survives a reload'.includes(filter))
      await reload()
        .catch((error) => {
          tell('again')(error)
          return reload()
        })
        .then(() => outcome.passed++, tell('fail'))
    if (keep) {
      console.log(`  kept: ${addressOf({ port: server.port, folder: run.folder, extension: run.extension })}`)
      await server.ended
    }
    return outcome
  } finally {
    await browser.close()
    await server.stop()
    run.close()
  }
}

/** The suite in a desktop VS Code; its window is driven through the port for debuggers. */
export async function runDesktopSuite({ version, filter, program }: { version: string; filter: string; program: string }): Promise<SuiteOutcome> {
  const run = await prepareRun({ version, filter })
  const data = scratchFolder('desktop')
  writeSettings(join(data, 'User', 'settings.json'), {})
  const port = await freePort()
  const { runTests } = await import('@vscode/test-electron')
  const ended = runTests({
    vscodeExecutablePath: program,
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: suite,
    launchArgs: [run.folder, `--user-data-dir=${data}`, `--remote-debugging-port=${port}`, '--disable-workspace-trust', '--skip-welcome'],
  }).then(
    (code) => (code === 0 ? undefined : `the suite ended with code ${code}`),
    (error: unknown) => String(error),
  )
  let browser: Browser | undefined
  try {
    browser = await connect(port)
    const context = browser.contexts()[0]
    if (!context) throw new Error('the desktop window cannot be driven')
    run.drive(context.pages()[0] ?? (await context.waitForEvent('page')))
    return await run.outcome(ended)
  } finally {
    await browser?.close().catch(() => {})
    run.close()
    rmSync(data, { recursive: true, force: true })
  }
}

/** Waits for a window to answer debuggers. */
async function connect(port: number): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  const end = Date.now() + 60_000
  for (;;)
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((done) => setTimeout(done, 500))
    }
}

/** What every run has, whatever the window: a workspace, the staged extension, the driver's server, and the count. */
async function prepareRun(settings: { version: string; filter: string }) {
  const folder = scratchCopy('examples')
  const extension = stageExtension()
  const outcome: SuiteOutcome = { passed: 0, failed: 0, skipped: 0 }
  let problems: string[] = []
  let lastReport = Date.now()
  let complete = false
  const report = (told: Report): void => {
    lastReport = Date.now()
    if (told.kind === 'pass') outcome.passed++
    else if (told.kind === 'skip') {
      outcome.skipped++
      console.log(`  skipped: ${told.title}`)
    } else if (told.kind === 'fail' || told.kind === 'again') {
      if (told.kind === 'fail') outcome.failed++
      console.log(`  ${told.kind === 'fail' ? 'FAILED' : 'once more:'} ${told.title}\n${sourcePlaces(told.error).replace(/^/gm, '    ')}`)
    } else complete = true
  }
  let driven: Page | undefined
  let driver: Answers | undefined
  const bridge = await serveDriver(async (method, args) => {
    if (!driver) throw new Error('there is no window yet')
    if (!Object.hasOwn(driver, method)) throw new Error(`the driver knows no ${method}`)
    return (driver[method] as (...args: unknown[]) => unknown)(...args)
  })
  writeFileSync(join(folder, '.nabla-test.json'), JSON.stringify({ address: `http://127.0.0.1:${(bridge.address() as AddressInfo).port}/` }))
  return {
    folder,
    extension,
    report,
    drive(page: Page): void {
      driven = page
      problems = watchProblems(page, extension)
      driver = driverOf(page, { settings, report, problems: () => problems })
    },
    /** Waits for the end, which tells why when it is a bad one, and sums up. */
    async outcome(ended: Promise<string | undefined>): Promise<SuiteOutcome> {
      let clock: NodeJS.Timeout | undefined
      const stuck = new Promise<string>((done) => {
        clock = setInterval(() => {
          if (Date.now() - lastReport > patience) done(`nothing was heard from the tests for ${patience / 1000} s`)
        }, 1000)
      })
      const crashed = await Promise.race([ended, stuck])
      clearInterval(clock)
      if (!complete) {
        outcome.crashed = crashed ?? 'the suite ended before its tests did'
        mkdirSync('test-results', { recursive: true })
        await driven?.screenshot({ path: `test-results/crashed-${settings.version}.png` }).catch(() => {})
      }
      if (problems.length) {
        outcome.failed++
        console.log(`  FAILED: errors while the tests ran\n${problems.join('\n').replace(/^/gm, '    ')}`)
      }
      if (outcome.passed + outcome.failed === 0) outcome.crashed ??= settings.filter ? `no test for "${settings.filter}"` : 'no test ran'
      return outcome
    },
    close(): void {
      bridge.close()
      for (const scratch of [folder, extension]) rmSync(dirname(scratch), { recursive: true, force: true })
    },
  }
}

/** A stack with places in the sources for places in the bundle; VS Code's own handling of stacks keeps Node from doing it. */
function sourcePlaces(stack: string): string {
  const map = new SourceMap(JSON.parse(readFileSync(`${suite}.map`, 'utf8')))
  return stack.replaceAll(/[^\s()]*suite\.cjs:(\d+):(\d+)/g, (place, line, column) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1)
    if (!('originalSource' in entry)) return place
    return `${relative('.', resolve(dirname(suite), entry.originalSource))}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  })
}

interface DriverParts {
  settings: ReturnType<Driver['settings']>
  report: Driver['report']
  problems: Driver['problems']
}

type Answers = { [K in keyof Driver]: (...args: Parameters<Driver[K]>) => ReturnType<Driver[K]> | Promise<ReturnType<Driver[K]>> }

function driverOf(page: Page, parts: DriverParts): Answers {
  page.setDefaultTimeout(15_000)
  const window = windowOf(page)
  const inPanel = (selector: string) => window.panelFrame().locator(selector).first()
  return {
    settings: () => parts.settings,
    report: parts.report,
    problems: parts.problems,
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key)
    },
    type: (text) => page.keyboard.type(text),
    command: (title) => window.command(title),
    click: (selector) => page.locator(selector).first().click(),
    text: (selector) => page.locator(`${selector} >> visible=true`).first().innerText(),
    count: (selector) => page.locator(selector).count(),
    async menu() {
      const menu = page.locator('.monaco-menu').last()
      await menu.waitFor()
      return (await menu.locator('.action-label').allInnerTexts()).map((title) => title.trim()).filter(Boolean)
    },
    hover: () => hoverContent(window),
    async screenshot(name) {
      await window.screenshot(`${parts.settings.version}-${name}`)
    },
    async panelWait(selector, options = {}) {
      const frame = window.panelFrame()
      const found = options.text === undefined ? frame.locator(selector) : frame.locator(selector, { hasText: options.text })
      await found.first().waitFor({ state: options.hidden ? 'hidden' : 'visible', timeout: options.timeout ?? 15_000 })
    },
    panelText: (selector = 'body') => inPanel(selector).innerText(),
    panelTexts: (selector) => window.panelFrame().locator(selector).allInnerTexts(),
    panelCount: (selector) => window.panelFrame().locator(selector).count(),
    panelAttribute: (selector, name) => inPanel(selector).getAttribute(name),
    panelClick: (selector, position) => inPanel(selector).click(position ? { position } : {}),
    panelHover: (selector, position) => inPanel(selector).hover(position ? { position } : {}),
    panelFill: (selector, value) => inPanel(selector).fill(value),
    async panelSelect(selector, value) {
      await inPanel(selector).selectOption(value)
    },
    panelPress: (selector, key) => inPanel(selector).press(key),
    async panelPicture(selector) {
      const bytes = await inPanel(selector).screenshot()
      return measurePicture(page, bytes.toString('base64'))
    },
    async panelRun(source, args) {
      const frame: Frame = await window.panelContent()
      return frame.evaluate(`(${source})(...${JSON.stringify(args)})`)
    },
    panelIsOpen: () => window.panelCount().then((count) => count > 0),
  }
}

async function hoverContent(window: ReturnType<typeof windowOf>): Promise<HoverContent | null> {
  const hover = await window.hover().catch(() => undefined)
  if (!hover) return null
  return {
    text: await hover.innerText(),
    images: await hover.locator('img').evaluateAll((images) => images.map((image) => image.getAttribute('src') ?? '')),
    links: await hover.locator('a').allInnerTexts(),
  }
}

/** Counts the colours of a PNG, with the browser's own decoder. */
function measurePicture(page: Page, png: string): Promise<Picture> {
  return page.evaluate(async (base64) => {
    // The workbench's policy forbids fetching data addresses, hence bytes by hand.
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    if (!context) throw new Error('no 2d context')
    context.drawImage(image, 0, 0)
    const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)
    const counts = new Map<number, number>()
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
    return { width: image.width, height: image.height, colours: counts.size, background: Math.max(...counts.values()) / pixels.length }
  }, png)
}

/** Answers the calls of driver.ts; open to any origin, for a web worker's tests come from another. */
async function serveDriver(answer: (method: keyof Driver, args: unknown[]) => unknown) {
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*')
    if (request.method === 'OPTIONS') {
      response.end()
      return
    }
    let reply: { value?: unknown; error?: string }
    try {
      const { method, args } = JSON.parse(await bodyOf(request)) as { method: keyof Driver; args: unknown[] }
      reply = { value: (await answer(method, args)) ?? null }
    } catch (error) {
      reply = { error: error instanceof Error ? error.message : String(error) }
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(reply))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}
