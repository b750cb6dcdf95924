import { optionsOf, type CellSpec, type Registry } from "@infoplane/contracts";
import { ruleGoesByLength, scheduleGoesByLength, type Intake } from "@infoplane/core";
import { createSchedule } from "@infoplane/trainers";

/**
 * Why a training may not resume from one of another length; undefined if it may: its learning rule declares
 * independence of the length, and the schedule gave every step so far the factor that it would have now. Schedules, as
 * pure functions of position and length, are evaluated and declare nothing. `samples`: size of the training split.
 */
export function retrainReason(registry: Registry, samples: number): Intake["retrainReason"] {
  return (cell: CellSpec, { cell: before, epoch: epochs }) => {
    const { trainer, schedule: use } = cell.training;
    const rule = registry.get("trainer", trainer.name);
    if (!rule.goesOn?.(optionsOf(rule, trainer.options))) return ruleGoesByLength(trainer.name);
    const schedule = createSchedule(use, registry);
    const stepsPerEpoch = Math.max(1, Math.floor(samples / cell.dataset.batch));
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let step = 0; step < stepsPerEpoch; step++) {
        const at = { epoch, step };
        const [was, now] = [before, cell].map(({ training }) =>
          schedule(at, { epochs: training.epochs, stepsPerEpoch }),
        );
        if (was !== now) return scheduleGoesByLength(use.name, at, was ?? NaN, now ?? NaN);
      }
    }
    return undefined;
  };
}
