"""Waiting for events with a deadline. Nothing here sleeps for a fixed time."""

import os
import re
import select
import time

from lib.kernel import FileWatch

DEFAULT_TIMEOUT = 60.0  # against hangs: a busy machine is no failure


class Timeout(AssertionError):
    """What was waited for did not happen; the message says what it was and what was seen instead."""


class Deadline:
    """A point in time that several waits share."""

    def __init__(self, seconds):
        self._end = time.monotonic() + seconds

    def left(self):
        """Seconds until then, never negative."""
        return max(0.0, self._end - time.monotonic())

    def over(self):
        """Whether it has passed."""
        return self.left() == 0


def until_readable(source, deadline):
    """Wait until `source` (anything with fileno()) can be read; False when the deadline passes first."""
    return bool(select.select([source], [], [], deadline.left())[0])


def wait_for_line(path, pattern, timeout=DEFAULT_TIMEOUT, start=0):
    """The match of the first line of a growing file, from offset `start` on, that the regular expression is found in. A line
    that is not written to its end yet is waited for: half a number would match, too."""
    expression = re.compile(pattern)
    deadline = Deadline(timeout)
    watch = FileWatch(path)
    try:
        while True:
            watch.drain()
            text = read_text(path, start)
            for line in whole_lines(text):
                found = expression.search(line)
                if found:
                    return found
            if not until_readable(watch, deadline):
                raise Timeout(f"no line like {pattern!r} in {path} within {timeout:g} s; its end:\n{tail(text)}")
    finally:
        watch.close()


def wait_for_file(path, timeout=DEFAULT_TIMEOUT):
    """Wait until the path exists (a control socket, a pid file)."""
    deadline = Deadline(timeout)
    watch = FileWatch(path)
    try:
        while not os.path.exists(path):
            watch.drain()
            if not os.path.exists(path) and not until_readable(watch, deadline):
                raise Timeout(f"{path} did not appear within {timeout:g} s")
    finally:
        watch.close()


def poll(what, function, timeout=DEFAULT_TIMEOUT, interval=0.05):
    """The first true result of function(), asked again and again: only for what tells of no change by itself,
    like the answer of a command."""
    deadline = Deadline(timeout)
    while True:
        result = function()
        if result:
            return result
        if deadline.over():
            raise Timeout(f"{what}: not within {timeout:g} s")
        select.select([], [], [], min(interval, deadline.left()))


def read_text(path, start=0):
    """The text of a file from an offset on; empty where there is no such file."""
    try:
        with open(path, "rb") as stream:
            stream.seek(start)
            return stream.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def whole_lines(text):
    """The lines of a growing text that are written to their end."""
    return text[:text.rfind("\n") + 1].splitlines()


def tail(text, lines=25):
    """The last lines of a text, indented, for messages."""
    return "\n".join("    " + line for line in text.splitlines()[-lines:])
