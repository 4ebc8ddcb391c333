#include <server/http/tls/tls_acceptor.hpp>

#include <utility>

namespace praetor::http {

tls_acceptor::tls_acceptor(tls_options options) : options_(std::move(options)), context_(make_tls_context(options_)) {}

void tls_acceptor::reload()
{
    context_ = make_tls_context(options_);
}

std::unique_ptr<tls_session> tls_acceptor::begin(int descriptor) const
{
    return std::make_unique<tls_session>(context_, descriptor);
}

task<tls_session::step> tls_acceptor::shake_hands(tls_session& session)
{
    auto came = tls_session::step::failed;
    co_await threads_.run([&] { came = session.shake_hands(); });
    co_return came;
}

} // namespace praetor::http
