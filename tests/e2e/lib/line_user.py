"""A user's PPPoE line that the test gives a pppd with vpdn.so as the daemon does; the test is the daemon and the user."""

import os
import socket
import subprocess

from fake_daemon import Conversation, Pppd
from kernel_ppp import mac_of, namespace, open_channel, pppoe_session
from plugin_messages import LINE_MODE, WAITING, Message
from ppp_peer import CHALLENGE, CHAP, Peer

PLUGIN = os.path.join(os.environ.get("top_builddir", "."), "plugin/vpdn.so")
NAME, LOCAL_NAME, SECRET = b"user@cisco.com", b"local@here", b"secret"
NO_SERVICE = b"L2TP service not available"
OPTIONS = ("nodetach", "debug", "auth", "require-chap", "name", "LAC", "noccp", "novj", "lcp-restart", "1", "10.20.0.1:10.20.0.9")
MRU, ASYNCMAP, PROTOCOL_COMPRESSION, ADDRESS_COMPRESSION = 1, 2, 7, 8


def set_up():
    for command in ("ip netns add client", "ip netns add lac", "ip link add eth0 netns client type veth peer name users netns lac",
                    "ip -n client link set eth0 up", "ip -n lac link set users up"):
        subprocess.run(command.split(), check=True)
    for name in ("chap-secrets", "pap-secrets"):
        with open(f"/etc/ppp/{name}", "w", encoding="ascii") as secrets:
            secrets.write('"local@here" * "secret" *\n')


class User:
    """A PPPoE user, the session that the daemon has made for him, and the pppd that is given it."""

    number = 0

    def __init__(self, *extra, mru=1492, waiting=False, method="require-chap"):
        User.number += 1
        self.id = User.number
        client_mac, lac_mac = mac_of("client", "eth0"), mac_of("lac", "users")
        with namespace("client"):
            self.socket = pppoe_session("eth0", self.id, lac_mac)
            self.peer = Peer(open_channel(self.socket))
        with namespace("lac"):
            self.line = pppoe_session("users", self.id, client_mac)
            self.channel = open_channel(self.line)  # the daemon's: it only watches it
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        usual = (method if option == "require-chap" else option for option in OPTIONS)
        options = ("vpdn-fd", str(theirs.fileno()), "vpdn-line", *usual, *extra)
        self.control = None
        if waiting:
            self.control = Conversation(mine)
            self.template = Pppd("lac", PLUGIN, "/tmp/waiting.log", *options, "vpdn-wait", pass_fd=theirs.fileno())
            self.control.welcome(WAITING)
            self.control.expect(Message.READY)
            self.pppd, mine = Pppd.of_waiting(self.control, f"/tmp/line.{self.id}.log")
        else:
            self.pppd = Pppd("lac", PLUGIN, f"/tmp/line.{self.id}.log", *options, pass_fd=theirs.fileno())
        theirs.close()
        self.daemon = Conversation(mine)
        self.daemon.welcome(LINE_MODE)
        self.daemon.send(Message.LINE, self.line.fileno(), mru=mru, interface="users")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind:
            print(f"--- {self.daemon.log}\n--- {self.peer.seen}\n{self.pppd.text()}")
        self.pppd.stop()
        self.daemon.close()
        if self.control:
            self.control.close()
            self.template.stop()
        for fd in (self.channel, self.peer.channel):
            os.close(fd)
        self.line.close()
        self.socket.close()

    def answers(self, name=NAME):
        """LCP and the response; returns (pppd's LCP options, the challenge)."""
        theirs = self.peer.negotiate_lcp()
        challenge = self.peer.expect(CHAP, CHALLENGE)
        self.peer.answer_chap(challenge, name, SECRET)
        return theirs, challenge

    def call(self):
        fields, fds = self.daemon.expect(Message.CALL)
        assert not fds, fds
        return fields
