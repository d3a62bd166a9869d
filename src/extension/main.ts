/** The extension's entry, the same in Node and in the browser's worker: puts the parts together. */
import type * as vscode from 'vscode'
import { registerCodeActions } from './codeAction.ts'
import { registerCodeLens } from './codeLens.ts'
import { registerCommands } from './commands.ts'
import { FormulaImages } from './formulaImage.ts'
import { GradientCheck } from './gradientCheck.ts'
import { registerHover } from './hover.ts'
import { openLog } from './log.ts'
import { Session } from './session.ts'
import { registerTool } from './tool.ts'

export function activate(context: vscode.ExtensionContext): void {
  const session = new Session(context)
  const gradientCheck = new GradientCheck()
  context.subscriptions.push(
    openLog(),
    session,
    gradientCheck,
    ...registerCommands(context, session, gradientCheck),
    registerHover(new FormulaImages(context.extensionUri)),
    registerCodeActions(),
    registerCodeLens(),
    registerTool(),
  )
}
