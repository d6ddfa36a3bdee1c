#!/usr/bin/env python3
"""l2tpctl without a daemon, with one that answers nonsense, and with wrong command lines."""
import json
import os
import pathlib
import re
import socket
import tempfile
import threading
import unittest

from ctl_case import BUILD, DONE, FAILED, UNREACHABLE, USAGE, run, run_line


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
                      "session close", "session close 5/6 --user x", "session list --ended --state idle", "debug packets maybe",
                      "show --nosuch"):
            result = run("/nonexistent/s", *words.split())
            self.assertEqual((result.returncode, result.stdout), (USAGE, ""), words)
            self.assertRegex(result.stderr, r"^l2tpctl: .*[.]\n$", words)

    def test_a_wrong_command_names_the_near_one(self):
        for words, near in (("tunel list", "tunnel"), ("tunnel lst", "tunnel list"), ("session clsoe 5/6", "session close"),
                            ("staus", "status"), ("--socket /x monitr", "monitor")):
            with self.subTest(words=words):
                result = run("/nonexistent/s", *words.split())
                self.assertEqual(result.returncode, USAGE)
                self.assertIn(f"(did you mean {near}?)", result.stderr)
        self.assertNotIn("did you mean", run("/nonexistent/s", "qqqqqqqqq").stderr)

    def test_help_and_version(self):
        overview = run("/nonexistent/s", "--help")
        self.assertEqual(overview.returncode, DONE)
        rows = re.findall(r"(?m)^  ([a-z-]+) {3,}(\S.*)$", overview.stdout.partition("Subcommands:")[2])
        self.assertEqual(len(rows), 14, overview.stdout)
        self.assertIn(("lns", "LNSs that a LAC's calls go to"), rows)
        self.assertRegex(run("/nonexistent/s", "--version").stdout, r"^l2tpctl \d")
        for words, text in (((), "tunnel"), (("tunnel",), "hello"), (("tunnel", "open"), "GROUP (needed)"),
                            (("session", "list"), "--state STATE"), (("session", "list"), "--ended")):
            self.assertIn(text, " ".join(run("/nonexistent/s", *words, "--help").stdout.split()))

    def test_completion_needs_no_daemon_for_commands_and_options(self):
        for words, offered in (("", "call check-config debug lns monitor multilink pool pppoe radius reload session show status tunnel"),
                               ("session ", "close list show"), ("tunnel list ", ""), ("tunnel show ", ""),
                               ("session list --", "--socket --json --dump --help --user --peer --group --state --ended"),
                               ("session list --ended --", "--socket --json --dump --help --user --peer --group"),
                               ("session --user x show -", "--socket --json --dump --help"),
                               ("debug ", "events packets errors ppp radius dataplane"), ("debug events ", "on off"),
                               ("debug events on ", ""), ("nosuch ", ""), ("session list --peer ", "")):
            with self.subTest(words=words):
                result = run_line("--complete", "--socket", "/nonexistent/s", *words.split(" "))
                self.assertEqual((result.returncode, result.stderr), (DONE, ""))
                self.assertEqual(result.stdout.splitlines(), ["words", *offered.split()])
        for words in ("--socket ", "check-config ", "--json check-config x"):
            self.assertEqual(run_line("--complete", *words.split(" ")).stdout, "files\n")

    def test_check_config_of_a_file_runs_vpdnd(self):
        with tempfile.TemporaryDirectory() as directory:
            program = pathlib.Path(directory, "vpdnd")
            program.write_text('#!/bin/sh\necho "$@"\n[ "$3" != bad ]\n')
            program.chmod(0o755)
            environment = {**os.environ, "VPDND": str(program)}
            good = run("/nonexistent/s", "check-config", "good; rm x", env=environment)
            self.assertEqual((good.returncode, good.stdout), (DONE, "--check-config --config good; rm x\n"))
            self.assertEqual(run("/nonexistent/s", "check-config", "bad", env=environment).returncode, FAILED)
            for broken in ("exit 1", "kill -9 $$", "echo 'x:1:1: k: an error' >&2"):
                program.write_text(f"#!/bin/sh\n{broken}\n")
                result = run("/nonexistent/s", "--json", "check-config", "x", env=environment)
                self.assertEqual((result.returncode, result.stdout), (FAILED, ""), broken)
                self.assertRegex(result.stderr, "vpdnd ended with status (0|1|-1); check without")
            missing = run("/nonexistent/s", "check-config", "x", env={**os.environ, "VPDND": directory + "/none"})
            self.assertEqual(missing.returncode, FAILED)
            self.assertIn("cannot be started", missing.stderr)


    def test_check_config_of_a_file_is_one_document(self):
        with tempfile.TemporaryDirectory() as directory:
            environment = {**os.environ, "VPDND": str(BUILD / "daemon/vpdnd")}
            pool = '[pool.p]\nranges = ["192.0.2.1"]\n'
            for text, errors, code in (("", 0, DONE), ("[daemon]\nhostnam = 5\nlisten = 7\n", 2, FAILED)):
                file = pathlib.Path(directory, "vpdnd.conf")
                file.write_text(pool + text)
                result = run("/nonexistent/s", "--json", "check-config", str(file), env=environment)
                self.assertEqual(result.returncode, code, result.stderr)
                report = json.loads(result.stdout)
                self.assertEqual(list(report), ["file", "errors", "notes"])
                self.assertEqual(report["file"], str(file))
                self.assertEqual(len(report["errors"]), errors, report)
                self.assertTrue(all(f"l2tpctl: {line}\n" in result.stderr for line in report["errors"]), result.stderr)
                if not errors:
                    self.assertEqual(report["notes"], [f"{file}:1:1: group: is nowhere: without a [[group]] nobody is served",
                                                       f"{file}:1:7: pool.p: is used by no group"])
                dump = run("/nonexistent/s", "--dump", "check-config", str(file), env=environment)
                self.assertEqual((dump.returncode, dump.stdout.count("\n")), (code, 3))

    def test_a_daemon_that_takes_no_connections(self):
        with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as listener:
            listener.bind(directory + "/s")
            listener.listen(0)
            waiting = []
            while not waiting or waiting[-1].connect_ex(directory + "/s") == 0:
                waiting.append(socket.socket(socket.AF_UNIX))
                waiting[-1].setblocking(False)
            result = run(directory + "/s", "show")
            for client in waiting:
                client.close()
            self.assertEqual(result.returncode, UNREACHABLE)
            self.assertEqual(result.stderr, "l2tpctl: The daemon does not answer in time; look at its log.\n")


if __name__ == "__main__":
    unittest.main()
