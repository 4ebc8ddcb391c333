"""Which functions of a header ask for a contract."""

import unittest

from contracts import missing
from source import Source


def asked(text: str) -> list[str]:
    return [name for _, name in missing(Source("db/one.hpp", text))]


class Contracts(unittest.TestCase):
    def test_a_comment_above_or_beside_is_one(self) -> None:
        self.assertEqual(asked("// Gives a.\nint a();\n\nint b(); // gives b\n\nint c();\n"), ["c"])
        self.assertEqual(asked("// Gives a.\n\nint a();\n\nint b();\n"), ["a", "b"])

    def test_a_paragraph_shares_it(self) -> None:
        self.assertEqual(asked("// Text of a value.\nstd::string to_text(int a);\nvoid append(std::string& out, int a);\n\n"
                               "template <class T>\nvoid other(T a)\n{\n    f(a);\n}\n"), ["other"])

    def test_overloads_share_it(self) -> None:
        self.assertEqual(asked("// Adds.\nint add(int a);\n\nint other(int a);\n\nint add(double a);\n"), ["other"])

    def test_the_words_at_the_head_are_those_of_a_lone_function(self) -> None:
        self.assertEqual(asked("// Adds.\n#pragma once\n\n#include <a>\n\nint add(int a);\nint add(double a);\n"), [])
        self.assertEqual(asked("// Adds.\n#pragma once\n\nint add(int a);\n\nint take(int a);\n"), ["add", "take"])

    def test_members_are_asked_where_they_are_public(self) -> None:
        text = ("class one\n{\npublic:\n    explicit one(int a);\n    void go(int a);\n    int a() const noexcept { return a_; }\n"
                "    bool is_empty() const { return all_.empty(); }\n    int twice() const { return f(a_); }\n    ~one();\n"
                "    one(one const&) = delete;\n    bool operator<(one const& b) const;\n    void run() override;\n"
                "private:\n    void hidden();\n};\n")
        self.assertEqual(asked(text), ["one::one", "one::go", "one::twice"])
        self.assertEqual(asked("struct two\n{\n    void b();  // goes\n};\n\n// What it is.\n" + text), ["one::go", "one::twice"])
        self.assertEqual(asked("// What it is.\n#pragma once\n\n" + text), ["one::go", "one::twice"])

    def test_what_looks_like_a_function_and_is_none(self) -> None:
        self.assertEqual(asked(
            "using call = std::function<void(int)>;\nextern int (*before)(int);\nstd::function<void(int)> after;\n"
            "inline constexpr auto span = std::chrono::seconds(5);\nint const list[] = {f(1), f(2)};\n"
            "static_assert(sizeof(int) == 4);\nPRAETOR_DECLARE_CODEC(one);\nstruct two\n{\n    int a = f(1);\n"
            "    std::map<int, int> b{{1, 2}};\n    friend int hidden(two const&);\n};\nenum class three { a, b };\n"
            "template <class T>\nfour(T) -> four<T>;\n"), [])

    def test_bodies_and_initialisers_hide_nothing_that_follows(self) -> None:
        self.assertEqual(asked(
            "struct one\n{\n    one(int a, int b = {}) : a_{a}, b_(b) { f(); }\n\n    void go(int a)\n    {\n        if (a) {\n"
            "            f(\"}\"); // }\n        }\n    }\n};\n\nvoid last(int a);\n"), ["one::go", "last"])

    def test_details_and_specialisations_are_not_asked(self) -> None:
        self.assertEqual(asked(
            "namespace detail {\nvoid hidden(int a);\n}\ntemplate <>\nstruct codec<int>\n{\n    static void write(int a);\n};\n"
            "template <class T>\nstruct codec<std::optional<T>>\n{\n    static void write(T a);\n};\n"
            "template <class T>\nvoid codec<T>::read(T a)\n{\n    f(a);\n}\n"), [])

    def test_rules_of_constrained_types_are_not_asked(self) -> None:
        self.assertEqual(asked("struct rule\n{\n    static bool check(int a);\n};\n"), [])


if __name__ == "__main__":
    unittest.main()
