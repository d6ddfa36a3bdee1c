"""One call of vpdn.so at the LNS: the test is the daemon, the LAC and the user; tunnel and PPP are the kernel's."""

import os
import socket
import struct
import subprocess

from fake_daemon import Conversation, Pppd
from kernel_ppp import L2tpTunnel, namespace, open_channel
from plugin_messages import LNS, WAITING, Message
from ppp_peer import AUTH, AUTH_MD5, MAGIC, MRU, Peer, md5_response, options

PLUGIN = os.path.join(os.environ.get("top_builddir", "."), "plugin/vpdn.so")
CHALLENGE_VALUE = bytes(range(16))
NAME, SECRET = b"user@cisco.com", b"secret"
LAC_MAGIC = b"\xaa\xbb\xcc\xdd"
FORKED = "VPDN_TEST_FORKED" in os.environ  # plugin_waiting.test
LOCAL, REMOTE = "10.10.10.10", "10.10.10.11"
OPTIONS = "auth\nrequire-chap\nname LNS\nnoccp\nnovj\ndefault-asyncmap\nlcp-echo-interval 0\ndebug\n"


def set_up():
    for command in ("ip netns add lac", "ip netns add lns",
                    "ip link add to-lns netns lac type veth peer name to-lac netns lns",
                    "ip -n lac addr add 192.0.2.1/24 dev to-lns", "ip -n lns addr add 192.0.2.2/24 dev to-lac",
                    "ip -n lac link set to-lns up", "ip -n lns link set to-lac up"):
        subprocess.run(command.split(), check=True)
    write_secrets()


def write_secrets(addresses="*"):
    for name in ("chap-secrets", "pap-secrets"):
        with open(f"/etc/ppp/{name}", "w", encoding="ascii") as secrets:
            secrets.write(f'"user@cisco.com" * "secret" {addresses}\n')


class Call:
    """A tunnel, a session, a user at one end and a pppd at the other. `connect`: what the daemon tells besides, or in place of; None:
    it does not. `port`: another one where two calls are at once."""

    number = 0

    def __init__(self, extra_options="", port=1701, **connect):
        Call.number += 1
        self.id = Call.number
        with namespace("lac"):
            self.lac = L2tpTunnel("192.0.2.1", "192.0.2.2", 100 + self.id, 200 + self.id, port)
            self.user_socket = self.lac.session(1000 + self.id, 2000 + self.id)
            self.user = Peer(open_channel(self.user_socket))
        with namespace("lns"):
            self.lns = L2tpTunnel("192.0.2.2", "192.0.2.1", 200 + self.id, 100 + self.id, port)
            session = self.lns.session(2000 + self.id, 1000 + self.id)
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.waiting = None
        with open(f"/tmp/options.{self.id}", "w", encoding="ascii") as file:
            file.write(OPTIONS + extra_options)
        self.pppd = Pppd("lns", PLUGIN, f"/tmp/pppd.{self.id}.log", "vpdn-fd", str(theirs.fileno()), "file", file.name,
                         "nodetach", *(["vpdn-wait"] if FORKED else []), pass_fd=theirs.fileno())
        theirs.close()
        if FORKED:
            mine = self.fork(Conversation(mine))
        self.daemon = Conversation(mine)
        try:
            self.daemon.welcome(LNS)
        except AssertionError as error:
            raise AssertionError(self.pppd.text()) from error
        fields = dict(tunnel=200 + self.id, peer_tunnel=100 + self.id, session=2000 + self.id,
                      peer_session=1000 + self.id, calling="0123456789",
                      local_address=socket.inet_aton(LOCAL), peer_address=socket.inet_aton(REMOTE)) | connect
        self.daemon.send(Message.CONNECT, session.fileno(), **{name: value for name, value in fields.items() if value is not None})
        session.close()

    def fork(self, control):
        """The pppd that was started waits; the call's is forked by it."""
        self.waiting = self.pppd
        control.welcome(WAITING)
        control.expect(Message.READY)
        self.pppd, mine = Pppd.of_waiting(control, f"/tmp/forked.{self.id}.log")
        control.close()
        assert self.waiting.wait() == 0, self.waiting.text()
        return mine

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind:
            print(f"--- {self.daemon.log}\n--- {self.user.seen}\n{self.pppd.text()}")
        self.pppd.stop()
        self.daemon.close()
        os.close(self.user.channel)
        self.user_socket.close()
        self.lac.close()
        self.lns.close()

    def expect_ip(self):
        addresses = self.user.negotiate_ip()
        assert addresses == (REMOTE, LOCAL), addresses
        up, _ = self.daemon.expect(Message.IP_UP)
        assert up["peer_address"] == socket.inet_aton(REMOTE) and up["master"] == 1, up
        return up

    def ended(self):
        ended, _ = self.daemon.expect(Message.ENDED, ignore=(Message.PHASE, Message.IP_DOWN))
        return ended


def lcp(auth=AUTH_MD5, mru=1400):
    """What the LAC and the user agreed on."""
    theirs = options((MRU, struct.pack("!H", 1400)), (MAGIC, b"\x11\x22\x33\x44"))
    ours = options((MRU, struct.pack("!H", mru)), *([(AUTH, auth)] if auth else []), (MAGIC, LAC_MAGIC))
    return dict(initial_lcp=theirs, last_sent_lcp=ours, last_received_lcp=theirs)


def chap(secret=SECRET, identifier=0x1F):
    return dict(auth_type=2, auth_name=NAME, auth_challenge=CHALLENGE_VALUE, auth_id=identifier,
                auth_response=md5_response(identifier, secret, CHALLENGE_VALUE))


def pap(password=SECRET, identifier=7):
    return dict(auth_type=3, auth_name=NAME, auth_id=identifier, auth_response=password)
