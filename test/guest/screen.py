"""Pictures of the emulator's screen: it writes PPM, and people read PNG."""
import re
import struct
import zlib


def png_of(ppm: bytes) -> bytes:
    """A picture in PPM (P6, 8 bits a channel) as PNG.

    :raises ValueError: when it is something else
    """
    header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", ppm)
    if header is None:
        raise ValueError("not a picture in the PPM format with 8 bits a channel")
    width, height = int(header[1]), int(header[2])
    pixels = ppm[header.end() :]
    # Each row begins with its filter: 0, none.
    rows = b"".join(b"\0" + pixels[row * width * 3 : (row + 1) * width * 3] for row in range(height))
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", size), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
