import { DataDamagedError, DataUnavailableError, type Diagnostic } from "@infoplane/contracts";
import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

const problem: Diagnostic = { code: "a-problem", severity: "error", message: "something is wrong", hint: "mend it" };

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  damaged: [[problem]],
  unavailable: [[problem]],
  messages: {
    unavailable: [["CIFAR-10", "EACCES: permission denied", "train"]],
    missingFile: [["CIFAR-10", "/data", "data_batch_1.bin", "get the files again"]],
    wrongSize: [["data_batch_1.bin", 30_730_000, 30_000_000, "get it again"]],
    wrongLabel: [
      ["data_batch_1.bin", 5, 10, 10, "get it again"],
      ["train-labels", 5, 27, 26, "get it again", 1],
    ],
    wrongHeader: [["train-images", "the magic number", "2051", "7", "get it again"]],
    otherSet: [["train-labels", "MNIST", "5, 0, 4", "9, 0, 0", "get it again"]],
    notGzip: [["train-images.gz", "unexpected end of file", "get it again"]],
    notThere: [
      ["own.npz", ["/data/own.npz", "/home/own.npz"]],
      ["own.npz", []],
    ],
    otherForm: [["CIFAR-10", "/data", { what: "its Python version", hint: "convert it" }]],
    lookingElsewhere: [
      ["--data-dir /data", "CIFAR-10", ["notes.txt"]],
      ["--data-dir /data", "CIFAR-10", []],
    ],
    waitsForFill: [["/home/me/.cache/infoplane/cifar10"]],
    notADirectory: [["photos.zip"]],
    noneOf: [
      ["/data", ["a.gz", "b.gz"], ["notes.txt"]],
      ["/data", ["a.gz", "b.gz"], []],
    ],
    tooLarge: [["own.npz", 3_000_000_000, 2_000_000_000]],
    tooFewSamples: [
      ["own.npz", "train", 600, 500],
      ["own.npz", "test", 0, 0],
    ],
    statedClasses: [[7]],
    writeClasses: [[7]],
    countedFrom: [[1, 10]],
    firstLabel: [[1]],
    fewerClasses: [[7, 10]],
    noArray: [
      ["own.npz", "x_train", ["images"]],
      ["own.npz", "x_train", []],
    ],
    arrayTwice: [["own.npz", "x_train"]],
    foreign: [["own.parquet", { what: "a Parquet file", hint: "convert it" }]],
    noArrays: [
      ["own", ""],
      ["own", "text files"],
    ],
    notes: {
      emptyClasses: [
        ["test", "photos/test", ["cat"]],
        ["test", "photos/test", ["cat", "dog"]],
      ],
      passedOver: [["photos", "3 text files", "notes"]],
      notLookedAt: [
        ["photos", ["extra"]],
        ["photos", ["extra", "more"]],
      ],
      otherKind: [
        [1, "a.png is a JPEG"],
        [3, "a.png is a JPEG"],
      ],
      turned: [[12, 5000]],
    },
    wrongArray: [["own.npz", "x_train", "uint8", "int64", "convert it"]],
    unreadable: [["photos/a.png", "it is cut off"]],
    badFiles: [
      ["photos", 5000, ["a.png: it is cut off", "b.png: it is a text"]],
      ["photos", 5000, ["a.png: it is cut off"]],
    ],
    wrongFolders: [
      ["photos", 10, ["cat", "dog"]],
      ["photos", 10, []],
    ],
    emptyFolders: [
      [
        "photos",
        [
          { name: "cat", holds: "text files" },
          { name: "dog", holds: "" },
        ],
      ],
    ],
    noTestClasses: [
      ["photos/test", "text files", "photos/train"],
      ["photos/test", "", "photos/train"],
    ],
    noSuchFolder: [["photos", "val", ["train", "test"]]],
    otherClass: [["photos/test", "cow", ["cat", "dog"]]],
    wrongChecksum: [["https://example.org/a.tar", "its MD5 is bb, and must be aa"]],
    wrongArchive: [["a.tar", "data_batch_1.bin"]],
    insecure: [["http://example.org/a.tar"]],
    batchTooLarge: [[128, 64]],
    probeTooLarge: [["test", 512, 96]],
    tooManyDraws: [["train", 512, 5, 2000]],
    otherFacts: [["textures", { input: [28, 28, 1], classes: 10 }, { input: [32, 32, 3], classes: 10 }]],
    asDiagnostic: [
      [new DataDamagedError("own.npz is cut off", "get it again")],
      [new DataUnavailableError("own.npz is not there", "get it")],
    ],
    standIn: [["textures", "CIFAR-10 is not on this machine"]],
  },
};
