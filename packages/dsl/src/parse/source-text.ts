/** An experiment file as it was read. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}
