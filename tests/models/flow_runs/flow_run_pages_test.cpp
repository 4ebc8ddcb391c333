#include <models/seed/seed.hpp>

#include <tests/support/dialects.hpp>
#include <tests/support/table_content.hpp>
#include <tests/support/test_server.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace praetor;

std::string timestamp_of(boost::json::object const& run)
{
    auto const* start = run.if_contains("start_time");
    auto const& found = start->is_null() ? run.at("expected_start_time") : *start;
    return to_rfc3339(*parse_timestamp(found.as_string().c_str()));
}

} // namespace

BOOST_AUTO_TEST_SUITE(flow_run_pages)

PRAETOR_TEST_EACH_DIALECT(pages_by_start_time_hold_every_run_once_and_in_order)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    models::seed::seed(*db::bulk::open_session(at.options()), *models::seed::find_environment("load"), 600, now(),
                       [](std::string_view, std::int64_t, std::int64_t) {});
    tests::test_server praetor{at, {}};
    for (std::string const direction : {"ASC", "DESC"}) {
        std::vector<timestamp> moments;
        std::set<std::string> ids;
        for (int offset = 0;; offset += 90) {
            auto const page =
                praetor.post("/flow_runs/filter", R"({"sort": "START_TIME_)" + direction +
                                                      R"(", "limit": 90, "offset": )" + std::to_string(offset) +
                                                      R"(, "deployments": {"name": {"any_": ["production"]}}})");
            BOOST_REQUIRE(page.status == 200);
            auto const runs = page.json();
            if (runs.as_array().empty())
                break;
            for (auto const& run : runs.as_array()) {
                moments.push_back(*parse_timestamp(timestamp_of(run.as_object())));
                ids.insert(std::string{run.at("id").as_string()});
            }
        }
        BOOST_TEST(ids.size() == moments.size());
        BOOST_TEST(std::to_string(ids.size()) ==
                   at.run("SELECT count(*) FROM flow_run JOIN deployment ON deployment.id = deployment_id "
                          "WHERE deployment.name = 'production'"));
        if (direction == "DESC")
            std::ranges::reverse(moments);
        BOOST_TEST(std::ranges::is_sorted(moments));
    }
}

BOOST_AUTO_TEST_SUITE_END()
