#include <db/replicas.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <boost/describe/class.hpp>

namespace praetor::db {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto probe_interval = 1s;

// PostgreSQL manual, 9.27.3 and 9.27.4: positions as bytes since the beginning of the log.
task<std::int64_t> read_written(connection& conn)
{
    return conn.value<std::int64_t>(sql{"SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint AS position"});
}

struct replay
{
    bool recovers = false;
    std::optional<std::int64_t> position;
};
BOOST_DESCRIBE_STRUCT(replay, (), (recovers, position))

task<replay> read_replayed(connection& conn)
{
    auto const found = co_await conn.row<replay>(
        sql{"SELECT pg_is_in_recovery() AS recovers, (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint AS position"});
    co_return found.value_or(replay{});
}

} // namespace

replicas::replicas(boost::asio::any_io_executor executor, database& writer,
                   std::vector<std::unique_ptr<database>> reads, std::vector<std::string> names,
                   std::chrono::milliseconds max_lag)
    // A healthy replica was at most `max_lag` behind when it was asked last, up to two intervals ago.
    : writer_(writer), max_lag_(max_lag), writers_(max_lag + 2 * probe_interval)
{
    for (std::size_t i = 0; i < reads.size(); ++i) {
        auto& one = *all_.emplace_back(std::make_unique<replica>());
        one.store = std::move(reads[i]);
        one.is.name = std::move(names[i]);
        one.is.error_message = "not asked yet";
        one.watch =
            std::make_unique<periodic>(executor, "replica " + one.is.name, periodic_options{.interval = probe_interval},
                                       [this, i] { return probe(i); });
    }
}

void replicas::start()
{
    for (auto const& one : all_)
        one->watch->start();
}

task<void> replicas::stop()
{
    for (auto const& one : all_) {
        co_await one->watch->stop();
        co_await one->store->close();
    }
}

task<void> replicas::probe(std::size_t which)
{
    auto& one = *all_[which];
    std::string error_message;
    try {
        // Taken before the position is asked for, so that the sample is never younger than it says.
        auto const sampled = clock::now();
        auto const written = co_await writer_.read(read_written);
        lag_.add_sample(sampled, written);
        auto const asked = clock::now();
        auto const found = co_await one.store->read(read_replayed);
        auto const when = clock::now();
        one.is.took = std::chrono::duration_cast<std::chrono::microseconds>(when - asked);
        auto const behind = found.position ? lag_.behind(when, *found.position) : std::nullopt;
        one.is.lag.reset();
        if (behind)
            one.is.lag = std::chrono::duration_cast<std::chrono::milliseconds>(*behind);
        if (!found.recovers)
            error_message = "it is no replica (it was promoted, or the URL names the writer)";
        else if (!behind)
            error_message = "its lag is not known yet";
        else if (*behind > max_lag_)
            error_message = "it is " + std::to_string(one.is.lag->count()) + " ms behind";
    }
    catch (std::exception const& thrown) {
        error_message = message_of(thrown);
    }
    if (!error_message.empty()) {
        leave(one, error_message);
        co_return;
    }
    if (!one.is.serves)
        log::info("replicas", "{} takes reads", one.is.name);
    one.is.serves = true;
    one.is.error_message.clear();
}

void replicas::leave(replica& one, std::string_view why)
{
    if (one.is.serves)
        log::warning("replicas", "{} takes no reads: {}", one.is.name, why);
    one.is.serves = false;
    one.is.error_message = why;
}

database& replicas::pick(std::string const& client)
{
    if (writers_.contains(client, clock::now()))
        return writer_;
    for (std::size_t tried = 0; tried < all_.size(); ++tried) {
        auto const& one = *all_[next_++ % all_.size()];
        if (one.is.serves)
            return *one.store;
    }
    return writer_;
}

void replicas::wrote(std::string const& client)
{
    writers_.wrote(client, clock::now());
}

void replicas::failed(database const& which, std::string_view why)
{
    for (auto const& one : all_)
        if (one->store.get() == &which)
            leave(*one, why);
}

std::vector<replicas::health> replicas::state() const
{
    std::vector<health> all;
    all.reserve(all_.size());
    for (auto const& one : all_)
        all.push_back(one->is);
    return all;
}

} // namespace praetor::db
