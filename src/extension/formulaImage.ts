/** Formulas as images in Markdown: data addresses of SVG, in the colours of the theme, remembered by text and colour. */
import * as vscode from 'vscode'
import { Recent } from './recent.ts'
import type { Typeset } from './typeset.ts'

export interface FormulaImage {
  dataUri: string
  /** Pixels. */
  width: number
  height: number
}

/** VS Code cuts a Markdown string at 100,000 characters, and an image cut in half is no image. */
const longestAddress = 60_000
/** Pixels of a letter x in formulas of a hover, and the room a hover gives them. */
const exHeight = 8.5
const widest = 480
/** Below this scale letters cannot be read any more. */
const smallestScale = 0.6

/** The colour of text on each kind of theme: an image does not see the theme around it. */
const colours: Record<vscode.ColorThemeKind, string> = {
  [vscode.ColorThemeKind.Light]: '#3b3b3b',
  [vscode.ColorThemeKind.Dark]: '#d4d4d4',
  [vscode.ColorThemeKind.HighContrast]: '#ffffff',
  [vscode.ColorThemeKind.HighContrastLight]: '#000000',
}

interface TypesetModule {
  typeset(latex: string, colour: string): Typeset
}

export class FormulaImages {
  #module: Promise<TypesetModule> | undefined
  readonly #images = new Recent<FormulaImage | 'none'>(200)

  constructor(private readonly extension: vscode.Uri) {}

  /** Undefined when the formula is too large for an image; then the text must do. */
  async image(latex: string): Promise<FormulaImage | undefined> {
    const colour = colours[vscode.window.activeColorTheme.kind]
    const key = `${colour} ${latex}`
    const known = this.#images.get(key)
    if (known) return known === 'none' ? undefined : known
    this.#module ??= load(vscode.Uri.joinPath(this.extension, 'dist', 'typeset.mjs'))
    const image = imageOf((await this.#module).typeset(latex, colour))
    this.#images.set(key, image ?? 'none')
    return image
  }
}

function imageOf({ svg, width, height }: Typeset): FormulaImage | undefined {
  const scale = Math.min(1, widest / (width * exHeight))
  const dataUri = `data:image/svg+xml;base64,${btoa(asciiOnly(svg))}`
  if (scale < smallestScale || dataUri.length > longestAddress) return undefined
  return { dataUri, width: Math.ceil(width * exHeight * scale), height: Math.ceil(height * exHeight * scale) }
}

/** Characters beyond ASCII (text in a formula) as references, which every encoding of the SVG agrees on. */
function asciiOnly(svg: string): string {
  return svg.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`)
}

/** The bundle is an ES module: the Node host imports its file, the worker host, which has no files, a blob of its bytes. */
async function load(uri: vscode.Uri): Promise<TypesetModule> {
  if (vscode.env.uiKind === vscode.UIKind.Desktop || uri.scheme === 'file') return import(uri.toString(true)) as Promise<TypesetModule>
  const url = URL.createObjectURL(new Blob([await vscode.workspace.fs.readFile(uri)], { type: 'text/javascript' }))
  try {
    return (await import(url)) as TypesetModule
  } finally {
    URL.revokeObjectURL(url)
  }
}
