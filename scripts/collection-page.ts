import { counted, formatDuration } from "@infoplane/contracts";
import { shareText, type FinalRow, type Summary } from "@infoplane/reporters";

/** One experiment on the page. */
export interface Section {
  readonly title: string;
  readonly file: string;
  /** Path of its full report, relative to the page's folder. */
  readonly report: string;
  readonly seconds: number;
  readonly seeds: number;
  readonly standIn: string | undefined;
  readonly rows: readonly FinalRow[];
  readonly verdicts: readonly { readonly text: string; readonly outcome: string; readonly reason: string }[];
}

/** A self-contained page: for each experiment its final table, its verdicts and a link to its full report. */
export function collectionPage(title: string, sections: readonly Section[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; margin: 0.5rem 0; }
  th, td { text-align: right; padding: 0.2rem 1rem 0.2rem 0; border-bottom: 1px solid #8886; }
  th:first-child, td:first-child { text-align: left; }
  h2 { margin-top: 2.5rem; }
  .note { color: #a33; }
  @media (prefers-color-scheme: dark) { .note { color: #f99; } }
</style>
<h1>${escape(title)}</h1>
${sections.map(sectionHtml).join("\n")}
</html>
`;
}

function sectionHtml(section: Section): string {
  const { title, file, report, seconds, seeds, standIn, rows, verdicts } = section;
  const claims = verdicts.map(
    ({ text, outcome, reason }) => `<li><strong>${escape(outcome)}</strong>: ${escape(text)}. ${escape(reason)}</li>`,
  );
  return `<section>
<h2>${escape(title)}</h2>
<p><a href="${escape(encodeURI(report))}">Full report</a> · <code>${escape(file)}</code> · ${counted(seeds, "seed")} · ${formatDuration(seconds)}</p>
${standIn === undefined ? "" : `<p class="note">Stand-in: ${escape(standIn)}.</p>`}
<table>
<tr><th>arm</th><th>test accuracy</th><th>train accuracy</th><th>n</th></tr>
${rows.map(rowHtml).join("\n")}
</table>
${claims.length === 0 ? "" : `<ul>${claims.join("")}</ul>`}
</section>`;
}

const rowHtml = ({ arm, testAccuracy, trainAccuracy }: FinalRow): string =>
  `<tr><td>${escape(arm)}</td><td>${spread(testAccuracy)}</td><td>${spread(trainAccuracy)}</td><td>${testAccuracy?.n ?? 0}</td></tr>`;

function spread(summary: Summary | undefined): string {
  if (!summary) return "-";
  return shareText(summary);
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
