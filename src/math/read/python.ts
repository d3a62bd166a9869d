/** Reads Python: files, notebooks whose cells were joined to one text, and single expressions. */
import { parser } from '@lezer/python'
import type { Range } from '../api.ts'
import { ProgramReader } from './execute/reader.ts'
import { childrenOf, isDamaged, TextParser } from './execute/syntax/parse.ts'
import type { FileStatements } from './execute/syntax/pieces.ts'
import type { Parameter, Statement } from './execute/syntax/syntax.ts'
import type { Program } from './execute/values/program.ts'
import { ARRAYS } from './python/arrays/arrays.ts'
import { MATRIX_FUNCTIONS } from './python/arrays/symbolic.ts'
import { isSymbolic } from './python/arrays/sympy.ts'
import { BUILTIN_NAMES } from './python/builtins.ts'
import { annotation, declaredIn } from './python/declared.ts'
import { imported, pythonDialect } from './python/dialect.ts'
import { isKnownModule, rowOf, spelled } from './python/modules.ts'
import { PythonStatements } from './python/statements.ts'
import type { Document, Reading } from './term.ts'

const files = new TextParser(() => parser)

/** Opens a text of Python. */
export function openPython(text: string): Document {
  return new ProgramReader(new PythonProgram(text))
}

/** Lines for the notebook or the shell (%matplotlib, !pip, name?) as comments of the same length. */
const withoutMagics = (text: string): string =>
  /[%!?]/.test(text) && /^[ \t]*[%!?]|\?[ \t]*$/m.test(text)
    ? text.replace(/^([ \t]*)(?:[%!?](?=[%\w!?\s.])|(?=[\w.]+\?{1,2}[ \t]*$).)/gm, '$1#')
    : text

/** "1." and "1.e5", which Lezer takes for attributes of 1, as "1_" and "1_e5": no number of Python ends so. */
const withPoints = (code: string): string => code.replace(/(?<![\w.])(\d[\d_]*)\.(?=[eE][-+]?\d|[jJ]\b|(?![\w.]))/g, '$1_')

/** What tells of arrays: their libraries, their attributes and methods, products of matrices. */
const ARRAYS_TOLD =
  /\b(?:numpy|np|torch|jnp|jax|cupy|cp|tf|tensorflow|autograd|scipy|pandas|pd|xp|ndarray|[Tt]ensor)\b|\.(?:T|shape|ndim|dot|sum|mean|reshape)\b|[\w)\]] *@ *[\w(]/

class PythonProgram implements Program {
  private read: FileStatements | undefined
  private readonly code: string
  private uses: Usage | undefined

  constructor(readonly text: string) {
    this.code = withPoints(withoutMagics(text))
  }

  get dialect() {
    return pythonDialect({ ...this.usage(), plain: !ARRAYS_TOLD.test(this.code) })
  }

  get statements(): FileStatements {
    this.read ??= files.statements(this.code, new PythonStatements(this.code))
    return this.read
  }

  fragment({ start, end }: Range): readonly Statement[] | undefined {
    const part = this.code.slice(start, end)
    // In its place, so that ranges are right; the first line loses its indentation, and so do the others.
    const line = this.code.lastIndexOf('\n', start - 1) + 1
    const indentation = /^[ \t]*/.exec(this.code.slice(line, start))?.[0] ?? ''
    const level = indentation.length === start - line ? indentation : ''
    if (level !== '' && part.includes('\n')) return undefined
    if (start > 200_000) return undefined
    const code = '\n'.repeat(start) + part
    const tree = files.parse(code)
    if (isDamaged(tree.topNode) || childrenOf(tree.topNode).length === 0) return undefined
    return new PythonStatements(code).body(tree.topNode)
  }

  star(module: string, name: string) {
    if (!isKnownModule(module) || BUILTIN_NAMES.has(name)) return undefined
    const path = `${module}.${name}`
    const library = spelled(path)?.library
    const isOfSympy = library === 'sympy' && (MATRIX_FUNCTIONS.has(name) || isSymbolic(name))
    const native = isOfSympy || (library !== 'python' && library !== 'scipy' && ARRAYS.has(name))
    return native || rowOf(path) !== undefined || name === 'tau' ? imported(path) : undefined
  }

  declared(inside: Range | undefined) {
    return declaredIn(this.code, inside)
  }

  annotated({ annotation: range }: Parameter) {
    return range === undefined ? {} : annotation(this.code.slice(range.start, range.end))
  }

  library() {
    const { alias, library } = this.usage()
    const imports = [...this.statements.of('import')].flatMap(({ names, all }): readonly { name: string; path: string }[] =>
      all === undefined ? names : [{ name: '*', path: all }],
    )
    return { alias, library, language: 'python' as const, imports }
  }

  private usage() {
    this.uses ??= libraryOf(this.statements, this.code)
    return this.uses
  }
}

/** The library a file computes with, and whose its arrays are: PyTorch's, or JAX's alone, which never change. */
interface Usage extends Pick<Reading, 'alias' | 'library'> {
  readonly torch: boolean
  readonly fixed: boolean
}

const usesOf = (code: string, modules: RegExp): number => code.match(modules)?.length ?? 0
/** F is also what matrices are called: F.T */
const TORCH_USED =
  /(?<![\w.])(?:torch\.\w|nn\.(?:[A-Z]|functional|init)|F\.(?:\w+_\w+|normalize|softmax|softplus|relu|gelu|silu|elu|logsigmoid|dropout|embedding|linear|pad)\()|\.(?:size|unsqueeze|permute|masked_fill|detach|index_select)\(|\bdim=-?\d/g
const NUMPY_USED = /(?<![\w.])(?:np|numpy|jnp|jax|tf|optax)\.\w/g

/** The array library a file imports, the one named first winning; a part of a file, without its imports, uses one. */
function libraryOf(statements: FileStatements, code: string): Usage {
  let found: Pick<Reading, 'alias' | 'library'> | undefined
  let torch = false
  let changing = false
  for (const { names } of statements.of('import')) {
    for (const { name, path } of names) {
      torch ||= path === 'torch'
      const library =
        path === 'jax.numpy'
          ? 'jax'
          : path === 'torch'
            ? 'torch'
            : path === 'numpy' || path === 'autograd.numpy' || path === 'cupy'
              ? 'numpy'
              : path === 'math' || path.startsWith('math.')
                ? 'python'
                : undefined
      changing ||= library === 'torch' || library === 'numpy'
      if (library === undefined) continue
      const better = found === undefined || found.library === 'python' || (library === 'jax' && found.library === 'numpy')
      if (better && library !== found?.library) found = { library, alias: library === 'python' ? undefined : name }
    }
  }
  const isBare = (found === undefined || found.library === 'python') && !torch
  const mostly = (torch && found?.library === 'numpy') || isBare ? usesOf(code, TORCH_USED) > usesOf(code, NUMPY_USED) : torch
  if (isBare && mostly) found = { library: 'torch', alias: 'torch' }
  return { ...found, torch: mostly, fixed: found?.library === 'jax' && !changing }
}
