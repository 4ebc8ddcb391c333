#include <tests/api/blocks.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto inner_fields =
    R"({"title":"Inner","type":"object","block_type_slug":"inner","block_schema_references":{},
"properties":{"a":{"type":"string"}}})";

// Fields of a block that holds an Inner, with the checksum of the fields above and their definition.
std::string outer_fields(std::string const& checksum)
{
    return R"({"title":"Outer","type":"object","block_type_slug":"outer","properties":{"b":{"$ref":"#/definitions/Inner"},
"k":{"$ref":"#/definitions/Kind"}},"block_schema_references":{"b":{"block_type_slug":"inner","block_schema_checksum":")" +
           checksum + R"("}},"definitions":{"Inner":)" + inner_fields + R"(,"Kind":{"enum":["x"]}}})";
}

} // namespace

BOOST_AUTO_TEST_SUITE(block_schemas)

PRAETOR_TEST_EACH_DIALECT(a_schema_is_made_once_for_its_checksum_and_version)
{
    test_server server{dialect, without_blocks()};
    auto const type = make_block_type(server, "x");
    auto const body = [&](std::string const& more) {
        return R"({"block_type_id":")" + type + R"(","fields":{"title":"x","secret_fields":["a"]})" + more + '}';
    };
    auto const made = server.post("/block_schemas/", body(""));
    BOOST_TEST(made.status == 201);
    BOOST_TEST(text_of(made.json(), "version") == "non-versioned");
    BOOST_TEST(server.get("/block_schemas/" + text_of(made.json(), "id")).json() == made.json());
    auto const again = server.post("/block_schemas/", body(""));
    BOOST_TEST(again.status == 200);
    BOOST_TEST(again.json() == made.json());
    auto const newer = server.post("/block_schemas/", body(R"(,"version":"2")"));
    BOOST_TEST(newer.status == 201);
    auto const checksum = text_of(made.json(), "checksum");
    BOOST_TEST(server.get("/block_schemas/checksum/" + checksum).json() == newer.json());
    BOOST_TEST(server.get("/block_schemas/checksum/" + checksum + "?version=non-versioned").json() == made.json());
    BOOST_TEST(server.get("/block_schemas/checksum/" + checksum + "?version=3").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(an_unknown_type_is_told)
{
    test_server server{dialect, without_blocks()};
    std::string const id = "11111111-1111-4111-8111-111111111111";
    auto const refused = server.post("/block_schemas/", R"({"block_type_id":")" + id + "\"}");
    BOOST_TEST(refused.status == 404);
    BOOST_TEST(refused.body == R"({"detail":"Block type )" + id + R"( not found."})");
}

PRAETOR_TEST_EACH_DIALECT(nested_schemas_are_registered_from_the_definitions_and_put_back)
{
    test_server server{dialect, without_blocks()};
    make_block_type(server, "inner");
    auto const outer_type = make_block_type(server, "outer");
    auto const made = make_block_schema(server, outer_type, outer_fields("sha256:unknown"));
    auto const read = server.get("/block_schemas/" + text_of(made, "id")).json();
    auto const& fields = read.at("fields");
    BOOST_TEST(fields.at("definitions").as_object().contains("Kind"));
    auto const& inner = fields.at("definitions").at("Inner");
    BOOST_TEST(inner.at("properties").at("a").at("type") == "string");
    auto const checksum = text_of(fields.at("block_schema_references").at("b"), "block_schema_checksum");
    auto const child = server.get("/block_schemas/checksum/" + checksum).json();
    BOOST_TEST(text_of(child.at("block_type"), "slug") == "inner");
    // With the true checksum the schema that is there is taken.
    auto const other = make_block_schema(server, outer_type, outer_fields(checksum), R"(,"version":"2")");
    auto const all = server.post("/block_schemas/filter", "").json();
    BOOST_TEST(all.as_array().size() == 3u);
    BOOST_TEST(all.at(0) == server.get("/block_schemas/" + text_of(other, "id")).json());
    BOOST_TEST(all.at(0).at("fields") == other.at("fields"));
}

PRAETOR_TEST_EACH_DIALECT(a_reference_to_an_unknown_type_is_refused_and_nothing_stays)
{
    test_server server{dialect, without_blocks()};
    auto const type = make_block_type(server, "outer");
    auto const refused = server.post("/block_schemas/", R"({"block_type_id":")" + type + R"(","fields":)" +
                                                            outer_fields("sha256:unknown") + '}');
    BOOST_TEST(refused.status == 409);
    BOOST_TEST(refused.body == R"({"detail":"Cannot create block schema because block type 'inner' was not found.)"
                               R"(Did you forget to register the block type?"})");
    BOOST_TEST(server.post("/block_schemas/filter", "").body == "[]");
    for (auto const* references : {"5", R"({"b":5})", R"({"b":{"block_type_slug":"outer"}})"})
        BOOST_TEST(server
                       .post("/block_schemas/", R"({"block_type_id":")" + type +
                                                    R"(","fields":{"block_schema_references":)" + references + "}}")
                       .status == 422);
}

PRAETOR_TEST_EACH_DIALECT(schemas_are_filtered_and_deleted)
{
    test_server server{dialect, without_blocks()};
    block_kind const one{server, "one", R"({"n":1})", R"(,"version":"1","capabilities":["a","b"])"};
    block_kind const two{server, "two", R"({"n":2})", R"(,"version":"2","capabilities":["b"])"};
    auto const count = [&](std::string const& filter) {
        return server.post("/block_schemas/filter", R"({"block_schemas":)" + filter + '}').json().as_array().size();
    };
    BOOST_TEST(count("{}") == 2u);
    BOOST_TEST(count(R"({"block_capabilities":{"all_":["b"]}})") == 2u);
    BOOST_TEST(count(R"({"block_capabilities":{"all_":["a","b"]}})") == 1u);
    BOOST_TEST(count(R"({"version":{"any_":["2"]}})") == 1u);
    BOOST_TEST(count(R"({"block_type_id":{"any_":[")" + one.type_id + R"("]}})") == 1u);
    BOOST_TEST(count(R"({"operator":"or_","version":{"any_":["1"]},"id":{"any_":[")" + two.schema_id + R"("]}})") ==
               2u);
    BOOST_TEST(server.ask("DELETE", "/block_schemas/" + one.schema_id).status == 204);
    BOOST_TEST(server.ask("DELETE", "/block_schemas/" + one.schema_id).status == 404);
    BOOST_TEST(server.get("/block_schemas/" + one.schema_id).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
