"""Adds up JUnit files and prints the closing line: "N passed, N failed"."""
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

# What XML 1.0 has no place for (section 2.2): Boost.Test writes it as it is where a test compared such text.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def main(paths: list[str]) -> int:
    passed = failed = 0
    # By part and test: whether one of the part's processes ran it. Each says of every test that is not its own that it is skipped.
    ran: dict[tuple[str, str], bool] = {}
    for path in paths:
        try:
            root = xml.fromstring(NOT_XML.sub("?", open(path, encoding="utf-8", errors="replace").read()))
        except xml.ParseError:  # who wrote it was killed
            failed += 1
            print(f"failed: {path} is cut off")
            continue
        part = pathlib.Path(path).name.split(".")[0]
        for case in root.iter("testcase"):
            name = f"{case.get('classname')} {case.get('name')}"
            if case.find("skipped") is not None:
                ran.setdefault((part, name), False)
                continue
            if ran.get((part, name)):
                failed += 1
                print(f"failed: {name} ran twice")
            ran[part, name] = True
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"failed: {name}")
            else:
                passed += 1
    skipped = [name for (_, name), done in ran.items() if not done]
    for name in skipped:
        print(f"not run: {name}")
    # A test that did not run has shown nothing.
    failed += len(skipped)
    if passed == 0:
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
