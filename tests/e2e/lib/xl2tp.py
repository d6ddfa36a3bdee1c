"""xl2tpd as an independent LAC (client) or LNS."""

from lib.waiting import DEFAULT_TIMEOUT, wait_for_file


class Xl2tpd:
    """xl2tpd with the given configuration text; `control` is the path of its control pipe."""

    def __init__(self, machine, configuration, name="xl2tpd"):
        self.machine = machine
        self.control = machine.path(name + ".control")
        file = machine.write(name + ".conf", configuration)
        self.process = machine.start(name, ["xl2tpd", "-D", "-c", file, "-p", machine.path(name + ".pid"), "-C", self.control])
        wait_for_file(self.control)
        self.process.wait_for(r"Listening on IP address")

    def command(self, line):
        """Write a line to the control pipe: "c NAME" calls, "d NAME" hangs up."""
        with open(self.control, "w", encoding="ascii") as pipe:
            pipe.write(line + "\n")


def _secret_lines(machine, secret):
    """(line of [global], line of the section) for tunnel authentication in both directions."""
    if secret is None:
        return "access control = no", ""
    return f"auth file = {machine.write('xl2tpd.secrets', f'* * {secret}' + chr(10))}", "challenge = yes"


def client(machine, lns, user, options=(), port=1701, secret=None):
    """An Xl2tpd with one LAC section `call`; start it with .command("c call"). `secret`: of the tunnel."""
    everywhere, here = _secret_lines(machine, secret)
    log = machine.path("xl2tpd-pppd.log")
    lines = ["noauth", f"user {user}", "noccp", "mtu 1400", "mru 1400", "ipcp-accept-local", "ipcp-accept-remote", "nodefaultroute",
             "lcp-restart 1", "debug", f"logfile {log}", *options]
    file = machine.write("xl2tpd.options", "\n".join(lines) + "\n")
    return Xl2tpd(machine, f"""\
[global]
port = {port}
{everywhere}
[lac call]
lns = {lns}
{here}
pppoptfile = {file}
ppp debug = yes
length bit = yes
""")


def server(machine, local, addresses, name="xl2tpd-lns", secret=None):
    """An Xl2tpd that answers calls, CHAP required; the users' secrets are the machine's, `secret` is the tunnel's."""
    everywhere, here = _secret_lines(machine, secret)
    file = machine.write("xl2tpd-lns.options", "noccp\nmtu 1400\nmru 1400\nnoproxyarp\nlcp-restart 1\ndebug\n"
                         f"logfile {machine.path('xl2tpd-lns-pppd.log')}\n")
    return Xl2tpd(machine, f"""\
[global]
port = 1701
{everywhere}
[lns default]
{here}
ip range = {addresses}
local ip = {local}
require chap = yes
refuse pap = yes
require authentication = yes
name = lns
pppoptfile = {file}
length bit = yes
""", name)


def wait_until_up(machine, timeout=DEFAULT_TIMEOUT):
    """(interface, own address, peer's address) of the call."""
    return machine.wait_for_interface("ppp", timeout)
