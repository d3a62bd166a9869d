/** Reads JavaScript and TypeScript. */
import { parser } from '@lezer/javascript'
import type { Range } from '../api.ts'
import { ProgramReader } from './execute/reader.ts'
import { childrenOf, isDamaged, TextParser } from './execute/syntax/parse.ts'
import type { FileStatements } from './execute/syntax/pieces.ts'
import type { Parameter, Statement } from './execute/syntax/syntax.ts'
import type { Dialect } from './execute/values/context.ts'
import type { Program } from './execute/values/program.ts'
import { javascriptDialect } from './javascript/dialect.ts'
import { withLengthFields } from './javascript/lengthFields.ts'
import { JavascriptStatements } from './javascript/statements.ts'
import type { Declaration, Document } from './term.ts'

const files = {
  javascript: new TextParser(() => parser.configure({ dialect: 'jsx' })),
  typescript: new TextParser(() => parser.configure({ dialect: 'ts' })),
  tsx: new TextParser(() => parser.configure({ dialect: 'ts jsx' })),
}

/** Elements of JSX: where there are none, "<T>" is a type. */
const ELEMENTS = /<\/[\w.]*>|\/>/

/** Opens a text of JavaScript or TypeScript. */
export function openJavascript(text: string, dialect: 'javascript' | 'typescript'): Document {
  return new ProgramReader(new JavascriptProgram(dialect === 'typescript' ? withoutAssertions(text) : text, dialect))
}

/** The grammar knows no sign of TypeScript in what is assigned to, v[i]! *= 2: a blank stands there instead. */
const withoutAssertions = (text: string): string =>
  text.replace(/(?<=[\w$\])])!(?=\s*(?:\*\*|&&|\|\||\?\?|<<|>>>?|[-+*/%&|^])=(?!=)|\s+=(?!=))/g, ' ')

const NOTHING: ReadonlyMap<string, Declaration> = new Map()

class JavascriptProgram implements Program {
  readonly dialect: Dialect
  private read: FileStatements | undefined
  private readonly language: keyof typeof files

  constructor(
    readonly text: string,
    language: 'javascript' | 'typescript',
  ) {
    this.dialect = withLengthFields(javascriptDialect, text)
    this.language = language === 'typescript' && ELEMENTS.test(text) ? 'tsx' : language
  }

  get statements(): FileStatements {
    this.read ??= files[this.language].statements(this.text, new JavascriptStatements(this.text))
    return this.read
  }

  fragment({ start, end }: Range): readonly Statement[] | undefined {
    if (start > 200_000) return undefined
    const code = ' '.repeat(start) + this.text.slice(start, end)
    const tree = files[this.language].parse(code)
    if (isDamaged(tree.topNode) || childrenOf(tree.topNode).length === 0) return undefined
    return new JavascriptStatements(code).body(tree.topNode)
  }

  star() {
    return undefined
  }

  declared() {
    return NOTHING
  }

  annotated({ annotation, name, range }: Parameter) {
    if (annotation !== undefined) return typeOf(this.text.slice(annotation.start, annotation.end).replace(/^\s*:\s*/, ''), this.text)
    // "@param {number[]} x" in the documentation before the function.
    const before = this.text.slice(Math.max(0, range.start - 3000), range.start)
    const open = before.lastIndexOf('/**')
    const documentation = open < 0 ? '' : before.slice(open)
    if (/\n\s*\n|\}\s*\n/.test(documentation.slice(documentation.indexOf('*/')))) return {}
    for (const [, type = '', documented] of documentation.matchAll(/@param\s*\{([^}\n]*)\}\s*\[?(\w+)/g))
      if (documented === name) return typeOf(type, this.text)
    return {}
  }

  library() {
    return { language: 'javascript' as const }
  }
}

/** Names of types inside of names of types are followed so deep. */
const DEEPEST = 8

/** number is a scalar, number[] a vector, [number, number] a vector of two; `text` says what a name of a type stands for. */
function typeOf(type: string, text: string, depth = 0): { readonly rank?: number; readonly declaration?: Declaration } {
  const plain = type
    .replace(/\breadonly\s+/g, '')
    .replace(/\s*\|\s*(undefined|null)\b/g, '')
    .trim()
  if (plain === 'number') return { declaration: { shape: [] } }
  if (/^Float(?:32|64)Array$/.test(plain)) return { rank: 1 }
  const pair = /^\[((?:\s*(?:\w+\s*:\s*)?number\s*,?)+)\]$/.exec(plain)
  if (pair !== null) return { declaration: { shape: [(pair[1] ?? '').split(',').filter((part) => part.trim() !== '').length] } }
  const [, before, inside] = /^(.+)\[\]$|^(?:Readonly)?Array<(.+)>$/.exec(plain) ?? []
  const of = before ?? inside
  if (of !== undefined) {
    const { rank, declaration } = typeOf(of, text, depth)
    const inner = rank ?? declaration?.shape?.length
    return inner === undefined ? {} : { rank: inner + 1 }
  }
  // type Matrix = number[][]
  const [, meant] = /^\w+$/.test(plain) && depth < DEEPEST ? (new RegExp(`\\btype\\s+${plain}\\s*=\\s*([^;\\n]+)`).exec(text) ?? []) : []
  return meant === undefined ? {} : typeOf(meant, text, depth + 1)
}
