import { join } from "node:path";
import { downloadFile, secureUrl } from "@infoplane/files/download";
import type { Downloader } from "./downloader.ts";
import { type Wheel, pythonTags } from "./release.ts";

const pythonPackageIndex = "https://pypi.org";

interface IndexFile {
  readonly filename: string;
  readonly url: string;
  readonly size: number;
  readonly digests: { readonly sha256: string };
  readonly yanked?: boolean;
}

/**
 * Downloads the wheel via the JSON interface of the Python package index, for machines without pip: `base` +
 * `/pypi/<project>/<version>/json` lists the files with their SHA-256. Resumes earlier attempts. Unlike pip it does not
 * support proxies. Only tested against a local server so far: the real index was out of reach.
 */
export function indexDownload(base: string = pythonPackageIndex): Downloader {
  return {
    name: new URL(base).host,
    async fetch(wheel, into, context) {
      const file = chooseFile(await listFiles(base, wheel, context.signal), wheel);
      if (!file) throw new Error(`it has no file of ${wheel.project} ${wheel.version} for this platform`);
      const { sha256: digest } = file.digests;
      if (wheel.pinned && wheel.pinned.sha256 !== digest)
        throw new Error(`it offers ${file.filename} with SHA-256 ${digest} where ${wheel.pinned.sha256} was published`);
      const target = join(into, file.filename);
      const message = `downloading ${file.filename}`;
      await downloadFile({ url: file.url, bytes: file.size, hash: { algorithm: "sha256", digest } }, target, {
        signal: context.signal,
        onProgress: ({ done }) => context.report({ phase: "download", done, total: file.size, message }),
      });
      return target;
    },
  };
}

async function listFiles(base: string, wheel: Wheel, signal: AbortSignal): Promise<IndexFile[]> {
  const url = secureUrl(`${base}/pypi/${wheel.project}/${wheel.version}/json`);
  const wait = AbortSignal.any([signal, AbortSignal.timeout(30_000)]);
  const answer = await fetch(url, { signal: wait }).catch((error: unknown) => {
    const cause = (error as Error).cause as Error | undefined;
    throw new Error(`${url.href} can't be reached (${cause?.message ?? (error as Error).message})`, { cause: error });
  });
  if (!answer.ok) throw new Error(`${url.href} answered ${answer.status}`);
  const { urls } = (await answer.json()) as { urls?: unknown };
  return Array.isArray(urls) ? urls.filter(isIndexFile) : [];
}

/** Wheel names end in -<python>-<abi>-<platform>.whl, each a list joined by dots (PEP 425, PEP 427). */
function chooseFile(files: readonly IndexFile[], wheel: Wheel): IndexFile | undefined {
  const fits = files.filter(({ filename, yanked }) => {
    const python = filename.split("-").at(-3)?.split(".") ?? [];
    return filename.endsWith(".whl") && yanked !== true && python.some((tag) => pythonTags.includes(tag));
  });
  for (const platform of wheel.platforms) {
    const file = fits.find(({ filename }) => filename.slice(0, -4).split("-").at(-1)?.split(".").includes(platform));
    if (file) return file;
  }
  return undefined;
}

function isIndexFile(value: unknown): value is IndexFile {
  const file = value as Partial<IndexFile> | null;
  return (
    typeof file?.filename === "string" &&
    !/[/\\]/.test(file.filename) &&
    typeof file.url === "string" &&
    typeof file.size === "number" &&
    typeof file.digests?.sha256 === "string"
  );
}
