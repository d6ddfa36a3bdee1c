"""Calls that our LAC forwards and tells a RADIUS server of, with the daemon's lives in the hands of the test."""

import signal

from lib.lac_case import LacTest, Served
from lib.vpdnd import Vpdnd
from lib.waiting import poll
from peer import Peer

SERVER = 10  # the server's host in this machine's network


class AccountedLac(LacTest):
    """A server on address SERVER is told of the calls of the group cisco; the LNS of all of them is self.lns_of_all."""

    shared = "what-lac-and-radius-share"

    def start_accounting(self, mode, *lines, tunnels=False, timeout="1s", **daemon):
        """`lines`: further ones of [radius.isp]; `tunnels`: tunnels are told of, too; `timeout`: longer than an answer takes on a
        busy machine, for a record that is told later is another one (Acct-Delay-Time, RFC 2866 section 5.2)."""
        self.lns_of_all = self.lns(2)
        secret = self.machine.write("radius.secret", self.shared + "\n")
        # By default Linux sends from 127.0.0.1, whom a server need not know.
        server = f'{{ address = "{self.machine.address(SERVER)}", secret-file = "{secret}", source = "{self.machine.address(1)}" }}'
        section = "\n".join(["", "[radius.isp]", f"servers = [ {server} ]", 'nas-identifier = "lac1"', f'timeout = "{timeout}"',
                             "tries = 2", "give-up-after = 1", "dead-time = 0", *lines, ""])
        keys = ["no-session-timeout = 0", f'radius-accounting = "{mode}"', f"radius-tunnel-accounting = {str(tunnels).lower()}"]
        group = self.lac_group(*keys).rstrip("\n") + '\nradius = "isp"\n'
        self.start(group, section, **{"debug": ["events", "packets", "errors", "radius"], **daemon})

    def call(self, **fields):
        """(plugin, Call at the LNS) of one more call."""
        lns = self.lns_of_all
        is_open = bool(lns.remote_tunnel)

        def serve(peer):
            if not is_open:
                peer.accept_tunnel()
            return peer.accept_call()[0]
        serving = Served(lns, serve)
        user = self.user(**fields)
        user.hand_over()
        return user, serving.result()

    def kill(self, *users):
        """SIGKILL; the users' pppds go."""
        self.daemon.process.signal(signal.SIGKILL)
        self.daemon.process.wait()
        for user in users:
            user.close()

    def start_again(self):
        """Another process has the same configuration; the LNS takes a new tunnel from it."""
        self._tunnel += 1
        former = self.lns_of_all
        self.lns_of_all = Peer(former.socket, None, secret=former.secret, host_name=former.host_name, tunnel=self._tunnel)
        self.lns_of_all.share_socket_with(former)
        with open(self.machine.path("vpdnd.conf"), encoding="utf-8") as stream:
            configuration = stream.read()
        self.daemon = Vpdnd(self.machine, configuration)

    def shown(self):
        """What `radius show` says."""
        return self.daemon.json("radius", "show", "isp")

    def wait_until_stored(self, waiting=0):
        """`waiting` records have no answer yet, and the file knows that: what is killed now is told once. A server that has sent its
        answer does not tell that vpdnd has read it."""
        def is_stored():
            shown = self.shown()
            return shown["records_waiting"] == waiting and shown["spool"]["unwritten"] == 0
        poll(f"all is stored, {waiting} records wait", is_stored)

    def tearDown(self):
        super().tearDown()
        if self.daemon:
            self.assertNotIn(self.shared, self.daemon.process.output())
