"""Makes the three font files of this folder from two Debian packages.

    apt-get install fonts-wqy-microhei fonts-droid-fallback python3-fonttools
    /usr/bin/python3 subset.py

text.ttf  what nearly every page needs: Latin, punctuation, symbols, GB 2312
more.ttf  the rest of the basic block U+4E00..9FFF, same design
rare.ttf  Extension A and what the first two lack, from Droid Sans Fallback

Each is kept packed, as .ttf.gz.

Three small files instead of one big one: a PDF embeds tables as long as its
font has glyphs, so a page that needs only text.ttf is smaller and faster to make.
"""
import gzip
import io

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

WQY = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
DROID = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"


def gb2312():
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield ord(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                pass


def span(*pairs):
    return {code for first, last in pairs for code in range(first, last + 1)}


def face():
    return TTCollection(WQY).fonts[0]


def flatten(font):
    """Most ideographs here are a reference to another glyph; drawn out, the font has half the glyphs."""
    glyphs, outlines = font["glyf"], font.getGlyphSet()
    for name in font.getGlyphOrder():
        if glyphs[name].isComposite():
            recording = DecomposingRecordingPen(outlines)
            outlines[name].draw(recording)
            pen = TTGlyphPen(None)
            recording.replay(pen)
            glyphs[name] = pen.glyph()


def write(font, wanted, name, flat=False):
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "FFTM", "gasp"]
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    if flat:
        flatten(font)
        subsetter.subset(font)
    plain = io.BytesIO()
    font.save(plain)
    with open(name + ".gz", "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0) as packed:
        packed.write(plain.getvalue())
    print(name, len(font.getBestCmap()), "characters", font["maxp"].numGlyphs, "glyphs")


has = set(face().getBestCmap())
text = has & (set(gb2312()) | span((0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x2010, 0x2027),
                                   (0x2030, 0x205E), (0x20AC, 0x20AC), (0x2100, 0x22FF), (0x2460, 0x24FF),
                                   (0x2580, 0x26FF), (0x3000, 0x303F), (0x32A3, 0x32A3), (0x3380, 0x33DF),
                                   (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6)))
more = (has & span((0x4E00, 0x9FFF), (0x3105, 0x312F), (0x3041, 0x30FF), (0xF900, 0xFAFF))) - text
rare = (set(TTFont(DROID).getBestCmap()) & span((0x3400, 0x9FFF), (0xF900, 0xFAFF))) - text - more

write(face(), text, "text.ttf", flat=True)
write(face(), more, "more.ttf")
write(TTFont(DROID), rare, "rare.ttf")
