"""Tests of screen.py."""
import struct
import unittest
import zlib

from screen import png_of


class PngOf(unittest.TestCase):
    """A picture survives the change of its format."""

    def test_pixels_and_size(self) -> None:
        """What is in the PNG is what was in the PPM."""
        pixels = bytes(range(2 * 3 * 3))
        png = png_of(b"P6\n2 3\n255\n" + pixels)
        self.assertEqual(png[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(struct.unpack(">II", png[16:24]), (2, 3))
        start = png.index(b"IDAT") + 4
        length = struct.unpack(">I", png[start - 8 : start - 4])[0]
        rows = zlib.decompress(png[start : start + length])
        self.assertEqual(b"".join(rows[row * 7 + 1 : row * 7 + 7] for row in range(3)), pixels)

    def test_other_formats(self) -> None:
        """Anything else is refused."""
        with self.assertRaises(ValueError):
            png_of(b"P5\n1 1\n255\n0")


if __name__ == "__main__":
    unittest.main()
