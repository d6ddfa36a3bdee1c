"""Programs started by a test: output in a log file, awaited by its lines, ended with the test."""

import os
import select
import signal
import subprocess

from lib.waiting import DEFAULT_TIMEOUT, Timeout, read_text, tail, wait_for_line, whole_lines


class Process:
    """A running program. Owned by a Scenario, which ends it at the latest when the test is over."""

    def __init__(self, name, argv, log, environment=None, cwd=None):
        self.name = name
        self.log = log
        with open(log, "ab") as stream:
            self._start = stream.tell()
            # A session of its own: a group signal from the program under test must not reach the test.
            self._popen = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT, cwd=cwd,
                                           env=dict(os.environ, **(environment or {})), start_new_session=True)
        self.pid = self._popen.pid

    def output(self):
        """What it has written so far, both streams together."""
        return read_text(self.log, self._start)

    def lines(self):
        """The lines of it that are written to their end."""
        return whole_lines(self.output())

    def wait_for(self, pattern, timeout=DEFAULT_TIMEOUT):
        """The match of the first line of its output that the expression is found in."""
        return wait_for_line(self.log, pattern, timeout, self._start)

    def running(self):
        """Whether it still runs."""
        return self._popen.poll() is None

    def wait(self, timeout=DEFAULT_TIMEOUT):
        """Its exit status (negative: ended by that signal)."""
        descriptor = None if self._popen.poll() is not None else os.pidfd_open(self.pid)
        if descriptor is not None:
            try:
                if not select.select([descriptor], [], [], timeout)[0]:
                    raise Timeout(f"{self.name} did not end within {timeout:g} s; its output:\n{tail(self.output())}")
            finally:
                os.close(descriptor)
        return self._popen.wait()

    def signal(self, number):
        """Send a signal to the program alone."""
        self._popen.send_signal(number)

    def stop(self, timeout=DEFAULT_TIMEOUT):
        """SIGTERM, and after the timeout SIGKILL to its whole session; returns the status."""
        if self.running():
            self.signal(signal.SIGTERM)
            try:
                return self.wait(timeout)
            except Timeout:
                self.kill()
        return self._popen.wait()

    def kill(self):
        """SIGKILL to it and to what it started, at once."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return self._popen.wait()
