#!/usr/bin/env python3
"""Every requirement of the RFCs below has a test or a reason for having none; writes the reports per section.

check_trace.py            checks, and that doc/rfcNUMBER-coverage.md are up to date
check_trace.py --write    writes them

Tags are read from the sources, which is the same for every version of Catch2: TEST_CASE("title", "[5.8-07]") is a
test of requirement 5.8-07 of RFC 2661, "[2516-5.2-01]" one of 5.2-01 of RFC 2516. Only files that a build fragment names
count, for only those are compiled.
"""

import csv
import os
import re
import sys
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILT = ("daemon", "lib", "plugin", "l2tpctl", "tests")
TEST_CASE = re.compile(r'TEST_CASE(?:_METHOD)?\(\s*(?:\w+,\s*)?"((?:[^"\\]|\\.)*)"\s*,\s*((?:"(?:\[[^]"]*\])*"\s*)+)\)')


@dataclass(frozen=True)
class Rfc:
    number: str
    prefix: str  # of its requirements in tags

    @property
    def directory(self):
        return f"tests/rfc{self.number}"

    @property
    def report(self):
        return f"doc/rfc{self.number}-coverage.md"

    @property
    def tag(self):
        return re.compile(rf"\[{self.prefix}((?:\d+(?:\.\d+)*|[A-C])-\d+)\]")


RFCS = (Rfc("2661", ""), Rfc("2516", "2516-"))


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def rows(rfc, name):
    return list(csv.DictReader(read(f"{rfc.directory}/{name}").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def compiled_tests():
    """Paths of the test sources that build fragments name."""
    words = set()
    for top in BUILT:
        for directory, _, names in os.walk(os.path.join(TOP, top)):
            if "local.mk" in names:
                words.update(read(os.path.join(directory, "local.mk")).split())
    return sorted(word for word in words if word.endswith("_test.cpp"))


def tagged(rfc):
    """Requirement -> titles of its tests."""
    found = {}
    for path in compiled_tests():
        for title, tags in TEST_CASE.findall(read(path)):
            for requirement in rfc.tag.findall(tags):
                found.setdefault(requirement, []).append(f"{os.path.basename(path)}: {title}")
    return found


def problems(requirements, exceptions, tests):
    ids = [row["id"] for row in requirements]
    for twice in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"requirements.tsv: {twice} stands there twice"
    for unknown in sorted(set(tests) - set(ids)):
        yield f"{tests[unknown][0]}: the tag [{unknown}] is no requirement of requirements.tsv"
    for unknown in sorted(set(exceptions) - set(ids)):
        yield f"exceptions.tsv: {unknown} is no requirement"
    for row in requirements:
        name, status = row["id"], row["status"]
        if status not in ("tested", "exception"):
            yield f"requirements.tsv: {name}: status {status}; tested or exception"
        if row["section"] != name.rsplit("-", 1)[0]:
            yield f"requirements.tsv: {name}: section {row['section']}"
        if status == "tested" and name not in tests:
            yield f"{name} ({row['level']}) has no test: {row['requirement']}"
        if status == "exception" and not exceptions.get(name):
            yield f"{name} ({row['level']}) has neither test nor reason: {row['requirement']}"
        if status == "tested" and name in exceptions:
            yield f"{name} is tested, and an exception"


def order(section):
    return [int(part) if part.isdigit() else 100 + ord(part) for part in section.split(".")]


def report(rfc, requirements, exceptions, tests):
    lines = [
        f"# RFC {rfc.number}, requirement by requirement",
        "",
        "Written by `tests/rfc2661/check_trace.py --write`; `make check` fails when it is out of date. The requirements"
        f" in our words, with their tests, are in `{rfc.directory}/requirements.tsv`; a test carries the id as a tag"
        + (f", after `{rfc.prefix}`." if rfc.prefix else "."),
        "",
        "| section | MUST | SHOULD | MAY | in lower case | tested | exceptions | tests |",
        "|---|---|---|---|---|---|---|---|",
    ]
    sections = sorted({row["section"] for row in requirements}, key=order)
    totals = [0] * 7
    for section in sections:
        mine = [row for row in requirements if row["section"] == section]
        levels = [row["level"].split()[0] for row in mine]
        titles = {title for row in mine for title in tests.get(row["id"], [])}
        counts = [levels.count("MUST"), levels.count("SHOULD"), levels.count("MAY"),
                  sum(level.islower() for level in levels), sum(row["status"] == "tested" for row in mine),
                  sum(row["status"] == "exception" for row in mine), len(titles)]
        totals = [a + b for a, b in zip(totals, counts)]
        lines.append(f"| {section} | " + " | ".join(str(count) for count in counts) + " |")
    totals[-1] = len({title for titles in tests.values() for title in titles})
    lines.append("| all | " + " | ".join(str(count) for count in totals) + " |")
    lines += ["", "## Exceptions", ""]
    for row in requirements:
        if row["status"] == "exception":
            lines.append(f"- **{row['id']}** ({row['level']}) {row['requirement']} {exceptions.get(row['id'], '')}")
    return "\n".join(lines) + "\n"


def check(rfc, write):
    """What is wrong, in lines."""
    requirements = rows(rfc, "requirements.tsv")
    exceptions = {row["id"]: row["reason"] for row in rows(rfc, "exceptions.tsv")}
    tests = tagged(rfc)
    text = report(rfc, requirements, exceptions, tests)
    found = [f"{rfc.directory}: {problem}" for problem in problems(requirements, exceptions, tests)]
    if write:
        with open(os.path.join(TOP, rfc.report), "w", encoding="utf-8") as file:
            file.write(text)
    elif not os.path.exists(os.path.join(TOP, rfc.report)) or read(rfc.report) != text:
        found.append(f"{rfc.report} is out of date: run tests/rfc2661/check_trace.py --write")
    return found


def main():
    found = [problem for rfc in RFCS for problem in check(rfc, "--write" in sys.argv)]
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
