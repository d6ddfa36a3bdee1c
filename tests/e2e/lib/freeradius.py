"""The real FreeRADIUS (Debian's package freeradius) on a machine's address, port 1812, with a users file. Before 3.2.5 it signs its answers
only where the configuration says so."""

import shutil

CONFIGURATION = """
prefix = /usr
libdir = /usr/lib/freeradius
localstatedir = {directory}
logdir = {directory}
run_dir = {directory}
name = radiusd
pidfile = {directory}/radiusd.pid
security {{
    reject_delay = 0
    status_server = yes
}}
client lac {{
    ipaddr = {clients}
    secret = {secret}
    require_message_authenticator = yes
}}
thread pool {{
    start_servers = 1
    max_servers = 2
    min_spare_servers = 1
    max_spare_servers = 2
    max_requests_per_server = 0
}}
modules {{
    pap {{
    }}
    chap {{
    }}
    mschap {{
        use_mppe = yes
        require_encryption = yes
        require_strong = yes
    }}
    files {{
        usersfile = {directory}/radius-users
    }}
}}
server default {{
    listen {{
        type = auth
        ipaddr = {address}
        port = 1812
    }}
    authorize {{
        chap
        mschap
        files
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
        Auth-Type CHAP {{
            chap
        }}
        Auth-Type MS-CHAP {{
            mschap
        }}
        mschap
    }}
    post-auth {{
        update reply {{
            Message-Authenticator := 0x00
        }}
        Post-Auth-Type REJECT {{
            update reply {{
                Message-Authenticator := 0x00
            }}
        }}
    }}
}}
"""


class FreeRadius:
    """Answers until the machine is closed. `users`: text of its users file."""

    def __init__(self, machine, address, clients, secret, users):
        program = shutil.which("freeradius", path="/usr/sbin:/usr/bin")
        if not program:
            raise FileNotFoundError("freeradius is not installed; tests/install-deps lab does that")
        machine.write("radius-users", users)
        machine.write("radiusd.conf", CONFIGURATION.format(directory=machine.directory, address=address, clients=clients, secret=secret))
        self.process = machine.start("freeradius", [program, "-f", "-l", "stdout", "-d", machine.directory])
        self.process.wait_for("Ready to process requests")
