#include <tests/fuzz/front.hpp>
#include <tests/fuzz/inline_database.hpp>
#include <tests/fuzz/seeded_content.hpp>

#include <routes/routes.hpp>
#include <server/base/log.hpp>
#include <server/http/session.hpp>
#include <server/settings/sources.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace praetor::fuzz {
namespace {

using boost::asio::ip::tcp;

settings::values plain_settings()
{
    settings::environment around;
    around.working_directory = "/nonexistent";
    around.environment = [](std::string_view name) -> std::optional<std::string> {
        return name == "HOME" || name == "PREFECT_HOME" ? std::optional<std::string>{"/nonexistent"} : std::nullopt;
    };
    return settings::values::read(around);
}

[[noreturn]] void give_up(char const* why, std::string_view said)
{
    std::fprintf(stderr, "%s: %.*s\n", why, static_cast<int>(said.size()), said.data());
    std::abort();
}

// The client's end of a connection.
class client
{
public:
    explicit client(int descriptor) : descriptor_(descriptor) {}
    client(client const&) = delete;
    client& operator=(client const&) = delete;
    ~client() { ::close(descriptor_); }

    // Sends what the socket takes; once all is sent, says that nothing more comes.
    void send_some()
    {
        while (!rest.empty()) {
            auto const size = ::send(descriptor_, rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (size <= 0)
                break;
            rest.remove_prefix(static_cast<std::size_t>(size));
        }
        if (rest.empty() && is_last && !shut_) {
            ::shutdown(descriptor_, SHUT_WR);
            shut_ = true;
        }
    }

    void take_some(std::string& into)
    {
        std::array<char, 16 * 1024> chunk;
        for (;;) {
            auto const size = ::recv(descriptor_, chunk.data(), chunk.size(), MSG_DONTWAIT);
            if (size <= 0)
                return;
            into.append(chunk.data(), static_cast<std::size_t>(size));
        }
    }

    std::string_view rest;
    bool is_last = true; // nothing comes behind the rest

private:
    int descriptor_;
    bool shut_ = false;
};

} // namespace

struct front::parts
{
    parts() { add_content(store.connection()); }

    boost::asio::io_context context{1};
    settings::values config = plain_settings();
    db::statement_statistics statements{std::chrono::milliseconds{0}, false, true};
    inline_database store;
    services::event_bus bus;
    models::log_bus logs;
    std::optional<services::scheduled_tasks> tasks{std::in_place};
    models::csrf_token_cache csrf_tokens{10, std::chrono::minutes{1}};
    routes::application app{
        store, nullptr, statements, bus, logs, *tasks, csrf_tokens, config, config.integer("server.api.default_limit")};
    std::unique_ptr<routes::router> router = routes::make_router(app);
    http::server_options how;
    std::uint64_t requests = 0;
};

front::front() : parts_(std::make_unique<parts>())
{
    log::set_level(log::level::error);
}

front::~front() = default;

std::string front::serve(std::string_view bytes, std::string_view rest)
{
    auto& all = *parts_;
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error{"no pair of sockets"};
    client peer{ends[0]};
    peer.rest = bytes;
    peer.is_last = rest.empty();
    tcp::socket socket{all.context};
    socket.assign(tcp::v4(), ends[1]);

    all.store.begin();
    std::string said;
    {
        http::session session{std::move(socket), *all.router, all.how, all.requests};
        bool ended = false;
        boost::asio::co_spawn(all.context, session.run(),
                              boost::asio::bind_cancellation_slot(session.cancellation(),
                                                                  [&ended](std::exception_ptr) { ended = true; }));
        auto const last = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!ended) {
            peer.send_some();
            all.context.restart();
            if (all.context.poll() == 0)
                all.context.run_one_for(std::chrono::milliseconds{1});
            peer.take_some(said);
            if (!peer.is_last && !said.empty()) {
                peer.rest = rest;
                peer.is_last = true;
            }
            if (std::chrono::steady_clock::now() > last)
                give_up("the connection does not end", said);
        }
    }
    all.context.restart();
    all.context.poll();
    peer.take_some(said);
    all.store.undo();
    all.tasks.emplace();
    return said;
}

void require_no_server_fault(std::string_view said)
{
    constexpr std::string_view version = "HTTP/1.1 ";
    while (said.starts_with(version)) {
        auto const head = said.substr(0, said.find("\r\n\r\n"));
        if (head.size() == said.size())
            return;
        if (head[version.size()] == '5' && head.substr(version.size(), 3) != "503")
            give_up("a server fault", said);
        constexpr std::string_view length = "content-length: ";
        std::string lower{head};
        for (auto& c : lower)
            c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        auto const at = lower.find(length);
        std::size_t size = 0;
        if (at != std::string::npos)
            std::from_chars(lower.data() + at + length.size(), lower.data() + lower.size(), size);
        said.remove_prefix(std::min(said.size(), head.size() + 4 + size));
    }
}

} // namespace praetor::fuzz
