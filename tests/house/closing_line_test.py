"""What tests/closing_line.py says of files that are whole and of those that are not."""
import contextlib
import importlib.util
import io
import pathlib
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).parents[1] / "closing_line.py"
spec = importlib.util.spec_from_file_location("closing_line", SOURCE)
assert spec is not None and spec.loader is not None
closing_line = importlib.util.module_from_spec(spec)
spec.loader.exec_module(closing_line)


def said(files: dict[str, str]) -> tuple[int, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            pathlib.Path(folder, name).write_text(text)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = closing_line.main(sorted(str(one) for one in pathlib.Path(folder).glob("*.xml")))
        return status, out.getvalue().replace(folder + "/", "").splitlines()


def case(name: str, inside: str = "") -> str:
    return f'<testcase classname="suite" name="{name}">{inside}</testcase>'


class closing_lines(unittest.TestCase):
    def test_all_that_passed_is_counted(self) -> None:
        self.assertEqual(said({"unit.xml": f"<t>{case('a')}{case('b')}</t>"}), (0, ["2 passed, 0 failed"]))

    def test_a_test_that_fails_is_named(self) -> None:
        self.assertEqual(said({"unit.xml": f"<t>{case('a')}{case('b', '<failure/>')}</t>"}),
                         (1, ["failed: suite b", "1 passed, 1 failed"]))

    def test_of_a_test_that_was_run_again_the_last_run_counts_and_it_is_named(self) -> None:
        again = {"conformance.xml": f"<t>{case('a')}{case('a')}{case('b')}{case('b', '<failure/>')}</t>"}
        self.assertEqual(said(again), (1, ["run again: suite a", "run again: suite b", "failed: suite b", "1 passed, 1 failed"]))

    def test_a_test_that_two_processes_ran_is_a_fault(self) -> None:
        self.assertEqual(said({"unit.a.xml": f"<t>{case('a')}</t>", "unit.b.xml": f"<t>{case('a')}</t>"}),
                         (1, ["failed: suite a ran twice", "2 passed, 1 failed"]))

    def test_halves_that_skip_what_is_the_others_are_one(self) -> None:
        halves = {"unit.a.xml": f"<t>{case('a')}{case('b', '<skipped/>')}</t>",
                  "unit.b.xml": f"<t>{case('a', '<skipped/>')}{case('b')}</t>"}
        self.assertEqual(said(halves), (0, ["2 passed, 0 failed"]))

    def test_of_a_process_that_was_killed_the_end_of_its_log_is_told_after_what_it_did_not_run(self) -> None:
        halves = {"unit.a.xml": f"<t>{case('a')}{case('b', '<skipped/>')}</t>", "unit.b.xml": "", "unit.b.log": "in test b\n"}
        self.assertEqual(said(halves), (1, ["not run: suite b", "failed: unit.b.xml is cut off (no element found: line 1, column 0); the last that was said:",
                                            "    in test b", "", "1 passed, 2 failed"]))

    def test_of_many_that_did_not_run_the_number_is_told(self) -> None:
        status, lines = said({"unit.xml": "<t>" + case("a") + "".join(case(str(i), "<skipped/>") for i in range(100)) + "</t>"})
        self.assertEqual((status, len(lines), lines[-2:]), (1, 22, ["not run: 80 more", "1 passed, 100 failed"]))


if __name__ == "__main__":
    unittest.main()
