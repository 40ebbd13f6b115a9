#!/usr/bin/env python3
"""Holds the files that lean-viz writes to tools that are not ours: asciinema, pyte, xmllint, jsonschema.

  python Tests/Recordings/verify.py [--program .build/debug/lean-viz] [DEMO.yaml ...]

Records every demo (those of demos/ unless some are named) into a temporary folder, then holds that
  - `asciinema cat` prints the recording's output, byte for byte;
  - pyte, fed with it, shows at each mark the very screen that the program wrote there as text;
  - every picture, the shipped ones and one that moves included, is well-formed for xmllint, and Chromium, where that is
    installed, draws every character in its own cell;
  - with SOURCE_DATE_EPOCH two recordings have one header;
  - every demo is valid by the JSON Schema beside it, and demos with an error are not;
  - a demo recorded from its traces is the same bytes (those with a `set`, or those that are named);
  - in a trace every KV tile of every CTA has its span, once, and no two spans of a thread overlap.
One line a file; 1 if anything is wrong. Needs requirements.txt, and xmllint (Debian: libxml2-utils).
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

import jsonschema
import pyte
import yaml

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
        characters, astray = characters_in(browser, path, folder)
        if not characters or astray:
            raise Wrong(f"chromium draws {characters} characters, {len(astray)} not in their cells: {astray[:3]}")
        words += f", {characters:,} characters in their cells in chromium"
    return words


# A text with one place has a character a cell; one that the browser drops (a blank beside a blank) moves all behind it.
MEASURING = """<script>
const astray = []
let characters = 0
for (const text of document.querySelectorAll("svg text")) {
  const places = text.getAttribute("x").split(" ").map(Number)
  const count = text.getNumberOfChars()
  let isAstray = count !== text.textContent.length
  for (let i = 0; i < count; i++) {
    const cell = places.length > 1 ? places[i] : places[0] + CELL * i
    if (!(Math.abs(text.getStartPositionOfChar(i).x - cell) < 1)) isAstray = true
  }
  characters += count
  if (isAstray) astray.push(text.textContent)
}
document.body.innerHTML = "<pre>" + encodeURIComponent(JSON.stringify([characters, astray])) + "</pre>"
</script>"""
CELL_WIDTH = 8


def characters_in(browser, path, folder):
    """How many characters a browser draws of a picture, and the texts that it does not draw in their cells."""
    page = folder / f"{path.stem}.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><body>{path.read_text(encoding='utf-8')}"
                    + MEASURING.replace("CELL", str(CELL_WIDTH)), encoding="utf-8")
    dom = run(
        browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/browser", "--dump-dom",
        page.as_uri(), what="chromium")
    measured = re.search(r"<pre>(.*?)</pre>", dom.decode())
    if not measured:
        raise Wrong("chromium measures nothing")
    return json.loads(urllib.parse.unquote(measured[1]))


class DemoLoader(yaml.SafeLoader):
    """PyYAML's, to which 2e-5 is a number as it is in YAML 1.2."""


DemoLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+[eE][-+]?[0-9]+$"), list("-+0123456789"))


def verify_schema(demos):
    """The schema takes what the program takes, and refuses some of what it refuses."""
    schema = json.loads((ROOT / "demos/lean-demo.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    for demo in demos:
        error = next(validator.iter_errors(yaml.load(demo.read_text(encoding="utf-8"), DemoLoader)), None)
        if error:
            raise Wrong(f"{demo.name}: {error.json_path}: {error.message[:200]}")
    good = {"lean-demo": 1, "title": "t", "steps": []}
    steps = [
        {"sya": "words"}, {"mark": "a", "view": "race"}, {"view": "rase"}, {"step": 0}, {"expect": {}}, {"hide": "tasb"},
        {"play": {"until": {"algorithm": "fa2"}}}, {"ask": {"text": "a", "options": ["b"], "answer": 1}},
        {"snapshot": "../x.svg"}, {"focus": {"output": 1}}, {"wait": {"for": "godot"}}, {"say": "a", "hold": -1},
    ]
    bad = [{**good, "steps": [step]} for step in steps] + [{**good, "lean-demo": 2}, {"lean-demo": 1, "steps": []}]
    for demo in bad:
        if validator.is_valid(demo):
            raise Wrong(f"takes {demo}")
    return f"{len(demos)} demos are valid, {len(bad)} with an error are not"


def tiles_on_cores(spans, pid, problem):
    """The measured runs beside composed ones: how many tiles there are, each KV tile of each output in one span."""
    attended = {}
    for span in (span for span in spans if span["pid"] == pid and span["cat"] == "attend"):
        head = span["name"].rstrip("0123456789–")
        for tile in range(span["args"]["first"], span["args"]["end"]):
            attended[head, tile] = attended.get((head, tile), 0) + 1
    wanted = sum(-(-keys // problem["tile"]) for keys in problem["contexts"]) * problem["kv_heads"]
    if len(attended) != wanted or set(attended.values()) != {1}:
        raise Wrong(f"process {pid}: {len(attended)} tiles, {sum(attended.values())} times, not {wanted} once each")
    return wanted


def verify_from_traces(program, demo, folder):
    """A demo recorded with its traces, and again from them: the same bytes."""
    traces = folder / "traces"
    traces.mkdir(parents=True)
    one, other = folder / "one.cast", folder / "other.cast"
    run(program, "record", demo, "-o", one, "--traces", traces, what="record --traces")
    run(program, "record", demo, "-o", other, "--from-trace", traces, what="record --from-trace")
    if one.read_bytes() != other.read_bytes():
        raise Wrong("other bytes from its own traces")
    return f"the same {one.stat().st_size} bytes from its {len(list(traces.iterdir()))} traces"


def verify_trace(program, path, *options):
    """A trace, by whoever reads the trace-event format: spans that nest, and every tile of every CTA in one of them."""
    run(program, "run", "--trace", path, *options, what="run --trace")
    trace = json.loads(path.read_text(encoding="utf-8"))
    spans = [event for event in trace["traceEvents"] if event["ph"] == "X"]
    tracks = {}
    for span in spans:
        start, end = round(span["ts"] * 1000), round((span["ts"] + span["dur"]) * 1000)
        tracks.setdefault((span["pid"], span["tid"]), []).append((start, end))
    for track, times in tracks.items():
        ends = []
        for start, end in sorted(times, key=lambda time: (time[0], -time[1])):
            while ends and ends[-1] <= start:
                ends.pop()
            if ends and end > ends[-1]:
                raise Wrong(f"spans overlap in process {track[0]}, thread {track[1]}")
            ends.append(end)
    tiles = 0
    metadata = trace["leanViz"]
    for beside in (run["pid"] for run in metadata["measured"]["algorithms"] if "pid" in run):
        tiles += tiles_on_cores(spans, beside, metadata["problem"])
    for number, algorithm in enumerate(metadata["algorithms"], start=1):
        wanted = sorted(
            (segment, tile)
            for segment, facts in enumerate(part for cta in algorithm["ctas"] for part in cta["segments"])
            for tile in range(facts["first"], facts["end"]))
        attended = sorted(
            (span["args"]["segment"], tile)
            for span in spans if span["pid"] == number and span["cat"] == "attend"
            for tile in range(span["args"]["first"], span["args"]["end"]))
        if attended != wanted:
            raise Wrong(f"{algorithm['algorithm']}: {len(attended)} tiles in spans, {len(wanted)} in CTAs")
        tiles += len(wanted)
    return f"{len(spans)} spans on {len(tracks)} threads, none overlapping, with all {tiles} tiles"


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
        check("lean-demo.schema.json", lambda: verify_schema(demos))
        # Each takes three runs: of the shipped ones, those that show several problems.
        for demo in options.demos or [demo for demo in demos if "- set:" in demo.read_text(encoding="utf-8")]:
            check(f"{demo.name} from traces", lambda: verify_from_traces(program, demo, folder / f"{demo.stem}-traces"))
        check("a composed trace", lambda: verify_trace(program, folder / "composed.json"))
        check("a measured trace", lambda: verify_trace(program, folder / "measured.json", "--units", 2, "--threads", 2))
        for picture in sorted((ROOT / "demos").glob("*.svg")):
            check(f"demos/{picture.name}", lambda: verify_picture(picture, folder))
    if failures:
        sys.exit(f"not what it should be: {failures} of the above")


if __name__ == "__main__":
    main()
