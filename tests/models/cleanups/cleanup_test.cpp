#include <models/cleanups/cleanup_operation.hpp>

#include <server/base/error.hpp>

#include <db/database.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;
using models::cleanup_operation;
using models::cleanup_status;

namespace {

// A queue in a database of its own, and a clock.
struct queue
{
    explicit queue(db::dialect dialect)
        : at(dialect, content::tables), store(db::open(context.get_executor(), at.options()))
    {}
    ~queue() { await(context, store->close()); }

    template <class F, class... Arguments>
    auto run(F fn, Arguments... arguments)
    {
        return await(context, store->transaction(fn, std::move(arguments)...));
    }

    models::new_cleanup wanted(std::string const& key = "key", std::optional<uuid> work_queue = {}) const
    {
        return {uuid::random(),
                key,
                pool,
                work_queue,
                std::string{models::cleanup_kind::cancelling_timeout},
                json_text{R"({"flow_run_id":"x"})"}};
    }
    models::cleanup add(std::string const& key = "key", std::optional<uuid> work_queue = {})
    {
        return run(models::enqueue_cleanup, wanted(key, work_queue));
    }
    std::optional<models::reserved_cleanup> reserve(std::optional<std::vector<uuid>> queues = {})
    {
        models::cleanup_wish wish{pool, {std::string{models::cleanup_kind::cancelling_timeout}}, std::move(queues)};
        return run(models::reserve_cleanup, std::move(wish), clock, policy);
    }
    models::cleanup_answer settle(cleanup_operation operation, models::reserved_cleanup const& held,
                                  std::string const& reason = {})
    {
        return run(models::settle_cleanup,
                   models::cleanup_request{operation, pool, held.message_id, held.reservation_token, reason}, clock,
                   policy);
    }
    std::string status(uuid id) const
    {
        return at.run("SELECT status FROM praetor_cleanup WHERE message_id = '" + to_string(id) + "'");
    }

    temporary_database at;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
    uuid pool = uuid::random();
    timestamp clock = now();
    models::cleanup_policy policy{30s, 3, 1h};
};

} // namespace

BOOST_AUTO_TEST_SUITE(cleanups)

PRAETOR_TEST_EACH_DIALECT(a_cleanup_asked_for_twice_is_one)
{
    queue all{dialect};
    auto const first = all.add();
    BOOST_TEST(to_string(all.add().message_id) == to_string(first.message_id));
    auto again = all.wanted();
    again.message_id = first.message_id;
    BOOST_TEST(to_string(all.run(models::enqueue_cleanup, again).message_id) == to_string(first.message_id));
    again.idempotency_key = "other";
    BOOST_CHECK_EXCEPTION(all.run(models::enqueue_cleanup, again), error, [](error const& thrown) {
        return thrown.text() == "message_id is already associated with a different cleanup message";
    });
    BOOST_TEST(all.at.run("SELECT count(*) FROM praetor_cleanup") == "1");
    auto const held = all.reserve();
    BOOST_REQUIRE(held);
    BOOST_CHECK(all.settle(cleanup_operation::ack, *held).status == cleanup_status::accepted);
    BOOST_TEST(to_string(all.add().message_id) == to_string(first.message_id)); // a completed one is remembered
    BOOST_TEST(!all.reserve());
}

PRAETOR_TEST_EACH_DIALECT(the_oldest_of_the_queues_that_are_asked_for_is_reserved_once)
{
    queue all{dialect};
    auto const line = uuid::random();
    auto const old = all.add("old");
    auto const of_line = all.add("of line", line);
    BOOST_TEST(!all.reserve(std::vector<uuid>{uuid::random()}));
    auto const first = all.reserve(std::vector<uuid>{line});
    BOOST_REQUIRE(first);
    BOOST_TEST(to_string(first->message_id) == to_string(of_line.message_id));
    BOOST_TEST(first->delivery_count == 1);
    BOOST_TEST(boost::json::parse(first->target.text) == boost::json::parse(R"({"flow_run_id":"x"})"));
    BOOST_TEST(first->reservation_token.size() == 64u);
    BOOST_CHECK(first->lease_expires == all.clock + 30s);
    auto const second = all.reserve();
    BOOST_REQUIRE(second);
    BOOST_TEST(to_string(second->message_id) == to_string(old.message_id));
    BOOST_TEST(!all.reserve());
    models::cleanup_wish const other{all.pool, {"pending_claim_teardown.v1"}, {}};
    all.add("third");
    BOOST_TEST(!all.run(models::reserve_cleanup, other, all.clock, all.policy));
}

PRAETOR_TEST_EACH_DIALECT(who_does_not_have_a_cleanup_is_told_why)
{
    queue all{dialect};
    auto const waiting = all.add();
    models::reserved_cleanup guess;
    guess.message_id = uuid::random();
    BOOST_TEST(all.settle(cleanup_operation::ack, guess).reason == "message_not_found");
    guess.message_id = waiting.message_id;
    BOOST_TEST(all.settle(cleanup_operation::ack, guess).reason == "no_active_reservation");
    auto const held = all.reserve();
    BOOST_REQUIRE(held);
    guess.reservation_token = "guessed";
    auto const wrong = all.settle(cleanup_operation::renew, guess);
    BOOST_CHECK(wrong.status == cleanup_status::invalid_token);
    BOOST_TEST(wrong.reason == "reservation_token_mismatch");
    auto const right = std::exchange(all.pool, uuid::random());
    auto const elsewhere = all.settle(cleanup_operation::ack, *held);
    BOOST_CHECK(elsewhere.status == cleanup_status::unauthorized);
    BOOST_TEST(elsewhere.reason == "work_pool_mismatch");
    all.pool = right;
    BOOST_CHECK(all.settle(cleanup_operation::ack, *held).status == cleanup_status::accepted);
    BOOST_CHECK(all.settle(cleanup_operation::ack, *held).status == cleanup_status::not_found);
}

PRAETOR_TEST_EACH_DIALECT(a_renewed_lease_ends_later_and_one_that_is_over_can_not_be_renewed)
{
    queue all{dialect};
    all.add();
    auto const held = all.reserve();
    BOOST_REQUIRE(held);
    all.clock += 20s;
    auto const renewed = all.settle(cleanup_operation::renew, *held);
    BOOST_REQUIRE(renewed.new_expiry.has_value());
    BOOST_CHECK(*renewed.new_expiry == all.clock + 30s);
    all.clock += 20s;
    BOOST_CHECK(
        all.run(models::end_cleanup_leases, std::optional<uuid>{}, all.clock, std::int64_t{10}, all.policy).empty());
    all.clock += 10s;
    auto const late = all.settle(cleanup_operation::renew, *held);
    BOOST_CHECK(late.status == cleanup_status::expired);
    BOOST_TEST(late.reason == "lease_expired");
    auto const next = all.reserve();
    BOOST_REQUIRE(next);
    BOOST_TEST(next->delivery_count == 2);
    BOOST_TEST(next->reservation_token != held->reservation_token);
    BOOST_CHECK(all.settle(cleanup_operation::ack, *held).status == cleanup_status::invalid_token);
}

PRAETOR_TEST_EACH_DIALECT(a_cleanup_that_was_given_back_as_often_as_is_allowed_is_dead)
{
    queue all{dialect};
    auto const wanted = all.add();
    for (int i = 0; i < 2; ++i) {
        auto const held = all.reserve();
        BOOST_REQUIRE(held);
        BOOST_CHECK(all.settle(cleanup_operation::release, *held, "busy").status == cleanup_status::accepted);
    }
    auto const last = all.reserve();
    BOOST_REQUIRE(last);
    auto const given_up = all.settle(cleanup_operation::release, *last, "no access");
    BOOST_CHECK(given_up.status == cleanup_status::dead_lettered);
    BOOST_TEST(given_up.reason == "max_delivery_attempts_reached");
    BOOST_REQUIRE(given_up.dead.has_value());
    BOOST_TEST(given_up.dead->delivery_count == 3);
    BOOST_TEST(all.status(wanted.message_id) == "dead");
    BOOST_TEST(all.at.run("SELECT release_reason FROM praetor_cleanup") == "no access");
    BOOST_TEST(!all.reserve());
    BOOST_TEST(to_string(all.add().message_id) == to_string(wanted.message_id)); // nor is it tried anew
}

PRAETOR_TEST_EACH_DIALECT(leases_that_nobody_renewed_end_a_batch_at_a_time_and_the_last_delivery_is_the_end)
{
    queue all{dialect};
    auto const ended = [&](std::int64_t most, std::optional<uuid> pool = {}) {
        std::string statuses;
        for (auto const& one : all.run(models::end_cleanup_leases, pool, all.clock, most, all.policy))
            statuses += one.status + ' ';
        return statuses;
    };
    for (auto const* key : {"a", "b", "c"})
        all.add(key);
    for (int i = 0; i < 3; ++i)
        BOOST_REQUIRE(all.reserve());
    BOOST_TEST(ended(10) == "");
    all.clock += 30s;
    BOOST_TEST(all.run(models::pools_with_cleanups, std::vector<uuid>{all.pool}, all.clock).size() == 1u);
    BOOST_TEST(ended(10, uuid::random()) == "");
    BOOST_TEST(ended(2) == "waiting waiting ");
    BOOST_TEST(ended(2, all.pool) == "waiting ");
    all.policy.max_deliveries = 2;
    BOOST_REQUIRE(all.reserve());
    all.clock += 30s;
    BOOST_TEST(ended(10) == "dead ");
    all.policy.max_deliveries = 1; // fewer than were allowed when they were given out
    BOOST_TEST(!all.reserve());
    BOOST_TEST(ended(10) == "dead dead ");
    BOOST_CHECK(all.run(models::pools_with_cleanups, std::vector<uuid>{all.pool}, all.clock).empty());
}

PRAETOR_TEST_EACH_DIALECT(completed_cleanups_are_forgotten_after_their_time_and_those_of_a_pool_that_is_gone_at_once)
{
    queue all{dialect};
    auto const done = all.add("done");
    auto const held = all.reserve();
    BOOST_REQUIRE(held);
    all.settle(cleanup_operation::ack, *held);
    auto const forgotten = [&] { return all.run(models::forget_cleanups, all.clock, std::int64_t{10}, all.policy); };
    BOOST_TEST(forgotten() == 0);
    all.clock += 1h;
    all.policy.remembered.reset();
    BOOST_TEST(forgotten() == 0);
    all.policy.remembered = 1h;
    BOOST_TEST(forgotten() == 1);
    BOOST_TEST(to_string(all.add("done").message_id) != to_string(done.message_id));
    BOOST_TEST(forgotten() == 1); // nobody made this test's pool
    BOOST_TEST(all.at.run("SELECT count(*) FROM praetor_cleanup") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
