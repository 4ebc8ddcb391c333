// How the connections of a server become TLS.
#pragma once

#include <server/http/tls/tls_context.hpp>
#include <server/http/tls/tls_session.hpp>

#include <server/base/task.hpp>
#include <server/base/thread_pool.hpp>

#include <memory>

namespace praetor::http {

// The certificate that new connections are shown, and the thread that computes their handshakes: signing takes up to
// milliseconds, and whoever connects asks for it. Used on the io_context's thread; outlives its sessions.
class tls_acceptor
{
public:
    // Reads the files: throws as make_tls_context() does.
    explicit tls_acceptor(tls_options options);

    // Reads them again, for connections from now on; those that are there stay as they are. Throws as the constructor
    // does, and the earlier ones stay in use then.
    void reload();

    // The session of a connection, before its handshake; the descriptor stays the caller's.
    std::unique_ptr<tls_session> begin(int descriptor) const;

    // tls_session::shake_hands() on the thread. error{errc::unavailable} where a thousand wait already, errc::timeout
    // after five seconds. Cancellation does not reach it.
    task<tls_session::step> shake_hands(tls_session& session);

private:
    tls_options options_;
    tls_context context_;
    thread_pool threads_{{.threads = 1, .max_waiting = 1'000}};
};

} // namespace praetor::http
