/** The page as a whole: what the host tells it, shown from top to bottom. */
import type { AnalysisView, Note, RefusalView } from '../protocol.ts'
import { answer, hasLayout } from './answer.ts'
import { backprop } from './backprop.ts'
import { chips } from './chips.ts'
import { code } from './code.ts'
import type { Context } from './context.ts'
import { type Entry, entriesOf, statementOf } from './entries.ts'
import { notes } from './notes.ts'
import { numbers } from './numbers.ts'
import { orderChoice } from './order.ts'
import { axesOf, isAlong } from './plots/axes.ts'
import { CurvePlot } from './plots/curve.ts'
import type { Plot } from './plots/plot.ts'
import { TwoVariablesPlot } from './plots/twoVariables.ts'
import { refusal } from './refusal.ts'
import { report } from './report.ts'
import { steps } from './steps.ts'
import { toolbar } from './toolbar.ts'
import { type Example, welcome } from './welcome.ts'
import { busy } from './widgets/busy.ts'
import { freshId, h, slot } from './widgets/dom.ts'
import { type Fold, folds } from './widgets/folds.ts'
import type { MenuItem } from './widgets/menu.ts'
import { tabRow } from './widgets/tabs.ts'
import { formula, strip } from './widgets/tex.ts'

const highestOrder = 8
/** Nobody listens to the end of more than this. */
const longestSaid = 300
const isOrder = (text: string): boolean => /^\s*[1-8]\s*$/.test(text)

export class Panel {
  private readonly context: Context
  private readonly toolbar
  private readonly busyLine
  private readonly refusal = refusal()
  private readonly greeting
  private readonly chips
  private readonly answer
  private readonly numbers = numbers()
  private readonly steps
  private readonly code
  private readonly backprop = backprop()
  private readonly readings
  private readonly remarks
  private readonly order
  private readonly folds
  private readonly reading = h('div', { class: 'reading' })
  private readonly showReading = slot(this.reading)
  private readonly tabs = h('div', { class: 'answer-tabs' })
  private readonly showTabs = slot(this.tabs)
  private readonly plots = h('div', { class: 'plots' })
  private readonly live = h('div', { class: 'visually-hidden', 'aria-live': 'polite', role: 'status' })
  private readonly answerId = freshId('answer')
  private readonly article: HTMLElement
  private plot: Plot | undefined
  private view: AnalysisView | undefined
  private refused: RefusalView | undefined
  private version = Number.NEGATIVE_INFINITY

  constructor(context: Context, root: HTMLElement) {
    this.context = context
    this.toolbar = toolbar(context, { copy: () => this.copyItems(), more: () => this.moreItems() })
    this.busyLine = busy(context)
    this.greeting = welcome(context)
    this.chips = chips(context)
    this.answer = answer(context)
    this.steps = steps(context)
    this.code = code(context)
    this.readings = notes(context, 'readings')
    this.remarks = notes(context, 'remarks')
    const parts: Fold[] = [
      { id: 'steps', label: 'Steps', content: this.steps.node, fill: () => this.steps.update(this.entry?.steps ?? []) },
      { id: 'code', label: 'Code', content: this.code.node, fill: () => this.code.update(this.entry?.code ?? []) },
      { id: 'backprop', label: 'Backprop', content: this.backprop.node, fill: () => this.backprop.update(this.view, this.plot?.at() ?? {}) },
      { id: 'notes', label: 'Notes', content: this.remarks.node, fill: () => this.remarks.update(this.remarkList()) },
    ]
    this.order = orderChoice(context)
    this.folds = folds(context, parts, this.order.node)
    this.article = h(
      'article',
      { class: 'analysis', hidden: true },
      h('section', { class: 'understood', 'aria-label': 'As read' }, this.reading, this.readings.node, this.chips.node),
      h(
        'section',
        { class: 'derivatives', 'aria-label': 'Derivative' },
        this.tabs,
        h('div', { id: this.answerId }, this.answer.node, this.numbers.node),
        this.folds.node,
      ),
      this.plots,
    )
    this.greeting.node.hidden = true
    this.refusal.update(undefined)
    this.toolbar.update(undefined)
    root.classList.add('panel')
    root.replaceChildren(...this.busyLine.nodes, this.toolbar.node, this.live, this.refusal.node, this.greeting.node, this.article)
    // The last view is there at once after a reload; whatever the host says next is newer.
    if (context.state.view) this.display(context.state.view)
  }

  show(view: AnalysisView): void {
    if (view.version < this.version) return
    this.version = view.version
    this.refused = undefined
    const isOther = view.target !== this.view?.target
    this.context.state.view = view
    this.display(view)
    if (isOther) scrollTo(0, 0)
    this.announce(view)
  }

  refuse(view: RefusalView): void {
    if (view.version < this.version) return
    this.version = view.version
    this.refused = view
    this.arrange()
    // It stands above the last answer, which may be scrolled down.
    scrollTo(0, 0)
  }

  welcome(examples: readonly Example[]): void {
    this.view = undefined
    this.refused = undefined
    this.context.state.view = undefined
    this.greeting.update(examples)
    this.plot?.dispose()
    this.plot = undefined
    this.arrange()
  }

  setPinned(pinned: boolean): void {
    this.toolbar.setPinned(pinned)
  }

  setHistory(can: { back: boolean; forward: boolean }): void {
    this.toolbar.setHistory(can)
  }

  busy(now: boolean): void {
    this.busyLine.set(now)
  }

  private get entries(): Entry[] {
    return this.view ? entriesOf(this.view) : []
  }

  /** The answer whose tab is chosen. */
  private get entry(): Entry | undefined {
    const { entries } = this
    const { tab } = this.context.state.of(this.view?.key ?? '')
    return entries.find(({ id }) => id === tab) ?? entries[0]
  }

  /** Ambiguities of reading are said where the formula stands; all other notes in their fold. */
  private remarkList(): Note[] {
    return this.view?.notes.filter(({ kind }) => kind !== 'reading') ?? []
  }

  private display(view: AnalysisView): void {
    this.view = view
    this.showReading([statementOf(view)], () => [strip(statementOf(view), 'reading-formula')])
    this.readings.update(view.notes.filter(({ kind }) => kind === 'reading'))
    this.chips.update(view)
    this.arrange()
    this.displayEntry()
    this.displayPlot(view)
  }

  private displayEntry(): void {
    const { view, entry, entries } = this
    if (!view) return
    this.tabs.hidden = entries.length < 2
    this.showTabs([entries.map(({ id, tabLatex }) => [id, tabLatex]), entry?.id], () => [
      tabRow(
        'Derivatives',
        entries.map(({ id, tabLatex, tabName }) => ({ id, name: tabName, content: [formula(tabLatex)] })),
        entry?.id ?? '',
        this.answerId,
        (tab) => {
          const wrt = entries.find(({ id }) => id === tab)?.wrt
          // The gradient is drawn along what was looked at before.
          this.context.state.keep(view.key, { tab, ...(wrt === undefined ? {} : { axis: wrt }) })
          this.displayEntry()
          this.displayPlot(view)
        },
      ),
    ])
    this.answer.update(view, entry)
    this.order.update(view.order)
    this.numbers.update(view, entry)
    const remarks = this.remarkList()
    this.folds.update({
      steps: { visible: (entry?.steps.length ?? 0) > 0 },
      code: { visible: (entry?.code.length ?? 0) > 0 },
      backprop: { visible: view.backprop !== undefined && view.plot !== undefined },
      notes: { visible: remarks.length > 0, count: remarks.length, warns: remarks.some(({ kind }) => kind !== 'shape') },
    })
  }

  private displayPlot(view: AnalysisView): void {
    const kind = view.plot?.kind
    if (this.plot && this.plot.kind !== kind) {
      this.plot.dispose()
      this.plot = undefined
    }
    try {
      if (kind === 'curve') this.plot ??= this.placed(this.curvePlot())
      if (kind === 'surface') this.plot ??= this.placed(new TwoVariablesPlot(this.context, () => this.pointMoved()))
      this.plot?.update(view, this.entry?.wrt)
    } catch (error) {
      this.plot?.dispose()
      this.plot = undefined
      const why = error instanceof Error ? error.message : String(error)
      this.plots.replaceChildren(h('p', { class: 'plot-remark', role: 'status' }, `There is no plot of this: ${why}.`))
    }
    this.plots.hidden = kind !== 'curve' && kind !== 'surface'
  }

  private curvePlot(): CurvePlot {
    return new CurvePlot(
      this.context,
      () => this.pointMoved(),
      (variable) => this.turn(variable),
    )
  }

  /** Draws along another variable; where the derivative shown is not by that, the one by that is shown. */
  private turn(axis: string): void {
    const { view, entry } = this
    if (view?.plot?.kind !== 'curve') return
    const own = axesOf(view.plot).find(({ variable }) => variable === axis)
    const tab = own && !isAlong(own, entry?.wrt) ? { tab: `by:${own.of ?? axis}` } : {}
    this.context.state.keep(view.key, { axis, ...tab })
    this.displayEntry()
    this.displayPlot(view)
  }

  private pointMoved(): void {
    if (this.context.state.isOpen('backprop')) this.backprop.update(this.view, this.plot?.at() ?? {})
  }

  private placed(plot: Plot): Plot {
    this.plots.replaceChildren(plot.node)
    return plot
  }

  /** Which of the three states is shown; a refusal leaves the last answer below it, dimmed. */
  private arrange(): void {
    const { view, refused } = this
    this.greeting.node.hidden = view !== undefined || refused !== undefined
    this.article.hidden = view === undefined
    this.article.classList.toggle('stale', refused !== undefined)
    this.refusal.update(refused)
    if (refused) this.toolbar.update({ name: '', origin: refused.origin.label })
    else this.toolbar.update(view && { name: view.name, origin: view.origin.label })
  }

  /** The answer as text, for screen readers. */
  private announce(view: AnalysisView): void {
    const said = (text: string) => (text.length > longestSaid ? 'a long formula' : text)
    const text = view.whole
      ? `${view.whole.kind}: ${said(view.whole.text)}`
      : view.derivatives.map(({ wrt, text }) => `derivative by ${wrt}: ${said(text)}`).join('; ')
    if (this.live.textContent !== text) this.live.textContent = text
  }

  private copyItems(): MenuItem[] {
    const { entry, view } = this
    if (!entry || !view) return []
    const copy = (label: string, text: string, what: string): MenuItem => ({
      kind: 'choice',
      label,
      choose: () => this.context.host.copy(text, what),
    })
    const items = [
      copy('Derivative as LaTeX', entry.latex, 'Derivative as LaTeX'),
      copy('Whole equation as LaTeX', `${entry.leftLatex} = ${entry.latex}`, 'Equation as LaTeX'),
      copy('Derivative as text', entry.text, 'Derivative as text'),
      ...entry.code
        .filter(({ language }) => language !== 'latex' && language !== 'text')
        .map(({ label, text }) => copy(`Derivative as ${label}`, text, `${label} code`)),
      { kind: 'separator' } as const,
      copy('Function as LaTeX', statementOf(view), 'Function as LaTeX'),
    ]
    if (entry.jvpLatex) items.push(copy('Differential as LaTeX', entry.jvpLatex, 'Differential as LaTeX'))
    if (entry.vjpLatex) items.push(copy('Backprop rule as LaTeX', entry.vjpLatex, 'Backprop rule as LaTeX'))
    if (entry.value !== undefined) items.push(copy('Numbers as JSON', JSON.stringify(entry.value), 'Numbers'))
    items.push({ kind: 'separator' }, { kind: 'heading', label: 'The whole analysis' })
    for (const language of ['Markdown', 'LaTeX', 'HTML'] as const)
      items.push({
        kind: 'choice',
        label: `Everything as ${language}`,
        choose: () => this.context.host.copy(report(view, language), `Analysis as ${language}`),
      })
    return items
  }

  private moreItems(): MenuItem[] {
    const { view, plot } = this
    if (!view) return []
    const { host } = this.context
    const items: MenuItem[] = [
      { kind: 'heading', label: 'Order' },
      ...['First', 'Second', 'Third'].map(
        (word, i): MenuItem => ({
          kind: 'choice',
          label: `${word} derivative`,
          checked: view.order === i + 1,
          choose: () => host.change({ order: i + 1 }),
        }),
      ),
      {
        kind: 'entry',
        label: 'Another order',
        value: '',
        placeholder: `4 to ${highestOrder}`,
        refuse: (text) => (isOrder(text) ? undefined : `A whole number from 1 to ${highestOrder}.`),
        enter: (text) => host.change({ order: Number(text) }),
      },
    ]
    if (view.derivatives.some((derivative) => hasLayout(view, derivative))) {
      items.push({ kind: 'separator' }, { kind: 'heading', label: 'Layout of matrices' })
      for (const layout of ['numerator', 'denominator'] as const)
        items.push({
          kind: 'choice',
          label: `${layout === 'numerator' ? 'Numerator' : 'Denominator'} layout`,
          checked: view.layout === layout,
          choose: () => host.change({ layout }),
        })
    }
    items.push({ kind: 'separator' }, { kind: 'choice', label: 'Go to the formula', choose: () => host.reveal() })
    if (plot) {
      items.push(
        { kind: 'choice', label: 'Save the plot as PNG', choose: () => host.saveImage(`${view.name || 'plot'}.png`, plot.image()) },
        { kind: 'choice', label: 'Save the plot as SVG', choose: () => host.saveImage(`${view.name || 'plot'}.svg`, plot.drawing()) },
        { kind: 'choice', label: 'Reset the plot', choose: () => plot.reset() },
      )
    }
    return items
  }
}
