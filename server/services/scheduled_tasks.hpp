// Background tasks: task runs that were handed over to task workers (`task.delay()`), waiting in memory by their task
// key; and the workers that wait for them. The runs themselves are in the database, in state SCHEDULED, and who has one
// is said there too (models/task_runs/task_claim.hpp): here is only what is worth to be tried, found by deferred_tasks
// where the server does not know of it by itself.
#pragma once

#include <server/base/broadcast.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <boost/describe/class.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace praetor::services {

struct waiting_task
{
    uuid id;
    std::string task_key;
    std::optional<uuid> held_by = std::nullopt; // a connection that claimed it, and did not acknowledge it
};

// A worker as POST /task_workers/filter tells it.
struct task_worker
{
    std::string identifier;
    std::vector<std::string> task_keys;
    praetor::timestamp timestamp{}; // when it was last heard of
};
BOOST_DESCRIBE_STRUCT(task_worker, (), (identifier, task_keys, timestamp))

// Used on the io_context's thread alone. Outlives the runs taken from it and the workers listed in it.
class scheduled_tasks
{
public:
    // Room for this many runs, and for this many new ones of one key; 0: no limit of its own.
    explicit scheduled_tasks(std::size_t capacity = 1'000'000, std::size_t capacity_of_key = 0)
        : capacity_(capacity), capacity_of_key_(capacity_of_key)
    {}
    scheduled_tasks(scheduled_tasks const&) = delete;
    scheduled_tasks& operator=(scheduled_tasks const&) = delete;

    // error{errc::unavailable} where as many runs wait as there is room for. Asked before the state of a run is
    // committed, so that none is refused which is acknowledged already.
    void require_room() const;
    // The same, and the key's own limit is kept too.
    void require_room(std::string_view task_key) const;

    // What was found in the database between begin_look() and now: left out where it waits, or was on its way to a
    // worker since then.
    void begin_look() { on_their_way_ = delivered_; }
    void push_found(waiting_task one);

    // Never refuses: what was committed meanwhile is taken beyond the capacity. A run that waits already waits once.
    void push(waiting_task one);
    // A run to be done again stands before the new ones of its key.
    void push_again(waiting_task one);

    // A run on its way to a worker. One that is not acknowledged when this ends waits again, before the new ones of its
    // key.
    class taken_task
    {
    public:
        taken_task(scheduled_tasks& from, waiting_task one) : from_(&from), one_(std::move(one))
        {
            from_->begin(one_.id);
        }
        taken_task(taken_task&& other) noexcept
            : from_(std::exchange(other.from_, nullptr)), one_(std::move(other.one_))
        {}
        taken_task& operator=(taken_task&&) = delete;
        ~taken_task()
        {
            if (from_ == nullptr)
                return;
            from_->delivered_.erase(one_.id);
            from_->push_again(std::move(one_));
        }

        uuid id() const noexcept { return one_.id; }
        std::optional<uuid> held_by() const noexcept { return one_.held_by; }
        // It is claimed for this connection.
        void hold(uuid connection) noexcept { one_.held_by = connection; }
        // Its worker has it: it does not wait again.
        void acknowledge() noexcept
        {
            if (auto* const from = std::exchange(from_, nullptr))
                from->delivered_.erase(one_.id);
        }

    private:
        scheduled_tasks* from_; // null: acknowledged
        waiting_task one_;
    };

    // The next run of any of the keys; the keys take turns.
    std::optional<taken_task> take(std::vector<std::string> const& keys);

    // Tells the key of each run that comes.
    broadcast<std::string>& arrivals() noexcept { return arrivals_; }

    // What runs wait that a connection which has ended still holds.
    std::vector<waiting_task> held() const;

    // `look` is called where more may be found in the database: a worker has come, or has nothing more to do though not
    // all was found the last time. It must not throw or wait.
    void look_by(std::function<void()> look) { look_ = std::move(look); }
    void expect_more(bool there_is) noexcept { more_is_stored_ = there_is; }
    void look_for_more()
    {
        if (more_is_stored_ && look_)
            look_();
    }

    // One connection of a worker: while there is any, the worker is listed with the keys of them all.
    class attachment
    {
    public:
        attachment(scheduled_tasks& to, std::string worker, std::vector<std::string> const& keys);
        attachment(attachment const&) = delete;
        attachment& operator=(attachment const&) = delete;
        ~attachment();

        // The worker was heard of now.
        void observe();
        // Of the connection: no other has it, on any server.
        uuid id() const noexcept { return id_; }

    private:
        scheduled_tasks& to_;
        std::string worker_;
        uuid id_ = uuid::random();
    };

    // The keys that workers wait for, and the connections of all workers.
    std::vector<std::string> attached_keys() const;
    std::vector<uuid> const& connections() const noexcept { return connections_; }

    // Every worker, or those that wait for one of the keys.
    std::vector<task_worker> workers(std::vector<std::string> const& keys) const;

private:
    struct queue
    {
        std::deque<waiting_task> again;
        std::deque<waiting_task> fresh;
    };
    struct attached_worker
    {
        task_worker shown;
        std::size_t connections = 0;
    };

    std::size_t capacity_;
    std::size_t capacity_of_key_;
    void insert(waiting_task one, bool again);
    void begin(uuid id)
    {
        delivered_.insert(id);
        on_their_way_.insert(id);
    }

    std::map<std::string, queue, std::less<>> queues_;
    std::unordered_set<uuid> ids_;          // in queues_
    std::unordered_set<uuid> delivered_;    // now
    std::unordered_set<uuid> on_their_way_; // at any time since the last look began
    std::vector<uuid> connections_;
    std::function<void()> look_;
    bool more_is_stored_ = false;
    std::size_t waiting_ = 0;
    std::size_t turn_ = 0;
    broadcast<std::string> arrivals_;
    std::map<std::string, attached_worker> workers_;
};

} // namespace praetor::services
