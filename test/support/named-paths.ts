/** Top folders of the repository, of whose files and folders pages speak. */
const tops = ["packages", "test", "docs", "experiments", "scripts", "bench"];

/**
 * Paths of the repository that a page names in its code, blocks and spans: from one of the top folders, or, in the page of
 * a package, from its `src`. Patterns (`*`, `{a,b}`, `<name>`, `...`) are not paths. A test file counts wherever it is said
 * to be, so that no page names one without its folder.
 */
export function namedPaths(page: string, text: string): string[] {
  const [, own] = /^(packages\/[^/]+)\/README\.md$/.exec(page) ?? [];
  const code = [...text.matchAll(/^```[\s\S]*?^```|`[^`\n]+`/gm)].map(([words]) => words).join("\n");
  const paths = code
    .split(/[\s`"'(),;|]+/)
    .filter((word) => !/[*{}<>$]|\.\.\./.test(word))
    .map((word) => word.replace(/[.:]$/, ""))
    .filter((word) => (tops.includes(word.split("/", 1)[0] ?? "") ? word.includes("/") : isInside(word)))
    .map((word) => (own !== undefined && word.startsWith("src/") ? `${own}/${word}` : word));
  return [...new Set(paths)];
}

const isInside = (word: string): boolean => /(?:^|\/)src\//.test(word) || /\.(?:test|spec)\.ts$/.test(word);
