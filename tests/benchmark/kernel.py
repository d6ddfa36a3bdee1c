"""tests/bench kernel, inside of the guest: real pppds on a kernel with L2TP."""

import json
import os
import signal
import subprocess
import time

import daemons
import report
from kernel_figures import EXEC, FLOOR, WAITING, XL2TPD

COLUMNS = ("figure", "waiting", "exec", "xl2tpd", "floor", "ratio", "goal", "reached")
KINDS = {WAITING: daemons.VpdndWaiting, EXEC: daemons.VpdndExec, XL2TPD: daemons.Xl2tpdKernel}
GENERATOR_CPU = str(min(1, os.cpu_count() - 1))


def prepare():
    """What is measured is not how many descriptors and frames may wait."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    os.makedirs("/run/lock", exist_ok=True)


def floor(load, programs):
    """pppd reads its options and ends."""
    count = load.arguments["count"]
    command = [programs.pppd, "nodetach", "notty", "noauth", "dryrun"]
    begin = time.monotonic()
    for _ in range(count):
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
            (os.POSIX_SPAWN_OPEN, descriptor, "/dev/null", os.O_RDWR, 0) for descriptor in (0, 1, 2)])
        os.waitpid(pid, 0)
    return {"rate": count / (time.monotonic() - begin), "done": count}


def load_command(programs, daemon, mode, **keys):
    return ["taskset", "-c", GENERATOR_CPU, "nice", "-n", "-10", programs.l2tp_load, mode, f"target=127.0.0.1:{daemons.PORT}",
            f"pid={daemon.process.pid}"] + [f"{key}={value}" for key, value in keys.items()]


class Bystander:
    """A peer that only says HELLO."""

    def __init__(self, programs, daemon):
        self._process = subprocess.Popen(load_command(programs, daemon, "hello", seconds=600), stdout=subprocess.PIPE, text=True)

    def end(self):
        self._process.send_signal(signal.SIGTERM)
        answer = json.loads(self._process.communicate(timeout=60)[0])
        return {"hello_" + key: value for key, value in answer.items()}


def loop_times(daemon, programs):
    """How long the turns of vpdnd's event loop took, in ms; nothing of others."""
    if not isinstance(daemon, daemons.Vpdnd):
        return {}
    done = subprocess.run([programs.l2tpctl, "--socket", daemon.path("control.sock"), "--json", "status"], capture_output=True,
                          text=True, check=True, timeout=60)
    loop = json.loads(done.stdout)["loop"]
    return {"loop_" + name.replace("_us", "_ms"): value / 1000 for name, value in loop.items() if name.endswith("_us")}


def generate(load, daemon, programs):
    keys = dict(load.arguments)
    mode, watched = keys.pop("mode"), keys.pop("bystander", 0)
    bystander = Bystander(programs, daemon) if watched or mode == "idle" else None
    answer = {}
    if mode == "idle":
        time.sleep(keys["seconds"])  # what is measured is that nothing else happens
    else:
        done = subprocess.run(load_command(programs, daemon, mode, **keys), capture_output=True, text=True, check=False, timeout=600)
        if done.returncode != 0:
            raise daemons.Broken(done.stderr.strip() + " " + daemon.last_words())
        answer = json.loads(done.stdout)
        if answer["done"] < keys["count"]:
            raise daemons.Broken(f"only {answer['done']} of {keys['count']} calls: {daemon.last_words()}")
    if answer.get("done"):
        answer["machine_cpu_per_call_ms"] = answer["machine_cpu_s"] * 1000 / answer["done"]
        answer["machine_kb_per_call"] = answer["machine_mb"] * 1000 / answer["done"]
    return {**answer, **(bystander.end() if bystander else {}), **loop_times(daemon, programs)}


def measure(load, name, programs, directory):
    if name == FLOOR:
        return floor(load, programs)
    daemon = KINDS[name](directory, programs)
    try:
        daemon.start()
        return generate(load, daemon, programs)
    finally:
        daemon.stop()


def rows(loads, results):
    """One row a figure, one more for each further goal."""
    pppds_per_second = report.median(results.get("floor", {}).get(FLOOR), "rate")
    for load in loads:
        for figure in load.figures:
            values = {name: report.median(results[load.name].get(name), figure.value) for name in (WAITING, EXEC, XL2TPD, FLOOR)}
            cells = [figure.title, *(report.shown(value, figure.decimals) for value in values.values())]
            for goal in figure.goals or [None]:
                peers = {**values, FLOOR: pppds_per_second}
                ratio, reached = report.judge(goal, values[WAITING], peers) if goal else (None, None)
                yield cells + [report.shown(ratio, 2), goal.text() if goal else "",
                               {True: "yes", False: "NO", None: ""}[reached] if goal else ""]
                cells = [""] * 5
