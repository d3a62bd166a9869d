/** The five topics, from every kind of example, through the palette, to what the panel really shows. */
import assert from 'node:assert/strict'
import { driver, eventually, panelEvaluate } from './driver.ts'
import {
  answerIs,
  chart,
  closeEverything,
  differentiate,
  formulas,
  isDrawn,
  lineIs,
  openFile,
  openNotebook,
  plain,
  putCursor,
  putCursorInCell,
} from './workbench.ts'

interface Way {
  name: string
  /** Puts the cursor where the topic's formula stands. */
  go(topic: keyof typeof places): Promise<void>
}

const places = {
  parabola: {
    python: ['return x**2', 'x**2'],
    latex: ['f(x) = x^2', 'x^2'],
    markdown: ['f(x) = x^2', 'x^2'],
    typescript: ['return x ** 2', 'x ** 2'],
  },
  sine: {
    python: ['return np.sin(x**2)', 'sin'],
    latex: ['g(x) = \\sin(x^2)', '\\sin'],
    markdown: ['$$g(x) = \\sin(x^2)$$', '\\sin'],
    typescript: ['const g = ', 'g'],
  },
  chain: {
    python: ['def h(x):', 'h(x)'],
    latex: ['h(x) = ', 'h'],
    markdown: ['$$h(x) = ', 'h'],
    typescript: ['const h = ', 'h'],
  },
  plane: {
    python: ['def f(x, y):', 'f'],
    latex: ['f(x, y) = x^2 + y^2', 'y^2'],
    markdown: ['f(x, y) = x^2 + y^2', 'y^2'],
    typescript: ['function paraboloid', 'paraboloid'],
  },
  layer: {
    python: ['def layer(x, W, b):', 'layer'],
    latex: ['y = \\sigma(W x + b)', '\\sigma'],
    markdown: ['y = \\sigma(W x + b)', '\\sigma'],
    typescript: ['function neuron', 'neuron'],
  },
} as const

type Kind = 'python' | 'latex' | 'markdown' | 'typescript'

const inFile = (name: string, kind: Kind): Way => ({
  name,
  async go(topic) {
    const [text, at] = places[topic][kind]
    putCursor(await openFile(name), text, { at })
  },
})

const inNotebook: Way = {
  name: 'derivatives.ipynb',
  async go(topic) {
    const [text, at] = places[topic].python
    await putCursorInCell(await openNotebook('derivatives.ipynb'), text, at)
  },
}

const files = [
  inFile('derivatives.py', 'python'),
  inFile('derivatives.tex', 'latex'),
  inFile('derivatives.md', 'markdown'),
  inFile('derivatives.ts', 'typescript'),
]

for (const way of [inNotebook, ...files]) {
  describe(`the five topics in ${way.name}`, () => {
    before(closeEverything)
    const typescript = way.name.endsWith('.ts')

    it("x² gives 2x, with f and f' in one chart over [-5, 5]", async () => {
      await way.go('parabola')
      await differentiate()
      await answerIs("f'(x)=2x")
      const { title, labels, lines, range, scale, legend, grid, axes } = await eventually(chart)
      assert.deepEqual(range, [-5, 5])
      assert.equal(scale, 'linear')
      assert.deepEqual(labels.slice(0, 2), ['f(x)', 'f′(x)'])
      lineIs(lines[0], (x) => x ** 2)
      lineIs(lines[1], (x) => 2 * x)
      assert.ok(legend && grid && title !== '')
      assert.equal(axes.x, 'x')
      assert.notEqual(axes.y, '')
      await isDrawn('.plot-curve canvas')
      const remarks = await driver.panelText('.badge')
      assert.match(remarks, /\d+ points/)
    })

    it('sin(x²) gives 2x cos(x²) over [-3, 3]', async () => {
      await way.go('sine')
      await differentiate()
      await answerIs("g'(x)=2x\\cos(x^2)")
      await eventually(async () => {
        const { lines, range } = await chart()
        assert.deepEqual(range, [-3, 3])
        lineIs(lines[0], (x) => Math.sin(x ** 2))
        lineIs(lines[1], (x) => 2 * x * Math.cos(x ** 2))
      })
    })

    it('outer(inner(x)) gives 3x² exp(x³), names both functions, and has a logarithmic axis over [0, 2]', async () => {
      await way.go('chain')
      await differentiate()
      await answerIs("h'(x)=3x^2e^{x^3}")
      await eventually(async () => {
        const { lines, range, scale } = await chart()
        assert.deepEqual(range, [0, 2])
        assert.equal(scale, 'logarithmic')
        lineIs(lines[0], (x) => Math.exp(x ** 3))
        lineIs(lines[1], (x) => 3 * x ** 2 * Math.exp(x ** 3))
      })
      await openFold('steps')
      const steps = await driver.panelText('.steps')
      assert.match(steps, /outer/)
      assert.match(steps, /inner/)
      assert.match(steps, /[Cc]hain rule/)
    })

    it('x² + y² gives (2x, 2y), with a surface and a quiver plot over [-2, 2]²', async () => {
      await way.go('plane')
      await differentiate()
      await answerIs(/^\\nabla\w*\(x,y\)=\(2x,2y\)$/)
      await isDrawn('.surface-box canvas')
      await isDrawn('.quiver')
      assert.deepEqual(await ranges(), ['-2', '2', '-2', '2'])
    })

    it(typescript ? 'a neuron gives its gradient' : 'the layer gives diag(s ⊙ (1 − s)) W, and the derivatives by W and b', async () => {
      await way.go('layer')
      await differentiate()
      if (typescript) {
        await answerIs(/^\\nablaneuron/)
        return
      }
      await answerIs(/diag\(s\\odot\(1-s\)\)W/)
      await answerIs(/s=\\sigma\(Wx\+b\)/)
      const tabs = (await formulas('.answer-tabs')).map(plain)
      assert.equal(tabs.length, 3)
      if (way.name.endsWith('.py') || way.name.endsWith('.ipynb')) await layerNumbers()
      await driver.panelClick('.answer-tabs [role=tab] >> nth=2')
      await answerIs(/\\frac\{\\partial\w+\}\{\\partialb\}=.*diag\(s\\odot\(1-s\)\)/)
    })
  })
}

/** Output and Jacobian as NumPy has them: 1 / (1 + exp(-(W @ x + b))) at the values of the document, to 4 digits. */
async function layerNumbers(): Promise<void> {
  const shown = await eventually(async () => {
    const texts = (await driver.panelTexts('.numbers td')).filter((text) => text.trim() !== '').map(Number)
    assert.ok(texts.length >= 8)
    return texts
  })
  const expected = [0.8176, 0.9677, 0.01491, 0.02983, 0.04474, 0.0125, 0.01563, 0.01875]
  assert.deepEqual(shown.slice(0, 8), expected)
}

async function openFold(id: string): Promise<void> {
  const selector = `[data-fold="${id}"]`
  if ((await driver.panelAttribute(selector, 'aria-expanded')) !== 'true') await driver.panelClick(selector)
}

/** What the range boxes of the plot hold. */
async function ranges(): Promise<string[]> {
  return panelEvaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('.plot-surface .controls .range-end')].map(({ value }) => value.replace('−', '-')),
  )
}
