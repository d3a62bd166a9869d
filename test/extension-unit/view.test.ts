/** Views of real analyses: left sides, gradient, plots with their ranges and axes, code in the file's language first. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chosenIdiom, type Idiom, idiomOf } from '../../src/extension/languages.ts'
import { gradientEquationOf, viewOf } from '../../src/extension/view.ts'
import { prepare } from '../../src/math/evaluate/run.ts'
import { analyze, type Language } from '../../src/math/index.ts'
import type { AnalysisView, PlotView } from '../../src/protocol.ts'
import { alongAxis } from '../../src/webview/plots/axes.ts'

function view(
  text: string,
  options: { order?: number; idiom?: Idiom; hint?: { range?: [number, number]; logarithmic?: boolean }; language?: Language } = {},
): AnalysisView {
  const { order = 1, idiom = idiomOf('plaintext', text), hint = {}, language = 'plain' } = options
  const analysis = analyze({ language, text }, { order, asked: true })
  const next = analyze({ language, text }, { order: order + 1, asked: true })
  assert.ok(analysis.ok && next.ok, text)
  const second = analysis.derivatives.length === 1 ? next.derivatives[0] : undefined
  const first = analyze({ language, text })
  const slopes = first.ok ? first.derivatives : []
  return viewOf({
    analysis,
    second,
    slopes,
    version: 1,
    key: 'k',
    label: 'a.txt, line 1',
    text,
    idiom,
    order,
    layout: 'numerator',
    hint,
  })
}

function curve(text: string, options: Parameters<typeof view>[1] = {}): Extract<PlotView, { kind: 'curve' }> {
  const { plot } = view(text, options)
  assert.ok(plot?.kind === 'curve', `${text} is plotted as a curve`)
  return plot
}

describe('what asks for a derivative', () => {
  it('is told by the equation, and drawn with the next derivative, or by the function that it is asked of', () => {
    const shown = view('find dy/dx if x^2 + y^2 = 25')
    assert.equal(shown.equationLatex, 'x^{2} + y^{2} - 25 = 0')
    assert.equal(shown.derivatives[0]?.leftLatex, '\\frac{\\mathrm{d} y}{\\mathrm{d} x}')
    assert.ok(shown.plot?.kind === 'curve' && shown.backprop === undefined)
    assert.deepEqual(shown.plot.labels, { x: 'x', f: 'dy/dx', derivative: 'd²y/dx²', second: 'd²y/dx²' })
    const [slope, next] = prepare(shown.plot.program)([Float64Array.of(3), Float64Array.of(4)])
    assert.ok(Math.abs((slope?.[0] ?? 0) + 3 / 4) < 1e-12 && Math.abs((next?.[0] ?? 0) + 25 / 64) < 1e-12)
    assert.equal(view('d/dx x^2 sin x').value.text, 'x² sin(x)')
  })
})

describe('what defines a derivative', () => {
  const rows: [string, string, string, string, string][] = [
    ['$\\nabla f = (2x, 2y)$', '\\nabla f', '∇f', '\\frac{\\partial \\nabla f}{\\partial x}', 'dgrad_f_dx'],
    ['$\\nabla\\phi(x, y) = (2x, 2y)$', '\\nabla \\phi', '∇ϕ', '\\frac{\\partial \\nabla \\phi}{\\partial x}', 'dgrad_phi_dx'],
    [
      '$\\frac{\\partial L}{\\partial w_1} = w_1^2 x$',
      '\\frac{\\mathrm{d}L}{\\mathrm{d}w_{1}}',
      'dL/dw₁',
      '\\frac{\\partial}{\\partial w_{1}}\\, \\frac{\\mathrm{d}L}{\\mathrm{d}w_{1}}',
      'ddL_dw_1_dw_1',
    ],
    ["$f'(x) = 2x^3$", "f'(x)", 'f′', "f''(x)", 'df_prime_dx'],
  ]
  for (const [text, left, name, derivative, code] of rows)
    it(`is called so: ${text}`, () => {
      const shown = view(text, { language: 'markdown', idiom: { language: 'numpy' } })
      assert.deepEqual([shown.leftLatex, shown.name, shown.derivatives[0]?.leftLatex], [left, name, derivative])
      assert.ok(shown.derivatives[0]?.code[0]?.text.startsWith(`def ${code}(`), shown.derivatives[0]?.code[0]?.text)
      assert.doesNotMatch(JSON.stringify(shown), /u2207|u27|u2f/)
    })
})

describe('several derivatives as one', () => {
  it('tell what they share once, behind', () => {
    const { whole } = view('f(u, w, b) = 1/(1 + exp(-(3u + 4w + 2b + 7)))')
    assert.equal(whole?.text, '(3s·(1 − s), 4s·(1 − s), 2s·(1 − s)) where s = σ(3u + 4w + 2b + 7)')
    assert.equal(whole.latex, '\\left(3s(1 - s),\\; 4s(1 - s),\\; 2s(1 - s)\\right), \\quad s = \\sigma(3u + 4w + 2b + 7)')
    assert.equal(whole.narrowLatex, '\\begin{pmatrix} 3s(1 - s) \\\\ 4s(1 - s) \\\\ 2s(1 - s) \\end{pmatrix}, \\quad s = \\sigma(3u + 4w + 2b + 7)')
    const hessian = view('f(u, w, b) = 1/(1 + exp(-(3u + 4w + 2b + 7)))', { order: 2 }).whole
    assert.equal(hessian?.latex.split('\\sigma').length, 2)
  })
})

describe('a vector by several scalars', () => {
  it('has its Jacobian as one matrix, and its columns', () => {
    const { whole, derivatives } = view('F(r, t) = [r cos(t), r sin(t), 2t]')
    assert.equal(whole?.kind, 'jacobian')
    assert.equal(whole.leftLatex, '\\frac{\\partial F}{\\partial(r, t)}')
    assert.equal(whole.text, '[[cos(t), −r sin(t)], [sin(t), r cos(t)], [0, 2]]')
    assert.deepEqual(derivatives.map(({ text }) => text).sort(), ['[cos(t), sin(t), 0]', '[−r sin(t), r cos(t), 2]'])
  })
})

describe('the sliders of a plot', () => {
  const starts = (text: string, language: Language = 'typescript') => {
    const { plot } = view(text, { language })
    assert.ok(plot !== undefined && plot.kind !== 'matrix')
    return plot.parameters.map(({ name, value }) => [name, value])
  }
  const lerp = 'const lerp = (a: number, b: number, t: number) => a + (b - a) * t\n'
  it('start apart where the function were constant else', () => {
    const bezier = 'function bezier(t, p0, p1, p2) {\n  return lerp(lerp(p0, p1, t), lerp(p1, p2, t), t)\n}'
    assert.deepEqual(starts(lerp + bezier), [
      ['p0', 1],
      ['p1', 3],
      ['p2', 2],
    ])
  })
  it('start at 1 elsewhere, and at values that are given', () => {
    assert.deepEqual(starts('f(x) = a x^2 + b x', 'plain'), [
      ['a', 1],
      ['b', 1],
    ])
    assert.deepEqual(starts('function spring(t, k = 180, c = 12) {\n  return Math.exp(-c * t) * Math.cos(k * t)\n}'), [
      ['k', 180],
      ['c', 12],
    ])
    assert.deepEqual(starts(`${lerp}function line(t, p, q, r) {\n  return lerp(p, q, t) * r\n}`), [
      ['p', 1],
      ['q', 3],
      ['r', 2],
    ])
    assert.deepEqual(starts('function wave(t, k, w) {\n  return k * Math.sin(w * t)\n}'), [
      ['k', 1],
      ['w', 1],
    ])
  })
})

describe('a function of one variable', () => {
  it('is written with primes', () => {
    const { leftLatex, derivatives, source } = view('f(x) = x^2')
    assert.equal(leftLatex, 'f(x)')
    assert.equal(derivatives[0]?.leftLatex, "f'(x)")
    assert.equal(derivatives[0]?.text, '2x')
    assert.deepEqual(source, { text: 'f(x) = x^2', start: 0 })
  })
  it('a quantity is differentiated as a quotient', () => {
    const { leftLatex, derivatives } = view('y = t^2')
    assert.equal(leftLatex, 'y')
    assert.equal(derivatives[0]?.leftLatex, '\\frac{\\mathrm{d} y}{\\mathrm{d} t}')
  })
  it('a function may be called by a Greek letter', () => {
    assert.equal(view('σ(x) = 1/(1 + e^(-x))').leftLatex, '\\sigma(x)')
    assert.equal(view('β(x, α) = exp(-α*x^2)', { language: 'julia' }).leftLatex, '\\beta(x, \\alpha)')
    assert.equal(view('σ(x) = 1/(1 + e^(-x))').name, 'σ')
    assert.equal(curve('y = x_1^2').labels.x, 'x₁')
  })
  it('what has no name is called f, or by the next letter that is free', () => {
    assert.equal(view('x^2').leftLatex, 'f(x)')
    assert.equal(view('3 f^2').leftLatex, 'g(f)')
  })
  it('in brief the gradient by a few scalars is one equation', () => {
    const brief = (text: string) => {
      const analysis = analyze({ language: 'plain', text })
      assert.ok(analysis.ok)
      return gradientEquationOf(analysis, text, 3)
    }
    assert.deepEqual(brief('f(x, y) = x^2 + 3y'), {
      latex: '\\nabla f(x, y) = \\left(2x,\\; 3\\right)',
      narrowLatex: '\\nabla f(x, y) = \\begin{pmatrix} 2x \\\\ 3 \\end{pmatrix}',
      text: '∇f = (2x, 3)',
    })
    assert.equal(brief('f(x) = x^2'), undefined)
    assert.equal(brief('f(a, b, c, d) = a*b*c*d'), undefined)
  })
  it('is plotted with its derivatives', () => {
    const { range, scale, program, labels } = curve('f(x) = x^2')
    assert.deepEqual(range, [-5, 5])
    assert.equal(scale, 'linear')
    assert.equal(program.outputs.length, 3)
    assert.deepEqual(labels, { x: 'x', f: 'f(x)', derivative: 'f′(x)', second: 'f″(x)' })
  })
  it('over the range and on the axis that the document names', () => {
    const { range, scale } = curve('f(x) = x^2 + 1', { hint: { range: [0, 3], logarithmic: true } })
    assert.deepEqual([range, scale], [[0, 3], 'logarithmic'])
  })
  it('with its kinks and the places where its pieces meet, also where these are far out', () => {
    const ranges: [string, [number, number], Language?][] = [
      ['max(0, x - 100)', [0, 150]],
      ['abs(x)', [-5, 5]],
      ['max(x, 2)', [-5, 5]],
      ['abs(sin(x))', [-5, 5]],
      ['relu(x)', [-5, 5]],
      ['def tax(y):\n    return 10 + 0.2*(y - 100) if y > 100 else 0.1*y', [0, 150], 'python'],
      ['def f(x):\n    if x < -40:\n        return 0\n    return x + 40', [-50, 50], 'python'],
      [
        'def tax(y):\n    if y < 9744:\n        return 0\n    if y < 57918:\n        return 0.2*(y - 9744)\n    return 0.4*(y - 57918) + 9635',
        [0, 80000],
        'python',
      ],
      ['def f(x):\n    return x**2 if x > 1 else x', [-5, 5], 'python'],
    ]
    for (const [text, range, language] of ranges) assert.deepEqual(curve(text, language && { language }).range, range, text)
  })
  it('on a logarithmic axis where a linear one would show nothing', () => {
    assert.equal(curve('h(x) = exp(x^3)', { hint: { range: [0, 2] } }).scale, 'logarithmic')
  })
  it('of higher order says so', () => {
    const { derivatives, plot } = view('f(x) = x^5', { order: 2 })
    assert.equal(derivatives[0]?.leftLatex, "f''(x)")
    assert.ok(plot?.kind === 'curve' && plot.labels.derivative === 'f″(x)' && plot.labels.second === 'f‴(x)')
  })
})

describe('a function of several variables', () => {
  it('has a Hessian with its mixed derivatives, whose plot keeps the slopes', () => {
    const { whole, plot } = view('f(x, y) = x^2 y^3', { order: 2, idiom: { language: 'numpy', alias: 'np' } })
    assert.equal(whole?.kind, 'hessian')
    assert.equal(whole?.leftLatex, '\\nabla^2 f(x, y)')
    assert.equal(whole?.text.replaceAll(' ', ''), '[[2y³,6xy²],[6xy²,6x²y]]')
    assert.ok(whole && 'points' in whole.verified)
    assert.deepEqual(
      whole.code[0]?.text.match(/def \w+/g),
      ['d2f_dx2', 'd2f_dxdy', 'd2f_dy2'].map((name) => `def ${name}`),
    )
    assert.match(whole.code[0]?.text ?? '', /\S\n\ndef d2f_dxdy\(/)
    assert.doesNotMatch(whole.code[0]?.text ?? '', /\n\n\n/)
    assert.ok(plot?.kind === 'surface')
    assert.deepEqual(
      prepare(plot.program)([Float64Array.of(2), Float64Array.of(3)]).map(([y]) => y),
      [108, 108, 108],
    )
  })
  it('of two is drawn where it does something', () => {
    const ranges: [string, [number, number]][] = [
      ['x^2 + y^2', [-2, 2]],
      ['(1-x)^2 + 100*(y-x^2)^2', [-2, 2]],
      ['exp(-(x^2+y^2)/200)', [-25, 25]],
      ['exp(-((x-100)^2+(y-50)^2)/50)', [0, 150]],
    ]
    for (const [text, range] of ranges) {
      const { plot } = view(`f(x, y) = ${text}`)
      assert.ok(plot?.kind === 'surface')
      assert.deepEqual(plot.ranges, [range, range])
    }
  })
  it('of two has a gradient and a surface', () => {
    const { whole, plot, derivatives } = view('f(x, y) = x^2 + y^2')
    assert.equal(whole?.kind, 'gradient')
    assert.equal(whole?.leftLatex, '\\nabla f(x, y)')
    assert.equal(whole?.text, '(2x, 2y)')
    assert.deepEqual(
      derivatives.map(({ leftLatex }) => leftLatex),
      ['\\frac{\\partial f}{\\partial x}', '\\frac{\\partial f}{\\partial y}'],
    )
    assert.ok(plot?.kind === 'surface')
    assert.deepEqual(plot.ranges, [
      [-2, 2],
      [-2, 2],
    ])
    assert.deepEqual(plot.program.inputs, ['x', 'y'])
  })
  it('of three is a curve along x, with sliders for the others', () => {
    const { variable, parameters } = curve('f(a, x, c) = a*x^2 + c')
    assert.equal(variable, 'x')
    assert.deepEqual(
      parameters.map(({ name, value }) => [name, value]),
      [
        ['a', 1],
        ['c', 1],
      ],
    )
  })
  it('can be drawn along each of its variables', () => {
    const plot = curve('f(a, x, c) = a*x^2 + c^3')
    assert.deepEqual(
      plot.others?.map(({ variable, labels, parameters }) => [variable, labels.derivative, parameters.map(({ name }) => name)]),
      [
        ['a', '∂f/∂a', ['x', 'c']],
        ['c', '∂f/∂c', ['a', 'x']],
      ],
    )
    const along = plot.others?.[1]
    assert.ok(along)
    const { program } = alongAxis(plot, along)
    assert.deepEqual(program.inputs, ['c', 'x', 'a'])
    assert.deepEqual(
      prepare(program)([2, 3, 5].map((value) => Float64Array.of(value))).map(([y]) => y),
      [53, 12],
    )
  })
})

describe('sums and integrals', () => {
  it('are drawn, with whole numbers of terms', () => {
    const sum = curve('f(x, n) = \\sum_{k=1}^{n} \\frac{\\sin(k x)}{k}', { language: 'latex' })
    assert.deepEqual(
      sum.parameters.map(({ name, value, whole }) => [name, value, whole]),
      [['n', 5, true]],
    )
    const [value, slope] = prepare(sum.program)([Float64Array.of(0.7), Float64Array.of(3)])
    assert.ok(Math.abs((value?.[0] as number) - (Math.sin(0.7) + Math.sin(1.4) / 2 + Math.sin(2.1) / 3)) < 1e-15)
    assert.ok(Math.abs((slope?.[0] as number) - (Math.cos(0.7) + Math.cos(1.4) + Math.cos(2.1))) < 1e-15)
    const integral = curve('F(x) = \\int_0^x e^{-t^2} dt', { language: 'latex' })
    const [area] = prepare(integral.program)([Float64Array.of(1)])
    assert.ok(Math.abs((area?.[0] as number) - 0.746824132812427) < 1e-14)
  })
  it('have no plot where they take too long', () => {
    const text = 'F(x) = \\int_0^1 \\int_0^1 \\int_0^x e^{-u v t} dt du dv'
    assert.equal(view(text, { language: 'latex' }).plot, undefined)
  })
})

describe('a function of a vector that it uses by components', () => {
  const language = 'python'
  it('of two is a surface over them, of any order', () => {
    for (const order of [1, 2]) {
      const { plot } = view('def f(x, a):\n    return (a - x[0])**2 + x[1]**4', { language, order })
      assert.ok(plot?.kind === 'surface', `order ${order}`)
      assert.deepEqual(
        [plot.variables, plot.variablesLatex],
        [
          ['x_1', 'x_2'],
          ['x_{1}', 'x_{2}'],
        ],
      )
      const columns = [1, 2, 3].map((value) => Float64Array.of(value))
      assert.deepEqual(
        prepare(plot.program)(columns).map(([y]) => y),
        [20, -4, 32],
      )
    }
  })
  it('is a curve along x or t, with sliders for the components', () => {
    const plot = curve('import numpy as np\ndef model(t, p):\n    return p[0]*np.exp(-p[1]*t)', { language })
    assert.equal(plot.variable, 't')
    assert.deepEqual(
      plot.parameters.map(({ name, latex }) => [name, latex]),
      [
        ['p_1', 'p_{1}'],
        ['p_2', 'p_{2}'],
      ],
    )
    assert.equal(plot.labels.derivative, '∂model/∂t')
    const columns = [0, 3, 2].map((value) => Float64Array.of(value))
    assert.deepEqual(
      prepare(alongAxis(plot, plot).program)(columns).map(([y]) => y),
      [3, -6],
    )
    assert.deepEqual(
      plot.others?.map(({ variable, of }) => [variable, of]),
      [
        ['p_1', 'p'],
        ['p_2', 'p'],
      ],
    )
  })
  it('of three is a curve along the first', () => {
    const plot = curve('def f(x):\n    return x[0]**2*x[1] + x[2]', { language })
    assert.deepEqual([plot.variable, plot.labels.x, plot.labels.derivative], ['x_1', 'x₁', '∂f/∂x₁'])
    assert.deepEqual(
      plot.parameters.map(({ name }) => name),
      ['x_2', 'x_3'],
    )
  })
  it('has no plot where it is used as a whole, or is long', () => {
    assert.equal(view('import numpy as np\ndef f(x):\n    return x[0]*np.sum(x**2)', { language }).plot, undefined)
    const long = Array.from({ length: 12 }, (_, k) => `x[${k}]**${k + 2}`).join(' + ')
    assert.equal(view(`def f(x):\n    return ${long}`, { language }).plot, undefined)
  })
})

describe('code', () => {
  it("comes in the file's language first, and in the others after it", () => {
    const code = view('f(x) = sin(x)', { idiom: { language: 'numpy', alias: 'N' } }).derivatives[0]?.code ?? []
    assert.equal(code[0]?.language, 'numpy')
    assert.match(code[0]?.text ?? '', /^def df_dx\(x\):\n {4}return N\.cos\(x\)\s*$/)
    assert.deepEqual(new Set(code.map(({ language }) => language)).size, code.length)
    assert.ok(code.length >= 8)
  })

  it('may stand in the document where its language and form do', () => {
    const fitting = (text: string, idiom: Idiom, language?: Language) =>
      (view(text, { idiom, language }).derivatives[0]?.code ?? []).filter(({ fits }) => fits).map(({ language: own }) => own)
    assert.deepEqual(fitting('f(x) = sin(x)', { language: 'numpy', alias: 'np' }), ['numpy'])
    assert.deepEqual(fitting('sin(x)', { language: 'numpy', alias: 'np' }), ['numpy'])
    assert.deepEqual(fitting('f(x) = sin(x)', { language: 'latex' }, 'latex'), ['latex'])
    // Another language than the file's, chosen in the settings; NumPy in a file with PyTorch is Python too.
    assert.deepEqual(fitting('sin(x)', chosenIdiom('julia', { language: 'numpy' })), [])
    assert.deepEqual(fitting('sin(x)', chosenIdiom('numpy', { language: 'torch' })), ['numpy'])
    // A formula in the place of a whole function is no program, and a function none for an expression.
    assert.deepEqual(fitting('f(x) = sin(x)', { language: 'text' }), [])
    assert.deepEqual(fitting('erfinv(x)', { language: 'javascript' }), [])
  })
})

it('several derivatives are offered as one function too, in the language of the file', () => {
  const [own, together] = view('loss = x^2 + y^2', { idiom: { language: 'numpy', alias: 'np' } }).derivatives[0]?.code ?? []
  assert.deepEqual([own?.language, together?.language], ['numpy', 'numpy:together'])
  assert.match(together?.text ?? '', /^def loss_and_gradients\(x, y\):\n(?: .*\n)* {4}return value, dx, dy\n$/)
  const alone = view('f(x) = x^2', { idiom: { language: 'numpy', alias: 'np' } })
  assert.ok(alone.derivatives[0]?.code.every(({ language }) => !language.includes(':')))
})
