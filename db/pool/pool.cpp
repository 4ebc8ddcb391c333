// Who gets a connection, and when it is opened, doubted and closed. What runs on it is in transaction_run.cpp.
#include <db/pool/pool.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <algorithm>

namespace praetor::db {
namespace {

constexpr auto overflow_idles = std::chrono::minutes{1};
constexpr auto watch_period = std::chrono::milliseconds{250};
constexpr auto pause_after_refusal = std::chrono::seconds{1};
constexpr auto pause_between_logs = std::chrono::seconds{10};
constexpr auto close_timeout = std::chrono::seconds{10};

std::size_t sum_of(std::size_t size, std::size_t overflow)
{
    return size == options::unlimited || overflow == options::unlimited ? options::unlimited : size + overflow;
}

} // namespace

pool::pool(boost::asio::any_io_executor executor, options how, make_connector connect_with)
    : executor_(std::move(executor)), options_(std::move(how)), connector_(connect_with(executor_, options_)),
      results_(options_.results ? options_.results : std::make_shared<result_budget>()),
      limits_{options_.ping_after, overflow_idles}, max_(sum_of(options_.pool_size, options_.pool_overflow)),
      watch_(executor_), random_(std::random_device{}())
{}

pool::waiter::waiter(pool& in) : in_(in)
{
    in_.waiters_.push_back(this);
}

pool::waiter::~waiter()
{
    std::erase(in_.waiters_, this);
}

void pool::refuse()
{
    closed_ = true;
    for (auto* const one : waiters_)
        one->wakes.notify_all();
    while (!idle_.empty()) {
        auto const at = idle_.back();
        idle_.pop_back();
        drop(at);
    }
    watch_.cancel();
}

task<void> pool::close()
{
    refuse();
    auto const late = pool_clock::now() + close_timeout;
    bool in_time = true;
    while (!slots_.empty() && in_time)
        in_time = co_await drained_.wait_until(late);
    for (auto& one : slots_)
        if (one.held)
            one.held->interrupt();
    while (!slots_.empty())
        co_await drained_.wait();
}

task<pool::lease> pool::acquire()
{
    auto const asked = pool_clock::now();
    auto const late =
        options_.acquire_timeout.count() > 0 ? asked + options_.acquire_timeout : pool_clock::time_point::max();
    for (;;) {
        if (closed_)
            throw error{errc::unavailable, "the database is being closed"};
        while (!idle_.empty()) {
            auto const at = idle_.back();
            idle_.pop_back();
            auto const next = at->node.next(asked, limits_);
            at->node.use(asked);
            lease mine{shared_from_this(), at};
            if (next == pool_node::step::close) {
                ++counted_.recycled;
                ++counted_.closed;
                at->held.reset();
                continue;
            }
            if (next == pool_node::step::check) {
                bool const alive = co_await is_alive(*at);
                if (!alive)
                    continue;
            }
            counted_.waits.add(pool_clock::now() - asked);
            watch();
            co_return mine;
        }
        if (slots_.size() < max_ && !is_refused()) {
            slots_.emplace_back(asked);
            lease mine{shared_from_this(), std::prev(slots_.end())};
            bool const connected = co_await connect(mine.at());
            if (!connected)
                continue;
            counted_.waits.add(pool_clock::now() - asked);
            co_return mine;
        }
        auto mine = co_await wait_for_slot(late);
        if (!mine.at().held) {
            bool const connected = co_await connect(mine.at());
            if (!connected)
                continue;
        }
        counted_.waits.add(pool_clock::now() - asked);
        co_return mine;
    }
}

// A server at its max_connections gives no more, but serves those that it gave: who needs one waits for one of them, or
// for one that is being made. `but` does not count.
bool pool::is_refused(slot const* but) const
{
    auto const serves = [&](slot const& one) {
        auto const is = one.node.is();
        return &one != but &&
               (one.held ? is != pool_node::state::idle || !one.held->broken() : is == pool_node::state::connecting);
    };
    return pool_clock::now() < refused_ + pause_after_refusal && std::ranges::any_of(slots_, serves);
}

task<pool::lease> pool::wait_for_slot(pool_clock::time_point late)
{
    waiter mine{*this};
    std::exception_ptr cancelled;
    try {
        static_cast<void>(co_await mine.wakes.wait_until(late));
    }
    catch (...) {
        cancelled = std::current_exception();
    }
    // Whichever way the wait ended, what was given is held.
    if (mine.given)
        co_return std::move(*mine.given);
    if (closed_)
        throw error{errc::unavailable, "the database is being closed"};
    if (cancelled) {
        ++counted_.cancelled;
        std::rethrow_exception(cancelled);
    }
    ++counted_.acquire_timeouts;
    note_exhausted();
    throw error{errc::unavailable,
                "no database connection was free within " + std::to_string(options_.acquire_timeout.count()) + " ms"};
}

task<bool> pool::is_alive(slot& at)
{
    at.node.check(pool_clock::now());
    ++counted_.pings;
    watch();
    bool const alive = co_await at.held->answers();
    if (alive)
        at.node.use(pool_clock::now());
    else {
        ++counted_.failed_pings;
        limits_.doubted = pool_clock::now();
    }
    co_return alive;
}

// False where the server refuses this one and the pool has others. What fails otherwise fails the one who asked; the
// others behind it try for themselves.
task<bool> pool::connect(slot& at)
{
    at.node = pool_node{pool_clock::now()};
    counted_.max_open = std::max(counted_.max_open, slots_.size());
    std::string failed;
    bool answered = true;
    try {
        at.held = co_await connector_->connect();
    }
    catch (error const& thrown) {
        failed = thrown.what();
        answered = thrown.code() != errc::timeout;
    }
    auto const now = pool_clock::now();
    if (!at.held) {
        ++counted_.connect_errors;
        if (answered) {
            auto const before = std::exchange(refused_, now);
            if (is_refused(&at)) {
                if (now > before + pause_between_logs)
                    log::warning("db", "{} gives no further connection: {}", connector_->shown(), failed);
                co_return false;
            }
        }
        limits_.doubted = now;
        note_away(failed);
        throw error{errc::unavailable, failed};
    }
    ++counted_.opened;
    if (away_since_) {
        log::warning("db", "{} is back after {} ms", connector_->shown(),
                     std::chrono::duration_cast<std::chrono::milliseconds>(now - *away_since_).count());
        away_since_.reset();
    }
    // So that connections opened together do not all end together.
    std::optional<pool_clock::duration> life;
    if (options_.recycle.count() > 0)
        life = std::chrono::duration_cast<pool_clock::duration>(options_.recycle *
                                                                std::uniform_real_distribution{0.9, 1.1}(random_));
    at.node.connected(now, life);
    watch();
    co_return true;
}

void pool::note_away(std::string_view message)
{
    if (away_since_)
        return;
    away_since_ = pool_clock::now();
    log::warning("db", "{} is away: {}", connector_->shown(), message);
}

// Once in a while, for it comes in floods.
void pool::note_exhausted()
{
    auto const now = pool_clock::now();
    if (now < exhaustion_logged_ + std::chrono::seconds{10})
        return;
    exhaustion_logged_ = now;
    log::warning("db", "no connection was free within {} ms: all {} are in use, {} more requests wait",
                 options_.acquire_timeout.count(), slots_.size(), waiters_.size());
}

void pool::release(slots::iterator at)
{
    auto const now = pool_clock::now();
    if (at->held) {
        if (at->held->abandoned())
            connector_->cancel(*at->held);
        at->held->forget_enqueued();
        if (closed_ || at->held->broken() || at->held->in_transaction())
            at->held.reset();
        else if (!at->node.stays(now, limits_)) {
            ++counted_.recycled;
            at->held.reset();
        }
        counted_.closed += at->held ? 0 : 1;
    }
    if (!waiters_.empty() && !closed_ && (at->held || !is_refused(&*at))) {
        at->node.use(now);
        hand_on(at);
    }
    else if (at->held) {
        at->node.rest(now);
        idle_.push_back(at);
    }
    else
        drop(at);
}

// The first in the queue gets the slot, and makes a connection of its own where there is none.
void pool::hand_on(slots::iterator at)
{
    auto* const next = waiters_.front();
    waiters_.pop_front();
    next->given.emplace(shared_from_this(), at);
    next->wakes.notify_all();
}

void pool::drop(slots::iterator at)
{
    counted_.closed += at->held ? 1 : 0;
    slots_.erase(at);
    if (closed_ && slots_.empty())
        drained_.notify_all();
}

// Runs while there is something to look after, so that a program that only asked one thing can end.
void pool::watch()
{
    if (watching_ || !needs_watch())
        return;
    watching_ = true;
    watch_.expires_after(watch_period);
    watch_.async_wait([of = weak_from_this()](boost::system::error_code ec) {
        auto const self = of.lock();
        if (ec || !self)
            return;
        self->watching_ = false;
        self->look_after();
        self->watch();
    });
}

bool pool::needs_watch() const noexcept
{
    return !closed_ && (slots_.size() > idle_.size() || slots_.size() > options_.pool_size);
}

void pool::look_after()
{
    auto const now = pool_clock::now();
    for (auto& one : slots_)
        if (one.held && one.held->expires() < now)
            one.held->interrupt();
    // Those that idled longest lie at the bottom.
    while (!idle_.empty() && idle_.front()->node.expires(now, limits_, slots_.size() > options_.pool_size)) {
        auto const at = idle_.front();
        idle_.erase(idle_.begin());
        counted_.recycled += at->node.outlived(now) ? 1 : 0;
        drop(at);
    }
}

pool_statistics pool::statistics() const
{
    auto const now = pool_clock::now();
    auto found = counted_;
    found.size = options_.pool_size;
    found.max_overflow = options_.pool_overflow;
    found.open = slots_.size();
    found.overflow = slots_.size() > options_.pool_size ? slots_.size() - options_.pool_size : 0;
    found.waiting = waiters_.size();
    found.away = away_since_.has_value();
    found.pooler = connector_->through_pooler();
    for (auto const& one : slots_) {
        auto const age = std::chrono::duration_cast<std::chrono::milliseconds>(one.node.age(now));
        auto const since = std::chrono::duration_cast<std::chrono::milliseconds>(one.node.since(now));
        switch (one.node.is()) {
        case pool_node::state::connecting:
            ++found.connecting;
            continue;
        case pool_node::state::idle:
            ++found.idle;
            break;
        case pool_node::state::checking:
            ++found.checking;
            break;
        case pool_node::state::in_use:
            ++found.in_use;
            found.max_use = std::max(found.max_use, since);
            break;
        }
        found.oldest = std::max(found.oldest, age);
    }
    return found;
}

} // namespace praetor::db
