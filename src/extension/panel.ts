/** The panel beside the editor: the webview, its page under a strict policy, and the typed calls to and from it. */
import * as vscode from 'vscode'
import { type HostApi, type Message, type PageApi, receive, remote } from '../protocol.ts'

export const panelType = 'nabla.panel'

export class Panel {
  readonly page: PageApi
  readonly #panel: vscode.WebviewPanel
  /** Whether the page is loaded and hears. What is said to it before is lost: when it is ready it is told all there is. */
  #hears = false

  /** @param host what the page may ask; `ready` is called each time the page has been loaded, at first or anew. */
  constructor(panel: vscode.WebviewPanel, extension: vscode.Uri, host: HostApi) {
    this.#panel = panel
    this.page = remote<PageApi>((message) => this.#post(message))
    const dist = vscode.Uri.joinPath(extension, 'dist')
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] }
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media', 'panel-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'media', 'panel-dark.svg'),
    }
    const heard: HostApi = { ...host, ready: () => this.#ready(host) }
    panel.webview.onDidReceiveMessage((message: unknown) => receive(heard, message))
    panel.webview.html = pageHtml(panel.webview, dist)
    // A hidden page is thrown away and made anew when it is shown.
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#hears = false
    })
  }

  /** A new panel beside the active editor, which keeps the focus. */
  static open(extension: vscode.Uri, host: HostApi): Panel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }
    const panel = vscode.window.createWebviewPanel(panelType, 'Nabla', column, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')],
    })
    return new Panel(panel, extension, host)
  }

  get visible(): boolean {
    return this.#panel.visible
  }

  /** Brings the panel to the front of its column, without the focus. */
  reveal(): void {
    if (!this.#panel.visible) this.#panel.reveal(undefined, true)
  }

  onDidDispose(action: () => void): void {
    this.#panel.onDidDispose(action)
  }

  dispose(): void {
    this.#panel.dispose()
  }

  #ready(host: HostApi): void {
    this.#hears = true
    host.ready()
  }

  #post(message: Message): void {
    if (this.#hears) void this.#panel.webview.postMessage(message)
  }
}

/** Nothing inline, nothing from the network: scripts by nonce only, WebAssembly for the compiled pass, styles and fonts from dist. */
function pageHtml(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = newNonce()
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, 'webview.js'))
  const style = webview.asWebviewUri(vscode.Uri.joinPath(dist, 'webview.css'))
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
  ].join('; ')
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Nabla</title>
</head>
<body>
<main id="nabla"></main>
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`
}

function newNonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
