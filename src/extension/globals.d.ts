/** The few globals that both hosts of extensions have: Node's and the browser's web worker. Nothing else may be used here. */
declare function setTimeout(action: () => void, milliseconds: number): number
declare function clearTimeout(timer: number | undefined): void
declare function btoa(text: string): string
declare function atob(text: string): string
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }
declare class TextDecoder {
  decode(bytes: Uint8Array): string
}
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class Blob {
  constructor(parts: Uint8Array[], options: { type: string })
}
declare const URL: { createObjectURL(blob: Blob): string; revokeObjectURL(url: string): void }
