"""Prints the bill of materials of a program (CycloneDX 1.5, JSON): sbom.py PROGRAM VERSION."""

import hashlib
import json
import os
import pathlib
import sys
import uuid
from datetime import datetime, timezone

from libraries import all_libraries


def licence_of(expression: str) -> dict[str, object]:
    return {"expression": expression} if " " in expression else {"license": {"id": expression}}


def main(program: str, version: str) -> None:
    digest = hashlib.sha256(pathlib.Path(program).read_bytes()).hexdigest()
    built = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
    libraries = all_libraries()
    print(json.dumps({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, digest)}",
        "version": 1,
        "metadata": {
            "timestamp": built.isoformat().replace("+00:00", "Z"),
            "component": {"bom-ref": "praetor", "type": "application", "name": "praetor", "version": version,
                          "licenses": [licence_of("Apache-2.0")], "hashes": [{"alg": "SHA-256", "content": digest}]},
        },
        "components": [{"bom-ref": one.purl, "type": "library", "name": one.name, "version": one.version,
                        "licenses": [licence_of(one.licence)], "purl": one.purl} for one in libraries],
        "dependencies": [{"ref": "praetor", "dependsOn": [one.purl for one in libraries]}],
    }, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
