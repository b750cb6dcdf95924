import type { StepCosts, TrainEvent, Trainer } from "@infoplane/contracts";
import type { Clock } from "@infoplane/core";
import { compiled, meter } from "@infoplane/engine";

/** An equivalent trainer, and the cost of its steps. */
export interface WatchedTrainer {
  readonly trainer: Trainer;
  /** Of the steps since the last epoch began, in this process. */
  costs(): StepCosts | undefined;
}

type Events = AsyncGenerator<TrainEvent, void>;

/** Its steps, predictions and gradients are compiled. `through`: a transformation of the event stream. */
export function watchSteps(
  trainer: Trainer,
  clock: Clock,
  through: (events: Events) => Events = (events) => events,
): WatchedTrainer {
  let seconds: number[] = [];
  let peakBytes = 0;
  let isEpochOver = false;

  async function* train(): Events {
    const events = through(compiledSteps(watched, trainer.train()));
    try {
      for (;;) {
        meter.restart();
        const before = clock();
        const next = await events.next();
        const spent = (clock() - before) / 1000;
        if (next.done) return;
        if (next.value.kind === "step") {
          if (isEpochOver) [seconds, peakBytes] = [[], 0];
          seconds.push(spent);
          peakBytes = Math.max(peakBytes, meter.read().peakBytes);
        }
        isEpochOver = next.value.kind === "epoch";
        yield next.value;
      }
    } finally {
      await events.return();
    }
  }

  const watched: Trainer = {
    train,
    get position() {
      return trainer.position;
    },
    predict: (x) => compiled(watched, () => trainer.predict(x)),
    ...(trainer.representations && { representations: (x) => trainer.representations?.(x) ?? [] }),
    ...(trainer.gradients && {
      gradients: (position) => compiled(watched, () => trainer.gradients?.(position) ?? new Map()),
    }),
    save: () => trainer.save(),
    load(state) {
      [seconds, peakBytes] = [[], 0];
      trainer.load(state);
    },
    dispose: () => {
      trainer.dispose();
    },
  };
  return {
    trainer: watched,
    costs: () =>
      seconds.length === 0 ? undefined : { steps: seconds.length, secondsPerStep: median(seconds), peakBytes },
  };
}

/** The same events, each step compiled. */
async function* compiledSteps(owner: object, events: Events): Events {
  try {
    for (;;) {
      const next = await compiled(owner, () => events.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await events.return();
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
