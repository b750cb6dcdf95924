import { open } from "node:fs/promises";
import { withStorageErrors } from "./with-storage-errors.ts";

/**
 * Appends text to a file with one write; on return it is on disk. A crash may leave only the beginning of the text.
 * Throws InfoplaneError (`files/not-writable`).
 */
export async function appendDurably(file: string, text: string): Promise<void> {
  if (text === "") return;
  await withStorageErrors(file, async () => {
    const handle = await open(file, "a");
    try {
      await handle.appendFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
