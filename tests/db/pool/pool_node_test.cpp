#include <db/pool/pool_node.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using praetor::db::pool_clock;
using praetor::db::pool_limits;
using praetor::db::pool_node;
using step = pool_node::step;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

pool_clock::time_point const start{hours{24}};

pool_limits const limits{seconds{5}, minutes{1}};

pool_node idle_since_start()
{
    pool_node one{start};
    one.connected(start, hours{1});
    one.rest(start);
    return one;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pool_node_states)

BOOST_AUTO_TEST_CASE(a_connection_used_just_now_is_handed_out_unasked)
{
    auto const one = idle_since_start();
    BOOST_TEST((one.next(start + seconds{5}, limits) == step::hand_out));
}

BOOST_AUTO_TEST_CASE(one_that_idled_is_asked_first)
{
    auto const one = idle_since_start();
    BOOST_TEST((one.next(start + seconds{6}, limits) == step::check));
}

BOOST_AUTO_TEST_CASE(one_last_used_before_another_was_lost_is_asked_first)
{
    auto const one = idle_since_start();
    auto doubting = limits;
    doubting.doubted = start + seconds{1};
    BOOST_TEST((one.next(start + seconds{2}, doubting) == step::check));
}

BOOST_AUTO_TEST_CASE(one_that_outlived_its_time_is_closed_when_asked_for_and_when_given_back)
{
    auto const one = idle_since_start();
    BOOST_TEST(one.stays(start + minutes{59}, limits));
    BOOST_TEST(!one.stays(start + hours{1}, limits));
    BOOST_TEST((one.next(start + hours{1}, limits) == step::close));
}

BOOST_AUTO_TEST_CASE(one_born_before_its_server_became_read_only_is_closed)
{
    auto const one = idle_since_start();
    auto after = limits;
    after.void_before = start + seconds{1};
    BOOST_TEST((one.next(start + seconds{2}, after) == step::close));
}

BOOST_AUTO_TEST_CASE(one_beyond_the_size_goes_after_a_while_and_one_within_it_stays)
{
    auto const one = idle_since_start();
    BOOST_TEST(!one.expires(start + minutes{1}, limits, true));
    BOOST_TEST(one.expires(start + minutes{2}, limits, true));
    BOOST_TEST(!one.expires(start + minutes{2}, limits, false));
    BOOST_TEST(one.expires(start + hours{1}, limits, false));
}

BOOST_AUTO_TEST_CASE(without_a_life_it_stays_for_ever)
{
    pool_node one{start};
    one.connected(start, std::nullopt);
    BOOST_TEST(one.stays(start + hours{100'000}, limits));
}

BOOST_AUTO_TEST_CASE(a_state_counts_from_when_it_began_and_the_age_from_the_connection)
{
    pool_node one{start};
    one.connected(start + seconds{1}, std::nullopt);
    one.rest(start + seconds{3});
    BOOST_TEST((one.is() == pool_node::state::idle));
    BOOST_TEST((one.since(start + seconds{4}) == seconds{1}));
    BOOST_TEST((one.age(start + seconds{4}) == seconds{3}));
}

BOOST_AUTO_TEST_SUITE_END()
