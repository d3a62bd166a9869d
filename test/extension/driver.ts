/**
 * What a test inside VS Code can ask of the world outside it: the keyboard, the mouse, what is on the screen, and the inside
 * of the panel's page. host.ts, which drives the browser, answers over HTTP; both sides share the interface below.
 */
import * as vscode from 'vscode'

/** How much of a picture is what. */
export interface Picture {
  width: number
  height: number
  /** Different colours in it; 1 is a blank picture. */
  colours: number
  /** Share of the most frequent colour, 0 to 1. */
  background: number
}

export interface HoverContent {
  text: string
  /** Sources of its images. */
  images: string[]
  links: string[]
}

export type Theme = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light'

/** One thing that happened in the run of the tests, told as it happens. */
export type Report =
  | { kind: 'pass' | 'skip'; title: string; milliseconds: number }
  | { kind: 'fail' | 'again'; title: string; error: string }
  | { kind: 'end'; tests: number }

/** Calls that a test makes. A selector is playwright's: CSS, `text=...`, and so on. Waiting calls give up after 15 s. */
export interface Driver {
  /** What the tests are to run with. */
  settings(): { filter: string; version: string }
  report(report: Report): void

  /** Presses keys, as `Control+Shift+P`; several one after the other. */
  press(...keys: string[]): void
  type(text: string): void
  /** Runs a command from the palette by its title, as a person does. */
  command(title: string): void
  click(selector: string): void
  /** Text of the first visible match in the workbench. */
  text(selector: string): string
  count(selector: string): number
  /** Titles of the entries of the context menu that is open. */
  menu(): string[]
  /** The hover at the cursor of the active editor, asked for by its keys; null if none came within 5 s. */
  hover(): HoverContent | null
  screenshot(name: string): void

  /** Waits until the panel's page shows a match. */
  panelWait(selector: string, options?: { hidden?: boolean; text?: string; timeout?: number }): void
  /** innerText of the first match in the panel's page; of the whole page without a selector. */
  panelText(selector?: string): string
  panelTexts(selector: string): string[]
  panelCount(selector: string): number
  panelAttribute(selector: string, name: string): string | null
  panelClick(selector: string, position?: { x: number; y: number }): void
  panelHover(selector: string, position?: { x: number; y: number }): void
  panelFill(selector: string, value: string): void
  panelSelect(selector: string, value: string): void
  panelPress(selector: string, key: string): void
  /** What is really drawn there. */
  panelPicture(selector: string): Picture
  /** The source of a function, evaluated in the panel's page; see panelEvaluate. */
  panelRun(source: string, args: unknown[]): unknown
  /** Is there a panel, visible or not? */
  panelIsOpen(): boolean

  /** Errors seen so far: exceptions and policy breaches in the panel's page, uncaught errors of the extension. */
  problems(): string[]
}

/** The driver as its callers see it: every answer comes later. */
export type Remote<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never
}

/** Where host.ts listens, left in the workspace because a web worker sees no environment. */
export const addressFile = '.nabla-test.json'

let address: Promise<string> | undefined

async function readAddress(): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.[0]
  if (!folder) throw new Error('the tests need a workspace folder')
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, addressFile))
  return (JSON.parse(new TextDecoder().decode(bytes)) as { address: string }).address
}

async function call(method: string, args: unknown[]): Promise<unknown> {
  address ??= readAddress()
  const response = await fetch(await address, { method: 'POST', body: JSON.stringify({ method, args }) })
  const answer = (await response.json()) as { value?: unknown; error?: string }
  if (answer.error !== undefined) throw new Error(answer.error)
  return answer.value
}

export const driver = new Proxy({} as Remote<Driver>, {
  get: (_, method) => (typeof method === 'string' ? (...args: unknown[]) => call(method, args) : undefined),
})

/** Changes the colour theme; themes were renamed between versions of VS Code, their files were not. */
export async function setTheme(theme: Theme): Promise<void> {
  const files = { light: 'light_modern', dark: 'dark_modern', 'high-contrast': 'hc_black', 'high-contrast-light': 'hc_light' }
  const themes: { id: string; path: string }[] = vscode.extensions.getExtension('vscode.theme-defaults')?.packageJSON.contributes.themes ?? []
  const found = themes.find(({ path }) => path.endsWith(`/${files[theme]}.json`))
  if (!found) throw new Error(`no theme ${theme}`)
  await vscode.workspace.getConfiguration('workbench').update('colorTheme', found.id, vscode.ConfigurationTarget.Global)
  const kinds = {
    light: vscode.ColorThemeKind.Light,
    dark: vscode.ColorThemeKind.Dark,
    'high-contrast': vscode.ColorThemeKind.HighContrast,
    'high-contrast-light': vscode.ColorThemeKind.HighContrastLight,
  }
  await eventually(() => {
    if (vscode.window.activeColorTheme.kind !== kinds[theme]) throw new Error(`the theme is not ${theme} yet`)
  })
}

/** Evaluates a function in the panel's page. It sees nothing of the test but the arguments, which pass as JSON. */
export async function panelEvaluate<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
  return (await driver.panelRun(run.toString(), args)) as Awaited<R>
}

/** Waits until something holds; the error of the last try says what did not. */
export async function eventually<T>(check: () => T | Promise<T>, milliseconds = 15_000): Promise<T> {
  const end = Date.now() + milliseconds
  for (;;)
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((done) => setTimeout(done, 50))
    }
}
