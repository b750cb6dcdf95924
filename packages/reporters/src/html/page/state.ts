/** What all figures show at once. */
export interface PageState {
  readonly scale: string;
  /** undefined: the last one of each figure. */
  readonly epoch: number | undefined;
  /** Depth of the highlighted block; 0: none. */
  readonly focus: number;
  /** A hovered block takes precedence over a selected one. */
  readonly pointed: number;
}

let state: PageState = { scale: "corrected", epoch: undefined, focus: 0, pointed: 0 };
const listeners: ((state: PageState, before: PageState) => void)[] = [];

export function current(): PageState {
  return state;
}

/** Changes the given parts; notifies listeners if anything differs. */
export function change(parts: Partial<PageState>): void {
  const before = state;
  state = { ...state, ...parts };
  if (JSON.stringify(before) === JSON.stringify(state)) return;
  for (const listener of listeners) listener(state, before);
}

export function onChange(listener: (state: PageState, before: PageState) => void): void {
  listeners.push(listener);
}
