import type { Optimizer } from "@infoplane/contracts";

/** The same optimizer with another update: its state and its end are its own, however it is written. Takes it over. */
export function withUpdate(optimizer: Optimizer, update: Optimizer["update"]): Optimizer {
  return {
    update,
    save: () => optimizer.save(),
    load: (saved) => {
      optimizer.load(saved);
    },
    dispose: () => {
      optimizer.dispose();
    },
  };
}
