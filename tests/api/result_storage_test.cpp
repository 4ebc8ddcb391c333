#include <tests/api/blocks.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr std::string_view unset = R"({"default_result_storage_block_id":null})";

std::string naming(std::string const& id)
{
    return R"({"default_result_storage_block_id":")" + id + "\"}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(result_storage)

PRAETOR_TEST_EACH_DIALECT(results_go_to_a_block_that_can_be_written_to)
{
    test_server server{dialect, without_blocks()};
    block_kind const store{server, "store", R"({"n":1})", R"(,"capabilities":["write-path"])"};
    block_kind const other{server, "other", R"({"n":2})"};
    auto const id = text_of(store.make(server, "a", "{}").json(), "id");
    auto const no_store = text_of(other.make(server, "b", "{}").json(), "id");
    auto const put = [&](std::string const& body) { return server.ask("PUT", "/admin/storage", body); };
    BOOST_TEST(server.get("/admin/storage").body == unset);
    BOOST_TEST(put(naming(id)).body == naming(id));
    BOOST_TEST(server.get("/admin/storage").body == naming(id));
    auto const refused = put(naming(no_store));
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.body == R"({"detail":"Block document )" + no_store + R"( cannot be used for result storage."})");
    BOOST_TEST(put(naming(store.type_id)).status == 404);
    BOOST_TEST(put("{}").status == 422);
    BOOST_TEST(server.get("/admin/storage").body == naming(id));
    BOOST_TEST(server.ask("DELETE", "/admin/storage").status == 204);
    BOOST_TEST(server.ask("DELETE", "/admin/storage").status == 204);
    BOOST_TEST(server.get("/admin/storage").body == unset);
}

PRAETOR_TEST_EACH_DIALECT(no_results_go_to_a_block_that_is_gone)
{
    test_server server{dialect, without_blocks()};
    for (auto const* what : {"/block_documents/", "/block_schemas/", "/block_types/"}) {
        block_kind const store{server, "store", R"({"n":1})", R"(,"capabilities":["write-path"])"};
        block_kind const other{server, "other", R"({"n":2})"};
        auto const id = text_of(store.make(server, "a", "{}").json(), "id");
        auto const beside = text_of(other.make(server, "a", "{}").json(), "id");
        BOOST_TEST(server.ask("PUT", "/admin/storage", naming(id)).status == 200);
        auto const ids = std::map<std::string, std::pair<std::string, std::string>>{
            {"/block_documents/", {beside, id}},
            {"/block_schemas/", {other.schema_id, store.schema_id}},
            {"/block_types/", {other.type_id, store.type_id}}};
        BOOST_TEST(server.ask("DELETE", what + ids.at(what).first).status == 204);
        BOOST_TEST(server.get("/admin/storage").body == naming(id));
        BOOST_TEST(server.ask("DELETE", what + ids.at(what).second).status == 204);
        BOOST_TEST(server.get("/admin/storage").body == unset);
        server.ask("DELETE", "/block_types/" + store.type_id);
        server.ask("DELETE", "/block_types/" + other.type_id);
    }
}

BOOST_AUTO_TEST_SUITE_END()
