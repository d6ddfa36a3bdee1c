"""The project's own files, from a checkout or an unpacked tarball, with or without a build in the same place."""

import os
import sys

TOP = os.environ.get("top_srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
DIRECTORIES = ["lib", "daemon", "plugin", "l2tpctl", "tests", "man", "etc", "doc", "m4", "debian", "rpm"]
TOP_FILES = ["configure.ac", "Makefile.am", "autogen.sh", "README.md", "NEWS", "CONTRIBUTING.md", ".ci/run"]
_GENERATED = (".o", ".a", ".so", ".lo", ".la", ".trs", ".log", ".pyc", ".gz", ".Po", ".Plo", ".dirstamp")


def files():
    """Paths relative to the top, sorted."""
    found = [name for name in TOP_FILES if os.path.exists(os.path.join(TOP, name))]
    for directory in DIRECTORIES:
        for parent, children, names in os.walk(os.path.join(TOP, directory)):
            children[:] = [c for c in children if c not in (".deps", "__pycache__", "corpus", "captures", "autom4te.cache")]
            found += [os.path.relpath(os.path.join(parent, n), TOP) for n in names if not n.endswith(_GENERATED)]
    return sorted(found)


def lines(path):
    """The lines of a text file without their ends; none for a binary one."""
    with open(os.path.join(TOP, path), "rb") as stream:
        data = stream.read()
    if b"\0" in data[:8192]:
        return []
    return data.decode("utf-8", errors="replace").splitlines()


def is_code(path):
    """C and C++."""
    return path.endswith((".cpp", ".h", ".c"))


def is_script(path):
    """Shell and Python, by name or by its first line."""
    if path.endswith((".py", ".sh", ".bash", ".test")):
        return True
    if "." in os.path.basename(path):
        return False
    first = lines(path)[:1]
    return bool(first) and first[0].startswith("#!")


def finish(problems):
    """Prints the problems and ends with the exit status of a test."""
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems")
    sys.exit(1 if problems else 0)
