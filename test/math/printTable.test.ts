/** Every row of the table prints: LaTeX accepted by KaTeX in strict mode and by MathJax, text, and code in each language. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import katex from 'katex'
import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js'
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js'
import { AllPackages } from 'mathjax-full/js/input/tex/AllPackages.js'
import { TeX } from 'mathjax-full/js/input/tex.js'
import { mathjax } from 'mathjax-full/js/mathjax.js'
import { SVG } from 'mathjax-full/js/output/svg.js'
import type { CodeLanguage } from '../../src/math/api.ts'
import { type Expr, make, number, type Operation, symbol } from '../../src/math/expr.ts'
import { add, pow } from '../../src/math/ops/arithmetic.ts'
import { callFunction, integral, productSeries, series } from '../../src/math/ops/binder.ts'
import { einsum } from '../../src/math/ops/einsum.ts'
import { oneHot } from '../../src/math/ops/indicator.ts'
import { itemsPayload, place, put, take } from '../../src/math/ops/slice.ts'
import { eye, ones, size } from '../../src/math/ops/structure.ts'
import { table } from '../../src/math/ops/table.ts'
import { callWhole } from '../../src/math/ops/wholeCall.ts'
import { printCode } from '../../src/math/print/code/code.ts'
import { printLatex } from '../../src/math/print/latex/latex.ts'
import type { Shape } from '../../src/math/shape.ts'

const languages: readonly CodeLanguage[] = ['text', 'numpy', 'python', 'jax', 'torch', 'sympy', 'javascript', 'typescript', 'julia', 'matlab', 'c']

const adaptor = liteAdaptor()
RegisterHTMLHandler(adaptor)
const document = mathjax.document('', { InputJax: new TeX({ packages: AllPackages }), OutputJax: new SVG({ fontCache: 'none' }) })

/** Typesets with both; throws where one of them does not understand. */
function typeset(latex: string): void {
  katex.renderToString(latex, { strict: 'error', throwOnError: true, displayMode: true })
  const html = adaptor.outerHTML(document.convert(latex, { display: true }) as Parameters<typeof adaptor.outerHTML>[0])
  assert.doesNotMatch(html, /data-mjx-error|merror/, latex)
}

const SHAPES: readonly Shape[] = [[], ['n'], ['n', 'n'], [3]]
const slice = itemsPayload([{ start: 1, stop: null, step: 1 }], ['n'])
const t = symbol('t')

/** Rows whose nodes are not made of arguments alone. */
const special = new Map<string, () => Expr>([
  ['number', () => number(2.5)],
  ['symbol', () => symbol('x_1')],
  ['size', () => size('n')],
  ['eye', () => eye('n')],
  ['broadcast', () => ones(['m', 'n'])],
  ['einsum', () => einsum('ijk,kl->ijl', symbol('T', ['m', 'n', 'k']), symbol('A', ['k', 'l']))],
  ['take', () => take.with(slice, symbol('x', ['n']))],
  ['place', () => place.with(slice, symbol('g', ['n - 1']))],
  ['put', () => put.with(slice, symbol('x', ['n']), symbol('v', ['n - 1']))],
  ['one_hot', () => oneHot.with('n', symbol('y', ['m']))],
  ['call', () => callFunction('g', [t, symbol('u')], [1, 2])],
  ['whole_call', () => callWhole('g', [symbol('x', ['n'])], ['m'], [1])],
  ['series', () => series('k', pow(t, symbol('k')), number(1), symbol('N'))],
  ['product_series', () => productSeries('k', add(t, symbol('k')), number(1), symbol('N'))],
  ['integral', () => integral('s', pow(symbol('s'), 2), number(0), t)],
])

/** A node of the row over symbols of the first shapes that fit. */
function sample(operation: Operation): Expr | undefined {
  const own = special.get(operation.name)
  if (own !== undefined) return own()
  const names = operation.args.flatMap((name) => (name.startsWith('...') ? ['a', 'b', 'c'] : [name]))
  for (const first of SHAPES) {
    for (const rest of SHAPES) {
      try {
        const args = names.map((name, k) => symbol(name, k === 0 ? first : rest))
        return make(operation, args, operation.configure?.({ shape: ['n', 'n'], n: 3 }, args))
      } catch {
        // These shapes do not fit this row.
      }
    }
  }
  return undefined
}

for (const operation of table) {
  test(`${operation.name} prints`, () => {
    const node = sample(operation)
    // Rows that only derivatives make, from shapes of their own, appear inside others' derivatives.
    if (operation.shorthand === true && node === undefined) return assert.notEqual(operation.meaning, undefined)
    if (node === undefined) return assert.match(operation.name, /^(?:kron_|cross_)/)
    const latex = printLatex(node)
    typeset(latex)
    for (const language of languages) {
      const text = printCode(node, language)
      assert.ok(text !== '' && !text.includes('undefined') && !text.includes('[object'), `${language}: ${text}`)
    }
    if (node.rank === 0) {
      typeset(printLatex(pow(add(node, 1), 2)))
      typeset(printLatex(pow(node, 2)))
    }
  })
}
