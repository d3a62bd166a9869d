/** The hover: the derivative of the expression under the pointer, typeset, as text, and with what one may do next. */
import * as vscode from 'vscode'
import type { Analysis } from '../math/api.ts'
import { ask, isMathematics } from './analyst.ts'
import { definition } from './block.ts'
import { linkable } from './commands.ts'
import type { FormulaImages } from './formulaImage.ts'
import { readLanguageIds } from './languages.ts'
import type { Written } from './left.ts'
import { guarded } from './log.ts'
import * as settings from './settings.ts'
import { type Passage, type Place, passageAt, placeOf } from './source.ts'
import { equationsOf, gradientEquationOf } from './view.ts'

/** More derivatives than this are for the panel; a gradient of this many parts is one of them. */
const mostLines = 2
const mostParts = 4
const longestText = 300

export function registerHover(images: FormulaImages): vscode.Disposable {
  return vscode.languages.registerHoverProvider(readLanguageIds, {
    provideHover: (document, position) => guarded('hover', () => hoverAt(document, position, images)),
  })
}

async function hoverAt(document: vscode.TextDocument, position: vscode.Position, images: FormulaImages): Promise<vscode.Hover | undefined> {
  if (!settings.hoverEnabled()) return undefined
  const offset = document.offsetAt(position)
  const passage = passageAt(document, { start: offset, end: offset })
  if (!passage || !isOnText(document, position)) return undefined
  const analysis = ask(passage)
  if (!isMathematics(analysis)) return undefined
  const { document: where, range } = passage.locate(analysis.range)
  if (where !== document || !range.contains(position) || !isPointedAt(analysis, document, range, position)) return undefined
  return new vscode.Hover(await content(analysis, passage, placeOf(document, new vscode.Range(position, position)), images), range)
}

/**
 * A whole function or class is meant by who points at its first line; in the lines below, only what stands there itself. A name
 * alone has a derivative too, which tells nobody anything.
 */
function isPointedAt({ value, name }: Analysis, document: vscode.TextDocument, range: vscode.Range, position: vscode.Position): boolean {
  const first = document.lineAt(range.start.line).text
  if (position.line > range.start.line && (definition.test(first) || /^\s*class\b/.test(first))) return false
  return name !== undefined || value.operations > 0
}

/** Hovers are asked for between words and at the ends of lines too, where nobody points at anything. */
function isOnText(document: vscode.TextDocument, position: vscode.Position): boolean {
  const line = document.lineAt(position.line).text
  return position.character < line.length && /\S/.test(line.charAt(position.character))
}

async function content(analysis: Analysis, passage: Passage, place: Place, images: FormulaImages): Promise<vscode.MarkdownString[]> {
  const whole = gradientEquationOf(analysis, passage.source.text, mostParts)
  const lines: (Written & { narrowLatex?: string })[] = whole ? [whole] : equationsOf(analysis, passage.source.text)
  const shown = lines.slice(0, mostLines)
  const strings: vscode.MarkdownString[] = []
  for (const line of shown) {
    const markdown = new vscode.MarkdownString()
    const image = await guarded('typesetting', async () => (await images.image(line.latex)) ?? (line.narrowLatex && images.image(line.narrowLatex)))
    if (image) markdown.appendMarkdown(`![${altText(line.text)}](${image.dataUri}|width=${image.width},height=${image.height})\n\n`)
    markdown.appendCodeblock(line.text.length > longestText ? `${line.text.slice(0, longestText)} …` : line.text, 'text')
    strings.push(markdown)
  }
  const latex = lines.map((line) => line.latex).join('\n')
  const more = lines.length - mostLines
  const open = more > 0 ? vscode.l10n.t('Open panel, with {0} more', more) : vscode.l10n.t('Open panel')
  const links = new vscode.MarkdownString(
    [
      link(`$(graph-line) ${open}`, 'nabla.differentiateSelection', place),
      link('$(insert) ' + vscode.l10n.t('Insert code'), 'nabla.insertCode', place),
      link('$(copy) ' + vscode.l10n.t('Copy LaTeX'), 'nabla.copyLatex', latex),
    ].join(' · '),
    true,
  )
  links.isTrusted = { enabledCommands: linkable }
  return [...strings, links]
}

function link(label: string, command: string, argument: unknown): string {
  return `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`
}

/** Brackets would end the image's description. */
function altText(text: string): string {
  return text.replace(/[[\]\\`]/g, (character) => `\\${character}`).slice(0, longestText)
}
