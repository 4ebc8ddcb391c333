// Text from outside is told in one line that shows all of it.
#include <server/base/log.hpp>
#include <server/base/text/plain_line.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <unistd.h>

using praetor::plain_line;

namespace {

// What is written to standard error meanwhile.
template <class Work>
std::string errors_of(Work const& work)
{
    auto* const file = std::tmpfile();
    int const before = ::dup(STDERR_FILENO);
    ::dup2(::fileno(file), STDERR_FILENO);
    work();
    std::fflush(stderr);
    ::dup2(before, STDERR_FILENO);
    ::close(before);
    std::string all;
    std::rewind(file);
    for (int next = std::fgetc(file); next != EOF; next = std::fgetc(file))
        all.push_back(static_cast<char>(next));
    std::fclose(file);
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(plain_lines)

BOOST_AUTO_TEST_CASE(what_can_be_seen_stays_as_it_is)
{
    for (auto const* text : {"", "GET /api/flows/ 200", "C:\\new \"x\"", "Zürich 東京 👋"})
        BOOST_TEST(plain_line(text) == text);
}

BOOST_AUTO_TEST_CASE(ends_of_lines_and_what_moves_a_terminal_are_escaped)
{
    BOOST_TEST(plain_line("a\nb\r\tc") == R"(a\nb\r\tc)");
    BOOST_TEST(plain_line("\x1b[2J\x7f") == R"(\x1b[2J\x7f)");
    BOOST_TEST(plain_line(std::string_view{"a\0b", 3}) == R"(a\x00b)");
    BOOST_TEST(plain_line("\xc2\x9b"
                          "31m") == R"(\x9b31m)");
    BOOST_TEST(plain_line("\u2028\u202e\u2066") == R"(\u2028\u202e\u2066)");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_told_by_their_numbers)
{
    BOOST_TEST(plain_line("a\xff\xc3(") == R"(a\xff\xc3()");
    BOOST_TEST(plain_line("\xe2\x82") == R"(\xe2\x82)");
}

BOOST_AUTO_TEST_CASE(a_request_can_not_write_a_line_of_its_own_into_the_log)
{
    auto const written = errors_of([] {
        praetor::log::write(praetor::log::level::warning, "http", "/x\n12:00:00.000 | ERROR   | db - gone\x1b[1A");
    });
    BOOST_TEST(std::ranges::count(written, '\n') == 1);
    BOOST_TEST(written.find(R"(/x\n12:00:00.000 | ERROR   | db - gone\x1b[1A)") != std::string::npos, written);
}

BOOST_AUTO_TEST_SUITE_END()
