#include <tests/api/blocks.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/parse.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

// The id of what was made.
std::string id_of(answer const& made)
{
    BOOST_TEST_REQUIRE(made.status == 201, made.body);
    return text_of(made.json(), "id");
}

std::string reference_to(std::string const& id)
{
    return R"({"$ref":{"block_document_id":")" + id + R"("}})";
}

int change(test_server const& server, std::string const& id, std::string const& body)
{
    return server.ask("PATCH", "/block_documents/" + id, body).status;
}

boost::json::value data_of(test_server const& server, std::string const& id)
{
    return server.get("/block_documents/" + id + "?include_secrets=true").json().at("data");
}

boost::json::value parsed(std::string_view text)
{
    return boost::json::parse(text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(block_documents)

PRAETOR_TEST_EACH_DIALECT(a_document_is_made_read_and_found_by_its_name)
{
    test_server server{dialect, without_blocks()};
    block_kind const kind{server, "x"};
    auto const made = kind.make(server, "first", R"({"n":1,"list":[1,2.5,"é"]})");
    auto const id = id_of(made);
    BOOST_TEST(made.json().at("data") == parsed(R"({"n":1,"list":[1,2.5,"é"]})"));
    BOOST_TEST(text_of(made.json(), "block_type_name") == "x");
    BOOST_TEST(server.get("/block_documents/" + id).json() == made.json());
    BOOST_TEST(server.get("/block_types/slug/x/block_documents/name/first").json() == made.json());
    BOOST_TEST(server.get("/block_types/slug/x/block_documents").json() == boost::json::array{made.json()});
    BOOST_TEST(server.post("/block_documents/filter", "").json() == boost::json::array{made.json()});
    auto const again = kind.make(server, "first", "{}");
    BOOST_TEST(again.status == 409);
    BOOST_TEST(again.body == R"({"detail":"Block already exists"})");
    BOOST_TEST(server.get("/block_types/slug/x/block_documents/name/none").status == 404);
    BOOST_TEST(server.get("/block_types/slug/none/block_documents").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(only_anonymous_documents_do_without_a_name)
{
    test_server server{dialect, without_blocks()};
    block_kind const kind{server, "x"};
    auto const body = [&](std::string const& more) {
        return R"({"block_type_id":")" + kind.type_id + R"(","block_schema_id":")" + kind.schema_id + '"' + more + '}';
    };
    auto const refused = server.post("/block_documents/", body(""));
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(text_of(refused.json().at("exception_detail").at(0), "msg") ==
               "Value error, Names must be provided for block documents.");
    BOOST_TEST(refused.json().at("exception_detail").as_array().size() == 1u);
    BOOST_TEST(server.post("/block_documents/", body(R"(,"name":"A_b")")).status == 422);
    auto const made = server.post("/block_documents/", body(R"(,"is_anonymous":true)"));
    id_of(made);
    BOOST_TEST(text_of(made.json(), "name").starts_with("anonymous-"));
    id_of(kind.make(server, "named", "{}"));
    auto const count = [&](std::string const& filter) { return server.post("/block_documents/count", filter).body; };
    BOOST_TEST(count("") == "1");
    BOOST_TEST(count(R"({"block_documents":{}})") == "1");
    BOOST_TEST(count(R"({"block_documents":{"is_anonymous":null}})") == "2");
    BOOST_TEST(count(R"({"block_documents":{"is_anonymous":{"eq_":true}}})") == "1");
    BOOST_TEST(names_of_events(server) == "prefect.block-type.created;prefect.block-document.created;");
}

PRAETOR_TEST_EACH_DIALECT(secrets_are_hidden_unless_they_are_asked_for)
{
    test_server server{dialect, without_blocks()};
    block_kind const kind{server, "x", R"({"secret_fields":["key","all.*"]})"};
    auto const made = kind.make(server, "a", R"({"key":"s3cret","all":{"a":"b"},"open":"text"})");
    auto const hidden = parsed(R"({"key":"********","all":{"a":"********"},"open":"text"})");
    auto const told = parsed(R"({"key":"s3cret","all":{"a":"b"},"open":"text"})");
    auto const id = id_of(made);
    BOOST_TEST(made.json().at("data") == hidden);
    BOOST_TEST(server.get("/block_documents/" + id).json().at("data") == hidden);
    BOOST_TEST(data_of(server, id) == told);
    BOOST_TEST(server.post("/block_documents/filter", R"({"include_secrets":true})").json().at(0).at("data") == told);
    BOOST_TEST(server.get("/block_types/slug/x/block_documents?include_secrets=1").json().at(0).at("data") == told);
    auto const event = server.post("/events/filter", R"({"filter":{"order":"DESC"}})").json().at("events").at(0);
    BOOST_TEST(event.at("payload").at("data") == parsed(R"({"open":"text"})"));
    BOOST_TEST(text_of(event.at("related").at(0), "prefect.resource.id") == "prefect.block-type." + kind.type_id);
    // What is hidden and sent back stays as it was.
    BOOST_TEST(change(server, id, R"({"data":{"key":"********","open":"new"}})") == 204);
    BOOST_TEST(data_of(server, id) == parsed(R"({"key":"s3cret","all":{"a":"b"},"open":"new"})"));
}

PRAETOR_TEST_EACH_DIALECT(data_is_merged_or_replaced)
{
    test_server server{dialect, without_blocks()};
    block_kind const kind{server, "x"};
    auto const id = id_of(kind.make(server, "a", R"({"x":1,"y":{"z":1}})"));
    BOOST_TEST(change(server, id, R"({"data":{"y":{"w":2}}})") == 204);
    BOOST_TEST(data_of(server, id) == parsed(R"({"x":1,"y":{"w":2}})"));
    BOOST_TEST(change(server, id, "{}") == 204);
    BOOST_TEST(data_of(server, id) == parsed(R"({"x":1,"y":{"w":2}})"));
    BOOST_TEST(change(server, id, R"({"data":{"k":1},"merge_existing_data":false})") == 204);
    BOOST_TEST(data_of(server, id) == parsed(R"({"k":1})"));
    BOOST_TEST(change(server, "11111111-1111-4111-8111-111111111111", R"({"data":{}})") == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_document_moves_to_another_schema_of_its_type_only)
{
    test_server server{dialect, without_blocks()};
    block_kind const kind{server, "x"};
    block_kind const other{server, "y", R"({"n":1})"};
    auto const newer = text_of(make_block_schema(server, kind.type_id, R"({"n":2})"), "id");
    auto const id = id_of(kind.make(server, "a", "{}"));
    auto const to = [&](std::string const& schema) {
        return server.ask("PATCH", "/block_documents/" + id, R"({"data":{},"block_schema_id":")" + schema + "\"}");
    };
    BOOST_TEST(to(newer).status == 204);
    BOOST_TEST(text_of(server.get("/block_documents/" + id).json(), "block_schema_id") == newer);
    auto const refused = to(other.schema_id);
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(refused.body == R"({"detail":"Must migrate block document to a block schema of the same block type."})");
    BOOST_TEST(to(id).status == 404);
}

PRAETOR_TEST_EACH_DIALECT(documents_stand_within_others)
{
    test_server server{dialect, without_blocks()};
    block_kind const inner{server, "inner", R"({"title":"i","secret_fields":["s"]})"};
    block_kind const outer{server, "outer", R"({"title":"o"})"};
    auto const low = id_of(inner.make(server, "low", R"({"s":"secret","o":1})"));
    auto const middle = id_of(outer.make(server, "middle", R"({"own":1,"child":)" + reference_to(low) + '}'));
    auto const made = outer.make(server, "top", R"({"child":)" + reference_to(middle) + '}');
    auto const top = id_of(made);
    BOOST_TEST(made.json().at("data") == parsed(R"({"child":{"own":1,"child":{"s":"********","o":1}}})"));
    BOOST_TEST(data_of(server, top) == parsed(R"({"child":{"own":1,"child":{"s":"secret","o":1}}})"));
    auto const about = made.json().at("block_document_references").at("child").at("block_document");
    BOOST_TEST(text_of(about, "id") == middle);
    BOOST_TEST(text_of(about.at("block_type"), "slug") == "outer");
    BOOST_TEST(text_of(about.at("block_document_references").at("child").at("block_document"), "name") == "low");
    auto const all = server.post("/block_documents/filter", R"({"sort":"NAME_DESC"})").json();
    BOOST_TEST(all.as_array().size() == 3u);
    BOOST_TEST(all.at(0) == made.json());
    // A reference that the new data does not name is gone.
    BOOST_TEST(change(server, middle, R"({"data":{"own":2}})") == 204);
    BOOST_TEST(data_of(server, top) == parsed(R"({"child":{"own":2}})"));
}

PRAETOR_TEST_EACH_DIALECT(references_to_nothing_and_in_circles_are_refused)
{
    test_server server{dialect, without_blocks()};
    block_kind const kind{server, "x"};
    auto const low = id_of(kind.make(server, "low", "{}"));
    auto const top = id_of(kind.make(server, "top", R"({"child":)" + reference_to(low) + '}'));
    auto const circle =
        server.ask("PATCH", "/block_documents/" + low, R"({"data":{"child":)" + reference_to(top) + "}}");
    BOOST_TEST(circle.status == 400);
    BOOST_TEST(circle.body ==
               R"({"detail":"Cannot create block document reference: it would introduce a cycle into the )"
               R"(block_document_reference graph (parent=)" +
                   low + ", reference=" + top +
                   R"().")"
                   "}");
    BOOST_TEST(change(server, low, R"({"data":{"child":)" + reference_to(low) + "}}") == 400);
    BOOST_TEST(change(server, low, R"({"data":{"child":{"$ref":{}}}})") == 400);
    BOOST_TEST(change(server, low, R"({"data":{"child":{"$ref":5}}})") == 400);
    BOOST_TEST(change(server, low, R"({"data":{"child":)" + reference_to("no-id") + "}}") == 400);
    auto const unknown = reference_to("11111111-1111-4111-8111-111111111111");
    BOOST_TEST(change(server, low, R"({"data":{"child":)" + unknown + "}}") == 409);
    BOOST_TEST(kind.make(server, "new", R"({"child":)" + unknown + '}').status == 409);
    BOOST_TEST(server.get("/block_types/slug/x/block_documents/name/new").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_deleted_document_is_gone_from_others_too)
{
    test_server server{dialect, without_blocks()};
    block_kind const kind{server, "x"};
    auto const low = id_of(kind.make(server, "low", "{}"));
    auto const top = id_of(kind.make(server, "top", R"({"n":1,"child":)" + reference_to(low) + '}'));
    BOOST_TEST(server.ask("DELETE", "/block_documents/" + low).status == 204);
    BOOST_TEST(server.ask("DELETE", "/block_documents/" + low).status == 404);
    BOOST_TEST(data_of(server, top) == parsed(R"({"n":1})"));
    BOOST_TEST(names_of_events(server) == "prefect.block-type.created;prefect.block-document.created;"
                                          "prefect.block-document.created;prefect.block-document.deleted;");
}

PRAETOR_TEST_EACH_DIALECT(without_a_key_in_the_settings_one_is_made_and_kept)
{
    temporary_database at{dialect};
    settings_list const none{{"PREFECT_SERVER_REGISTER_BLOCKS_ON_START", "false"}};
    std::string id;
    {
        test_server server{at, none};
        id = id_of(block_kind{server, "x"}.make(server, "a", R"({"n":1})"));
    }
    test_server again{at, none};
    BOOST_TEST(data_of(again, id) == parsed(R"({"n":1})"));
    again.stop();
    test_server other{at, without_blocks()};
    BOOST_TEST(other.get("/block_documents/" + id).status == 409);
}

BOOST_AUTO_TEST_SUITE_END()
