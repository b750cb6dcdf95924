import { pluginKinds, z, type PluginBase, type Registry } from "@infoplane/contracts";
import { format } from "prettier";
import type { ZodType } from "zod";

const head = `# Every option of every plugin

Written from the plugins' schemas by \`npx vitest run --config test/vitest.config.ts docs.test -u\`. Bold options may be given without their name, in this order:
\`conv 64\` is \`conv(filters: 64)\`. An option without a default must be given, unless it is optional.
`;

/** docs/options.md: a table for each plugin that has options, formatted as Prettier would. */
export async function optionsPage(registry: Registry): Promise<string> {
  const parts = pluginKinds.flatMap((kind) => {
    const listed = registry.list(kind);
    if (listed.length === 0) return [];
    return [`## ${kind}`, ...listed.map(({ plugin }) => section(plugin))];
  });
  return await format([head, ...parts].join("\n\n"), { parser: "markdown", printWidth: 120 });
}

function section(plugin: PluginBase): string {
  const title = `### \`${plugin.name}\`\n\n${sentence(plugin.summary)}`;
  const rows = Object.entries(plugin.options.shape as Record<string, ZodType>).map(([name, schema]) => {
    const shown = plugin.positional?.includes(name) ? `**\`${name}\`**` : `\`${name}\``;
    return `| ${shown} | ${defaultOf(schema)} | ${cell(descriptionOf(schema))} |`;
  });
  if (rows.length === 0) return `${title} It has no options.`;
  return [`${title}\n`, "| option | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

const sentence = (summary: string): string => `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
const cell = (text: string): string => text.replaceAll("|", "\\|");

function defaultOf(schema: ZodType): string {
  if (schema instanceof z.ZodDefault) return `\`${cell(JSON.stringify(schema.parse(undefined)))}\``;
  return schema instanceof z.ZodOptional ? "optional" : "must be given";
}

function descriptionOf(schema: ZodType): string {
  if (schema.description !== undefined) return schema.description;
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return descriptionOf(schema.unwrap() as ZodType);
  return schema instanceof z.ZodEnum ? schema.options.map((value) => `\`${String(value)}\``).join(", ") : "";
}
