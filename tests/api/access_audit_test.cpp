// What is told of those who change something.
#include <tests/api/access_tokens.hpp>
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <string>
#include <thread>

namespace {

using namespace praetor;
using namespace praetor::tests;

// What was told, once `count` entries are there: operation, token, status.
std::string told(test_server& server, int count)
{
    for (int i = 0; i < 100 && std::stoi(server.database().run("SELECT count(*) FROM praetor_audit")) < count; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    std::string all;
    for (int i = 0; i < count; ++i)
        all += server.database().run("SELECT operation || ' ' || token || ' ' || status FROM praetor_audit ORDER BY "
                                     "occurred, id LIMIT 1 OFFSET " +
                                     std::to_string(i)) +
               '\n';
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(access_audit)

PRAETOR_TEST_EACH_DIALECT(changes_and_refusals_are_told_with_who_and_from_where_as_rows_and_events)
{
    test_server server{dialect};
    auto const ann = bearer(add_token(server, "ann", role::operator_));
    auto const bob = bearer(add_token(server, "bob", role::viewer));
    wait_for_tokens(server);
    BOOST_TEST(server.ask("POST", "/variables/", R"({"name":"a","value":1})", ann).status == 201);
    BOOST_TEST(server.ask("POST", "/variables/filter", "{}", ann).status == 200);
    BOOST_TEST(server.ask("POST", "/variables/", R"({"name":"a","value":1})", ann).status == 409);
    BOOST_TEST(server.ask("DELETE", "/variables/name/a%00%09", {}, bob).status == 403);
    BOOST_TEST(told(server, 3) ==
               "create_variable ann 201\ncreate_variable ann 409\ndelete_variable_by_name bob 403\n");
    BOOST_TEST(server.database().run("SELECT address || ' ' || role || ' ' || method || ' ' || path FROM praetor_audit "
                                     "WHERE token = 'bob'") == "127.0.0.1 viewer DELETE /variables/name/a??");
    auto const heard =
        server.ask("POST", "/events/filter", R"({"filter":{"event":{"prefix":["praetor.audit."]}}})", ann).json();
    BOOST_TEST(heard.at("total").to_number<int>() == 3);
    auto const& last = heard.at("events").at(0);
    BOOST_TEST(last.at("event").as_string() == "praetor.audit.delete_variable_by_name");
    BOOST_TEST(last.at("resource").at("prefect.resource.id").as_string() == "praetor.token.bob");
    BOOST_TEST(last.at("resource").at("praetor.outcome").as_string() == "refused");
}

PRAETOR_TEST_EACH_DIALECT(what_flows_repeat_is_not_told_but_what_a_person_does_to_them_is)
{
    test_server server{dialect};
    auto const worker = bearer(add_token(server, "worker", role::runner));
    auto const ann = bearer(add_token(server, "ann", role::operator_));
    wait_for_tokens(server);
    auto const flow = text_of(server.ask("POST", "/flows/", R"({"name":"f"})", worker).json(), "id");
    auto const run = text_of(server.ask("POST", "/flow_runs/", R"({"flow_id":")" + flow + "\"}", worker).json(), "id");
    auto const state = "/flow_runs/" + run + "/set_state";
    BOOST_TEST(server.ask("POST", state, R"({"state":{"type":"RUNNING"}})", worker).status == 201);
    BOOST_TEST(server.ask("POST", "/logs/", "[]", worker).status == 201);
    BOOST_TEST(server.ask("POST", "/logs/", "[]", ann).status == 201);
    BOOST_TEST(server.ask("POST", state, R"({"state":{"type":"CANCELLING"}})", ann).status == 201);
    BOOST_TEST(server.ask("DELETE", "/flow_runs/" + run, {}, ann).status == 204);
    BOOST_TEST(told(server, 2) == "set_flow_run_state ann 201\ndelete_flow_run ann 204\n");
}

PRAETOR_TEST_EACH_DIALECT(what_waits_is_stored_at_the_end_and_what_is_too_old_goes)
{
    temporary_database at{dialect, content::tables};
    {
        test_server server{at, {}};
        auto const ann = bearer(add_token(at, "ann", role::operator_));
        wait_for_tokens(server);
        for (int i = 0; i < 20; ++i)
            server.ask("POST", "/variables/", R"({"name":"v)" + std::to_string(i) + R"(","value":1})", ann);
        server.stop();
        BOOST_TEST(at.run("SELECT count(*) FROM praetor_audit") == "20");
    }
    at.run(
        "UPDATE praetor_audit SET occurred = '2020-01-01 00:00:00.000000' WHERE path <> '' AND id IN (SELECT id FROM "
        "praetor_audit LIMIT 15)");
    test_server server{at, {{"PRAETOR_AUDIT_RETENTION_PERIOD", "P30D"}}};
    for (int i = 0; i < 100 && at.run("SELECT count(*) FROM praetor_audit") != "5"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_audit") == "5");
}

BOOST_AUTO_TEST_SUITE_END()
