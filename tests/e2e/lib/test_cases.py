"""Runs the cases of a test file in order; every one of them, whatever came before. Arguments: parts of names."""

import sys
import time
import traceback

_cases = []


def case(title):
    def register(function):
        _cases.append((title, function))
        return function
    return register


def main():
    failed = 0
    wanted = [c for c in _cases if len(sys.argv) < 2 or any(a in c[1].__name__ or a in c[0] for a in sys.argv[1:])]
    for title, function in wanted:
        started = time.monotonic()
        try:
            function()
            print(f"ok    {title} ({time.monotonic() - started:.1f} s)", flush=True)
        except Exception:
            failed += 1
            print(f"FAIL  {title}", flush=True)
            traceback.print_exc(file=sys.stdout)
    print(f"{len(wanted) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not wanted else 0)
