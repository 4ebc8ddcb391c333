"""Makes the wheel of a program: make_wheel.py LAID_OUT VERSION INTO. It holds no Python: the program is a script of its
environment (PyPA specification "Binary distribution format", folder .data). Same files, same bytes."""

import base64
import hashlib
import os
import pathlib
import platform
import re
import subprocess
import sys
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def platform_tag(program: pathlib.Path) -> str:
    """By the newest glibc whose symbols it asks for (PEP 600)."""
    symbols = subprocess.run(["objdump", "-p", program], check=True, capture_output=True, text=True).stdout
    newest = max(tuple(map(int, found)) for found in re.findall(r"GLIBC_(\d+)\.(\d+)", symbols))
    return f"manylinux_{newest[0]}_{newest[1]}_{platform.machine()}"


def metadata(version: str) -> str:
    return f"""Metadata-Version: 2.1
Name: praetor-server
Version: {version}
Summary: The orchestration server of Prefect 3 as one native program
License: Apache-2.0
Requires-Python: >=3.8
Classifier: Operating System :: POSIX :: Linux
Description-Content-Type: text/markdown

`praetor server start` takes the place of `prefect server start`: same API, same dashboards, same tables, on SQLite or
PostgreSQL. `praetor dashboard install` gets the dashboards out of Prefect's package, where none is installed beside;
`praetor doctor` says what is wrong.
"""


def record_line(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}"


def main(laid_out: pathlib.Path, version: str, into: pathlib.Path) -> None:
    tag = f"py3-none-{platform_tag(laid_out / 'bin/praetor')}"
    info, data = f"praetor_server-{version}.dist-info", f"praetor_server-{version}.data"
    files = {f"{data}/scripts/praetor": laid_out / "bin/praetor", f"{data}/scripts/praetor-server": HERE / "praetor-server",
             f"{info}/licenses/LICENSE": ROOT / "LICENSE"}
    for name in ("THIRD-PARTY-NOTICES", "praetor.cdx.json"):
        files[f"{info}/licenses/{name}"] = laid_out / "share/doc/praetor" / name
    for folder in ("bash-completion", "zsh", "fish"):
        for file in sorted(path for path in (laid_out / "share" / folder).rglob("*") if path.is_file()):
            files[f"{data}/data/{file.relative_to(laid_out)}"] = file
    contents = {name: path.read_bytes() for name, path in files.items()}
    contents[f"{info}/METADATA"] = metadata(version).encode()
    contents[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: praetor\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    record = [record_line(name, content) for name, content in sorted(contents.items())] + [f"{info}/RECORD,,"]
    contents[f"{info}/RECORD"] = ("\n".join(record) + "\n").encode()

    wheel = into / f"praetor_server-{version}-{tag}.whl"
    when = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in sorted(contents.items(), key=lambda one: (".dist-info/" in one[0], one[0])):
            entry = zipfile.ZipInfo(name, when)
            entry.external_attr = (0o100755 if "/scripts/" in name else 0o100644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    print(f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel.name}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]))
