// Replies of other servers, from the bytes that come.
#pragma once

#include <server/http/client/outgoing.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace praetor::http {

// One HTTP/1.1 reply; interim ones (100, 103) before it are passed over. At most 64 KiB of headers, `max_body` bytes of
// body. All failures are outgoing_failure::protocol. One thread at a time.
class reply_parser
{
public:
    explicit reply_parser(std::size_t max_body);
    ~reply_parser();
    reply_parser(reply_parser const&) = delete;
    reply_parser& operator=(reply_parser const&) = delete;

    // Whether the reply is whole, or its body as long as is kept.
    bool is_done() const noexcept;
    void put(std::string_view bytes);
    // No more bytes come.
    void put_end();
    // The reply, once it is done.
    outgoing_reply take();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace praetor::http
