import { formatShape } from "@infoplane/contracts";
import { damaged, messages } from "../messages.ts";
import { readIdx } from "./read-idx.ts";

export interface IdxPart {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Images and labels of one part, from their two files; `count` samples, or all of them. Throws DataDamagedError if a
 * file is invalid, or if one has more samples than the other.
 */
export async function readIdxPart(
  imagePath: string,
  labelPath: string,
  [height, width, channels]: readonly [number, number, number],
  count?: number,
): Promise<IdxPart> {
  const axes = channels === 1 ? [height, width] : [height, width, channels];
  const labels = await readIdx(labelPath, [count]);
  const images = await readIdx(imagePath, [count, ...axes]);
  const found = images.length / (height * width * channels);
  if (found === labels.length) return { images, labels };
  throw damaged(
    messages.wrongArray(
      imagePath,
      "the number of images",
      `${labels.length}, that of the labels`,
      String(found),
      `images of ${formatShape(axes)} and labels must belong together`,
    ),
  );
}
