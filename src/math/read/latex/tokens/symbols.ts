/** Names TeX gives to letters, accents, fonts, relations and spaces, and the Unicode characters that stand for commands. */

const GREEK_LOWER =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega ' +
  'varepsilon vartheta varpi varrho varsigma varphi varkappa digamma'
const GREEK_UPPER = 'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'
const OTHER_LETTERS = 'ell hbar imath jmath aleph wp Re Im'

const toSet = (words: string): ReadonlySet<string> => new Set(words.split(' ').map((word) => `\\${word}`))

/** Commands that are letters: their name is the command without its backslash. */
export const letterCommands: ReadonlySet<string> = toSet(`${GREEK_LOWER} ${GREEK_UPPER} ${OTHER_LETTERS}`)

/** Stands for the bar of p_{j|i}; no command of a text is written like this. */
export const GIVEN = '\\ given'

/** Accents, and the suffix they give to a name. */
export const accents: ReadonlyMap<string, string> = new Map([
  [GIVEN, 'given'],
  ['\\hat', 'hat'],
  ['\\widehat', 'hat'],
  ['\\bar', 'bar'],
  ['\\overline', 'bar'],
  ['\\tilde', 'tilde'],
  ['\\widetilde', 'tilde'],
  ['\\dot', 'dot'],
  ['\\ddot', 'ddot'],
  ['\\check', 'check'],
  ['\\breve', 'breve'],
  ['\\acute', 'acute'],
  ['\\grave', 'grave'],
  ['\\mathring', 'ring'],
  ['\\underline', 'underline'],
])

/** Accents that only say "this is a vector". */
export const arrows: ReadonlySet<string> = toSet('vec overrightarrow va vu')

/** Fonts that say "vector or matrix". */
export const boldFonts: ReadonlySet<string> = toSet('mathbf boldsymbol bm bf bold pmb symbf vb mathbfit symbfit textbf mathbfsf')

/** Fonts of single letters that say nothing. */
export const plainFonts: ReadonlySet<string> = toSet('mathcal mathscr mathfrak mathbb mathsf mathtt mathnormal Bbb cal frak mathsfit symup')
/** The command before a letter in a font of its own: \mathcal{N} is no N. */
export const fontOf = (token: { readonly text: string } | undefined): string | undefined =>
  token !== undefined && plainFonts.has(token.text) ? token.text : undefined

/** Fonts in which several letters are one word. */
export const wordFonts: ReadonlySet<string> = toSet('mathrm mathit rm it operatorname operatornamewithlimits mathop')

/** Commands whose braces hold words, not mathematics. */
export const wordCommands: ReadonlySet<string> = toSet(
  'text textrm textit textsf texttt textnormal mbox hbox intertext shortintertext textup textsl textmd emph',
)

/** Relations, by the name of their row; ':=' and the like count as 'eq'. */
export const relations: ReadonlyMap<string, string> = new Map([
  ['=', 'eq'],
  ['\\equiv', 'eq'],
  ['\\coloneqq', 'eq'],
  ['\\coloneq', 'eq'],
  ['\\triangleq', 'eq'],
  ['\\defeq', 'eq'],
  ['\\doteq', 'eq'],
  ['\\eqdef', 'eq'],
  ['\\approx', 'eq'],
  ['\\simeq', 'eq'],
  ['\\cong', 'eq'],
  ['\\leftarrow', 'eq'],
  ['\\gets', 'eq'],
  ['\\ne', 'ne'],
  ['\\neq', 'ne'],
  ['<', 'lt'],
  ['\\lt', 'lt'],
  ['>', 'gt'],
  ['\\gt', 'gt'],
  ['\\le', 'le'],
  ['\\leq', 'le'],
  ['\\leqslant', 'le'],
  ['\\leqq', 'le'],
  ['\\ge', 'ge'],
  ['\\geq', 'ge'],
  ['\\geqslant', 'ge'],
  ['\\geqq', 'ge'],
  ['\\ll', 'lt'],
  ['\\gg', 'gt'],
])

/** Relations that say what a thing is like or belongs to, but no number. */
export const otherRelations: ReadonlySet<string> = toSet(
  'in notin ni subset subseteq supset to rightarrow mapsto longmapsto sim propto mid implies iff Rightarrow Leftrightarrow Longrightarrow longrightarrow perp parallel succ succeq prec preceq',
)

/** Commands without meaning: spaces, sizes, line breaking, numbering. */
export const ignoredCommands: ReadonlySet<string> = new Set([
  ...['\\,', '\\;', '\\:', '\\!', '\\>', '\\ ', '\\/', '\\-', '\\@', '\\\n', '\\\r', '\\\t'],
  ...toSet(
    'thinspace medspace thickspace negthinspace negmedspace negthickspace enspace enskip hfill hfil displaystyle textstyle scriptstyle scriptscriptstyle ' +
      'limits nolimits nonumber notag relax protect mathstrut strut null allowbreak nobreak noindent centering hline ' +
      'normalsize small footnotesize large Large displaylimits allowdisplaybreaks mathord mathbin mathrel mathinner mathpunct mathclose mathopen smash clap mathclap ' +
      'mathllap mathrlap boxed fbox cancel bcancel xcancel ensuremath nolinebreak linebreak unboldmath boldmath upright',
  ),
])

/** Commands to be passed over together with what stands in the braces after them: how many groups. */
export const ignoredWithGroups: ReadonlyMap<string, number> = new Map([
  ['\\label', 1],
  ['\\tag', 1],
  ['\\hspace', 1],
  ['\\vspace', 1],
  ['\\mspace', 1],
  ['\\phantom', 1],
  ['\\hphantom', 1],
  ['\\vphantom', 1],
  ['\\color', 1],
  ['\\textcolor', 1],
  ['\\colorbox', 1],
  ['\\cite', 1],
  ['\\ref', 1],
  ['\\eqref', 1],
  ['\\footnote', 1],
  ['\\rule', 2],
  ['\\setlength', 2],
  ['\\raisebox', 1],
  ['\\htmlClass', 1],
  ['\\htmlId', 1],
  ['\\class', 1],
  ['\\cssId', 1],
  ['\\style', 1],
  ['\\require', 1],
])

/** Delimiters by other names, and the side they stand on where the name says so. */
export const delimiters: ReadonlyMap<string, readonly [text: string, side?: 'open' | 'close']> = new Map([
  ['\\lvert', ['|', 'open']],
  ['\\rvert', ['|', 'close']],
  ['\\lVert', ['\\|', 'open']],
  ['\\rVert', ['\\|', 'close']],
  ['\\vert', ['|']],
  ['\\Vert', ['\\|']],
  ['\\lbrace', ['\\{']],
  ['\\rbrace', ['\\}']],
  ['\\lbrack', ['[']],
  ['\\rbrack', [']']],
  ['\\lparen', ['(']],
  ['\\rparen', [')']],
  ['\\lang', ['\\langle']],
  ['\\rang', ['\\rangle']],
  ['\\lgroup', ['(']],
  ['\\rgroup', [')']],
])

/** \left, \bigl and the like: which side the delimiter after them stands on. */
export const sizes: ReadonlyMap<string, 'open' | 'close' | 'middle' | undefined> = new Map(
  ['', 'big', 'Big', 'bigg', 'Bigg'].flatMap((size): [string, 'open' | 'close' | 'middle' | undefined][] =>
    size === ''
      ? [
          ['\\left', 'open'],
          ['\\right', 'close'],
          ['\\middle', 'middle'],
          ['\\delimsize', 'middle'],
          ['\\mleft', 'open'],
          ['\\mright', 'close'],
        ]
      : [
          [`\\${size}l`, 'open'],
          [`\\${size}r`, 'close'],
          [`\\${size}m`, 'middle'],
          [`\\${size}`, undefined],
        ],
  ),
)

const greekUnicode = (first: number, names: string): [string, string][] =>
  names.split(' ').map((name, k): [string, string] => [String.fromCodePoint(first + k), name === '' ? '' : `\\${name}`])

/** Unicode characters that people put into formulas, as the command they stand for. */
export const unicodeCommands: ReadonlyMap<string, string> = new Map([
  ...greekUnicode(
    0x3b1,
    'alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon varphi chi psi omega',
  ),
  ...greekUnicode(0x393, 'Gamma'),
  ...greekUnicode(0x394, 'Delta'),
  ...greekUnicode(0x398, 'Theta'),
  ...greekUnicode(0x39b, 'Lambda'),
  ...greekUnicode(0x39e, 'Xi'),
  ...greekUnicode(0x3a0, 'Pi'),
  ...greekUnicode(0x3a3, 'Sigma'),
  ...greekUnicode(0x3a6, 'Phi'),
  ...greekUnicode(0x3a8, 'Psi Omega'),
  ['ϵ', '\\epsilon'],
  ['ϕ', '\\phi'],
  ['ϑ', '\\vartheta'],
  ['µ', '\\mu'],
  ['ℓ', '\\ell'],
  ['ħ', '\\hbar'],
  ['·', '\\cdot'],
  ['⋅', '\\cdot'],
  ['×', '\\times'],
  ['÷', '\\div'],
  ['∗', '\\ast'],
  ['⊙', '\\odot'],
  ['∘', '\\circ'],
  ['⊗', '\\otimes'],
  ['±', '\\pm'],
  ['≤', '\\le'],
  ['≥', '\\ge'],
  ['≠', '\\ne'],
  ['≈', '\\approx'],
  ['≡', '\\equiv'],
  ['∈', '\\in'],
  ['→', '\\to'],
  ['↦', '\\mapsto'],
  ['√', '\\sqrt'],
  ['∑', '\\sum'],
  ['∏', '\\prod'],
  ['∫', '\\int'],
  ['∂', '\\partial'],
  ['∇', '\\nabla'],
  ['∞', '\\infty'],
  ['ᵀ', '^\\top'],
  ['⊤', '\\top'],
  ['‖', '\\|'],
  ['∥', '\\|'],
  ['⟨', '\\langle'],
  ['⟩', '\\rangle'],
  ['⌊', '\\lfloor'],
  ['⌋', '\\rfloor'],
  ['⌈', '\\lceil'],
  ['⌉', '\\rceil'],
  ['∧', '\\land'],
  ['∨', '\\lor'],
  ['…', '\\dots'],
  ['⋯', '\\cdots'],
  ['𝔼', '\\mathbb{E}'],
  ['ℝ', '\\mathbb{R}'],
  ['′', '\\prime'],
])

/** Superscript and subscript characters, as what they raise or lower. */
export const superscripts: ReadonlyMap<string, string> = new Map([...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ'].map((c, k) => [c, '0123456789+-=()ni'[k] as string]))
export const subscripts: ReadonlyMap<string, string> = new Map(
  [...'₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢⱼₖₘₓₜ'].map((c, k) => [c, '0123456789+-=()nijkmxt'[k] as string]),
)

/** Letters with the Greek character of a command, for names of functions such as σ. */
export const greekCharacter = (command: string): string | undefined => characterOf.get(command)
const characterOf: ReadonlyMap<string, string> = new Map(
  [...unicodeCommands].filter(([, c]) => letterCommands.has(c)).map(([character, command]) => [command, character]),
)
