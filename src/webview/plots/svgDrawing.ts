/** A drawing surface with the words of a 2d canvas that writes SVG: what is drawn for the screen is saved as lines and letters. */

/** What plots use of a canvas. */
export type Drawing = Pick<
  CanvasRenderingContext2D,
  | 'arc'
  | 'beginPath'
  | 'clip'
  | 'drawImage'
  | 'fill'
  | 'fillRect'
  | 'fillStyle'
  | 'fillText'
  | 'font'
  | 'lineCap'
  | 'lineJoin'
  | 'lineTo'
  | 'lineWidth'
  | 'measureText'
  | 'moveTo'
  | 'rect'
  | 'restore'
  | 'rotate'
  | 'save'
  | 'setLineDash'
  | 'stroke'
  | 'strokeRect'
  | 'strokeStyle'
  | 'textAlign'
  | 'textBaseline'
  | 'translate'
>

interface Style {
  fillStyle: string
  strokeStyle: string
  lineWidth: number
  lineCap: CanvasLineCap
  lineJoin: CanvasLineJoin
  font: string
  textAlign: CanvasTextAlign
  textBaseline: CanvasTextBaseline
  dash: number[]
  transform: string
  clip: string
}

const anchors: Partial<Record<CanvasTextAlign, string>> = { center: 'middle', right: 'end', end: 'end' }
/** How far below the point given the letters stand, in parts of their size: not every viewer knows dominant-baseline. */
const drops: Partial<Record<CanvasTextBaseline, number>> = { top: 0.8, middle: 0.35, bottom: -0.22 }

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter)
const digits = (value: number): string => String(Math.round(value * 100) / 100)

export class SvgDrawing implements Drawing {
  private readonly parts: string[] = []
  private readonly measure = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D
  private path = ''
  private clips = 0
  private style: Style = {
    fillStyle: '#000',
    strokeStyle: '#000',
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'miter',
    font: '10px sans-serif',
    textAlign: 'start',
    textBaseline: 'alphabetic',
    dash: [],
    transform: '',
    clip: '',
  }
  private readonly saved: Style[] = []

  constructor(
    private readonly width: number,
    private readonly height: number,
    background: string,
  ) {
    this.fillStyle = background
    this.fillRect(0, 0, width, height)
  }

  /** The picture so far as a data address. */
  dataUri(): string {
    const { width, height } = this
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
    return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${this.parts.join('\n')}\n</svg>\n`)}`
  }

  get fillStyle(): string {
    return this.style.fillStyle
  }
  set fillStyle(value: string | CanvasGradient | CanvasPattern) {
    this.style.fillStyle = String(value)
  }
  get strokeStyle(): string {
    return this.style.strokeStyle
  }
  set strokeStyle(value: string | CanvasGradient | CanvasPattern) {
    this.style.strokeStyle = String(value)
  }
  get lineWidth(): number {
    return this.style.lineWidth
  }
  set lineWidth(value: number) {
    this.style.lineWidth = value
  }
  get lineCap(): CanvasLineCap {
    return this.style.lineCap
  }
  set lineCap(value: CanvasLineCap) {
    this.style.lineCap = value
  }
  get lineJoin(): CanvasLineJoin {
    return this.style.lineJoin
  }
  set lineJoin(value: CanvasLineJoin) {
    this.style.lineJoin = value
  }
  get font(): string {
    return this.style.font
  }
  set font(value: string) {
    this.style.font = value
  }
  get textAlign(): CanvasTextAlign {
    return this.style.textAlign
  }
  set textAlign(value: CanvasTextAlign) {
    this.style.textAlign = value
  }
  get textBaseline(): CanvasTextBaseline {
    return this.style.textBaseline
  }
  set textBaseline(value: CanvasTextBaseline) {
    this.style.textBaseline = value
  }
  setLineDash(dash: number[]): void {
    this.style.dash = dash
  }

  save(): void {
    this.saved.push({ ...this.style })
  }
  restore(): void {
    this.style = this.saved.pop() ?? this.style
  }
  translate(x: number, y: number): void {
    this.style.transform += ` translate(${digits(x)} ${digits(y)})`
  }
  rotate(angle: number): void {
    this.style.transform += ` rotate(${digits((angle * 180) / Math.PI)})`
  }

  beginPath(): void {
    this.path = ''
  }
  moveTo(x: number, y: number): void {
    this.path += `M${digits(x)} ${digits(y)}`
  }
  lineTo(x: number, y: number): void {
    this.path += `${this.path ? 'L' : 'M'}${digits(x)} ${digits(y)}`
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.path += `M${digits(x)} ${digits(y)}h${digits(width)}v${digits(height)}h${digits(-width)}z`
  }
  /** Whole circles only. */
  arc(x: number, y: number, radius: number): void {
    const [r, d] = [digits(radius), digits(2 * radius)]
    this.path += `M${digits(x - radius)} ${digits(y)}a${r} ${r} 0 1 0 ${d} 0a${r} ${r} 0 1 0 -${d} 0z`
  }
  clip(): void {
    this.style.clip = `clip${++this.clips}`
    this.parts.push(`<clipPath id="${this.style.clip}"><path d="${this.path}"/></clipPath>`)
  }
  stroke(): void {
    const { strokeStyle, lineWidth, lineCap, lineJoin, dash } = this.style
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''
    const line = `stroke="${escaped(strokeStyle)}" stroke-width="${lineWidth}" stroke-linecap="${lineCap}" stroke-linejoin="${lineJoin}"${dashes}`
    this.add(`<path d="${this.path}" fill="none" ${line}`, '/>')
  }
  fill(): void {
    this.add(`<path d="${this.path}" fill="${escaped(this.style.fillStyle)}"`, '/>')
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath()
    this.rect(x, y, width, height)
    this.fill()
  }
  strokeRect(x: number, y: number, width: number, height: number): void {
    this.beginPath()
    this.rect(x, y, width, height)
    this.stroke()
  }
  /** A canvas, scaled into a rectangle. */
  drawImage(image: CanvasImageSource, x: number, y: number, width = 0, height = 0): void {
    if (!(image instanceof HTMLCanvasElement)) return
    const place = `x="${digits(x)}" y="${digits(y)}" width="${digits(width)}" height="${digits(height)}"`
    this.add(`<image ${place} preserveAspectRatio="none" href="${image.toDataURL('image/png')}"`, '/>')
  }
  measureText(text: string): TextMetrics {
    this.measure.font = this.style.font
    return this.measure.measureText(text)
  }
  fillText(text: string, x: number, y: number): void {
    const { font, fillStyle, textAlign, textBaseline } = this.style
    const size = Number.parseFloat(font)
    const family = font.replace(/^\S+\s+/, '')
    const place = `x="${digits(x)}" y="${digits(y + (drops[textBaseline] ?? 0) * size)}" text-anchor="${anchors[textAlign] ?? 'start'}"`
    this.add(`<text ${place} font-family="${escaped(family)}" font-size="${size}" fill="${escaped(fillStyle)}"`, `>${escaped(text)}</text>`)
  }

  private add(start: string, end: string): void {
    const { transform, clip } = this.style
    const moved = transform ? ` transform="${transform.trim()}"` : ''
    // A clip path is of the page, not of what is moved; plots clip without moving.
    this.parts.push(`${start}${moved}${clip ? ` clip-path="url(#${clip})"` : ''}${end}`)
  }
}
