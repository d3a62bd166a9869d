/** The panel's page: joins it to the host, and brings the styles into the bundle. */
import 'katex/dist/katex.min.css'
import './panel.css'
import './analysis.css'
import './states.css'
import './menu.css'
import './plots.css'
import { type HostApi, type Message, type PageApi, receive, remote } from '../protocol.ts'
import { Panel } from './panel.ts'
import { State, type StateApi } from './state.ts'
import { h } from './widgets/dom.ts'

declare function acquireVsCodeApi(): StateApi & { postMessage(message: Message): void }

const vscode = acquireVsCodeApi()
const host = remote<HostApi>((message) => vscode.postMessage(message))
const root = document.querySelector('main') ?? document.body.appendChild(h('main'))
const panel = new Panel({ host, state: new State(vscode) }, root)

const page: PageApi = {
  show: (view) => panel.show(view),
  refuse: (view) => panel.refuse(view),
  welcome: (examples) => panel.welcome(examples),
  setPinned: (pinned) => panel.setPinned(pinned),
  setHistory: (can) => panel.setHistory(can),
  busy: (now) => panel.busy(now),
}
addEventListener('message', (event) => receive(page, event.data))
host.ready()
