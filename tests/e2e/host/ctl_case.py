"""What the tests of l2tpctl and of the control socket share."""
import os
import pathlib
import re
import select
import socket
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("top_srcdir", "."))
BUILD = pathlib.Path(os.environ.get("top_builddir", "."))
L2TPCTL = os.environ.get("L2TPCTL", str(BUILD / "l2tpctl/l2tpctl"))
FAKE_DAEMON = os.environ.get("FAKE_DAEMON", str(BUILD / "tests/fake_daemon"))
DONE, FAILED, USAGE, NOTHING, UNREACHABLE = range(5)
PATIENCE = 60


def run_line(*arguments, **options):
    return subprocess.run([L2TPCTL, *arguments], capture_output=True, text=True, timeout=PATIENCE, **options)


def run(path, *arguments, **options):
    return run_line("--socket", path, *arguments, **options)


class WithDaemon(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.path = self.directory.name + "/control.sock"
        self.daemon = subprocess.Popen([FAKE_DAEMON, self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        self.assertEqual(self.daemon.stdout.readline(), "ok\n")

    def stop(self):
        if self.daemon.stdin.closed:
            return ""
        _, log = self.daemon.communicate(timeout=PATIENCE)
        self.assertEqual(self.daemon.returncode, 0, log)
        return log

    def order(self, text):
        self.daemon.stdin.write(text + "\n")
        self.daemon.stdin.flush()
        self.assertTrue(select.select([self.daemon.stdout], [], [], PATIENCE)[0], f"no answer to {text!r}")
        self.assertEqual(self.daemon.stdout.readline(), "ok\n")

    def ctl(self, *arguments, code=DONE, error=""):
        result = run(self.path, *arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stderr, error and f"l2tpctl: {error}\n")
        self.assertFalse(re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", result.stdout), result.stdout)
        return result.stdout

    def connect(self):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(PATIENCE)
        client.connect(self.path)
        self.addCleanup(client.close)
        return client
