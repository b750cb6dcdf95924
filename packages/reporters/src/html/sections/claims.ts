import { claimFormula } from "@infoplane/analysis";
import type { ClaimSpec, RunView, Verdict } from "@infoplane/contracts";
import { claimsTable } from "../../table/claims-table.ts";
import { markup, type Markup } from "../markup.ts";
import { tableBlock } from "./table-block.ts";

const signs = { supported: "✓", contradicted: "✗", undecided: "?" } as const;

/** Every claim with its verdict and reason; without verdicts, the claims as declared. undefined without claims. */
export function claims(run: RunView): Markup | undefined {
  const verdicts = run.verdicts;
  if (verdicts.length === 0 && run.experiment.claims.length === 0) return undefined;
  const items = verdicts.length > 0 ? verdicts.map(judged) : run.experiment.claims.map(declared);
  const table = claimsTable(run);
  return markup`<h3>Claims</h3><ul class="claims" data-live="claims">${items}</ul>${table && markup`<details><summary>The numbers behind the verdicts</summary>${tableBlock(table)}</details>`}`;
}

function judged({ claim, outcome, reason }: Verdict): Markup {
  return markup`<li class="${outcome}"><span class="verdict"><span aria-hidden="true">${signs[outcome]}</span> ${outcome}</span>
<span class="claim">${claim.text}</span>${formula(claim)}<span class="reason">${reason}</span></li>`;
}

function declared(claim: ClaimSpec): Markup {
  return markup`<li class="undecided"><span class="verdict">not judged</span><span class="claim">${claim.text}</span>${formula(claim)}</li>`;
}

/** What exactly is compared, if the claim has its own sentence. */
function formula(claim: ClaimSpec): Markup | undefined {
  const compared = claimFormula(claim);
  return compared === claim.text ? undefined : markup`<code class="formula">${compared}</code>`;
}
