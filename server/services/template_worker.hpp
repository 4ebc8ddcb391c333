// Templates of users are parsed and rendered by a process of their own: what one wants of memory or time costs the
// server neither (decision 0014).
#pragma once

#include <server/services/child_process.hpp>

#include <models/forms/hydration_message.hpp>
#include <models/forms/template_message.hpp>

#include <server/base/bounded_queue.hpp>
#include <server/base/task.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace praetor::services {

struct template_worker_options
{
    // Must run run_template_worker() where is_template_worker() says so; this very program does.
    std::string program = "/proc/self/exe";
    std::chrono::milliseconds deadline{1'000};         // of one request, once its turn has come
    std::chrono::milliseconds response_timeout{5'000}; // how long a request waits for its turn
    std::size_t max_waiting = 64;                      // requests; more are refused
};

// One process, started by the first request and again by the next one after it died, was killed at its deadline, or
// grew too large. Requests are answered one after the other, a request with thousands of templates in one round trip.
// Used and destroyed on the thread that runs the executor; stop() has returned before it is destroyed.
class template_worker
{
public:
    template_worker(boost::asio::any_io_executor executor, template_worker_options options = {});
    ~template_worker();

    // The answer to the request, for models::hydrated_text() or hydrated_values(). error{errc::bad_request} where the
    // process died of it or was killed at the deadline; error{errc::unavailable} where too many wait or the process
    // does not start; error{errc::timeout} where no turn came. A caller that is cancelled leaves at once; what it asked
    // is not done, or nobody hears of it.
    task<std::string> hydrate(models::hydration_request request);

    // What becomes of each template, in their order; errors of hydrate().
    task<std::vector<models::template_result>> render(models::template_request request);

    // Refuses what waits, kills the process and joins it. Nobody calls hydrate() afterwards.
    task<void> stop();

    // Of the process that runs now; 0 where none does.
    pid_t child_id() const noexcept { return child_ ? child_->id() : 0; }

private:
    struct job;
    using job_ptr = std::shared_ptr<job>;

    task<std::string> ask(std::string message);
    task<void> serve();
    task<void> answer(job& one);
    task<std::string> ask_child(std::string const& message);
    task<void> start_child();
    task<void> end_child();
    task<std::string> converse(std::string const& message);
    task<std::string> read_frame();

    boost::asio::any_io_executor executor_;
    template_worker_options options_;
    bounded_queue<job_ptr> waiting_;
    std::unique_ptr<child_process> child_;
    bool ends_ = false; // the child, behind its last answer
    task_group group_;
};

} // namespace praetor::services
