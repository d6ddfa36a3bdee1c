"""kl2tpd of Debian 13's go-l2tp as an independent LAC: a client with the kernel's data plane and pppd, without tunnel
authentication. $VPDN_KL2TPD is its program (tests/support/fetch-debian)."""

import os


class Kl2tpd:
    """A kl2tpd that opens one tunnel with one call as soon as it is started."""

    def __init__(self, machine, local, lns, user, name="LAC"):
        self.pppd_log = machine.path("kl2tpd-pppd.log")
        arguments = machine.write("kl2tpd-pppd.args", "\n".join((
            "noauth", "user", user, "noccp", "mtu", "1400", "mru", "1400", "nodefaultroute", "lcp-restart", "1", "ipcp-restart", "1",
            "debug", "nodetach", "logfile", self.pppd_log)) + "\n")
        file = machine.write("kl2tpd.toml", f"""\
[tunnel.t1]
peer = "{lns}:1701"
local = "{local}:1701"
version = "l2tpv2"
encap = "udp"
host_name = "{name}"
hello_timeout = 60000

[tunnel.t1.session.s1]
pseudowire = "ppp"
pppd_args = "{arguments}"
""")
        self.process = machine.start("kl2tpd", [os.environ["VPDN_KL2TPD"], "-config", file, "-verbose"])
