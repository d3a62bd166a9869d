/** The editor's theme as the canvases need it: colours read from the tokens, and a word when they change. */

export interface Theme {
  foreground: string
  muted: string
  background: string
  grid: string
  blue: string
  orange: string
  purple: string
  red: string
  fontFamily: string
  fontSize: number
  highContrast: boolean
}

/** The theme as it is now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body)
  const token = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise
  const foreground = token('foreground', style.color)
  const background = token('editor-background', style.backgroundColor)
  const highContrast = document.body.classList.contains('vscode-high-contrast') || document.body.classList.contains('vscode-high-contrast-light')
  return {
    foreground,
    muted: highContrast ? foreground : token('descriptionForeground', foreground),
    background,
    grid: highContrast ? mix(foreground, background, 0.4) : mix(foreground, background, 0.13),
    blue: opaque(token('charts-blue', '#1a85ff')),
    // Themes give a colour made for highlighting, a third opaque, or none: a line needs all of it.
    orange: opaque(token('charts-orange', '#ea5c00')),
    purple: opaque(token('charts-purple', '#8d4bbb')),
    red: opaque(token('charts-red', '#e51400')),
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(token('font-size', '13px')) || 13,
    highContrast,
  }
}

/** The colour without its transparency. */
const opaque = (colour: string): string => painted((context) => paint(context, colour))

/** Paints one colour over another in the given strength: both may be any CSS colour, the result is opaque. */
const mix = (top: string, bottom: string, strength: number): string =>
  painted((context) => {
    paint(context, bottom)
    context.globalAlpha = strength
    paint(context, top)
  })

/** The colour of a canvas of one pixel after something was painted on it: CSS colours of any notation end as numbers. */
function painted(work: (context: CanvasRenderingContext2D) => void): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return 'rgb(128, 128, 128)'
  work(context)
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data
  return `rgb(${r}, ${g}, ${b})`
}

function paint(context: CanvasRenderingContext2D, colour: string): void {
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
}

/** Calls back after the theme has changed; returns how to stop. VS Code changes the body's classes and the root's variables. */
export function onThemeChange(changed: () => void): () => void {
  let pending = 0
  const ask = () => {
    cancelAnimationFrame(pending)
    pending = requestAnimationFrame(changed)
  }
  const observer = new MutationObserver(ask)
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] })
  return () => {
    cancelAnimationFrame(pending)
    observer.disconnect()
  }
}

/** Whether movement is to be avoided. */
export const reducedMotion = (): boolean =>
  document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches
