"""The network of the end-to-end tests: a user, a LAC and an LNS.

    client --access-- lac --core-- lns
       user0      access0  core0   core0
              PPPoE        192.0.2.1  192.0.2.2   (and 2001:db8::1, ::2)
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from lib import namespace
from lib.capture import Capture, stop_together
from lib.waiting import read_text, tail

LAC_ADDRESS, LNS_ADDRESS = "192.0.2.1", "192.0.2.2"


class Scenario:
    """The three machines and everything that was started on them; use as a context, or let a ScenarioTest own it."""

    def __init__(self, name="scenario"):
        self.directory = tempfile.mkdtemp(prefix=f"vpdn-{name}.")
        os.chmod(self.directory, 0o755)
        self._captures = []
        self._others = []
        self.client = self.lac = self.lns = None
        try:
            self.client = namespace.Namespace("client", self.directory)
            self.lac = namespace.Namespace("LAC", self.directory)
            self.lns = namespace.Namespace("LNS", self.directory)
            namespace.connect(self.client, "user0", self.lac, "access0")
            namespace.connect(self.lac, "core0", self.lns, "core0", LAC_ADDRESS + "/24", LNS_ADDRESS + "/24")
            for machine, address in ((self.lac, "2001:db8::1/64"), (self.lns, "2001:db8::2/64")):
                machine.run("ip", "addr", "add", address, "dev", "core0", "nodad")
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is not None:
            self.report()
        self.close()

    def machines(self):
        """Those that were made."""
        return [machine for machine in (self.client, self.lac, self.lns, *self._others) if machine]

    def add(self, name):
        """One more machine, without links."""
        self._others.append(namespace.Namespace(name, self.directory))
        return self._others[-1]

    def capture(self, machine, interface, name=None):
        """Start recording an interface; `capture.stop()` gives the packets."""
        path = os.path.join(self.directory, (name or f"{machine.name}-{interface}") + ".pcap")
        recording = Capture(machine, interface, path)
        self._captures.append(recording)
        return recording

    def judge(self):
        """Fails where tshark finds something wrong in a recorded frame that came from a machine of our daemon."""
        ours = [address for machine in self.machines() if machine.ours for address in machine.hardware_addresses()]
        fresh = [recording for recording in self._captures if not recording.decoded()]
        if ours and fresh:
            stop_together(*fresh)
        for recording in self._captures if ours else ():
            recording.stop().judge(*ours)

    def report(self, stream=None):
        """Print what is needed to understand a failure: the ends of all logs, the interfaces, the state of the ppp package."""
        stream = stream or sys.stderr
        for machine in self.machines():
            for name in sorted(os.listdir(machine.directory)):
                if name.endswith(".log"):
                    print(f"--- {machine.name}/{name}\n{tail(read_text(machine.path(name)), 60)}", file=stream)
            print(f"--- {machine.name}: {machine.run('ip', '-br', 'addr', check=False).stdout}", file=stream)
        verify = subprocess.run(["dpkg", "-V", "ppp"], capture_output=True, text=True, check=False)
        print(f"--- dpkg -V ppp: {verify.stdout or 'unchanged'}", file=stream)
        self._keep_files(stream)

    def _keep_files(self, stream):
        keep = os.environ.get("VPDN_LAB_OUT")
        if keep:
            for recording in self._captures:
                with contextlib.suppress(AssertionError):
                    recording.stop()
            target = os.path.join(keep, os.path.basename(self.directory))
            shutil.copytree(self.directory, target, ignore=_special_files)
            print(f"--- logs and captures are kept in {os.path.basename(target)} (tests/lab -o DIR)", file=stream)

    def close(self):
        """End everything. Nothing that was started survives."""
        for recording in self._captures:
            with contextlib.suppress(AssertionError):
                recording.stop()
        for machine in self.machines():
            machine.close()
        shutil.rmtree(self.directory, ignore_errors=True)


def _special_files(directory, names):
    return [name for name in names
            if not os.path.isfile(os.path.join(directory, name)) and not os.path.isdir(os.path.join(directory, name))]


class ScenarioTest(unittest.TestCase):
    """A test with a Scenario of its own as self.net; a failure prints the logs. What our daemons sent is judged by tshark in the
    end, where it was recorded."""

    def setUp(self):
        self.net = Scenario(self.id().split(".")[-1][:32])  # a part of socket paths, which are short
        self.addCleanup(self.net.close)

    def run(self, result=None):
        result = result if result is not None else self.defaultTestResult()
        self._result, self._problems = result, _problems(result)
        return super().run(result)

    def tearDown(self):
        if _problems(self._result) > self._problems:
            self.net.report()
        else:
            self.net.judge()


def _problems(result):
    return len(result.failures) + len(result.errors)
