/** The hover, the light bulb, and what the commands put on the clipboard and into the document. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { driver, eventually, type HoverContent, setTheme } from './driver.ts'
import { closeEverything, openText, putCursor } from './workbench.ts'

const code = `import numpy as np

def g(x):
    return np.sin(x**2)

# a comment about x**2
name = "x**2"
`

const svgOf = (source: string | undefined) => atob((source ?? '').replace(/^data:image\/svg\+xml;base64,/, ''))

/** The hover at the cursor; the first one may come while the extension is still being loaded. */
async function hover(): Promise<HoverContent> {
  return eventually(async () => {
    const seen = await driver.hover()
    assert.ok(seen, 'there is a hover')
    return seen
  }, 20_000)
}

/** Nabla says nothing there; what others may have to say does not count. */
async function silentAt(editor: vscode.TextEditor, text: string, at: string): Promise<void> {
  const position = putCursor(editor, text, { at })
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', editor.document.uri, position)
  assert.deepEqual(ownContents(hovers), [], `${at} in ${text}`)
}

function ownContents(hovers: vscode.Hover[]): string[] {
  const texts = hovers.flatMap(({ contents }) => contents).map((content) => (typeof content === 'string' ? content : content.value))
  return texts.filter((content) => content.includes('command:nabla.'))
}

describe('the hover', () => {
  before(() => vscode.extensions.getExtension('nabla-math.nabla')?.activate())
  beforeEach(closeEverything)

  it('shows the derivative as an image in the colours of the theme, as text, and links', async () => {
    for (const [theme, colour] of [
      ['light', '#3b3b3b'],
      ['high-contrast', '#ffffff'],
    ] as const) {
      await setTheme(theme)
      const editor = await openText(code, 'python')
      putCursor(editor, 'np.sin(x**2)', { at: 'sin' })
      const { text, links, images } = await hover()
      assert.match(text, /2x ?·? ?cos\(x²\)/)
      assert.deepEqual(
        links.map((link) => link.trim()),
        ['Open panel', 'Insert code', 'Copy LaTeX'],
      )
      assert.equal(images.length, 1)
      const svg = svgOf(images[0])
      assert.match(svg, /^<svg /)
      assert.ok(svg.includes(`color="${colour}"`))
      await closeEverything()
    }
    await setTheme('dark')
  })

  it('is silent where there is no mathematics', async () => {
    const editor = await openText(code, 'python')
    for (const [text, at] of [
      ['import numpy', 'numpy'],
      ['# a comment about x**2', 'x**2'],
      ['"x**2"', 'x'],
    ] as const) {
      await silentAt(editor, text, at)
    }
  })

  it('is silent in the body of a class and at a name alone', async () => {
    const editor = await openText(
      'import numpy as np\n\nclass Net:\n    def __init__(self, n):\n        self.size = str(n)\n\n    def forward(self, x):\n        return np.tanh(x)\n\ndef load(line):\n    return float(line)\n',
      'python',
    )
    for (const [text, at] of [
      ['self.size', 'size'],
      ['def __init__', '__init__'],
      ['float(line)', 'float'],
    ] as const)
      await silentAt(editor, text, at)
  })

  it('works on formulas of Markdown, and not on the words around', async () => {
    const editor = await openText('Where x is large, $x^3$ is larger.\n', 'markdown')
    putCursor(editor, '$x^3$', { at: 'x^3' })
    assert.match((await hover()).text, /3x²/)
    await silentAt(editor, 'Where x is', 'x')
  })

  it('speaks through its provider too, which the silent places rely on', async () => {
    const editor = await openText(code, 'python')
    const position = putCursor(editor, 'np.sin(x**2)', { at: 'sin' })
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', editor.document.uri, position)
    assert.equal(ownContents(hovers).length, 1)
  })

  it('can be turned off', async () => {
    const configuration = vscode.workspace.getConfiguration('nabla')
    await configuration.update('hover.enabled', false, vscode.ConfigurationTarget.Global)
    const editor = await openText(code, 'python')
    await silentAt(editor, 'np.sin(x**2)', 'sin')
    await configuration.update('hover.enabled', undefined, vscode.ConfigurationTarget.Global)
  })
})

describe('commands', () => {
  beforeEach(closeEverything)

  it('are in the palette and in the menu of the editor', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'np.sin(x**2)', { at: 'sin' })
    await driver.press('Shift+F10')
    assert.ok((await driver.menu()).some((title) => title.startsWith('Differentiate selection')))
    await driver.press('Escape')
  })

  it('have a key', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'np.sin(x**2)', { at: 'sin' })
    await driver.press('Shift+Alt+D')
    await driver.panelWait('.answer-formula')
  })

  it('copy the derivative as LaTeX', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'np.sin(x**2)', { at: 'sin' })
    await driver.command('Nabla: Copy derivative as LaTeX')
    await eventually(async () => assert.match(await vscode.env.clipboard.readText(), /\\cos/))
  })

  it('insert the derivative below, in the idiom of the file', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'np.sin(x**2)', { at: 'sin' })
    await driver.command('Nabla: Insert derivative below')
    await eventually(() => assert.match(editor.document.getText(), /return np\.sin\(x\*\*2\)\n\ndef dg_dx\(x\):\n {4}return .*np\.cos/))
  })

  it('insert a test of the derivative that stands there', async () => {
    const editor = await openText(
      'import numpy as np\n\ndef f(x):\n    return np.sin(x**2)\n\ndef df(x):\n    return 2 * x * np.cos(x**2)\n\nprint(1)\n',
      'python',
    )
    putCursor(editor, '2 * x * np.cos', { at: '* x' })
    await driver.command('Nabla: Insert gradient check as a test')
    await eventually(() =>
      assert.match(editor.document.getText(), /np\.cos\(x\*\*2\)\n\ndef test_df\(\):\n[\s\S]+assert abs\(df\(x\) - numeric\) <= .+\n\nprint\(1\)\n$/),
    )
  })

  it('insert no test twice', async () => {
    const text = 'def f(x):\n    return x**2\n\ndef df(x):\n    return 2 * x\n\ndef test_df():\n    assert df(1) == 2\n'
    const editor = await openText(text, 'python')
    putCursor(editor, '2 * x', { at: '* x' })
    await driver.command('Nabla: Insert gradient check as a test')
    await new Promise((done) => setTimeout(done, 1500))
    assert.equal(editor.document.getText(), text)
  })

  it('insert the derivative and its test where there is none', async () => {
    const editor = await openText('function f(x) {\n  return Math.sin(x * x)\n}\n', 'javascript')
    putCursor(editor, 'Math.sin(x * x)', { at: 'sin' })
    await driver.command('Nabla: Insert gradient check as a test')
    await eventually(() =>
      assert.match(editor.document.getText(), /^function f[\s\S]+\n\nfunction df_dx\(x\) \{[\s\S]+\nfunction test_df_dx\(\) \{[\s\S]+\}\n$/),
    )
  })

  it('insert TypeScript into TypeScript, as the file writes it', async () => {
    const editor = await openText('export function area(r: number): number {\n  return (r + 1) ** 2\n}\nexport const a = area(1)\n', 'typescript')
    putCursor(editor, '(r + 1) ** 2', { at: ' ** 2' })
    await driver.command('Nabla: Insert derivative below')
    await eventually(() =>
      assert.match(editor.document.getText(), /\n}\n\nfunction darea_dr\(r: number\): number \{\n {2}return 2 \* r \+ 2\n}\n\nexport const a/),
    )
  })

  it('insert the derivative of a method as another one', async () => {
    const text = 'class Spring {\n  constructor(private k: number) {}\n  energy(x: number): number {\n    return (this.k * x) / 2\n  }\n}\n'
    const editor = await openText(text, 'typescript')
    putCursor(editor, '(this.k * x) / 2', { at: ' / 2' })
    await driver.command('Nabla: Insert derivative below')
    await eventually(() =>
      assert.match(
        editor.document.getText(),
        /\n {2}\}\n\n {2}denergy_dx\(x: number\): number \{\n {4}return [^\n]*this\.k[^\n]*\n {2}\}\n[\s\S]*\n\}\n$/,
      ),
    )
  })

  it('insert the derivative of a function where a part of what it returns is meant', async () => {
    const { document } = await openText('def f(x):\n    return (1 - x)**2\n', 'python')
    const start = document.getText().indexOf('- x')
    await vscode.commands.executeCommand('nabla.insertCode', { uri: document.uri.toString(), start, end: start })
    await eventually(() => assert.match(document.getText(), /\*\*2\n\ndef df_dx\(x\):\n {4}return 2 \* x - 2\n/))
  })

  it('insert the derivative of a method in its cell, and that of a function in another one', async () => {
    const cells = ['class A:\n    def f(self, x):\n        return self.k * x\n', 'def g(x):\n    return x**2\n'].map(
      (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python'),
    )
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData(cells))
    for (const [index, at] of [
      [1, 'x**2'],
      [0, 'return'],
    ] as const) {
      const { document } = notebook.cellAt(index)
      const start = document.getText().indexOf(at)
      await vscode.commands.executeCommand('nabla.insertCode', { uri: document.uri.toString(), start, end: start })
    }
    await eventually(() => {
      const texts = notebook.getCells().map(({ document }) => document.getText())
      assert.equal(texts.length, 3)
      assert.match(texts[0] ?? '', /return self\.k \* x\n\n {4}def df_dx\(self, x\):\n {8}return self\.k\n/)
      assert.match(texts[2] ?? '', /^def dg_dx\(x\):\n {4}return 2 \* x$/)
    })
  })

  it('say why there is no test of a method', async () => {
    const editor = await openText('class A:\n    def f(self, x):\n        return x**2\n', 'python')
    putCursor(editor, 'x**2', { at: 'x*' })
    await driver.command('Nabla: Insert gradient check as a test')
    await driver.command('Notifications: Show Notifications')
    await eventually(async () => assert.match(await driver.text('.notifications-center'), /no gradient check of a method/))
    const position = editor.selection.active
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      new vscode.Range(position, position),
    )
    assert.ok(!actions.some(({ title }) => title.includes('gradient check')))
    await driver.command('Notifications: Clear All Notifications')
  })

  it('insert the derivative as a display below the formula in LaTeX', async () => {
    const editor = await openText('\\begin{equation}\n  f(x) = x^2\n\\end{equation}\nmore\n', 'latex')
    putCursor(editor, 'f(x) = x^2', { at: 'x^2' })
    await driver.command('Nabla: Insert derivative below')
    await eventually(() => assert.match(editor.document.getText(), /\\end\{equation\}\n\n\\\[\n {2}f'\(x\) = 2x\n\\\]\nmore\n$/))
  })

  it('are offered by the light bulb where there is something to differentiate', async () => {
    const editor = await openText(code, 'python')
    const titlesAt = async (text: string, at: string) => {
      const position = putCursor(editor, text, { at })
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        editor.document.uri,
        new vscode.Range(position, position),
      )
      return actions.map(({ title }) => title)
    }
    assert.ok((await titlesAt('np.sin(x**2)', 'sin')).includes('Differentiate in the panel'))
    assert.ok((await titlesAt('np.sin(x**2)', 'sin')).includes('Insert a gradient check as a test'))
    assert.ok(!(await titlesAt('import numpy', 'numpy')).includes('Differentiate in the panel'))
  })

  it('write a selected expression anew in its place', async () => {
    const editor = await openText('import numpy as np\n\ndef f(x, y):\n    return 2 * np.log(1 + np.exp(x)) + y * (x * x + 2 * x + 1)\n', 'python')
    const apply = async (selected: string, title: string) => {
      const start = editor.document.getText().indexOf(selected)
      const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(start + selected.length))
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', editor.document.uri, range)
      const action = actions.find((one) => one.title === title)
      assert.ok(action?.edit, `${title} among ${actions.map((one) => one.title).join('; ')}`)
      await vscode.workspace.applyEdit(action.edit)
    }
    await apply('np.log(1 + np.exp(x))', 'Rewrite in a stable form: np.logaddexp(0, x)')
    await apply('(x * x + 2 * x + 1)', 'Simplify: (x + 1)**2')
    assert.match(editor.document.getText(), /return 2 \* np\.logaddexp\(0, x\) \+ y \* \(x \+ 1\)\*\*2\n/)
    const whole = new vscode.Range(2, 0, 3, 60)
    const others = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', editor.document.uri, whole)
    assert.ok(!others.some(({ title }) => /^(?:Simplify|Rewrite)/.test(title)), 'a function is no expression')
  })
})

describe('the code lens', () => {
  const settings = () => vscode.workspace.getConfiguration('nabla')
  const reset = async () => {
    await settings().update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global)
    await closeEverything()
  }
  beforeEach(reset)
  after(reset)

  it('says the derivative above each function, where it is asked for', async () => {
    const editor = await openText(
      'import numpy as np\n\ndef f(x):\n    return np.sin(x**2)\n\ndef show(path):\n    print(path)\n\ndef g(x, y):\n    return x**2 * y\n',
      'python',
    )
    const lenses = async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', editor.document.uri)
      return found.map(({ range, command }) => [range.start.line, command?.title])
    }
    assert.deepEqual(await lenses(), [])
    await settings().update('codeLens.enabled', true, vscode.ConfigurationTarget.Global)
    assert.deepEqual(await lenses(), [
      [2, 'f′(x) = 2x cos(x²)'],
      [8, '∇g = (2x y, x²)'],
    ])
    const layer = await openText(
      'import numpy as np\n\nclass Dense:\n    def __init__(self, W, b):\n        self.W = W\n        self.b = b\n\n    def forward(self, x):\n        return np.tanh(self.W @ x + self.b)\n',
      'python',
    )
    const ofLayer = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', layer.document.uri)
    assert.deepEqual(
      ofLayer.map(({ range }) => range.start.line),
      [7],
    )
    await vscode.window.showTextDocument(editor.document)
    // What is clicked while it is being drawn anew is gone.
    await eventually(async () => {
      await driver.click('.codelens-decoration a:has-text("2x cos(x²)")')
      await driver.panelWait('.answer-formula', { timeout: 4000 })
    }, 40_000)
    await driver.screenshot('code-lens')
  })
})
