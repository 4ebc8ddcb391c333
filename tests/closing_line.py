"""Adds up JUnit files and prints the closing line: "N passed, N failed"."""
import re
import sys
import xml.etree.ElementTree as xml

# What XML 1.0 has no place for (section 2.2): Boost.Test writes it as it is where a test compared such text.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def main(paths: list[str]) -> int:
    passed = failed = skipped = 0
    for path in paths:
        try:
            root = xml.fromstring(NOT_XML.sub("?", open(path, encoding="utf-8", errors="replace").read()))
        except xml.ParseError:  # who wrote it was killed
            failed += 1
            print(f"failed: {path} is cut off")
            continue
        for case in root.iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"failed: {case.get('classname')} {case.get('name')}")
            elif case.find("skipped") is not None:
                skipped += 1
                print(f"not run: {case.get('classname')} {case.get('name')}")
            else:
                passed += 1
    # A test that did not run has shown nothing.
    failed += skipped
    if passed == 0:
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
