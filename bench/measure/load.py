"""The load generator, one case against one server."""
import json
import subprocess

from measure.processes import BUILD, Process

PATIENCE = 600  # seconds beyond the measured time: the reference prepares, and drains, slowly


def run(case: str, server: Process, seconds: float, more: list[str] = []) -> dict:
    command = [str(BUILD / "praetor_bench"), case, "--port", str(server.port), "--server-pid", str(server.pid),
               "--connections", "8", "--seconds", str(seconds)] + more
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + PATIENCE)
    if done.returncode != 0:
        raise RuntimeError(f"{case} against {server.name}: {done.stderr.strip()[:500]}")
    return json.loads(done.stdout)
