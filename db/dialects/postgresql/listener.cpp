#include <db/dialects/postgresql/listener.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <chrono>

namespace praetor::db::postgresql {
namespace {

constexpr auto between_tries = std::chrono::seconds{1};

options quiet(options how)
{
    how.observer = nullptr;
    how.echo = false;
    how.statement_timeout = {}; // it waits for as long as nobody tells anything
    how.application_name = (how.application_name.empty() ? "praetor" : how.application_name) + " (listens)";
    return how;
}

} // namespace

listener::listener(boost::asio::any_io_executor executor, options how, std::vector<std::string> channels)
    : options_(quiet(std::move(how))), channels_(std::move(channels)), connector_(executor, options_),
      loop_(executor, "notifications", {.interval = between_tries}, [this] { return listen_until_lost(); })
{}

void listener::start()
{
    loop_.start();
}

task<void> listener::stop()
{
    stopping_ = true;
    if (conn_)
        conn_->interrupt();
    co_await loop_.stop();
    conn_.reset();
}

task<void> listener::listen_until_lost()
{
    if (stopping_)
        co_return;
    try {
        auto made = co_await connector_.open();
        if (connector_.through_pooler()) {
            log::info("notifications", "a pooler in transaction mode stands between: what other servers change is seen "
                                       "when caches expire");
            stopping_ = true;
            co_return;
        }
        conn_ = std::move(made);
        for (auto const& channel : channels_)
            co_await conn_->run_script("LISTEN " + channel);
        heard().publish({});
        while (!stopping_) {
            auto const notification_received = co_await conn_->next_notification();
            heard().publish(notification_received);
        }
    }
    catch (error const& lost) {
        // The pool says that the database is away; here it is only tried again.
        if (!stopping_)
            log::debug("notifications", "{}", lost.what());
    }
    conn_.reset();
}

} // namespace praetor::db::postgresql
