"""./dev lint --contracts: functions of public headers that say nothing of themselves.

A function has its contract where a comment stands above it or beside it, or at the head of its paragraph: what follows
without an empty line is told by the same words. Overloads of one name share the words of the first. Where a header
declares one function, or one class, the words at the head of the file are those of it.

None is asked of what tells itself: operators, what is defaulted or deleted, an accessor without parameters that
returns a member, what overrides a function that has one, specialisations of a template that has one, check() and
describe() of the rules of json::constrained, which says what they are, constructors of a struct, and of a class whose
comment says what it is."""

import pathlib
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from declarations import Function, functions_of  # noqa: E402
from source import Source, read_tree  # noqa: E402

FOLDERS = ("server", "db", "models", "routes")


def tells_itself(one: Function) -> bool:
    if one.name.startswith("~") or one.name == "operator" or one.words & {"default", "delete", "override"}:
        return True
    if one.specialises or (one.owner and one.name in ("check", "describe") and "static" in one.words):
        return True
    if one.name == one.owner:
        return one.owner_is_struct or one.owner_said
    return not one.parameters and one.body is not None and _returns_a_member(one.body)


def _returns_a_member(body: list[str]) -> bool:
    """`return a_;`, `return a_.size();`, `return *a_;`, `return {a_, b_};` and the like: nothing that has parameters."""
    text = " ".join(body)
    return re.fullmatch(r"return [\w.*&{}()!,<>:='\"| -]+ ;", text) is not None and not re.search(r"\( [^)]", text)


def missing(source: Source) -> Iterator[tuple[int, str]]:
    functions = functions_of(source.text)
    has_head = source.text.startswith("//")
    names = {one.name for one in functions if not one.owner and not tells_itself(one)}
    owners = {one.owner for one in functions if one.owner}
    said = {(one.owner, one.name) for one in functions if one.said}
    for one in functions:
        if has_head and (len(owners) == 1 if one.owner else len(names) == 1):
            one.said |= not one.owner
            one.owner_said = True
        if not (one.said or (one.owner, one.name) in said or tells_itself(one)):
            yield one.line, (one.owner + "::" if one.owner else "") + one.name


def main() -> int:
    count = 0
    for source in read_tree():
        if source.name.endswith(".hpp") and source.is_in(*FOLDERS):
            for line, name in missing(source):
                print(f"{source.name}:{line}: {name}")
                count += 1
    print(f"contracts: {count} functions without one")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
