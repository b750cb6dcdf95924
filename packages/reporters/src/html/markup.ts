/** Text that is already HTML. Only {@link markup} creates it. */
export class Markup {
  constructor(readonly html: string) {}
}

type Part = Markup | string | number | undefined | readonly (Markup | string)[];

/** HTML template: values are escaped unless they are markup themselves. undefined is empty, lists are joined. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((html, text, i) => html + render(parts[i - 1]) + text));
}

function render(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.html;
  if (typeof part === "object") return part.map(render).join("");
  return escapeHtml(String(part));
}

/** Safe between tags and in quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
