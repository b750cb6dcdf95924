/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { change, current, onChange } from "./state.ts";

/** How long each epoch is shown while playing, in milliseconds. */
const frame = 450;

/** Connects the toolbar to the state of the page. */
export function connectControls(): void {
  for (const radio of document.querySelectorAll<HTMLInputElement>("input[name=scale]")) {
    radio.addEventListener("change", () => change({ scale: radio.value }));
  }
  const focus = document.querySelector<HTMLSelectElement>("select[name=focus]");
  focus?.addEventListener("change", () => change({ focus: Number(focus.value) }));
  onChange(({ scale }, before) => {
    if (scale === before.scale) return;
    for (const view of document.querySelectorAll<HTMLElement>("[data-scale]")) {
      view.hidden = view.dataset["scale"] !== scale;
    }
    for (const name of document.querySelectorAll("[data-scale-name]")) name.textContent = scale;
  });
  connectEpochs();
}

function connectEpochs(): void {
  const slider = document.querySelector<HTMLInputElement>("input[name=epoch]");
  const play = document.querySelector<HTMLButtonElement>("[data-play]");
  const shown = document.querySelector("[data-epoch-shown]");
  if (!slider || !play) return;
  let timer: ReturnType<typeof setInterval> | undefined;
  const epochs = () => (slider.closest<HTMLElement>("[data-epochs]")?.dataset["epochs"] ?? "").split(" ").map(Number);
  const show = (index: number) => {
    const epoch = epochs()[index] ?? 0;
    slider.value = String(index);
    slider.setAttribute("aria-valuetext", `epoch ${epoch}`);
    if (shown) shown.textContent = String(epoch);
    change({ epoch: index >= Number(slider.max) ? undefined : epoch });
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
    play.setAttribute("aria-label", "Play the epochs");
  };
  // A live run has more epochs than before. A reader who was looking at the last one follows it.
  slider.closest("[data-epochs]")?.addEventListener("epochs", () => {
    slider.max = String(epochs().length - 1);
    if (current().epoch === undefined) show(Number(slider.max));
  });
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  play.addEventListener("click", () => {
    if (timer !== undefined) {
      stop();
      return;
    }
    if (current().epoch === undefined) show(0);
    play.textContent = "Pause";
    play.setAttribute("aria-label", "Pause the epochs");
    timer = setInterval(() => {
      const next = Number(slider.value) + 1;
      show(next);
      if (next >= Number(slider.max)) stop();
    }, frame);
  });
}
