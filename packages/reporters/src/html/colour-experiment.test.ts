import { expect, it } from "vitest";
import { colourExperiment } from "./page-model.ts";

const plain = (html: string) =>
  html.replace(/<[^>]*>/g, "").replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

it("marks comments, strings, numbers and keywords and changes no character", () => {
  const text = 'train e2e with adam(rate: 5e-4)  # end "it"\nclaim "a > b" 32x32x3 20% <img> \u00e4';
  const { html } = colourExperiment(text);
  expect(plain(html)).toBe(text);
  expect(html).toContain('<span class="t-keyword">train</span> e2e <span class="t-keyword">with</span> adam(rate: ');
  expect(html).toContain('<span class="t-number">5e-4</span>');
  expect(html).toContain('<span class="t-comment"># end &#34;it&#34;</span>');
  expect(html).toContain('<span class="t-number">32x32x3</span> <span class="t-number">20%</span>');
  expect(html).not.toContain("<img>");
});

it("leaves option names alone and accepts any input", () => {
  expect(colourExperiment("multistep(at: [1])").html).not.toContain("t-keyword");
  for (const text of ['"unfinished', "))))]]", "", "\u0000#", "$$$ 1..3 a-b_c"])
    expect(plain(colourExperiment(text).html)).toBe(text);
});
