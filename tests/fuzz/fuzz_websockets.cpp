// The websockets: the first byte chooses socket, sub-protocol and whether what follows is bytes behind the handshake or
// messages, parted by line ends, whose frames are made right.
#include <tests/fuzz/front.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

constexpr std::array<std::string_view, 4> paths{"/events/in", "/events/out", "/logs/out",
                                                "/task_runs/subscriptions/scheduled"};

// RFC 6455, 5.2. A client masks; with a mask of zeros the payload stays as it is.
void append_frame(std::string& out, unsigned char opcode, std::string_view payload)
{
    out += static_cast<char>(0x80 | opcode);
    if (payload.size() < 126)
        out += static_cast<char>(0x80 | payload.size());
    else {
        out += static_cast<char>(0x80 | 126);
        out += static_cast<char>(payload.size() >> 8 & 0xff);
        out += static_cast<char>(payload.size() & 0xff);
    }
    out.append(4, '\0');
    out += payload;
}

std::string handshake(unsigned char how)
{
    bool const offers_protocol = (how & 4) != 0;
    std::string all = "GET /api" + std::string{paths.at(how & 3)} +
                      " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n";
    if (offers_protocol)
        all += "Sec-WebSocket-Protocol: prefect\r\n";
    return all + "\r\n";
}

std::string conversation(unsigned char how, std::string_view rest)
{
    bool const proves_itself = (how & 8) != 0;
    bool const raw = (how & 16) != 0;
    std::string all;
    if (proves_itself)
        append_frame(all, 1, R"({"type":"auth","token":"x"})");
    if (raw)
        return all + std::string{rest};
    while (!rest.empty()) {
        auto const end = std::min(rest.find('\n'), rest.size());
        append_frame(all, 1, rest.substr(0, std::min(end, std::size_t{0xffff})));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    append_frame(all, 8, "\x03\xe8");
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    static praetor::fuzz::front server;
    if (size == 0)
        return 0;
    auto const said =
        server.serve(handshake(data[0]), conversation(data[0], {reinterpret_cast<char const*>(data) + 1, size - 1}));
    praetor::fuzz::require_no_server_fault(said);
    return 0;
}
