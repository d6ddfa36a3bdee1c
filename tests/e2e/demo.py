#!/usr/bin/env -S python3 -B
"""The demonstration: a user's call from PPPoE to ping and to its end, told as it happens and checked at each step."""

import json
import os
import select
import sys
import threading
import time

from lib import dialin
from lib.kernel import FileWatch
from lib.scenario import Scenario
from lib.vpdnd import program
from lib.waiting import poll

VALGRIND = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--trace-children=no"]
MESSAGES = {1: "SCCRQ", 2: "SCCRP", 3: "SCCCN", 4: "StopCCN", 6: "HELLO", 10: "ICRQ", 11: "ICRP", 12: "ICCN", 14: "CDN"}
START = time.monotonic()


def say(text=""):
    """A line of the story with its time."""
    print(f"[{time.monotonic() - START:6.2f}] {text}" if text else "", flush=True)


def check(condition, text):
    """One thing that must have been seen."""
    if not condition:
        raise AssertionError("not seen: " + text)
    say("  seen: " + text)


class Monitor:
    """`l2tpctl --json monitor` of one daemon; every event is told and kept."""

    def __init__(self, machine, daemon):
        self.events = []
        self._machine = machine
        process = machine.start("monitor", [program("l2tpctl/l2tpctl"), "--json", "--socket", daemon.control, "monitor"])
        self._thread = threading.Thread(target=self._follow, args=(process,), daemon=True)
        self._thread.start()

    def wait_for(self, name, timeout=30):
        """The first event of that name."""
        return poll(f"{self._machine.name}: event {name}",
                    lambda: next((e for e in self.events if e["event"] == name), None), timeout)

    def _follow(self, process):
        told = 0
        watch, end = FileWatch(process.log), os.pidfd_open(process.pid)
        while process.running():
            lines = process.output().split("\n")[:-1]  # what follows the last line feed is not written to its end
            for line in lines[told:]:
                if not line.startswith("{"):
                    continue  # its last words on stderr, when the daemon has gone
                event = json.loads(line)
                self.events.append(event)
                details = {k: v for k, v in event.items() if k not in ("event", "time") and v not in (None, "")}
                say(f"{self._machine.name:>6}: {event['event']} " + " ".join(f"{k}={v}" for k, v in details.items()))
            told = len(lines)
            select.select([watch, end], [], [])
            watch.drain()


def judge(packets):
    """What the capture between LAC and LNS proves."""
    messages = dialin.control_messages(packets)
    for sender, kind, row in messages:
        say(f"  {sender} sent {MESSAGES.get(kind, '?'):8} AVPs {','.join(row.get('l2tp.avp.type', []))}")
    kinds = [kind for _sender, kind, _row in messages if kind != dialin.HELLO]
    check(kinds[:6] == [1, 2, 3, 10, 11, 12], "SCCRQ, SCCRP, SCCCN, ICRQ, ICRP, ICCN in this order")
    iccn = next(row for _sender, kind, row in messages if kind == dialin.ICCN)
    types = {int(kind, 0) for kind in iccn["l2tp.avp.type"]}
    check(set(range(26, 34)) <= types, "the ICCN carries proxy LCP and proxy authentication: AVPs 26 to 33")
    lns_lcp = packets.having(("ip.src", dialin.LNS_ADDRESS), "lcp", ("ppp.code", 1))
    check(not lns_lcp, "no LCP Configure-Request from the LNS to the user")
    proxied = int(iccn["l2tp.avp.proxy_authen_id"][0], 0)
    success = packets.values("chap.identifier", ("chap.code", 3))
    check({int(i, 0) for i in success} == {proxied}, f"CHAP Success with the id of the user's response ({proxied})")


def show_call(net, lac, lns, address):
    """The call is up: what the daemons tell of it."""
    poll("the call is up on the LNS", lambda: any(s["peer_address"] == address for s in lns.sessions()))
    for machine, daemon in ((net.lac, lac), (net.lns, lns)):
        say()
        say(f"{machine.name}: l2tpctl show")
        print(daemon.ctl("show").stdout, flush=True)
    session = lns.sessions()[0]
    check(session["user"] == dialin.USER and session["state"] == "established", "the LNS knows the user by name")


def watch_end(net, lns, at_lac, at_lns):
    """The user has hung up: what the daemons' monitors tell, and what is left."""
    down = at_lns.wait_for("session-down")
    check(down["result"] == 3 and down["by"] == "us", "the LNS ended the call with CDN 3 (the user's Terminate-Request)")
    down = at_lac.wait_for("session-down")
    check(down["result"] == 3 and down["by"] == "peer", "the LAC got that CDN 3")
    net.lns.wait_for_no_interface()
    poll("the address is back in the pool", lambda: lns.json("pool", "list")["pools"][0]["used"] == 0)  # when pppd has ended
    check(True, "the address is back in the pool")
    down = at_lns.wait_for("tunnel-down")
    check(down["result"] == 1, "the tunnel without sessions was closed with StopCCN 1")
    at_lac.wait_for("tunnel-down")


def run(net):
    """The story."""
    prefix = VALGRIND if os.environ.get("VPDN_VALGRIND") else []
    patience = 120 if prefix else 30
    recording = net.capture(net.lac, "core0")
    say("LNS: vpdnd serves group users, pool 10.10.10.11-24")
    lns = dialin.lns(net, prefix=prefix, group="no-session-timeout = 2")
    say("LAC: vpdnd forwards cisco.com to 192.0.2.2; pppoe-server answers users with pppd and vpdn.so")
    lac = dialin.lac(net, prefix=prefix, group="no-session-timeout = 4")
    dialin.access(net)
    monitors = [Monitor(net.lac, lac), Monitor(net.lns, lns)]

    say(f"user: {dialin.USER} calls over PPPoE with CHAP")
    client = dialin.client(net)
    interface, address, peer = client.wait_until_up(patience)
    check((address, peer) == (dialin.POOL_FIRST, dialin.LNS_LOCAL), f"the user has {address} from the LNS's pool on {interface}")
    show_call(net, lac, lns, address)
    print(net.client.run("ping", "-c", "3", "-i", "0.2", "-I", interface, peer).stdout, flush=True)
    say("user: hangs up")
    client.hang_up()
    watch_end(net, lns, *monitors)
    say()
    say("what tshark read between LAC and LNS:")
    judge(recording.stop())
    net.judge()
    check(True, "tshark finds nothing wrong in what LAC and LNS sent")
    for machine, daemon in ((net.lac, lac), (net.lns, lns)):
        status = daemon.process.stop(60)  # valgrind looks for leaks in the end
        check(status == 0, f"{machine.name}: vpdnd ended with status 0" + (" under valgrind" if prefix else ""))


def main():
    """Exit status 0 only if everything was seen."""
    with Scenario("demo") as net:
        run(net)
    say("all of it was really seen")
    return 0


if __name__ == "__main__":
    sys.exit(main())
