/** Reading LaTeX: the cases of test/cases/latex.txt, notes, names, places, hostile texts, speed of nothing but the bounds. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import katex from 'katex'
import { mathRegions, openLatex } from '../../../src/math/read/latex/latex.ts'
import { ignoredCommands, sizes } from '../../../src/math/read/latex/tokens/symbols.ts'
import { tokenize } from '../../../src/math/read/latex/tokens/tokens.ts'
import { open } from '../../../src/math/read/open.ts'
import { ReadError, type Term } from '../../../src/math/read/term.ts'
import { outcome, readCases } from './latexCases.ts'
import { showTerm } from './show.ts'

for (const one of readCases('latex.txt')) {
  test(`latex.txt:${one.line} ${one.text.slice(0, 60)}`, () => {
    assert.equal(outcome(openLatex, one), one.expected)
  })
}

const read = (text: string): string => showTerm(openLatex(text).read({}).body)
const notesOf = (text: string): string[] =>
  openLatex(text)
    .read({})
    .notes.map(({ message }) => message)

test('what could be read in two ways is told', () => {
  assert.match(notesOf('a(x+1)').join(), /as a product: a\(x\+1\) = a·\(x\+1\)/)
  assert.match(notesOf('\\cos 2x \\sin x').join(), /cos of all that stands together behind it: 2x/)
  assert.match(notesOf('x^10').join(), /braces missing\?.*\^\{10\}/)
  assert.match(notesOf('x^T A x').join(), /exponent T as a transpose/)
  assert.match(notesOf('1/2 x').join(), /as a fraction of the first two/)
  assert.match(notesOf('a/bc').join(), /denominator/)
  assert.deepEqual(notesOf('x^2 + \\sin(x)'), [])
})

test('a transpose is one in whatever macro it comes', () => {
  const wanted = read('B Z^\\top')
  const spellings: readonly (readonly [string, string])[] = [
    [String.raw`\newcommand{\T}{\top}`, String.raw`Z^\T`],
    [String.raw`\newcommand{\tran}{^{\mkern-1.5mu\mathsf{T}}}`, String.raw`Z\tran`],
    [String.raw`\newcommand{\tran}{^{\mspace{-2mu}\mathsf{T}}}`, String.raw`Z\tran`],
    [String.raw`\newcommand{\tr}{\ensuremath{^{\mathrm{T}}}}`, String.raw`Z\tr`],
    [String.raw`\def\T{{}^{\rm T}}`, String.raw`Z\T`],
    [String.raw`\def\trans#1{#1^{\mathsf T}}`, String.raw`\trans{Z}`],
    [String.raw`\DeclareMathOperator{\T}{T}`, String.raw`Z^{\T}`],
    ['', String.raw`{}^t\!Z`],
    ['', String.raw`{}^{\mathrm t}Z`],
  ]
  for (const [macro, written] of spellings) assert.equal(read(`${macro}\n\\[ B ${written} \\]`), wanted, written)
})

test('the other of two readings is offered, and taken where it is asked for', () => {
  const other = (text: string): [string | undefined, string] => {
    const { notes } = openLatex(text).read({})
    const places = notes.filter((note) => note.alternative !== undefined).map((note) => note.range?.start ?? 0)
    return [notes[0]?.alternative, showTerm(openLatex(text).read({ readings: places }).body)]
  }
  assert.deepEqual(other('a(x+1)'), ['a(x+1) as the value of a function a that is not defined here', '(a! (add x 1))'])
  assert.deepEqual(other('f(x+1)'), ['as a product: f(x+1) = f·(x+1)', '(product f (add x 1))'])
  assert.deepEqual(other('\\sin x y'), ['sin of x alone', '(product (sin x) y)'])
  assert.deepEqual(other('\\cos 2\\pi x y'), ['cos of 2π alone', '(product (cos (product 2 pi())) x y)'])
  assert.deepEqual(other('1/2x'), ['1/2x with all that stands together behind the slash as the denominator', '(quotient 1 (product 2 x))'])
  assert.deepEqual(other('a/bc'), ['a/bc as a fraction of the first two, times what follows', '(product (quotient a b) c)'])
  assert.deepEqual(other('x^T A x'), ['the exponent T as a power', '(product (power x T) A x)'])
  assert.deepEqual(other("X'"), ["X' as the transpose of X", '(transpose X)'])
})

test('a call of a function is not also a product where the text uses its letter as a symbol', () => {
  assert.equal(read('f(x+1)'), '(f! (add x 1))')
  assert.equal(read('f^2 + f(x+1)'), '(add (power f 2) (product f (add x 1)))')
  assert.equal(read('\\sigma(z)'), '(sigmoid z)')
  assert.equal(read('\\sigma(z) + \\sigma^2'), '(add (product sigma z) (power sigma 2))')
})

test('a letter that is called with what is no factor is the function, also beside its square', () => {
  assert.equal(read('\\sigma^2 + \\sigma(Wx + b)'), '(add (power sigma 2) (sigmoid (add (product W x) b)))')
  assert.equal(read('\\sigma^2 + \\sigma(w^\\top x + b)'), '(add (power sigma 2) (sigmoid (add (product (transpose w) x:1) b)))')
  assert.equal(read('\\sigma^2 + \\sigma(1 - \\rho)'), '(add (power sigma 2) (product sigma (add 1 (neg rho))))')
  const alternatives = (text: string): (string | undefined)[] =>
    openLatex(text)
      .read({})
      .notes.map(({ alternative }) => alternative)
  assert.deepEqual(alternatives('\\sigma^2 + \\sigma(Wx + b)'), ['as a product: σ(Wx+b) = σ·(Wx+b)'])
  assert.deepEqual(alternatives('\\sigma^2 + \\sigma(1 - \\rho)'), ['σ(1-ρ) as the sigmoid of what stands in parentheses'])
})

test('names are identifiers and keep their LaTeX', () => {
  const names = (text: string): [string, string | undefined][] => {
    const found: [string, string | undefined][] = []
    const visit = (term: Term): void => {
      if (term.kind === 'name') found.push([term.name, term.hint?.latex])
      if (term.kind === 'apply') term.args.forEach(visit)
    }
    visit(openLatex(text).read({}).body)
    return found
  }
  assert.deepEqual(names('\\hat{y} + \\mathbf{W} + V_{\\text{max}} + \\theta_0 + x_{1} + \\mathcal{L} + \\bar x'), [
    ['y_hat', '\\hat{y}'],
    ['W', '\\mathbf{W}'],
    ['V_max', 'V_{\\text{max}}'],
    ['theta_0', undefined],
    ['x_1', undefined],
    ['L', '\\mathcal{L}'],
    ['x_bar', '\\bar x'],
  ])
})

test('terms point at the text they came from, also through macros', () => {
  const text = '\\newcommand{\\sq}[1]{\\left(#1\\right)^2} y = 3 \\sq{u + v}'
  const { body } = openLatex(text).read({})
  const at = (term: Term | undefined): string => text.slice(term?.range?.start, term?.range?.end)
  assert.ok(body.kind === 'apply')
  const power = body.args[1]
  assert.equal(at(power), '\\sq{u + v}'.slice(0, at(power).length))
  assert.ok(power?.kind === 'apply')
  const sum = power.args[0]
  assert.ok(sum?.kind === 'apply')
  assert.deepEqual(sum.args.map(at), ['u', 'v'])
})

test('definitions tell functions, values and claimed derivatives apart', () => {
  const text =
    "f(x) = x^2, \\quad f'(x) = 2x, \\quad y = 3, \\quad \\frac{\\partial g}{\\partial x} = 1, \\quad \\nabla_w L = w, \\quad \\frac{d^2 h}{dt^2} = -h"
  assert.deepEqual(
    openLatex(text)
      .definitions()
      .map(({ name, kind, parameters, derivative }) => [name, kind, parameters, derivative]),
    [
      ['f', 'function', ['x'], undefined],
      ["f'", 'function', ['x'], { of: 'f', order: 1 }],
      ['y', 'value', [], undefined],
      ['dg/dx', 'value', [], { of: 'g', by: ['x'], order: 1 }],
      ['dL/dw', 'value', [], { of: 'L', by: ['w'], order: 1 }],
      ["h''", 'function', ['t'], { of: 'h', by: ['t', 't'], order: 2 }],
    ],
  )
})

test('equal calls share one term, however often functions call each other', () => {
  const lines = Array.from({ length: 40 }, (_, k) => `f_{${k + 1}}(x) = f_{${k}}(x) + f_{${k}}(x)`)
  const { body } = openLatex(['f_0(x) = x^2', ...lines].map((line) => `$${line}$`).join('\n')).read({})
  const seen = new Set<Term>()
  const visit = (term: Term): void => {
    if (seen.has(term)) return
    seen.add(term)
    if (term.kind === 'apply') term.args.forEach(visit)
  }
  visit(body)
  assert.ok(seen.size < 400, `${seen.size} terms`)
})

const hostile: { readonly [what: string]: string } = {
  braces: `${'{'.repeat(20_000)}x${'}'.repeat(20_000)}`,
  parentheses: `${'('.repeat(20_000)}x${')'.repeat(20_000)}`,
  'open parentheses': '('.repeat(20_000),
  fractions: `${'\\frac{1}{'.repeat(20_000)}x${'}'.repeat(20_000)}`,
  powers: `${'x^{'.repeat(20_000)}x${'}'.repeat(20_000)}`,
  functions: `${'\\sin'.repeat(20_000)}x`,
  accents: `${'\\hat{'.repeat(20_000)}x${'}'.repeat(20_000)}`,
  'accents without braces': '\\hat'.repeat(20_000),
  'fractions without braces': '\\frac'.repeat(20_000),
  signs: `${'-'.repeat(50_000)}x`,
  'a megabyte': 'x + '.repeat(262_144),
  'a macro of itself': '\\newcommand{\\a}{\\a\\a}\\a',
  'a macro that doubles': `${Array.from({ length: 25 }, (_, k) => `\\def\\${String.fromCharCode(97 + k)}{\\${String.fromCharCode(98 + k)}\\${String.fromCharCode(98 + k)}}`).join('')}\\a`,
  'open environments': '\\begin{align}'.repeat(20_000),
  'open dollars': '$ '.repeat(20_000),
  'open macros': '\\def\\x{'.repeat(5_000),
  'huge exponent': 'x^{1e999999}',
  'deep chain': Array.from({ length: 60 }, (_, k) => `$y_{${k + 1}} = ${'('.repeat(150)}y_{${k}} + 1${')'.repeat(150)}$`).join('\n'),
  'long chain': Array.from({ length: 500 }, (_, k) => `$y_{${k + 1}} = y_{${k}}^2$`).join('\n'),
}
for (const [what, text] of Object.entries(hostile)) {
  test(`hostile text answers or refuses at once: ${what}`, () => {
    const started = performance.now()
    try {
      openLatex(text).read({})
    } catch (error) {
      assert.ok(error instanceof ReadError, String(error))
      assert.ok(0 <= error.range.start && error.range.start <= error.range.end && error.range.end <= text.length)
    }
    // A bound against loops without end, far above what it takes.
    assert.ok(performance.now() - started < 5_000)
  })
}

test('names of JavaScript are just names', () => {
  assert.match(outcomeOf('\\text{__proto__} + 1'), /^!! "__proto__"/)
  assert.equal(read('x_{\\text{__proto__}} + toString'), '(add x__proto_ (product t o S t r i n g))')
  assert.equal(read('constructor'), '(product c o n s t r u c t o r)')
  assert.equal(read('\\mathrm{constructor}(x)'), '(constructor! x)')
  assert.throws(() => read('\\constructor{x}'), ReadError)
})
const outcomeOf = (text: string): string => outcome(openLatex, { line: 0, text, target: {}, expected: '' })

test('formulas are found with and without their delimiters', () => {
  const text = 'We \\(a\\) and \\[b\\] \\begin{equation*}c\\end{equation*} % $d$\n\\verb|$e$| and $f$'
  assert.deepEqual(
    mathRegions(text, 'latex').map(({ inner, outer }) => [text.slice(inner.start, inner.end), text.slice(outer.start, outer.end)]),
    [
      ['a', '\\(a\\)'],
      ['b', '\\[b\\]'],
      ['c', '\\begin{equation*}c\\end{equation*}'],
      ['f', '$f$'],
    ],
  )
})

test('formulas in comments and docstrings are read where the cursor is in one, the program elsewhere', () => {
  const program =
    'def f(x):\n    r"""Computes :math:`x^2 + 1`.\n\n    .. math::\n\n        g(x) = \\sin x\n    """\n    # also $x^3$, for the price "$" of\n    return x * x\n'
  assert.deepEqual(
    mathRegions(program, 'python').map(({ inner }) => program.slice(inner.start, inner.end).trim()),
    ['x^2 + 1', 'g(x) = \\sin x', 'x^3'],
  )
  const at = (what: string): string => {
    const place = program.indexOf(what) + 1
    return showTerm(open(program, 'python').read({ selection: { start: place, end: place } }).body)
  }
  assert.equal(at('x^2'), '(add (power x 2) 1)')
  assert.equal(at('g(x)'), '(sin x)')
  assert.equal(at('x^3'), '(power x 3)')
  assert.match(at('x * x'), /^\((?:mul|product)/)
  assert.deepEqual(mathRegions('const s = `$' + '{a} and $' + '{b}`', 'javascript'), [])
})

test('places of tokens cover the text between spaces', () => {
  const text = '\\frac{a_1}{\\hat x} + \\left(α² \\cdot 3.5\\right) % end'
  for (const { start, end } of tokenize(text)) assert.ok(start >= 0 && end > start && end <= text.length)
})

test('what KaTeX accepts is tokenised, without a character lost', () => {
  // Between tokens only spaces, comments, sizes and labels may stand.
  const lost = (gap: string): string =>
    gap
      .replaceAll(/\\(?:label|tag|color|textcolor)\{[^}]*\}/g, '')
      .replaceAll(/\\(?:[a-zA-Z]+|[^a-zA-Z])/g, (command) => (ignoredCommands.has(command) || sizes.has(command) ? '' : command))
      .replaceAll(/%[^\n]*|[\s~$]/g, '')
  let accepted = 0
  for (const { text, line } of [...readCases('latex.txt'), ...katexCommands.map((text, k) => ({ text, line: -k }))]) {
    try {
      katex.renderToString(text, { strict: false, macros: {} })
    } catch {
      continue
    }
    accepted++
    let at = 0
    for (const token of [...tokenize(text)].sort((a, b) => a.start - b.start)) {
      if (token.start > at) assert.equal(lost(text.slice(at, token.start)), '', `line ${line}: ${text}`)
      at = Math.max(at, token.end)
    }
    assert.equal(lost(text.slice(at)), '', `line ${line}: ${text}`)
  }
  assert.ok(accepted > 250, `${accepted} texts`)
})

const katexCommands = [
  '\\mathbb{R} \\cup \\mathfrak{A} \\cap \\mathcal{B}',
  '\\overbrace{a+b}^{n} \\underbrace{c}_{m}',
  '\\xrightarrow{f} \\stackrel{?}{=} \\overset{a}{b}',
  '\\bigl( x \\bigr) \\Big| y \\Big| \\left\\langle u \\middle| v \\right\\rangle',
  '\\begin{smallmatrix} a & b \\\\ c & d \\end{smallmatrix}',
  '\\begin{cases} a & \\text{if } b \\\\ c & \\text{else} \\end{cases}',
  '\\sideset{}{^*}\\sum_{i} x_i',
  '\\operatorname*{arg\\,max}_{x} f(x)',
  '\\mathop{\\mathrm{tr}} A \\bmod p \\pmod q',
  'x \\not= y \\nleq z \\iff a \\implies b',
  '\\sqrt[3]{x} \\dfrac{a}{b} \\cfrac{1}{1+x} \\binom{n}{k}',
  '\\hat{a} \\check{b} \\breve{c} \\acute{d} \\grave{e} \\tilde{f} \\bar{g} \\vec{h} \\dot{i} \\ddot{j}',
]

test('a second reading of the same text, and of the same formula elsewhere, is the same', () => {
  const formula = 'f(x) = \\frac{a_1}{x^2}'
  const first = openLatex(`$${formula}$`).read({})
  const second = openLatex(`Some words before it: $${formula}$`).read({})
  assert.equal(showTerm(first.body), showTerm(second.body))
  assert.equal(first.range.start, 1)
  assert.equal(second.range.start, 'Some words before it: $'.length)
})

test('a paper is read as its author meant it: macros, sections, helpers, claimed derivatives', () => {
  const paper = openLatex(readFileSync(new URL('../../../../test/cases/latex-paper.tex', import.meta.url), 'utf8'))
  const named = (of: string): string => showTerm(paper.read({ of }).body)
  const layer = '(tanh (add (product W_1 x) b_1))'
  const output = `(add (product W_2:2 ${layer}) b_2)`
  assert.equal(named('h'), layer)
  assert.equal(named('p'), `(softmax ${output})`)
  assert.equal(named('ell'), `(neg (sum k: (product (component t k) (ln (component (softmax ${output}) k)))))`)
  assert.equal(named('dell/dz'), `(add (softmax ${output}) (neg t))`)
  assert.equal(named('E'), '(neg (d/r (product (quotient (product q_1 q_2) (product 4 pi() varepsilon_0 r)) (exp (neg (quotient r lambda_D))))))')
  assert.equal(named('g'), '(where (and (le 0 x) (le x 1)) (product x (add 1 (neg x))) 0)')
  assert.equal(named('F'), '(add (integral t 0..a: (exp (neg (product b (power t 2))))) (product (quotient 1 2) a b))')
  assert.deepEqual(
    paper
      .definitions()
      .filter(({ derivative }) => derivative !== undefined)
      .map(({ name, derivative }) => [name, derivative?.of]),
    [
      ['∇L', 'L'],
      ['dell/dz', 'ell'],
    ],
  )
})
