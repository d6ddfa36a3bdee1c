"""The set-up of the main job: LNS, LAC and user as the guides have them, and the parts that tests vary."""

import signal

from lib.capture import stop_together
from lib.pppoe import PppoeClient, PppoeServer
from lib.scenario import LAC_ADDRESS, LNS_ADDRESS, ScenarioTest
from lib.vpdnd import Vpdnd, daemon_section, plugin
from lib.waiting import poll

USER, PASSWORD, SECRET = "user@cisco.com", "clientpass", "l2tptunnel"
POOL_FIRST, LNS_LOCAL = "10.10.10.11", "10.10.10.10"
LAC_ADDRESS_6, LNS_ADDRESS_6 = "2001:db8::1", "2001:db8::2"
POOL = f"{POOL_FIRST}-10.10.10.24"
SCCRQ, SCCRP, SCCCN, STOPCCN, HELLO, ICRQ, ICRP, ICCN, CDN = 1, 2, 3, 4, 6, 10, 11, 12, 14

LNS_OPTIONS = ("require-chap", "name LNS", "default-asyncmap", "mtu 1460", "noccp", "novj", "nodefaultroute",
                "lcp-restart 1", "ipcp-restart 1", "debug")
LAC_OPTIONS = ("vpdn-lac", "auth", "require-chap", "name LAC", "refuse-pap", "refuse-chap", "refuse-mschap",
                "refuse-mschap-v2", "refuse-eap", "default-asyncmap", "noccp", "novj", "nodefaultroute")


def lns(net, prefix=(), secrets=((USER, "LNS", PASSWORD),), **parts):
    """Start the LNS's daemon; `parts` as of lns_configuration()."""
    net.lns.secrets(*secrets)
    return Vpdnd(net.lns, lns_configuration(net, **parts), prefix=prefix)


def lns_configuration(net, options=LNS_OPTIONS, group="", dialin="", daemon=None, secret=SECRET, pool=POOL):
    """The text of the LNS's configuration file; the pppd options file is written. `group`, `dialin`: further lines of the group
    and of its accept-dialin part. `secret` None: the LAC is served by its address."""
    served = f'secret = "{secret}"' if secret else f'authentication = false\npeers = ["{LAC_ADDRESS}/32"]'
    file = net.lns.write("lns.options", "\n".join(options) + "\n")
    keys = {"hostname": "LNS", "plugin": plugin(), "debug": ["events", "packets", "errors", "ppp"], **(daemon or {})}
    return daemon_section(net.lns, **keys) + f"""
[[group]]
name = "users"
terminate-from = ["LAC"]
{served}
{group}
[group.accept-dialin]
ppp-options = "{file}"
local-address = "{LNS_LOCAL}"
pool = "cisco"
{dialin}
[pool.cisco]
ranges = ["{pool}"]
"""


def lac(net, prefix=(), **parts):
    """Start the LAC's daemon for the domain cisco.com; `parts` as of lac_configuration()."""
    return Vpdnd(net.lac, lac_configuration(net, **parts), prefix=prefix)


def lac_configuration(net, group="", dialin="", initiate_to=None, daemon=None, source=LAC_ADDRESS, secret=SECRET,
                      domains=("cisco.com",)):
    """The text of the LAC's configuration file."""
    target = initiate_to or f'[{{ address = "{LNS_ADDRESS}" }}]'
    keys = {"hostname": "LAC", "plugin": plugin(), **(daemon or {})}
    names = ", ".join(f'"{domain}"' for domain in domains)
    return daemon_section(net.lac, **keys) + f"""
[[group]]
name = "cisco"
secret = "{secret}"
initiate-to = {target}
source = "{source}"
{group}
[group.request-dialin]
domains = [{names}]
{dialin}
"""


def access(net, daemon_name="vpdnd", options=LAC_OPTIONS):
    """Start the PPPoE server of the LAC, whose pppds load our plugin."""
    return PppoeServer(net.lac, "access0", [f"plugin {plugin()}", f"vpdn-socket {net.lac.path(daemon_name + '.plugin')}", *options])


def client(net, user=USER, password=PASSWORD, options=(), name="client-pppd"):
    """Dial in as the user."""
    net.client.secrets((user, "*", password))
    return PppoeClient(net.client, "user0", user, options=options, name=name)


class DialinTest(ScenarioTest):
    """A test of the main job: self.lns and self.lac are the daemons, self.access the PPPoE server, self.core the capture of
    what goes between LAC and LNS, self.line of what goes between user and LAC."""

    def start(self, lns_parts=None, lac_parts=None, access_options=LAC_OPTIONS):
        """Start everything but the user's client."""
        self.core = self.net.capture(self.net.lac, "core0")
        self.line = self.net.capture(self.net.lac, "access0")
        self.lns = lns(self.net, **{"group": "no-session-timeout = 1", **(lns_parts or {})})
        # The LNS ends a tunnel without sessions, however late it is.
        self.lac = lac(self.net, **{"group": "no-session-timeout = 30", **(lac_parts or {})})
        self.access = access(self.net, options=access_options)

    def call(self, **parts):
        """Dial in and wait for the address. Returns the client."""
        caller = client(self.net, **parts)
        self.interface, self.address, peer = caller.wait_until_up()
        self.assertEqual(peer, LNS_LOCAL)
        self.net.client.ping(peer, interface=self.interface)
        return caller

    def assert_no_call(self):
        """Wait until nothing of any call is left: sessions, addresses, pppds, interfaces, what the kernel knows."""
        for daemon in (self.lns, self.lac):
            if daemon.process.running():
                daemon.wait_for_sessions(0)
        if self.lns.process.running():
            poll("the address is back in the pool", lambda: self.lns.json("pool", "list")["pools"][0]["used"] == 0)
        for machine in (self.net.lns, self.net.lac):
            machine.wait_for_no_interface()
            machine.wait_for_no_program("pppd")

    def assert_no_kernel_tunnel(self):
        """The kernel has no L2TP tunnel on LAC and LNS; call it when both daemons have closed theirs. It deletes them from a queue
        of its own and tells nobody."""
        for machine in (self.net.lns, self.net.lac):
            poll(f"{machine.name}: no tunnel is left in the kernel", lambda: not machine.run("ip", "l2tp", "show", "tunnel").stdout)

    def judge(self):
        """Stop the captures; what tshark takes for malformed fails the test, whoever sent it. Returns (between LAC and LNS,
        between user and LAC)."""
        core, line = stop_together(self.core, self.line)
        core.judge()
        line.judge()
        return core, line

    def ends(self, core):
        """See ends() below."""
        return ends(core)

    def user_hung_up_first(self, core, line):
        """Did the user's machine end its line before the LNS said why the call ends? pppd 2.5 does as soon as it has heard of the end;
        2.4.9 never."""
        first = self.ends(core)[0]
        if first[0] == "LNS":
            return False
        version = self.net.client.run("pppd", "--version", check=False)
        self.assertNotIn("version 2.4", version.stdout + version.stderr, core)
        self.assertEqual(first[:3], ("LAC", CDN, 1), core)
        self.assertEqual(self.padts(line)[0], "user", line)
        return True

    def padts(self, line):
        """Who ended PPPoE sessions on the user's line: "LAC" or "user" a frame."""
        lacs = self.net.lac.run("cat", "/sys/class/net/access0/address").stdout.strip()
        return ["LAC" if row["eth.src"][0] == lacs else "user" for row in line.having(("pppoe.code", 0xA7))]


def control_messages(core):
    """[(sender's name, message type, row)] of the control messages of a capture, repetitions left out."""
    seen, found = set(), []
    for row in core.having("l2tp.avp.message_type"):
        source = row.get("ip.src", row.get("ipv6.src"))[0]
        key = (source, *(tuple(row[field]) for field in ("l2tp.tunnel", "l2tp.Ns", "udp.srcport", "l2tp.avp.message_type")))
        if key not in seen:
            seen.add(key)
            found.append(("LAC" if source in (LAC_ADDRESS, LAC_ADDRESS_6) else "LNS", int(row["l2tp.avp.message_type"][0], 0), row))
    return found


def ends(core):
    """[(sender's name, message type, result code, error code or None, message)] of all CDN and StopCCN of a capture."""
    return [(name, kind, int(row["l2tp.result_code"][0], 0), *_error(row))
            for name, kind, row in control_messages(core) if kind in (CDN, STOPCCN)]


def cut_line(caller):
    """The user's pppd dies without a word and PADT comes: what a modem does that is switched off."""
    session = caller.process.wait_for(r"PPP session is (\d+)")[1]
    access_server = caller.process.wait_for(r"Connected to (\S+) via interface")[1]
    caller.cut()
    caller.machine.run("pppoe", "-I", "user0", "-e", f"{session}:{access_server.lower()}", "-k")


def kill_pppds(machine, number=signal.SIGKILL):
    """A signal to every pppd on a machine. Returns their process ids."""
    pids = machine.programs("pppd")
    for pid in pids:
        machine.run("kill", f"-{int(number)}", str(pid))
    return pids


def _error(row):
    code, text = row.get("l2tp.avp.error_code"), row.get("l2tp.avp.error_message")
    return int(code[0], 0) if code else None, text[0] if text else ""
