/** Endings of the image files that are read, and by what. */
const byLibrary = ["jpg", "jpeg", "jpe", "jfif", "jif", "png", "apng", "webp", "gif", "tif", "tiff", "avif"];
const byHand = ["bmp", "dib", "ppm", "pgm", "pbm", "pnm"];

export const imageEndings: ReadonlySet<string> = new Set([...byLibrary, ...byHand].map((ending) => `.${ending}`));
