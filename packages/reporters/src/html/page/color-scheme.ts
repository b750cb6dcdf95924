/// <reference lib="dom" />
import type { ColorScheme } from "../../theme.ts";

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen: ColorScheme | undefined;
let printing = false;

/** The active scheme: the reader's choice, otherwise the system's. Print is always light. */
export function colorScheme(): ColorScheme {
  if (printing) return "light";
  return chosen ?? (system.matches ? "dark" : "light");
}

/** Connects the button, the system's setting and the printer; `redraw` draws the figures again. */
export function connectColorScheme(redraw: () => void): void {
  const set = () => {
    document.documentElement.style.colorScheme = chosen === undefined && !printing ? "" : colorScheme();
    redraw();
  };
  document.querySelector("[data-color-scheme]")?.addEventListener("click", () => {
    chosen = colorScheme() === "dark" ? "light" : "dark";
    set();
  });
  system.addEventListener("change", set);
  for (const [event, now] of [
    ["beforeprint", true],
    ["afterprint", false],
  ] as const) {
    addEventListener(event, () => {
      printing = now;
      set();
    });
  }
}
