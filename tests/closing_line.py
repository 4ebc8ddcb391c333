"""Adds up JUnit files and prints the closing line: "N passed, N failed". What failed comes right before it, and what did once."""
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

# What XML 1.0 has no place for (section 2.2): Boost.Test writes it as it is where a test compared such text.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# More would push what says why out of sight.
MAX_NOT_RUN = 20
MAX_LOG_LINES = 40


def end_of_log(path: pathlib.Path) -> str:
    """The last lines of what the process said that wrote the JUnit file of this path, where it was kept beside it."""
    log = path.with_suffix(".log")
    if not log.exists():
        return ""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-MAX_LOG_LINES:]
    return "".join(f"    {line[:300]}\n" for line in lines)


def main(paths: list[str]) -> int:
    left_out: list[str] = []
    while paths[:1] == ["--left-out"]:  # a suite that was not asked for, of one part (PART:SUITE) or of all
        left_out.append(paths[1])
        paths = paths[2:]
    passed = failed = 0
    told: list[str] = []
    run_again: list[str] = []
    # By part and test: whether one of the part's processes ran it. Each says of every test that is not its own that it is skipped.
    ran: dict[tuple[str, str], bool] = {}
    for path in paths:
        try:
            root = xml.fromstring(NOT_XML.sub("?", pathlib.Path(path).read_text(encoding="utf-8", errors="replace")))
        except xml.ParseError as what:  # who wrote it was killed
            failed += 1
            told.append(f"failed: {path} is cut off ({what}); the last that was said:\n{end_of_log(pathlib.Path(path))}")
            continue
        part = pathlib.Path(path).name.split(".")[0]
        cases: dict[str, xml.Element] = {}
        for case in root.iter("testcase"):
            name = f"{case.get('classname')} {case.get('name')}"
            if name in cases:
                run_again.append(name)
            cases[name] = case  # the last run counts
        for name, case in cases.items():
            if case.find("skipped") is not None:
                ran.setdefault((part, name), False)
                continue
            if ran.get((part, name)):
                failed += 1
                told.append(f"failed: {name} ran twice")
            ran[part, name] = True
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                told.append(f"failed: {name}")
            else:
                passed += 1
    skipped = []
    for (part, name), done in ran.items():
        suite = name.split(" ")[0]
        if not done and suite not in left_out and f"{part}:{suite}" not in left_out:
            skipped.append(name)
    for name in skipped[:MAX_NOT_RUN]:
        print(f"not run: {name}")
    if len(skipped) > MAX_NOT_RUN:
        print(f"not run: {len(skipped) - MAX_NOT_RUN} more")
    for name in run_again:
        print(f"run again: {name}")
    for line in told:
        print(line)
    # A test that did not run has shown nothing.
    failed += len(skipped)
    if passed == 0:
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
