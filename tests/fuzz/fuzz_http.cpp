// The HTTP front: bytes as a client sends them, or, behind "!", one request whose framing is made right:
//     !POST /flows/\n{"name": "x"}
#include <tests/fuzz/front.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

std::string framed(std::string_view input)
{
    auto const end = std::min(input.find('\n'), input.size());
    auto const line = input.substr(0, end);
    auto const body = input.substr(std::min(end + 1, input.size()));
    auto const blank = std::min(line.find(' '), line.size());
    return std::string{line.substr(0, blank)} + " /api" + std::string{line.substr(std::min(blank + 1, line.size()))} +
           " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    static praetor::fuzz::front server;
    std::string_view const input{reinterpret_cast<char const*>(data), size};
    auto const said = server.serve(input.starts_with('!') ? framed(input.substr(1)) : std::string{input});
    praetor::fuzz::require_no_server_fault(said);
    return 0;
}
