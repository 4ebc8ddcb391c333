#include <tests/http/client/target_server.hpp>

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace praetor::tests {
namespace {

// One connection, with blocking calls that look for the end of the test ten times a second.
class peer
{
public:
    peer(int socket, SSL_CTX* tls) : socket_(socket)
    {
        if (tls == nullptr)
            return;
        tls_ = SSL_new(tls);
        SSL_set_fd(tls_, socket_);
    }
    ~peer()
    {
        if (tls_ != nullptr)
            SSL_free(tls_);
        close(socket_);
    }
    peer(peer const&) = delete;
    peer& operator=(peer const&) = delete;

    bool begin(std::atomic<bool> const& stopping)
    {
        while (tls_ != nullptr && !stopping) {
            auto const done = SSL_accept(tls_);
            if (done == 1)
                return true;
            if (SSL_get_error(tls_, done) != SSL_ERROR_WANT_READ)
                return false;
        }
        return tls_ == nullptr;
    }
    bool receive(std::string& into)
    {
        char buffer[16 * 1024];
        auto const size =
            tls_ == nullptr ? recv(socket_, buffer, sizeof buffer, 0) : SSL_read(tls_, buffer, sizeof buffer);
        if (size <= 0)
            return false;
        into.append(buffer, static_cast<std::size_t>(size));
        return true;
    }
    bool send(std::string const& bytes)
    {
        if (bytes.empty())
            return true;
        auto const size = tls_ == nullptr ? ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                                          : SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
        return size > 0;
    }
    void say_goodbye()
    {
        if (tls_ != nullptr)
            SSL_shutdown(tls_);
    }

private:
    int socket_;
    SSL* tls_ = nullptr;
};

bool is_whole(std::string const& request)
{
    auto const head = request.find("\r\n\r\n");
    if (head == std::string::npos)
        return false;
    auto const length = request.find("Content-Length: ");
    auto const body = length < head ? std::strtoul(request.c_str() + length + 16, nullptr, 10) : 0;
    return request.size() >= head + 4 + body;
}

} // namespace

struct target_server::state
{
    explicit state(target_behaviour options_) : how(std::move(options_))
    {
        if (!how.certificate_file.empty()) {
            tls = SSL_CTX_new(TLS_server_method());
            SSL_CTX_use_certificate_chain_file(tls, how.certificate_file.c_str());
            SSL_CTX_use_PrivateKey_file(tls, how.key_file.c_str(), SSL_FILETYPE_PEM);
        }
        listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 64) != 0 ||
            getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error{"no port to listen on"};
        port = ntohs(address.sin_port);
        accepting = std::thread{[this] { accept_all(); }};
    }
    ~state()
    {
        stopping = true;
        accepting.join();
        for (auto& one : peers)
            one.join();
        close(listener);
        if (tls != nullptr)
            SSL_CTX_free(tls);
    }

    void accept_all()
    {
        while (!stopping) {
            pollfd waited{listener, POLLIN, 0};
            if (poll(&waited, 1, 20) != 1)
                continue;
            auto const socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0)
                continue;
            timeval const timeout{0, 100'000};
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
            setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
            ++connections;
            peers.emplace_back([this, socket] { serve(socket); });
        }
    }

    void wait(std::chrono::milliseconds span) const
    {
        auto const end = std::chrono::steady_clock::now() + span;
        while (!stopping && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(std::min(span, std::chrono::milliseconds{10}));
    }

    void serve(int socket)
    {
        peer with{socket, tls};
        if (!how.reads)
            return wait(std::chrono::hours{1});
        std::string request;
        if (!with.begin(stopping))
            return;
        while (!stopping && !is_whole(request) && (how.waits_for_all || request.empty()))
            if (!with.receive(request) && errno != EAGAIN)
                return;
        auto const* answer = &how.answer;
        {
            std::scoped_lock const locked{mutex};
            if (requests.size() < how.first_answers.size())
                answer = &how.first_answers[requests.size()];
            requests.push_back(request);
        }
        wait(how.before_answer);
        if (!with.send(*answer))
            return;
        while (!how.repeated.empty() && !stopping && with.send(how.repeated))
            wait(how.between);
        if (how.closes)
            return with.say_goodbye();
        while (!stopping && (with.receive(request) || errno == EAGAIN))
            ;
    }

    target_behaviour how;
    SSL_CTX* tls = nullptr;
    int listener = -1;
    unsigned short port = 0;
    std::atomic<bool> stopping = false;
    std::atomic<std::size_t> connections = 0;
    mutable std::mutex mutex;
    std::vector<std::string> requests;
    std::vector<std::thread> peers;
    std::thread accepting;
};

target_server::target_server(target_behaviour behaviour) : state_(std::make_unique<state>(std::move(behaviour))) {}
target_server::~target_server() = default;

unsigned short target_server::port() const noexcept
{
    return state_->port;
}

std::string target_server::url(std::string const& path, std::string const& host) const
{
    return fmt::format("{}://{}:{}{}", state_->tls == nullptr ? "http" : "https", host, port(), path);
}

std::vector<std::string> target_server::requests() const
{
    std::scoped_lock const locked{state_->mutex};
    return state_->requests;
}

std::size_t target_server::connections() const
{
    return state_->connections;
}

} // namespace praetor::tests
