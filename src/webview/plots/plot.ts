/** What every kind of plot can do, and how a plot is found from its element. */
import type { AnalysisView } from '../../protocol.ts'

export interface Plot {
  readonly kind: 'curve' | 'surface'
  readonly node: HTMLElement
  /** @param wrt the symbol whose derivative is shown beside; none for the gradient */
  update(view: AnalysisView, wrt?: string): void
  /** The point looked at, with the values of all symbols. */
  at(): Record<string, number>
  /** Ranges, scales and sliders as the host gave them. */
  reset(): void
  /** The picture as a PNG data URI, on the editor's background. */
  image(): string
  /** The picture as an SVG data URI; of two variables the contours, for a surface is no drawing of lines. */
  drawing(): string
  dispose(): void
}

/** The wheel belongs to the page while the page scrolls, unless the plot has the focus or Ctrl asks for zooming. */
export function mayZoom(event: Event, plot: HTMLElement): boolean {
  if (!(event instanceof WheelEvent)) return true
  const scrolls = document.documentElement.scrollHeight > innerHeight + 1
  return !scrolls || event.ctrlKey || event.metaKey || plot.contains(document.activeElement)
}
