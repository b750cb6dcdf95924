/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { embeddedIn, type PageFigure, type PageTable } from "./page-data.ts";

export interface News {
  readonly figures: Map<string, PageFigure>;
  readonly tables: Map<string, PageTable>;
}

/**
 * On a live page: fetches the page again whenever the server says so, replaces texts and tables and passes figures on.
 * If the structure of the page changed (such as a new figure), reloads it. The browser reconnects by itself.
 */
export function followRun(show: (news: News) => void): void {
  const root = document.documentElement;
  if (root.dataset["livePage"] === undefined) return;
  let busy = false;
  let again = false;
  const source = new EventSource("/events");
  source.addEventListener("open", () => {
    say("live");
    void refresh();
  });
  source.addEventListener("error", () => say("waiting for the run"));
  source.addEventListener("changed", () => void refresh());
  source.addEventListener("over", () => {
    source.close();
    void refresh().then(() => say("the run is over"));
  });

  async function refresh(): Promise<void> {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch("/");
      if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The server is gone; the event source retries by itself.
    }
    busy = false;
    if (again) {
      again = false;
      await refresh();
    }
  }

  function take(fresh: Document): void {
    if (buildUp(fresh) !== buildUp(document)) {
      location.reload();
      return;
    }
    for (const place of document.querySelectorAll<HTMLElement>("[data-live]")) {
      const news = fresh.querySelector(`[data-live="${CSS.escape(place.dataset["live"] ?? "")}"]`);
      if (news && news.innerHTML !== place.innerHTML) place.innerHTML = news.innerHTML;
    }
    const epochs = document.querySelector<HTMLElement>("[data-epochs]");
    const list = fresh.querySelector<HTMLElement>("[data-epochs]")?.dataset["epochs"];
    if (epochs && list !== undefined && list !== epochs.dataset["epochs"]) {
      epochs.dataset["epochs"] = list;
      epochs.dispatchEvent(new Event("epochs"));
    }
    show({ figures: embeddedIn(fresh, "embedded-figures"), tables: embeddedIn(fresh, "embedded-tables") });
  }
}

function buildUp(page: Document): string {
  return [...page.querySelectorAll<HTMLElement>("[data-plot], [data-live]")]
    .map(({ dataset }) => dataset["plot"] ?? dataset["live"] ?? "")
    .join();
}

function say(text: string): void {
  const state = document.querySelector("[data-live-state]");
  if (state) state.textContent = text;
}
