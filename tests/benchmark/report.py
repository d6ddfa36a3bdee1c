"""Medians, ratios, and the table."""

import statistics

from figures import L2TPNS, OURS, PROCESS, WORKING, XL2TPD

COLUMNS = ("figure", "vpdnd", "l2tpns", "xl2tpd", "ratio", "goal", "reached")


def value_of(answer, key):
    """A figure of one run; None if it has none."""
    per_thousand = {"cpu_per_1000": "cpu_s", "rss_per_1000": None}
    if key not in per_thousand and key != "rss_after_to_before":
        return answer.get(key)
    if key == "rss_after_to_before":
        return answer["rss_after_mb"] / answer["rss_before_mb"] if answer.get("rss_before_mb") else None
    total = answer["cpu_s"] if key == "cpu_per_1000" else answer["rss_after_mb"] - answer["rss_before_mb"]
    return total * 1000 / answer["done"] if answer.get("done") else None


def median(answers, key):
    values = [value for value in (value_of(answer, key) for answer in answers or []) if value is not None]
    return statistics.median(values) if values else None


def shown(value, decimals):
    return "-" if value is None else f"{value:.{decimals}f}"


def judge(goal, ours, peers):
    """(ratio or None, reached or None if it cannot be told)."""
    if ours is None:
        return None, None
    if not goal.peers:
        return None, ours <= goal.bound if goal.most else ours >= goal.bound
    theirs = [peers[name] for name in goal.peers if peers.get(name) is not None]
    if not theirs:
        return None, None
    best = min(theirs) if goal.most else max(theirs)
    if best == 0:
        return None, not goal.most
    ratio = ours / best
    return ratio, ratio <= goal.bound if goal.most else ratio >= goal.bound


def rows(load, results):
    """One row a figure, one more for each further goal and each further variant of ours."""
    for figure in load.figures:
        peers = {name: median(results.get(name), figure.value) for name in (L2TPNS, XL2TPD)}
        for variant in (name for name in (OURS, PROCESS, WORKING) if name in load.daemons):
            ours = median(results.get(variant), figure.value)
            both = OURS in load.daemons and PROCESS in load.daemons
            title = figure.title + (", a process each" if both and variant == PROCESS else "")
            cells = [title, shown(ours, figure.decimals), shown(peers[L2TPNS], figure.decimals),
                     shown(peers[XL2TPD], figure.decimals)]
            for goal in figure.goals or [None]:
                ratio, reached = judge(goal, ours, peers) if goal else (None, None)
                yield cells + [shown(ratio, 2), goal.text() if goal else "",
                               {True: "yes", False: "NO", None: ""}[reached] if goal else ""]
                cells = ["", "", "", ""]


def print_table(table, columns=COLUMNS):
    left = (0, len(columns) - 2, len(columns) - 1)
    widths = [max(len(row[i]) for row in [columns] + table) for i in range(len(columns))]
    for row in [columns] + table:
        print("  ".join(cell.ljust(width) if i in left else cell.rjust(width)
                        for i, (cell, width) in enumerate(zip(row, widths))).rstrip())
