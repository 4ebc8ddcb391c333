#include <db/recent_writers.hpp>
#include <db/replica_lag.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor::db;
using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr clock::time_point start{};

} // namespace

BOOST_AUTO_TEST_SUITE(replica_choice)

BOOST_AUTO_TEST_CASE(a_replica_that_replayed_the_last_sample_lags_only_since_it_was_taken)
{
    replica_lag lag;
    lag.add_sample(start, 100);
    lag.add_sample(start + 1s, 200);
    BOOST_TEST((lag.behind(start + 1s, 200) == 0s));
    BOOST_TEST((lag.behind(start + 1500ms, 250) == 500ms));
}

BOOST_AUTO_TEST_CASE(a_replica_that_stopped_replaying_falls_behind_although_nobody_writes)
{
    replica_lag lag;
    lag.add_sample(start, 100);
    for (int second = 1; second <= 10; ++second)
        lag.add_sample(start + std::chrono::seconds{second}, 200);
    BOOST_TEST((lag.behind(start + 10s, 150) == 10s));
}

BOOST_AUTO_TEST_CASE(the_lag_of_a_replica_older_than_every_sample_is_not_known)
{
    replica_lag lag;
    BOOST_TEST(!lag.behind(start, 1).has_value());
    lag.add_sample(start, 100);
    BOOST_TEST(!lag.behind(start, 50).has_value());
}

BOOST_AUTO_TEST_CASE(a_client_is_a_writer_for_the_span_after_its_last_write)
{
    recent_writers writers{5s};
    writers.wrote("a", start);
    BOOST_TEST(writers.contains("a", start + 4s));
    BOOST_TEST(!writers.contains("a", start + 5s));
    BOOST_TEST(!writers.contains("b", start));
    writers.wrote("a", start + 4s);
    BOOST_TEST(writers.contains("a", start + 8s));
}

BOOST_AUTO_TEST_CASE(writers_of_long_ago_are_forgotten)
{
    recent_writers writers{1s};
    for (int i = 0; i < 100'000; ++i)
        writers.wrote(std::to_string(i), start + std::chrono::milliseconds{i * 10});
    BOOST_TEST(writers.size() < 3'000u);
}

BOOST_AUTO_TEST_SUITE_END()
