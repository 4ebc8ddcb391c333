// Two servers on one database: the first takes automations in and evaluates none, the second looks at time once an
// hour.
#include <tests/api/sent_events.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/array.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

struct two_servers
{
    explicit two_servers(db::dialect dialect)
        : at(dialect, content::tables), taker(at, {{"PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED", "false"}}),
          evaluator(at, {{"PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY", "PT1H"}})
    {
        // It has looked, and found none.
        std::this_thread::sleep_for(std::chrono::milliseconds{300});
    }

    void automate(std::string const& expect) const
    {
        auto const made =
            taker.post("/automations/", R"({"name":"a","trigger":{"type":"event","posture":"Reactive","expect":[")" +
                                            expect + R"("]},"actions":[{"type":"do-nothing"}]})");
        BOOST_REQUIRE(made.status == 201);
    }
    std::int64_t fired() const { return count(evaluator, R"({"event":{"name":["prefect.automation.triggered"]}})"); }
    // Within five seconds, while `does` is done again and again.
    bool fires(std::function<void()> const& does) const
    {
        for (int tries = 0; tries < 50 && fired() == 0; ++tries) {
            does();
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
        return fired() > 0;
    }

    temporary_database at;
    test_server taker;
    test_server evaluator;
};

} // namespace

BOOST_AUTO_TEST_SUITE(automations_of_two_servers)

PRAETOR_TEST_EACH_DIALECT(an_automation_made_on_another_server_is_evaluated_when_events_come)
{
    two_servers const both{dialect};
    both.automate("x");
    BOOST_TEST(both.fires([&] { both.evaluator.post("/events", '[' + event_of("x") + ']'); }));
}

BOOST_AUTO_TEST_CASE(a_server_on_postgresql_looks_as_soon_as_another_tells_of_an_automation)
{
    two_servers const both{db::dialect::postgresql};
    both.automate("x");
    both.taker.post("/events", '[' + event_of("x") + ']'); // who took it evaluates nothing
    BOOST_TEST(both.fires([&] { both.automate("y"); }));
}

BOOST_AUTO_TEST_SUITE_END()
