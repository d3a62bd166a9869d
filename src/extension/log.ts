/** The output channel for what goes wrong: errors are written there, never thrown at the editor. */
import * as vscode from 'vscode'

let channel: vscode.LogOutputChannel | undefined

export function openLog(): vscode.Disposable {
  channel = vscode.window.createOutputChannel('Nabla', { log: true })
  return channel
}

export function logError(what: string, error: unknown): void {
  channel?.error(what, error instanceof Error ? (error.stack ?? error.message) : String(error))
}

/** The result of an action; undefined, and a line in the log, when it failed. */
export async function guarded<T>(what: string, action: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (error) {
    logError(what, error)
    return undefined
  }
}
