"""The PPPoE access concentrator of vpdnd at the LAC; beside what dialin.py has."""

import os

from lib import dialin
from lib.dialin import DialinTest
from lib.waiting import poll

OPTIONS = ("auth", "require-chap", "name LAC", "refuse-pap", "refuse-chap", "refuse-mschap", "refuse-mschap-v2", "refuse-eap",
           "noccp", "novj", "nodefaultroute", "lcp-restart 1", "ipcp-restart 1", "debug")


class PppoeTest(DialinTest):
    def start(self, lns_parts=None, lac_parts=None, options=OPTIONS, keys=""):
        """Everything but the user's client; the concentrator is the LAC's vpdnd."""
        self.core = self.net.capture(self.net.lac, "core0")
        self.line = self.net.capture(self.net.lac, "access0")
        self.lns = dialin.lns(self.net, **{"group": "no-session-timeout = 1", **(lns_parts or {})})
        file = self.net.lac.write("pppoe.options", "\n".join(options) + "\n")
        section = f'[pppoe.access]\ninterfaces = ["access*"]\nppp-options = "{file}"\n{keys}\n'
        given = lac_parts or {}
        daemon = {"debug": ["ppp", "dataplane"], **given.get("daemon", {})}
        parts = {"group": "no-session-timeout = 30", **given, "daemon": daemon}
        self.lac = dialin.Vpdnd(self.net.lac, dialin.lac_configuration(self.net, **parts) + section)
        self.lac.wait_for(r"PPPoE users are served on an interface.*access0")
        self.before = self.held()

    def held(self):
        """What the LAC's machine holds for calls: sessions of the kernel, the daemon's descriptors."""
        table = self.net.lac.run("cat", "/proc/net/pppoe").stdout.splitlines()[1:]
        return len(table), len(os.listdir(f"/proc/{self.lac.process.pid}/fd"))

    def pppds(self):
        """Those of calls on the LAC: one that waits is none."""
        return self.net.lac.programs("pppd")

    def assert_nothing_left(self):
        self.assert_no_call()
        poll("the kernel has no PPPoE session left", lambda: self.held()[0] == 0)
        self.lac.wait_for_tunnels(0)

    def kinds(self, line):
        return [row["pppoe.code"][0] for row in line.having("pppoe.code") if row["pppoe.code"][0] != "0x00"]
