#include <server/services/template_worker.hpp>

#include <server/services/template_frame.hpp>
#include <server/services/template_worker_child.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/signal.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <exception>
#include <optional>
#include <utility>

namespace praetor::services {
namespace {

constexpr std::string_view name = "template_worker";
constexpr std::chrono::seconds start_deadline{10};

error too_much()
{
    return {errc::bad_request,
            "Invalid jinja: Failed to render template due to the following error: The template takes "
            "too much memory or time."};
}

error ending()
{
    return {errc::unavailable, "the server stops"};
}

} // namespace

// A request and what became of it. The caller and the queue hold it.
struct template_worker::job
{
    explicit job(std::string text) : message(std::move(text)) {}

    void end(std::exception_ptr why)
    {
        failed = std::move(why);
        ended = true;
        changed.notify_all();
    }

    std::string message;
    std::string answer;
    std::exception_ptr failed;
    bool begun = false;
    bool ended = false;
    bool abandoned = false;
    signal changed;
};

template_worker::template_worker(boost::asio::any_io_executor executor, template_worker_options options)
    : executor_(executor), options_(std::move(options)), waiting_(queue_limits{options_.max_waiting}),
      group_(executor, [](std::exception_ptr) { log::error(name, "ended by a defect"); })
{}

template_worker::~template_worker() = default;

task<std::string> template_worker::hydrate(models::hydration_request request)
{
    return ask(to_message(request));
}

task<std::vector<models::template_result>> template_worker::render(models::template_request request)
{
    auto const answer = co_await ask(to_message(request));
    co_return models::template_results(answer);
}

task<std::string> template_worker::ask(std::string message)
{
    auto const mine = std::make_shared<job>(std::move(message));
    if (!waiting_.try_push(job_ptr{mine}))
        throw error{errc::unavailable, "too many templates wait to be rendered"};
    if (group_.empty())
        group_.spawn(serve());
    // Whichever way this frame ends.
    std::unique_ptr<job, void (*)(job*)> const leaves{mine.get(), [](job* one) { one->abandoned = true; }};
    auto const end = std::chrono::steady_clock::now() + options_.response_timeout;
    while (!mine->begun && !mine->ended) {
        bool const has_changed = co_await mine->changed.wait_until(end);
        if (!has_changed && !mine->begun)
            throw error{errc::timeout, "other templates took too long"};
    }
    while (!mine->ended)
        co_await mine->changed.wait();
    if (mine->failed)
        std::rethrow_exception(mine->failed);
    co_return std::move(mine->answer);
}

task<void> template_worker::stop()
{
    waiting_.close();
    co_await group_.stop();
    while (auto const one = waiting_.try_pop())
        (*one)->end(std::make_exception_ptr(ending()));
    co_await end_child();
}

task<void> template_worker::serve()
{
    for (;;) {
        auto const next = co_await waiting_.pop();
        if (!next)
            co_return;
        if (!(*next)->abandoned)
            co_await answer(**next);
    }
}

task<void> template_worker::answer(job& one)
{
    one.begun = true;
    one.changed.notify_all();
    std::exception_ptr failed;
    bool stopped = false;
    try {
        one.answer = co_await ask_child(one.message);
    }
    catch (boost::system::system_error const&) { // stop() cancelled it, and ends the child
        failed = std::make_exception_ptr(ending());
        stopped = true;
    }
    catch (...) {
        failed = std::current_exception();
    }
    one.end(failed);
    if (!stopped && (failed || ends_))
        co_await end_child();
}

task<std::string> template_worker::ask_child(std::string const& message)
{
    if (child_ && child_->has_ended())
        co_await end_child();
    if (!child_)
        co_await start_child();
    std::optional<std::string> why;
    try {
        auto answer = co_await with_deadline(options_.deadline, converse(message), "it took too long");
        co_return answer;
    }
    catch (boost::system::system_error const& thrown) {
        if (thrown.code() == boost::asio::error::operation_aborted)
            throw;
        why = "it died";
    }
    catch (error const& thrown) {
        why = thrown.text();
    }
    log::info(name, "a request of {} bytes was given up: {}", message.size(), *why);
    throw too_much();
}

// It says so when it is ready: what loading a program takes, is not the template's.
task<void> template_worker::start_child()
{
    std::string why;
    try {
        child_ = std::make_unique<child_process>(executor_, options_.program, template_worker_argument);
        static_cast<void>(co_await with_deadline(start_deadline, read_frame(), "it does not answer"));
        co_return;
    }
    catch (boost::system::system_error const& thrown) {
        if (thrown.code() == boost::asio::error::operation_aborted)
            throw;
        why = message_of(thrown);
    }
    catch (error const& thrown) {
        why = thrown.text();
    }
    log::error(name, "can not be started: {}", why);
    throw error{errc::unavailable, "templates can not be rendered now"};
}

task<void> template_worker::end_child()
{
    if (!child_)
        co_return;
    co_await child_->join();
    child_.reset();
    ends_ = false;
}

task<std::string> template_worker::converse(std::string const& message)
{
    template_frame const head{static_cast<std::uint32_t>(message.size()), 0};
    std::array<boost::asio::const_buffer, 2> const parts{boost::asio::buffer(&head, sizeof head),
                                                         boost::asio::buffer(message)};
    static_cast<void>(co_await boost::asio::async_write(child_->socket(), parts, boost::asio::use_awaitable));
    auto answer = co_await read_frame();
    co_return answer;
}

task<std::string> template_worker::read_frame()
{
    template_frame head;
    static_cast<void>(co_await boost::asio::async_read(child_->socket(), boost::asio::buffer(&head, sizeof head),
                                                       boost::asio::use_awaitable));
    if (head.size > template_frame::max_size)
        throw error{errc::internal, "the answer is too long"};
    ends_ = head.is_last != 0;
    std::string text(head.size, '\0');
    static_cast<void>(
        co_await boost::asio::async_read(child_->socket(), boost::asio::buffer(text), boost::asio::use_awaitable));
    co_return text;
}

} // namespace praetor::services
