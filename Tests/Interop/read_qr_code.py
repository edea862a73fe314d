#!/usr/bin/env python3
"""Reads a QR code from an SVG with zxing-cpp (PyPI), which shares no code with Scrim or libqrencode.

    read_qr_code.py < PICTURE.svg

The SVG's ground and its one path of rectangles are painted, eight pixels for each unit, onto a grey page.
Exit 0: the text of the one code is on standard output. Exit 1: there is none. Exit 2: the SVG is unusable.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

import zxingcpp

SCALE = 8
MARGIN = 40
GREY = 0x60


class Page:
    def __init__(self, side):
        self.side = side * SCALE + 2 * MARGIN
        self.pixels = bytearray([GREY]) * (self.side * self.side)

    def paint(self, x, y, width, height, colour):
        for line in range(y * SCALE + MARGIN, (y + height) * SCALE + MARGIN):
            start = line * self.side + x * SCALE + MARGIN
            self.pixels[start : start + width * SCALE] = bytes([colour]) * (width * SCALE)


def painted(svg):
    root = ElementTree.fromstring(svg)
    ground, path = [part for part in root if not part.tag.endswith("title")]
    left, top, width, height = (int(number) for number in root.attrib["viewBox"].split())
    if (left, top) != (0, 0) or width != height:
        raise ValueError("viewBox")
    colours = {"#fff": 255, "#000": 0}
    page = Page(width)
    size = int(ground.attrib["width"]), int(ground.attrib["height"])
    page.paint(0, 0, *size, colours[ground.attrib["fill"]])
    rest = path.attrib["d"]
    while rest:
        run = re.match(r"M(\d+) (\d+)h(\d+)v1h-\3z", rest)
        if run is None:
            raise ValueError("path")
        x, y, count = (int(number) for number in run.groups())
        page.paint(x, y, count, 1, colours[path.attrib["fill"]])
        rest = rest[run.end() :]
    return page


def main():
    page = painted(sys.stdin.buffer.read())
    image = memoryview(page.pixels).cast("B", shape=[page.side, page.side])
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False)
    if len(codes) != 1:
        return 1
    sys.stdout.buffer.write(codes[0].text.encode())
    return 0


if __name__ == "__main__":
    try:
        status = main()
    except (KeyError, TypeError, ValueError, ElementTree.ParseError) as error:
        print(f"unusable: {type(error).__name__}: {error}", file=sys.stderr)
        status = 2
    sys.exit(status)
