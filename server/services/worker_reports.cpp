#include <server/services/worker_reports.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <system_error>
#include <utility>

namespace praetor::services {
namespace {

namespace asio = boost::asio;

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
constexpr auto timeout = std::chrono::seconds{2};
constexpr std::size_t max_question = 64;
constexpr std::size_t max_answer = std::size_t{16} << 20;

// Of "<number>.….sock"; 0 where it is no worker's.
int number_of(std::filesystem::path const& socket)
{
    auto const name = socket.filename().string();
    int number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    return socket.extension() == ".sock" ? number : 0;
}

task<std::string> ask_at(std::filesystem::path path, std::string question)
{
    auto const executor = co_await asio::this_coro::executor;
    asio::local::stream_protocol::socket other{executor};
    co_await other.async_connect(path.string(), asio::use_awaitable);
    co_await asio::async_write(other, asio::buffer(question), asio::use_awaitable);
    std::string text;
    auto [ec, size] = co_await asio::async_read(other, asio::dynamic_buffer(text, max_answer), as_tuple);
    if (ec != asio::error::eof)
        throw boost::system::system_error{ec};
    co_return text;
}

// Of one that has ended meanwhile there is nothing to tell.
task<void> add_report(std::filesystem::path of, std::string question, std::vector<worker_reports::report>& to)
{
    try {
        auto text = co_await with_deadline(timeout, ask_at(of, std::move(question)), "no answer");
        to.push_back({number_of(of), std::move(text)});
    }
    catch (error const& late) {
        log::warning("workers", "worker {} does not tell of itself: {}", number_of(of), late.text());
    }
    catch (boost::system::system_error const& failed) {
        if (failed.code() == asio::error::operation_aborted)
            throw;
    }
}

} // namespace

worker_reports::worker_reports(asio::any_io_executor executor, int number, int descriptor, std::filesystem::path folder,
                               own_report own)
    : number_(number), folder_(std::move(folder)), own_(std::move(own)),
      acceptor_(executor, asio::local::stream_protocol{}, descriptor),
      running_(executor, [](std::exception_ptr const& failed) {
          log::warning("workers", "a report was not given: {}", message_of(failed));
      })
{
    own_path_ = acceptor_.local_endpoint().path();
}

void worker_reports::start()
{
    running_.spawn(listen());
}

task<void> worker_reports::stop()
{
    co_await running_.stop();
}

task<void> worker_reports::listen()
{
    for (;;) {
        auto [ec, one] = co_await acceptor_.async_accept(as_tuple);
        if (ec == asio::error::operation_aborted)
            co_return;
        if (ec)
            static_cast<void>(co_await answered_.wait_for(timeout)); // no descriptor is left
        else
            running_.spawn(with_deadline(timeout, answer(std::move(one)), "who asked does not read"));
    }
}

task<void> worker_reports::answer(protocol::socket to)
{
    std::string question;
    auto [ec, size] = co_await asio::async_read_until(to, asio::dynamic_buffer(question, max_question), '\n', as_tuple);
    if (ec)
        co_return;
    auto const text = own_(std::string_view{question}.substr(0, size - 1));
    co_await asio::async_write(to, asio::buffer(text), as_tuple);
    answered_.notify_all();
}

task<std::vector<worker_reports::report>> worker_reports::ask(std::string topic)
{
    std::vector<report> all{{number_, own_(topic)}};
    std::vector<std::filesystem::path> others;
    std::error_code gone;
    for (auto const& one : std::filesystem::directory_iterator{folder_, gone})
        if (number_of(one.path()) > 0 && one.path() != own_path_)
            others.push_back(one.path());
    auto const executor = co_await asio::this_coro::executor;
    task_group asking{executor};
    for (auto const& one : others)
        asking.spawn(add_report(one, topic + '\n', all));
    co_await asking.join();
    std::ranges::sort(all, {}, &report::worker);
    co_return all;
}

} // namespace praetor::services
