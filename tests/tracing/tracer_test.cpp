// Spans, which of them are recorded, and how they wait.
#include <server/tracing/tracer.hpp>

#include <server/base/error.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace praetor;
using tracing::sampler;
using tracing::span_kind;
using tracing::tracer;

constexpr std::size_t all = 1'000'000;

tracing::trace_context parent(bool sampled)
{
    return *tracing::read_trace_context(
        std::string{"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0"} + (sampled ? '1' : '0'), "a=b");
}

tracing::trace_id trace_of(std::uint8_t first_of_lower_half)
{
    tracing::trace_id made;
    made.bytes[8] = first_of_lower_half;
    return made;
}

std::string value_of(tracing::span_record const& of, std::string_view name)
{
    std::string found = "none";
    for (auto const& one : of.attributes)
        if (one.name == name)
            found = one.value.index() == 0 ? std::get<0>(one.value) : std::to_string(std::get<1>(one.value));
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tracers)

BOOST_AUTO_TEST_CASE(a_span_is_a_child_of_who_asked_and_a_parent_of_its_parts)
{
    tracer by{sampler{1, true}, all};
    auto const asked = parent(true);
    {
        auto outer = by.start(span_kind::server, "outer", &asked);
        auto const inner = outer.child(span_kind::client, "inner");
        outer.set("n", 7);
        outer.rename("renamed");
    }
    auto const ended = by.take(all);
    BOOST_TEST_REQUIRE(ended.size() == 2);
    auto const& inner = *ended[0];
    auto const& outer = *ended[1];
    BOOST_TEST(outer.name == "renamed");
    BOOST_TEST((outer.self.trace == asked.trace));
    BOOST_TEST((outer.parent == asked.span));
    BOOST_TEST(outer.has_remote_parent);
    BOOST_TEST(outer.self.state == "a=b");
    BOOST_TEST(value_of(outer, "n") == "7");
    BOOST_TEST((inner.self.trace == asked.trace));
    BOOST_TEST((inner.parent == outer.self.span));
    BOOST_TEST(!inner.has_remote_parent);
    BOOST_TEST(inner.began >= outer.began);
    BOOST_TEST(inner.ended <= outer.ended);
}

BOOST_AUTO_TEST_CASE(without_a_parent_each_span_begins_a_trace)
{
    tracer by{sampler{1, true}, all};
    auto const one = by.start(span_kind::internal, "one");
    auto const other = by.start(span_kind::internal, "other");
    BOOST_TEST(!one.context().trace.is_zero());
    BOOST_TEST(!one.context().span.is_zero());
    BOOST_TEST((one.context().trace != other.context().trace));
    BOOST_TEST(traceparent_of(one.context()).ends_with("-03"));
}

BOOST_AUTO_TEST_CASE(what_is_not_recorded_says_so_to_its_parts_and_to_others)
{
    tracer by{sampler{1, true}, all};
    auto const asked = parent(false);
    auto made = by.start(span_kind::server, "x", &asked);
    BOOST_TEST(!made.is_recorded());
    BOOST_TEST(!made.child(span_kind::client, "y").is_recorded());
    BOOST_TEST(traceparent_of(made.context()).starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
    BOOST_TEST(traceparent_of(made.context()).ends_with("-00"));
    made.set("n", 1);
    made.fail("x");
    made.end();
    BOOST_TEST(by.waiting() == 0u);
}

BOOST_AUTO_TEST_CASE(samplers_have_the_names_of_the_standard)
{
    auto const on = parent(true);
    auto const off = parent(false);
    auto const records = [](std::string_view name, tracing::trace_context const* from) {
        return sampler::named(name, 0.5)->records(from != nullptr ? from->trace : trace_of(0), from);
    };
    BOOST_TEST(records("always_on", &off));
    BOOST_TEST(!records("always_off", &on));
    BOOST_TEST(records("parentbased_always_on", nullptr));
    BOOST_TEST(!records("parentbased_always_on", &off));
    BOOST_TEST(!records("parentbased_always_off", nullptr));
    BOOST_TEST(records("parentbased_always_off", &on));
    BOOST_TEST(records("parentbased_traceidratio", &on));
    BOOST_TEST(!records("parentbased_traceidratio", &off));
    BOOST_TEST(!sampler::named("xray", 1));
    BOOST_TEST(!sampler::named("parentbased_", 1));
}

BOOST_AUTO_TEST_CASE(a_ratio_is_that_of_the_numbers_of_traces)
{
    sampler const quarter{0.25, false};
    BOOST_TEST(quarter.records(trace_of(0), nullptr));
    BOOST_TEST(quarter.records(trace_of(0x3f), nullptr));
    BOOST_TEST(!quarter.records(trace_of(0x40), nullptr));
    BOOST_TEST(!sampler(0, false).records(trace_of(0), nullptr));
    BOOST_TEST(sampler(1, false).records(trace_of(0xff), nullptr));
    tracer by{quarter, all};
    for (int i = 0; i < 4'000; ++i)
        by.start(span_kind::internal, "x");
    BOOST_TEST(by.waiting() > 800u);
    BOOST_TEST(by.waiting() < 1'200u);
}

BOOST_AUTO_TEST_CASE(what_is_too_much_is_dropped_and_counted)
{
    tracer by{sampler{1, true}, 3};
    int told = 0;
    by.when_waiting(2, [&] { ++told; });
    for (char const* name : {"1", "2", "3", "4", "5"})
        by.start(span_kind::internal, name);
    BOOST_TEST(by.waiting() == 3u);
    BOOST_TEST(by.dropped() == 2u);
    BOOST_TEST(told == 1);
    auto const first = by.take(2);
    BOOST_TEST_REQUIRE(first.size() == 2);
    BOOST_TEST(first[0]->name == "1");
    BOOST_TEST(by.take(2).size() == 1u);
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_between_characters_and_other_bytes_are_replaced)
{
    tracer by{sampler{1, true}, all};
    {
        auto made = by.start(span_kind::internal, "x");
        made.set("long", "a" + std::string(2'000, 'b'));
        std::string wide = "a";
        for (int i = 0; i < 600; ++i)
            wide += "é";
        made.set("wide", wide);
        made.set("bytes", "\xff");
        made.set("exact", std::string(1'024, 'c'));
    }
    auto const ended = by.take(1);
    BOOST_TEST(value_of(*ended[0], "long") == "a" + std::string(1'023, 'b'));
    auto const wide = value_of(*ended[0], "wide");
    BOOST_TEST(wide.size() == 1'023u);
    BOOST_TEST(wide.ends_with("é"));
    BOOST_TEST(value_of(*ended[0], "bytes") == "\xef\xbf\xbd");
    BOOST_TEST(value_of(*ended[0], "exact").size() == 1'024u);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_no_error_and_a_failure_is_one)
{
    tracer by{sampler{1, true}, all};
    auto const ends_by = [&](std::exception_ptr const& thrown) {
        by.start(span_kind::client, "x").fail(thrown);
        auto const ended = by.take(1);
        return value_of(*ended[0], "error.type") + (ended[0]->failed ? " failed" : "");
    };
    BOOST_TEST(ends_by(std::make_exception_ptr(error{errc::not_found, "x"})) == "not_found");
    BOOST_TEST(ends_by(std::make_exception_ptr(error{errc::integrity, "x"})) == "integrity failed");
    BOOST_TEST(ends_by(std::make_exception_ptr(error{errc::timeout, "x"})) == "timeout failed");
    BOOST_TEST(ends_by(std::make_exception_ptr(error{errc::bad_setting, "x"})) == "bad_setting failed");
    BOOST_TEST(ends_by(std::make_exception_ptr(std::bad_alloc{})) == "_OTHER failed");
}

BOOST_AUTO_TEST_SUITE_END()
