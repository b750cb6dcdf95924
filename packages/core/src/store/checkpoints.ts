import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  exitCodes,
  InfoplaneError,
  reasonOf,
  type Measurement,
  type Position,
  type TrainerState,
} from "@infoplane/contracts";
import { readRegular, withStorageErrors, writeAtomic } from "@infoplane/files";
import { checkpointNewer } from "../messages.ts";
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from "./safetensors.ts";
import { namesIn } from "./read-stored.ts";

/** All that a cell needs to resume. */
export interface Checkpoint {
  readonly at: Position;
  readonly trainer: TrainerState;
  /**
   * Set if all steps of the epoch are done but its end is not yet measured: what the training reported for the epoch.
   * `at` is then the last step of that epoch.
   */
  readonly closing?: readonly Measurement[];
}

/** A stored checkpoint, not yet read. */
export interface CheckpointEntry {
  readonly file: string;
  readonly at: Position;
}

const ending = ".safetensors";
const valuePrefix = "trainer.";
const format = "infoplane-checkpoint-";
const version = 1;

/** The checkpoints of one cell: `checkpoints/<epoch>.safetensors`, within an epoch `<epoch>-<step>.safetensors`. */
export class CheckpointStore {
  /** `cell`: its hash, by which a checkpoint of another cell is told. */
  constructor(
    readonly directory: string,
    readonly cell: string,
  ) {}

  /** Oldest first. Files with other names are ignored. Throws InfoplaneError (`core/store-file-unreadable`). */
  async list(): Promise<CheckpointEntry[]> {
    const names = await namesIn(this.directory);
    const entries = names.flatMap((name) => {
      const match = /^(\d+)(?:-(\d+))?\.safetensors$/.exec(name);
      if (!match) return [];
      return [{ file: join(this.directory, name), at: { epoch: Number(match[1]), step: Number(match[2] ?? 0) } }];
    });
    return entries.sort((a, b) => a.at.epoch - b.at.epoch || a.at.step - b.at.step);
  }

  /**
   * Writes a checkpoint; on return it is on disk. Then removes what is no longer needed: ends of epochs except the
   * newest `keep` and those that are to stay; within epochs, those older than the newest end, and all but `keep`.
   */
  async write(checkpoint: Checkpoint, keep: number, stays: (at: Position) => boolean = () => false): Promise<void> {
    const { epoch, step } = checkpoint.at;
    const name = step === 0 ? String(epoch) : `${epoch}-${step}`;
    await writeAtomic(join(this.directory, `${name}${ending}`), encode(checkpoint, this.cell));
    const entries = await this.list();
    const ends = entries.filter(({ at }) => at.step === 0);
    const newest = ends.at(-1)?.at.epoch ?? -1;
    const inside = entries.filter(({ at }) => at.step > 0);
    const needed = new Set([...ends.slice(-keep), ...inside.filter(({ at }) => at.epoch >= newest).slice(-keep)]);
    await this.remove(entries.filter((entry) => !needed.has(entry) && !stays(entry.at)));
  }

  /** Throws SafetensorsError if the file is truncated, changed or gone, or is of another cell or position. */
  async read({ file, at }: CheckpointEntry): Promise<Checkpoint> {
    let bytes: Uint8Array;
    try {
      bytes = await readRegular(file);
    } catch (error) {
      throw new SafetensorsError(reasonOf(error), { cause: error });
    }
    return decode(bytes, at, this.cell);
  }

  /** Adds a checkpoint of another cell, whose training is the same so far. Throws as `read` and `write` do. */
  async adopt(other: CheckpointStore, entry: CheckpointEntry): Promise<void> {
    const checkpoint = await other.read(entry);
    await writeAtomic(join(this.directory, basename(entry.file)), encode(checkpoint, this.cell));
  }

  async remove(entries: readonly CheckpointEntry[]): Promise<void> {
    await withStorageErrors(this.directory, () => Promise.all(entries.map(({ file }) => rm(file, { force: true }))));
  }
}

function encode({ at, trainer, closing }: Checkpoint, cell: string): Uint8Array {
  const metadata = {
    format: `${format}${version}`,
    cell,
    ...(closing && { closing: JSON.stringify(closing) }),
    epoch: String(at.epoch),
    step: String(at.step),
    ...numbersToText(trainer.values),
  };
  return encodeSafetensors({ arrays: trainer.arrays, metadata });
}

function decode(bytes: Uint8Array, expected: Position, cell: string): Checkpoint {
  const { arrays, metadata } = decodeSafetensors(bytes);
  const written = Number(metadata["format"]?.slice(format.length));
  if (written > version) throw new InfoplaneError(checkpointNewer(written, version), exitCodes.wrongEnvironment);
  const at = { epoch: Number(metadata["epoch"]), step: Number(metadata["step"]) };
  if (at.epoch !== expected.epoch || at.step !== expected.step) {
    throw new SafetensorsError(`it holds epoch ${at.epoch}, step ${at.step}, other than its name`);
  }
  // Earlier ones do not name their cell.
  const of = metadata["cell"] ?? cell;
  if (of !== cell) throw new SafetensorsError(`it is of the cell ${of}`);
  const closing = readClosing(metadata["closing"]);
  return { at, trainer: { arrays, values: textToNumbers(metadata) }, ...(closing && { closing }) };
}

function readClosing(text: string | undefined): readonly Measurement[] | undefined {
  if (text === undefined) return undefined;
  // The file's digest matches, so its content is what was written.
  return JSON.parse(text) as readonly Measurement[];
}

/** The shortest text that reads back to the same number, for every number. */
function numbersToText(values: Readonly<Record<string, number>>): Record<string, string> {
  const text = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [valuePrefix + name, text(value)]));
}

function textToNumbers(metadata: Readonly<Record<string, string>>): Record<string, number> {
  const own = Object.entries(metadata).filter(([name]) => name.startsWith(valuePrefix));
  return Object.fromEntries(own.map(([name, text]) => [name.slice(valuePrefix.length), Number(text)]));
}
