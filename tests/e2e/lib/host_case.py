"""Tests of the control plane of the real daemon on this machine: dataplane "none", a stand-in for pppd.

Whatever a test does, at its end the daemon must still live, end with status 0, have nothing to say about memory, and no
secret in its log.
"""

import os
import re
import signal
import sys
import unittest

from lib.capture import judge_datagrams
from lib.local_machine import LocalMachine
from lib.vpdnd import Vpdnd, daemon_section
from lib.waiting import Timeout, poll, tail
from peer import Peer

SECRET = "the-tunnels-own-secret"
USER, PASSWORD = "user@cisco.com", "a-password-nobody-guesses"
LNS_PORT = 1701

os.environ.setdefault("VPDN_BUILD", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../build/asan"))
# Memory that is freed must not stay in quarantine: some tests look at the size of the process.
os.environ.setdefault("ASAN_OPTIONS", "quarantine_size_mb=4:thread_local_quarantine_size_kb=64:detect_leaks=1")


class HostTest(unittest.TestCase):
    """self.machine, and self.daemon once start() was called. tshark judges in the end what the peers of a class have heard."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Peer.heard = []

    @classmethod
    def tearDownClass(cls):
        heard, Peer.heard = Peer.heard, None
        judge_datagrams(list(dict.fromkeys(heard)))
        super().tearDownClass()

    def setUp(self):
        self.machine = LocalMachine()
        self.addCleanup(self.machine.close)
        self.daemon = None
        self._tunnel = 4000

    def tearDown(self):
        broken = self._outcome.result.failures + self._outcome.result.errors
        failed = any(test is self for test, _ in broken) or any(error for _, error in getattr(self._outcome, "errors", []) if error)
        if self.daemon:
            try:
                self.stop_at_once()
            except AssertionError:
                failed = True
                raise
            finally:
                if failed:
                    print(f"--- vpdnd.log\n{tail(self.daemon.process.output(), 80)}", file=sys.stderr)

    # --- the daemon --------------------------------------------------------------------------------------------------

    def configuration(self, *groups, **daemon):
        """[daemon] for this machine, then the texts of the groups."""
        keys = {"hostname": "vpdnd", "listen": [f"{self.machine.address(1)}:{LNS_PORT}"], "dataplane": "none",
                "pppd": self.machine.stand_in, "debug": ["events", "packets", "errors", "ppp"], **daemon}
        return daemon_section(self.machine, **keys) + "".join(groups)

    def lns_group(self, *lines, dialin=(), name="dialin", secret=SECRET, terminate_from="LAC"):
        """A group that accepts calls of this peer; without a secret it serves by address."""
        options = self.machine.write("lns.options", "require-chap\nname LNS\n")
        authentication = f'secret = "{secret}"' if secret else f'authentication = false\npeers = ["{self.machine.address(0)}/24"]'
        return "\n".join(["", "[[group]]", f'name = "{name}"', f'terminate-from = ["{terminate_from}"]', authentication, *lines,
                          "[group.accept-dialin]", f'ppp-options = "{options}"', 'local-address = "10.10.10.10"', *dialin, ""])

    def start(self, *groups, prefix=(), **daemon):
        """Start vpdnd with these groups; `prefix` is a command that becomes it."""
        self.daemon = Vpdnd(self.machine, self.configuration(*groups, **daemon), prefix=prefix)
        return self.daemon

    def stop_at_once(self):
        """SIGTERM, and where peers do not answer a second one, as an impatient administrator does; then everything that must
        hold at the end."""
        process = self.daemon.process
        if process.running():
            process.signal(signal.SIGTERM)
            process.wait_for("stopping")
            try:
                process.wait(0.5)
            except Timeout:
                if not re.search("info: stopped", process.output()):
                    process.signal(signal.SIGTERM)
        status = process.wait()
        output = process.output()
        self.assertNotRegex(output, r"AddressSanitizer|LeakSanitizer|runtime error:", tail(output, 60))
        self.assertEqual(status, 0, tail(output, 40))
        for secret in (SECRET, PASSWORD):
            self.assertNotIn(secret, output)
            self.assertNotIn(secret.encode().hex(), re.sub(r"\s", "", output).lower())

    # --- peers -------------------------------------------------------------------------------------------------------

    def peer(self, host=2, port=0, secret=SECRET, host_name="LAC", socket=None, **options):
        """A scripted peer that calls the daemon from an address of this test's network."""
        self._tunnel += 1
        return Peer(socket or self.machine.udp(host, port), (self.machine.address(1), LNS_PORT), secret=secret,
                    host_name=host_name, tunnel=self._tunnel, **options)

    def counter(self, name):
        """A counter of `l2tpctl status`."""
        return self.daemon.json("status")["counters"][name]

    def wait_for_counter(self, name, value):
        """Wait until it has at least this value."""
        return poll(f"counter {name} reaches {value}", lambda: self.counter(name) >= value)

    def resident_kilobytes(self):
        """VmRSS of the daemon."""
        with open(f"/proc/{self.daemon.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])
