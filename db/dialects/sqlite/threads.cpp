#include <db/dialects/sqlite/signals.hpp>
#include <db/dialects/sqlite/threads.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/run.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace praetor::db::sqlite {
namespace {

constexpr auto between_optimizations = std::chrono::hours{1};

} // namespace

threads::threads(boost::asio::any_io_executor home, options how)
    : home_(std::move(home)), options_(std::move(how)),
      results_(options_.results ? options_.results : std::make_shared<result_budget>())
{
    bool const memory = options_.path == ":memory:";
    writer_ = std::make_unique<connection>(options_, true);
    if (!memory) {
        instance_lock_.emplace(options_.path);
        files_.emplace(writer_->file_path());
        checkpointer_ = std::make_unique<checkpointer>(options_);
    }
    writes_.threads.emplace_back([this] {
        block_signals();
        write_loop(*writer_);
    });
    if (memory) // the one connection that sees it also reads
        return;
    for (std::size_t i = 0; i < options_.readers; ++i) {
        auto& reader = *readers_.emplace_back(std::make_unique<connection>(options_, false));
        reads_.threads.emplace_back([this, &reader] {
            block_signals();
            read_loop(reader);
        });
    }
}

threads::~threads()
{
    stop();
    if (!files_ || !files_->is_lost())
        return;
    writer_->leave_log();
    checkpointer_->leave_log();
    for (auto& one : readers_)
        one->leave_log();
}

void threads::stop()
{
    results_->open(); // the thread that takes results waits here
    reads_.stop();
    writes_.stop();
}

void threads::worker::stop()
{
    {
        std::lock_guard const lock{mutex};
        closing = true;
    }
    wakes.notify_all();
    for (auto& one : threads)
        if (one.joinable())
            one.join();
}

pool_statistics threads::statistics() const
{
    pool_statistics found;
    found.size = found.open = found.opened = found.max_open = 1 + readers_.size();
    for (auto const* one : {&writes_, &reads_}) {
        std::lock_guard const lock{one->mutex};
        found.in_use += one->running;
        found.waiting += one->queue.size();
        found.waits.add(one->waits);
        (one == &writes_ ? found.transactions : found.reads) = one->done;
    }
    found.idle = found.open - found.in_use;
    return found;
}

// Blocks the caller's thread until what was accepted has run: the server calls it last.
task<void> threads::close()
{
    stop();
    co_return;
}

task<void> threads::perform(access mode, job& work)
{
    auto& target = mode == access::read && !readers_.empty() ? reads_ : writes_;
    // A cancelled caller waits for the thread that runs its job, for its frame holds that.
    auto const start = [this, &target, &work](auto handler) {
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        waiting one{&work, std::chrono::steady_clock::now(), nullptr,
                    [shared, slot](std::exception_ptr failed) mutable {
                        slot.clear();
                        std::move (*shared)(std::move(failed));
                    }};
        if (slot.is_connected())
            slot.assign([this, &target, &work](boost::asio::cancellation_type) { cancel(target, work); });
        {
            std::lock_guard const lock{target.mutex};
            if (!target.closing && target.queue.size() < options_.queue_limit) {
                target.queue.push_back(std::move(one));
                one.work = nullptr;
            }
        }
        if (one.work == nullptr) {
            target.wakes.notify_one();
            return;
        }
        auto const refused = std::make_exception_ptr(error{errc::unavailable, "too many transactions wait for SQLite"});
        boost::asio::post(home_, [done = std::move(one.done), refused] { done(refused); });
    };
    co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable), void(std::exception_ptr)>(
        start, boost::asio::use_awaitable);
}

// Of a job that waits nothing was done, and one that only reads leaves nothing behind. Writes that run are the part of
// a group.
void threads::cancel(worker& in, job& work)
{
    std::lock_guard const lock{in.mutex};
    auto const queued = std::ranges::find(in.queue, &work, &waiting::work);
    if (queued != in.queue.end()) {
        auto const aborted =
            std::make_exception_ptr(boost::system::system_error{boost::asio::error::operation_aborted});
        boost::asio::post(home_, [done = std::move(queued->done), aborted] { done(aborted); });
        in.queue.erase(queued);
        return;
    }
    auto const running = std::ranges::find(in.jobs, &work, &running_job::work);
    if (running != in.jobs.end()) {
        running->on->interrupt();
        results_->look_again();
    }
}

std::vector<threads::waiting> threads::take(worker& from, std::size_t max_jobs, connection* interruptible)
{
    std::vector<waiting> group;
    std::unique_lock lock{from.mutex};
    from.wakes.wait(lock, [&] { return from.closing || !from.queue.empty(); });
    auto const now = std::chrono::steady_clock::now();
    while (!from.queue.empty() && group.size() < max_jobs) {
        from.waits.add(now - from.queue.front().since);
        group.push_back(std::move(from.queue.front()));
        from.queue.pop_front();
    }
    from.running += group.empty() ? 0 : 1;
    if (interruptible != nullptr)
        for (auto const& one : group)
            from.jobs.push_back({one.work, interruptible});
    return group;
}

void threads::finish(worker& of, std::vector<waiting> group, connection* interruptible)
{
    {
        std::lock_guard const lock{of.mutex};
        if (interruptible != nullptr) {
            std::erase_if(of.jobs, [&](running_job const& one) { return one.on == interruptible; });
            interruptible->take_up();
        }
        --of.running;
        of.done += group.size();
    }
    answer(std::move(group));
}

// Every await of its connection completes at once; one that waits for anything else is a defect (run_inline).
void threads::run_transaction(connection& conn, waiting& one)
{
    conn.forget_enqueued_failure();
    conn.serve_request(0);
    try {
        run_inline(one.work->run(conn, false));
        conn.throw_enqueued_failure();
    }
    catch (...) {
        one.failed = std::current_exception();
    }
}

void threads::answer(std::vector<waiting> group)
{
    boost::asio::post(home_, [group = std::move(group)]() mutable {
        for (auto& one : group)
            one.done(std::move(one.failed));
    });
}

void threads::read_loop(connection& conn)
{
    for (;;) {
        results_->block_for_short();
        auto group = take(reads_, 1, &conn);
        if (group.empty())
            return;
        try {
            files_->require_database_now_and_then();
            auto& share = group.front().work->results = result_share{results_};
            conn.begin_counting(&share);
            run_transaction(conn, group.front());
            conn.end_counting();
        }
        catch (error const&) {
            group.front().failed = std::current_exception();
        }
        finish(reads_, std::move(group), &conn);
    }
}

void threads::write_loop(connection& conn)
{
    for (;;) {
        auto group = take(writes_, options_.max_group, nullptr);
        if (group.empty())
            break;
        write_group(conn, group);
        finish(writes_, std::move(group), nullptr);
        keep_house(conn);
    }
    conn.optimize();
}

// Between two groups, when nobody waits for an answer.
void threads::keep_house(connection& conn)
{
    if (checkpointer_ && checkpointer_->look(conn.log_pages()))
        conn.checkpoint();
    auto const now = std::chrono::steady_clock::now();
    if (now - optimized_ < between_optimizations)
        return;
    optimized_ = now;
    conn.optimize();
}

// Says once that the file refuses what is written, and once that it does so no more.
void threads::note_writing(std::exception_ptr const& failed)
{
    if (!failed) {
        if (std::exchange(refused_, false))
            log::warning("db", "{} takes writes again", options_.path);
        return;
    }
    try {
        std::rethrow_exception(failed);
    }
    catch (error const& thrown) {
        // A rule of the models may refuse with the same code.
        bool const by_file =
            thrown.code() == errc::unavailable && std::string_view{thrown.what()}.starts_with("SQLite");
        if (by_file && !std::exchange(refused_, true))
            log::warning("db", "{} takes no writes: {}", options_.path, thrown.what());
    }
    catch (...) {
        // Not the file's fault.
    }
}

// What a commit wrote into files that nobody finds any more is not stored. One that lost its log alone keeps what was
// acknowledged: it is moved into the database at once.
void threads::require_files(connection& writer)
{
    if (!files_)
        return;
    files_->require_database();
    files_->require_log([&] { writer.checkpoint(); });
}

void threads::write_group(connection& conn, std::vector<waiting>& group)
{
    static sql const begin{"BEGIN IMMEDIATE"}, commit{"COMMIT"}, rollback{"ROLLBACK"}, savepoint{"SAVEPOINT one"},
        release{"RELEASE one"}, undo{"ROLLBACK TO one"};
    bool const alone = group.size() == 1;
    std::exception_ptr failed;
    try {
        if (files_ && files_->is_incomplete())
            require_files(conn);
        conn.control_now(begin, true);
        for (auto& one : group) {
            if (!alone)
                conn.control_now(savepoint, true);
            run_transaction(conn, one);
            if (alone)
                continue;
            if (one.failed)
                conn.control_now(undo, true);
            conn.control_now(release, true);
        }
        bool const nothing_to_keep = alone && group.front().failed;
        conn.control_now(nothing_to_keep ? rollback : commit, false);
        if (nothing_to_keep)
            failed = group.front().failed;
        else
            require_files(conn);
    }
    catch (...) {
        // The group as a whole failed: nothing of it is stored.
        failed = std::current_exception();
        for (auto& one : group)
            if (!one.failed)
                one.failed = failed;
        try {
            conn.control_now(rollback, false);
        }
        catch (error const&) {
            // SQLite had rolled back by itself.
        }
    }
    note_writing(failed);
}

} // namespace praetor::db::sqlite
