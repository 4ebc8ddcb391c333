// What goes to a collector, in both encodings.
#include <server/tracing/otlp.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using tracing::otlp_encoding;

tracing::span_batch batch()
{
    auto one = std::make_unique<tracing::span_record>();
    one->self = *tracing::read_trace_context("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=b");
    one->parent.bytes[7] = 0x1f;
    one->has_remote_parent = true;
    one->kind = tracing::span_kind::server;
    one->name = "GET \"x\"";
    one->began = 1'790'000'000'123'456'789;
    one->ended = 1'790'000'000'123'456'790;
    one->attributes = {{"http.request.method", "GET"}, {"http.response.status_code", std::int64_t{500}}};
    one->failed = true;
    tracing::span_batch all;
    all.push_back(std::move(one));
    return all;
}

tracing::span_source const source{{{"service.name", "praetor"}}, "0.1"};

std::string hex_of(std::string const& bytes)
{
    std::string text;
    for (char const byte : bytes)
        tracing::append_hex(text, tracing::id_bytes<1>{{static_cast<std::uint8_t>(byte)}});
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(otlp)

BOOST_AUTO_TEST_CASE(json_has_numbers_as_the_standard_writes_them)
{
    BOOST_TEST(
        otlp_request(otlp_encoding::json, source, batch()) ==
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"praetor"}}]},)"
        R"("scopeSpans":[{"scope":{"name":"praetor","version":"0.1"},"spans":[{)"
        R"("traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","traceState":"a=b",)"
        R"("parentSpanId":"000000000000001f","flags":769,"name":"GET \"x\"","kind":2,)"
        R"("startTimeUnixNano":"1790000000123456789","endTimeUnixNano":"1790000000123456790",)"
        R"("attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},)"
        R"({"key":"http.response.status_code","value":{"intValue":"500"}}],"status":{"code":2}}]}]}]})");
}

BOOST_AUTO_TEST_CASE(a_span_without_a_parent_has_no_number_of_one)
{
    auto all = batch();
    all[0]->parent = {};
    all[0]->failed = false;
    auto const text = otlp_request(otlp_encoding::json, source, all);
    BOOST_TEST(text.find("parentSpanId") == std::string::npos);
    BOOST_TEST(text.find(R"("status":{}})") != std::string::npos);
}

// The same bytes as the standard's own classes write; tests/conformance/network/test_traces.py has them read.
BOOST_AUTO_TEST_CASE(protobuf_has_the_same_in_its_fields)
{
    BOOST_TEST(hex_of(otlp_request(otlp_encoding::protobuf, source, batch())) ==
               "0ac501"                                                             // ResourceSpans
               "0a1b0a190a0c736572766963652e6e616d6512090a0770726165746f72"         // Resource
               "12a501"                                                             // ScopeSpans
               "0a0e0a0770726165746f721203302e31"                                   // InstrumentationScope
               "129201"                                                             // Span
               "0a104bf92f3577b34da6a3ce929d0e0e4736120800f067aa0ba902b71a03613d62" // numbers, tracestate
               "2208000000000000001f2a07474554202278223002"                         // parent, name, kind
               "3915cd4e2b845bd7184116cd4e2b845bd718"                               // from, to
               "4a1c0a13687474702e726571756573742e6d6574686f6412050a03474554"       // attributes
               "4a200a19687474702e726573706f6e73652e7374617475735f636f6465120318f403"
               "7a021802"       // status
               "850101030000"); // flags
}

BOOST_AUTO_TEST_CASE(a_collector_says_what_it_did_not_take)
{
    auto const json = [](std::string_view text) { return read_partial_success(otlp_encoding::json, text); };
    BOOST_TEST(!json("{}"));
    BOOST_TEST(!json(""));
    BOOST_TEST(!json("no json"));
    BOOST_TEST(!json(R"({"partialSuccess":{}})"));
    BOOST_TEST(!json(R"({"partialSuccess":{"rejectedSpans":"0"}})"));
    BOOST_TEST(!json(R"({"partialSuccess":[]})"));
    BOOST_TEST(json(R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"full"}})")->rejected == 3);
    BOOST_TEST(json(R"({"partialSuccess":{"rejectedSpans":4}})")->rejected == 4);
    BOOST_TEST(json(R"({"partialSuccess":{"errorMessage":"a word"}})")->why == "a word");
    using namespace std::string_view_literals;
    auto const binary = [](std::string_view text) { return read_partial_success(otlp_encoding::protobuf, text); };
    BOOST_TEST(!binary(""));
    BOOST_TEST(!binary("\x0a\x00"sv));
    BOOST_TEST(!binary("\x0a\x7f"));
    BOOST_TEST(!binary("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
    auto const told = binary("\x0a\x09\x08\xac\x02\x12\x04"
                             "full");
    BOOST_TEST_REQUIRE(told.has_value());
    BOOST_TEST(told->rejected == 300);
    BOOST_TEST(told->why == "full");
}

BOOST_AUTO_TEST_SUITE_END()
