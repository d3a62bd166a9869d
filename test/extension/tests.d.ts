/** The test files by name, gathered by esbuild.mjs; each is evaluated when its function is called. */
declare module 'nabla:tests' {
  export const tests: Record<string, () => Promise<unknown>>
}
