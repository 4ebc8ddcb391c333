// How much a socket has brought: libpq does not tell how long a result is before it is whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace praetor::db::postgresql {

class received_bytes
{
public:
    // Counts from the next look on.
    void start() noexcept { *this = {}; }

    // The socket can be read, and is read afterwards. Gives the bytes since the start: what TCP has received, and of
    // other sockets an estimate. The first few looks give 0 and ask nothing, for most results have come by then.
    std::size_t look(int socket) noexcept;

private:
    unsigned looks_ = 0;
    std::optional<std::uint64_t> of_tcp_; // at the start
    std::size_t estimate_ = 0;
};

} // namespace praetor::db::postgresql
