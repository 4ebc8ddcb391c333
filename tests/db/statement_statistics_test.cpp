#include <db/statement_statistics.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using db::statement_name;

} // namespace

BOOST_AUTO_TEST_SUITE(statement_statistics)

BOOST_AUTO_TEST_CASE(a_statement_is_named_after_its_verb_and_its_table)
{
    BOOST_TEST(statement_name("SELECT flow.id, flow.name FROM flow WHERE id = $1") == "SELECT flow");
    BOOST_TEST(statement_name("INSERT INTO events (id) VALUES ($1)") == "INSERT events");
    BOOST_TEST(statement_name("UPDATE flow_run SET name = $1") == "UPDATE flow_run");
    BOOST_TEST(statement_name("DELETE FROM \"log\" WHERE id = $1") == "DELETE log");
    BOOST_TEST(statement_name("BEGIN") == "BEGIN");
    BOOST_TEST(statement_name("SELECT 1") == "SELECT");
    BOOST_TEST(statement_name("") == "");
}

BOOST_AUTO_TEST_CASE(statements_are_counted_by_name_whatever_their_values)
{
    db::statement_statistics counted{0ms, false, true};
    db::sql const one{"SELECT id FROM flow WHERE id = $1", 1};
    db::sql const other{"SELECT id FROM flow WHERE name = $1", "etl"};
    counted.finished({one, 3ms, 1, 7, false});
    counted.finished({other, 5ms, 2, 8, false});
    counted.finished({other, 5ms, 0, 8, true});
    auto const all = counted.by_name();
    BOOST_REQUIRE(all.size() == 1u);
    auto const& flow = all.at("SELECT flow");
    BOOST_TEST(flow.took.count() == 3u);
    BOOST_TEST((flow.took.sum() == 13ms));
    BOOST_TEST(flow.rows == 3u);
    BOOST_TEST(flow.failures == 1u);
    BOOST_TEST(flow.slow == 0u);
}

BOOST_AUTO_TEST_CASE(only_statements_that_take_the_span_or_longer_are_slow)
{
    db::statement_statistics counted{4ms, false, true};
    db::sql const one{"SELECT id FROM flow"};
    counted.finished({one, 3ms, 1, 0, false});
    counted.finished({one, 4ms, 1, 0, false});
    BOOST_TEST(counted.by_name().at("SELECT flow").slow == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
