"""Builds the fonts in this folder from the Noto packages; run by hand, never at run time.

    pip download --no-deps fontpkg-noto-sans==2.15 fontpkg-noto-sans-arabic==2.12    (unpack the wheels)
    npm pack @expo-google-fonts/noto-sans-sc@0.4.3                                    (unpack the archive)
    python -m briefing.fonts.build FOLDER                                             (the folder that holds all three)

The results are static instances of the variable fonts, without hinting, with only the characters named here. Chinese covers
GB 2312 with both kana, in two files so that each stays below 2 MB; each has its own family name, as renderers choose by it.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE: Final = Path(__file__).parent

LATIN_GREEK_CYRILLIC: Final = (
    *range(0x20, 0x250),
    *range(0x2B0, 0x370),
    *range(0x370, 0x530),
    *range(0x1E00, 0x2000),
    *range(0x2000, 0x20D0),
    *range(0x2100, 0x2150),
    *range(0x2190, 0x21B0),
    *range(0x2200, 0x2270),
    *range(0x25A0, 0x2600),
    0xFFFD,
)
ARABIC: Final = (*range(0x600, 0x700), *range(0x750, 0x780), *range(0x200C, 0x2010), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00))
FIRST_LEVEL_ROWS: Final = range(1, 56)
SECOND_LEVEL_ROWS: Final = range(56, 88)


def gb2312_characters(rows: Iterable[int]) -> set[int]:
    """The code points in some rows of the GB 2312 table, without the Latin, Greek and Cyrillic ones."""
    # GB 2312 addresses a character by row and cell, each encoded as a byte from 0xA1; not every cell is filled.
    characters = {ord(bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312", "ignore") or " ") for row in rows for cell in range(1, 95)}
    return {code for code in characters if code >= 0x2600}


def write_subset(source: Path, name: str, family: str, characters: Iterable[int], **axes: float) -> None:
    """Write the font `name` to this folder: `source` at the position `axes`, reduced to `characters` and named `family`."""
    font = TTFont(source)
    if "fvar" in font:
        instancer.instantiateVariableFont(font, axes, inplace=True)
    options = subset.Options(hinting=False, layout_features=["*"], name_IDs=["*"], notdef_outline=True, glyph_names=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    # Instancing leaves the names and flags of the variable font's default; renderers would not find bold by them.
    bold = axes.get("wght") == 700
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0
    style = "Bold" if bold else "Regular"
    for number, text in {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    # Typographic names, which outrank family and style where present and still name the variable font.
    for number in (16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=number)
    font.save(HERE / name)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the fonts of documents.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    latin = folder / "fontpkg_noto_sans"
    arabic = folder / "fontpkg_noto_sans_arabic"
    chinese = folder / "package"
    for weight, style in ((400, "Regular"), (700, "Bold")):
        write_subset(
            latin / "files" / "NotoSans[wdth,wght].ttf", f"NotoSans-{style}.ttf", "Noto Sans", LATIN_GREEK_CYRILLIC, wdth=100, wght=weight
        )
    write_subset(arabic / "files" / "NotoSansArabic[wdth,wght].ttf", "NotoSansArabic.ttf", "Noto Sans Arabic", ARABIC, wdth=100, wght=400)
    han = chinese / "400Regular" / "NotoSansSC_400Regular.ttf"
    write_subset(han, "NotoSansSC-1.ttf", "Noto Sans SC One", gb2312_characters(FIRST_LEVEL_ROWS))
    write_subset(han, "NotoSansSC-2.ttf", "Noto Sans SC Two", gb2312_characters(SECOND_LEVEL_ROWS))
    shutil.copy(latin / "LICENSE", HERE / "OFL-NotoSans.txt")
    shutil.copy(arabic / "LICENSE", HERE / "OFL-NotoSansArabic.txt")
    shutil.copy(chinese / "LICENSE_FONT", HERE / "OFL-NotoSansSC.txt")


if __name__ == "__main__":
    main()
