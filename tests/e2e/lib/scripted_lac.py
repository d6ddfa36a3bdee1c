"""Our LNS with real pppds, called by a scripted LAC (peer.py) whose users are scripted too (ppp_user.py)."""

import socket

from lib.scenario import LNS_ADDRESS, ScenarioTest
from lib.vpdnd import Vpdnd, daemon_section, plugin
from peer import Peer

USER, PASSWORD, SECRET = "user@cisco.com", "pass", "l2tptunnel"
LOCAL, FIRST, SECOND, LAST = "10.10.10.10", "10.10.10.11", "10.10.10.12", "10.10.10.24"  # ours; of the pool


class ScriptedLac(ScenarioTest):
    """The daemon runs; the tunnel is not open yet."""

    listen = ["0.0.0.0:1701"]
    authentication = "require-chap\n"  # of the options file
    group = "no-session-timeout = 0"
    dialin = ""  # lines of accept-dialin
    pool = f"{FIRST}-{LAST}"
    lacs = '"LAC"'  # whom the group serves
    users = ((USER, "*", PASSWORD),)  # the secrets files of the LNS

    def more_configuration(self, _options):
        """Further groups and pools; the path of the options file."""
        return ""

    def more_options(self):
        """Lines of the options file; self.net is there."""
        return ""

    def setUp(self):
        super().setUp()
        machine = self.net.lns
        machine.secrets(*self.users)
        self.pppd_log = machine.path("pppd.log")
        options = machine.write("lns.options", f"{self.authentication}name LNS\nnoccp\nnoipv6\ndebug\nlcp-restart 1\n"
                                f"ipcp-restart 1\nlogfile {self.pppd_log}\n{self.more_options()}")
        self.configuration = daemon_section(machine, listen=self.listen, plugin=plugin()) + f"""
[[group]]
name = "dialin"
terminate-from = [{self.lacs}]
secret = "{SECRET}"
{self.group}
[group.accept-dialin]
ppp-options = "{options}"
local-address = "{LOCAL}"
pool = "cisco"
{self.dialin}
[pool.cisco]
ranges = ["{self.pool}"]
{self.more_configuration(options)}"""
        self.daemon = Vpdnd(machine, self.configuration)
        self.peer = self.lac("LAC")

    def lac(self, name):
        """A LAC with this Host Name."""
        channel = self.net.lac.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(channel.close)
        return Peer(channel, (LNS_ADDRESS, 1701), secret=SECRET, host_name=name)
