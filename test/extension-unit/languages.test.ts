/** Languages: the manifest names the same ones as the code, and code comes in the file's own idiom. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { codeLabels, idiomOf, inStyle, languageIdOf, languageIds, readLanguageIds } from '../../src/extension/languages.ts'

interface Manifest {
  activationEvents: string[]
  contributes: {
    commands: { command: string; title: string }[]
    menus: Record<string, { when: string }[]>
    configuration: { properties: Record<string, { enum?: string[] }> }
  }
}

describe('the manifest', () => {
  const text = readFileSync('package.json', 'utf8')
  const manifest = JSON.parse(text) as Manifest
  it('wakes the extension for every language with hovers', () => {
    const woken = manifest.activationEvents.filter((event) => event.startsWith('onLanguage:')).map((event) => event.slice('onLanguage:'.length))
    assert.deepEqual(woken.sort(), [...readLanguageIds].sort())
  })
  it('offers the command in every language that is read', () => {
    const ids = /\(([^)]*)\)/.exec(manifest.contributes.menus['editor/context']?.[0]?.when ?? '')?.[1]?.split('|')
    assert.deepEqual(ids?.sort(), [...languageIds].sort())
  })
  it('offers code in every language it is written in', () => {
    const choices = manifest.contributes.configuration.properties['nabla.codeLanguage']?.enum
    assert.deepEqual(choices?.sort(), ['auto', ...Object.keys(codeLabels)].sort())
  })
  it('has a text for every string it names, and no other', () => {
    const named = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]))
    assert.deepEqual(Object.keys(JSON.parse(readFileSync('package.nls.json', 'utf8'))).sort(), [...named].sort())
  })
})

describe('.m files', () => {
  const named = (text: string) => languageIdOf({ languageId: 'objective-c', getText: () => text })
  it('are MATLAB where nothing installed knows better', () => {
    assert.equal(named('function y = f(x)\n% a comment\ny = x.^2;\nend\n'), 'matlab')
    assert.equal(named('# Octave\nx = 1;\nprintf("%g\\n", x)\n'), 'matlab')
    assert.equal(named('f = @(x) x^2;'), 'matlab')
  })
  it('stay Objective-C where they hold it', () => {
    assert.equal(named('#import <Foundation/Foundation.h>\nint main() { return 0; }'), 'objective-c')
    assert.equal(named('@implementation Foo\n- (double)f:(double)x { return x * x; }\n@end'), 'objective-c')
    assert.equal(named('// Foo.m\nstatic double f(double x) { return x * x; }'), 'objective-c')
  })
  it('leave other languages as they are', () => assert.equal(languageIdOf({ languageId: 'python', getText: () => '' }), 'python'))
})

describe('idioms', () => {
  const rows: [string, string, { language: string; alias?: string }][] = [
    ['python', 'import numpy as np\n', { language: 'numpy', alias: 'np' }],
    ['python', 'import numpy', { language: 'numpy', alias: 'numpy' }],
    ['python', 'from numpy import sin', { language: 'numpy' }],
    ['python', 'import numpy as np\nimport jax.numpy as jnp', { language: 'jax', alias: 'jnp' }],
    ['python', 'from jax import numpy as J', { language: 'jax', alias: 'J' }],
    ['python', 'import torch  # tensors', { language: 'torch', alias: 'torch' }],
    ['python', 'import math', { language: 'python' }],
    ['python', 'y = x**2', { language: 'numpy' }],
    ['typescript', '', { language: 'typescript' }],
    ['cpp', '', { language: 'c' }],
    ['latex', '', { language: 'latex' }],
    ['markdown', '', { language: 'latex' }],
  ]
  for (const [id, text, idiom] of rows) it(`${id}: ${text.trim() || 'nothing'}`, () => assert.deepEqual(idiomOf(id, text), idiom))
})

describe('TypeScript and JavaScript', () => {
  it('have idioms of their own', () => {
    assert.deepEqual(idiomOf('typescript', 'const a = 1;\n'), { language: 'typescript' })
    assert.deepEqual(idiomOf('javascriptreact', ''), { language: 'javascript' })
  })
  it('are written without semicolons where the file has none', () => {
    const text = 'export const f = (t: number) => 2 * t\nexport function g(x: number) {\n  const y = f(x)\n  return y // twice\n}\n'
    assert.deepEqual(idiomOf('typescript', text), { language: 'typescript', semicolons: false })
    assert.deepEqual(idiomOf('typescript', `${text}const a = 1;\nlet b = 2;\nreturn a;\n`), { language: 'typescript' })
    const code = 'function f(x: number): number {\n  const y = x ** 2;\n  for (let k = 0; k < 2; k++) y;\n  return y;\n}\n'
    const plain = 'function f(x: number): number {\n  const y = x ** 2\n  for (let k = 0; k < 2; k++) y\n  return y\n}\n'
    assert.equal(inStyle(code, { language: 'typescript', semicolons: false }, 'typescript'), plain)
    assert.equal(inStyle(code, { language: 'typescript' }, 'typescript'), code)
    // Without it, the next line would be part of this one.
    assert.equal(inStyle('a;\n[b] = [1];\n', { language: 'javascript', semicolons: false }, 'javascript'), 'a;\n[b] = [1]\n')
  })
})
