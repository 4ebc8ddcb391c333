#include <tests/api/blocks.hpp>
#include <tests/support/dialects.hpp>

#include <models/reference_version.hpp>

using namespace praetor;
using namespace praetor::tests;

BOOST_AUTO_TEST_SUITE(block_types)

PRAETOR_TEST_EACH_DIALECT(a_type_is_made_once_and_found_by_its_slug)
{
    test_server server{dialect, without_blocks()};
    auto const made = server.post("/block_types/", R"({"name":"X","slug":"x","description":"a < b & \"c\""})");
    BOOST_TEST(made.status == 201);
    BOOST_TEST(text_of(made.json(), "description") == "a &lt; b &amp; \"c\"");
    BOOST_TEST(server.get("/block_types/slug/x").json() == made.json());
    BOOST_TEST(server.get("/block_types/" + text_of(made.json(), "id")).json() == made.json());
    auto const again = server.post("/block_types/", R"({"name":"X","slug":"x"})");
    BOOST_TEST(again.status == 409);
    BOOST_TEST(again.body == R"({"detail":"Block type with name \"X\" already exists"})");
    BOOST_TEST(server.get("/block_types/slug/none").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(names_and_slugs_have_rules)
{
    test_server server{dialect, without_blocks()};
    auto const reserved = server.post("/block_types/", R"({"name":"PreFect block","slug":"a"})");
    BOOST_TEST(reserved.status == 403);
    BOOST_TEST(reserved.body == R"({"detail":"Block type names beginning with 'Prefect' are reserved."})");
    BOOST_TEST(server.post("/block_types/", R"({"name":"a/b","slug":"a"})").status == 422);
    auto const slug = server.post("/block_types/", R"({"name":"a","slug":"A_b"})");
    BOOST_TEST(slug.status == 422);
    BOOST_TEST(slug.body.find("Block type slug must only contain lowercase letters, numbers, and dashes.") !=
               std::string::npos);
    BOOST_TEST(server.post("/block_types/", R"({"name":"a","slug":"a","is_protected":true})").status == 422);
}

PRAETOR_TEST_EACH_DIALECT(types_are_filtered_by_name_part_slug_and_capabilities)
{
    test_server server{dialect, without_blocks()};
    block_kind const fly{server, "can-fly", "{}", R"(,"capabilities":["fly","swim"])"};
    block_kind const run{server, "can-run", R"({"title":"run"})", R"(,"capabilities":["run"])"};
    auto const slugs = [&](std::string const& filter) {
        std::string all;
        auto const found = server.post("/block_types/filter", filter).json();
        for (auto const& one : found.as_array())
            all += text_of(one, "slug") + ';';
        return all;
    };
    BOOST_TEST(slugs("") == "can-fly;can-run;");
    BOOST_TEST(slugs(R"({"block_types":{"name":{"like_":"RUN"}}})") == "can-run;");
    BOOST_TEST(slugs(R"({"block_types":{"slug":{"any_":["can-fly","none"]}}})") == "can-fly;");
    BOOST_TEST(slugs(R"({"block_schemas":{"block_capabilities":{"all_":["swim","fly"]}}})") == "can-fly;");
    BOOST_TEST(slugs(R"({"limit":1,"offset":1})") == "can-run;");
    BOOST_TEST(server.get("/block_capabilities/").body == R"(["fly","run","swim"])");
}

PRAETOR_TEST_EACH_DIALECT(a_change_tells_an_event_and_no_change_tells_none)
{
    test_server server{dialect, without_blocks()};
    auto const id = make_block_type(server, "x");
    auto const change = [&](std::string const& body) { return server.ask("PATCH", "/block_types/" + id, body).status; };
    auto const all = R"({"description":"a &amp; b","logo_url":"u","documentation_url":null,"code_example":null})";
    BOOST_TEST(change(all) == 204);
    BOOST_TEST(change(all) == 204);
    BOOST_TEST(change(R"({"description":"a & b","logo_url":"u","documentation_url":null,"code_example":null})") == 204);
    BOOST_TEST(text_of(server.get("/block_types/" + id).json(), "description") == "a &amp; b");
    BOOST_TEST(change(R"({"name":"new"})") == 422);
    BOOST_TEST(server.ask("DELETE", "/block_types/" + id).status == 204);
    BOOST_TEST(server.ask("DELETE", "/block_types/" + id).status == 404);
    BOOST_TEST(change("{}") == 404);
    BOOST_TEST(names_of_events(server) ==
               "prefect.block-type.created;prefect.block-type.updated;prefect.block-type.deleted;");
}

PRAETOR_TEST_EACH_DIALECT(the_types_of_the_system_are_there_and_stay)
{
    test_server server{dialect};
    auto const secret = server.get("/block_types/slug/secret").json();
    BOOST_TEST(secret.at("is_protected").as_bool());
    auto const gone = server.ask("DELETE", "/block_types/" + text_of(secret, "id"));
    BOOST_TEST(gone.status == 403);
    BOOST_TEST(gone.body == R"({"detail":"protected block types cannot be deleted."})");
    // The checksums that the SDK asks for.
    for (auto const& [slug, checksum] :
         {std::pair{"secret", "sha256:c078ed9c1e813e224c0b353d7ad4564a11d51d3198d9ac0686478165a1911c78"},
          {"webhook", "sha256:58bb03f0d84592252ad568ed9a8c899792ae5d0ad2dd4a2428e99674f9050cf1"},
          {"local-file-system", "sha256:0fc8b7f936f38f465715ef2df4a817ac9fe38b80bb01d5c6c9649a6da6ae6971"}})
    {
        auto const schema = server.get("/block_schemas/checksum/" + std::string{checksum} +
                                       "?version=" + std::string{models::reference_version});
        BOOST_TEST_REQUIRE(schema.status == 200);
        BOOST_TEST(text_of(schema.json().at("block_type"), "slug") == slug);
        BOOST_TEST(server.ask("DELETE", "/block_schemas/" + text_of(schema.json(), "id")).status == 403);
    }
    BOOST_TEST(server.post("/block_types/install_system_block_types", "").body == "null");
    BOOST_TEST(names_of_events(server) == "");
}

PRAETOR_TEST_EACH_DIALECT(missing_system_types_can_be_installed)
{
    test_server server{dialect, without_blocks()};
    BOOST_TEST(server.post("/block_types/filter", "").body == "[]");
    BOOST_TEST(server.post("/block_types/install_system_block_types", "").status == 200);
    BOOST_TEST(server.post("/block_types/filter", "").json().as_array().size() == 3u);
    BOOST_TEST(names_of_events(server) ==
               "prefect.block-type.created;prefect.block-type.created;prefect.block-type.created;");
}

BOOST_AUTO_TEST_SUITE_END()
