/**
 * What the panel shows and why: the expression asked for or followed, the settings the person chose for it, the history,
 * the pin. An answer that is overtaken by a newer question is dropped.
 */
import * as vscode from 'vscode'
import type { Range, Site, Traits } from '../math/api.ts'
import type { AnalysisSettings, AnalysisView, HostApi, RefusalView } from '../protocol.ts'
import { isHere } from './analyst.ts'
import { shifted } from './anchor.ts'
import { copy, insertBelow, replaceBy, saveImage } from './deliver.ts'
import { examples, openExample } from './examples.ts'
import { Follower } from './follow.ts'
import { Highlight, reveal } from './highlight.ts'
import { History } from './history.ts'
import { inquire } from './inquiry.ts'
import { guarded } from './log.ts'
import { Panel, panelType } from './panel.ts'
import { Recent } from './recent.ts'
import { refusalView, unreadableLanguage } from './refusal.ts'
import * as settings from './settings.ts'
import { documentOf, type Passage, type Place, passageAt, placeOf } from './source.ts'

/**
 * Why an expression is looked at. Who asks (or changes a setting) is answered in any case; where the cursor merely
 * passes, or a text is being typed, what cannot be read leaves the page as it is.
 */
type Reason = 'asked' | 'changed settings' | 'travelled' | 'followed' | 'edited'

/** The expression on the page. */
export interface Shown {
  place: Place
  passage: Passage
  view: AnalysisView
  /** Where the expression stands in the passage's text. */
  range: Range
  /** Where code may stand that comes of it. */
  site?: Site
}

const storedSettings = 'nabla.settings'
const storedShown = 'nabla.shown'

export class Session implements vscode.Disposable {
  #panel: Panel | undefined
  #shown: Shown | undefined
  /** What stands on the page beside it since, if that could not be read. */
  #refused: RefusalView | undefined
  #pinned = false
  #working = false
  /** Numbers the questions; an answer to one that is not the newest is dropped. */
  #question = 0
  /** Numbers what was shown; the same while it is only changed. */
  #target = 0
  readonly #history = new History()
  readonly #settings = new Recent<AnalysisSettings>(200)
  readonly #highlight = new Highlight()
  readonly #follower = new Follower({
    watching: () => this.#panel?.visible ?? false,
    moved: async (place) => {
      if (!this.#pinned && settings.followsCursor()) await this.#show(place, 'followed')
    },
    edited: (uri, edits) => {
      this.#history.edit(uri, edits)
      if (this.#shown?.place.uri === uri) this.#shown.place = { ...this.#shown.place, ...shifted(this.#shown.place, edits) }
    },
    changed: async (uri) => {
      if (this.#shown && isPartOf(uri, this.#shown.passage)) await this.#show(this.#cursor() ?? this.#shown.place, 'edited')
    },
  })
  readonly #subscriptions: vscode.Disposable[]

  constructor(private readonly context: vscode.ExtensionContext) {
    for (const [key, value] of context.workspaceState.get<[string, AnalysisSettings][]>(storedSettings, [])) this.#settings.set(key, value)
    this.#subscriptions = [
      this.#highlight,
      this.#follower,
      vscode.window.registerWebviewPanelSerializer(panelType, { deserializeWebviewPanel: async (panel) => this.#restore(panel) }),
    ]
  }

  dispose(): void {
    // The panel stays: after a reload of the window it is handed back.
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  get shown(): Shown | undefined {
    return this.#shown
  }

  get pinned(): boolean {
    return this.#pinned
  }

  /** The command: opens the panel and shows this expression, whatever was shown or pinned. */
  async differentiate(place: Place): Promise<void> {
    if (this.#panel) this.#panel.reveal()
    else this.#adopt(Panel.open(this.context.extensionUri, this.#host()))
    await this.#show(place, 'asked')
  }

  /** The panel as it is; without an expression it says what to do. */
  welcome(): void {
    if (!this.#panel) this.#adopt(Panel.open(this.context.extensionUri, this.#host()))
    this.#panel?.reveal()
    if (!this.#shown) this.#panel?.page.welcome(examples)
  }

  /** Where the cursor was last; the focus may be in the panel. */
  get cursor(): Place | undefined {
    return this.#follower.cursor()
  }

  setPinned(pinned: boolean): void {
    this.#pinned = pinned
    setContext('nabla.pinned', pinned)
    this.#panel?.page.setPinned(pinned)
    this.#remember()
    const cursor = this.#panel?.visible && this.#shown ? this.#cursor() : undefined
    if (cursor) void guarded('following the cursor', () => this.#show(cursor, 'followed'))
  }

  /** Back (-1) or forward (+1) through what was shown. */
  async travel(step: number): Promise<void> {
    const place = this.#history.travel(step)
    if (place) await this.#show(place, 'travelled')
    this.#tellHistory()
  }

  /** Other settings for the expression shown: named fields replace what was, shapes, traits and numbers by name. */
  async change(changed: AnalysisSettings): Promise<void> {
    if (!this.#shown) return
    const { key } = this.#shown.view
    const before = this.#settings.get(key)
    const shapes = changed.shapes && { ...before?.shapes, ...changed.shapes }
    const traits = changed.traits && mergedTraits(before?.traits, changed.traits)
    const numbers = changed.numbers && { ...before?.numbers, ...changed.numbers }
    this.#settings.set(key, { ...before, ...changed, ...(shapes ? { shapes } : {}), ...(traits ? { traits } : {}), ...(numbers ? { numbers } : {}) })
    const shown = await this.#show(this.#shown.place, 'changed settings')
    // A choice that leaves nothing to show is told, and not kept.
    if (shown === 'refused') {
      if (before) this.#settings.set(key, before)
      else this.#settings.delete(key)
    }
    await this.context.workspaceState.update(storedSettings, this.#settings.entries())
  }

  /** The other reading of an ambiguous text, or the first one again. */
  async #reread(start: number): Promise<void> {
    if (!this.#shown) return
    const { view, range } = this.#shown
    const offset = start - range.start
    const before = this.#settings.get(view.key)?.readings ?? []
    await this.change({ readings: before.includes(offset) ? before.filter((other) => other !== offset) : [...before, offset] })
  }

  #host(): HostApi {
    const run = (what: string, action: () => unknown) => void guarded(what, action)
    return {
      ready: () => this.#tellAll(),
      change: (changed) => run('settings', () => this.change(changed)),
      reread: (start) => run('reading', () => this.#reread(start)),
      reveal: () => run('reveal', () => this.#shown && reveal(this.#shown.passage, this.#shown.range)),
      highlight: (range) => run('highlight', () => this.#highlight.show(this.#shown?.passage, range)),
      copy: (text, what) => run('copy', () => copy(text, what)),
      insertCode: (text) => run('insert', () => this.#shown && this.#insert(this.#shown, text)),
      replaceByCode: (text) => run('replace', () => this.#shown && replaceBy(this.#shown, text, this.#shown.view.name !== '')),
      setPinned: (pinned) => this.setPinned(pinned),
      history: (step) => run('history', () => this.travel(step)),
      openExample: (name) => run('example', async () => this.differentiate(await openExample(this.context.extensionUri, name))),
      saveImage: (name, dataUri) => run('image', () => saveImage(name, dataUri)),
      cancel: () => this.#cancel(),
    }
  }

  /** Below an expression; a part of what a function returns stays where it is, with the whole function's derivative one click away. */
  async #insert(shown: Shown, text: string): Promise<void> {
    const { around, isPart } = shown.site ?? {}
    if (around === undefined || isPart !== true) return insertBelow(shown, [text])
    const { document, range } = shown.passage.locate(around)
    const instead = vscode.l10n.t("Insert the whole function's derivative")
    const why = vscode.l10n.t('This is a part of what a function returns: nothing is done below it.')
    const chosen = await vscode.window.showInformationMessage(why, instead)
    if (chosen === instead) await vscode.commands.executeCommand('nabla.insertCode', placeOf(document, range))
  }

  /** Analyses a place and tells the page; says what became of it. */
  async #show(place: Place, reason: Reason): Promise<'shown' | 'refused' | 'overtaken'> {
    const question = ++this.#question
    const wanted = () => question === this.#question && this.#panel !== undefined
    const unasked = reason === 'followed' || reason === 'edited'
    const document = await documentOf(place)
    const passage = passageAt(document, place)
    const at = { ...place, uri: document.uri.toString() }
    if (!wanted()) return 'overtaken'
    if (!passage) {
      if (!unasked) this.#refuse(unreadableLanguage(document.languageId, question))
      return 'refused'
    }
    this.#busy(true)
    const inquiry = { passage, version: question, settingsOf: (key: string) => this.#settings.get(key), wanted }
    const answer = await inquire(inquiry).finally(() => wanted() && this.#busy(false))
    if (!wanted()) return 'overtaken'
    if (!answer) return 'overtaken'
    // Asked in the middle of prose, the formula nearby is the answer; unasked it is not.
    const meant = 'view' in answer && answer.view.derivatives.length > 0 && (place === this.#shown?.place || isHere(passage, answer.analysis))
    if ('view' in answer && (meant || !unasked)) {
      const { analysis } = answer
      if (unasked && !this.#refused && this.#isShown(passage, answer.view.key, analysis.range)) return 'shown'
      if (!this.#isSameTarget(passage, answer.view.key, analysis.range, reason)) this.#target++
      const view = { ...answer.view, target: this.#target }
      this.#shown = { place: at, passage, view, range: analysis.range, site: analysis.site }
      this.#refused = undefined
      this.#panel?.page.show(view)
      this.#history.visit(view.key, at)
      this.#tellHistory()
      this.#remember()
      return 'shown'
    }
    if (!unasked && 'message' in answer) this.#refuse(refusalView(answer, passage, question))
    // The cursor stands elsewhere, but what it typed there may be part of what is shown: a value, a function called.
    const shown = this.#shown
    if (unasked && shown && place !== shown.place && shown.passage.home === passage.home && shown.passage.stamp !== passage.stamp) {
      return this.#show(shown.place, 'edited')
    }
    return 'refused'
  }

  #refuse(refusal: RefusalView): void {
    this.#refused = refusal
    this.#panel?.page.refuse(refusal)
  }

  #isShown(passage: Passage, key: string, range: Range): boolean {
    const shown = this.#shown
    if (!shown || shown.passage.stamp !== passage.stamp || shown.view.key !== key) return false
    return shown.range.start === range.start && shown.range.end === range.end
  }

  /** Whether it is what is shown, changed by typing or by a choice: who reads its steps does not want to begin anew. */
  #isSameTarget(passage: Passage, key: string, range: Range, reason: Reason): boolean {
    const shown = this.#shown
    if (reason === 'changed settings') return true
    if (!shown || shown.passage.home !== passage.home) return false
    if (reason === 'edited') return shown.view.key === key || shown.range.start === range.start
    return shown.view.key === key && shown.range.start === range.start
  }

  /** Where the cursor is, if that is what the panel follows. */
  #cursor(): Place | undefined {
    return this.#pinned || !settings.followsCursor() ? undefined : this.#follower.cursor()
  }

  #adopt(panel: Panel): void {
    this.#panel = panel
    setContext('nabla.panelOpen', true)
    panel.onDidDispose(() => {
      this.#panel = undefined
      // What was asked for it is not what a later panel waits for.
      this.#question++
      this.#working = false
      this.#shown = undefined
      this.#refused = undefined
      this.#pinned = false
      this.#highlight.clear()
      setContext('nabla.panelOpen', false)
      setContext('nabla.pinned', false)
      void this.context.workspaceState.update(storedShown, undefined)
    })
  }

  /** After the window was reloaded: the same panel with the same expression, if its document is still there. */
  async #restore(webview: vscode.WebviewPanel): Promise<void> {
    const stored = this.context.workspaceState.get<{ place: Place; pinned: boolean }>(storedShown)
    this.#panel?.dispose()
    this.#adopt(new Panel(webview, this.context.extensionUri, this.#host()))
    if (stored) {
      this.setPinned(stored.pinned)
      await guarded('restoring the panel', () => this.#show(stored.place, 'travelled'))
    }
    if (!this.#shown) this.#panel?.page.welcome(examples)
  }

  #remember(): void {
    if (!this.#shown) return
    void this.context.workspaceState.update(storedShown, { place: this.#shown.place, pinned: this.#pinned })
  }

  /** A page that has just been loaded, at first or anew, knows nothing. */
  #tellAll(): void {
    const page = this.#panel?.page
    if (!page) return
    page.setPinned(this.#pinned)
    if (this.#shown) page.show(this.#shown.view)
    if (this.#refused) page.refuse(this.#refused)
    if (!this.#shown && !this.#refused && !this.#working) page.welcome(examples)
    page.busy(this.#working)
    this.#tellHistory()
  }

  #tellHistory(): void {
    this.#panel?.page.setHistory(this.#history.can)
  }

  #cancel(): void {
    this.#question++
    this.#busy(false)
    if (!this.#shown && !this.#refused) this.#panel?.page.welcome(examples)
  }

  #busy(working: boolean): void {
    this.#working = working
    this.#panel?.page.busy(working)
  }
}

function mergedTraits(before: Record<string, Traits> = {}, changed: Record<string, Traits>): Record<string, Traits> {
  return { ...before, ...Object.fromEntries(Object.entries(changed).map(([name, traits]) => [name, { ...before[name], ...traits }])) }
}

/** Whether a document is the passage's file, or a cell of its notebook. */
function isPartOf(uri: vscode.Uri, passage: Passage): boolean {
  return uri.toString() === passage.home || (uri.scheme === 'vscode-notebook-cell' && uri.path === vscode.Uri.parse(passage.home).path)
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value)
}
