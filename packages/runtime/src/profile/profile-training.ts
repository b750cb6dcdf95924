import type { Batches, Module, Network, TrainerContext, TrainEvent } from "@infoplane/contracts";
import type { CompiledWork } from "@infoplane/engine";
import type { StepProfile } from "./step-profile.ts";

/** The modules of a network, with their training forward passes reported to the profile. */
export function profiledNetwork(network: Network, profile: StepProfile): Network {
  const { blocks, classifier } = network;
  return {
    ...network,
    blocks: blocks.map((block) => profiledModule(block, profile)),
    classifier: profiledModule(classifier, profile),
  };
}

export function profiledBatches(batches: Batches, profile: StepProfile): Batches {
  return { ...batches, train: (...args) => profile.phase("batch", () => batches.train(...args)) };
}

/** A learning rule's context, with heads and updates reported to the profile. */
export function profiledContext(context: TrainerContext, profile: StepProfile): TrainerContext {
  return {
    ...context,
    createHead: (...args) => profiledModule(context.createHead(...args), profile),
    createBlock: (...args) => profiledModule(context.createBlock(...args), profile),
    createOptimizer(parameters) {
      const optimizer = context.createOptimizer(parameters);
      return {
        update: (...args) => profile.phase("update", () => optimizer.update(...args)),
        save: () => optimizer.save(),
        load: (arrays) => optimizer.load(arrays),
        dispose: () => optimizer.dispose(),
      };
    },
  };
}

/** The same events, each step timed. `compiled`: what became of its compiled functions. */
export async function* profiledSteps(
  events: AsyncGenerator<TrainEvent, void>,
  profile: StepProfile,
  compiled: () => CompiledWork | undefined,
  note: (message: string) => void,
): AsyncGenerator<TrainEvent, void> {
  const close = (): void => {
    const sentence = profile.close(compiled());
    if (sentence !== undefined) note(sentence);
  };
  try {
    for (;;) {
      const next = await profile.step(
        () => events.next(),
        ({ done, value }) => !done && value.kind === "step",
      );
      if (next.done) break;
      if (profile.isComplete) close();
      yield next.value;
    }
  } finally {
    close();
    await events.return();
  }
}

function profiledModule(module: Module, profile: StepProfile): Module {
  const apply: Module["apply"] = (x, values, mode) => module.apply(x, values, mode);
  return {
    ...module,
    apply: (...args) =>
      args[2].training ? profile.phase(`forward ${module.spec.name}`, () => apply(...args)) : apply(...args),
  };
}
