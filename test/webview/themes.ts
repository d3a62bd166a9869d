/** The colours and fonts that VS Code 1.139 gives a webview in its four kinds of theme (themes.json, read from a running one). */
import themes from './themes.json'

export type ThemeKind = keyof typeof themes
export const themeKinds = Object.keys(themes) as ThemeKind[]

export interface ThemeLook {
  /** Names that VS Code puts on the body. */
  bodyClass: string
  /** Custom properties of the root element, by name. */
  properties: Record<string, string>
}

/** High contrast comes with few chart colours, and the light kind carries the class of the dark one too, as in VS Code. */
export function lookOf(theme: ThemeKind): ThemeLook {
  const properties = Object.fromEntries(Object.entries(themes[theme]).map(([name, value]) => [`--vscode-${name}`, value]))
  return { bodyClass: `vscode-${theme}${theme === 'high-contrast-light' ? ' vscode-high-contrast' : ''}`, properties }
}

/** What VS Code styles in every webview before the page does. */
export const hostStyles = `
html { background: var(--vscode-editor-background); scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
@layer vscode-default {
  body {
    background-color: transparent;
    color: var(--vscode-editor-foreground);
    font: var(--vscode-font-weight) var(--vscode-font-size) var(--vscode-font-family);
    margin: 0;
    padding: 0 20px;
  }
  a { color: var(--vscode-textLink-foreground); }
  code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); }
  ::-webkit-scrollbar { width: 10px; height: 10px; }
}
`
