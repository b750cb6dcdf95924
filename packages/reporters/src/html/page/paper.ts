/// <reference lib="dom" />
import type { Paper } from "../../theme.ts";

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen: Paper | undefined;
let printing = false;

/** What the page is on: the reader's choice, else the system's. Print is always light. */
export function paper(): Paper {
  if (printing) return "light";
  return chosen ?? (system.matches ? "dark" : "light");
}

/** Connects the button, the system's setting and the printer; `redraw` draws the figures again. */
export function connectPaper(redraw: () => void): void {
  const set = () => {
    document.documentElement.style.colorScheme = chosen === undefined && !printing ? "" : paper();
    redraw();
  };
  document.querySelector("[data-paper]")?.addEventListener("click", () => {
    chosen = paper() === "dark" ? "light" : "dark";
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
