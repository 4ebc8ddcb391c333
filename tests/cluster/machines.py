"""The processes of a cluster on one machine: etcd, PostgreSQL under Patroni, PgBouncer, praetor, HAProxy; each as on a machine of its
own. Any of them may be killed, stopped and started again."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

sys.path[:0] = [str(Path(__file__).parents[1] / "conformance" / part) for part in ("support", "kills")]

from databases import Database  # noqa: E402
from servers import Server, free_port, start_server  # noqa: E402

ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("PRAETOR_TEST_POSTGRES_BIN", "/usr/lib/postgresql/15/bin")
PATIENCE = 120
"""Seconds until something that was started is there."""

PATRONI = """
scope: praetor
name: {name}
restapi: {{listen: "127.0.0.1:{rest}", connect_address: "127.0.0.1:{rest}"}}
etcd3: {{hosts: [{etcd}]}}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 5
    retry_timeout: 5
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {{max_connections: 200, wal_log_hints: "on", max_wal_senders: 10}}
  initdb: [encoding: UTF8, locale: C.UTF-8, auth: trust]
  pg_hba: ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
postgresql:
  listen: "127.0.0.1:{port}"
  connect_address: "127.0.0.1:{port}"
  data_dir: {folder}/data
  bin_dir: {programs}
  pgpass: {folder}/pgpass
  authentication: {{superuser: {{username: postgres}}, replication: {{username: postgres}}, rewind: {{username: postgres}}}}
  parameters: {{unix_socket_directories: "{folder}"}}
watchdog: {{mode: "off"}}
"""

BALANCER = """
defaults
    timeout connect 2s
    timeout client 1h
    timeout server 1h
frontend primary
    mode tcp
    bind 127.0.0.1:{primary}
    default_backend primaries
backend primaries
    mode tcp
    option httpchk OPTIONS /primary
    default-server check inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
{nodes}
"""

PGBOUNCER = """
[databases]
prefect = host=127.0.0.1 port={primary} dbname=prefect user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
server_login_retry = 1
ignore_startup_parameters = extra_float_digits
"""


@dataclass
class Machine:
    """One process, its own group, as whom it has to be."""

    name: str
    words: list[str]
    log: Path
    as_postgres: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        words = self.words
        if self.as_postgres and os.getuid() == 0:
            words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(words, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True,
                                            env=os.environ | self.environment)

    def send(self, number: signal.Signals) -> None:
        """To it and what it has started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        if self.process:
            self.process.wait()


def wait_until(what, why: str, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not what():
        if time.monotonic() > deadline:
            raise RuntimeError(why)
        time.sleep(0.2)


class Cluster:
    """Three nodes of PostgreSQL, two praetor servers that reach the primary each by a PgBouncer of its own, one address before them."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder, self._settings = folder, settings
        self.port = free_port()
        self.primary = free_port()
        self.etcd: list[Machine] = []
        self.nodes: dict[str, Machine] = {}
        self._rest: dict[str, int] = {}
        self._ports: dict[str, int] = {}
        self.poolers: list[Machine] = []
        self.servers: list[Server] = []
        self.balancers: dict[str, Machine] = {}

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def database(self) -> Database:
        """Past the poolers."""
        return Database("postgresql", f"postgresql://postgres@127.0.0.1:{self.primary}/prefect")

    def start(self) -> None:
        self._folder.chmod(0o755)
        self._start_etcd()
        self._start_postgres()
        self._balance("primary")
        wait_until(lambda: self._ask_primary("CREATE DATABASE prefect TEMPLATE template0"), "the primary is not reached")
        for number in range(2):
            self._start_server(number)
        self._balance("api")
        wait_until(self.answers, "praetor is not reached")

    def _start_etcd(self) -> None:
        ports = [(free_port(), free_port()) for _ in range(3)]
        peers = ",".join(f"etcd{n}=http://127.0.0.1:{peer}" for n, (_, peer) in enumerate(ports))
        for n, (client, peer) in enumerate(ports):
            words = ["etcd", "--name", f"etcd{n}", "--data-dir", str(self._folder / f"etcd{n}"), "--initial-cluster", peers,
                     "--log-level", "error"]
            for option, port in (("client", client), ("peer", peer)):
                url = f"http://127.0.0.1:{port}"
                own = f"--initial-advertise-{option}-urls" if option == "peer" else "--advertise-client-urls"
                words += [f"--listen-{option}-urls", url, own, url]
            self.etcd.append(Machine(f"etcd{n}", words, self._folder / f"etcd{n}.log"))
            self.etcd[-1].start()
        self._etcd = [f"127.0.0.1:{client}" for client, _ in ports]
        wait_until(lambda: all(_is_healthy(f"http://{one}/health") for one in self._etcd), "etcd does not come")

    def _start_postgres(self) -> None:
        for n in range(3):
            name = f"node{n}"
            folder = self._folder / name
            folder.mkdir()
            self._rest[name], self._ports[name] = free_port(), free_port()
            (folder / "patroni.yml").write_text(PATRONI.format(
                name=name, rest=self._rest[name], port=self._ports[name], folder=folder, programs=POSTGRES, etcd=", ".join(self._etcd)))
            if os.getuid() == 0:
                subprocess.run(["chown", "-R", "postgres:", str(folder)], check=True)
            self.nodes[name] = Machine(name, ["patroni", str(folder / "patroni.yml")], self._folder / f"{name}.log", as_postgres=True)
            self.nodes[name].start()
            if n == 0:
                wait_until(lambda: self.leader() is not None, "no primary comes")
        wait_until(self.is_whole, "the standbys do not come")

    def _balance(self, what: str) -> None:
        if what == "api":
            environment = {"BIND": f"127.0.0.1:{self.port}"}
            environment |= {f"SERVER_{name}": f"127.0.0.1:{one.port}" for name, one in zip(("ONE", "TWO"), self.servers)}
            file = ROOT / "packages/haproxy/haproxy.cfg"
        else:
            environment = {}
            nodes = "\n".join(f"    server {name} 127.0.0.1:{port} port {self._rest[name]}" for name, port in self._ports.items())
            file = self._folder / "primary.cfg"
            file.write_text(BALANCER.format(primary=self.primary, nodes=nodes))
        self.balancers[what] = Machine(f"haproxy for {what}", ["haproxy", "-db", "-f", str(file)], self._folder / f"haproxy-{what}.log",
                                       environment=environment)
        self.balancers[what].start()

    def _start_server(self, number: int) -> None:
        port = free_port()
        file = self._folder / f"pgbouncer{number}.ini"
        file.write_text(PGBOUNCER.format(primary=self.primary, port=port))
        pooler = Machine(f"pgbouncer{number}", ["pgbouncer", str(file)], self._folder / f"pgbouncer{number}.log", as_postgres=True)
        pooler.start()
        self.poolers.append(pooler)
        database = Database("postgresql", f"postgresql://postgres@127.0.0.1:{port}/prefect")
        time.sleep(1)
        started = start_server("praetor", database, self._folder / f"server{number}", **self._settings)
        self.servers.append(started.wait_until_healthy())

    def _ask_primary(self, statement: str) -> bool:
        url = f"postgresql://postgres@127.0.0.1:{self.primary}/postgres?connect_timeout=2"
        words = [f"{POSTGRES}/psql", "-X", "-q", "-c", statement, url]
        return subprocess.run(words, capture_output=True, timeout=60).returncode == 0

    def members(self) -> list[dict]:
        """As Patroni has them: name, role ("leader", "sync_standby", "replica"), state."""
        for port in self._rest.values():
            try:
                return httpx.get(f"http://127.0.0.1:{port}/cluster", timeout=2).json()["members"]
            except (httpx.HTTPError, ValueError, KeyError):
                continue
        return []

    def leader(self) -> str | None:
        found = [one["name"] for one in self.members() if one["role"] == "leader" and one["state"] == "running"]
        return found[0] if found else None

    def is_whole(self) -> bool:
        """A primary, one that has all it has acknowledged, and a third one."""
        found = sorted(one["role"] for one in self.members() if one["state"] in ("running", "streaming"))
        return found == ["leader", "replica", "sync_standby"]

    def answers(self) -> bool:
        return _is_healthy(f"{self.api}/health")

    def end(self) -> None:
        for one in self.servers:
            one.kill()
        for one in [*self.balancers.values(), *self.poolers, *self.nodes.values(), *self.etcd]:
            one.send(signal.SIGCONT)
            one.kill()


def _is_healthy(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
