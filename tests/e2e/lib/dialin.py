"""The set-up of the main job: LNS, LAC and user as the guides have them, and the parts that tests vary."""

from lib.pppoe import PppoeClient, PppoeServer
from lib.scenario import LAC_ADDRESS, LNS_ADDRESS
from lib.vpdnd import Vpdnd, daemon_section, plugin

USER, PASSWORD, SECRET = "user@cisco.com", "clientpass", "l2tptunnel"
POOL_FIRST, LNS_LOCAL = "10.10.10.11", "10.10.10.10"

_LNS_OPTIONS = ("require-chap", "name LNS", "default-asyncmap", "mtu 1460", "noccp", "novj", "nodefaultroute",
                "lcp-restart 1", "ipcp-restart 1", "debug")
_LAC_OPTIONS = ("vpdn-lac", "auth", "require-chap", "name LAC", "refuse-pap", "refuse-chap", "refuse-mschap",
                "refuse-mschap-v2", "refuse-eap", "default-asyncmap", "noccp", "novj", "nodefaultroute")


def lns(net, prefix=(), options=_LNS_OPTIONS, group="", dialin="", daemon=None, secrets=((USER, "LNS", PASSWORD),)):
    """Start the LNS's daemon. `group`, `dialin`: further lines of the group and of its accept-dialin part."""
    net.lns.secrets(*secrets)
    file = net.lns.write("lns.options", "\n".join(options) + "\n")
    keys = {"hostname": "LNS", "plugin": plugin(), "debug": ["events", "packets", "errors", "ppp"], **(daemon or {})}
    return Vpdnd(net.lns, daemon_section(net.lns, **keys) + f"""
[[group]]
name = "users"
terminate-from = ["LAC"]
secret = "{SECRET}"
{group}
[group.accept-dialin]
ppp-options = "{file}"
local-address = "{LNS_LOCAL}"
pool = "cisco"
{dialin}
[pool.cisco]
ranges = ["{POOL_FIRST}-10.10.10.24"]
""", prefix=prefix)


def lac(net, prefix=(), group="", dialin="", initiate_to=None, daemon=None):
    """Start the LAC's daemon for the domain cisco.com."""
    target = initiate_to or f'[{{ address = "{LNS_ADDRESS}" }}]'
    keys = {"hostname": "LAC", "plugin": plugin(), **(daemon or {})}
    return Vpdnd(net.lac, daemon_section(net.lac, **keys) + f"""
[[group]]
name = "cisco"
secret = "{SECRET}"
initiate-to = {target}
source = "{LAC_ADDRESS}"
{group}
[group.request-dialin]
domains = ["cisco.com"]
{dialin}
""", prefix=prefix)


def access(net, daemon_name="vpdnd", options=_LAC_OPTIONS):
    """Start the PPPoE server of the LAC, whose pppds load our plugin."""
    return PppoeServer(net.lac, "access0", [f"plugin {plugin()}", f"vpdn-socket {net.lac.path(daemon_name + '.plugin')}", *options])


def client(net, user=USER, password=PASSWORD, options=(), name="client-pppd"):
    """Dial in as the user."""
    net.client.secrets((user, "*", password))
    return PppoeClient(net.client, "user0", user, options=options, name=name)
