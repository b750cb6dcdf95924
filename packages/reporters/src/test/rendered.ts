import { optionsOf, type Plugin, type RunView } from "@infoplane/contracts";

/** All files of a reporter, by path. */
export async function rendered(
  plugin: Plugin,
  run: RunView,
  options: object = {},
): Promise<Map<string, string | Uint8Array>> {
  if (plugin.kind !== "reporter") throw new Error(`${plugin.name} is no reporter`);
  const files = new Map<string, string | Uint8Array>();
  for await (const { path, content } of plugin.create(optionsOf(plugin, options)).render(run)) files.set(path, content);
  return files;
}
