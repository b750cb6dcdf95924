/** Title of an arm's panel. */
export function armTitle(arm: string): Readonly<Record<string, unknown>> {
  return { text: arm, anchor: "middle", fontSize: 12, limit: 220 };
}
