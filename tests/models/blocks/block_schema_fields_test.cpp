#include <models/blocks/block_schema_fields.hpp>

#include <server/base/json/parse.hpp>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using namespace praetor;

namespace {

boost::json::object parsed(std::string_view text)
{
    return json::parse(text).as_object();
}

constexpr std::string_view nested = R"({"title":"Outer","properties":{"inner":{"$ref":"#/definitions/Inner"},
"kind":{"$ref":"#/definitions/Kind"},"empty":{"$ref":"#/definitions/JsonValue"}},"definitions":{
"Inner":{"title":"Inner","block_type_slug":"inner","properties":{"m":{"$ref":"#/definitions/Mode"}}},
"Kind":{"enum":["a"],"x":{"$ref":"#/definitions/Deep"}},"Deep":{"type":"string"},"Mode":{"enum":[1]},
"Unused":{"type":"null"},"JsonValue":{}}})";

} // namespace

BOOST_AUTO_TEST_SUITE(block_schema_fields)

// Block._calculate_schema_checksum of Prefect 3.8.4 gave these.
BOOST_AUTO_TEST_CASE(checksums_are_those_of_the_sdk)
{
    auto const checksum = [](std::string_view text) { return models::block_schema_checksum(parsed(text)); };
    BOOST_TEST(checksum("{}") == "sha256:f8e6e96abbc38504d4e9c99fc57281fa0026bede1fa42db79f22f984501710f4");
    BOOST_TEST(checksum(R"({"title":"x","secret_fields":["a"],"properties":{"b":{"secret_fields":1,"type":"string"},
"list":[{"secret_fields":2}]}})") == "sha256:bdda04912dd858b80b5d7094e2252b758719e8852a9947a0b76a7e37d162df66");
    BOOST_TEST(
        checksum("{\"title\":\"Gr\u00f6\u00dfe \U0001F600 \\u007f \u2028 \\\"q\\\" \\\\ \\n\",\"n\":[1,-2,0.1,1.0,"
                 "1e16,1e15,1.5e-5,0.0001,123456789012345.67,-0.0,1e22,2.5e-7,true,null]}") ==
        "sha256:5647a14bcc3370067b56d50155b4c4dab2f6756517be09b9685cd07f148baabf");
    BOOST_TEST(checksum(nested) == "sha256:7512467eb95c7f4e6f368f4f9666d186b8399595fb25ceb562fe5a4d65ab83c0");
}

BOOST_AUTO_TEST_CASE(only_definitions_that_are_used_and_are_no_blocks_are_kept)
{
    auto const fields = parsed(nested);
    auto const kept = models::non_block_definitions(fields, fields.at("definitions").as_object());
    BOOST_TEST(kept.size() == 3u);
    BOOST_TEST((kept.contains("Kind") && kept.contains("Deep") && kept.contains("Mode")));
}

BOOST_AUTO_TEST_CASE(definitions_that_refer_to_each_other_end)
{
    auto const fields = parsed(R"({"a":{"$ref":"#/definitions/A"},"definitions":{
"A":{"b":{"$ref":"#/definitions/B"}},"B":{"a":{"$ref":"#/definitions/A"}}}})");
    BOOST_TEST(models::non_block_definitions(fields, fields.at("definitions").as_object()).size() == 2u);
}

BOOST_AUTO_TEST_CASE(of_a_union_the_definition_of_the_block_type_is_taken)
{
    auto const fields = parsed(R"({"properties":{"one":{"$ref":"#/definitions/A"},
"either":{"anyOf":[{"$ref":"#/definitions/A"},{"$ref":"#/definitions/B"}]}}})");
    auto const definitions = parsed(R"({"A":{"block_type_slug":"a"},"B":{"block_type_slug":"b"}})");
    auto const slug = [&](std::string_view field, std::string_view type) {
        auto const* found = models::definition_of_field(fields, field, type, definitions);
        return found != nullptr ? boost::json::serialize(found->at("block_type_slug")) : "none";
    };
    BOOST_TEST(slug("either", "b") == "\"b\"");
    BOOST_TEST(slug("either", "a") == "\"a\"");
    BOOST_TEST(slug("either", "c") == "none");
    BOOST_TEST(slug("one", "whatever") == "\"a\"");
    BOOST_TEST(slug("missing", "a") == "none");
}

BOOST_AUTO_TEST_SUITE_END()
