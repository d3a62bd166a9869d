/** The whole analysis as a text to take away: Markdown, LaTeX, and HTML whose formulas are MathML and need no script. */
import katex from 'katex'
import type { AnalysisView, Verification } from '../protocol.ts'
import { entriesOf, statementOf } from './entries.ts'
import { magnitude } from './widgets/format.ts'

export type ReportLanguage = 'Markdown' | 'LaTeX' | 'HTML'

interface Writer {
  text(words: string): string
  formula(latex: string): string
  heading(words: string): string
  code(text: string, language: string): string
  list(items: string[]): string
}

const escapedHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter)
const escapedLatex = (text: string): string =>
  text.replace(
    /[\\{}$&#_%^~]/g,
    (letter) => ({ '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}' })[letter] ?? `\\${letter}`,
  )

const fences: Record<string, string> = { numpy: 'python', jax: 'python', torch: 'python', sympy: 'python' }

const writers: Record<ReportLanguage, Writer> = {
  Markdown: {
    text: (words) => words.replace(/[\\`*_{}[\]<>#|]/g, '\\$&'),
    formula: (latex) => `$$\n${latex}\n$$`,
    heading: (words) => `## ${words}`,
    code: (text, language) => `\`\`\`${fences[language] ?? language}\n${text.trimEnd()}\n\`\`\``,
    list: (items) => items.map((item) => `- ${item}`).join('\n'),
  },
  LaTeX: {
    text: escapedLatex,
    formula: (latex) => `\\[\n  ${latex}\n\\]`,
    heading: (words) => `\\subsection*{${words}}`,
    code: (text) => `\\begin{verbatim}\n${text.trimEnd()}\n\\end{verbatim}`,
    list: (items) => `\\begin{itemize}\n${items.map((item) => `  \\item ${item}`).join('\n')}\n\\end{itemize}`,
  },
  HTML: {
    text: escapedHtml,
    formula: (latex) =>
      `<p>${katex.renderToString(latex, { displayMode: true, output: 'mathml', throwOnError: false, trust: false, strict: 'ignore', maxExpand: 10_000 })}</p>`,
    heading: (words) => `<h2>${words}</h2>`,
    code: (text) => `<pre><code>${escapedHtml(text.trimEnd())}</code></pre>`,
    list: (items) => `<ul>\n${items.map((item) => `  <li>${item}</li>`).join('\n')}\n</ul>`,
  },
}

/** The formula, each derivative with its proof and code in the file's language, and what has to be said about them. */
export function report(view: AnalysisView, language: ReportLanguage): string {
  const write = writers[language]
  const parts = [write.heading(write.text([view.name, view.origin.label].filter(Boolean).join(', ') || 'Derivative'))]
  parts.push(write.formula(statementOf(view)))
  for (const entry of entriesOf(view)) {
    parts.push(write.formula(`${entry.leftLatex} = ${entry.latex}`), write.text(proofOf(entry.verified)))
    // The code of the whole is that of its parts.
    const [code] = view.whole && entry.id !== 'whole' ? [] : entry.code
    if (code && code.language !== 'latex') parts.push(write.code(code.text, code.language))
  }
  if (view.notes.length > 0) parts.push(write.list(view.notes.map(({ message }) => write.text(message))))
  return `${parts.join('\n\n')}\n`
}

function proofOf(verified: Verification): string {
  if (!('points' in verified)) return `Not verified: ${verified.why}.`
  return `Verified at ${verified.points} points, largest relative error ${magnitude(verified.worst)}.`
}
