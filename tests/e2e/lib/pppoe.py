"""PPPoE: a server whose pppd uses the kernel's PPPoE, and a client."""

import os
import signal

from lib.waiting import DEFAULT_TIMEOUT, Timeout, wait_for_line

_WRAPPER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../etc/pppoe-pppd")
_ETH_P_PPPOE_DISCOVERY = "8863"


class PppoeServer:
    """pppoe-server on an interface of a machine. `options`: lines of the pppd options file of every call."""

    def __init__(self, machine, interface, options, local="10.20.0.1", remote="10.20.0.10", sessions=20):
        self.machine = machine
        self.pppd_log = machine.path("pppoe-server-pppd.log")
        lines = ["debug", f"logfile {self.pppd_log}", "lcp-restart 1", *options]
        file = machine.write("pppoe-server.options", "\n".join(lines) + "\n")
        self.process = machine.start("pppoe-server", ["pppoe-server", "-F", "-q", _WRAPPER, "-I", interface, "-O", file,
                                                      "-L", local, "-R", remote, "-N", str(sessions), "-C", "access", "-S", ""])
        self._wait_until_listening()

    def wait_for(self, pattern, timeout=DEFAULT_TIMEOUT, start=0):
        """The match of a line in the log of the calls' pppds (all in one file)."""
        return wait_for_line(self.pppd_log, pattern, timeout, start)

    def log_size(self):
        """The present length of that log: the `start` for wait_for of what comes later."""
        return os.path.getsize(self.pppd_log) if os.path.exists(self.pppd_log) else 0

    def _wait_until_listening(self):
        from lib.waiting import poll
        poll("pppoe-server opens its socket",
             lambda: _ETH_P_PPPOE_DISCOVERY in self.machine.run("cat", "/proc/net/packet").stdout)
        if not self.process.running():
            raise Timeout(f"pppoe-server ended: {self.process.output()}")


class PppoeClient:
    """A user's pppd over PPPoE. Its secret must be in the machine's secrets."""

    def __init__(self, machine, interface, user, options=(), name="client-pppd", compression=False):
        """`compression`: CCP may be negotiated, which MPPE is a part of."""
        self.machine = machine
        options = (*options, *(() if compression else ("noccp",)))
        self.process = machine.start(name, ["pppd", "plugin", "rp-pppoe.so", f"nic-{interface}", "nodetach", "debug", "noauth",
                                            "user", user, "nodefaultroute", "noipdefault", "lcp-restart", "1",
                                            "ipcp-restart", "1", *options])

    def wait_until_up(self, timeout=DEFAULT_TIMEOUT):
        """(interface, own address, peer's address)."""
        try:
            address = self.process.wait_for(r"local +IP address ([\d.]+)", timeout)[1]
            peer = self.process.wait_for(r"remote +IP address ([\d.]+)", timeout)[1]
        except Timeout as error:
            raise Timeout(f"the user's call did not come up: {error}") from None
        return self.process.wait_for(r"Using interface (\S+)")[1], address, peer

    def hang_up(self):
        """End the call as a user does: LCP Terminate-Request, then PADT."""
        return self.process.stop()

    def cut(self):
        """Vanish: no Terminate-Request and no PADT."""
        return self.process.kill()

    def send_terminate_request(self):
        """Make pppd close the link (as hang_up) without waiting for its end."""
        self.process.signal(signal.SIGTERM)
