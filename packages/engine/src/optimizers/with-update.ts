import type { Optimizer } from "@infoplane/contracts";

/** The same optimizer with another update; saving, loading and disposing are unchanged. Takes ownership of it. */
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
