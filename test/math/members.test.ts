/**
 * Formulas over families of matrices are shown by their members, as papers write them. What is shown, with every index put in and every sum
 * written out, has the value of the whole at random points.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, nameOf, symbolsOf, withArgs } from '../../src/math/expr.ts'
import type { ExprFormula } from '../../src/math/formula.ts'
import { type Analysis, analyze, type Language, type Value } from '../../src/math/index.ts'
import { add } from '../../src/math/ops/arithmetic.ts'
import { items } from '../../src/math/ops/layout.ts'
import type { ReadableFormula } from '../../src/math/print/formula/members.ts'
import { formulaOf } from '../../src/math/print/formula/readable.ts'
import { axesOf, isComponent, isIndexSum, lengthsOf, lettersOf } from '../../src/math/print/indices/indexed.ts'
import { type Length, substituteLength } from '../../src/math/shape.ts'

type Indices = ReadonlyMap<string, number>

/** Lengths that differ, so that axes that are mixed up are seen. */
const SIZES: Readonly<Record<string, number>> = { K: 2, M: 2, N: 3, T: 3, B: 2, H: 3, d: 4, p: 3, q: 4, n: 4, m: 5 }
const sizeOf = (length: Length): number => Number(substituteLength(length, (name) => SIZES[name] ?? 3))

/** What stands in a formula at given indices, without index notation; names of parts are what they stand for. */
function meaning(node: Expr, at: Indices, definitions: ReadonlyMap<string, ReadableFormula['definitions'][number]>): Expr {
  const inside = (part: Expr, more: Indices = at): Expr => meaning(part, more, definitions)
  if (isIndexSum(node)) {
    const letters = lettersOf(node)
    let places: Indices[] = [at]
    for (const [k, letter] of letters.entries())
      places = places.flatMap((own) => Array.from({ length: sizeOf(lengthsOf(node)[k] as Length) }, (_, index) => new Map([...own, [letter, index]])))
    return add(...places.map((own) => inside(node.args[0] as Expr, own)))
  }
  if (isComponent(node)) {
    const whole = node.args[0] as Expr
    const indices = lettersOf(node).map((letter) => {
      const [, name = '', shift = '0'] = /^(\w+?)([+-]\d+)?$/.exec(letter) ?? []
      return at.has(name) ? (at.get(name) as number) + Number(shift) : Number(letter) - 1
    })
    const definition = definitions.get(nameOf(whole) ?? '')
    if (definition !== undefined && definition.letters.length > 0) {
      const own = new Map(definition.letters.map((letter, k) => [letter, indices[k] as number]))
      const part = inside(definition.component, own)
      return indices.slice(definition.letters.length).reduce((rest, index) => items(rest, 0, { at: index }), part)
    }
    const axes = axesOf(node)
    return axes.reduceRight((part, axis, k) => items(part, axis, { at: indices[k] as number }), inside(whole))
  }
  const definition = definitions.get(nameOf(node) ?? '')
  if (definition !== undefined) {
    assert.deepEqual(definition.letters, [], `${definition.name} stands without its index`)
    return inside(definition.component)
  }
  return node.args.length === 0
    ? node
    : withArgs(
        node,
        node.args.map((arg) => inside(arg)),
      )
}

const flat = (value: Value): number[] => (Array.isArray(value) ? (value as Value[]).flatMap(flat) : [value as number])

let seed = 7
const random = (): number => {
  seed = (seed * 48271) % 2147483647
  return seed / 2147483647
}
/** Random numbers; square matrices with a heavy diagonal, so that they have inverses and their determinants are positive. */
const randomOf = ([first, ...rest]: readonly number[], row?: number): Value => {
  if (first === undefined) return 0.5 + random()
  const isSquare = rest.length === 1 && rest[0] === first
  return Array.from({ length: first }, (_, k) => {
    const part = randomOf(rest, isSquare ? k : undefined) as number
    return rest.length === 0 && k === row ? part + 4 : part
  })
}

function assertShown(formula: ExprFormula, what: string, isColumns: boolean): ReadableFormula {
  const { shown, context } = formula
  const written = formulaOf(shown, { ...context, labels: context.shownLabels() })
  const symbols = symbolsOf(shown)
  const at = Object.fromEntries(symbols.map((symbol) => [nameOf(symbol) as string, randomOf(symbol.shape.map(sizeOf))]))
  const definitions = new Map(written.definitions.map((definition) => [definition.name, definition]))
  // Of columns, S[:, :, k], the letters are those of the last axes.
  const first = isColumns ? shown.rank - written.letters.length : 0
  let places: Indices[] = [new Map()]
  for (const [k, letter] of written.letters.entries()) {
    const count = sizeOf(shown.shape[first + k] as Length)
    places = places.flatMap((own) => Array.from({ length: count }, (_, index) => new Map([...own, [letter, index]])))
  }
  for (const indices of places) {
    const whole = [...indices.values()].reduceRight((part, index, k) => items(part, first + k, { at: index }), shown)
    const [told, meant] = [meaning(written.component, indices, definitions), whole].map((expr) => flat(evaluate(expr, at, symbols))) as [
      number[],
      number[],
    ]
    assert.equal(told.length, meant.length, what)
    for (const [k, part] of told.entries())
      assert.ok(Math.abs(part - (meant[k] as number)) <= 1e-9 * Math.max(1, Math.abs(meant[k] as number)), `${what}: ${k}: ${part}, not ${meant[k]}`)
  }
  return written
}

const where = (text: string, ...shapes: string[]): string => `$${text}$ where ${shapes.map((shape) => `$${shape}$`).join(', ')}`
const of = (name: string, ...lengths: string[]): string => `${name} \\in \\mathbb{R}^{${lengths.join(' \\times ')}}`

/** Texts, and what is shown of the value and of derivatives. */
const SHOWN: readonly (readonly [Language, string, Readonly<Record<string, string>>])[] = [
  [
    'latex',
    where('L = \\sum_{m=1}^M \\log\\det(\\Lambda_m + \\epsilon I)', of('\\Lambda_m', 'd', 'd')),
    { '': 'Σ_m ln(det(Λ_m + ϵ I))', Lambda: '(Λ_m + ϵ I)⁻ᵀ', epsilon: 'Σ_m tr((Λ_m + ϵ I)⁻¹)' },
  ],
  [
    'latex',
    where('L = \\sum_{m=1}^M \\log\\det(I + x_m x_m^\\top)', of('x_m', 'd')),
    { '': 'Σ_m ln(det(I + x_m x_mᵀ))', x: '(U_m + U_mᵀ) x_m where U_m = (I + x_m x_mᵀ)⁻¹' },
  ],
  [
    'latex',
    where('L = \\sum_{k=1}^K y_k^\\top (A_k + \\lambda I)^{-1} y_k', of('A_k', 'd', 'd')),
    { '': 'Σ_k y_kᵀ (A_k + λ I)⁻¹ y_k', A: '−(U_kᵀ y_k) (U_k y_k)ᵀ where U_k = (A_k + λ I)⁻¹' },
  ],
  [
    'latex',
    where('L = \\frac{1}{N}\\sum_{n=1}^N \\|W_n x_n - y_n\\|^2', of('W_n', 'p', 'd'), of('x_n', 'd')),
    { W: '2(W_n x_n − y_n) x_nᵀ/N', x: '2W_nᵀ(W_n x_n − y_n)/N', y: '−2(W_n x_n − y_n)/N' },
  ],
  [
    'latex',
    where('L = \\sum_{n=1}^N \\mathrm{tr}(A_n B A_n^\\top)', of('A_n', 'p', 'q'), of('B', 'q', 'q')),
    { A: 'A_n(B + Bᵀ)', B: 'Σ_n A_nᵀ A_n' },
  ],
  [
    'latex',
    where('L = \\sum_{k=1}^K \\tfrac12 (x - \\mu_k)^\\top \\Sigma_k^{-1} (x - \\mu_k) + \\tfrac12 \\log\\det \\Sigma_k', of('\\Sigma_k', 'd', 'd')),
    { mu: '−(Σ_k⁻¹ + Σ_k⁻ᵀ)(x − μ_k)/2' },
  ],
  [
    'latex',
    where('d = \\sum_{i=1}^N (x_i - y_i)^\\top M (x_i - y_i)', 'x_i, y_i \\in \\mathbb{R}^d'),
    { '': 'Σ_i u_iᵀ M u_i where u_i = x_i − y_i', x: '(M + Mᵀ)(x_i − y_i)', M: 'Σ_i u_i u_iᵀ where u_i = x_i − y_i' },
  ],
  [
    'latex',
    where('E = \\sum_{t=1}^T (x_t - A_t x_{t-1})^\\top Q_t^{-1} (x_t - A_t x_{t-1})', of('x_t', 'n'), of('A_t', 'n', 'n'), of('Q_t', 'n', 'n')),
    { '': 'Σ_(t=1)^(m − 1) u_tᵀ Q_t⁻¹ u_t where u_t = x_(t+1) − A_t x_t', A: '−((Q_t⁻¹ + Q_t⁻ᵀ) U_t) x_tᵀ where U_t = x_(t+1) − A_t x_t' },
  ],
  [
    'latex',
    where('L = \\sum_{i=1}^N \\frac{u_i^\\top v_i}{\\|u_i\\| \\|v_i\\|}', of('u_i', 'd'), of('v_i', 'd')),
    { '': 'Σ_i u_iᵀ v_i/(‖u_i‖ ‖v_i‖)', u: 'v_i/(‖u_i‖ ‖v_i‖) − u_iᵀ v_i/(‖u_i‖³ ‖v_i‖) · u_i' },
  ],
  ['latex', where('L = \\sum_{i=1}^N \\|x_i - c\\|^3', of('x_i', 'd'), of('c', 'd')), { '': 'Σ_i ‖x_i − c‖³', x: '3 ‖x_i − c‖(x_i − c)' }],
  // Numbers that are counted, which only rows and columns of ones would say as matrices.
  [
    'latex',
    'L = \\sum_{n=1}^N \\log \\sum_{k=1}^K w_k \\exp(-(x_n - m_k)^2)',
    {
      w: 'Σ_n e^(−(x_n − m_k)²)/(Σ_i e^(−(x_n − m_i)²) w_i)',
      m: '2 w_k(Σ_n e^(−(x_n − m_k)²)(x_n − m_k)/(Σ_i e^(−(x_n − m_i)²) w_i))',
    },
  ],
  ['latex', 'L = \\sum_{n=1}^N \\sum_{k=1}^K W_{nk} (a_n - b_k)^2', { W: '(a_n − b_k)²', a: '2(Σ_k W_nk(a_n − b_k))', b: '−2(Σ_n W_nk(a_n − b_k))' }],
  ['latex', 'L = \\sum_{n=1}^N \\sum_{k=1}^K \\log(1 + e^{a_n + b_k})', { a: 'Σ_k σ(a_n + b_k)', b: 'Σ_n σ(a_n + b_k)' }],
  ['latex', where('R = \\sum_{l=1}^L \\| W_l \\|_F^2', of('W_l', 'n', 'n')), { W: '2W_l' }],
  ['latex', 'L = \\sum_{(u,v)} (r_{uv} - p_u^\\top q_v)^2 + \\lambda (\\|P\\|_F^2 + \\|Q\\|_F^2)', { P: '2(λ P_u − Σ_v (r_uv − P_uᵀ Q_v) Q_v)' }],
  ['latex', 'J = \\frac{1}{N}\\sum_{i=1}^N (w^\\top x_i + b - y_i)^2', {}],
  [
    'python',
    'import torch\ndef f(x, W):\n    """x: (N, d), W: (K, d, d)"""\n    return torch.einsum("bi,kij,bj->bk", x, W, x).tanh().sum()',
    { '': 'Σ_ij tanh(x_iᵀ W_j x_i)' },
  ],
  [
    'julia',
    "f(S, x) = sum(x[:, k]' * inv(S[:, :, k]) * x[:, k] for k in 1:size(S, 3))",
    { '': 'Σ_k x_kᵀ S_k⁻¹ x_k', S: '−(S_k⁻ᵀ x_k) (S_k⁻¹ x_k)ᵀ', x: '(S_k⁻¹ + S_k⁻ᵀ) x_k' },
  ],
  [
    'matlab',
    "function L = f(S, x)\n  L = 0;\n  for k = 1:size(S, 3)\n    L = L + x(:,k)' * (S(:,:,k) \\ x(:,k)) + det(S(:,:,k));\n  end\nend",
    { '': 'Σ_k (x_kᵀ S_k⁻¹ x_k + det(S_k))', x: '(S_k⁻¹ + S_k⁻ᵀ) x_k' },
  ],
  [
    'python',
    'import numpy as np\ndef nll(x, mu, S):\n    """x: (N, d), mu: (K, d), S: (K, d, d)"""\n    r = x[:, None, :] - mu[None]\n    return np.sum(np.einsum("nki,kij,nkj->nk", r, np.linalg.inv(S), r) + np.linalg.det(S))',
    { '': 'Σ_ij (r_ijᵀ S_j⁻¹ r_ij + det(S_j)) where r_ij = x_i − μ_j' },
  ],
  [
    'markdown',
    'with $g_u \\in \\mathbb{R}^K$, $f_v \\in \\mathbb{R}^K$, $v = 1, \\dots, M$ and $P_u = \\mathrm{softmax}(g_u), \\quad Q_v = \\mathrm{softmax}(f_v / \\tau)$: $$ L = -\\sum_{u=1}^{2} \\sum_{v=1}^M \\sum_{k=1}^{K} P_{u,k} \\log Q_{v,k} $$',
    { f: '(2 softmax(f_v/τ)_k − Σ_u softmax(g_u)_k)/τ' },
  ],
  ['latex', '$\\log \\sum_{k=1}^K \\pi_k \\mathcal{N}(x \\mid \\mu_k, \\Sigma_k)$', {}],
  ['latex', '$L = -\\sum_{i=1}^N \\log \\sum_{k=1}^K \\pi_k \\mathcal{N}(x_i \\mid \\mu_k, \\Sigma_k)$', {}],
  [
    'latex',
    where('L = \\sum_{k=1}^K \\|A_k - B_k\\|_F^2 + \\mathrm{tr}(A_k C)', of('A_k', 'n', 'n'), of('B_k', 'n', 'n')),
    { A: 'Cᵀ + 2A_k − 2B_k' },
  ],
  ['latex', where('L = \\sum_{k=1}^K \\log\\det(A_k \\Sigma A_k^\\top + \\lambda I)', of('A_k', 'd', 'd'), of('\\Sigma', 'd', 'd')), {}],
  [
    'python',
    'import numpy as np\ndef f(X, W, b):\n    """X: (B, T, d), W: (d, m), b: (m,)"""\n    return np.mean((X @ W + b)**2)',
    { W: '2(Σ_i X_iᵀ(X_i W + b))/(B T m)' },
  ],
  [
    'python',
    'import numpy as np\ndef f(A, x, b):\n    """A: (N, p, d), x: (N, d), b: (p,)"""\n    return np.sum(np.tanh(np.einsum("nkd,nd->nk", A, x) + b))',
    { A: '(1 − tanh(A_i x_i + b)²) x_iᵀ' },
  ],
  [
    'python',
    'import torch\ndef f(Q, K, V):\n    """Q, K, V: (B, H, T, d)"""\n    return ((torch.softmax(Q @ K.transpose(-1, -2) / 8, dim=-1) @ V)**2).sum()',
    {},
  ],
  [
    'python',
    'import numpy as np\ndef f(S, x):\n    """S: (K, d, d), x: (N, d)"""\n    return np.sum(np.einsum("ni,kij,nj->nk", x, np.linalg.inv(S), x)**2)',
    {},
  ],
]

for (const [language, text, expected] of SHOWN)
  test(`${language}: ${text}`, () => {
    const analysis = analyze({ language, text }) as Analysis
    assert.ok(analysis.ok, JSON.stringify(analysis))
    for (const formula of [analysis.value, ...analysis.derivatives] as unknown as ExprFormula[]) {
      const wrt = (formula as unknown as { wrt?: string }).wrt ?? ''
      assertShown(formula, wrt, language === 'julia' || language === 'matlab')
      if (expected[wrt] !== undefined) assert.equal(formula.text, expected[wrt])
    }
  })

test('steps are told by members too', () => {
  const analysis = analyze({ language: 'latex', text: SHOWN[0]?.[1] as string }) as Analysis
  const told = analysis.derivatives[0]?.steps.steps.map(({ after }) => after) ?? []
  assert.deepEqual(told, [
    '\\sum_{m} \\mathrm{d}\\left(\\ln(\\det(\\Lambda_{m} + \\epsilon I))\\right)',
    '\\frac{\\mathrm{d}\\left(\\det(\\Lambda_{m} + \\epsilon I)\\right)}{\\det(\\Lambda_{m} + \\epsilon I)}',
    '\\det(\\Lambda_{m} + \\epsilon I)\\operatorname{tr}((\\Lambda_{m} + \\epsilon I)^{-1}\\,\\mathrm{d}\\left(\\Lambda_{m} + \\epsilon I\\right))',
    '\\mathrm{d}\\Lambda_{m}',
  ])
})

test('LaTeX to copy says which member it is', () => {
  const { derivatives } = analyze({ language: 'latex', text: SHOWN[0]?.[1] as string }) as Analysis
  assert.equal(derivatives[0]?.code('latex', { name: 'g' }), 'g_{m}(\\Lambda, \\epsilon) = (\\Lambda_{m} + \\epsilon I)^{-\\top}')
})
