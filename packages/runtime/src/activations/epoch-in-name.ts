import { basename } from "node:path";

/** When a file was exported, according to its name. */
export interface NamedEpoch {
  /** What the number counts: `epoch-3`, `step-500`, or the number of `model.3` and `0003`, taken as an epoch. */
  readonly counted: "epochs" | "steps" | "places";
  /** The epoch, or the step if only that is given. */
  readonly epoch: number;
  readonly step?: number;
  readonly seed?: number;
}

/** Why a name gives no reliable epoch. */
export interface UnclearName {
  readonly unclear: string;
}

/** The largest number accepted as an epoch: anything beyond is a date or an identifier. */
const mostEpochs = 1_000_000;
/** A number without a word that explains it is an epoch only up to here: beyond are dates such as 240301. */
const mostPlaces = 99_999;

const stepWords = new Set(["step", "steps", "globalstep", "gstep", "iter", "iters", "iteration", "iterations", "it"]);
/** Hugging Face counts steps with these; they yield to another word that also gives a step. */
const checkpointWords = new Set(["checkpoint", "ckpt", "chkpt", "chk"]);
/** After one of these words, a number can only be the epoch. */
const plainWords = new Set(
  "act acts activations representations model net network weights state snapshot snap dump".split(" "),
);
/** `max_epochs`, `steps_per_epoch`: a duration, not a point in time. */
const lengthWords = new Set(["max", "n", "num", "total", "per", "warmup", "of", "min", "every"]);

/** A number in a name, with the surrounding words. */
interface Placed {
  readonly text: string;
  /** The word before it, with only separators in between; `#` after another number or the like. */
  readonly word: string;
  readonly wordBefore: string;
  /** Whether that word begins the name or follows a separator. */
  readonly isApart: boolean;
  /** Between word and number. */
  readonly gap: string;
  /** Letters directly after it, without a separator. */
  readonly suffix: string;
}

/**
 * Reads epoch, step and seed from the name of a file, ignoring case:
 *
 * - the whole number after `epoch` or `ep` (`epoch=0-val_loss=1.38`, `epoch_0012`, `ep3`) or in `e3` is the epoch;
 * - the one after `step`, `iter` or `checkpoint` is the step, which replaces the epoch if none is given;
 * - without such words, the only whole number that is the whole name or follows a word like `model` or `acts`;
 * - after `seed` it is the seed. Numbers of other words (`v1`, `vit_b16`, `val_loss=1.38`), decimals, dates, times,
 *   hashes and sizes (`224x224`) are ignored.
 *
 * Ambiguous names give none, and so does a number that can't be an epoch. Pure.
 */
export function epochInName(file: string): NamedEpoch | UnclearName {
  const numbers = numbersOf(cleaned(basename(file)));
  const epochs = numbers.filter(isEpoch);
  const broken = epochs.find((found) => !isCount(found));
  if (broken) return { unclear: `${broken.word}${broken.gap}${broken.text}${broken.suffix} is not a whole number` };
  const strong = countsOf(numbers.filter(isStep));
  const said = {
    epoch: countsOf(epochs),
    step: strong.length > 0 ? strong : countsOf(numbers.filter(isCheckpoint)),
    seed: countsOf(numbers.filter(({ word }) => word === "seed")),
  };
  for (const [what, found] of Object.entries(said)) {
    if (found.length > 1) return { unclear: `it says ${what} ${found.join(` and ${what} `)}` };
  }
  const [epoch, step, seed] = [said.epoch[0], said.step[0], said.seed[0]];
  const further = { ...(step !== undefined && { step }), ...(seed !== undefined && { seed }) };
  if (epoch !== undefined) return ranged({ counted: "epochs", epoch, ...further });
  if (strong[0] !== undefined) return { counted: "steps", epoch: strong[0], ...further };
  const trainings = countsOf(numbers.filter(isTraining));
  const places = countsOf(numbers.filter((found) => isPlace(found, numbers)));
  const alone = [...new Set([...said.step, ...trainings, ...places])];
  const only = alone[0];
  if (only === undefined) return { unclear: "no number in its name says an epoch" };
  const [other] = [...alone.slice(1), ...countsOf(numbers.filter(isUnexplained))];
  if (other !== undefined) return { unclear: `either ${only} or ${other} may be its epoch` };
  if (step !== undefined) return { counted: "steps", epoch: step, ...further };
  if (trainings.length > 0) return ranged({ counted: "epochs", epoch: only, ...further });
  return only > mostPlaces
    ? { unclear: `${only} may be a date or an identifier` }
    : { counted: "places", epoch: only, ...further };
}

const ranged = (exported: NamedEpoch): NamedEpoch | UnclearName =>
  exported.epoch <= mostEpochs ? exported : { unclear: `${exported.epoch} is too large for an epoch` };

/** `e3` and `ep3` count if they stand alone; in `1e-3`, `e29b` and an identifier like `k7ep3` they don't. */
const isEpoch = ({ word, wordBefore, isApart, gap, suffix }: Placed): boolean =>
  (word === "epoch" && !lengthWords.has(wordBefore)) ||
  (word === "ep" && isApart) ||
  (word === "e" && isApart && /^[=:]?$/.test(gap) && suffix === "");
/** `epochs=100`, `100epochs`: the length of a training, and hence the epoch at its end. */
const isTraining = (found: Placed): boolean =>
  (found.word === "epochs" && !lengthWords.has(found.wordBefore)) || /^(ep|epochs?)$/.test(found.suffix);
const isStep = ({ word, wordBefore }: Placed): boolean => stepWords.has(word) && !lengthWords.has(wordBefore);
const isCheckpoint = ({ word }: Placed): boolean => checkpointWords.has(word);
const isPlace = ({ word, suffix }: Placed, all: readonly Placed[]): boolean =>
  suffix === "" && (plainWords.has(word) || (word === "" && all.every((other) => /^#?$/.test(other.word))));
/** A number after another one. */
const isUnexplained = ({ word, suffix }: Placed): boolean => word === "#" && suffix === "";

/** A whole number: not a decimal, `-1` or `10k`. A word may follow: `epoch3of10`, `epoch3seed0`. */
const isCount = ({ text, gap, suffix }: Placed): boolean =>
  /^\d+$/.test(text) && !/[=:_ ]-$/.test(gap) && suffix.length !== 1 && Number.isSafeInteger(Number(text));

const countsOf = (numbers: readonly Placed[]): number[] => [
  ...new Set(numbers.filter(isCount).map(({ text }) => Number(text))),
];

const endings = /\.(npz|npy|safetensors|ckpt|pth?|tar|hdf5|h5|keras|bin|zip)$/i;

/** The name without extensions, and with `#` for what only looks like a number. */
function cleaned(name: string): string {
  let stem = name;
  while (endings.test(stem)) stem = stem.replace(endings, "");
  return stem
    .replace(/(?<![a-z\d])[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(?![a-z\d])/gi, "#")
    .replace(/(?<!\d)(19|20)\d\d([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/g, "#")
    .replace(/(?<=#[-_.T ]?)\d\d[-_.:h]?\d\d([-_.:m]?\d\d)?(?!\d)/gi, "#")
    .replace(/(?<!\d)\d{1,2}h\d\dm?(\d\ds?)?(?![\da-z])/gi, "#")
    .replace(/(?<![a-z\d])(?=[\da-f]*\d)(?=[\da-f]*[a-f])(?!e\d+(?![\da-z]))[\da-f]{7,}(?![a-z\d])/gi, "#")
    .replace(/(?<![a-z\d])e2e(?![a-z\d])/gi, "end-to-end")
    .replace(/\d+x\d+(x\d+)?/gi, "#");
}

/** Camel case separates words: `actsEpoch3`. */
function numbersOf(name: string): Placed[] {
  const text = name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
  const parts = [...text.matchAll(/[a-z]+|\d+(?:\.\d+)*(?:e[-+]?\d+)?|#|[^a-z\d#]+/g)].map(([part]) => part);
  const isGap = (part: string | undefined): part is string => part !== undefined && !/^[a-z\d#]/.test(part);
  const isWord = (part: string | undefined): part is string => part !== undefined && /^[a-z]/.test(part);
  return parts.flatMap((part, index) => {
    if (!/^\d/.test(part)) return [];
    const gap = isGap(parts[index - 1]) ? (parts[index - 1] ?? "") : "";
    const at = gap === "" ? index - 1 : index - 2;
    const word = parts[at];
    const previous = parts[isGap(parts[at - 1]) ? at - 2 : at - 1];
    const next = parts[index + 1];
    return {
      text: part,
      word: word === undefined ? "" : isWord(word) ? word : "#",
      wordBefore: isWord(previous) ? previous : "",
      isApart: at === 0 || isGap(parts[at - 1]),
      gap,
      suffix: isWord(next) ? next : "",
    };
  });
}
