import type { ProvisionProgress } from "../progress.ts";
import { ensureNative } from "../ensure-native.ts";
import { indexDownload } from "../index-download.ts";
import type { TinyRelease } from "./tiny-release.ts";

// Run as a separate process by the test of two concurrent installs; prints all progress and then the install.
const { release, binding, base } = JSON.parse(process.argv[2] ?? "") as TinyRelease & { readonly base: string };
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const onProgress = (progress: ProvisionProgress): void => say(progress);
say(await ensureNative({ release, binding, onProgress, downloaders: [indexDownload(base)] }));
