"""The libraries that are part of the program: where their licences are, and which versions were linked.

Versions are those of what was linked: of Debian's -dev packages, of the sources that cmake/static_libraries.sh built, of
Boost's headers and of the crates in Cargo.lock."""

import pathlib
import re
import subprocess
import tomllib
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Debian's -dev package, its name elsewhere, its licence (SPDX), and the source package where it was built from that.
DEBIAN = [
    ("libcli11-dev", "CLI11", "BSD-3-Clause", None),
    ("libfmt-dev", "fmt", "MIT", "fmtlib"),
    ("libisal-dev", "isa-l", "BSD-3-Clause", "libisal"),
    ("libmimalloc-dev", "mimalloc", "MIT", "mimalloc"),
    ("libpq-dev", "libpq", "PostgreSQL", "postgresql-15"),
    ("libspdlog-dev", "spdlog", "MIT", "spdlog"),
    ("libsqlite3-dev", "sqlite", "blessing", None),
    ("libssl-dev", "openssl", "Apache-2.0", None),
    ("libstdc++-12-dev", "libstdc++", "GPL-3.0-or-later WITH GCC-exception-3.1", None),
    ("libtomlplusplus-dev", "tomlplusplus", "MIT", None),
    ("prometheus-cpp-dev", "prometheus-cpp", "MIT", "prometheus-cpp"),
    ("zlib1g-dev", "zlib", "Zlib", None),
]


# Crates that work while others are compiled, and leave nothing of themselves in the program.
AT_BUILD = {"proc-macro2", "quote", "serde_derive", "syn", "unicode-ident"}


@dataclass(frozen=True)
class Library:
    name: str
    version: str
    licence: str  # an SPDX expression
    purl: str
    notices: tuple[pathlib.Path, ...]


def of_debian() -> list[Library]:
    found = []
    for package, name, licence, source in DEBIAN:
        version = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], check=True, capture_output=True, text=True).stdout
        if source:
            version = (ROOT / f".deps/static/lib/{source}.version").read_text().strip()
        purl = f"pkg:deb/debian/{source or package}@{version.replace('+', '%2B').replace(':', '%3A')}?distro=bookworm"
        found.append(Library(name, version, licence, purl, (pathlib.Path(f"/usr/share/doc/{package}/copyright"),)))
    return found


def boost() -> Library:
    header = (ROOT / ".deps/boost/include/boost/version.hpp").read_text()
    number = int(re.search(r"#define BOOST_VERSION (\d+)", header)[1])
    version = f"{number // 100000}.{number // 100 % 1000}.{number % 100}"
    return Library("boost", version, "BSL-1.0", f"pkg:generic/boost@{version}", (ROOT / "packages/BOOST-LICENSE",))


def crates() -> list[Library]:
    found = []
    for one in tomllib.loads((ROOT / "models/forms/jinja/Cargo.lock").read_text())["package"]:
        if "source" not in one or one["name"] in AT_BUILD:
            continue
        folder = ROOT / f".deps/crates/{one['name']}-{one['version']}"
        about = tomllib.loads((folder / "Cargo.toml").read_text())["package"]
        notices = sorted(file for file in folder.iterdir() if re.match(r"(LICEN[CS]E|COPYING|NOTICE|UNLICENSE)", file.name))
        found.append(Library(one["name"], one["version"], about.get("license", "NOASSERTION").replace("/", " OR "),
                             f"pkg:cargo/{one['name']}@{one['version']}", tuple(notices)))
    return found


def rust() -> Library:
    version = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    return Library("rust-std", version, "MIT OR Apache-2.0", f"pkg:generic/rust@{version}", (ROOT / "LICENSE",))


def all_libraries() -> list[Library]:
    return sorted([*of_debian(), boost(), rust(), *crates()], key=lambda one: (one.name.lower(), one.version))
