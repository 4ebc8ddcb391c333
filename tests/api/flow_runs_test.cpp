#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <server/base/uuid.hpp>

#include <boost/json/value_to.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace praetor;
using namespace praetor::tests;

BOOST_AUTO_TEST_SUITE(flow_runs)

PRAETOR_TEST_EACH_DIALECT(a_run_begins_in_the_state_it_brings_or_pending)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const plain = server.post("/flow_runs/", R"({"flow_id":")" + flow + "\"}");
    BOOST_TEST(plain.status == 201);
    BOOST_TEST(plain.json().at("state_type") == "PENDING");
    BOOST_TEST(plain.json().at("state").at("state_details").at("flow_run_id") == plain.json().at("id"));
    auto const later =
        server.post("/flow_runs/",
                    R"({"flow_id":")" + flow +
                        R"(","state":{"type":"SCHEDULED","state_details":{"scheduled_time":"2030-01-01T00:00:00Z"}}})");
    BOOST_TEST(later.json().at("expected_start_time") == "2030-01-01T00:00:00Z");
    BOOST_TEST(later.json().at("next_scheduled_start_time") == "2030-01-01T00:00:00Z");
    BOOST_TEST(server.get("/flow_runs/" + text_of(plain.json(), "id")).json().at("parameters").as_object().empty());
}

PRAETOR_TEST_EACH_DIALECT(a_second_run_of_the_same_idempotency_key_is_the_first)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const body = R"({"flow_id":")" + flow + R"(","idempotency_key":"once"})";
    auto const first = server.post("/flow_runs/", body);
    auto const second = server.post("/flow_runs/", body);
    BOOST_TEST(first.status == 201);
    BOOST_TEST(second.status == 200);
    BOOST_TEST(first.json().at("id") == second.json().at("id"));
    BOOST_TEST(server.get("/flow_run_states/?flow_run_id=" + text_of(first.json(), "id")).json().as_array().size() ==
               1U);
}

PRAETOR_TEST_EACH_DIALECT(empty_names_of_pools_and_queues_and_empty_keys_name_nothing)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const body = R"({"flow_id":")" + flow + R"(","name":"x","work_pool_name":"","work_queue_name":"")";
    auto const run = server.post("/flow_runs/", body + '}');
    BOOST_REQUIRE(run.status == 201);
    BOOST_TEST(run.json().at("work_pool_name").is_null());
    auto const keyless = server.post("/flow_runs/", body + R"(,"idempotency_key":""})");
    BOOST_TEST(keyless.status == 201);
    BOOST_TEST(keyless.json().at("job_variables") == boost::json::value(boost::json::object{}));
    BOOST_TEST(server.post("/flow_runs/", body + R"(,"idempotency_key":""})").status == 409);
    BOOST_TEST(server.post("/flow_runs/count", "{}").body == "2");
}

PRAETOR_TEST_EACH_DIALECT(a_run_of_an_unknown_flow_is_refused)
{
    test_server server{dialect};
    auto const answer = server.post("/flow_runs/", R"({"flow_id":"00000000-0000-4000-8000-000000000001"})");
    BOOST_TEST(answer.status == 409);
    BOOST_TEST(server.post("/flow_runs/count", "{}").body == "0");
}

PRAETOR_TEST_EACH_DIALECT(runs_are_filtered_and_sorted)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const a = make_flow_run(server, flow, R"(,"name":"alpha","tags":["x","y"])");
    auto const b = make_flow_run(server, flow, R"(,"name":"beta","tags":["x"],"state":{"type":"RUNNING"})");
    auto const names = [&](std::string const& filter) {
        std::string all;
        auto const found = server.post("/flow_runs/filter", filter).json();
        for (auto const& one : found.as_array())
            all += text_of(one, "name") + ';';
        return all;
    };
    BOOST_TEST(names(R"({"sort":"NAME_ASC"})") == "alpha;beta;");
    BOOST_TEST(names(R"({"sort":"NAME_DESC","limit":1,"offset":1})") == "alpha;");
    BOOST_TEST(names(R"({"flow_runs":{"state":{"type":{"any_":["RUNNING"]}}}})") == "beta;");
    BOOST_TEST(names(R"({"flow_runs":{"state":{"type":{"not_any_":["RUNNING"]}}}})") == "alpha;");
    BOOST_TEST(names(R"({"flow_runs":{"state":{"type":{"any_":["RUNNING","PENDING"],"not_any_":["RUNNING"]}}}})") ==
               "alpha;");
    BOOST_TEST(names(R"({"flow_runs":{"state":{"name":{"any_":["Running"],"not_any_":["Running"]}}}})") == "");
    BOOST_TEST(
        names(R"({"flow_runs":{"state":{"operator":"or_","type":{"not_any_":[]},"name":{"any_":["Running"]}}}})") ==
        "beta;");
    BOOST_TEST(names(R"({"flow_runs":{"tags":{"all_":["x","y"]}}})") == "alpha;");
    BOOST_TEST(names(R"({"sort":"NAME_ASC","flow_runs":{"tags":{"any_":["x","z"]}}})") == "alpha;beta;");
    BOOST_TEST(names(R"({"flow_runs":{"name":{"like_":"ALP"}}})") == "alpha;");
    BOOST_TEST(names(R"({"flow_runs":{"id":{"not_any_":[")" + a + "\"]}}}") == "beta;");
    BOOST_TEST(names(R"({"flows":{"name":{"any_":["other"]}}})") == "");
    auto const page = server.post("/flow_runs/paginate", R"({"limit":1,"page":2,"sort":"NAME_ASC"})").json();
    BOOST_TEST(page.at("count") == 2);
    BOOST_TEST(page.at("pages") == 2);
    BOOST_TEST(page.at("results").at(0).at("name") == "beta");
    auto const beyond = server.post("/flow_runs/paginate", R"({"limit":200,"page":9223372036854775807})");
    BOOST_TEST(beyond.status == 200);
    BOOST_TEST(beyond.json().at("results").as_array().empty());
    static_cast<void>(b);
}

PRAETOR_TEST_EACH_DIALECT(a_history_counts_runs_by_interval_and_state)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    for (int minute : {1, 2, 65})
        make_flow_run(server, flow,
                      R"(,"state":{"type":"SCHEDULED","state_details":{"scheduled_time":"2030-01-01T0)" +
                          std::to_string(minute / 60) + ":0" + std::to_string(minute % 60) + R"(:00.5Z"}})");
    auto const history =
        server
            .post(
                "/flow_runs/history",
                R"({"history_start":"2030-01-01T00:00:00Z","history_end":"2030-01-01T03:00:00Z","history_interval_seconds":3600})")
            .json();
    BOOST_REQUIRE(history.as_array().size() == 3U);
    BOOST_TEST(history.at(0).at("states").at(0).at("count_runs") == 2);
    BOOST_TEST(history.at(0).at("states").at(0).at("state_type") == "SCHEDULED");
    BOOST_TEST(history.at(1).at("states").at(0).at("count_runs") == 1);
    BOOST_TEST(history.at(2).at("states").as_array().empty());
}

PRAETOR_TEST_EACH_DIALECT(intervals_of_a_history_are_as_long_as_asked_to_the_microsecond_and_there_are_none_in_no_span)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    server.database().run("UPDATE flow_run SET expected_start_time = '2026-01-01 00:15:00.123956' WHERE id = '" + run +
                          "'");
    auto const ask = [&](std::string const& start, std::string const& end, std::string const& seconds) {
        return server.post("/flow_runs/history", R"({"history_start":")" + start + R"(","history_end":")" + end +
                                                     R"(","history_interval_seconds":)" + seconds + '}');
    };
    auto const history = ask("2026-01-01T00:00:00.123456Z", "2026-01-01T00:40:00Z", "900.0005").json();
    BOOST_REQUIRE(history.as_array().size() == 3U);
    BOOST_TEST(history.at(0).at("interval_start") == "2026-01-01T00:00:00.123456Z");
    BOOST_TEST(history.at(0).at("interval_end") == "2026-01-01T00:15:00.123956Z");
    BOOST_TEST(history.at(2).at("interval_start") == "2026-01-01T00:30:00.124456Z");
    BOOST_TEST(history.at(2).at("interval_end") == "2026-01-01T00:45:00.124956Z");
    BOOST_TEST(history.at(0).at("states").as_array().empty());
    BOOST_TEST(history.at(1).at("states").at(0).at("count_runs") == 1); // at its very beginning
    BOOST_TEST(ask("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "60").body == "[]");
    BOOST_TEST(ask("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "60").body == "[]");
    BOOST_TEST(ask("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "86399999999999").body == "[]");
    BOOST_TEST(ask("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "86400000000000").status == 422);
    BOOST_TEST(ask("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "0.5").status == 422);
    BOOST_TEST(ask("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "1").json().as_array().size() == 500U);
    BOOST_TEST(ask("9999-12-31T23:59:00Z", "9999-12-31T23:59:59Z", "60").status == 422);
    BOOST_TEST(ask("2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "60").json().as_array().size() == 500U);
}

PRAETOR_TEST_EACH_DIALECT(integers_beyond_64_bits_in_parameters_come_back_whole)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server),
                                   R"(,"parameters":{"n":18446744073709551616,"m":[-99999999999999999999999]})");
    for (auto const& answer : {server.get("/flow_runs/" + run), server.post("/flow_runs/filter", "{}"),
                               server.post("/flow_runs/paginate", "{}")})
        for (std::string const number : {"18446744073709551616", "-99999999999999999999999"})
            BOOST_TEST(answer.body.find(number) != std::string::npos, number);
}

PRAETOR_TEST_EACH_DIALECT(a_history_sums_run_times_and_lateness_by_state)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    make_flow_run(server, flow, R"(,"state":{"type":"RUNNING"})");
    make_flow_run(server, flow, R"(,"state":{"type":"RUNNING","name":"Another"})");
    auto const ask = [&](std::string const& seconds) {
        return server.post("/flow_runs/history",
                           R"({"history_start":"2020-01-01T00:00:00Z","history_end":"2120-01-01T00:00:00Z",)"
                           R"("history_interval_seconds":)" +
                               seconds + "}");
    };
    auto const history = ask("3155760000").json();
    BOOST_REQUIRE(history.as_array().size() == 1U);
    auto const& states = history.at(0).at("states").as_array();
    BOOST_REQUIRE(states.size() == 2U);
    BOOST_TEST(states.at(0).at("state_name") == "Another");
    BOOST_TEST(states.at(1).at("state_name") == "Running");
    BOOST_TEST(boost::json::value_to<double>(states.at(1).at("sum_estimated_run_time")) > 0);
    BOOST_TEST(boost::json::value_to<double>(states.at(1).at("sum_estimated_lateness")) >= 0);
    for (auto const* wrong : {"0.5", "-1", "1e300", "NaN", "Infinity"})
        BOOST_TEST(ask(wrong).status == 422, wrong);
}

PRAETOR_TEST_EACH_DIALECT(a_tag_is_found_only_where_it_is_the_whole_tag)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    for (auto const* tags : {R"(["a"])", R"(["b","a"])", R"(["x\"a","a\"","\"a\"","[\"a\"",",\"a\""])",
                             R"(["aa"," a","\\a"])", R"(["\u00e4"])", "[]"})
        make_flow_run(server, flow, std::string{R"(,"tags":)"} + tags);
    auto const found = [&](std::string const& tags) {
        return server.post("/flow_runs/count", R"({"flow_runs":{"tags":)" + tags + "}}").body;
    };
    BOOST_TEST(found(R"({"all_":["a"]})") == "2");
    BOOST_TEST(found(R"({"all_":["a","b"]})") == "1");
    BOOST_TEST(found(R"({"any_":["aa","b"]})") == "2");
    BOOST_TEST(found(R"({"any_":["a\""]})") == "1");
    BOOST_TEST(found(R"({"all_":["\\a"]})") == "1");
    BOOST_TEST(found(R"({"all_":["\u00e4"]})") == "1");
    BOOST_TEST(found(R"({"any_":["p","q","r","a"]})") == "2");
}

PRAETOR_TEST_EACH_DIALECT(a_filter_that_names_too_many_is_answered_or_refused_but_fails_nobody)
{
    test_server server{dialect};
    make_flow_run(server, make_flow(server));
    auto const listed = [](std::size_t count) {
        std::string list;
        for (std::size_t i = 0; i < count; ++i)
            list += (i == 0 ? "\"" : ",\"") + to_string(uuid::random()) + '"';
        return list;
    };
    BOOST_TEST(server.post("/flow_runs/count", R"({"flow_runs":{"id":{"not_any_":[)" + listed(20'000) + "]}}}").body ==
               "1");
    for (std::size_t count : {70'000U, 260'000U}) {
        auto const asked = server.post("/flow_runs/count", R"({"flow_runs":{"id":{"any_":[)" + listed(count) + "]}}}");
        BOOST_TEST((asked.status == 200 || asked.status == 422), asked.body);
    }
    auto const prefixes = server.post("/events/filter", R"({"filter":{"event":{"prefix":[)" + listed(20'000) + "]}}}");
    BOOST_TEST((prefixes.status == 200 || prefixes.status == 422), prefixes.body);
    BOOST_TEST(server.post("/flow_runs/count", "{}").body == "1");
}

PRAETOR_TEST_EACH_DIALECT(states_are_set_in_bulk_in_the_order_of_the_ids_and_what_a_rule_refuses_undoes_no_other)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    std::vector<std::string> ids{make_flow_run(server, flow),
                                 make_flow_run(server, flow, R"(,"state":{"type":"RUNNING"})"),
                                 make_flow_run(server, flow)};
    std::ranges::sort(ids, std::greater<>{});
    auto const done = server.post("/flow_runs/bulk_set_state", R"({"state":{"type":"PENDING"}})").json();
    auto const& results = done.at("results").as_array();
    BOOST_REQUIRE(results.size() == 3U);
    int accepted = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        BOOST_TEST(text_of(results.at(i), "flow_run_id") == ids[i]);
        accepted += results.at(i).at("status") == "ACCEPT" ? 1 : 0;
    }
    BOOST_TEST(accepted == 0); // PENDING is refused to who is PENDING or RUNNING
    auto const finished = server.post("/flow_runs/bulk_set_state", R"({"state":{"type":"COMPLETED"}})").json();
    for (auto const& one : finished.at("results").as_array())
        BOOST_TEST(one.at("status") == "ACCEPT");
}

PRAETOR_TEST_EACH_DIALECT(a_deleted_run_takes_its_states_and_logs_with_it)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    server.post("/logs/",
                R"([{"name":"x","level":20,"message":"m","timestamp":"2026-01-01T00:00:00Z","flow_run_id":")" + run +
                    "\"}]");
    BOOST_TEST(server.ask("DELETE", "/flow_runs/" + run).status == 204);
    BOOST_TEST(server.get("/flow_runs/" + run).status == 404);
    BOOST_TEST(server.post("/logs/filter", "{}").json().as_array().empty());
    BOOST_TEST(server.get("/flow_run_states/?flow_run_id=" + run).json().as_array().empty());
}

PRAETOR_TEST_EACH_DIALECT(inputs_of_a_run_are_kept_by_key)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    auto const path = "/flow_runs/" + run + "/input";
    BOOST_TEST(server.post(path, R"({"key":"answer-1","value":"42"})").status == 201);
    BOOST_TEST(server.post(path, R"({"key":"answer-1","value":"43"})").status == 409);
    BOOST_TEST(server.get(path + "/answer-1").body == "42");
    BOOST_TEST(server.post(path + "/filter", R"({"prefix":"answer"})").json().as_array().size() == 1U);
    BOOST_TEST(server.ask("DELETE", path + "/answer-1").status == 204);
    BOOST_TEST(server.get(path + "/answer-1").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_run_of_a_known_key_is_told_even_where_the_parent_asked_for_is_unknown)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const known = make_flow_run(server, flow, R"(,"idempotency_key":"k")");
    auto const body = [&](std::string const& key) {
        return R"({"flow_id":")" + flow + R"(","parent_task_run_id":"00000000-0000-4000-8000-000000000000",)" +
               R"("idempotency_key":")" + key + R"("})";
    };
    auto const again = server.post("/flow_runs/", body("k"));
    BOOST_TEST(again.status == 200);
    BOOST_TEST(text_of(again.json(), "id") == known);
    BOOST_TEST(server.post("/flow_runs/", body("other")).status == 409);
}

BOOST_AUTO_TEST_SUITE_END()
