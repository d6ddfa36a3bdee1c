"""Tests of our LAC on this machine: calls that a stand-in for vpdn.so brings, LNSs in the hands of the test."""

import threading

from lib.host_case import LNS_PORT, PASSWORD, SECRET, USER, HostTest
from lib.plugin_client import PluginClient
from lib.waiting import DEFAULT_TIMEOUT, Timeout
from peer import Peer


class Served:
    """An LNS in a thread: `script(peer)` is run; result() gives what it returned, or raises what it raised."""

    def __init__(self, peer, script):
        self.peer, self._value, self._error = peer, None, None
        self._thread = threading.Thread(target=self._run, args=(script,), daemon=True)
        self._thread.start()

    def _run(self, script):
        try:
            self._value = script(self.peer)
        except BaseException as error:  # pylint: disable=broad-except  # handed to the test
            self._error = error

    def done(self):
        """Is the script through?"""
        return not self._thread.is_alive()

    def result(self, timeout=DEFAULT_TIMEOUT + 5):
        """Wait for the end of the script, which has its own timeouts."""
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise Timeout("the scripted LNS is not through")
        if self._error:
            raise self._error
        return self._value


class LacTest(HostTest):
    """LNSs are self.lns(host); users come by self.user()."""

    def lac_group(self, *lines, lns=(2,), name="cisco", secret=SECRET, domains="cisco.com"):
        targets = ", ".join(f'{{ address = "{self.machine.address(host)}", priority = {place} }}' for place, host in enumerate(lns, 1))
        authentication = f'secret = "{secret}"' if secret else "authentication = false"
        return "\n".join(["", "[[group]]", f'name = "{name}"', authentication, f"initiate-to = [ {targets} ]",
                          f'source = "{self.machine.address(1)}"', *lines, "[group.request-dialin]", f'domains = ["{domains}"]', ""])

    def lns(self, host=2, secret=SECRET, port=LNS_PORT, **options):
        self._tunnel += 1
        return Peer(self.machine.udp(host, port), None, secret=secret, host_name=f"LNS{host}", tunnel=self._tunnel, **options)

    def plugin(self):
        client = PluginClient(self.machine.path("vpdnd.plugin"))
        self.addCleanup(client.close)
        return client

    def user(self, user=USER, password=PASSWORD, **fields):
        """A plugin that has greeted and told of its user."""
        client = self.plugin()
        client.hello()
        client.call(user, password, **fields)
        return client

    def forwarded(self, lns, **fields):
        """(plugin, Call at the LNS, ICRQ, ICCN) of a call that went through."""
        serving = Served(lns, lambda peer: (peer.accept_tunnel(), peer.accept_call())[1])
        user = self.user(**fields)
        user.hand_over()
        return user, *serving.result()
