#include <models/seed/seed.hpp>

#include <tests/support/dialects.hpp>
#include <tests/support/table_content.hpp>
#include <tests/support/test_server.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace praetor;

timestamp timestamp_of(boost::json::object const& run)
{
    auto const* start = run.if_contains("start_time");
    auto const& found = start->is_null() ? run.at("expected_start_time") : *start;
    return *parse_timestamp(found.as_string().c_str());
}

struct seeded_server
{
    explicit seeded_server(db::dialect dialect) : at{dialect}, praetor{seeded(at), {}} {}

    static tests::temporary_database& seeded(tests::temporary_database& at)
    {
        tests::migrate(at.options());
        models::seed::seed(*db::bulk::open_session(at.options()), *models::seed::find_environment("load"), 600, now(),
                           [](std::string_view, std::int64_t, std::int64_t) {});
        return at;
    }

    tests::temporary_database at;
    tests::test_server praetor;
};

struct pages
{
    std::set<std::string> ids;
    std::vector<timestamp> moments;
};

// All pages of `limit` runs, in the order of `sort`; `filters` are further members of the body.
pages read_pages(tests::test_server& praetor, std::string const& sort, int limit, std::string const& filters)
{
    pages found;
    for (int offset = 0;; offset += limit) {
        auto const page =
            praetor.post("/flow_runs/filter", R"({"sort": ")" + sort + R"(", "limit": )" + std::to_string(limit) +
                                                  R"(, "offset": )" + std::to_string(offset) + ", " + filters + "}");
        BOOST_REQUIRE(page.status == 200);
        auto const runs = page.json();
        if (runs.as_array().empty())
            return found;
        for (auto const& run : runs.as_array()) {
            found.moments.push_back(timestamp_of(run.as_object()));
            found.ids.insert(std::string{run.at("id").as_string()});
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(flow_run_pages)

PRAETOR_TEST_EACH_DIALECT(pages_by_start_time_hold_every_run_once_and_in_order)
{
    seeded_server one{dialect};
    for (std::string const direction : {"ASC", "DESC"}) {
        auto found = read_pages(one.praetor, "START_TIME_" + direction, 90,
                                R"("deployments": {"name": {"any_": ["production"]}})");
        BOOST_TEST(found.ids.size() == found.moments.size());
        BOOST_TEST(std::to_string(found.ids.size()) ==
                   one.at.run("SELECT count(*) FROM flow_run JOIN deployment ON deployment.id = deployment_id "
                              "WHERE deployment.name = 'production'"));
        if (direction == "DESC")
            std::ranges::reverse(found.moments);
        BOOST_TEST(std::ranges::is_sorted(found.moments));
    }
}

// They are sorted, not found in the order of an index (grammar::unindexed_time).
PRAETOR_TEST_EACH_DIALECT(runs_that_are_to_start_come_in_the_order_of_their_time)
{
    seeded_server one{dialect};
    for (std::string const states :
         {R"("name": {"any_": ["Scheduled", "Late", "AwaitingRetry"]})", R"("type": {"any_": ["SCHEDULED"]})"})
    {
        auto const found =
            read_pages(one.praetor, "EXPECTED_START_TIME_ASC", 2, R"("flow_runs": {"state": {)" + states + "}}");
        BOOST_TEST(found.ids.size() > 2u);
        BOOST_TEST(std::to_string(found.ids.size()) ==
                   one.at.run("SELECT count(*) FROM flow_run WHERE state_type = 'SCHEDULED'"));
        BOOST_TEST(std::ranges::is_sorted(found.moments));
    }
}

BOOST_AUTO_TEST_SUITE_END()
