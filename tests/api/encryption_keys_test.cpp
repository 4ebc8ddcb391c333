// Block documents that were encrypted with another key than the server has now.
#include <tests/api/blocks.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/parse.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

settings_list with_key(std::string const& key)
{
    return {{"PREFECT_SERVER_REGISTER_BLOCKS_ON_START", "false"}, {"PREFECT_SERVER_ENCRYPTION_KEY", key}};
}

constexpr auto first_key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
constexpr auto other_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

struct two_documents
{
    explicit two_documents(db::dialect dialect) : at(dialect)
    {
        test_server const first{at, with_key(first_key)};
        block_kind const kind{first, "x"};
        unreadable = text_of(kind.make(first, "a", R"({"k":"first"})").json(), "id");
        holder = text_of(
            kind.make(first, "b", R"({"in":{"$ref":{"block_document_id":")" + unreadable + R"("}},"k":1})").json(),
            "id");
    }

    // A server with another key, which has made a document "c" of the same type.
    void serve()
    {
        server.emplace(at, with_key(other_key));
        auto const type = server->get("/block_types/slug/x").json();
        auto const schemas = server->post("/block_schemas/filter", "{}").json();
        readable = text_of(server
                               ->post("/block_documents/", R"({"name":"c","data":{"k":"new"},"block_type_id":")" +
                                                               text_of(type, "id") + R"(","block_schema_id":")" +
                                                               text_of(schemas.at(0), "id") + "\"}")
                               .json(),
                           "id");
    }

    temporary_database at;
    std::string unreadable, holder, readable;
    std::optional<test_server> server;
};

} // namespace

BOOST_AUTO_TEST_SUITE(encryption_keys)

PRAETOR_TEST_EACH_DIALECT(a_list_tells_the_others_and_hides_the_data_of_what_can_not_be_read)
{
    two_documents with{dialect};
    with.serve();
    for (auto const& found : {with.server->post("/block_documents/filter", R"({"include_secrets":true})"),
                              with.server->get("/block_types/slug/x/block_documents?include_secrets=true")})
    {
        BOOST_TEST(found.status == 200);
        auto const all = found.json();
        BOOST_REQUIRE(all.as_array().size() == 3u);
        BOOST_TEST(text_of(all.at(0), "name") == "a");
        BOOST_TEST(all.at(0).at("data") == boost::json::parse("{}"));
        BOOST_TEST(all.at(1).at("data") == boost::json::parse(R"({"in":{}})"));
        BOOST_TEST(all.at(2).at("data") == boost::json::parse(R"({"k":"new"})"));
    }
    BOOST_TEST(with.server->post("/block_documents/count", "{}").body == "3");
}

PRAETOR_TEST_EACH_DIALECT(one_that_can_not_be_read_or_holds_such_a_one_is_refused_alone_with_words)
{
    two_documents with{dialect};
    with.serve();
    for (auto const& [path, id] :
         {std::pair{"/block_documents/" + with.unreadable, with.unreadable},
          std::pair{"/block_documents/" + with.holder, with.holder},
          std::pair{std::string{"/block_types/slug/x/block_documents/name/a"}, with.unreadable}})
    {
        auto const refused = with.server->get(path);
        BOOST_TEST(refused.status == 409, path);
        BOOST_TEST(
            text_of(refused.json(), "detail").starts_with("Block document " + id + " was encrypted with another key"));
    }
    BOOST_TEST(with.server->get("/block_documents/" + with.readable).status == 200);
    BOOST_TEST(with.server->ask("PATCH", "/block_documents/" + with.unreadable, R"({"data":{"k":2}})").status == 409);
}

PRAETOR_TEST_EACH_DIALECT(one_that_can_not_be_read_is_written_anew_or_deleted)
{
    two_documents with{dialect};
    with.serve();
    auto const path = "/block_documents/" + with.unreadable;
    BOOST_TEST(with.server->ask("PATCH", path, R"({"data":{"k":"anew"},"merge_existing_data":false})").status == 204);
    BOOST_TEST(with.server->get(path).json().at("data") == boost::json::parse(R"({"k":"anew"})"));
    BOOST_TEST(with.server->ask("DELETE", "/block_documents/" + with.holder).status == 204);
    BOOST_TEST(with.server->get("/block_documents/" + with.holder).status == 404);
}

PRAETOR_TEST_EACH_DIALECT(with_its_own_key_a_server_reads_it_again)
{
    two_documents with{dialect};
    with.serve();
    with.server.emplace(with.at, with_key(first_key));
    BOOST_TEST(with.server->get("/block_documents/" + with.holder).json().at("data") ==
               boost::json::parse(R"({"in":{"k":"first"},"k":1})"));
    BOOST_TEST(with.server->get("/block_documents/" + with.readable).status == 409);
}

BOOST_AUTO_TEST_SUITE_END()
