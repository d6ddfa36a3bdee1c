#!/usr/bin/env python3
"""The control socket under clients that do not behave: cut, long and bad lines, many clients, slow readers."""
import json
import os
import socket
import stat
import subprocess
import time
import unittest

from ctl_case import DONE, FAILED, FAKE_DAEMON, PATIENCE, WithDaemon, run


class Server(WithDaemon):
    def ask(self, client, line):
        client.sendall(line)
        return self.read_line(client)

    def read_line(self, client):
        data = b""
        while not data.endswith(b"\n"):
            chunk = client.recv(65536)
            if not chunk:
                return data
            data += chunk
        return data

    def test_mode_of_the_socket(self):
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o660)

    def test_a_request_in_single_octets(self):
        client = self.connect()
        for octet in b'{"id":1,"method":"bundle.list"}':
            client.send(bytes([octet]))
        self.assertIn(b'"bundles"', self.ask(client, b"\r\n"))

    def test_many_requests_in_one_write_are_all_answered(self):
        client = self.connect()
        client.sendall(b"".join(b'{"id":%d,"method":"pool.list"}\n' % i for i in range(500)))
        client.shutdown(socket.SHUT_WR)
        data = b"".join(iter(lambda: client.recv(65536), b""))
        self.assertEqual([json.loads(line)["id"] for line in data.splitlines()], list(range(500)))

    def test_bad_requests_are_answered_and_the_connection_lives(self):
        client = self.connect()
        for line, identity, code in ((b"hello", 0, "bad-request"), (b"[" * 60000, 0, "bad-request"),
                                     (b'{"id":2}', 2, "bad-request"), (b'{"id":3,"method":"nosuch"}', 3, "unknown-method"),
                                     (b'{"id":4,"method":"status","params":{"x":1}}', 4, "bad-params"),
                                     (b'{"id":5,"method":"tunnel.show","params":{"tunnel":65536}}', 5, "bad-params"),
                                     (b'{"id":6,"method":"tunnel.show","params":{"tunnel":"5"}}', 6, "bad-params"),
                                     (b'{"id":7,"method":"tunnel.close"}', 7, "bad-params"),
                                     (b'{"id":8,"method":"session.close","params":{"tunnel":5}}', 8, "bad-params")):
            reply = json.loads(self.ask(client, line + b"\n"))
            self.assertEqual((reply["id"], reply["error"]["code"]), (identity, code), line[:80])
        self.assertIn("result", json.loads(self.ask(client, b'{"id":9,"method":"status"}\n')))

    def test_an_oversized_line_ends_the_connection_with_a_reason(self):
        client = self.connect()
        try:
            client.sendall(b"x" * 200000)
        except BrokenPipeError:
            pass
        self.assertIn("must not be longer", json.loads(self.read_line(client))["error"]["message"])

    def test_a_cut_line_is_not_carried_out(self):
        client = self.connect()
        client.sendall(b'{"id":1,"method":"tunnel.close","params":{"tunnel":5}}')
        client.shutdown(socket.SHUT_WR)
        self.assertEqual(json.loads(self.read_line(client))["error"]["code"], "bad-request")
        self.assertIn('"local_id": 5', self.ctl("--json", "tunnel", "list"))

    def test_too_many_clients_are_turned_away_and_places_come_back(self):
        clients = [self.connect() for _ in range(64)]
        for i, client in enumerate(clients):
            self.assertEqual(json.loads(self.ask(client, b'{"id":%d,"method":"pool.list"}\n' % i))["id"], i)
        self.ctl("status", code=FAILED, error="Too many control connections (64); close one and try again.")
        clients[0].close()
        deadline = time.monotonic() + PATIENCE
        while run(self.path, "status").returncode != DONE:
            self.assertLess(time.monotonic(), deadline)

    def test_a_slow_reader_of_events_is_dropped(self):
        client = self.connect()
        self.ask(client, b'{"id":1,"method":"events.subscribe"}\n')
        self.order("flood")
        self.ctl("status")
        self.assertRegex(self.stop(), "control client dropped.*events too slowly")

    def test_a_socket_left_behind_is_replaced_and_a_live_one_is_not(self):
        second = subprocess.run([FAKE_DAEMON, self.path], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(second.returncode, 1)
        self.assertIn("another vpdnd answers there", second.stderr)
        self.daemon.kill()
        self.daemon.communicate()
        self.assertTrue(os.path.exists(self.path))
        third = subprocess.run([FAKE_DAEMON, self.path], input="", capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(third.returncode, 0, third.stderr)
        self.assertFalse(os.path.exists(self.path))


if __name__ == "__main__":
    unittest.main()
