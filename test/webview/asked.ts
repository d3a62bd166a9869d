/** What the page asked of the host since the last look, and what stands on the page. */
import type { HostApi } from '../../src/protocol.ts'
import type { Panel } from './harness.ts'

const seen = new WeakMap<Panel, number>()

/** The arguments of the next call of a method since the last one found; waits for it. */
export async function asked<K extends keyof HostApi>(
  panel: Panel,
  method: K,
  wanted: (args: Parameters<HostApi[K]>) => boolean = () => true,
): Promise<Parameters<HostApi[K]>> {
  for (const start = Date.now(); Date.now() - start < 15_000; await new Promise((done) => setTimeout(done, 20))) {
    const from = seen.get(panel) ?? 0
    const calls = await panel.calls()
    const found = calls.findIndex((call, i) => i >= from && call.method === method && wanted(call.args as Parameters<HostApi[K]>))
    if (found < 0) continue
    seen.set(panel, found + 1)
    return calls[found]?.args as Parameters<HostApi[K]>
  }
  throw new Error(`the page did not call ${method}; it called ${(await panel.calls()).map((call) => call.method).join(', ')}`)
}

/** The LaTeX that KaTeX keeps of the first formula within an element. */
export const latexIn = async (panel: Panel, selector: string): Promise<string> =>
  (await panel.page.locator(`${selector} annotation`).first().textContent()) ?? ''

export const textOf = (panel: Panel, selector: string): Promise<string> => panel.page.locator(selector).first().innerText()

export const isVisible = (panel: Panel, selector: string): Promise<boolean> => panel.page.locator(selector).first().isVisible()

/** How many different colours a canvas shows, up to a few: a blank one shows one. */
export const coloursOn = (panel: Panel, selector: string): Promise<number> =>
  panel.page
    .locator(selector)
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement('canvas')
      copy.width = copy.height = 64
      const context = copy.getContext('2d')
      context?.drawImage(canvas, 0, 0, 64, 64)
      const data = context?.getImageData(0, 0, 64, 64).data ?? new Uint8ClampedArray()
      const colours = new Set<number>()
      for (let i = 0; i < data.length; i += 4)
        colours.add(((data[i] ?? 0) << 16) + ((data[i + 1] ?? 0) << 8) + (data[i + 2] ?? 0) + (data[i + 3] ?? 0) / 256)
      return colours.size
    })

/** Lets the page draw what it was asked for: it draws in the next frame, and what that asks for in the one after. */
export const drawn = (panel: Panel): Promise<void> =>
  panel.page.evaluate(async () => {
    for (let i = 0; i < 4; i++) await new Promise((done) => requestAnimationFrame(done))
  })

/** Tries a check again until it holds; what it gives, or its last failure. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  for (const start = Date.now(); ; await new Promise((done) => setTimeout(done, 50)))
    try {
      return await check()
    } catch (error) {
      if (Date.now() - start > 8000) throw error
    }
}
