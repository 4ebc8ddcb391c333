"""Prints the licences of everything that is part of the program."""

import pathlib

from libraries import all_libraries


def main() -> None:
    print("praetor is under the Apache License 2.0. Its program holds these libraries, each under its own licence:\n")
    libraries = all_libraries()
    for one in libraries:
        print(f"  {one.name} {one.version}: {one.licence}")
    said: dict[str, pathlib.Path] = {}
    for one in libraries:
        print(f"\n{'=' * 100}\n{one.name} {one.version}\n{'=' * 100}\n")
        if not one.notices:
            print(f"Under {one.licence}; its source has no file of a licence.")
        for file in one.notices:
            text = file.read_text(errors="replace").strip()
            print(f"As {said[text]}." if text in said else text)
            said.setdefault(text, pathlib.Path(one.name))


if __name__ == "__main__":
    main()
