/** The kind of a file, by its first bytes, and how to convert it into something that can be read. */
export interface ForeignKind {
  /** Completes "it is ...": `a Parquet file`. */
  readonly what: string;
  /** The command that converts it, or what else to do. */
  readonly hint: string;
}

type Hint = (file: string, stem: string) => string;
interface Kind {
  readonly what: string;
  readonly begins: (head: Buffer) => boolean;
  readonly hint: Hint;
}

const bytes =
  (...wanted: readonly (number | string)[]) =>
  (head: Buffer): boolean => {
    const all = Buffer.concat(
      wanted.map((one) => (typeof one === "string" ? Buffer.from(one, "latin1") : Buffer.of(one))),
    );
    return head.subarray(0, all.length).equals(all);
  };
const at = (place: number, text: string) => (head: Buffer) =>
  head.toString("latin1", place, place + text.length) === text;
const python = (code: string): string => `python3 -c "import numpy as np${code}"`;
const toNpz = (imports: string, reading: string, arrays: string): Hint => {
  return (file, stem) =>
    python(`${imports}; d = ${reading.replace("FILE", file)}; np.savez('${stem}.npz', **${arrays})`);
};
const torch = toNpz(
  ", torch",
  "torch.load('FILE', map_location='cpu')",
  "{k: (v.float() if v.is_floating_point() else v).numpy() for k, v in d.items()}",
);
const unpack =
  (command: string): Hint =>
  (file) =>
    `unpack it: ${command} ${file}`;
const asImages: Hint = () => "image files are read by image-folder, one folder per class";

/** A pickle begins with its protocol; PyTorch's own files before version 1.6 continue with a magic number. */
const isPickle = (head: Buffer): boolean => head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 9) <= 5;

const kinds: readonly Kind[] = [
  {
    what: "a Parquet file",
    begins: bytes("PAR1"),
    hint: toNpz(
      ", pyarrow.parquet as pq",
      "pq.read_table('FILE')",
      "{k: np.stack(d[k].to_numpy()) for k in d.column_names}",
    ),
  },
  {
    what: "an Arrow file",
    begins: bytes("ARROW1"),
    hint: toNpz(
      ", pyarrow.feather as pf",
      "pf.read_table('FILE')",
      "{k: np.stack(d[k].to_numpy()) for k in d.column_names}",
    ),
  },
  {
    what: "an HDF5 file",
    begins: bytes(0x89, "HDF\r\n\x1a\n"),
    hint: toNpz(", h5py", "h5py.File('FILE')", "{k: d[k][()] for k in d}"),
  },
  {
    what: "a MATLAB file",
    begins: bytes("MATLAB 5.0 MAT-file"),
    hint: toNpz(", scipy.io", "scipy.io.loadmat('FILE')", "{k: v for k, v in d.items() if k[0] != '_'}"),
  },
  {
    what: "a file of PyTorch, of before version 1.6",
    begins: bytes(0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46),
    hint: torch,
  },
  {
    what: "a pickle of Python",
    begins: isPickle,
    hint: toNpz(", pickle", "pickle.load(open('FILE', 'rb'))", "{k: np.asarray(v) for k, v in d.items()}"),
  },
  {
    what: "an array of NumPy",
    begins: bytes(0x93, "NUMPY"),
    hint: (file, stem) => python(`; np.savez('${stem}.npz', x=np.load('${file}'), y=np.load('labels.npy'))`),
  },
  { what: "a ZIP archive", begins: bytes("PK\x03\x04"), hint: unpack("unzip") },
  { what: "an empty ZIP archive", begins: bytes("PK\x05\x06"), hint: () => "save it again" },
  { what: "a tar archive", begins: at(257, "ustar"), hint: unpack("tar xf") },
  {
    what: "packed with gzip",
    begins: bytes(0x1f, 0x8b),
    hint: (file) => (/\.(tar\.gz|tgz)$/i.test(file) ? unpack("tar xzf")(file, "") : unpack("gunzip -k")(file, "")),
  },
  { what: "packed with bzip2", begins: bytes("BZh"), hint: unpack("bunzip2 -k") },
  { what: "packed with xz", begins: bytes(0xfd, "7zXZ"), hint: unpack("unxz -k") },
  { what: "packed with Zstandard", begins: bytes(0x28, 0xb5, 0x2f, 0xfd), hint: unpack("unzstd") },
  { what: "a 7z archive", begins: bytes("7z\xbc\xaf\x27\x1c"), hint: unpack("7z x") },
  { what: "a RAR archive", begins: bytes("Rar!"), hint: unpack("unrar x") },
  {
    what: "a BMP",
    begins: (head) =>
      bytes("BM")(head) && [12, 40, 52, 56, 64, 108, 124].includes(head.length >= 18 ? head.readUInt32LE(14) : 0),
    hint: asImages,
  },
  { what: "a PNG", begins: bytes(0x89, "PNG\r\n\x1a\n"), hint: asImages },
  { what: "a JPEG", begins: bytes(0xff, 0xd8, 0xff), hint: asImages },
  { what: "a GIF", begins: bytes("GIF8"), hint: asImages },
  {
    what: "a TIFF",
    begins: (head) => bytes("II*\0")(head) || bytes("MM\0*")(head) || bytes("II+\0")(head),
    hint: asImages,
  },
  { what: "a WebP", begins: (head) => bytes("RIFF")(head) && at(8, "WEBP")(head), hint: asImages },
  { what: "an AVIF", begins: (head) => at(4, "ftypavi")(head), hint: asImages },
  {
    what: "a HEIC",
    begins: (head) => at(4, "ftyp")(head) && /^(hei|hev|mif|msf)/.test(head.toString("latin1", 8, 12)),
    hint: () => "save it as JPEG or PNG",
  },
  {
    what: "a JPEG 2000",
    begins: (head) => at(4, "jP  \r\n")(head) || bytes(0xff, 0x4f, 0xff, 0x51)(head),
    hint: () => "save it as JPEG or PNG",
  },
  {
    what: "a JPEG XL",
    begins: (head) => bytes(0xff, 0x0a)(head) || at(4, "JXL ")(head),
    hint: () => "save it as JPEG or PNG",
  },
  { what: "a netpbm image", begins: (head) => /^P[1-7]\s/.test(head.toString("latin1", 0, 3)), hint: asImages },
  { what: "a Photoshop file", begins: bytes("8BPS"), hint: () => "save it as JPEG or PNG" },
  { what: "a PDF", begins: bytes("%PDF"), hint: () => "save its pictures as JPEG or PNG" },
  { what: "macOS metadata of a file (._)", begins: bytes(0x00, 0x05, 0x16, 0x07), hint: () => "remove it" },
  {
    what: "a pointer of Git LFS, and not the file itself",
    begins: bytes("version https://git-lfs"),
    hint: () => "fetch the files themselves: git lfs pull",
  },
  {
    what: "a web page, as a failed download leaves it",
    begins: (head) => /^\s*<(!doctype html|html)/i.test(head.toString("latin1", 0, 200)),
    hint: () => "get the file again",
  },
  {
    what: "an SVG drawing",
    begins: (head) => /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?<svg/i.test(head.toString("latin1", 0, 1000)),
    hint: () => "save it as PNG",
  },
  {
    what: "XML",
    begins: (head) => /^\s*<\?xml/i.test(head.toString("latin1", 0, 200)),
    hint: () => "save the numbers with numpy.savez",
  },
  {
    what: "JSON",
    begins: (head) => isText(head) && /^\s*[[{]/.test(head.toString("utf8")),
    hint: toNpz(", json", "json.load(open('FILE'))", "{k: np.asarray(v) for k, v in d.items()}"),
  },
  {
    what: "a CSV table",
    begins: isTable,
    hint: toNpz("", "np.genfromtxt('FILE', delimiter=',', names=True)", "{k: d[k] for k in d.dtype.names}"),
  },
  { what: "text", begins: isText, hint: () => "save the numbers with numpy.savez" },
];

/** The kind of a file by its first bytes (512 or more, if it has that many); undefined if unknown. */
export function foreignKind(head: Buffer, file: string): ForeignKind | undefined {
  if (head.length === 0) return { what: "empty", hint: "save it again" };
  const kind = kinds.find(({ begins }) => begins(head));
  if (!kind) return undefined;
  // Names with characters special to a shell or to Python never go into a hint.
  const safe = /^[\w./+@=-]+$/.test(file) ? file : "FILE";
  return { what: kind.what, hint: kind.hint(safe, safe.replace(/(?<=[^/])\.\w+$/, "")) };
}

/** The kind of a ZIP archive that is not an .npz, by the names in it. */
export function zipKind(names: readonly string[], file: string): ForeignKind {
  const safe = /^[\w./+@=-]+$/.test(file) ? file : "FILE";
  const stem = safe.replace(/(?<=[^/])\.\w+$/, "");
  const has = (name: string) => names.some((one) => one === name || one.endsWith(`/${name}`));
  if (has("data.pkl")) return { what: "a file of PyTorch (a ZIP archive with a pickle)", hint: torch(safe, stem) };
  if (has("model.weights.h5")) {
    return {
      what: "a model of Keras",
      hint: "its activations are wanted: docs/measure-activations.md says how they are exported",
    };
  }
  return { what: "a ZIP archive without .npy arrays", hint: unpack("unzip")(safe, stem) };
}

function isText(head: Buffer): boolean {
  const sound = new TextDecoder("utf-8");
  // The last character may be cut off.
  const text = sound.decode(head.subarray(0, Math.max(0, head.length - 3)));
  return head.length > 0 && !/[\0-\x08\x0e-\x1f\ufffd]/.test(text);
}

/** Lines with equal numbers of commas (semicolons, tabs), one or more. */
function isTable(head: Buffer): boolean {
  if (!isText(head)) return false;
  const lines = head.toString("utf8").split(/\r?\n/);
  const whole = (lines.length > 2 ? lines.slice(0, -1) : lines).filter((line) => line !== "").slice(0, 5);
  return [",", ";", "\t"].some((mark) => {
    const counts = whole.map((line) => line.split(mark).length);
    return whole.length > 1 && (counts[0] ?? 1) > 1 && counts.every((count) => count === counts[0]);
  });
}
