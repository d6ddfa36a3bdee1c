"""What is measured: the load, on which daemons, and the goal of each figure."""

import resource
from dataclasses import dataclass, field
from typing import Optional

OURS, PROCESS, WORKING, L2TPNS, XL2TPD = "vpdnd", "vpdnd+process", "vpdnd+working", "l2tpns", "xl2tpd"

# A call with a process takes three descriptors of the daemon; not every machine lets even root have more than 20000.
LIVE_PROCESSES = min(10000, (resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 2000) // 3 // 100 * 100 - 1000)


@dataclass
class Goal:
    """Either a ratio to peers (median over median) or a bound of our own value; `most`: not above it, else not below."""
    bound: float
    peers: tuple = ()
    most: bool = False

    def text(self):
        sign = "<=" if self.most else ">="
        return f"{sign} {self.bound:g}" + (" x " + ", ".join(self.peers) if self.peers else "")


@dataclass
class Figure:
    title: str
    value: str                 # key of the load's answer, or one of the derived ones (report.py)
    goals: list = field(default_factory=list)
    decimals: int = 0


@dataclass
class Load:
    """One load on fresh daemons; several figures come out of it."""
    name: str
    arguments: dict
    daemons: tuple
    figures: list
    special: dict = field(default_factory=dict)  # daemon -> arguments that differ, with the reason beside it
    runs: Optional[int] = None                   # where once is enough


def _calls_without_process(flight, ratio, count):
    return Load(f"calls-{flight}", {"mode": "calls", "tunnels": 16, "flight": flight, "count": count, "seconds": 15},
                (OURS, L2TPNS), [
                    Figure(f"calls/s, no process, {flight} in flight", "rate", [Goal(ratio, (L2TPNS,))]),
                    Figure(f"  CPU s per 1000 calls, {flight} in flight", "cpu_per_1000", decimals=4),
                    Figure(f"  call set-up p50 ms, {flight} in flight", "p50_ms", decimals=3),
                    Figure(f"  call set-up p99 ms, {flight} in flight", "p99_ms", decimals=3)],
                # Its windows stall for a second each: 4000 calls would take a minute.
                {L2TPNS: {"count": 512}} if flight == 256 else {})


def _calls_with_process(flight):
    return Load(f"process-{flight}", {"mode": "calls", "tunnels": 16, "flight": flight, "count": 400, "processes": 1,
                                             "seconds": 20}, (PROCESS, XL2TPD), [
                    Figure(f"calls/s, a process each, {flight} in flight", "rate", [Goal(1.8, (XL2TPD,))]),
                    Figure(f"  daemon CPU s per 1000 calls, {flight} in flight", "cpu_per_1000",
                           [Goal(0.3, (XL2TPD,), True)], 3)])


LOADS = [
    # 450: l2tpns has room for 498.
    Load("tunnels", {"mode": "tunnels", "count": 450, "flight": 16}, (OURS, L2TPNS, XL2TPD), [
        Figure("tunnels/s, 16 in flight", "rate", [Goal(1.3, (L2TPNS,)), Goal(3.5, (XL2TPD,))]),
        Figure("  CPU s per 1000 tunnels", "cpu_per_1000", decimals=4)]),
    Load("memory", {"mode": "tunnels", "count": 1000, "flight": 16, "settle": 0.1}, (OURS, L2TPNS, XL2TPD), [
        Figure("memory at start, MB", "rss_before_mb", [Goal(10, most=True)], 1),
        Figure("memory per 1000 tunnels, MB", "rss_per_1000", [Goal(1.5, most=True)], 2)], {L2TPNS: {"count": 450}}),
    Load("tunnel-churn", {"mode": "tunnels", "count": 2000, "flight": 16, "churn": 1, "seconds": 5},
         (OURS, L2TPNS, XL2TPD), [Figure("tunnels opened and closed/s", "rate")]),
    _calls_without_process(1, 1.5, 3000),
    _calls_without_process(16, 2, 4000),
    _calls_without_process(256, 100, 4000),
    Load("call-churn", {"mode": "calls", "tunnels": 16, "flight": 16, "count": 4000, "churn": 1, "seconds": 15},
         (OURS, L2TPNS), [Figure("calls made and ended/s, no process", "rate")]),
    _calls_with_process(1),
    _calls_with_process(16),
    _calls_with_process(256),
    Load("flat", {"mode": "flat", "tunnels": 16, "flight": 16, "count": 10000, "settle": 0.1}, (OURS,), [
        Figure("rate at 10000 live calls / at none, no process", "last_to_first", [Goal(0.85), Goal(1.15, most=True)], 2),
        Figure("memory per 1000 calls, MB", "rss_per_1000", [Goal(1, most=True)], 2)]),
    Load("process-flat", {"mode": "flat", "tunnels": 16, "flight": 16, "count": LIVE_PROCESSES, "processes": 1, "seconds": 100},
         (PROCESS,), [
             Figure(f"rate at {LIVE_PROCESSES} live calls / at none, a process each", "last_to_first",
                    [Goal(0.85), Goal(1.15, most=True)], 2)]),
    Load("most-tunnels", {"mode": "tunnels", "count": 60000, "flight": 16, "settle": 0.5}, (OURS,), [
        Figure("tunnels at once", "done", [Goal(60000)]),
        Figure("  memory per 1000 of them, MB", "rss_per_1000", [Goal(1.5, most=True)], 2),
        Figure("  tunnels/s on the way", "rate")], runs=1),
    Load("most-calls", {"mode": "calls", "tunnels": 1, "count": 65000, "flight": 16, "settle": 0.5}, (OURS,), [
        Figure("calls on one tunnel", "done", [Goal(65000)]),
        Figure("  memory per 1000 of them, MB", "rss_per_1000", [Goal(1, most=True)], 2),
        Figure("  calls/s on the way", "rate")], runs=1),
    Load("loss", {"mode": "calls", "tunnels": 16, "flight": 16, "count": 320, "loss": 0.05, "seconds": 40},
         (PROCESS, L2TPNS, XL2TPD), [
             Figure("calls/s with 5 % loss each way", "rate", [Goal(1.3, (L2TPNS, XL2TPD))], 1),
             Figure("  call set-up p99 ms", "p99_ms")]),
    Load("stop", {"mode": "stop", "tunnels": 50, "count": 4, "seconds": 15}, (OURS, PROCESS, L2TPNS, XL2TPD), [
        Figure("stop, 50 tunnels of 4 calls: StopCCNs", "stop_received", [Goal(50)]),
        Figure("  ms until all are out", "all_out_ms", [Goal(50, most=True)], 1),
        Figure("  ms until the process is gone", "gone_ms", decimals=1)]),
    Load("burst-tunnels", {"mode": "tunnels", "count": 256, "flight": 256, "seconds": 15}, (OURS, L2TPNS, XL2TPD), [
        Figure("256 SCCRQs at once: retransmissions", "retransmissions", [Goal(0, most=True)]),
        Figure("  tunnels up", "done", [Goal(256)])]),
    Load("burst-calls", {"mode": "calls", "tunnels": 256, "count": 256, "flight": 256, "seconds": 15},
         (OURS, L2TPNS, XL2TPD), [
             Figure("256 ICRQs at once: retransmissions", "retransmissions", [Goal(0, most=True)]),
             Figure("  calls up", "done", [Goal(256)])]),
    Load("storm", {"mode": "calls", "tunnels": 16, "count": 5000, "flight": 5000, "processes": 1, "seconds": 120}, (WORKING,), [
        Figure("5000 calls at once, a start of 5 ms CPU each: lost", "lost", [Goal(0, most=True)]),
        Figure("  calls up", "done", [Goal(5000)]),
        Figure("  seconds until the last one's process runs", "seconds", decimals=1)], runs=1),
    Load("flood", {"mode": "flood", "count": 20000, "rate": 4000, "ports": 1000, "settle": 1, "seconds": 20},
         (OURS, L2TPNS, XL2TPD), [
             Figure("20000 SCCRQs at 4000/s: live calls lost", "lost", [Goal(0, most=True)]),
             Figure("  live calls made meanwhile", "done"),
             Figure("  their set-up p99 ms", "p99_ms", [Goal(20, most=True)], 2),
             Figure("  memory after / before", "rss_after_to_before", [Goal(1.1, most=True)], 2)]),
    Load("reopen", {"mode": "reopen", "count": 10, "tunnels": 8, "seconds": 15}, (OURS, L2TPNS, XL2TPD), [
        Figure("10 tunnels, each right after a StopCCN, same port", "reopened", [Goal(10)]),
        Figure("8 tunnels from one address and port", "together", [Goal(8)])]),
]
