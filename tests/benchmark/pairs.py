"""Two builds of vpdnd under the same loads, alternately in one run: what a change of the code costs or gains."""

import statistics
import sys

import daemons
import figures

OURS = (figures.OURS, figures.PROCESS)
SHOWN = ("rate", "cpu_s", "cpu_per_1000", "p50_ms", "p99_ms", "rss_before_mb", "rss_after_mb", "rss_per_1000")
BEFORE, NOW = "before", "now"


def measure_pairs(loads, runs, builds, measure):
    """(load, daemon, key) -> build -> values. `builds`: name -> programs; `measure(load, daemon, programs)`."""
    values, broken = {}, []
    for number in range(runs):
        order = (BEFORE, NOW) if number % 2 == 0 else (NOW, BEFORE)
        for load in loads:
            for daemon in (name for name in load.daemons if name in OURS):
                for build in order:
                    print(f"run {number + 1}: {load.name}: {daemon}, {build} ", end="\r", file=sys.stderr)
                    try:
                        answer = measure(load, daemon, builds[build])
                    except daemons.Broken as error:
                        broken.append(f"{load.name}, {daemon}, {build}: {error}")
                        continue
                    for key in SHOWN:
                        if key in answer:
                            values.setdefault((load.name, daemon, key), {}).setdefault(build, []).append(answer[key])
    print(" " * 60, end="\r", file=sys.stderr)
    return values, broken


def print_pairs(values):
    print("| load | daemon | figure | before | now | now / before |")
    print("|---|---|---|---:|---:|---:|")
    for (load, daemon, key), builds in values.items():
        before, now = (statistics.median(builds.get(build, [0])) for build in (BEFORE, NOW))
        print(f"| {load} | {daemon} | {key} | {before:.4f} | {now:.4f} | {now / before if before else 0:.3f} |")
