declare module 'subset-font' {
  interface Options {
    readonly targetFormat: 'woff2';
    readonly variationAxes?: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  }

  /** Cuts a font down to the characters of a text, and to a part of its variation axes. */
  const subsetFont: (font: Uint8Array, text: string, options: Options) => Promise<Uint8Array>;
  // biome-ignore lint/style/noDefaultExport: the package's own
  export default subsetFont;
}
