"""The real FreeRADIUS (Debian's package freeradius) on a machine's address: port 1812 with a users file, port 1813 for accounting. Before
3.2.5 it signs its answers only where the configuration says so."""

import re
import shutil

from lib.waiting import read_text

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
{modules}
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
{sections}
}}
"""

# `detail` has what is acknowledged: where sql fails nothing behind it is done. `ok`: sql does nothing about records that it has no query
# for, and would leave them unanswered.
ACCOUNTING = """
    listen {{
        type = acct
        ipaddr = {address}
        port = 1813
    }}
    preacct {{
        preprocess
        acct_unique
    }}
    accounting {{
        {store}
        detail
        ok
    }}
"""

ACCOUNTING_MODULES = """
    always ok {{
        rcode = ok
    }}
    expr {{
    }}
    preprocess {{
        huntgroups = ${{modconfdir}}/preprocess/huntgroups
        hints = ${{modconfdir}}/preprocess/hints
    }}
    detail {{
        filename = {directory}/radius-detail
        permissions = 0600
    }}
"""

# The pool serves all threads; a database that was away is tried again soon.
SQL_MODULE = """
    sql {{
        dialect = "postgresql"
        driver = "rlm_sql_postgresql"
        radius_db = "{database}"
        client_table = "nas"
        acct_table1 = "radacct"
        acct_table2 = "radacct"
        postauth_table = "radpostauth"
        authcheck_table = "radcheck"
        authreply_table = "radreply"
        groupcheck_table = "radgroupcheck"
        groupreply_table = "radgroupreply"
        usergroup_table = "radusergroup"
        group_attribute = "SQL-Group"
        pool {{
            start = 1
            min = 1
            max = 4
            spare = 2
            retry_delay = 1
        }}
        $INCLUDE ${{modconfdir}}/sql/main/postgresql/queries.conf
    }}
"""

DEBIANS = "/etc/freeradius/3.0"
SCHEMA = f"{DEBIANS}/mods-config/sql/main/postgresql/schema.sql"


class FreeRadius:
    """Answers until the machine is closed. `users`: text of its users file. accounting: takes records on port 1813, with Debian's policies,
    into `detail` and, with a `database` (what libpq is told of one that has Debian's tables), by Debian's queries into that."""

    def __init__(self, machine, address, clients, secret, users, accounting=False, database=None):
        program = shutil.which("freeradius", path="/usr/sbin:/usr/bin")
        if not program:
            raise FileNotFoundError("freeradius is not installed; tests/install-deps lab does that")
        machine.write("radius-users", users)
        self.detail = machine.path("radius-detail")
        parts = {"directory": machine.directory, "address": address}
        modules = sections = policies = ""
        if accounting:
            store = "sql" if database else ""
            modules = ACCOUNTING_MODULES.format(**parts) + (SQL_MODULE.format(database=database) if database else "")
            sections = ACCOUNTING.format(store=store, **parts)
            policies = f"modconfdir = {DEBIANS}/mods-config\npolicy {{\n$INCLUDE {DEBIANS}/policy.d/accounting\n}}\n"
        text = CONFIGURATION.format(clients=clients, secret=secret, modules=modules, sections=sections, **parts)
        machine.write("radiusd.conf", policies + text)
        self.process = machine.start("freeradius", [program, "-f", "-l", "stdout", "-d", machine.directory])
        self.process.wait_for("Ready to process requests")

    def records(self):
        """What the detail file has: of each record its attributes by name, several of a name joined by a blank."""
        found = []
        for text in read_text(self.detail).split("\n\n")[:-1]:
            record = {}
            for name, value in re.findall(r"^\t(\S+) = (.*)$", text, re.MULTILINE):
                value = value.strip('"')
                record[name] = f"{record[name]} {value}" if name in record else value
            found.append(record)
        return found
