// What a server tells of integrations, from the files of an installed Prefect package.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_folder.hpp>

#include <models/blocks/block_schema_fields.hpp>

#include <boost/json/parse.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr std::string_view list_file = "prefect/server/collection_blocks_data.json";

std::string checksum_of(std::string const& fields)
{
    return models::block_schema_checksum(boost::json::parse(fields).as_object());
}

std::string block(std::string const& slug, std::string const& fields)
{
    return '"' + slug + R"(":{"name":"Name of )" + slug + R"(","slug":")" + slug + R"(","logo_url":"https://logo",)" +
           R"("documentation_url":"https://docs","description":"a < b","code_example":"x",)" +
           R"("block_schema":{"checksum":")" + checksum_of(fields) + R"(","fields":)" + fields +
           R"(,"capabilities":["swim"],"version":"1.2"}})";
}

std::string list_of(std::string const& blocks)
{
    return R"({"collections":{"prefect-x":{"block_types":{)" + blocks + R"(}},"prefect-y":{"block_types":{}}}})";
}

// A package whose list holds these blocks.
struct package : temporary_folder
{
    explicit package(std::string const& blocks) { write(list_file, list_of(blocks)); }

    settings_list settings() const { return {{"PRAETOR_PREFECT_PACKAGE", path().string()}}; }
};

std::string slugs(test_server const& server)
{
    std::string all;
    auto const found = server.post("/block_types/filter", "{}").json();
    for (auto const& one : found.as_array())
        all += text_of(one, "slug") + ';';
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(collections)

PRAETOR_TEST_EACH_DIALECT(block_types_of_integrations_are_there_from_the_first_start_and_nothing_is_written_at_the_next)
{
    temporary_database at{dialect, content::tables};
    package const installed{block("fish", R"({"title":"fish"})")};
    {
        test_server server{at, installed.settings()};
        BOOST_TEST(slugs(server) == "local-file-system;fish;secret;webhook;");
        auto const type = server.get("/block_types/slug/fish").json();
        BOOST_TEST(text_of(type, "name") == "Name of fish");
        BOOST_TEST(text_of(type, "description") == "a &lt; b");
        BOOST_TEST(type.at("is_protected") == false);
        auto const schemas = server.post("/block_schemas/filter", R"({"block_schemas":{"version":{"any_":["1.2"]}}})");
        BOOST_TEST(schemas.json().as_array().size() == 1U);
        BOOST_TEST(schemas.json().at(0).at("capabilities").at(0) == "swim");
        BOOST_TEST(server.post("/events/filter", "{}").json().at("total") == 0);
    }
    auto const updated = at.run("SELECT max(updated) FROM block_type");
    test_server again{at, installed.settings()};
    BOOST_TEST(at.run("SELECT max(updated) FROM block_type") == updated);
    BOOST_TEST(at.run("SELECT count(*) FROM block_schema WHERE version = '1.2'") == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_newer_package_mends_the_words_of_a_block_type_and_keeps_its_id)
{
    temporary_database at{dialect, content::tables};
    package const installed{block("fish", R"({"title":"fish"})")};
    std::string first;
    {
        test_server server{at, installed.settings()};
        first = text_of(server.get("/block_types/slug/fish").json(), "id");
    }
    auto newer = list_of(block("fish", R"({"title":"fish"})"));
    newer.replace(newer.find("a < b"), 5, "a > b");
    installed.write(list_file, newer);
    test_server server{at, installed.settings()};
    auto const type = server.get("/block_types/slug/fish").json();
    BOOST_TEST(text_of(type, "id") == first);
    BOOST_TEST(text_of(type, "description") == "a &gt; b");
}

PRAETOR_TEST_EACH_DIALECT(what_of_the_list_can_not_be_understood_or_registered_is_left_out_and_the_rest_is_there)
{
    temporary_database at{dialect, content::tables};
    package const installed{block("Odd_Slug", "{}") + "," +
                            block("alone", R"({"block_schema_references":{"other":{"block_type_slug":"none",)"
                                           R"("block_schema_checksum":"sha256:none"}}})") +
                            R"(,"number":1,)" + block("fish", R"({"title":"fish"})")};
    test_server server{at, installed.settings()};
    BOOST_TEST(slugs(server) == "local-file-system;alone;fish;secret;webhook;");
    BOOST_TEST(at.run("SELECT count(*) FROM block_schema WHERE version = '1.2'") == "1");
}

PRAETOR_TEST_EACH_DIALECT(blocks_of_the_list_may_refer_to_each_other_in_any_order)
{
    temporary_database at{dialect, content::tables};
    std::string const fish = R"({"title":"fish","block_type_slug":"fish","block_schema_references":{}})";
    package const installed{
        block("pond", R"({"title":"pond","block_type_slug":"pond","properties":{"fish":{"$ref":"#/definitions/fish"}},)"
                      R"("block_schema_references":{"fish":{"block_type_slug":"fish","block_schema_checksum":")" +
                          checksum_of(fish) + R"("}},"definitions":{"fish":)" + fish + "}}") +
        "," + block("fish", fish)};
    test_server server{at, installed.settings()};
    auto const type = text_of(server.get("/block_types/slug/pond").json(), "id");
    auto const schema =
        server.post("/block_schemas/filter", R"({"block_schemas":{"block_type_id":{"any_":[")" + type + R"("]}}})");
    BOOST_TEST(schema.json().at(0).at("fields").at("block_schema_references").at("fish").at("block_type_slug") ==
               "fish");
    BOOST_TEST(at.run("SELECT count(*) FROM block_schema_reference") == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_server_that_may_not_register_blocks_registers_those_of_integrations_neither)
{
    package const installed{block("fish", R"({"title":"fish"})")};
    auto wanted = installed.settings();
    wanted.emplace_back("PREFECT_SERVER_REGISTER_BLOCKS_ON_START", "false");
    test_server server{dialect, wanted};
    BOOST_TEST(server.get("/block_types/slug/fish").status == 404);
}

BOOST_AUTO_TEST_CASE(a_view_is_told_as_the_package_has_it_without_agents)
{
    package const installed{""};
    installed.write("prefect/server/api/collections_data/views/aggregate-worker-metadata.json",
                    R"({"prefect":{"prefect-agent":{},"process":{"type":"process"}},"prefect-docker":{"docker":{}}})");
    installed.write("prefect/server/api/collections_data/views/demo-flows.json", R"({"a":1.50})");
    test_server server{db::dialect::sqlite, installed.settings()};
    auto const workers = server.get("/collections/views/aggregate-worker-metadata");
    BOOST_TEST(workers.status == 200);
    BOOST_TEST(workers.json() ==
               boost::json::parse(R"({"prefect":{"process":{"type":"process"}},"prefect-docker":{"docker":{}}})"));
    BOOST_TEST(server.get("/collections/views/demo-flows").json() == boost::json::parse(R"({"a":1.5})"));
    auto const missing = server.get("/collections/views/aggregate-flow-metadata");
    BOOST_TEST(missing.status == 404);
    BOOST_TEST(missing.body == R"({"detail":"Requested content missing for view aggregate-flow-metadata"})");
    auto const unknown = server.get("/collections/views/other");
    BOOST_TEST(unknown.status == 404);
    BOOST_TEST(unknown.body == R"({"detail":"View other not found in registry"})");
}

BOOST_AUTO_TEST_CASE(without_a_package_or_with_a_broken_view_the_process_worker_is_told)
{
    package const broken{""};
    broken.write("prefect/server/api/collections_data/views/aggregate-worker-metadata.json", "[");
    for (auto const& wanted : {settings_list{}, broken.settings()}) {
        test_server server{db::dialect::sqlite, wanted};
        auto const workers = server.get("/collections/views/aggregate-worker-metadata").json();
        BOOST_TEST(text_of(workers.at("prefect").at("process"), "type") == "process");
    }
}

BOOST_AUTO_TEST_SUITE_END()
