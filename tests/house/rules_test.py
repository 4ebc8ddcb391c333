"""Each rule finds what it forbids, and lets pass what it does not."""

import unittest

import coroutines
import dialects
import layers
import sizes
import texts
from source import Source


def words(found) -> list[str]:
    return [what for _, what in found]


class Layers(unittest.TestCase):
    def check(self, name: str, line: str) -> list[str]:
        return words(layers.breaches(Source(name, line + "\n")))

    def test_a_layer_sees_what_is_below_it(self) -> None:
        self.assertEqual(self.check("models/flow.cpp", "#include <db/sql.hpp>"), [])
        self.assertEqual(self.check("models/flow.cpp", "#include <models/events/event.hpp>"), [])

    def test_a_layer_does_not_see_what_is_above_or_beside_it(self) -> None:
        self.assertEqual(self.check("models/flow.cpp", "#include <routes/scope.hpp>"), ["models may not see routes"])
        self.assertEqual(self.check("db/sql.cpp", "#include <models/flow.hpp>"), ["db may not see models"])
        self.assertEqual(self.check("server/http/session.cpp", "#include <server/settings/settings.hpp>"),
                         ["server/http may not see server/settings"])

    def test_an_include_in_a_comment_is_none(self) -> None:
        self.assertEqual(self.check("models/flow.cpp", "// #include <routes/scope.hpp>"), [])

    def test_the_pool_is_the_same_for_every_dialect(self) -> None:
        self.assertTrue(self.check("db/pool/pool.cpp", "#include <db/dialects/sqlite/file.hpp>"))
        self.assertFalse(self.check("db/open.cpp", "#include <db/dialects/sqlite/file.hpp>"))

    def test_models_include_no_dialect(self) -> None:
        self.assertTrue(self.check("models/flows/read.cpp", "#include <db/dialects/sqlite/grammar.hpp>"))

    def test_beast_stays_in_http(self) -> None:
        self.assertTrue(self.check("routes/flows.cpp", "#include <boost/beast/http.hpp>"))
        self.assertFalse(self.check("server/http/session.cpp", "#include <boost/beast/http.hpp>"))

    def test_a_whole_library_is_not_included(self) -> None:
        self.assertTrue(self.check("server/http/session.cpp", "#include <boost/asio.hpp>"))

    def test_files_are_included_from_the_root(self) -> None:
        self.assertTrue(self.check("db/sql.cpp", '#include "../server/base/log.hpp"'))

    def test_a_file_stands_in_a_layer(self) -> None:
        self.assertTrue(self.check("server/odd/one.cpp", ""))


class Coroutines(unittest.TestCase):
    def check(self, text: str, name: str = "routes/flows.cpp", header: str | None = None) -> list[str]:
        own = None if header is None else Source(name.replace(".cpp", ".hpp"), header)
        return words(coroutines.breaches(Source(name, text), own))

    def test_an_await_stands_alone(self) -> None:
        for line in ["auto a = b ? co_await c() : d;", "if (a && co_await b()) {}", "auto a = std::pair{co_await b(), 1};",
                     "f(co_await b());"]:
            self.assertTrue(self.check(line), line)
        for line in ["auto a = co_await b(c, d);", "static_cast<void>(co_await b());", "// f(co_await b());",
                     'say("f(co_await b())");']:
            self.assertFalse(self.check(line), line)

    def test_a_lambda_coroutine_captures_nothing(self) -> None:
        self.assertTrue(self.check("auto f = [this](int) -> task<void> {"))
        self.assertFalse(self.check("auto f = [](int) -> task<void> {"))

    def test_no_await_in_a_catch_block(self) -> None:
        self.assertTrue(self.check("try {\n    a();\n}\ncatch (...) {\n    co_await b();\n}\n"))
        self.assertTrue(self.check("try {\n    a();\n} catch (...) {\n    if (c) {\n    }\n    co_await b();\n}\n"))
        self.assertFalse(self.check("try {\n    co_await a();\n}\ncatch (...) {\n    b();\n}\nco_await c();\n"))

    def test_only_a_task_group_starts_coroutines(self) -> None:
        line = "boost::asio::co_spawn(executor, loop(), then);"
        self.assertTrue(self.check(line))
        self.assertFalse(self.check(line, "server/base/task_group.cpp"))
        self.assertFalse(self.check(line, "tests/api/flows_test.cpp"))
        self.assertTrue(self.check("co_spawn(executor, loop(), boost::asio::detached);", "tests/api/flows_test.cpp"))

    def test_nobody_waits_by_looking_again(self) -> None:
        loop = "while (!done) {\n    timer.expires_after(5ms);\n    co_await timer.async_wait(use);\n}\n"
        self.assertTrue(self.check("boost::asio::steady_timer timer{executor};\n" + loop))
        self.assertTrue(self.check("task<void> loop()\n{\n" + loop + "}\n", header="boost::asio::steady_timer timer;\n"))
        self.assertFalse(self.check("boost::asio::steady_timer timer{executor};\n" + loop, "server/base/periodic.cpp"))
        self.assertFalse(self.check("stream.expires_after(5s);\nwhile (true) {\n    stream.expires_after(1s);\n}\n"))
        self.assertFalse(self.check("boost::asio::steady_timer timer{executor, 5s};\nco_await timer.async_wait(use);\n"))

    def test_nor_in_a_function_for_it(self) -> None:
        pause = ("task<void> pause(std::chrono::milliseconds span)\n{\n    boost::asio::steady_timer timer{executor, span};\n"
                 "    co_await timer.async_wait(use);\n}\n")
        self.assertTrue(self.check(pause + "task<void> wait()\n{\n    while (!done)\n        co_await pause(5ms);\n}\n"))
        self.assertFalse(self.check(pause + "task<void> wait()\n{\n    for (int i : all)\n        a(i);\n"
                                    "    co_await pause(5ms);\n}\n"))

        self.assertTrue(self.check("while (!done)\n    co_await sleep_for(5ms);\n"))
        self.assertFalse(self.check("co_await sleep_for(5ms);\n"))

    def test_nobody_sleeps_on_a_thread(self) -> None:
        self.assertTrue(self.check("std::this_thread::sleep_for(1s);"))

    def test_a_timer_is_no_condition_variable(self) -> None:
        self.assertTrue(self.check("boost::asio::steady_timer ready{home, clock::time_point::max()};"))
        self.assertTrue(self.check(": wakes_(executor, clock::time_point::max())", header="boost::asio::steady_timer wakes_;\n"))
        self.assertFalse(self.check("auto until = clock::time_point::max();"))


class Dialects(unittest.TestCase):
    def check(self, line: str, name: str = "models/flow.cpp") -> list[str]:
        return words(dialects.breaches(Source(name, line)))

    def test_models_and_routes_name_no_dialect(self) -> None:
        for line in ["if (conn.dialect() == db::dialect::sqlite)", "auto sqlite_text = a;", "f(is_postgresql);"]:
            self.assertTrue(self.check(line), line)
            self.assertTrue(self.check(line, "routes/flows.cpp"), line)
            self.assertFalse(self.check(line, "db/sql.cpp"), line)
        self.assertFalse(self.check("// SQLite has no arrays"))


class Sizes(unittest.TestCase):
    def test_a_file_has_400_lines_at_most(self) -> None:
        self.assertTrue(words(sizes.breaches(Source("db/sql.cpp", "\n" * 401))))
        self.assertFalse(words(sizes.breaches(Source("db/sql.cpp", "\n" * 400))))
        self.assertTrue(words(sizes.breaches(Source("tests/db/sql_test.cpp", "\n" * 601))))

    def test_a_comment_has_120_columns_at_most(self) -> None:
        self.assertTrue(words(sizes.breaches(Source("db/sql.cpp", "    // " + "x" * 114))))
        self.assertFalse(words(sizes.breaches(Source("db/sql.cpp", "    // " + "…" * 113))))

    def test_a_file_is_named_after_its_concept(self) -> None:
        self.assertTrue(words(sizes.breaches(Source("db/sql_utils.hpp", ""))))

    def test_a_folder_holds_25_concepts_but_for_lists(self) -> None:
        def folder(name: str, count: int) -> list[str]:
            files = [f"{name}/{number}{suffix}" for number in range(count) for suffix in (".cpp", ".hpp")]
            return words(sizes.folder_breaches(files))

        self.assertEqual(folder("models/flows", 26), ["26 concepts; 25 are the most"])
        self.assertEqual(folder("models/flows", 25), [])
        self.assertEqual(folder("routes", 26), [])

    def test_the_top_is_what_is_named(self) -> None:
        self.assertEqual([path for path, _ in sizes.folder_breaches(["dev", "jinja/src/lib.rs", ".ci/run"])], ["jinja"])


class Texts(unittest.TestCase):
    def test_texts_of_clients_are_not_parsed_by_boost(self) -> None:
        self.assertTrue(words(texts.breaches(Source("routes/flows.cpp", "auto a = boost::json::parse(text);"))))
        self.assertFalse(words(texts.breaches(Source("routes/flows.cpp", "auto a = json::parse(text);"))))

    def test_no_namespace_std(self) -> None:
        self.assertTrue(words(texts.breaches(Source("routes/flows.cpp", "using namespace std;"))))


class Sources(unittest.TestCase):
    def test_what_literals_and_comments_say_is_no_code(self) -> None:
        text = 'a("co_spawn(");\n// co_spawn(\n/* co_spawn(\n co_spawn( */ b(1\'000\'000);\nc(R"x(co_spawn("\n)x");\n'
        code = "\n".join(Source("db/sql.cpp", text).code)
        self.assertNotIn("co_spawn", code)
        self.assertIn("1'000'000", code)
        self.assertEqual(len(code.splitlines()), len(text.splitlines()))


class TextsOfJson(unittest.TestCase):
    def check(self, line: str) -> list[str]:
        return words(texts.breaches(Source("models/flows/flow.cpp", line + "\n")))

    def test_nothing_is_written_behind_null(self) -> None:
        for line in ("ids.text += ',';", "made.payload.text.append(more);", "json::write_list(rows.text, events, write);",
                     "write_row(row.ids.text, one);", "json::object_writer payload{made.payload.text};"):
            self.assertTrue(self.check(line), line)

    def test_a_whole_text_is_taken(self) -> None:
        for line in ("row.tags.text = \"[]\";", "object.json(\"payload\", one.payload.text).end();", "socket.write(*next.text);",
                     "json_text{one.payload.text}", "size += one.payload.text.size();", "write_time(out, one.occurred);"):
            self.assertFalse(self.check(line), line)


if __name__ == "__main__":
    unittest.main()
