// What of traceparent and tracestate is taken, by the W3C's rules.
#include <server/tracing/trace_context.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using tracing::checked_tracestate;
using tracing::read_trace_context;

constexpr auto trace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr auto span = "00f067aa0ba902b7";

std::string header(std::string const& version = "00", std::string const& of_trace = trace,
                   std::string const& of_span = span, std::string const& flags = "01", std::string const& more = "")
{
    return version + '-' + of_trace + '-' + of_span + '-' + flags + more;
}

std::string members(int count)
{
    std::string all;
    for (int i = 0; i < count; ++i)
        all += (i > 0 ? ",k" : "k") + std::to_string(i) + "=v";
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(trace_contexts)

BOOST_AUTO_TEST_CASE(a_context_is_read_and_told_again)
{
    auto const read = read_trace_context(header(), "congo=t61rcWkgMzE , rojo=00f067aa0ba902b7");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->is_sampled());
    BOOST_TEST(read->is_remote);
    BOOST_TEST(read->state == "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
    BOOST_TEST(traceparent_of(*read) == header());
}

BOOST_DATA_TEST_CASE(one_that_follows_the_rules_is_taken,
                     boost::unit_test::data::make({header(), header("00", trace, span, "00"),
                                                   header("00", trace, span, "ff"), header("01"), header("cc"),
                                                   header("01", trace, span, "01", "-what-the-future-brings"),
                                                   header("fe", trace, span, "01", "-")}),
                     text)
{
    BOOST_TEST(read_trace_context(text, "").has_value());
}

BOOST_DATA_TEST_CASE(
    one_that_breaks_a_rule_is_none,
    boost::unit_test::data::make({std::string{},
                                  std::string{"00"},
                                  header("ff"),
                                  header("FE"),
                                  header("0"),
                                  header("0x"),
                                  header("00", std::string(32, '0')),
                                  header("00", trace, std::string(16, '0')),
                                  header("00", "4BF92F3577B34DA6A3CE929D0E0E4736"),
                                  header("00", trace, "00F067AA0BA902B7"),
                                  header("00", trace, span, "0A"),
                                  header("00", trace, span, "1"),
                                  header("00", trace, span, "01", "-"),
                                  header("00", trace, span, "01", "-more"),
                                  header("01", trace, span, "01", "more"),
                                  header("00", std::string{trace} + "0"),
                                  header("00", std::string{trace}.substr(1)),
                                  header("00", trace, std::string{span} + "00"),
                                  header() + "," + header(),
                                  " " + header(),
                                  std::string{"00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
                                  std::string{"00-.bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}),
    text)
{
    BOOST_TEST(!read_trace_context(text, "").has_value());
}

BOOST_AUTO_TEST_CASE(flags_that_nobody_knows_do_not_go_on)
{
    auto const read = read_trace_context(header("00", trace, span, "fd"), "");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(traceparent_of(*read) == header());
}

BOOST_AUTO_TEST_CASE(a_tracestate_that_breaks_a_rule_is_left_out_alone)
{
    auto const read = read_trace_context(header(), "Upper=1");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->state.empty());
    for (std::string const bad :
         {"a", "=b", "a=", "a=b,a=c", "a=b=c", "1a=b", "a@1b=c", "a@b@c=d", "A=b", "a =b", "a= b\x01"})
        BOOST_TEST(checked_tracestate(bad) == "", bad);
    BOOST_TEST(checked_tracestate(members(33)) == "");
}

BOOST_AUTO_TEST_CASE(a_tracestate_goes_on_as_it_came)
{
    BOOST_TEST(checked_tracestate("") == "");
    BOOST_TEST(checked_tracestate(" , ,") == "");
    BOOST_TEST(checked_tracestate("a=b,,\tc=d \t") == "a=b,c=d");
    BOOST_TEST(checked_tracestate("1t@v=x,a_-*/9= y") == "1t@v=x,a_-*/9= y");
    BOOST_TEST(checked_tracestate(members(32)) == members(32));
}

BOOST_AUTO_TEST_CASE(of_a_long_tracestate_the_long_members_go_first)
{
    auto const longest = "long=" + std::string(256, 'x');
    auto const other = "more=" + std::string(256, 'y');
    BOOST_TEST(checked_tracestate("a=b," + longest + ",c=d") == "a=b," + longest + ",c=d");
    BOOST_TEST(checked_tracestate("a=b," + longest + ',' + other + ",c=d") == "a=b,c=d");
    std::string many;
    for (char c = 'a'; c <= 'h'; ++c)
        (many += many.empty() ? "" : ",") += std::string{c} + '=' + std::string(98, 'z');
    BOOST_TEST(checked_tracestate(many) == many.substr(0, 5 * 101 - 1));
    BOOST_TEST(checked_tracestate("a=" + std::string(257, 'x')) == "");
}

BOOST_AUTO_TEST_SUITE_END()
