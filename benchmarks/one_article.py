"""Cold start to answer, warm document time and peak memory of one article. Linux and macOS.

    python benchmarks/one_article.py [FILE]

Cold: a new process of the installed `readouts compare FILE --json`, best of three. Warm: the same document
again in one process, median of five. Peak memory: the largest resident set of the cold process. Without FILE a text of
about 6 kB with invented parties is used.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

PARTS = (
    "The ferry guild said on Tuesday that the port of Brann had agreed to new night shifts. “They accepted every "
    "point,” said Mara Holt, the guild's president. The port denied it the next day. “We agreed to nothing of the "
    "kind,” its spokesman, Olav Renn, told reporters.",
    "The council of Brann, which owns the port, will not pay for new cranes, its chairwoman Ada Lind said. She added "
    "that talks had been useful, but that more work was needed before anybody could speak of a deal.",
    "“Only if the dues fall will our members come back to the quay,” Holt said. According to the port, the dues are "
    "not its to lower. Officials who asked not to be named doubted whether Renn could speak for the council at all.",
    "Last week the Isle of Torr offered to lend two pilots. It has since taken back the offer, a ministry statement "
    "said. The ministry gave no reason. Holt called that a pity, and said that the guild had counted on it.",
)
GOALS = {"cold start to answer, s": 6.0, "warm document, s": 0.5, "peak memory, MB": 1000.0}


def article() -> str:
    """About 6 kB: the parts again and again, each time with another weekday so that no paragraph repeats."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    return "\n\n".join(
        part.replace("on Tuesday", f"on {day}") + f" That was on {day}." for day in days for part in PARTS
    )[:6000]


def cold(path: Path) -> tuple[float, float, int]:
    """Seconds from the command to its answer, peak megabytes of the process, and accounts found."""
    program = Path(sysconfig.get_path("scripts")) / "readouts"
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen([program, "compare", str(path), "--json", "--silent"], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
        if os.waitstatus_to_exitcode(status):
            raise SystemExit("readouts compare failed")
        out.seek(0)
        found = len(json.load(out)["accounts"])
    scale = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kilobytes
    return took, usage.ru_maxrss / scale, found


def warm(path: Path) -> float:
    """Median seconds of the same document in a process that has everything loaded."""
    from readouts import compare, read

    documents = list(read(str(path)))
    compare(documents)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        compare(documents)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(room) / "ferries.txt"
        if len(sys.argv) == 1:
            path.write_text(article(), encoding="utf8")
        runs = [cold(path) for _ in range(3)]
        figures = {
            "cold start to answer, s": min(r[0] for r in runs),
            "warm document, s": warm(path),
            "peak memory, MB": max(r[1] for r in runs),
        }
        print(
            f"{path.name}, {path.stat().st_size} bytes, {runs[0][2]} accounts; Python {platform.python_version()}, ",
            end="",
        )
        print(f"{os.cpu_count()} cores, {platform.machine()}; cold runs {', '.join(f'{r[0]:.2f}' for r in runs)} s")
    print(f"{'what':26s} {'measured':>9s} {'goal':>9s}")
    for what, value in figures.items():
        print(f"{what:26s} {value:9.2f} {'under':>5s} {GOALS[what]:g}")


if __name__ == "__main__":
    main()
