import { pluginKinds, type Registry } from "@infoplane/contracts";

/** What `docs/options.md` gets wrong or leaves out about plugins and options, according to the plugins' own schemas. */
export function tableProblems(page: string, registry: Registry): string[] {
  const documented = new Set<string>();
  let [kind, plugin] = ["", ""];
  for (const line of page.split("\n")) {
    kind = /^## (\S+)$/.exec(line)?.[1] ?? kind;
    const named = /^### `([^`]+)`$/.exec(line)?.[1];
    if (named !== undefined) documented.add((plugin = `${kind} ${named}`));
    const option = /^\| +(?:\*\*)?`([^`]+)`/.exec(line)?.[1];
    if (option !== undefined) documented.add(`${plugin}, option ${option}`);
  }
  const existing = new Set(
    pluginKinds.flatMap((each) =>
      registry
        .list(each)
        .flatMap(({ plugin: { name, options } }) => [
          `${each} ${name}`,
          ...Object.keys(options.shape).map((option) => `${each} ${name}, option ${option}`),
        ]),
    ),
  );
  return [
    ...[...documented].filter((name) => !existing.has(name)).map((name) => `there is no ${name}`),
    ...[...existing].filter((name) => !documented.has(name)).map((name) => `not documented: ${name}`),
  ];
}

/**
 * Options that a page names in calls of plugins, `crop(pad: 4)`, and that no plugin of this name has. If one word
 * without a value is an option, `crop(pad)`, all of that call must be. `others`: further words, such as claim
 * selectors.
 */
export function callProblems(page: string, registry: Registry, others: readonly string[]): string[] {
  const options = new Map<string, Set<string>>();
  for (const { plugin } of pluginKinds.flatMap((kind) => registry.list(kind))) {
    const known = options.get(plugin.name) ?? new Set();
    options.set(plugin.name, known);
    for (const option of Object.keys(plugin.options.shape)) known.add(option);
  }
  return [...page.matchAll(/(?<![\w.-])([a-z][a-z0-9-]*)\(/g)].flatMap((match) => {
    const [name = "", known] = [match[1], options.get(match[1] ?? "")];
    if (!known) return [];
    const args = argumentsAt(page, match.index + match[0].length);
    const named = args.flatMap((argument) => /^([a-z][a-z0-9-]*):/.exec(argument)?.[1] ?? []);
    const bare = args.filter((argument) => /^[a-z][a-z0-9-]*$/.test(argument));
    const meant = bare.some((word) => known.has(word)) ? [...named, ...bare] : named;
    const wrong = meant.filter((option) => !known.has(option) && !others.includes(option));
    return wrong.map((option) => `${name} has no option ${option}`);
  });
}

/** The arguments of a call that starts at `from`, without those of nested calls. */
function argumentsAt(text: string, from: number): string[] {
  let [depth, argument] = [1, ""];
  const found: string[] = [];
  for (const letter of text.slice(from, from + 500)) {
    if (/[([{]/.test(letter)) depth++;
    if (/[)\]}]/.test(letter)) depth--;
    if (depth === 0) return [...found, argument.trim()];
    if (letter === "," && depth === 1) {
      found.push(argument.trim());
      argument = "";
    } else argument += letter;
  }
  return [];
}
