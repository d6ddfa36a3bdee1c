"""The library itself, with programs that are not ours: a PPPoE call that ends on its server, an L2TP call between two xl2tpd."""

from lib import xl2tp
from lib.pppoe import PppoeClient, PppoeServer
from lib.scenario import LNS_ADDRESS, ScenarioTest


class PlainPppoe(ScenarioTest):
    def test_a_call_by_chap_comes_up_and_its_end_is_seen(self):
        net = self.net
        net.client.secrets(("user", "*", "pass"))
        net.lac.secrets(("user", "*", "pass"))
        recording = net.capture(net.lac, "access0")
        server = PppoeServer(net.lac, "access0", ["require-chap", "name LAC", "noccp"])
        client = PppoeClient(net.client, "user0", "user")
        _interface, address, peer = client.wait_until_up()
        self.assertEqual((address, peer), ("10.20.0.10", "10.20.0.1"))
        self.assertIn("10.20.0.1", [own for pairs in net.lac.addresses().values() for own, _ in pairs])
        net.client.ping(peer)
        client.hang_up()
        server.wait_for("Connection terminated|LCP terminated by peer")
        net.lac.wait_for_no_interface()

        packets = recording.stop()
        self.assertEqual(packets.values("chap.name", ("chap.code", 2)), ["user"], packets)
        answered = packets.values("chap.identifier", ("chap.code", 2))
        self.assertEqual(packets.values("chap.identifier", ("chap.code", 3)), answered, packets)
        self.assertGreaterEqual(packets.count(("pppoe.code", 0xA7)), 1, packets)

    def test_a_wrong_password_is_refused(self):
        net = self.net
        net.client.secrets(("user", "*", "wrong"))
        net.lac.secrets(("user", "*", "pass"))
        PppoeServer(net.lac, "access0", ["require-chap", "name LAC", "noccp"])
        client = PppoeClient(net.client, "user0", "user")
        client.process.wait_for("CHAP authentication failed")
        self.assertEqual(client.process.wait(), 19)


class PlainL2tp(ScenarioTest):
    def test_xl2tpd_calls_xl2tpd_through_the_kernel(self):
        net = self.net
        net.lac.secrets(("user", "*", "pass"))
        net.lns.secrets(("user", "*", "pass"))
        recording = net.capture(net.lns, "core0")
        xl2tp.server(net.lns, "10.10.0.1", "10.10.0.2-10.10.0.9")
        caller = xl2tp.client(net.lac, LNS_ADDRESS, "user")
        caller.command("c call")
        _interface, address, peer = xl2tp.wait_until_up(net.lac)
        self.assertEqual((address, peer), ("10.10.0.2", "10.10.0.1"))
        net.lac.ping(peer)
        caller.command("d call")
        net.lns.wait_for_no_interface()

        packets = recording.stop()
        kinds = [int(kind) for kind in packets.values("l2tp.avp.message_type")]
        self.assertEqual(kinds[:6], [1, 2, 3, 10, 11, 12], packets)
        self.assertTrue({4, 14} & set(kinds[6:]), packets)
        self.assertGreaterEqual(packets.count("l2tp", "icmp"), 6, packets)
