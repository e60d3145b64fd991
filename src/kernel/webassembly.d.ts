/** As much of the WebAssembly API as instance.ts uses: the types of Node don't have it, and those of a browser bring too
 *  much. */
declare namespace WebAssembly {
  class Module { constructor(bytes: Uint8Array) }
  class Instance {
    constructor(module: Module)
    readonly exports: Record<string, unknown>
  }
  interface Memory { readonly buffer: ArrayBuffer }
}
