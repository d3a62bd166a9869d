/** The settings of the person, as they stand now. */
import * as vscode from 'vscode'
import type { CodeLanguage } from '../math/api.ts'
import { chosenIdiom, codeLabels, type Idiom, idiomOf } from './languages.ts'

const read = () => vscode.workspace.getConfiguration('nabla')

export const hoverEnabled = (): boolean => read().get('hover.enabled', true)
export const checksGradients = (): boolean => read().get('checkGradients', true)
export const showsCodeLens = (): boolean => read().get('codeLens.enabled', false)
export const followsCursor = (): boolean => read().get('followCursor', true)
export const layout = (): 'numerator' | 'denominator' => (read().get('layout') === 'denominator' ? 'denominator' : 'numerator')

/** The language for code: the one chosen in the settings, else that of the file. */
export function codeIdiom(languageId: string, text: string): Idiom {
  const own = idiomOf(languageId, text)
  const chosen = read().get<string>('codeLanguage', 'auto')
  return Object.hasOwn(codeLabels, chosen) ? chosenIdiom(chosen as CodeLanguage, own) : own
}
