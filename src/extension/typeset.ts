/**
 * TeX to SVG by MathJax, for hovers, which show images only. A bundle of its own, loaded at the first hover: it is larger
 * than all the rest. Only the packages that our LaTeX uses are in it.
 */
import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js'
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js'
import { TeX } from 'mathjax-full/js/input/tex.js'
import 'mathjax-full/js/input/tex/ams/AmsConfiguration.js'
import 'mathjax-full/js/input/tex/base/BaseConfiguration.js'
import 'mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js'
import { mathjax } from 'mathjax-full/js/mathjax.js'
import { SVG } from 'mathjax-full/js/output/svg.js'

export interface Typeset {
  svg: string
  /** In ex, the height of the letter x: images are sized by the font around them. */
  width: number
  height: number
}

const adaptor = liteAdaptor()
RegisterHTMLHandler(adaptor)
const page = mathjax.document('', {
  InputJax: new TeX({ packages: ['base', 'ams', 'boldsymbol'], formatError: (_: unknown, error: Error) => raise(error) }),
  OutputJax: new SVG({ fontCache: 'local' }),
})

/** Display style in one colour. Throws when the TeX cannot be read. */
export function typeset(latex: string, colour: string): Typeset {
  const container = page.convert(latex, { display: true })
  const svg = adaptor.firstChild(container)
  const size = (name: string) => Number.parseFloat(adaptor.getAttribute(svg as never, name))
  const result = { width: size('width'), height: size('height') }
  adaptor.setAttribute(svg as never, 'color', colour)
  return { ...result, svg: adaptor.outerHTML(svg as never) }
}

function raise(error: Error): never {
  throw error
}
