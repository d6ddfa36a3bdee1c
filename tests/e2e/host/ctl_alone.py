#!/usr/bin/env python3
"""l2tpctl without a daemon, with one that answers nonsense, and with wrong command lines."""
import os
import pathlib
import socket
import tempfile
import threading
import unittest

from ctl_case import DONE, FAILED, SOURCE, UNREACHABLE, USAGE, run


class Alone(unittest.TestCase):
    def test_no_daemon(self):
        result = run("/nonexistent/control.sock", "show")
        self.assertEqual(result.returncode, UNREACHABLE)
        self.assertEqual(result.stderr, "l2tpctl: The daemon cannot be reached at /nonexistent/control.sock (No such file or "
                                        "directory); is it running? `systemctl status vpdnd` tells.\n")

    def lie(self, answer, *arguments):
        """A socket that answers every request with the same octets and closes."""
        with tempfile.TemporaryDirectory() as directory:
            path = directory + "/s"
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            listener.listen()

            def serve():
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

            thread = threading.Thread(target=serve)
            thread.start()
            result = run(path, *(arguments or ("show",)))
            thread.join()
            listener.close()
            return result

    def test_bad_replies(self):
        for answer, code, text in ((b"garbage\n", FAILED, "not JSON at octet 1"), (b'{"id":1}\n', FAILED, "either a result or an error"),
                                   (b'{"id":7,"result":{}}\n', FAILED, "answers another request"),
                                   (b'{"id":1,"result":5}\n', FAILED, "has no tunnels"),
                                   (b'{"id":1,"result":{"tunnels"', UNREACHABLE, "in the middle of a reply"),
                                   (b"", UNREACHABLE, "closed the connection"),
                                   (b"[" * 100000 + b"\n", FAILED, "nested too deep"),
                                   (b'{"id":1,"error":{"code":"new","message":"a\\u001b[31m\\u009b"}}\n', FAILED, "a\\x1b[31m\\u{009b}")):
            with self.subTest(answer=answer[:40]):
                result = self.lie(answer)
                self.assertEqual(result.returncode, code, result.stderr)
                self.assertIn(text, result.stderr)
                self.assertEqual(result.stderr.count("\n"), 1)

    def test_usage(self):
        for words in ("", "nosuch", "tunnel", "tunnel show", "tunnel show x", "tunnel show 0", "tunnel show 65536", "show more",
                      "--json --dump show", "tunnel close", "tunnel close 5 --peer x", "session show 5", "session show 5/",
                      "session close", "session close 5/6 --user x", "debug packets maybe", "show --nosuch"):
            result = run("/nonexistent/s", *words.split())
            self.assertEqual((result.returncode, result.stdout), (USAGE, ""), words)
            self.assertRegex(result.stderr, r"^l2tpctl: .*[.]\n$", words)

    def test_help_and_version(self):
        self.assertEqual(run("/nonexistent/s", "--help").returncode, DONE)
        self.assertRegex(run("/nonexistent/s", "--version").stdout, r"^l2tpctl \d")
        commands = run("/nonexistent/s", "--list-commands").stdout
        page = (SOURCE / "man/l2tpctl.8").read_text().replace("\\-", "-").replace("\\fI", "").replace("\\fR", "")
        for line in commands.splitlines():
            path = " ".join(word for word in line.split() if word.islower() and not word.startswith("-"))
            self.assertRegex(page, rf"(?m)^\.(B|BR) \"?{path}", "not in the man page")

    def test_check_config_of_a_file_runs_vpdnd(self):
        with tempfile.TemporaryDirectory() as directory:
            program = pathlib.Path(directory, "vpdnd")
            program.write_text('#!/bin/sh\necho "$@"\n[ "$3" != bad ]\n')
            program.chmod(0o755)
            environment = {**os.environ, "VPDND": str(program)}
            good = run("/nonexistent/s", "check-config", "good; rm x", env=environment)
            self.assertEqual((good.returncode, good.stdout), (DONE, "--check-config --config good; rm x\n"))
            self.assertEqual(run("/nonexistent/s", "check-config", "bad", env=environment).returncode, FAILED)
            missing = run("/nonexistent/s", "check-config", "x", env={**os.environ, "VPDND": directory + "/none"})
            self.assertEqual(missing.returncode, FAILED)
            self.assertIn("cannot be started", missing.stderr)


if __name__ == "__main__":
    unittest.main()
