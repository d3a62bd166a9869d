/** Ranges and axes as documents name them. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type PlotHint, plotHint, readNumber } from '../../src/extension/plotHint.ts'

const rows: { what: string; before?: string; after?: string; prose?: boolean; hint: PlotHint }[] = [
  { what: 'linspace', after: '\nxs = np.linspace(-3, 3, 400)\n', hint: { range: [-3, 3] } },
  { what: 'linspace with decimals', after: '\nt = torch.linspace(0.5, 2.5, steps=10)', hint: { range: [0.5, 2.5] } },
  { what: 'multiples of pi', after: '\nx = np.linspace(-2*np.pi, 2 * np.pi)', hint: { range: [-2 * Math.PI, 2 * Math.PI] } },
  { what: 'limits of an axis', after: '\nplt.xlim(0, 10)', hint: { range: [0, 10] } },
  { what: 'prose before', before: 'Plotted over $[-5, 5]$, the function\n$$', prose: true, hint: { range: [-5, 5] } },
  { what: 'prose behind', after: '$$\nover $[-2, 2]^2$ it', prose: true, hint: { range: [-2, 2] } },
  { what: 'set notation', after: ' for $x \\in [0, \\pi]$', prose: true, hint: { range: [0, Math.PI] } },
  { what: 'from ... to', after: ', from $-1$ to $4$', prose: true, hint: { range: [-1, 4] } },
  { what: 'inequalities', after: ', $-1 \\le x \\le 1$', prose: true, hint: { range: [-1, 1] } },
  { what: 'a unicode minus', after: ' over [−3, 3]', prose: true, hint: { range: [-3, 3] } },
  { what: 'logarithmic axis in code', after: '\nxs = np.linspace(0, 2)\nplt.yscale("log")', hint: { range: [0, 2], logarithmic: true } },
  { what: 'logarithmic axis in prose', after: ' Only a logarithmic axis shows it.', prose: true, hint: { logarithmic: true } },
  { what: 'semilogy', after: '\nplt.semilogy(x, f(x))', hint: { logarithmic: true } },
  { what: 'a symmetric logarithm is something else', after: '\nplt.yscale("symlog")', hint: {} },
  { what: 'the next function has its own range', after: '\n\ndef g(x):\n    return x\n\nxs = np.linspace(0, 1)', hint: {} },
  { what: 'the next section too', after: '\n## Next\nover $[0, 1]$', prose: true, hint: {} },
  { what: 'a comment of Python ends nothing', after: '\n# the range\nxs = np.linspace(0, 1)', hint: { range: [0, 1] } },
  { what: 'a range before the last heading is not about this', before: 'over $[0, 1]$\n## Next\n', prose: true, hint: {} },
  {
    what: 'the comment above the next function is about that',
    after: '\n\n// over [0, 1], on a logarithmic axis\nconst g = (x: number) => x\n',
    hint: {},
  },
  { what: 'the comment above is about this', before: 'x = 1\n\n# over [0, 1]\ndef f(x):\n    return ', hint: { range: [0, 1] } },
  { what: "the code above is the previous function's", before: 'xs = np.linspace(0, 1)\n\ndef f(x):\n    return ', hint: {} },
  { what: 'behind goes before ahead', before: 'over $[0, 1]$ ', after: ' over $[0, 2]$', prose: true, hint: { range: [0, 2] } },
  { what: 'an empty interval is none', after: ' over $[2, 2]$', prose: true, hint: {} },
  { what: 'a list is no interval', after: ' with weights [0.1, 0.2]', prose: true, hint: {} },
]

describe('plotHint', () => {
  for (const { what, before = '', after = '', prose = false, hint } of rows) it(what, () => assert.deepEqual(plotHint(before, after, prose), hint))
})

describe('readNumber', () => {
  const numbers: [string, number | undefined][] = [
    ['3', 3],
    ['-2.5', -2.5],
    ['1e-3', 1e-3],
    ['np.pi', Math.PI],
    ['-Math.PI', -Math.PI],
    ['2*np.pi', 2 * Math.PI],
    ['2π', 2 * Math.PI],
    ['-\\pi/2', -Math.PI / 2],
    ['', undefined],
    ['-', undefined],
    ['n', undefined],
  ]
  for (const [text, value] of numbers) it(text || 'nothing', () => assert.equal(readNumber(text), value))
})
