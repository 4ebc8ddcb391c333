#include <tests/fuzz/front.hpp>
#include <tests/fuzz/inline_database.hpp>
#include <tests/fuzz/seeded_content.hpp>

#include <models/collections/collection_views.hpp>
#include <routes/dashboards.hpp>
#include <routes/routes.hpp>
#include <routes/ui_settings.hpp>
#include <server/base/log.hpp>
#include <server/base/run.hpp>
#include <server/base/task_group.hpp>
#include <server/base/thread_pool.hpp>
#include <server/http/connection/session.hpp>
#include <server/services/access/access_control.hpp>
#include <server/services/access/audit_trail.hpp>
#include <server/services/streams/stream_relay.hpp>
#include <server/services/template_worker.hpp>
#include <server/services/template_worker_child.hpp>
#include <server/services/worker_channels.hpp>
#include <server/settings/sources.hpp>

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

// Called by libFuzzer before all else: the program is its own template worker.
extern "C" int LLVMFuzzerInitialize(int* count, char*** words)
{
    if (praetor::services::is_template_worker(*count, *words))
        _exit(praetor::services::run_template_worker());
    return 0;
}

namespace praetor::fuzz {
namespace {

settings::values plain_settings()
{
    return settings::read({{{"HOME", "/nonexistent"}, {"PREFECT_HOME", "/nonexistent"}}, "/nonexistent"});
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
    services::template_worker templates{context.get_executor()};
    thread_pool threads{{.threads = 1}};
    models::collection_views collections{{}};
    services::stream_relay relay{context.get_executor(), store, bus, logs};
    services::poll_marker polls{context.get_executor(), store, bus};
    services::worker_channels channels{context.get_executor(), store, {}};
    routes::dashboards boards{routes::resolve_ui_base_urls(config.server.ui.serve_base), true};
    services::access_control access{context.get_executor(), store, {}, 0};
    services::audit_trail audit{context.get_executor(), store, bus, {}};
    routes::application app{store,     nullptr, statements, bus,         logs,     *tasks, relay,  polls, csrf_tokens,
                            templates, threads, config,     collections, channels, boards, access, audit, {}};
    std::unique_ptr<routes::router> router = routes::make_router(app);
    http::server_options options;
    http::traffic shared;
};

front::front() : parts_(std::make_unique<parts>())
{
    log::set_level(log::level::error);
}

front::~front()
{
    run_until_done(parts_->context, parts_->templates.stop());
}

std::string front::serve(std::string_view bytes, std::string_view rest)
{
    auto& all = *parts_;
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error{"no pair of sockets"};
    client peer{ends[0]};
    peer.rest = bytes;
    peer.is_last = rest.empty();
    http::server_stream::base socket{all.context};
    socket.assign(boost::asio::generic::stream_protocol{AF_UNIX, 0}, ends[1]);

    all.store.begin();
    std::string said;
    {
        http::session session{http::server_stream{std::move(socket)}, *all.router, all.options, all.shared, nullptr};
        task_group running{all.context.get_executor(), [](std::exception_ptr) {}};
        session.runs_as(running.spawn(session.run()));
        auto const last = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!running.empty()) {
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
