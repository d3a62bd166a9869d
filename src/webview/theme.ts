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
    blue: token('charts-blue', '#1a85ff'),
    orange: token('charts-orange', '#d18616'),
    purple: token('charts-purple', '#8d4bbb'),
    red: token('charts-red', '#e51400'),
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(token('font-size', '13px')) || 13,
    highContrast,
  }
}

/** Paints one colour over another in the given strength: both may be any CSS colour, the result is opaque. */
function mix(top: string, bottom: string, strength: number): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return top
  context.fillStyle = bottom
  context.fillRect(0, 0, 1, 1)
  context.globalAlpha = strength
  context.fillStyle = top
  context.fillRect(0, 0, 1, 1)
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data
  return `rgb(${r}, ${g}, ${b})`
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
