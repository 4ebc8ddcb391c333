// Background tasks: task runs that were handed over to task workers (`task.delay()`), waiting in memory by their task key;
// and the workers that wait for them. The runs themselves are in the database, in state SCHEDULED.
#pragma once

#include <server/base/broadcast.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <boost/describe/class.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace praetor::services {

struct waiting_task
{
    uuid id;
    std::string task_key;
};

// A worker as POST /task_workers/filter tells it.
struct task_worker
{
    std::string identifier;
    std::vector<std::string> task_keys;
    praetor::timestamp timestamp{}; // when it was last heard of
};
BOOST_DESCRIBE_STRUCT(task_worker, (), (identifier, task_keys, timestamp))

// Used on the io_context's thread alone.
class scheduled_tasks
{
public:
    static constexpr std::size_t max_waiting = 1'000'000;

    // error{errc::unavailable} beyond max_waiting.
    void push(waiting_task one);
    // A run to be done again stands before the new ones of its key.
    void push_again(waiting_task one);

    // The next run of any of the keys; the keys take turns.
    std::optional<waiting_task> take(std::vector<std::string> const& keys);

    // Tells the key of each run that comes.
    broadcast<std::string>& arrivals() noexcept { return arrivals_; }

    void observe(std::string const& worker, std::vector<std::string> const& keys);
    void forget(std::string const& worker);
    // Every worker, or those that wait for one of the keys.
    std::vector<task_worker> workers(std::vector<std::string> const& keys) const;

private:
    struct lane
    {
        std::deque<uuid> again;
        std::deque<uuid> fresh;
    };

    std::map<std::string, lane, std::less<>> lanes_;
    std::size_t waiting_ = 0;
    std::size_t turn_ = 0;
    broadcast<std::string> arrivals_;
    std::map<std::string, task_worker> workers_;
};

} // namespace praetor::services
