// Values at the edges of what can be said: what is stored, and what is refused instead of breaking something later.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

int post(test_server const& server, std::string const& path, std::string const& body)
{
    return server.post(path, body).status;
}

} // namespace

BOOST_AUTO_TEST_SUITE(odd_values)

PRAETOR_TEST_EACH_DIALECT(no_number_is_within_no_bounds)
{
    test_server server{dialect};
    make_limit(server, "x", 2);
    auto const base = std::string{"/v2/concurrency_limits/"};
    for (auto const* none : {R"("nan")", "NaN"}) {
        std::string const asked = R"({"names":["x"],"slots":1,)";
        BOOST_TEST(post(server, base + "increment-with-lease",
                        asked + R"("lease_duration":)" + std::string{none} + '}') == 422);
        BOOST_TEST(post(server, base + "decrement", asked + R"("occupancy_seconds":)" + std::string{none} + '}') ==
                   422);
        BOOST_TEST(post(server, base, R"({"name":"y","limit":1,"slot_decay_per_second":)" + std::string{none} + '}') ==
                   422);
    }
}

PRAETOR_TEST_EACH_DIALECT(a_refusal_repeats_what_stands_behind_a_nul)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const refused =
        server.post("/flow_runs/", R"({"flow_id":")" + flow + R"(","work_pool_name":"a\u0000b"})").json();
    if (dialect == db::dialect::sqlite) // PostgreSQL does not look for such a name
        BOOST_TEST(refused.at("detail").as_string() == R"(Work pool "a)" + std::string(1, '\0') + R"(b" not found.)");
    auto const unknown = server.post("/ui/schemas/validate", R"({"schema":{"$ref":"http://a\u0000b"},"values":{}})");
    BOOST_TEST(unknown.body.find(R"(http://a\u0000b)") != std::string::npos);
}

PRAETOR_TEST_EACH_DIALECT(a_limit_that_decays_at_once_is_never_full)
{
    test_server server{dialect};
    auto const base = std::string{"/v2/concurrency_limits/"};
    BOOST_TEST(post(server, base, R"({"name":"x","limit":1,"slot_decay_per_second":"inf"})") == 201);
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(post(server, base + "increment", R"({"names":["x"],"slots":1})") == 200);
    BOOST_TEST(server.get(base + "x").json().at("active_slots").as_int64() == 0);
}

PRAETOR_TEST_EACH_DIALECT(the_first_and_the_last_moment_are_told_again)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    for (auto const* when : {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59Z"}) {
        auto const run = make_flow_run(server, flow,
                                       R"(,"state":{"type":"SCHEDULED","state_details":{"scheduled_time":")" +
                                           std::string{when} + "\"}}");
        BOOST_TEST(text_of(server.get("/flow_runs/" + run).json(), "expected_start_time") == when);
    }
    BOOST_TEST(server.post("/flow_runs/filter", "{}").json().as_array().size() == 3u);
}

PRAETOR_TEST_EACH_DIALECT(a_moment_that_is_beyond_all_years_in_utc_is_refused)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    for (auto const* when : {"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"})
        BOOST_TEST(post(server, "/flow_runs/",
                        R"({"flow_id":")" + flow +
                            R"(","state":{"type":"SCHEDULED","state_details":{"scheduled_time":")" + when + "\"}}}") ==
                   422);
}

PRAETOR_TEST_EACH_DIALECT(a_line_feed_ends_a_key_but_is_no_part_of_a_path)
{
    test_server server{dialect};
    BOOST_TEST(post(server, "/variables/", R"({"name":"a\n","value":1})") == 201);
    BOOST_TEST(post(server, "/variables/", R"({"name":"a\n\n","value":1})") == 422);
    BOOST_TEST(post(server, "/artifacts/", R"({"key":"a\n"})") == 201);
    BOOST_TEST(text_of(server.get("/variables/name/a%0A").json(), "detail") == "Not Found");
    BOOST_TEST(server.post("/variables/name/a%0A", "").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(events_are_not_counted_over_too_many_spans)
{
    test_server server{dialect};
    auto const count = [&](std::string const& by, std::string const& how) {
        return server.post(
            "/events/count-by/" + by,
            R"({"filter":{"occurred":{"since":"2024-05-01T00:00:00Z","until":"2024-05-03T00:00:00Z"}},)" + how + '}');
    };
    for (auto const* by : {"day", "time", "event", "resource"}) {
        BOOST_TEST(count(by, R"("time_unit":"second")").status == 422);
        BOOST_TEST(count(by, R"("time_unit":"day","time_interval":"inf")").status == 422);
        BOOST_TEST(count(by, R"("time_unit":"hour","time_interval":6)").status == 200);
    }
    BOOST_TEST(count("day", R"("time_unit":"hour","time_interval":6)").json().as_array().size() == 8u);
}

BOOST_AUTO_TEST_SUITE_END()
