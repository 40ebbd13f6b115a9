#!/usr/bin/env python3
"""Holds what `lean-viz record` writes to tools that are not ours: asciinema, pyte and xmllint.

  python Tests/Recordings/verify.py [--program .build/debug/lean-viz] [DEMO.yaml ...]

Records every demo (those of demos/ unless some are named) into a temporary folder, then holds that
  - `asciinema cat` prints the recording's output, byte for byte;
  - pyte, fed with it, shows at each mark the very screen that the program wrote there as text;
  - every picture, the shipped ones and one that moves included, is well-formed for xmllint, and is drawn by Chromium
    where that is installed;
  - with SOURCE_DATE_EPOCH two recordings have one header.
One line a file; 1 if anything is wrong. Needs requirements.txt, and xmllint (Debian: libxml2-utils).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1750000000"}
MOST_BYTES_OF_A_PICTURE = 1_000_000


class Wrong(Exception):
    """What is wrong with a file, in a line."""


def run(*command, what):
    """A command's standard output as bytes; without a terminal, so that nothing is written to ours."""
    result = subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, env=ENVIRONMENT,
        start_new_session=True)
    if result.returncode != 0:
        errors = result.stderr.decode(errors="replace").strip().splitlines() or [f"exit status {result.returncode}"]
        raise Wrong(f"{what}: {errors[0]}")
    return result.stdout


class Cast:
    """An asciicast v2, its events as (seconds, code, data)."""

    def __init__(self, path):
        try:
            header, *events = path.read_text(encoding="utf-8").splitlines()
            self.header = json.loads(header)
            self.events = [tuple(json.loads(line)) for line in events]
        except ValueError as error:
            raise Wrong(f"no asciicast: {error}") from error

    @property
    def output(self):
        return "".join(data for _, code, data in self.events if code == "o").encode()

    def screens_at_marks(self):
        """(label, rows of text) for each mark: what is there when everything of its time has been written."""
        screen = pyte.Screen(self.header["width"], self.header["height"])
        stream = pyte.Stream(screen)
        waiting = []
        for index, (time, code, data) in enumerate(self.events):
            if code == "o":
                stream.feed(data)
            elif code == "m":
                waiting.append(data)
            if index + 1 == len(self.events) or self.events[index + 1][0] > time:
                yield from ((label, [row.rstrip() for row in screen.display]) for label in waiting)
                waiting = []


def cells_wrong(rows, expected):
    rows, expected = ([*lines, *[""] * (max(len(rows), len(expected)) - len(lines))] for lines in (rows, expected))
    wrong = 0
    for one, other in zip(rows, expected):
        width = max(len(one), len(other))
        wrong += sum(a != b for a, b in zip(one.ljust(width), other.ljust(width)))
    return wrong


def verify_cast(path, frames):
    """A recording against asciinema, and against the text that was written at its marks."""
    cast = Cast(path)
    printed = run(sys.executable, "-m", "asciinema", "cat", path, what="asciinema cat")
    if printed != cast.output:
        place = next((i for i, (a, b) in enumerate(zip(printed, cast.output)) if a != b), min(len(printed), len(cast.output)))
        raise Wrong(f"asciinema cat prints something else from byte {place} of {len(cast.output)}")
    texts = sorted(frames.iterdir(), key=lambda file: int(file.name.split("-")[0].split(".")[0]))
    screens = list(cast.screens_at_marks())
    if len(texts) != len(screens):
        raise Wrong(f"{len(screens)} marks, but {len(texts)} text frames")
    for (label, rows), text in zip(screens, texts):
        wrong = cells_wrong(rows, text.read_text(encoding="utf-8").splitlines())
        if wrong:
            raise Wrong(f"pyte shows {wrong} cells at the mark '{label}' that {text.name} has not")
    return f"{len(cast.output):,} bytes as asciinema prints them, {len(screens)} marks as pyte shows them"


def verify_picture(path, folder):
    run("xmllint", "--noout", "--nonet", path, what="xmllint")
    size = path.stat().st_size
    if size > MOST_BYTES_OF_A_PICTURE:
        raise Wrong(f"{size:,} bytes are more than {MOST_BYTES_OF_A_PICTURE:,}")
    words = f"{size:,} bytes, well-formed"
    browser = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if browser:
        shot = folder / f"{path.stem}.png"
        run(
            browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/browser",
            f"--screenshot={shot}", path.resolve().as_uri(), what="chromium")
        if not shot.exists() or shot.stat().st_size == 0:
            raise Wrong("chromium draws nothing")
        words += ", drawn by chromium"
    return words


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / ".build/debug/lean-viz")
    parser.add_argument("demos", nargs="*", type=Path)
    options = parser.parse_args()
    program = options.program.resolve()
    demos = options.demos or sorted((ROOT / "demos").glob("*.yaml"))
    failures = 0

    def check(name, body):
        nonlocal failures
        try:
            print(f"{name}: {body()}", flush=True)
        except Wrong as wrong:
            failures += 1
            print(f"{name}: WRONG: {wrong}", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        casts = {}

        def record_and_verify(demo):
            own = folder / demo.stem
            frames = own / "frames"
            frames.mkdir(parents=True)
            cast = own / f"{demo.stem}.cast"
            run(program, "record", demo, "-o", cast, "--frames", frames, what="record")
            casts[demo] = cast
            return verify_cast(cast, frames)

        def same_header(demo):
            again = folder / "again.cast"
            run(program, "record", demo, "-o", again, what="record")
            one, other = Cast(casts[demo]).header, Cast(again).header
            if one != other or one.get("timestamp") != int(ENVIRONMENT["SOURCE_DATE_EPOCH"]):
                raise Wrong(f"its header is {one}, then {other}")
            return "twice the same header"

        def moving_picture(demo):
            picture = folder / "moving.svg"
            run(program, "record", demo, "-o", picture, what="record")
            return verify_picture(picture, folder)

        for demo in demos:
            check(demo.name, lambda: record_and_verify(demo))
            for picture in sorted((folder / demo.stem).glob("*.svg")):
                check(f"{demo.name}, {picture.name}", lambda: verify_picture(picture, folder))
        if casts:
            smallest = min(casts, key=lambda demo: casts[demo].stat().st_size)
            check(f"{smallest.name} again", lambda: same_header(smallest))
            moving = max(casts, key=lambda demo: casts[demo].stat().st_size)
            check(f"{moving.name} as a moving picture", lambda: moving_picture(moving))
        for picture in sorted((ROOT / "demos").glob("*.svg")):
            check(f"demos/{picture.name}", lambda: verify_picture(picture, folder))
    if failures:
        sys.exit(f"not what it should be: {failures} of the above")


if __name__ == "__main__":
    main()
