import { createHash } from "node:crypto";
import { join } from "node:path";
import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { cacheDirectory } from "@infoplane/files";
import { type BindingSources, bindingSources } from "./binding-sources.ts";
import { unsupportedPlatform } from "./messages.ts";
import { type NamedLibrary, namedLibrary } from "./named-library.ts";
import { type NativeVariant, type Release, releaseFor } from "./release.ts";

/** What is to be installed, and where. */
export interface NativePlace {
  readonly variant: NativeVariant;
  /** Where the libraries come from. */
  readonly origin:
    | { readonly kind: "release"; readonly release: Release }
    | { readonly kind: "named"; readonly library: NamedLibrary };
  readonly binding: BindingSources;
  /** `<cache>/native/<key>`; next to it `<key>.lock` while a process installs. */
  readonly directory: string;
  /** `<cache>/downloads/<key>`: kept after a failure, so that the next attempt resumes. */
  readonly downloads: string;
}

export interface PlaceOptions {
  readonly variant: NativeVariant;
  readonly env: NodeJS.ProcessEnv;
  /** Replaces the published release and the binding's own sources, for tests. */
  readonly release?: Release;
  readonly binding?: BindingSources;
}

/** Pure except for reading the binding's sources. Throws InfoplaneError if no libtensorflow is published. */
export function nativePlace({ variant, env, ...options }: PlaceOptions): NativePlace {
  const cache = cacheDirectory(env);
  const binding = options.binding ?? bindingSources();
  const place = (key: string) => ({
    variant,
    binding,
    directory: join(cache, "native", key),
    downloads: join(cache, "downloads", key),
  });
  const named = env["INFOPLANE_LIBTENSORFLOW"];
  if (named) {
    const library = namedLibrary(named);
    const identity = createHash("sha256").update(`${library.identity}|${binding.hash}`).digest("hex").slice(0, 12);
    return { ...place(`named-${identity}`), origin: { kind: "named", library } };
  }
  const release = options.release ?? releaseFor(variant);
  if (!release) throw new InfoplaneError(unsupportedPlatform(variant), exitCodes.wrongEnvironment);
  const key = [release.version, release.variant, release.platform, binding.hash].join("-");
  return { ...place(key), origin: { kind: "release", release } };
}
