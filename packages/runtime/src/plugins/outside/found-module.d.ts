/** The result of a `resolve` hook, as far as it is needed here. */
export interface Found {
  readonly url: string;
  readonly format?: string | null | undefined;
}

export declare function isShared(specifier: string): boolean;
export declare function asWritten<T extends Found>(found: T): T;
export declare function isEsModule(file: string, source: string): boolean;
