import { expect, it } from "vitest";
import { escapeMarkdown } from "./escape-markdown.ts";

it.each([
  ["a | b", "a \\| b"],
  ["<script>", "\\<script\\>"],
  ["[x](javascript:alert(1)) <img> $x$ __b__", "\\[x\\](javascript:alert(1)) \\<img\\> \\$x\\$ \\_\\_b\\_\\_"],
  ["- item", "\\- item"],
  ["1. item", "1\\. item"],
  ["-0.5", "-0.5"],
  ["a\n\u001b[2J\u0007b\u202ec", "a \\[2J b c"],
  ["www.a.org http://a", "www\\.a.org http\\://a"],
])("makes no markup of %j", (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));
