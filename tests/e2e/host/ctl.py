#!/usr/bin/env python3
"""The real l2tpctl against a real control socket with a fake daemon behind it: outputs and actions.

Golden files: tests/golden/l2tpctl; UPDATE_GOLDEN=1 writes them anew. Times are replaced by TIME.
"""
import json
import os
import re
import select
import shlex
import signal
import subprocess
import time
import unittest

from ctl_case import DONE, FAILED, L2TPCTL, NOTHING, PATIENCE, SOURCE, USAGE, WithDaemon, run

GOLDEN = SOURCE / "tests/golden/l2tpctl"


class Outputs(WithDaemon):
    def check_golden(self, name, text):
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME", text)
        if os.environ.get("UPDATE_GOLDEN"):
            (GOLDEN / name).write_text(text, encoding="utf-8")
        self.assertEqual(text, (GOLDEN / name).read_text(encoding="utf-8"))

    def test_every_reader_in_every_style(self):
        for words in ("show", "status", "tunnel list", "tunnel show 5", "session list", "session list --ended",
                      "session show 5/17", "multilink list", "multilink show ppp0", "pool list", "lns list", "call list", "pppoe list",
                      "radius list", "radius show isp", "check-config", "reload"):
            for style in ("", "--json", "--dump"):
                with self.subTest(words=words, style=style):
                    text = self.ctl(*style.split(), *words.split())
                    name = words.replace(" --", "-").replace(" ", "-").replace("/", "-") + (style.replace("--", ".") or ".txt")
                    self.check_golden(name, text)
                    if style == "--json":
                        json.loads(text)

    def test_dump_lines_have_the_documented_fields(self):
        for line in self.ctl("--dump", "session", "list").splitlines():
            self.assertEqual(len(line.split("\t")), 22)
        for line in self.ctl("--dump", "session", "list", "--ended").splitlines():
            self.assertEqual(len(line.split("\t")), 27)
        for line in self.ctl("--dump", "tunnel", "list").splitlines():
            self.assertEqual(len(line.split("\t")), 10)

    def completed(self, *words):
        """What bash offers for the last word of this command line."""
        script = ('. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _l2tpctl; '
                  '[ ${#COMPREPLY[@]} = 0 ] || printf "%s\\n" "${COMPREPLY[@]}"')
        path = os.path.dirname(os.path.abspath(L2TPCTL)) + ":" + os.environ["PATH"]
        line = ["l2tpctl", "--socket", self.path, *words]
        done = subprocess.run(["bash", "-c", script, "bash", SOURCE / "etc/completion/l2tpctl", *line], capture_output=True,
                              text=True, timeout=PATIENCE, check=True, env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def test_completion(self):
        self.assertEqual(self.completed("tunnel", "close", "--peer", "L"), ["LAC"])
        self.assertEqual(self.completed("tunnel", "close", ""), ["5", "61234"])
        self.assertEqual(self.completed("debug", "ppp", "o"), ["on", "off"])
        self.assertEqual(self.completed("tunnel", "close", "--"), ["--socket", "--json", "--dump", "--help", "--peer", "--group"])
        self.assertIn("tunnel", self.completed("t"))
        self.assertEqual(self.completed("tunnel", "open", ""), ["wholesale", "other"])
        self.assertEqual(self.completed("tunnel", "close", "--group", "w"), ["wholesale"])
        self.assertEqual(self.completed("session", "show", "5"), ["5/17", "5/18"])
        self.assertEqual(self.completed("multilink", "close", ""), ["ppp0"])
        self.assertEqual(self.completed("pppoe", "close", ""), ["eth1.100/65534", "eth1/1"])
        self.assertEqual(self.completed("call", ""), ["end", "list", "home", "office"])
        self.assertEqual(self.completed("call", "end", "o"), ["office"])
        self.assertEqual(self.completed("multilink", "list", "--user", "u"), ["user1@cisco.com"])
        self.assertEqual(self.completed("session", "list", "--peer", "L"), ["LAC"])
        self.assertEqual(self.completed("session", "list", "--ended", "--peer", ""), ["LAC", "other.example.net"])
        self.assertEqual(self.completed("session", "list", "--state", "w"), ["wait-connect"])
        self.assertIn("/usr", self.completed("check-config", "/us"))
        user, = (name for name in (line.split("\t")[4] for line in self.ctl("--dump", "session", "list").splitlines()) if " " in name)
        offered = self.completed("session", "close", "--user", user.split(" ", maxsplit=1)[0])
        self.assertEqual([shlex.split(line) for line in offered], [[user]])

    def test_a_closed_standard_output_is_told(self):
        result = subprocess.run(["/bin/sh", "-c", 'exec "$@" >&-', "sh", L2TPCTL, "--socket", self.path, "status"], capture_output=True,
                                text=True, timeout=PATIENCE, check=False)
        self.assertEqual(result.returncode, FAILED)
        self.assertIn("The output cannot be written", result.stderr)

    def test_options_may_follow_the_command(self):
        self.assertEqual(len(json.loads(self.ctl("tunnel", "list", "--json"))["tunnels"]), 2)

    def test_monitor_prints_events_as_they_come(self):
        for style in ("", "--json", "--dump"):
            monitor = subprocess.Popen([L2TPCTL, "--socket", self.path, *style.split(), "monitor"], stdout=subprocess.PIPE,
                                       text=True)
            try:
                self.wait_for_subscriber(monitor)
                text = monitor.stdout.readline() + monitor.stdout.readline()
            finally:
                monitor.send_signal(signal.SIGTERM)
                monitor.communicate(timeout=PATIENCE)
            self.check_golden("monitor" + (style.replace("--", ".") or ".txt"), text)

    def wait_for_subscriber(self, monitor):
        """Events go to nobody until the request has arrived: publish until the first can be read."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.order("event")
            if select.select([monitor.stdout], [], [], 0.2)[0]:
                return
        self.fail("no event came")


class Actions(WithDaemon):
    def ids(self):
        return [row["local_id"] for row in json.loads(self.ctl("--json", "tunnel", "list"))["tunnels"]]

    def test_close_by_id_and_filter(self):
        self.assertEqual(self.ctl("session", "close", "5/18"), "1 session closed.\n")
        self.ctl("session", "close", "5/18", code=NOTHING,
                 error="There is no session 5/18; `l2tpctl session list` shows those that are.")
        self.assertEqual(self.ctl("--dump", "session", "close", "--group", "wholesale", "--state", "established"), "closed\t1\n")
        self.ctl("session", "close", "--user", "nobody", code=NOTHING, error="No session matches.")
        self.assertEqual(self.ctl("tunnel", "close", "61234"), "1 tunnel closed.\n")
        self.assertEqual(json.loads(self.ctl("--json", "tunnel", "close", "--peer", "LAC")), {"closed": 1})
        self.assertEqual(self.ids(), [])
        self.ctl("tunnel", "close", "--group", "wholesale", code=NOTHING, error="No tunnel matches.")

    def test_lns(self):
        self.assertEqual(self.ctl("lns", "drain", "192.0.2.1"), "LNS 192.0.2.1: no new calls; those that are up stay.\n")
        self.assertEqual(self.ctl("lns", "undrain", "--group", "wholesale"), "The LNSs of group wholesale: new calls again.\n")
        self.assertEqual(json.loads(self.ctl("--json", "lns", "drain", "all")), {"lns": None, "group": None, "drained": True})
        self.ctl("lns", "undrain", "192.0.2.1", code=NOTHING, error="192.0.2.1 was not drained by this; `l2tpctl lns list` shows what is.")
        self.ctl("lns", "drain", "--group", "nosuch", code=NOTHING, error='There is no group "nosuch" in the configuration.')
        self.ctl("lns", "drain", code=USAGE, error='Say which LNS: give either an address, a name or "all", or --group.')
        for nothing in ("a b", "192.0.2.1:", "192.0.2.1:99999", "[2001:db8::1", "192.0.2.300"):
            self.ctl("lns", "drain", nothing, code=USAGE, error='lns must be an address or a name, with or without a port, or "all".')
        self.ctl("lns", "undrain", "--group", "nosuch")

    def test_pppoe_users(self):
        self.ctl("pppoe", "close", "eth1.100/65534", code=NOTHING, error="There is no call of PPPoE session eth1.100/65534; `l2tpctl pppoe "
                                                                         "list` shows those that are.")
        self.ctl("pppoe", "close", "--user", "nobody", code=NOTHING, error="No PPPoE session matches.")
        self.ctl("pppoe", "close", code=USAGE, error="Say which sessions to close: give either an ID, or some of --user and --state.")
        self.ctl("pppoe", "close", "17", code=USAGE, error='A PPPoE session\'s ID is written INTERFACE/SID, as in eth1/17, not "17"; '
                                                          "`l2tpctl pppoe list` shows them.")
        self.assertEqual(self.ctl("pppoe", "close", "eth1/1"), "1 session closed.\n")
        self.assertEqual(self.ctl("pppoe", "close", "--state", "forwarded"), "1 session closed.\n")
    def test_calls(self):
        self.assertEqual(self.ctl("call", "office"), "Call office to lns.example.net:1701 is up: ppp3, 10.10.10.11.\n")
        self.assertEqual(json.loads(self.ctl("--json", "call", "office"))["session"], [{"tunnel_id": 5, "local_id": 16}])
        self.ctl("call", "home", code=FAILED, error="The call is not up: no answer.")
        self.ctl("call", "nobody", code=NOTHING, error='There is no call "nobody".')
        self.ctl("call", code=USAGE, error="Say which call: give its NAME; `l2tpctl call list` shows those that there are.")
        self.assertEqual(self.ctl("call", "end", "office"), "Call office is hung up.\n")
        self.ctl("call", "end", "home", code=FAILED, error='Call "home" is neither up nor tried.')
        self.ctl("call", "end", "nobody", code=NOTHING,
                 error='There is no call "nobody" in the configuration; `l2tpctl call list` shows those that are.')
        self.ctl("call", "end", code=USAGE, error="NAME is required; `l2tpctl call end --help` shows what there is.")

    def test_bundles(self):
        unknown = "There is no such bundle; `l2tpctl multilink list` shows those that are."
        self.ctl("multilink", "show", "ppp1", code=NOTHING, error=unknown)
        self.ctl("multilink", "close", "ppp1", code=NOTHING, error=unknown)
        self.ctl("multilink", "close", "--user", "nobody", code=NOTHING, error="No bundle matches.")
        self.ctl("multilink", "close", code=USAGE, error="Say which bundles to close: give either a BUNDLE, or --user.")
        self.assertEqual(self.ctl("multilink", "close", "user1@cisco.com"), "1 session closed.\n")

    def test_open(self):
        self.assertEqual(self.ctl("tunnel", "open", "wholesale"), "Tunnel 77 to LAC (18.18.18.2) is established.\n")
        self.assertEqual(json.loads(self.ctl("--json", "tunnel", "open", "wholesale", "10.0.0.1"))["remote_address"], "10.0.0.1")
        self.ctl("tunnel", "open", "nosuch", code=NOTHING, error='There is no group "nosuch".')
        self.ctl("tunnel", "open", "refusing", code=FAILED, error="The peer refused: StopCCN 4, \\x1b[31mno\\x1b[0m.")

    def test_open_waits_until_the_tunnel_is_established(self):
        opening = subprocess.Popen([L2TPCTL, "--socket", self.path, "tunnel", "open", "later"], stdout=subprocess.PIPE, text=True)
        self.order("open")  # answered once the request has arrived and is granted
        self.assertEqual(opening.communicate(timeout=PATIENCE)[0], "Tunnel 5 to LAC (192.168.1.2) is established.\n")

    def test_hello_and_debug(self):
        self.assertEqual(self.ctl("tunnel", "hello", "5"), "HELLO sent on tunnel 5.\n")
        self.ctl("tunnel", "hello", "61234", code=FAILED,
                 error="Tunnel 61234 is not established; only an established tunnel can send a HELLO.")
        self.ctl("tunnel", "hello", "6", code=NOTHING, error="There is no tunnel 6; `l2tpctl tunnel list` shows those that are.")
        self.ctl("debug", "packets", "on")
        self.assertEqual(json.loads(self.ctl("--json", "status"))["debug"], ["errors", "packets"])
        self.ctl("debug", "packets", "off")
        self.assertEqual(json.loads(self.ctl("--json", "status"))["debug"], ["errors"])
        self.ctl("debug", "magic", "on", code=USAGE,
                 error='There is no debug area "magic"; use events, packets, errors, ppp, radius or dataplane.')

    def test_a_broken_configuration_is_refused_with_its_errors(self):
        self.order("break")
        for command, last in (("reload", "Nothing was changed; correct the configuration and reload again."),
                              ("check-config", "The configuration has errors; correct them before the next reload.")):
            result = run(self.path, command)
            self.assertEqual(result.returncode, FAILED)
            self.assertEqual(result.stdout, "")
            self.assertEqual(result.stderr.splitlines(),
                             ["l2tpctl: /etc/vpdnd/vpdnd.conf:3:1: daemon.hostnam: unknown key; did you mean hostname?",
                              "l2tpctl: /etc/vpdnd/conf.d/a.conf:1:8: group.name: expected a text", "l2tpctl: " + last])

    def test_filters_of_lists(self):
        rows = json.loads(self.ctl("--json", "session", "list", "--peer", "LAC", "--user", "user1@cisco.com"))["sessions"]
        self.assertEqual([row["local_id"] for row in rows], [17])
        self.assertEqual(json.loads(self.ctl("--json", "session", "list", "--group", "nosuch", code=NOTHING,
                                             error="No session matches.")), {"sessions": []})

    def test_filters_of_ended_sessions(self):
        for words in ("--user user1@cisco.com", "--group wholesale", "--peer LAC --user user1@cisco.com"):
            rows = json.loads(self.ctl("--json", "session", "list", "--ended", *words.split()))["ended_sessions"]
            self.assertEqual([row["local_id"] for row in rows], [16], words)
        self.ctl("--dump", "session", "list", "--ended", "--user", "nobody", code=NOTHING, error="No ended session matches.")

    def test_changes_are_logged_with_who_made_them(self):
        self.ctl("tunnel", "close", "5")
        log = self.stop()
        self.assertRegex(log, r"control request.*tunnel\.close.*uid=")


if __name__ == "__main__":
    unittest.main()
