"""Draws static/icons/app-*.png, the signs of the installed app: `python tools/app_icons.py`."""

from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
BLUE, WHITE = "#003087", "#ffffff"
SIZES = (180, 192, 512)  # px; 180 is what iPads ask for
FINER = 4  # drawn larger, then made smaller: smooth edges
BOX, STROKE = 32, 2.8  # as in favicon.svg
STEPS = [(5, 25), (11.5, 25), (11.5, 19), (18, 19), (18, 13), (23.5, 13), (23.5, 6)]
ARROW = [(18.5, 10.5), (23.5, 5.5), (28.5, 10.5)]
SHARE = 0.78  # of the side: a launcher may cut the corners round


def main() -> None:
    """Write each size."""
    for size in SIZES:
        drawn(size * FINER).resize((size, size), Image.Resampling.LANCZOS).quantize(64).save(
            ICONS / f"app-{size}.png", optimize=True
        )


def drawn(side: int) -> Image.Image:
    """The sign, `side` pixels wide, to the very edge."""
    image = Image.new("RGB", (side, side), BLUE)
    pen = ImageDraw.Draw(image)
    scale, edge = side * SHARE / BOX, side * (1 - SHARE) / 2
    for line in (STEPS, ARROW):
        points = [(edge + x * scale, edge + y * scale) for x, y in line]
        pen.line(points, fill=WHITE, width=round(STROKE * scale), joint="curve")
        for x, y in (points[0], points[-1]):
            half = STROKE * scale / 2
            pen.ellipse((x - half, y - half, x + half, y + half), fill=WHITE)
    return image


if __name__ == "__main__":
    main()
