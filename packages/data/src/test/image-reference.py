"""Makes image-reference.json: small images of kinds that programs write, and their pixels as Pillow and NumPy see them.

    python image-reference.py > image-reference.json
"""
import base64, io, json, struct
import numpy as np
from PIL import Image, ImageOps

rng = np.random.default_rng(0)
colours = rng.integers(0, 255, (5, 7, 3), dtype="u1")
rgb = Image.fromarray(colours)
fixtures = []


def add(name, content, pixels):
    pixels = np.asarray(pixels)
    fixtures.append(
        {
            "name": name,
            "content": base64.b64encode(content).decode(),
            "height": pixels.shape[0],
            "width": pixels.shape[1],
            "pixels": pixels.reshape(-1).tolist(),
        }
    )


def by_pillow(name, content):
    add(name, content, Image.open(io.BytesIO(content)).convert("RGB"))


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


# BMP, as Pillow writes it, and the other kinds of it by hand.
for name, image in (("24", rgb), ("grey", rgb.convert("L")), ("palette", rgb.convert("P")), ("1", rgb.convert("1"))):
    by_pillow(f"{name}.bmp", saved(image, "BMP"))


def rows(x):
    return b"".join(row.tobytes() + b"\0" * (-len(row.tobytes()) % 4) for row in x)


def bmp(height, bits, data, compression=0, palette=b"", masks=b""):
    start = 54 + len(masks) + len(palette)
    head = struct.pack("<IHHI", start + len(data), 0, 0, start)
    info = struct.pack("<IiiHHIIiiII", 40, 7, height, 1, bits, compression, len(data), 2835, 2835, len(palette) // 4, 0)
    return b"BM" + head + info + masks + palette + data


by_pillow("from-top.bmp", bmp(-5, 24, rows(colours[:, :, ::-1])))
by_pillow("555.bmp", bmp(5, 16, rows(rng.integers(0, 2**15, (5, 7)).astype("<u2"))))
masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
by_pillow("565.bmp", bmp(5, 16, rows(rng.integers(0, 2**16, (5, 7)).astype("<u2")), 3, masks=masks))
sixteen = rng.integers(0, 255, (16, 4), dtype="u1").tobytes()
by_pillow("4.bmp", bmp(5, 4, rows(rng.integers(0, 255, (5, 4), dtype="u1")), palette=sixteen))
by_pillow("32.bmp", bmp(5, 32, rng.integers(0, 255, (5, 7, 4), dtype="u1").tobytes()))
core = b"BM" + struct.pack("<IHHI", 26 + 24 * 5, 0, 0, 26) + struct.pack("<IHHHH", 12, 7, 5, 1, 24)
by_pillow("os2.bmp", core + rows(colours[::-1, :, ::-1]))

# netpbm, as bytes and as text.
by_pillow("6.ppm", saved(rgb, "PPM"))
by_pillow("5.pgm", saved(rgb.convert("L"), "PPM"))
by_pillow("4.pbm", saved(rgb.convert("1"), "PPM"))
text = " ".join(map(str, colours.reshape(-1)))
add("3.ppm", f"P3\n# a comment\n7 5\n255\n{text}\n".encode(), colours)
grey = colours[:, :, 0]
grey3 = np.repeat(grey[:, :, None], 3, 2)
add("2.pgm", f"P2 7 5 255\n{' '.join(map(str, grey.reshape(-1)))}\n".encode(), grey3)
bits = (grey > 127).astype("u1")
add("1.pbm", ("P1\n7 5\n" + "\n".join("".join(map(str, row)) for row in bits)).encode(), np.repeat(255 * (1 - bits)[:, :, None], 3, 2))
deep = rng.integers(0, 4096, (5, 7))
add("16.pgm", b"P5 7 5 4095\n" + deep.astype(">u2").tobytes(), np.repeat(np.floor(deep / 4095 * 255 + 0.5).astype("u1")[:, :, None], 3, 2))

# EXIF orientation: squares of one colour each, which JPEG keeps.
blocks = np.kron(rng.integers(30, 225, (2, 3, 3), dtype="u1"), np.ones((16, 16, 1), dtype="u1"))
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind, ending, options in (("JPEG", "jpg", {"quality": 100, "subsampling": 0}), ("PNG", "png", {}), ("WEBP", "webp", {"lossless": True}), ("TIFF", "tiff", {})):
        content = saved(Image.fromarray(blocks), kind, exif=exif, **options)
        turned = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB"))
        # The middle of each square.
        fixtures.append(
            {
                "name": f"orientation-{orientation}.{ending}",
                "content": base64.b64encode(content).decode(),
                "height": turned.shape[0] // 16,
                "width": turned.shape[1] // 16,
                "pixels": turned[8::16, 8::16].reshape(-1).tolist(),
            }
        )

print(json.dumps(fixtures, separators=(",", ":")))
