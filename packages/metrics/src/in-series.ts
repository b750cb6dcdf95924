/** What `make` gives for each item, one after the other: so that only one of them has its tensors and values in memory. */
export async function inSeries<Item, Made>(
  items: readonly Item[],
  make: (item: Item, index: number) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, item] of items.entries()) made.push(await make(item, index));
  return made;
}
